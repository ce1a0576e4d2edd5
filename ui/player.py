"""The replay player as a Streamlit component: sent its data once, it plays in the browser without the server.

Only a loader of a few lines travels with the data; the script itself comes from `/vendor/replay.js`, once, so a whole
incident stays under 10 kB on the websocket.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, NamedTuple, cast

import streamlit as st

from services import replays

LOADER = """// The player's script, by its versioned address; it keeps one player a place and updates it on later calls.
export default async (component) =>
  (await import(new URL(component.data.script, location.href).href)).default(component);
"""

_component = st.components.v2.component("rehearsal_player", js=LOADER)


class Said(NamedTuple):
    """What the player reported in this run, None where nothing: a decision taken, a miss to be kept as a card."""

    decided: replays.Decided | None
    keep: replays.Decided | None


def _ignore() -> None:
    """Streamlit wants a callback for every trigger; the values are read from the result."""


def play(
    payload: dict[str, Any], *, start: float | None, link: str, kept: tuple[str, ...], key: str = "replay"
) -> Said:
    """Draw the player for a packed track (`services.replays.payload`).

    `start` is the minute to begin at, `link` the address of the incident without its minute, `kept` the ids of the
    stops whose card exists. A rerun with the same key and incident neither remounts the player nor moves it.
    """
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    root = f"/{base}" if base else ""
    data = {
        "track": payload,
        "start": start,
        "link": link,
        "kept": list(kept),
        "script": f"{root}/vendor/replay.js?v={replays.player_version()}",
        "plotly": f"{root}/vendor/plotly.min.js?v={version('plotly')}",
    }
    result = _component(key=key, data=data, on_decided_change=_ignore, on_keep_change=_ignore)
    return Said(cast("replays.Decided | None", result.decided), cast("replays.Decided | None", result.keep))
