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
from ui import server_addresses

LOADER = """// Unpack what Python sent (deflated JSON), then hand it to the player's script at its versioned address.
export default async (component) => {
  const packed = new Blob([component.data]).stream().pipeThrough(new DecompressionStream("deflate"));
  const data = await new Response(packed).json();
  return (await import(new URL(data.script, location.href).href)).default({ ...component, data });
};
"""

_component = st.components.v2.component("rehearsal_player", js=LOADER)


class PlayerReport(NamedTuple):
    """What the player reported in this run, None where nothing: a decision taken, a miss to be kept as a card, the event
    (counted from 1) to which a change is suggested.
    """

    decision: replays.ReportedDecision | None
    kept_decision: replays.ReportedDecision | None
    event: int | None


def _ignore_event() -> None:
    """Satisfy Streamlit, which wants a callback for every trigger; the values are read from the result."""


def draw_player(
    payload: dict[str, Any],
    *,
    start: float | None,
    link: str,
    kept_stops: tuple[str, ...] | None,
    can_suggest: bool = False,
    key: str = "replay",
) -> PlayerReport:
    """Draw the player for a packed track (`services.replays.replays.payload`).

    `start` is the minute to begin at, `link` the address of the incident without its minute, `kept_stops` the ids of the
    stops that are kept (None: decisions are nobody's, and not reported). `can_suggest` offers a button with which a change
    to the event on the screen is suggested. A rerun with the same key and incident neither remounts the player nor moves it.
    """
    data = {
        "track": payload,
        "start": start,
        "link": link,
        "canSuggest": can_suggest,
        "kept": None if kept_stops is None else list(kept_stops),
        "script": server_addresses.build_script_address("replay.js"),
        "plotly": server_addresses.build_script_address("plotly.min.js"),
    }
    packed = zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 9)
    result = _component(
        key=key,
        data=packed,
        on_decided_change=_ignore_event,
        on_keep_change=_ignore_event,
        on_suggested_change=_ignore_event,
    )
    return PlayerReport(
        decision=_parse_decision(result.decided),
        kept_decision=_parse_decision(result.keep),
        event=_parse_event(result.suggested, payload["incident"]),
    )


def _parse_event(value: object, incident: str) -> int | None:
    """Return the number of the event that a browser sent, if it is one of the incident that is shown."""
    match value:
        case {"incident": str(sent_incident), "event": int(number)} if sent_incident == incident:
            return number
    return None


def _parse_decision(value: object) -> replays.ReportedDecision | None:
    """Return what a browser sent, if it has the shape of a decision."""
    match value:
        case {"incident": str(incident), "stop": str(stop), "choice": int(choice)}:
            return {"incident": incident, "stop": stop, "choice": choice}
    return None
