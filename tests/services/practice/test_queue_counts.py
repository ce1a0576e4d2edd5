"""The tally that a connection remembers is what counting gives, whatever happened in between and wherever."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quiz.scheduler import Rating
from services.connections import connect
from services.learners import settings
from services.practice import context as desks
from services.practice import practice
from services.practice.practice import Learner, StaleCardError
from services.workspace import Workspace
from store import connection as database
from store.connection import to_ms, transaction
from store.queue import queries, queue_cache
from store.tables.library import decks as table
from store.tables.practice import memory_states, review_log

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
WHO = Learner(1, "UTC", "s")
CARDS = 60


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    """Sixty cards in families of three, most of them in review and due around today."""
    made = Workspace(tmp_path, tmp_path)
    rng = random.Random(3)
    with connect(made) as connection, transaction(connection):
        deck = table.create_deck(connection, "d", "added", 0)
        rows = [
            table.CardRow(f"c{n}", "recall", f"c{n}", "t", f"c{n - n % 3}", f"c{n - n % 3}" if n % 3 else "", "", "")
            for n in range(CARDS)
        ]
        table.replace_cards(connection, deck.id, rows, 0)
        memory_states.enrol_learner(connection, 1, deck.id, 1)
        connection.executemany(
            "UPDATE states SET phase = 2, waiting = 0, stability = 9.0, difficulty = 5.0, due = ?, last_review = ?,"
            " reps = 3, spaced_until = ? WHERE card = ?",
            [
                (
                    to_ms(NOON.replace(hour=4)) + 86_400_000 * rng.choice((-1, 0, 0, 0, 1)),
                    to_ms(NOON) - 9 * 86_400_000,
                    rng.choice((0, 0, 0, to_ms(NOON) + rng.randrange(3_600_000))),
                    card,
                )
                for card in range(1, CARDS + 1)
                if rng.random() < 0.8
            ],
        )
    yield made
    database.close_idle(made.database)


def _counted(ws: Workspace, now: datetime) -> tuple[int, int, int, int]:
    """(new cards left, reviews left, new done, reviews done), counted afresh over a connection of its own."""
    connection = database.connect(ws.database)
    try:
        desk = desks.load_context(connection, WHO, "d", now)
        done = review_log.count_done(connection, 1, 1, desk.window.start)
        left = (max(0, desk.settings.new_per_day - done[0]), max(0, desk.settings.reviews_per_day - done[1]))
        found = queries.load_queue(connection, 1, 1, desk.window, remaining=left, follow_ups=desk.settings.follow_ups)
        return found.new_count, found.review_count, *done
    finally:
        connection.close()


def _remembered(ws: Workspace, now: datetime) -> queue_cache.CachedCounts | None:
    with connect(ws) as connection:
        return queue_cache.get_cached_counts(connection, 1, 1, desks.load_context(connection, WHO, "d", now).window)


@pytest.mark.parametrize(("limit", "seed"), [(9999, 1), (9999, 2), (15, 3), (5, 4)])
def test_it_agrees_with_counting_after_whatever_happens(ws: Workspace, engine: str, limit: int, seed: int) -> None:
    settings.save_settings(ws, 1, reviews_per_day=limit)
    rng = random.Random(seed)
    now, screen = NOON, practice.load_next_card(ws, WHO, "d", NOON)
    for turn in range(40):
        now += timedelta(minutes=rng.choice((0, 1, 4, 30, 180)))
        what = rng.choice(("answer",) * 8 + ("bury", "suspend", "undo", "other", "next"))
        try:
            if what == "undo":
                practice.undo_last(ws, WHO, now, f"k{turn}")
            elif what == "other":  # somebody else, over a connection of their own
                _change_elsewhere(ws, rng, now)
            elif screen.shown is not None and what == "bury":
                practice.bury_card(ws, WHO, screen.shown, now, f"k{turn}")
            elif screen.shown is not None and what == "suspend":
                practice.suspend_card(ws, WHO, screen.shown, now, f"k{turn}")
            elif screen.shown is not None and what == "answer":
                practice.answer_card(ws, WHO, screen.shown, rng.choice(list(Rating)), now, f"k{turn}")
        except StaleCardError:
            pass
        screen = practice.load_next_card(ws, WHO, "d", now)
        new, reviews, new_done, reviews_done = _counted(ws, now)
        assert (screen.counts.new, screen.counts.review) == (new, reviews), (turn, what)
        kept = _remembered(ws, now)
        if engine == "postgresql":  # it counts each time
            assert kept is None
            continue
        assert kept is not None
        assert (kept.counts.new_done, kept.counts.reviews_done) == (new_done, reviews_done), (turn, what)


def _change_elsewhere(ws: Workspace, rng: random.Random, now: datetime) -> None:
    connection = database.connect(ws.database)
    until = to_ms(now) + rng.choice((0, 60_000, 86_400_000))
    with transaction(connection, 1):
        connection.execute("UPDATE states SET buried_until = ? WHERE card = ?", (until, rng.randint(1, CARDS)))
    connection.close()


@pytest.mark.engines("sqlite")  # PostgreSQL counts each time
def test_a_grade_carries_it_on_without_counting(ws: Workspace) -> None:
    settings.save_settings(ws, 1, reviews_per_day=9999)
    shown = practice.load_next_card(ws, WHO, "d", NOON).shown
    asked: list[str] = []
    with connect(ws) as connection:
        connection.set_trace_callback(asked.append)
    for turn in range(5):
        assert shown is not None
        shown = practice.answer_card(ws, WHO, shown, Rating.GOOD, NOON + timedelta(seconds=turn), f"k{turn}")[1].shown
    assert sum("INSERT INTO log" in sql for sql in asked) == 5
    assert not [sql for sql in asked if "walk" in sql or "min(until)" in sql or "log_by_event" in sql]


@pytest.mark.engines("sqlite")  # PostgreSQL counts each time
def test_what_another_connection_commits_is_noticed(ws: Workspace) -> None:
    practice.load_next_card(ws, WHO, "d", NOON)
    assert _remembered(ws, NOON) is not None
    connection = database.connect(ws.database)
    with transaction(connection, 1):
        connection.execute("UPDATE states SET suspended = 1 WHERE card = 5")
    connection.close()
    assert _remembered(ws, NOON) is None


@pytest.mark.engines("sqlite")  # PostgreSQL counts each time
def test_a_card_that_comes_back_and_a_new_day_end_it(ws: Workspace) -> None:
    practice.load_next_card(ws, WHO, "d", NOON)
    kept = _remembered(ws, NOON)
    assert kept is not None
    assert NOON < database.from_ms(kept.counts.valid_until) < NOON + timedelta(hours=1)
    assert _remembered(ws, database.from_ms(kept.counts.valid_until)) is None
    assert _remembered(ws, NOON - timedelta(minutes=1)) is None
    assert _remembered(ws, NOON + timedelta(days=1)) is None


@pytest.mark.engines("sqlite")  # PostgreSQL counts each time
def test_a_card_held_by_a_grade_ends_it_when_it_comes_back(ws: Workspace) -> None:
    practice.load_next_card(ws, WHO, "d", NOON)
    with connect(ws) as connection:
        window = desks.load_context(connection, WHO, "d", NOON).window
        kept = queue_cache.get_cached_counts(connection, 1, 1, window)
        assert kept is not None
        free = memory_states.Flags(False, False, 0, 0, 0, False)
        held = memory_states.Flags(False, False, 0, window.now + 1_000, 0, False)
        change = (queue_cache.CardState(2, window.start, free), queue_cache.CardState(2, window.start, held))
        queue_cache.update_after_grade(connection, kept, window, 2, [change])
        after = queue_cache.get_cached_counts(connection, 1, 1, window)
        assert after is not None
        assert after.counts.reviews_due == kept.counts.reviews_due - 1
        assert after.counts.valid_until == window.now + 1_000
