"""The Anki package with audio: which sides are spoken, the progress, and the download once it is done."""

from __future__ import annotations

from functools import partial

import streamlit as st

from errors import UserError
from exchange.export.formats import FORMATS
from services.library import import_export
from services.listening import anki_audio, voices
from services.listening.anki_audio import CardAudioJob, CardAudioPlan
from speech.audio.mp3 import compute_size
from speech.script.card_audio import CardSide
from ui import messages, session

POLL_SECONDS = 0.5  # seconds between two looks at the progress
SIDE_TITLES: dict[CardSide, str] = {"question": "Questions", "answer": "Answers"}


def show_choice(deck_id: str) -> None:
    """Draw the choice of spoken sides, off at first since it takes time; below it what the choice leads to."""
    sides = st.pills(
        "Audio in the Anki package",
        list(SIDE_TITLES),
        selection_mode="multi",
        format_func=lambda side: SIDE_TITLES[side],
        key=f"spoken {deck_id}",
        help="Spoken by the voice chosen under Listen. Code and drawings are announced, not read.",
    )
    if not sides:
        return
    try:
        with st.spinner("Collecting the text to be spoken …"):
            selected_voices = voices.load_voices(session.get_workspace(), session.get_learner())
            plan = anki_audio.plan_card_audio(
                session.get_workspace(), deck_id, [side for side in SIDE_TITLES if side in sides], selected_voices
            )
    except UserError as error:
        messages.show_error(error)
        return
    _show_job(plan, anki_audio.find_job(plan))


def _show_job(plan: CardAudioPlan, job: CardAudioJob | None) -> None:
    if job is not None and job.state.busy:
        st.fragment(_show_progress, run_every=POLL_SECONDS)(job)
        return
    if job is not None and job.state.error is not None:
        messages.show_error(job.state.error)
    is_done = job is not None and job.state.phase == "done"
    if not plan.files:
        st.caption("This deck's questions have no text to speak.")
    elif plan.waiting and not is_done:
        ready = len(plan.files) - len(plan.waiting)
        existing = f"; {ready} more already exist" if ready else ""
        megabytes = compute_size(plan.seconds) / 1e6
        st.caption(
            f"{len(plan.waiting)} clip{'' if len(plan.waiting) == 1 else 's'} to create, about"
            f" {max(1, round(plan.seconds / 60))} min and {max(1, round(megabytes))} MB of speech{existing}."
        )
        st.button("Create audio", icon=":material/graphic_eq:", on_click=_start_job, args=(plan,))
    else:
        _show_download(plan)


def _start_job(plan: CardAudioPlan) -> None:
    anki_audio.start_job(session.get_workspace(), plan)


def _show_progress(job: CardAudioJob) -> None:
    """Show how far it is. When it is over the whole page is drawn once more, and the polling stops."""
    state = job.state
    if not state.busy:
        st.rerun()
    st.progress(state.done / max(1, state.total), text=f"Speaking: {state.done} of {state.total}")
    st.button("Cancel", on_click=job.cancel)


def _show_download(plan: CardAudioPlan) -> None:
    silent = len(plan.waiting)
    if silent:
        st.warning(
            f"{silent} could not be spoken. Choose a voice for the deck's language under Listen.",
            icon=":material/volume_off:",
        )
    st.download_button(
        "Anki package with audio",
        partial(_build_package, plan),
        import_export.make_file_name(plan.deck_id, FORMATS["apkg"]),
        "application/octet-stream",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
        key="take spoken",
    )


def _build_package(plan: CardAudioPlan) -> bytes:
    ws, now = session.get_workspace(), session.get_now()
    return import_export.export_deck(ws, plan.deck_id, "apkg", now, anki_audio.find_sounds(plan))[1]
