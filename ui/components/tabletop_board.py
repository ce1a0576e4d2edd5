"""The board of a table-top exercise as a Streamlit component: sent its data once, it follows the room's stream by itself."""

from __future__ import annotations

import json
import zlib
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from services.replays import replays
from services.tabletop.rooms import Room
from ui import server_addresses
from ui.components.replay_player import LOADER

_component = st.components.v2.component("rehearsal_tabletop", js=LOADER)


def draw_board(room: Room, seat: str) -> None:
    """Draw the board for the mentor or a player. What answers a decision is not sent to players ahead of time."""
    # Everything that is sent can be read in the browser, drawn or not.
    is_mentor = room.is_mentor(seat)
    track = replays.build_payload(room.deck, room.row.incident)
    data = {
        "track": track if is_mentor else hide_answers(track),
        "code": room.row.code,
        "seat": seat,
        "isMentor": is_mentor,
        "root": server_addresses.get_root(),
        "debrief": "?" + urlencode({"room": room.row.code, "seat": seat, "view": "debrief"}),
        "script": server_addresses.build_script_address("tabletop.js"),
        "plotly": server_addresses.build_script_address("plotly.min.js"),
    }
    _component(key=f"tabletop-{room.row.code}", data=zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 9))


def hide_answers(track: dict[str, Any]) -> dict[str, Any]:
    """Return the track without what a player is to find out: right options, reasons, the team's steps, lessons."""
    stops = [
        {**stop, "choices": [], "teamEvent": None, "minutesToTeamStep": None, "minutesToRecovery": None}
        for stop in track["decisionPoints"]
    ]
    return {**track, "decisionPoints": stops, "interviewerPrompts": [], "lessons": []}
