"""The day at a glance, and cramming beside it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from quiz.scheduler import Rating
from services.connections import connect
from services.library import catalog
from services.practice import bulk_changes, cram, practice
from services.practice.planning import today as day
from services.practice.practice import Learner
from services.workspace import Workspace
from store.tables.practice import review_log

WHO = Learner(1, "UTC", "session")
TEXT = """# Decks

## Pools {#pools}

**Question:** Why? {#q-why}

**Answer:** Because.

### Sizes {#sizes}

**Question:** How large? {#q-size}

**Answer:** Ten.

## Queues {#queues}

**Question:** Where? {#q-where}

**Answer:** Before it.
"""


@pytest.fixture
def ws(workspace: Workspace, now: datetime) -> Workspace:
    catalog.add_deck(workspace, "decks.md", TEXT.encode(), now)
    return workspace


def answer(ws: Workspace, card: str, rating: Rating, now: datetime, seconds: int = 0) -> None:
    shown = practice.load_card(ws, WHO, "decks", card, now)
    practice.grade_card(ws, WHO, shown, rating, now + timedelta(seconds=seconds), f"{card}-{now}")


def test_a_fresh_day(ws: Workspace, now: datetime) -> None:
    today = day.load_today(ws, WHO, "decks", now)
    assert (today.counts.new, today.counts.total, today.pause, today.answered) == (3, 3, None, 0)
    assert today.minutes == 2
    assert today.recall_rate is None


def test_what_was_done_and_what_tomorrow_brings(ws: Workspace, now: datetime) -> None:
    answer(ws, "q-why", Rating.AGAIN, now, seconds=20)
    answer(ws, "q-size", Rating.EASY, now, seconds=40)
    answer(ws, "q-where", Rating.EASY, now)
    practice.undo_last(ws, WHO, now, "u")
    today = day.load_today(ws, WHO, "decks", now + timedelta(minutes=1))
    assert (today.answered, today.time_spent, today.recall_rate) == (2, timedelta(seconds=60), 0.5)
    assert (today.counts.new, today.counts.learning) == (1, 1)
    due = practice.load_card(ws, WHO, "decks", "q-size", now).memory
    assert due is not None
    assert day.load_today(ws, WHO, "decks", due.due - timedelta(days=1)).tomorrow == 1


def test_cram_takes_the_weakest_first_and_the_unseen_last(ws: Workspace, now: datetime) -> None:
    answer(ws, "q-size", Rating.EASY, now)
    answer(ws, "q-where", Rating.HARD, now)
    later = now + timedelta(days=5)
    assert cram.pick_cards(ws, WHO, "decks", later) == ("q-where", "q-size", "q-why")
    assert cram.pick_cards(ws, WHO, "decks", later, order="text") == ("q-why", "q-size", "q-where")
    assert cram.pick_cards(ws, WHO, "decks", later, size=1) == ("q-where",)


def test_cram_by_topic_takes_what_stands_below_it(ws: Workspace, now: datetime) -> None:
    assert cram.pick_cards(ws, WHO, "decks", now, topics=["pools"], order="text") == ("q-why", "q-size")
    assert cram.pick_cards(ws, WHO, "decks", now, topics=["sizes", "queues"], order="text") == ("q-size", "q-where")


def test_cram_leaves_suspended_cards_out(ws: Workspace, now: datetime) -> None:
    practice.suspend_card(ws, WHO, practice.load_card(ws, WHO, "decks", "q-why", now), now, "s")
    assert "q-why" not in cram.pick_cards(ws, WHO, "decks", now)


@pytest.mark.parametrize("rating", list(Rating))
def test_cram_is_logged_and_changes_nothing(ws: Workspace, now: datetime, rating: Rating) -> None:
    answer(ws, "q-why", Rating.GOOD, now)
    before = practice.load_next_card(ws, WHO, "decks", now)
    memory = practice.load_card(ws, WHO, "decks", "q-why", now).memory
    shown = cram.load_cram_card(ws, WHO, "decks", "q-why", now)
    for _ in range(2):
        practice.grade_card(ws, WHO, shown, rating, now, "one key", confidence=50)
    assert practice.load_card(ws, WHO, "decks", "q-why", now).memory == memory
    assert practice.load_next_card(ws, WHO, "decks", now) == before
    with connect(ws) as connection:
        entries = [row.entry for row in review_log.list_entries(connection, 1)]
    assert [(e.event, e.rating, e.confidence) for e in entries] == [("grade", 3, None), ("cram", int(rating), 50)]


def test_the_share_that_was_recalled_counts_what_was_not_again(ws: Workspace, now: datetime) -> None:
    answer(ws, "q-why", Rating.GOOD, now)
    answer(ws, "q-size", Rating.HARD, now)
    answer(ws, "q-where", Rating.AGAIN, now)
    assert day.load_today(ws, WHO, "decks", now + timedelta(minutes=1)).recall_rate == pytest.approx(2 / 3)


@pytest.mark.engines("sqlite")
def test_tomorrow_ends_with_its_study_day_when_the_clocks_change(workspace: Workspace) -> None:
    berlin = Learner(1, "Europe/Berlin", "session")
    noon = datetime(2027, 3, 26, 12, tzinfo=UTC)  # on the night to Sunday the 28th the clocks go forward
    catalog.add_deck(workspace, "decks.md", TEXT.encode(), noon)
    practice.grade_card(
        workspace, berlin, practice.load_card(workspace, berlin, "decks", "q-why", noon), Rating.EASY, noon, "k"
    )
    for days, tomorrow in ((1, 1), (2, 0)):  # on Saturday, on Sunday
        bulk_changes.set_due(workspace, berlin, "decks", ["q-why"], noon, f"due-{days}", days)
        assert day.load_today(workspace, berlin, "decks", noon).tomorrow == tomorrow
