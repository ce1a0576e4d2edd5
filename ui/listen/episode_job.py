"""Create an episode from the page: the button, progress that can be cancelled, downloads."""

from __future__ import annotations

import uuid

import streamlit as st

from services.listening import episodes
from services.listening.episode_files import FinishedEpisode
from services.listening.episode_jobs import EpisodeJob
from speech.audio import m4b
from ui import messages, server_addresses, session
from ui.listen import commute_choice, player

PLAY_REQUEST_KEY = "listen-play"
POLL_SECONDS = 0.5  # seconds between two looks at the progress
PHASE_TEXTS = {"waiting": "Waiting for its turn…", "making": "Making the episode…"}


def show_job(plan: episodes.EpisodePlan) -> None:
    """Draw the button; once it is pressed, the player with what there is and the progress below it."""
    job = episodes.find_job(session.get_workspace(), plan.name)
    if job is None or not job.state.busy:
        if job is not None and job.state.error is not None:
            messages.show_error(job.state.error)
        episodes.prepare_voices(session.get_workspace(), plan)
        st.button("Create and play", type="primary", icon=":material/graphic_eq:", on_click=_start_job, args=(plan,))
        player.draw_idle_player(session.get_deck_id())
        return
    player.draw_live_player(plan, session.get_deck_id(), get_play_request(plan.name))
    # The progress alone is drawn again at each look, not the player.
    st.fragment(_show_progress, run_every=POLL_SECONDS)(job)


def _start_job(plan: episodes.EpisodePlan) -> None:
    st.session_state[PLAY_REQUEST_KEY] = (plan.name, uuid.uuid4().hex)
    if plan.request.kind == "commute":
        commute_choice.save_commute(plan)
    episodes.start_episode(session.get_workspace(), plan, session.get_now())


def get_play_request(name: str) -> str:
    """Return the press of the button that asked for this episode, "" when none did.

    The player begins by itself for a press that it has not answered yet, even if the episode was finished before the page
    could show its progress.
    """
    requested, press = st.session_state.get(PLAY_REQUEST_KEY, ("", ""))
    return str(press) if requested == name else ""


def _show_progress(job: EpisodeJob) -> None:
    """Show how far it is. When it is over the whole page is drawn once more, and the polling stops."""
    state = job.state
    if not state.busy:
        st.rerun()  # of the whole page: the finished episode has another player
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.progress(state.share, text=PHASE_TEXTS[state.phase])
    right.button("Cancel", on_click=job.cancel, width="stretch")


def store_position(report: player.PlaybackReport) -> None:
    """Keep where the listener stopped, once for each report."""
    # The component returns its last report at every rerun; written each time, it would undo what another tab has saved since.
    if st.session_state.get("listen-stopped") != report:
        st.session_state["listen-stopped"] = report
        episodes.save_position(session.get_workspace(), session.get_learner(), report.name, report.seconds)


def draw_downloads(episode: FinishedEpisode) -> None:
    """Draw links to the files."""
    root = server_addresses.get_root()
    files = {"MP3": "mp3", "Transcript": "vtt", "Zip for offline": "zip"} | (
        {"M4B": "m4b"} if m4b.is_available() else {}
    )
    links = (f"[{title}]({root}/audio/{episode.name}.{suffix}?download)" for title, suffix in files.items())
    st.markdown(f"Download: {' · '.join(links)}")
