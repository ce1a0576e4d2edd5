"""A plan of the day, and what was confident and wrong."""

from __future__ import annotations

import json

import pytest

from store.connection import Connection
from store.queue import priority_queries
from store.queue.queries import DayWindow
from store.tables.practice import memory_states, review_log
from store.tables.practice.review_log import LogEntry
from tests.store.rows import add_deck, add_learner, find_card, grade, set_flags, set_memory

WINDOW = DayWindow(now=10_000, start=5000, end=20_000, learn_ahead=11_000)


@pytest.fixture
def deck(connection: Connection) -> int:
    add_learner(connection, 2)
    return add_deck(connection, "caches", *"abcde", learners=(1, 2))


def find_planned(connection: Connection, deck: int, names: str, learner: int = 1) -> tuple[int | None, int]:
    cards = json.dumps([find_card(connection, deck, name) for name in names])
    return priority_queries.find_planned(connection, learner, deck, WINDOW, cards)


def test_a_plan_goes_in_its_own_order_past_what_was_asked_today_or_is_held(connection: Connection, deck: int) -> None:
    cards = {name: find_card(connection, deck, name) for name in "abcde"}
    for name in "abcd":
        set_memory(connection, 1, cards[name], last_review=4999)
    assert find_planned(connection, deck, "cab") == (cards["c"], 3)
    assert find_planned(connection, deck, "") == (None, 0)
    assert find_planned(connection, deck, "e") == (None, 0)  # a new card
    set_flags(connection, 1, cards["c"], last_review=5000)
    set_flags(connection, 1, cards["a"], buried_until=10_001)
    assert find_planned(connection, deck, "cabd") == (cards["b"], 2)
    set_flags(connection, 1, cards["b"], spaced_until=10_001)
    set_flags(connection, 1, cards["a"], buried_until=10_000)
    assert find_planned(connection, deck, "cabd") == (cards["a"], 2)
    set_flags(connection, 1, cards["a"], suspended=1)
    assert find_planned(connection, deck, "cabd") == (cards["d"], 1)
    assert find_planned(connection, deck, "cabd", learner=2) == (None, 0)


def lapse(connection: Connection, deck: int, name: str, *, rating: int = 1, confidence: int | None = 80) -> int:
    """Have learner 1 answer a card, which is in learning and due afterwards; return the card."""
    card = find_card(connection, deck, name)
    number = grade(connection, 1, deck, card, 6000, rating=rating, confidence=confidence)
    set_memory(connection, 1, card, phase=3, due=9000, last_review=6000, last_event=number)
    return card


def test_who_was_confident_and_wrong_is_asked_first(connection: Connection, deck: int) -> None:
    def find(now: int = 10_000) -> int | None:
        return priority_queries.find_confident_lapse(connection, 1, deck, now, 75)

    lapse(connection, deck, "a", rating=2)
    lapse(connection, deck, "b", confidence=74)
    lapse(connection, deck, "c", confidence=None)
    assert find() is None
    late, early = lapse(connection, deck, "d", confidence=75), lapse(connection, deck, "e")
    set_flags(connection, 1, early, due=8000)
    assert find() == early
    assert find(8000) == early
    assert find(7999) is None
    set_flags(connection, 1, early, buried_until=10_000)
    assert find() == early
    set_flags(connection, 1, early, buried_until=10_001)
    assert find() == late
    assert priority_queries.find_confident_lapse(connection, 2, deck, 10_000, 75) is None


def test_a_lapse_is_seen_behind_a_burying_that_came_after_it(connection: Connection, deck: int) -> None:
    card = lapse(connection, deck, "a")
    state = memory_states.load_state(connection, 1, card)
    assert state is not None
    buried = LogEntry(1, deck, card, "bury", 7000, "buried", "s", was_last=state.last_event)
    set_flags(connection, 1, card, last_event=review_log.append_entry(connection, buried))
    assert priority_queries.find_confident_lapse(connection, 1, deck, 10_000, 75) == card
