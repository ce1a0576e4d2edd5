"""Voice settings: engine, voices, speed, thinking time, and a sample."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from deck.model import Deck
from errors import UserError
from services.listening import voices
from speech.model import Voices
from ui import messages, session


def show(deck: Deck) -> None:
    """A closed box at the end of the page."""
    with st.expander("Voice settings", icon=":material/record_voice_over:"):
        kept = voices.chosen(session.workspace(), session.learner())
        try:
            picked = _form(kept, deck.meta.language or "en")
        except UserError as error:
            messages.failed(error)
            if st.button("Back to the default engine"):
                _keep(Voices())
            return
        left, right = st.columns(2)
        if left.button("Listen to a sample", icon=":material/volume_up:", width="stretch"):
            _sample(picked, deck)
        if right.button("Use these", type="primary", disabled=picked == kept, width="stretch"):
            _keep(picked)


def _form(kept: Voices, language: str) -> Voices:
    """The widgets; what they say now."""
    engines = {engine.name: engine for engine in voices.engines()}
    if kept.engine in engines and len(engines) > 1:
        name = st.selectbox(
            "Engine", list(engines), index=list(engines).index(kept.engine), format_func=lambda one: engines[one].title
        )
        if engines[name].missing:
            st.info(engines[name].missing, icon=":material/download:")
        kept = kept if name == kept.engine else Voices(engine=name, rate=kept.rate, thinking=kept.thinking)
    offered = {voice.id: voice.name for voice in voices.offered(kept, language)}
    settled = voices.settled(kept, language)
    ids = list(offered)
    narrator = _voice("Voice", ids, offered, settled.narrator)
    second = _voice("Second voice, for interviewers", ids, offered, settled.second)
    rate = st.slider("Speed (words a minute)", *voices.RATES, kept.rate, step=5)
    thinking = st.slider(
        "Time to think",
        *voices.THINKING,
        kept.thinking,
        step=0.25,
        format="%.2f×",
        help="Of the usual 3 to 15 seconds.",
    )
    return replace(kept, narrator=narrator, second=second, rate=rate, thinking=thinking)


def _voice(label: str, ids: list[str], names: dict[str, str], chosen: str) -> str:
    if not ids:
        raise UserError("This engine has no voice.", "Choose another engine, or install a voice for it.")
    index = ids.index(chosen) if chosen in ids else 0
    picked: str = st.selectbox(label, ids, index=index, format_func=lambda one: names[one])
    return picked


def _sample(picked: Voices, deck: Deck) -> None:
    try:
        data = voices.sample(session.workspace(), picked, deck.meta.language or "en")
    except UserError as error:
        messages.failed(error)
        return
    st.audio(data, format="audio/mpeg", autoplay=True)


def _keep(picked: Voices) -> None:
    try:
        voices.choose(session.workspace(), session.learner(), picked)
    except UserError as error:
        messages.failed(error)
        return
    st.rerun()
