"""The replay player as a Streamlit component: sent its data once, it plays in the browser without the server.

Only a loader of a few lines travels with the data; the script itself comes from `/vendor/replay.js`, once, so a whole
incident stays under 10 kB on the websocket.
"""

from __future__ import annotations

import json
import zlib
from typing import Any, NamedTuple

import streamlit as st

from services.replays import replays
from ui import addresses

LOADER = """// Unpack what Python sent (deflated JSON), then hand it to the player's script at its versioned address.
export default async (component) => {
  const packed = new Blob([component.data]).stream().pipeThrough(new DecompressionStream("deflate"));
  const data = await new Response(packed).json();
  return (await import(new URL(data.script, location.href).href)).default({ ...component, data });
};
"""

_component = st.components.v2.component("rehearsal_player", js=LOADER)


class PlayerReport(NamedTuple):
    """What the player reported in this run, None where nothing: a decision taken, a miss to be kept as a card."""

    decision: replays.ReportedDecision | None
    kept_decision: replays.ReportedDecision | None


def _ignore_event() -> None:
    """Satisfy Streamlit, which wants a callback for every trigger; the values are read from the result."""


def draw_player(
    payload: dict[str, Any], *, start: float | None, link: str, kept_stops: tuple[str, ...] | None, key: str = "replay"
) -> PlayerReport:
    """Draw the player for a packed track (`services.replays.replays.payload`).

    `start` is the minute to begin at, `link` the address of the incident without its minute, `kept` the ids of the
    stops that are kept (None: decisions are nobody's, and not reported). A rerun with the same key and incident neither
    remounts the player nor moves it.
    """
    data = {
        "track": payload,
        "start": start,
        "link": link,
        "kept": None if kept_stops is None else list(kept_stops),
        "script": addresses.build_script_address("replay.js"),
        "plotly": addresses.build_script_address("plotly.min.js"),
    }
    packed = zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 9)
    result = _component(key=key, data=packed, on_decided_change=_ignore_event, on_keep_change=_ignore_event)
    return PlayerReport(_parse_decision(result.decided), _parse_decision(result.keep))


def _parse_decision(value: object) -> replays.ReportedDecision | None:
    """Return what a browser sent, if it has the shape of a decision."""
    match value:
        case {"incident": str(incident), "stop": str(stop), "choice": int(choice)}:
            return {"incident": incident, "stop": stop, "choice": choice}
    return None
