"""The Anki package with sound: which sides are spoken, how far that is, and the download once it is done."""

from __future__ import annotations

from functools import partial

import streamlit as st

from errors import UserError
from services.library import transfer
from services.listening import anki_audio, voices
from services.listening.anki_audio import Job, Plan
from speech.audio.mp3 import size
from speech.script.card_audio import Side
from ui import messages, session

POLL = 0.5  # seconds between two looks at the progress
SIDES: dict[Side, str] = {"question": "Questions", "answer": "Answers"}


def show(deck_id: str) -> None:
    """The choice, off at first since it takes time; below it what the choice leads to."""
    sides = st.pills(
        "Spoken in the Anki package",
        list(SIDES),
        selection_mode="multi",
        format_func=lambda side: SIDES[side],
        key=f"spoken {deck_id}",
        help="By the voice chosen under Listen. Code and drawings are announced, not read.",
    )
    if not sides:
        return
    try:
        with st.spinner("Looking at what there is to say …"):
            chosen = voices.chosen(session.workspace(), session.learner())
            planned = anki_audio.plan(session.workspace(), deck_id, [side for side in SIDES if side in sides], chosen)
    except UserError as error:
        messages.failed(error)
        return
    _work(planned, anki_audio.job(planned))


def _work(planned: Plan, job: Job | None) -> None:
    if job is not None and job.state.busy:
        st.fragment(_progress, run_every=POLL)(job)
        return
    if job is not None and job.state.error is not None:
        messages.failed(job.state.error)
    done = job is not None and job.state.phase == "done"
    if not planned.files:
        st.caption("There is nothing to say in this deck's questions.")
    elif planned.waiting and not done:
        ready = len(planned.files) - len(planned.waiting)
        kept = f"; {ready} more are there already" if ready else ""
        megabytes = size(planned.seconds) / 1e6
        st.caption(
            f"{len(planned.waiting)} sounds are to be made, about {max(1, round(planned.seconds / 60))} minutes and"
            f" {max(1, round(megabytes))} MB of speech{kept}."
        )
        st.button("Make the audio", icon=":material/graphic_eq:", on_click=_make, args=(planned,))
    else:
        _download(planned)


def _make(planned: Plan) -> None:
    anki_audio.make(session.workspace(), planned)


def _progress(job: Job) -> None:
    """How far it is. When it is over the whole page is drawn once more, and nobody asks any longer."""
    state = job.state
    if not state.busy:
        st.rerun()
    st.progress(state.done / max(1, state.total), text=f"Speaking: {state.done} of {state.total}")
    st.button("Cancel", on_click=job.cancel)


def _download(planned: Plan) -> None:
    silent = len(planned.waiting)
    if silent:
        st.warning(
            f"{silent} could not be spoken: a voice of the deck's language may help, see Listen.",
            icon=":material/volume_off:",
        )
    st.download_button(
        "Anki package with audio",
        partial(_made, planned),
        f"{planned.deck_id}.apkg",
        "application/octet-stream",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
        key="take spoken",
    )


def _made(planned: Plan) -> bytes:
    ws, now = session.workspace(), session.now()
    return transfer.take_out(ws, planned.deck_id, "apkg", now, anki_audio.spoken(planned))[1]
