"""Grades without hands: each counted once, in order, at the time it was given; one taken back leaves the card as it was."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from errors import UserError
from quiz.scheduler import Rating
from services.learners import learners
from services.library.content_sync import sync_content
from services.listening import hands_free
from services.listening.hands_free import GradeOperation, Ticket
from services.practice import practice
from services.practice.context import Learner
from services.workspace import Workspace
from store.database_errors import BusyError
from tests.speech.decks import TEXT

WHO = Learner(1, "UTC", "test")
NAMES = ["q-1", "q-2", "q-3", "cq-enlarge"]


@pytest.fixture
def pools(workspace: Workspace, now: datetime) -> Workspace:
    (workspace.content / "pools.md").write_text(TEXT, "utf-8")
    sync_content(workspace, now)
    return workspace


def tickets(ws: Workspace, now: datetime) -> dict[str, Ticket]:
    return {one.question_id: one for one in hands_free.make_tickets(ws, WHO, "pools", "e", [*NAMES, "no-such"], now)}


def grade(ticket: Ticket, rating: Rating, at: datetime, key: str = "") -> GradeOperation:
    return GradeOperation(
        key=key or ticket.key,
        deck_id="pools",
        question_id=ticket.question_id,
        token=ticket.token,
        rating=rating,
        given_at=at,
    )


def apply(ws: Workspace, operations: list[GradeOperation], now: datetime) -> list[str]:
    return [one.outcome for one in hands_free.apply_operations(ws, 1, "UTC", operations, now)]


def test_every_card_has_a_ticket_and_what_is_no_card_none(pools: Workspace, now: datetime) -> None:
    assert list(tickets(pools, now)) == NAMES
    assert tickets(pools, now) == tickets(pools, now)  # another visit gives the same keys


def test_grades_are_counted_once_however_often_they_are_sent(pools: Workspace, now: datetime) -> None:
    known = tickets(pools, now)
    given = [
        grade(known[name], Rating.GOOD if number % 2 else Rating.AGAIN, now + timedelta(minutes=number))
        for number, name in enumerate(NAMES)
    ]
    later = now + timedelta(hours=2)
    assert apply(pools, given, later) == ["counted"] * 4
    assert apply(pools, given, later) == ["repeated"] * 4
    card = practice.load_card(pools, WHO, "pools", "q-2", later)
    assert card.memory is not None and card.memory.last_review == given[1].given_at
    assert tickets(pools, later)["q-2"].key != known["q-2"].key  # heard again, it can be graded again


def test_a_card_that_was_graded_elsewhere_stays_as_it_is(pools: Workspace, now: datetime) -> None:
    ticket = tickets(pools, now)["q-1"]
    practice.grade_card(pools, WHO, practice.load_card(pools, WHO, "pools", "q-1", now), Rating.EASY, now, "elsewhere")
    assert apply(pools, [grade(ticket, Rating.AGAIN, now)], now) == ["stale"]


def test_a_grade_that_is_taken_back_leaves_the_card_as_it_was(pools: Workspace, now: datetime) -> None:
    ticket = tickets(pools, now)["q-1"]
    before = practice.load_card(pools, WHO, "pools", "q-1", now)
    undo = GradeOperation(key=f"{ticket.key}:undo", deck_id="pools", undoes=ticket.key)
    assert apply(pools, [grade(ticket, Rating.AGAIN, now), undo, undo], now) == ["counted", "undone", "repeated"]
    assert practice.load_card(pools, WHO, "pools", "q-1", now).memory == before.memory
    again = grade(tickets(pools, now)["q-1"], Rating.GOOD, now, f"{ticket.key}:1")
    assert apply(pools, [again], now) == ["counted"]


def test_a_grade_waits_over_night_and_a_clock_that_is_wrong_harms_nothing(pools: Workspace, now: datetime) -> None:
    known = tickets(pools, now)
    tomorrow = now + timedelta(days=1)
    assert apply(pools, [grade(known["q-1"], Rating.GOOD, now)], tomorrow) == ["counted"]
    ahead = grade(tickets(pools, tomorrow)["q-2"], Rating.GOOD, tomorrow + timedelta(days=400))
    assert apply(pools, [ahead], tomorrow) == ["counted"]
    card = practice.load_card(pools, WHO, "pools", "q-2", tomorrow)
    assert card.memory is not None and card.memory.last_review == tomorrow


def test_what_is_no_grade_is_refused_and_stops_nothing(pools: Workspace, now: datetime) -> None:
    good = grade(tickets(pools, now)["q-1"], Rating.GOOD, now)
    odd = [
        GradeOperation(key="a", deck_id="no-such", question_id="q", token="t", rating=Rating.GOOD),
        GradeOperation(key="b", deck_id="pools", question_id="no-such", token="t", rating=Rating.GOOD),
        GradeOperation(key="c", deck_id="pools", question_id="q-2", token="t"),
        GradeOperation(key="d", deck_id="pools", question_id="q-2", token="nonsense", rating=Rating.GOOD),
    ]
    assert apply(pools, [*odd, good], now) == ["refused", "refused", "refused", "stale", "counted"]


def test_a_key_is_one_learners_for_one_episode_and_one_state_of_the_card(pools: Workspace, now: datetime) -> None:
    other = Learner(learners.add_learner(pools, 1, "Ada", now), "UTC", "test")

    def make_key(who: Learner = WHO, episode: str = "e") -> str:
        [ticket] = hands_free.make_tickets(pools, who, "pools", episode, ["q-1"], now)
        return ticket.key

    assert make_key() == make_key()
    assert len({make_key(), make_key(other), make_key(episode="another")}) == 3


def test_a_grade_counts_as_given_a_week_ago_at_most(pools: Workspace, now: datetime) -> None:
    later = now + timedelta(days=7)
    for name, shown_at, given in (
        ("q-1", now, now - timedelta(days=400)),
        ("q-2", now + timedelta(hours=1), now + timedelta(hours=1)),
    ):
        ticket = tickets(pools, shown_at)[name]
        assert apply(pools, [grade(ticket, Rating.GOOD, given)], later) == ["counted"]
        memory = practice.load_card(pools, WHO, "pools", name, later).memory
        assert memory is not None and memory.last_review == shown_at


def test_what_takes_one_grade_back_takes_back_no_other(pools: Workspace, now: datetime) -> None:
    known = tickets(pools, now)
    given = [grade(known[name], Rating.GOOD, now) for name in ("q-1", "q-2")]
    undo = GradeOperation(key="u", deck_id="pools", undoes=known["q-1"].key)
    assert apply(pools, [*given, undo], now) == ["counted", "counted", "undone"]
    assert practice.load_card(pools, WHO, "pools", "q-1", now).memory is None
    assert practice.load_card(pools, WHO, "pools", "q-2", now).memory is not None


@pytest.mark.engines("sqlite")  # no statement of its own
def test_no_more_are_applied_at_once_than_a_phone_keeps(pools: Workspace, now: datetime) -> None:
    odd = [GradeOperation(key=str(number), deck_id="pools") for number in range(hands_free.MAX_OPERATIONS + 3)]
    assert len(apply(pools, odd, now)) == hands_free.MAX_OPERATIONS == 500


@pytest.mark.engines("sqlite")  # the error is made here
def test_what_the_database_cannot_do_now_is_sent_again_and_a_reason_is_given(
    pools: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = tickets(pools, now)["q-1"]

    def fail(*_: object, **__: object) -> None:
        raise UserError("The data is busy.", "Try again.") from BusyError("locked", "sqlite")

    with monkeypatch.context() as patch:
        patch.setattr(practice, "grade_card", fail)
        [told] = hands_free.apply_operations(pools, 1, "UTC", [grade(ticket, Rating.GOOD, now)], now)
    assert (told.outcome, told.reason) == ("later", "The data is busy.")
    assert apply(pools, [grade(ticket, Rating.GOOD, now)], now) == ["counted"]
