"""Voice settings: engine, voices, speed, thinking time, and a sample."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from deck.model import Deck
from errors import UserError
from services.listening import voices
from speech.model import PauseSound, Voices
from ui import messages, session

PAUSE_SOUNDS: dict[PauseSound, str] = {"noise": "Quiet room noise", "tone": "Soft tone", "silence": "Silence"}


def show_settings(deck: Deck) -> None:
    """Draw the voice settings, folded away."""
    with st.expander("Voice settings", icon=":material/record_voice_over:"):
        saved_voices = voices.load_voices(session.get_workspace(), session.get_learner())
        try:
            selection = _draw_form(saved_voices, deck.meta.language or "en")
        except UserError as error:
            messages.show_error(error)
            if st.button("Back to the default engine"):
                _save_voices(Voices())
            return
        left, right = st.columns(2)
        if left.button("Listen to a sample", icon=":material/volume_up:", width="stretch"):
            _play_sample(selection, deck)
        if right.button("Save", type="primary", disabled=selection == saved_voices, width="stretch"):
            _save_voices(selection)
        _draw_comparison(selection, deck)


def _draw_form(saved_voices: Voices, language: str) -> Voices:
    """Draw the widgets; return what they say now."""
    engines = {engine.name: engine for engine in voices.list_engines()}
    if saved_voices.engine in engines and len(engines) > 1:
        name = st.selectbox(
            "Engine",
            list(engines),
            index=list(engines).index(saved_voices.engine),
            format_func=lambda engine_name: engines[engine_name].title,
        )
        if engines[name].missing:
            st.info(engines[name].missing, icon=":material/download:")
        # Another engine has other voices: those that were chosen mean nothing to it.
        saved_voices = (
            saved_voices if name == saved_voices.engine else replace(saved_voices, engine=name, narrator="", second="")
        )
    voice_names = {voice.id: voice.name for voice in voices.list_offered_voices(saved_voices, language)}
    settled = voices.settle_voices(saved_voices, language)
    ids = list(voice_names)
    narrator = _choose_voice("Voice", ids, voice_names, settled.narrator)
    second = _choose_voice("Second voice, for interviewers", ids, voice_names, settled.second)
    rate = st.slider("Speed (words a minute)", *voices.RATE_BOUNDS, saved_voices.rate, step=5)
    thinking = st.slider(
        "Time to think",
        *voices.THINK_TIME_BOUNDS,
        saved_voices.thinking,
        step=0.25,
        format="%.2f×",
        help="Relative to the usual 3 to 15 seconds.",
    )
    sound = st.selectbox(
        "In the pauses to think",
        list(PAUSE_SOUNDS),
        index=list(PAUSE_SOUNDS).index(saved_voices.pause_sound),
        format_func=lambda sound_name: PAUSE_SOUNDS[sound_name],
        help="Podcast apps that trim silence also cut out pauses that are silent.",
    )
    return replace(saved_voices, narrator=narrator, second=second, rate=rate, thinking=thinking, pause_sound=sound)


def _choose_voice(label: str, ids: list[str], names: dict[str, str], choice: str) -> str:
    if not ids:
        raise UserError("This engine has no voice.", "Choose another engine, or install a voice for it.")
    index = ids.index(choice) if choice in ids else 0
    selection: str = st.selectbox(label, ids, index=index, format_func=lambda voice_id: names[voice_id])
    return selection


def _play_sample(choice: Voices, deck: Deck, text: str = voices.SAMPLE_TEXT) -> None:
    try:
        data = voices.speak_sample(session.get_workspace(), choice, deck.meta.language or "en", text)
    except UserError as error:
        messages.show_error(error)
        return
    st.audio(data, format="audio/mpeg", autoplay=True)


def _draw_comparison(choice: Voices, deck: Deck) -> None:
    """Draw a button for each engine that is installed, which plays the same paragraph as the others."""
    ready = [
        engine for engine in voices.list_engines() if not engine.missing and engine.name not in voices.MIXED_ENGINES
    ]
    if len(ready) < 2:
        return
    st.markdown("### Compare by ear")
    st.caption(f"The same paragraph, by each engine: {voices.PARAGRAPH}")
    for engine, column in zip(ready, st.columns(len(ready)), strict=True):
        if column.button(f"Play {engine.title}", key=f"compare-{engine.name}", width="stretch"):
            trial = Voices(engine=engine.name, rate=choice.rate, locale=choice.locale)
            _play_sample(trial, deck, voices.PARAGRAPH)


def _save_voices(choice: Voices) -> None:
    try:
        voices.save_voices(session.get_workspace(), session.get_learner(), choice)
    except UserError as error:
        messages.show_error(error)
        return
    st.rerun()
