"""What the progress screen draws: by the learner's own days, months and weeks, chapters and spreads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from quiz.calibration import compute_wilson_interval
from quiz.fsrs.memory_model import DEFAULT_WEIGHTS
from quiz.scheduler import MODEL_NAME, Rating
from services.connections import connect
from services.learners import settings
from services.library import catalog
from services.practice import bulk_changes, card_browser, practice
from services.practice.planning import statistics
from services.practice.planning.statistics import LearnerStatistics
from services.practice.practice import Learner
from services.workspace import Workspace
from store.connection import transaction
from store.tables.learners import learners

pytestmark = pytest.mark.engines("sqlite")  # what is read here is read on both databases in test_deadline_plan
WHO = Learner(1, "America/New_York", "session")
TEXT = """# Decks

## Pools {#pools}

**Question:** Why? {#q-why}

**Answer:** Because.

### Sizes {#sizes}

**Question:** How large? {#q-size}

**Answer:** Ten.

**Question:** How small? {#q-small}

**Answer:** One.

## Queues {#queues}

**Question:** Where? {#q-where}

**Answer:** Before it.
"""


@pytest.fixture
def ws(workspace: Workspace, now: datetime) -> Workspace:
    catalog.add_deck(workspace, "decks.md", TEXT.encode(), now - timedelta(days=900))
    return workspace


def answer(ws: Workspace, card: str, rating: Rating, at: datetime, **more: int) -> None:
    shown = practice.load_card(ws, WHO, "decks", card, at - timedelta(seconds=30))
    practice.grade_card(ws, WHO, shown, rating, at, f"{card}-{at}", **more)


def load(ws: Workspace, now: datetime) -> LearnerStatistics:
    return statistics.load_statistics(ws, WHO, "decks", now)


def test_answers_are_counted_by_the_learners_days_weeks_and_months(ws: Workspace, now: datetime) -> None:
    answer(ws, "q-where", Rating.GOOD, now - timedelta(days=760))  # longer ago than two years: forgotten
    first = datetime(2026, 1, 10, 12, tzinfo=UTC)
    for card in ("q-why", "q-size", "q-small"):
        answer(ws, card, Rating.EASY, first)
    last_of_january = datetime(2026, 2, 1, 8, 30, tzinfo=UTC)  # 03:30 in New York: the 31st is not over
    answer(ws, "q-why", Rating.GOOD, last_of_january)
    answer(ws, "q-size", Rating.AGAIN, last_of_january)
    answer(ws, "q-small", Rating.HARD, last_of_january)
    answer(ws, "q-size", Rating.GOOD, last_of_january + timedelta(minutes=11))  # learned again: no review
    answer(ws, "q-why", Rating.AGAIN, datetime(2026, 2, 20, 12, tzinfo=UTC))
    found = load(ws, now)
    assert (found.today, found.answers) == (date(2026, 3, 2), 8)
    assert {day.day: day.cards for day in found.calendar if day.cards} == {
        date(2026, 1, 10): 3,
        date(2026, 1, 31): 4,
        date(2026, 2, 20): 1,
    }
    days = [day.day for day in found.calendar]
    assert days == [days[0] + timedelta(days=place) for place in range(len(days))]
    assert (days[0].weekday(), days[-1], len(days)) == (0, found.today, 26 * 7 + 1)
    assert [(month.month, month.reviews) for month in found.months] == [(date(2026, 1, 1), 3), (date(2026, 2, 1), 1)]
    january, february = found.months
    assert (january.recalled, february.recalled) == (pytest.approx(2 / 3), 0.0)
    assert (january.low, january.high) == pytest.approx(compute_wilson_interval(2, 3))
    assert len(found.weeks) == 27
    assert {week.monday: week.minutes for week in found.weeks if week.minutes} == {
        date(2026, 1, 5): 1.5,
        date(2026, 1, 26): 2.0,
        date(2026, 2, 16): 0.5,
    }


def test_what_is_overdue_counts_as_due_today(ws: Workspace, now: datetime) -> None:
    for card in ("q-why", "q-size", "q-small"):
        answer(ws, card, Rating.EASY, now - timedelta(days=20))
    bulk_changes.set_due(ws, WHO, "decks", ["q-why"], now - timedelta(days=3), "past", 1)
    bulk_changes.set_due(ws, WHO, "decks", ["q-size"], now, "today", 0)
    bulk_changes.set_due(ws, WHO, "decks", ["q-small"], now, "later", 2)
    found = load(ws, now)
    assert (found.overdue, len(found.due)) == (1, 30)
    assert [(day.day, day.cards) for day in found.due[:3]] == [
        (date(2026, 3, 2), 2),
        (date(2026, 3, 3), 0),
        (date(2026, 3, 4), 1),
    ]
    assert sum(day.cards for day in found.due) == 3


def test_the_spreads_count_each_card_once_a_bound_belonging_to_the_bar_above(ws: Workspace, now: datetime) -> None:
    for card in ("q-why", "q-size", "q-small"):
        answer(ws, card, Rating.EASY, now)
    values = {"q-why": (0.4, 1.2), "q-size": (3.0, 5.6), "q-small": (59.0, 10.0)}
    with connect(ws) as connection, transaction(connection, WHO.id):
        for card, (stability, difficulty) in values.items():
            connection.execute(
                "UPDATE states SET stability = ?, difficulty = ? WHERE card = (SELECT id FROM cards WHERE name = ?)",
                (stability, difficulty, card),
            )
    found = load(ws, now)
    assert [bar.label for bar in found.stability] == ["< 1 d", "1–3 d", "3–7 d", "1–3 w", "3–9 w", "2–6 mo", "> 6 mo"]
    assert [bar.cards for bar in found.stability] == [1, 0, 1, 0, 1, 0, 0]
    assert [(bar.label, bar.cards) for bar in found.difficulty if bar.cards] == [("1", 1), ("6", 1), ("10", 1)]
    assert len(found.difficulty) == 10


def test_a_chapter_is_as_ready_as_its_cards_and_forgets_until_the_interview(ws: Workspace, now: datetime) -> None:
    for card, rating in (("q-why", Rating.EASY), ("q-size", Rating.HARD)):
        answer(ws, card, rating, now - timedelta(days=4))
    settings.save_settings(ws, 1, interview="2026-04-01")
    found = load(ws, now)
    recall = {card.id: card.recall or 0.0 for card in card_browser.list_cards(ws, WHO, "decks", now)}
    assert [(one.id, one.title, one.cards, one.seen) for one in found.sections] == [
        ("pools", "Pools", 3, 2),
        ("queues", "Queues", 1, 0),
    ]
    assert [(one.id, one.cards, one.seen) for one in found.topics] == [
        ("pools", 1, 1),
        ("sizes", 2, 1),
        ("queues", 1, 0),
    ]
    pools, queues = found.sections
    assert pools.today == pytest.approx((recall["q-why"] + recall["q-size"]) / 3, abs=1e-3)
    assert 0 < pools.on_interview < pools.today < 1
    assert (queues.today, queues.on_interview) == (0.0, 0.0)
    then = statistics.load_statistics(ws, WHO, "decks", datetime(2026, 4, 1, 12, tzinfo=UTC))
    assert then.sections[0].today == pytest.approx(pools.on_interview)
    assert found.interview == then.interview == date(2026, 4, 1)


def publish(ws: Workspace, now: datetime) -> datetime:
    catalog.add_deck(ws, "decks.md", TEXT.replace("Ten.", "Twelve.").encode(), now)
    return now


def grade(ws: Workspace, now: datetime) -> datetime:
    answer(ws, "q-why", Rating.GOOD, now)
    return now


def wait_a_day(_ws: Workspace, now: datetime) -> datetime:
    return now + timedelta(days=1)


def choose(ws: Workspace, now: datetime) -> datetime:
    settings.save_settings(ws, 1, desired_retention=0.8)
    return now


def adopt_weights(ws: Workspace, now: datetime) -> datetime:
    with connect(ws) as connection, transaction(connection, 1):
        weights = tuple(0.9 * weight for weight in DEFAULT_WEIGHTS)
        learners.save_weights(connection, 1, MODEL_NAME, weights, now=0, reviews=0, losses=(None, None))
    return now


@pytest.mark.parametrize("change", [publish, grade, wait_a_day, choose, adopt_weights])
def test_what_was_drawn_holds_until_something_it_depends_on_changes(
    ws: Workspace, now: datetime, change: Callable[[Workspace, datetime], datetime]
) -> None:
    before = statistics.fingerprint_statistics(ws, WHO, "decks", now)
    assert statistics.fingerprint_statistics(ws, WHO, "decks", now + timedelta(hours=2)) == before
    assert statistics.fingerprint_statistics(ws, WHO, "decks", change(ws, now)) != before
