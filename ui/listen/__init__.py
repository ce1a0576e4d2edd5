"""The listening player as a Streamlit component. Its scripts come from `/vendor/listen/<version>/`, the audio
by its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from services.listening.episode_files import FinishedEpisode
from services.listening.episodes import EpisodePlan
from speech import player

LOADER = """// The player's script, by its versioned address; it keeps one player a place and updates it on later calls.
export default async (component) =>
  (await import(new URL(component.data.script, location.href).href)).default(component);
"""

_component = st.components.v2.component("rehearsal_listen", js=LOADER, css=player.read_styles())


@dataclass(frozen=True, slots=True)
class PlaybackReport:
    """Where playing stopped, in seconds, and the ids of the questions that were heard to their end."""

    name: str
    seconds: float
    heard_questions: tuple[str, ...]


def draw_idle_player(deck: str, key: str = "listen") -> None:
    """The player before there is anything to play, not to be seen: its scripts are loaded when the button is pressed."""
    nothing = {"src": "", "vtt": "", "live": False, "name": "", "title": "", "album": "", "seconds": 0.0}
    _draw_player({**nothing, "marks": [], "position": 0.0, "play": "", "graded": []}, deck, key)


def draw_episode_player(
    episode: FinishedEpisode,
    deck: str,
    position: float,
    play_request: str,
    graded: tuple[str, ...] = (),
    key: str = "listen",
) -> PlaybackReport | None:
    """The player for a finished episode. Returns what it reported last.

    `play` names a press of the button: the player begins by itself, once for each. `graded` are questions that need not
    be reported as heard any more.
    """
    marks = [[m.start, m.end, m.title, m.question, m.added] for m in episode.timeline.marks]
    audio = {"src": f"/audio/{episode.name}.mp3", "vtt": f"/audio/{episode.name}.vtt", "live": False}
    about = {"name": episode.name, "title": episode.title, "album": episode.album, "seconds": episode.timeline.seconds}
    return _draw_player(
        {**audio, **about, "marks": marks, "position": position, "play": play_request, "graded": list(graded)},
        deck,
        key,
    )


def draw_live_player(plan: EpisodePlan, deck: str, play_request: str, key: str = "listen") -> None:
    """The player for an episode that is being made: it plays what there is."""
    audio = {"src": f"/listen/live/{plan.name}.mp3", "vtt": "", "live": True}
    about = {"name": plan.name, "title": plan.episode.title, "album": plan.deck.title, "seconds": plan.seconds}
    _draw_player({**audio, **about, "marks": [], "position": 0.0, "play": play_request, "graded": []}, deck, key)


def _ignore_event() -> None:
    """Streamlit wants a callback for every state; the value is read from the result."""


def _draw_player(data: dict[str, Any], deck: str, key: str) -> PlaybackReport | None:
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    root = f"/{base}" if base else ""
    for address in ("src", "vtt"):
        data[address] = f"{root}{data[address]}" if data[address] else ""
    data["cover"] = f"{root}/listen/cover/{deck}.jpg"
    data["script"] = f"{root}/vendor/listen/{player.hash_scripts()}/player.js"
    said = _component(key=key, data=data, on_stopped_change=_ignore_event).stopped
    if not said or said.get("name") != data["name"]:
        return None
    return PlaybackReport(str(said["name"]), float(said["at"]), tuple(str(name) for name in said["heard"]))
