"""The doors of a table-top exercise, and its debrief."""

from __future__ import annotations

from datetime import UTC, datetime

from services.tabletop import rooms
from services.workspace import Workspace
from tests.pages.conftest import Visit, list_links, press, read_texts


def test_a_room_is_opened_from_the_page_and_joined_by_its_code(visit: Visit, ws: Workspace) -> None:
    app = visit("tabletop", incident="inc-broker")
    assert [option for box in app.selectbox if box.label == "Incident" for option in box.options] == [
        "The slow broker (1 decision)"
    ]
    next(box for box in app.number_input if box.label.startswith("Time to vote")).set_value(90)
    press(app, "Open the room")
    code = app.query_params["room"]
    code = code[0] if isinstance(code, list) else code
    room = rooms.load_room(ws, code)
    assert room.row.vote_seconds == 90.0
    assert f"Room code: **{code}**" in read_texts(app)
    assert f"http://localhost:8501/tabletop?room={code}" in read_texts(app)
    door = visit("tabletop", room=code.lower())
    assert next(field for field in door.text_input if field.label == "Room code").value == code
    next(field for field in door.text_input if field.label == "Your name").set_value("Ada")
    press(door, "Join")
    assert [player.name for player in rooms.load_room(ws, code).players] == ["Ada"]
    assert "Room code" not in read_texts(door)  # a player is told no code


def test_a_stranger_stands_at_the_door_and_the_debrief_tells_who_was_right(visit: Visit, ws: Workspace) -> None:
    now = datetime.now(UTC)
    visit("topics")
    code, mentor = rooms.open_room(ws, "pools", "inc-broker", now)
    rooms.join_room(ws, code, 1, "Ada", now)
    stranger = visit("tabletop", room=code, seat="guess")
    assert "You are not in the room yet." in stranger.error[0].value and stranger.title[0].value == "Table-top exercise"
    assert visit("tabletop", room="ZZZZ", seat=mentor).error
    debrief = visit("tabletop", room=code, seat=mentor, view="debrief")
    told = read_texts(debrief)
    assert debrief.title[0].value == "Debrief: The slow broker" and "The exercise is still running." in told
    assert "No decision has been voted on." in told and "Ada" in told
    assert f"room={code}" in list_links(debrief)["Back to the room"]
