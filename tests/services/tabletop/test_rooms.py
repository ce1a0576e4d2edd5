"""Rooms: who may do what, votes that count once, misses that become cards, and an exercise that outlives its server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from errors import UserError
from services.learners import learners
from services.library import catalog
from services.replays import replays
from services.tabletop import debrief, rooms
from services.workspace import Workspace

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEXT = """# House

## Incident: The slow broker {#inc-broker}

**00:00** – *Trigger:* A consumer group of forty joins.

**00:04** – *Symptom:* Lag grows by a thousand a second.

**Decision:** The lag grows. What do you do first? {#dec-lag}

- [ ] Add twelve partitions to the topic at once
  → keys would move, and order with them
- [x] Pause the batch consumers and measure again
  → this is what ended it

**00:09** – *Mitigation:* The batch consumers are paused.

**00:31** – *Recovery:* Lag is back to nought.
"""


class Exercise:
    """A room with two players and a watch that only goes on when it is told to."""

    def __init__(self, ws: Workspace, deck: str, second_learner: int) -> None:
        self.ws, self.now = ws, NOW
        self.code, self.mentor = rooms.open_room(ws, deck, "inc-broker", NOW, vote_seconds=30)
        self.ada = rooms.join_room(ws, self.code, 1, "Ada", NOW)
        self.bob = rooms.join_room(ws, self.code, second_learner, "Bob", NOW)

    @property
    def room(self) -> rooms.Room:
        return rooms.load_room(self.ws, self.code)

    def watch(self, seconds: float) -> rooms.Room:
        """Let somebody watch for a while."""
        for _ in range(round(seconds / 0.5)):
            self.now += timedelta(seconds=0.5)
            rooms.beat(self.ws, self.code, self.now)
        return self.room

    def command(self, name) -> None:
        rooms.command_room(self.ws, self.code, self.mentor, name, self.room.clock.step, self.now)

    def vote(self, seat: str, choice: int) -> None:
        rooms.vote(self.ws, self.code, seat, "dec-lag", choice, self.now)

    def reach_vote(self) -> None:
        self.command("start")
        for _ in range(400):
            if self.watch(0.5).clock.phase == "voting":
                return
        raise AssertionError("the vote was never reached")


@pytest.fixture
def exercise(tmp_path: Path) -> Exercise:
    (tmp_path / "content").mkdir()
    ws = Workspace(data=tmp_path / "data", content=tmp_path / "content")
    deck = catalog.add_deck(ws, "house.md", TEXT.encode(), NOW).summary.id
    return Exercise(ws, deck, learners.add_learner(ws, 1, "Bob", NOW))


def misses(exercise: Exercise, learner: int) -> list[str]:
    return [row.stop for row in replays.list_missed_decisions(exercise.ws, learner, exercise.room.row.deck)]


def test_an_exercise_from_the_lobby_to_the_debrief(exercise: Exercise):
    exercise.reach_vote()
    exercise.vote(exercise.ada, 1)
    assert exercise.room.clock.phase == "voting"
    exercise.vote(exercise.bob, 0)
    assert exercise.room.clock.phase == "spread"
    exercise.command("show_team")
    assert misses(exercise, 1) == []
    assert misses(exercise, 2) == ["dec-lag"]
    rooms.call(exercise.ws, exercise.code, exercise.ada, "detect", exercise.now)
    exercise.command("go_on")
    assert exercise.watch(120).clock.phase == "over"
    result = debrief.make_debrief(exercise.room)
    assert result.players == ("Ada", "Bob")
    (decision,) = result.decisions
    assert (decision.votes, decision.is_right) == ((1, 1), (True, False))
    detect = result.calls[0]
    assert detect.real is not None and detect.players == (detect.group, None)
    sheet = debrief.write_debrief(result)
    assert "| Ada | 1 of 1 |" in sheet and "| Bob | 0 of 1 |" in sheet


def test_what_is_sent_twice_counts_once(exercise: Exercise):
    exercise.reach_vote()
    for _ in range(2):
        exercise.vote(exercise.ada, 0)
        rooms.call(exercise.ws, exercise.code, exercise.ada, "detect", exercise.now)
        rooms.inject(exercise.ws, exercise.code, exercise.mentor, "key-1", "The press calls", exercise.now)
    room = exercise.room
    assert (len(room.votes), len(room.calls), len(room.injects)) == (1, 1, 1)
    step = room.clock.step
    for _ in range(2):
        rooms.command_room(exercise.ws, exercise.code, exercise.mentor, "close_vote", step, exercise.now)
    assert exercise.room.clock.step == step + 1
    with pytest.raises(UserError, match="vote is closed"):
        exercise.vote(exercise.bob, 1)


def test_players_do_not_see_what_they_are_to_find_out(exercise: Exercise):
    exercise.reach_vote()
    exercise.vote(exercise.ada, 1)
    seen = rooms.describe_room(exercise.room, exercise.bob)["stop"]
    assert [choice["voters"] for choice in seen["choices"]] == [None, None]
    assert [choice["isRight"] for choice in seen["choices"]] == [None, None] and seen["team"] == ""
    known = rooms.describe_room(exercise.room, exercise.mentor)["stop"]
    assert [choice["voters"] for choice in known["choices"]] == [[], ["Ada"]]
    assert known["team"] == "The batch consumers are paused."


def test_the_exercise_goes_on_at_the_same_minute_when_nobody_watched(exercise: Exercise):
    exercise.command("start")
    before = exercise.watch(2).clock.second
    assert before > 1
    exercise.now += timedelta(hours=3)
    after = rooms.beat(exercise.ws, exercise.code, exercise.now)
    assert after.second == before
    assert exercise.watch(1).clock.second > before


def test_commands_are_the_mentors_and_seats_are_secrets(exercise: Exercise):
    with pytest.raises(UserError, match="Only the mentor"):
        rooms.command_room(exercise.ws, exercise.code, exercise.ada, "start", 0, NOW)
    with pytest.raises(UserError, match="Only the mentor"):
        rooms.inject(exercise.ws, exercise.code, exercise.ada, "k", "Boo", NOW)
    with pytest.raises(UserError, match="not in the room"):
        rooms.vote(exercise.ws, exercise.code, exercise.mentor, "dec-lag", 0, NOW)
    with pytest.raises(UserError, match="not in the room"):
        rooms.describe_room(exercise.room, "guess")


@pytest.mark.parametrize(
    ("name", "message"), [("", "1 to 40 characters"), ("x" * 41, "1 to 40"), (" ada ", "is called ada")]
)
def test_a_name_that_cannot_be_taken_is_refused(exercise: Exercise, name, message):
    with pytest.raises(UserError, match=message):
        rooms.join_room(exercise.ws, exercise.code, 1, name, NOW)


def test_who_asks_twice_for_a_seat_has_it_once(exercise: Exercise):
    seat = rooms.make_seat()
    for _ in range(2):
        assert rooms.join_room(exercise.ws, exercise.code, 1, "Cy", NOW, seat) == seat
    assert [player.name for player in exercise.room.players] == ["Ada", "Bob", "Cy"]
    # Another seat is another person.
    with pytest.raises(UserError, match="is called Cy"):
        rooms.join_room(exercise.ws, exercise.code, 1, "Cy", NOW, rooms.make_seat())


def test_rooms_that_cannot_be(exercise: Exercise):
    ws, deck = exercise.ws, exercise.room.row.deck
    with pytest.raises(UserError, match="no room with this code"):
        rooms.load_room(ws, "AAAAAA")
    with pytest.raises(UserError, match="no such incident"):
        rooms.open_room(ws, deck, "inc-nothing", NOW)
    with pytest.raises(UserError, match="10 to 600 seconds"):
        rooms.open_room(ws, deck, "inc-broker", NOW, vote_seconds=5)
    with pytest.raises(UserError, match="Unknown call"):
        rooms.call(ws, exercise.code, exercise.ada, "panic", NOW)
    assert rooms.normalize_code(" ab-c def ") == "ABCDEF"


@pytest.mark.engines("sqlite")  # what a clock does, not what is stored
def test_what_a_browser_draws_while_a_vote_is_open(exercise: Exercise):
    exercise.reach_vote()
    exercise.vote(exercise.ada, 1)
    rooms.call(exercise.ws, exercise.code, exercise.bob, "detect", exercise.now)
    rooms.inject(exercise.ws, exercise.code, exercise.mentor, "key-1", " The press \n calls ", exercise.now)
    room = exercise.watch(5)
    seen = {seat: rooms.describe_room(room, seat) for seat in (exercise.ada, exercise.bob, exercise.mentor)}
    ada, bob, mentor = seen.values()
    assert (ada["mine"], bob["mine"], mentor["mine"]) == (1, None, None)
    assert (ada["calls"], bob["calls"], mentor["calls"]) == ([], ["detect"], [])
    assert ada["players"] == [{"name": "Ada", "hasVoted": True}, {"name": "Bob", "hasVoted": False}]
    assert (ada["phase"], ada["speed"], ada["version"], ada["step"]) == ("voting", 1.0, room.row.version, room.row.step)
    assert 24.0 <= ada["voteLeft"] <= 25.5
    stop = room.track.decision_points[0]
    assert ada["second"] == ada["limit"] == stop.second
    assert [inject["text"] for inject in ada["injects"]] == ["The press calls"]
    assert ada["injects"][0]["minute"] == pytest.approx(4.0, abs=0.5)
    drawn = ada["stop"]
    assert (drawn["id"], drawn["number"], drawn["of"], drawn["prompt"]) == ("dec-lag", 1, 1, stop.prompt)
    assert [choice["explanation"] for choice in drawn["choices"]] == ["", ""]
    exercise.command("close_vote")
    spread = rooms.describe_room(exercise.room, exercise.bob)["stop"]
    assert [choice["voters"] for choice in spread["choices"]] == [[], ["Ada"]]
    assert [choice["isRight"] for choice in spread["choices"]] == [None, None]
    exercise.command("show_team")
    told = rooms.describe_room(exercise.room, exercise.bob)["stop"]
    assert [choice["isRight"] for choice in told["choices"]] == [False, True]
    assert told["choices"][0]["explanation"] == "keys would move, and order with them"
    assert told["team"] == "The batch consumers are paused."
    exercise.command("go_on")
    after = rooms.describe_room(exercise.room, exercise.bob)
    assert (after["stop"], after["limit"]) == (None, room.track.duration)


@pytest.mark.engines("sqlite")  # what a clock does, not what is stored
def test_a_vote_that_nobody_closes_ends_when_its_time_is_over(exercise: Exercise):
    exercise.reach_vote()
    assert exercise.watch(29).clock.phase == "voting"
    assert exercise.watch(2).clock.phase == "spread"
    with pytest.raises(UserError, match="vote is closed"):
        exercise.vote(exercise.ada, 1)


def test_an_exercise_that_ends_at_a_decision_keeps_what_was_voted(exercise: Exercise):
    exercise.reach_vote()
    exercise.vote(exercise.bob, 0)
    unfinished = debrief.make_debrief(exercise.room)
    assert (unfinished.decisions, unfinished.lessons) == ((), ())
    exercise.command("end")
    assert exercise.room.clock.phase == "over"
    assert misses(exercise, 2) == ["dec-lag"]


@pytest.mark.engines("sqlite")  # what a clock does, not what is stored
def test_the_groups_call_is_the_median_of_those_who_called(exercise: Exercise):
    exercise.command("start")
    cy = rooms.join_room(exercise.ws, exercise.code, 1, "Cy", exercise.now)
    exercise.watch(5)
    for seat in (exercise.ada, exercise.bob, cy):
        exercise.watch(1)
        rooms.call(exercise.ws, exercise.code, seat, "diagnose", exercise.now)
    found = {call.kind: call for call in debrief.make_debrief(exercise.room).calls}
    minutes = [minute for minute in found["diagnose"].players if minute is not None]
    assert minutes == sorted(minutes)
    assert len(set(minutes)) == 3
    assert found["diagnose"].group == minutes[1]
    assert (found["recover"].players, found["recover"].group) == ((None, None, None), None)
    times = exercise.room.track.times
    assert [call.real for call in found.values()] == [times.detect, times.diagnose, times.recover]


def test_rooms_of_last_month_go_when_a_new_one_is_opened(exercise: Exercise):
    deck = exercise.room.row.deck
    code, seat = rooms.open_room(exercise.ws, deck, "inc-broker", NOW + timedelta(days=30))
    assert rooms.load_room(exercise.ws, exercise.code).row.code == exercise.code
    assert (len(code), rooms.load_room(exercise.ws, code).is_mentor(seat)) == (rooms.CODE_LENGTH, True)
    rooms.open_room(exercise.ws, deck, "inc-broker", NOW + timedelta(days=30, seconds=1))
    with pytest.raises(UserError, match="no room with this code"):
        rooms.load_room(exercise.ws, exercise.code)
