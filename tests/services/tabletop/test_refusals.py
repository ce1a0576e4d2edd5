"""What cannot be done in a room, and what is said of it."""

from __future__ import annotations

from datetime import datetime

import pytest

from services.library import catalog
from services.tabletop import rooms
from services.workspace import Workspace
from tests.refusals import check_refusals
from tests.services.tabletop.test_rooms import TEXT, Exercise

pytestmark = pytest.mark.engines("sqlite")  # sentences, not statements
NO_ROOM = ("There is no room with this code.", "Check the code, or ask the mentor for the link.")
VOTE = ("A vote can last 10 to 600 seconds.", "")
MENTOR = ("Only the mentor of this room can do that.", "")
IDLE = "The exercise is not running."
NAME = (f"A name can have 1 to {rooms.MAX_NAME_LENGTH} characters.", "Enter the name that the group knows you by.")


def test_everything_that_is_refused(workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    calm = "\n## Incident: Calm {#calm}\n\n**00:00** – It begins.\n\n**00:05** – *Symptom:* Lag.\n"
    deck = catalog.add_deck(workspace, "house.md", (TEXT + calm).encode(), now).summary.id
    room = Exercise(workspace, deck, 1)
    ws, code, ada = room.ws, room.code, room.ada
    speeds = f"The speed is one of {', '.join(f'{speed:g}' for speed in rooms.SPEEDS)}."
    letters = f"An event can have 1 to {rooms.MAX_INJECT_LENGTH} characters."
    check_refusals(
        [
            (lambda: rooms.open_room(ws, deck, "inc-broker", now, vote_seconds=9.9), *VOTE),
            (lambda: rooms.open_room(ws, deck, "inc-broker", now, vote_seconds=600.1), *VOTE),
            (lambda: rooms.open_room(ws, deck, "inc-broker", now, speed=7), speeds, ""),
            (
                lambda: rooms.open_room(ws, deck, "calm", now),
                "This incident has no decisions to vote on.",
                "Choose another one, or add a decision to the deck.",
            ),
            (lambda: rooms.load_room(ws, "AAAAAA"), *NO_ROOM),
            (lambda: rooms.join_room(ws, "AAAAAA", 1, "Cy", now), *NO_ROOM),
            (lambda: rooms.join_room(ws, code, 1, " ", now), *NAME),
            (lambda: rooms.join_room(ws, code, 1, "x" * (rooms.MAX_NAME_LENGTH + 1), now), *NAME),
            (
                lambda: rooms.join_room(ws, code, 1, "ADA", now),
                "Somebody in this room is called ADA.",
                "Add a letter of your surname.",
            ),
            (lambda: room.vote(ada, 0), "This vote is closed.", "Wait for the next decision."),
            (lambda: room.vote("guess", 0), "You are not in the room yet.", "Join the room with its code."),
            (lambda: rooms.call(ws, code, ada, "detect", now), IDLE, "Calls count from its start to its end."),
            (
                lambda: rooms.call(ws, code, ada, "panic", now),
                "Unknown call.",
                "Choose one of detect, diagnose, recover.",
            ),
            (lambda: rooms.inject(ws, code, room.mentor, "k", "Boo", now), IDLE, "Start it, then add events."),
            (lambda: rooms.inject(ws, code, ada, "k", "Boo", now), *MENTOR),
            (lambda: rooms.inject(ws, code, room.mentor, "k", " ", now), letters, ""),
            (lambda: rooms.inject(ws, code, room.mentor, "k", "x" * (rooms.MAX_INJECT_LENGTH + 1), now), letters, ""),
        ]
    )
    rooms.open_room(ws, deck, "inc-broker", now, vote_seconds=10, speed=rooms.SPEEDS[0])
    rooms.open_room(ws, deck, "inc-broker", now, vote_seconds=600, speed=rooms.SPEEDS[-1])
    monkeypatch.setattr(rooms, "MAX_PLAYERS", 3)
    rooms.join_room(ws, code, 1, "x" * rooms.MAX_NAME_LENGTH, now)
    check_refusals([(lambda: rooms.join_room(ws, code, 1, "Dan", now), "The room is full: it holds 3 players.", "")])
    room.reach_vote()
    monkeypatch.setattr(rooms, "MAX_INJECTS", 1)
    rooms.inject(ws, code, room.mentor, "k", "x" * rooms.MAX_INJECT_LENGTH, room.now)
    options = ("There is no such option.", "Choose one of the 2 that are shown.")
    check_refusals(
        [
            (lambda: room.vote(ada, 2), *options),
            (lambda: room.vote(ada, -1), *options),
            (
                lambda: rooms.inject(ws, code, room.mentor, "l", "More", room.now),
                "An exercise can have at most 1 added events.",
                "",
            ),
        ]
    )
    for command in ("close_vote", "show_team", "go_on"):
        room.command(command)
    assert room.watch(200).clock.phase == "over"
    check_refusals(
        [
            (
                lambda: rooms.join_room(ws, code, 1, "Eve", room.now),
                "This exercise is over.",
                "Ask for the link to its debrief, or open another room.",
            ),
            (lambda: rooms.call(ws, code, ada, "detect", room.now), IDLE, "Calls count from its start to its end."),
        ]
    )
