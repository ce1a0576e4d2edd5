"""The day's counts that a connection remembers: they are what a new count would find, or they are counted anew."""

from __future__ import annotations

import pytest

from store.connection import Connection
from store.queue import queue_cache
from store.queue.queries import NEVER, DayWindow
from store.queue.queue_cache import CardState, DayCounts
from store.tables.practice import memory_states
from store.tables.practice.memory_states import Flags
from tests.store.rows import add_deck, add_learner, find_card, grade, set_flags, set_memory

NOW = 10_000
WINDOW = DayWindow(now=NOW, start=5000, end=20_000, learn_ahead=11_000)
FREE = memory_states.make_flags()


@pytest.fixture
def deck(connection: Connection) -> int:
    """A deck with four cards in review that are due, and two new ones; one review of the day was done."""
    add_learner(connection, 2)
    number = add_deck(connection, "caches", *"abcdef", learners=(1, 2))
    for name in "abcd":
        set_memory(connection, 1, find_card(connection, number, name), due=900)
    grade(connection, 1, number, find_card(connection, number, "e"), 6000, phase=2)
    connection.cached_counts = None
    return number


def load(connection: Connection, deck: int, window: DayWindow = WINDOW, *, reviews: int = 9) -> DayCounts:
    return queue_cache.load_counts(connection, 1, deck, window, (5, reviews))[0]


def test_the_days_counts_and_what_its_limits_still_allow(connection: Connection, deck: int) -> None:
    counts, remaining = queue_cache.load_counts(connection, 1, deck, WINDOW, (5, 9))
    assert counts == DayCounts(new_done=0, reviews_done=1, reviews_due=4, exact=True, valid_from=NOW, valid_until=NEVER)
    assert remaining == (5, 8)
    connection.cached_counts = None
    assert queue_cache.load_counts(connection, 1, deck, WINDOW, (0, 1))[1] == (0, 0)
    set_flags(connection, 1, find_card(connection, deck, "a"), buried_until=NOW + 70)
    assert load(connection, deck).valid_until == NOW + 70
    grade(connection, 1, deck, find_card(connection, deck, "f"), 7000, phase=0)
    assert queue_cache.load_counts(connection, 1, deck, WINDOW, (5, 9))[1] == (4, 8)


def test_counts_up_to_a_limit_are_not_taken_for_all_of_them(connection: Connection, deck: int) -> None:
    few = load(connection, deck, reviews=3)
    assert (few.reviews_due, few.exact) == (3, False)
    assert load(connection, deck, reviews=9).reviews_due == 4


@pytest.mark.parametrize(
    ("window", "holds"),
    [
        (WINDOW, True),
        (WINDOW._replace(now=NOW + 69), True),
        (WINDOW._replace(now=NOW + 70), False),  # a card comes back that was buried
        (WINDOW._replace(now=NOW - 1), False),
        (WINDOW._replace(start=5001), False),
        (WINDOW._replace(end=20_001), False),
    ],
)
def test_counts_hold_for_their_day_until_the_next_card_comes_back(
    connection: Connection, deck: int, window: DayWindow, holds: bool
) -> None:
    set_flags(connection, 1, find_card(connection, deck, "a"), buried_until=NOW + 70)
    load(connection, deck)
    if connection.read_version() is not None:  # an engine that cannot tell whether it changed remembers nothing
        assert (queue_cache.get_cached_counts(connection, 1, deck, window) is not None) is holds
    assert queue_cache.get_cached_counts(connection, 2, deck, window) is None
    assert queue_cache.get_cached_counts(connection, 1, deck + 1, window) is None


def test_counts_are_forgotten_once_anything_else_changed(connection: Connection, deck: int) -> None:
    load(connection, deck)
    set_flags(connection, 1, find_card(connection, deck, "a"), suspended=1)
    assert queue_cache.get_cached_counts(connection, 1, deck, WINDOW) is None
    assert load(connection, deck).reviews_due == 3


def make_state(phase: int, due: int | None, flags: Flags = FREE) -> CardState:
    return CardState(phase, due, flags)


DUE, DONE, NEW = make_state(2, 900), make_state(2, WINDOW.end), make_state(0, None)


@pytest.mark.parametrize(
    ("phase_before", "changes", "expected"),
    [
        (2, [(DUE, DONE)], (0, 2, 3, NEVER)),
        (2, [(DUE, make_state(2, WINDOW.end - 1))], (0, 2, 4, NEVER)),
        (2, [(DUE, make_state(3, 12_000))], (0, 2, 3, NEVER)),
        (0, [(NEW, make_state(1, 12_000))], (1, 1, 4, NEVER)),
        (1, [(make_state(1, 900), DONE)], (0, 1, 4, NEVER)),
        (2, [(DUE, DONE), (DUE, make_state(2, 900, FREE._replace(spaced_until=NOW + 9)))], (0, 2, 2, NOW + 9)),
        (2, [(DUE, DONE), (DUE, make_state(2, 900, FREE._replace(buried_until=NOW)))], (0, 2, 3, NEVER)),
        (2, [(DUE, DONE), (DUE, make_state(2, 900, FREE._replace(suspended=True)))], (0, 2, 2, NEVER)),
        (2, [(DUE, DONE), (make_state(2, 900, FREE._replace(spaced_until=NOW + 9)), DUE)], (0, 2, 4, NEVER)),
    ],
)
def test_a_grade_brings_the_counts_up_to_date(
    connection: Connection,
    deck: int,
    phase_before: int,
    changes: list[tuple[CardState, CardState]],
    expected: tuple[int, int, int, int],
) -> None:
    load(connection, deck)
    cached = queue_cache.get_cached_counts(connection, 1, deck, WINDOW)
    if cached is None:
        assert connection.read_version() is None
        return
    later = WINDOW._replace(now=NOW + 1)
    set_flags(connection, 1, find_card(connection, deck, "a"), stamp=1)  # the grade itself
    queue_cache.update_after_grade(connection, cached, WINDOW, phase_before, changes)
    updated = queue_cache.get_cached_counts(connection, 1, deck, later)
    assert updated is not None
    counts = updated.counts
    assert (counts.new_done, counts.reviews_done, counts.reviews_due, counts.valid_until) == expected
    assert load(connection, deck, later) == counts
