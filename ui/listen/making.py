"""Making an episode from the page: the button, progress that can be cancelled, what to take away."""

from __future__ import annotations

import uuid

import streamlit as st

from services.listening import episodes
from services.listening.files import Made
from services.listening.jobs import Job
from speech.audio import m4b
from ui import listen, messages, session
from ui.listen import ride

PLAY = "listen-play"
POLL = 0.5  # seconds between two looks at the progress
PHASES = {"waiting": "Waiting for its turn…", "making": "Making the episode…"}


def show(plan: episodes.Plan) -> None:
    """The button; once pressed the player plays what there is, with the progress below it."""
    job = episodes.job(session.workspace(), plan.name)
    if job is None or not job.state.busy:
        if job is not None and job.state.error is not None:
            messages.failed(job.state.error)
        episodes.warm(session.workspace(), plan)
        st.button("Make and play", type="primary", icon=":material/graphic_eq:", on_click=_make, args=(plan,))
        listen.ready(session.deck_id())
        return
    listen.growing(plan, session.deck_id(), asked(plan.name))
    st.fragment(_progress, run_every=POLL)(job)


def _make(plan: episodes.Plan) -> None:
    st.session_state[PLAY] = (plan.name, uuid.uuid4().hex)
    if plan.wish.kind == "commute":
        ride.keep(plan)
    episodes.make(session.workspace(), plan, session.now())


def asked(name: str) -> str:
    """The press of the button that asked for this episode, "" when none did: it plays, also when it was made before the
    page could follow."""
    wanted, press = st.session_state.get(PLAY, ("", ""))
    return str(press) if wanted == name else ""


def _progress(job: Job) -> None:
    """How far it is. When it is over the whole page is drawn once more, and nobody asks any longer."""
    state = job.state
    if not state.busy:
        st.rerun()
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.progress(state.share, text=PHASES[state.phase])
    right.button("Cancel", on_click=job.cancel, width="stretch")


def remember(stopped: listen.Stopped) -> None:
    """Keep where the listener stopped, once for each report."""
    if st.session_state.get("listen-stopped") != stopped:
        st.session_state["listen-stopped"] = stopped
        episodes.stopped_at(session.workspace(), session.learner(), stopped.name, stopped.at)


def downloads(made: Made) -> None:
    """Links to the files."""
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    root = f"/{base}" if base else ""
    files = {"MP3": "mp3", "Transcript": "vtt", "Zip for offline": "zip"} | ({"M4B": "m4b"} if m4b.available() else {})
    links = (f"[{title}]({root}/audio/{made.name}.{suffix}?download)" for title, suffix in files.items())
    st.markdown(f"Download: {' · '.join(links)}")
