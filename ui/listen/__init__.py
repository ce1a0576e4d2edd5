"""The listening player as a Streamlit component. Its scripts come from `/vendor/listen/<version>/`, the audio
by its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from services.listening.episodes import Plan
from services.listening.files import Made
from speech import player

LOADER = """// The player's script, by its versioned address; it keeps one player a place and updates it on later calls.
export default async (component) =>
  (await import(new URL(component.data.script, location.href).href)).default(component);
"""

_component = st.components.v2.component("rehearsal_listen", js=LOADER, css=player.styles())


@dataclass(frozen=True, slots=True)
class Stopped:
    """Where playing stopped, in seconds, and the ids of the questions that were heard to their end."""

    name: str
    at: float
    heard: tuple[str, ...]


def ready(deck: str, key: str = "listen") -> None:
    """The player before there is anything to play, not to be seen: its scripts are loaded when the button is pressed."""
    nothing = {"src": "", "vtt": "", "live": False, "name": "", "title": "", "album": "", "seconds": 0.0}
    _draw({**nothing, "marks": [], "position": 0.0, "play": "", "graded": []}, deck, key)


def finished(
    made: Made, deck: str, position: float, play: str, graded: tuple[str, ...] = (), key: str = "listen"
) -> Stopped | None:
    """The player for a finished episode. Returns what it reported last.

    `play` names a press of the button: the player begins by itself, once for each. `graded` are questions that need not
    be reported as heard any more.
    """
    marks = [[m.start, m.end, m.title, m.question, m.added] for m in made.timeline.marks]
    audio = {"src": f"/audio/{made.name}.mp3", "vtt": f"/audio/{made.name}.vtt", "live": False}
    about = {"name": made.name, "title": made.title, "album": made.album, "seconds": made.timeline.seconds}
    return _draw(
        {**audio, **about, "marks": marks, "position": position, "play": play, "graded": list(graded)}, deck, key
    )


def growing(plan: Plan, deck: str, play: str, key: str = "listen") -> None:
    """The player for an episode that is being made: it plays what there is."""
    audio = {"src": f"/listen/live/{plan.name}.mp3", "vtt": "", "live": True}
    about = {"name": plan.name, "title": plan.episode.title, "album": plan.deck.title, "seconds": plan.seconds}
    _draw({**audio, **about, "marks": [], "position": 0.0, "play": play, "graded": []}, deck, key)


def _ignore() -> None:
    """Streamlit wants a callback for every state; the value is read from the result."""


def _draw(data: dict[str, Any], deck: str, key: str) -> Stopped | None:
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    root = f"/{base}" if base else ""
    for address in ("src", "vtt"):
        data[address] = f"{root}{data[address]}" if data[address] else ""
    data["cover"] = f"{root}/listen/cover/{deck}.jpg"
    data["script"] = f"{root}/vendor/listen/{player.version()}/player.js"
    said = _component(key=key, data=data, on_stopped_change=_ignore).stopped
    if not said or said.get("name") != data["name"]:
        return None
    return Stopped(str(said["name"]), float(said["at"]), tuple(str(name) for name in said["heard"]))
