"""Voice settings: engine, voices, speed, thinking time, and a sample."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from deck.model import Deck
from errors import UserError
from services.listening import voices
from speech.model import PauseSound, Voices
from ui import messages, session

PAUSE_SOUNDS: dict[PauseSound, str] = {"noise": "Quiet room noise", "tone": "Soft tone", "silence": "Silence"}

_SAMPLE = "voice sample"


@dataclass(frozen=True, slots=True)
class SampleRequest:
    """A sample that was asked for, by the name of its button; the voices and the language once it was first drawn."""

    name: str
    voices: Voices | None = None
    language: str = ""


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
        left.button(
            "Listen to a sample",
            icon=":material/volume_up:",
            width="stretch",
            on_click=_request_sample,
            args=("selection",),
        )
        if right.button("Save", type="primary", disabled=selection == saved_voices, width="stretch"):
            _save_voices(selection)
        _play_requested_sample("selection", selection, deck, voices.SAMPLE_TEXT)
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


def _request_sample(name: str) -> None:
    """Keep which sample was asked for.

    A button is pressed for one run of the page only, and the player starts another run when it stops.
    """
    session.get_visit_state()[_SAMPLE] = SampleRequest(name)


def _play_requested_sample(name: str, choice: Voices, deck: Deck, text: str) -> None:
    """Play the sample of this name if it was asked for, until the voices or the language change."""
    language = deck.meta.language or "en"
    state = session.get_visit_state()
    request = state.get(_SAMPLE)
    if request is None or request.name != name:
        return
    # Only now: the widgets may have changed together with the press of the button.
    state[_SAMPLE] = request = replace(request, voices=request.voices or choice, language=request.language or language)
    if (request.voices, request.language) != (choice, language):
        del state[_SAMPLE]
        return
    try:
        with st.spinner("Speaking the sample …"):
            data = voices.speak_sample(session.get_workspace(), choice, language, text)
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
        column.button(
            f"Play {engine.title}",
            key=f"compare-{engine.name}",
            width="stretch",
            on_click=_request_sample,
            args=(engine.name,),
        )
    for engine in ready:
        trial = Voices(engine=engine.name, rate=choice.rate, locale=choice.locale)
        _play_requested_sample(engine.name, trial, deck, voices.PARAGRAPH)


def _save_voices(choice: Voices) -> None:
    try:
        voices.save_voices(session.get_workspace(), session.get_learner(), choice)
    except UserError as error:
        messages.show_error(error)
        return
    st.rerun()
