"""What is heard first: due and leeches, then weak, then new, then what waits or was answered today."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from quiz.scheduler import Rating
from services.connections import connect
from services.library import catalog
from services.practice import practice
from services.practice.context import Learner
from services.practice.planning.priority import rank_questions
from services.workspace import Workspace
from store.connection import transaction
from store.tables.practice import memory_states

WHO = Learner(1, "UTC", "session")
NAMES = ("first", "second", "third", "fourth", "fifth")
TEXT = "## Pools {#pools}\n\n" + "\n\n".join(
    f"**Question:** What does pool {name} hold? {{#{name}}}\n\n**Answer:** The {name} connection." for name in NAMES
)


@pytest.fixture
def ws(workspace: Workspace, now: datetime) -> Workspace:
    catalog.add_deck(workspace, "pools.md", TEXT.encode(), now)
    return workspace


def answer(ws: Workspace, name: str, rating: Rating, at: datetime) -> None:
    shown = practice.load_card(ws, WHO, "pools", name, at)
    practice.grade_card(ws, WHO, shown, rating, at, f"{name} {at}")


def make_leech(ws: Workspace, name: str, now: datetime) -> None:
    number = practice.load_card(ws, WHO, "pools", name, now).row_id
    with connect(ws) as connection, transaction(connection):
        row = memory_states.load_state(connection, WHO.id, number)
        assert row is not None
        memory_states.save_flags(connection, WHO.id, [(number, row.flags._replace(leech=True))])


def test_new_questions_come_in_the_order_of_the_text(ws: Workspace, now: datetime) -> None:
    assert rank_questions(ws, WHO, "pools", now) == NAMES


def test_the_most_forgotten_of_the_due_come_first_and_new_ones_after_all_that_was_met(
    ws: Workspace, now: datetime
) -> None:
    answer(ws, "fourth", Rating.EASY, now)  # not due for days: weak
    answer(ws, "third", Rating.GOOD, now)
    answer(ws, "second", Rating.AGAIN, now)  # the least stable
    assert rank_questions(ws, WHO, "pools", now + timedelta(days=1)) == ("second", "third", "fourth", "first", "fifth")


def test_a_leech_is_as_urgent_as_what_is_due(ws: Workspace, now: datetime) -> None:
    answer(ws, "fifth", Rating.EASY, now)
    answer(ws, "first", Rating.EASY, now)
    tomorrow = now + timedelta(days=1)
    assert rank_questions(ws, WHO, "pools", tomorrow)[:2] == ("first", "fifth")
    make_leech(ws, "fifth", tomorrow)
    assert rank_questions(ws, WHO, "pools", tomorrow)[:2] == ("fifth", "first")


def test_what_was_answered_today_comes_last_until_it_is_due_again(ws: Workspace, now: datetime) -> None:
    answer(ws, "first", Rating.GOOD, now)
    answer(ws, "second", Rating.GOOD, now)
    others = ("third", "fourth", "fifth")
    assert rank_questions(ws, WHO, "pools", now + timedelta(minutes=1)) == (*others, "first", "second")
    assert rank_questions(ws, WHO, "pools", now + timedelta(minutes=30)) == ("first", "second", *others)


def test_suspended_questions_are_left_out(ws: Workspace, now: datetime) -> None:
    practice.suspend_card(ws, WHO, practice.load_card(ws, WHO, "pools", "first", now), now, "key")
    assert rank_questions(ws, WHO, "pools", now) == NAMES[1:]
