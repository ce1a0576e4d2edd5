"""The listening player as a Streamlit component: its script and the audio come by their addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from services import assets
from services.listening.episode_files import FinishedEpisode
from services.listening.episodes import EpisodePlan
from services.listening.hands_free import Ticket
from ui import server_addresses

LOADER = """// The player's script, by its versioned address; it keeps one player a place and updates it on later calls.
export default async (component) =>
  (await import(new URL(component.data.script, location.href).href)).default(component);
"""

_component = st.components.v2.component("rehearsal_listen", js=LOADER, css=assets.read_text("listen.css"))


@dataclass(frozen=True, slots=True)
class PlaybackReport:
    """Where playing stopped, in seconds, and the ids of the questions that were heard to their end."""

    name: str
    seconds: float
    heard_questions: tuple[str, ...]


def draw_idle_player(deck: str, key: str = "listen") -> None:
    """Draw a hidden player before there is anything to play: its script is loaded when the button is pressed."""
    empty = {"src": "", "vtt": "", "live": False, "name": "", "title": "", "album": "", "seconds": 0.0}
    _draw_player({**empty, "chapters": [], "position": 0.0, "play": "", "graded": []}, deck, key)


def draw_episode_player(
    episode: FinishedEpisode,
    deck: str,
    position: float,
    play_request: str,
    graded: tuple[str, ...] = (),
    tickets: tuple[Ticket, ...] = (),
    learner: int = 0,
    key: str = "listen",
) -> PlaybackReport | None:
    """Draw the player for a finished episode; return what it reported last.

    `play_request` names a press of the button: the player begins by itself, once for each. `graded` are questions that
    need not be reported as heard any more. With `tickets` the headset's buttons can grade, as this `learner`.
    """
    chapters = [
        {"start": mark.start, "end": mark.end, "title": mark.title, "question": mark.question, "added": mark.added}
        for mark in episode.timeline.marks
    ]
    audio = {"src": f"/audio/{episode.name}.mp3", "vtt": f"/audio/{episode.name}.vtt", "live": False}
    about = {"name": episode.name, "title": episode.title, "album": episode.album, "seconds": episode.timeline.seconds}
    state = {"chapters": chapters, "position": position, "play": play_request, "graded": list(graded)}
    grading = {ticket.question_id: {"token": ticket.token, "key": ticket.key} for ticket in tickets}
    state |= {
        "tickets": grading,
        "learner": learner,
        "deck": deck,
        "grades": f"{server_addresses.get_root()}/listen/grades",
    }
    return _draw_player({**audio, **about, **state}, deck, key)


def draw_live_player(plan: EpisodePlan, deck: str, play_request: str, key: str = "listen") -> None:
    """Draw the player for an episode that is being made: it plays what there is."""
    audio = {"src": f"/listen/live/{plan.name}.mp3", "vtt": "", "live": True}
    about = {"name": plan.name, "title": plan.episode.title, "album": plan.deck.title, "seconds": plan.seconds}
    _draw_player({**audio, **about, "chapters": [], "position": 0.0, "play": play_request, "graded": []}, deck, key)


def _ignore_event() -> None:
    """Satisfy Streamlit, which wants a callback for every value; it is read from the result."""


def _draw_player(data: dict[str, Any], deck: str, key: str) -> PlaybackReport | None:
    root = server_addresses.get_root()
    for name in ("src", "vtt"):  # "" stays "": there is nothing to play, and the script must not ask for the root
        data[name] = f"{root}{data[name]}" if data[name] else ""
    data["cover"] = f"{root}/listen/cover/{deck}.jpg"
    data["script"] = server_addresses.build_script_address("listen.js")
    report = _component(key=key, data=data, on_stopped_change=_ignore_event).stopped
    # One component plays all episodes in turn: its last report may be of the one before.
    if not report or report.get("name") != data["name"]:
        return None
    return PlaybackReport(
        name=str(report["name"]),
        seconds=float(report["seconds"]),
        heard_questions=tuple(str(question) for question in report["heard"]),
    )
