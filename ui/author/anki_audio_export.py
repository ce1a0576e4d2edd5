"""The Anki package with sound: which sides are spoken, how far that is, and the download once it is done."""

from __future__ import annotations

from functools import partial

import streamlit as st

from errors import UserError
from services.library import import_export
from services.listening import anki_audio, voices
from services.listening.anki_audio import CardAudioJob, CardAudioPlan
from speech.audio.mp3 import compute_size
from speech.script.card_audio import CardSide
from ui import messages, session

POLL_SECONDS = 0.5  # seconds between two looks at the progress
SIDE_TITLES: dict[CardSide, str] = {"question": "Questions", "answer": "Answers"}


def show_choice(deck_id: str) -> None:
    """The choice, off at first since it takes time; below it what the choice leads to."""
    sides = st.pills(
        "Spoken in the Anki package",
        list(SIDE_TITLES),
        selection_mode="multi",
        format_func=lambda side: SIDE_TITLES[side],
        key=f"spoken {deck_id}",
        help="By the voice chosen under Listen. Code and drawings are announced, not read.",
    )
    if not sides:
        return
    try:
        with st.spinner("Looking at what there is to say …"):
            chosen = voices.load_voices(session.get_workspace(), session.get_learner())
            planned = anki_audio.plan_card_audio(
                session.get_workspace(), deck_id, [side for side in SIDE_TITLES if side in sides], chosen
            )
    except UserError as error:
        messages.show_error(error)
        return
    _show_job(planned, anki_audio.find_job(planned))


def _show_job(planned: CardAudioPlan, job: CardAudioJob | None) -> None:
    if job is not None and job.state.busy:
        st.fragment(_show_progress, run_every=POLL_SECONDS)(job)
        return
    if job is not None and job.state.error is not None:
        messages.show_error(job.state.error)
    done = job is not None and job.state.phase == "done"
    if not planned.files:
        st.caption("There is nothing to say in this deck's questions.")
    elif planned.waiting and not done:
        ready = len(planned.files) - len(planned.waiting)
        kept = f"; {ready} more are there already" if ready else ""
        megabytes = compute_size(planned.seconds) / 1e6
        st.caption(
            f"{len(planned.waiting)} sounds are to be made, about {max(1, round(planned.seconds / 60))} minutes and"
            f" {max(1, round(megabytes))} MB of speech{kept}."
        )
        st.button("Make the audio", icon=":material/graphic_eq:", on_click=_start_job, args=(planned,))
    else:
        _show_download(planned)


def _start_job(planned: CardAudioPlan) -> None:
    anki_audio.start_job(session.get_workspace(), planned)


def _show_progress(job: CardAudioJob) -> None:
    """How far it is. When it is over the whole page is drawn once more, and nobody asks any longer."""
    state = job.state
    if not state.busy:
        st.rerun()
    st.progress(state.done / max(1, state.total), text=f"Speaking: {state.done} of {state.total}")
    st.button("Cancel", on_click=job.cancel)


def _show_download(planned: CardAudioPlan) -> None:
    silent = len(planned.waiting)
    if silent:
        st.warning(
            f"{silent} could not be spoken: a voice of the deck's language may help, see Listen.",
            icon=":material/volume_off:",
        )
    st.download_button(
        "Anki package with audio",
        partial(_build_package, planned),
        f"{planned.deck_id}.apkg",
        "application/octet-stream",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
        key="take spoken",
    )


def _build_package(planned: CardAudioPlan) -> bytes:
    ws, now = session.get_workspace(), session.get_now()
    return import_export.export_deck(ws, planned.deck_id, "apkg", now, anki_audio.find_sounds(planned))[1]
