"""Grades without hands: each counted once, in order, at the time it was given; one taken back leaves the card as it was."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from quiz.scheduler import Rating
from services.library.content_sync import sync_content
from services.listening import hands_free
from services.listening.hands_free import GradeOperation, Ticket
from services.practice import practice
from services.practice.context import Learner
from services.workspace import Workspace
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
