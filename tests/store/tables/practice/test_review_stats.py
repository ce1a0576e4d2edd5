"""What the log and the states add up to."""

from __future__ import annotations

import pytest

from store.connection import Connection
from store.tables.practice import review_stats
from store.tables.practice.log_counts import QUARTER_MS
from store.tables.practice.review_stats import CardMemory, QuarterHour
from tests.store.rows import DAY, add_deck, add_learner, find_card, grade, make_card, set_flags, set_memory, undo


@pytest.fixture
def deck(connection: Connection) -> int:
    """A deck with the cards a and b, which the learners 1 and 2 practise."""
    add_learner(connection, 2)
    return add_deck(
        connection, "caches", make_card("a", topic="Reads"), make_card("b", topic="Writes"), learners=(1, 2)
    )


def test_answers_are_added_up_by_quarters_of_an_hour(connection: Connection, deck: int) -> None:
    card = find_card(connection, deck, "a")
    other = add_deck(connection, "queues", "c")
    start = 10 * QUARTER_MS
    for learner, at, rating, phase, duration in (
        (1, start - 1, 3, 2, 1000),
        (1, start, 1, 2, 2000),
        (1, start + 5, 2, 2, 3000),
        (1, start + 6, 4, 1, None),
        (1, start + QUARTER_MS - 1, 3, 0, 4000),
        (1, start + 3 * QUARTER_MS, 3, 2, 500),
        (2, start, 3, 2, 9000),
    ):
        grade(connection, learner, deck, card, at, rating=rating, phase=phase, duration=duration)
    grade(connection, 1, deck, card, start + 7, event="cram", duration=10)
    grade(connection, 1, other, find_card(connection, other, "c"), start)
    taken_back = grade(connection, 1, deck, card, start + 2 * QUARTER_MS)
    undo(connection, 1, deck, card, start + 4 * QUARTER_MS, taken_back)
    expected = (
        QuarterHour(10, answers=5, milliseconds=9010, reviews=2, recalled=1),
        QuarterHour(13, answers=1, milliseconds=500, reviews=1, recalled=1),
    )
    assert review_stats.count_by_quarter_hour(connection, 1, deck, start) == expected
    assert review_stats.count_by_quarter_hour(connection, 1, deck, start + QUARTER_MS - 1) == expected
    assert review_stats.count_by_quarter_hour(connection, 1, deck, start + QUARTER_MS) == expected[1:]
    assert len(review_stats.count_by_quarter_hour(connection, 1, deck, start - 1)) == 3


def test_what_was_said_before_revealing_is_held_against_what_came_of_it(connection: Connection, deck: int) -> None:
    card = find_card(connection, deck, "a")
    other = add_deck(connection, "queues", "c")
    for rating, confidence in ((1, 90), (3, 90), (2, 90), (3, 25), (1, None)):
        grade(connection, 1, deck, card, 1000, rating=rating, confidence=confidence)
    grade(connection, 2, deck, card, 1000, confidence=50)
    grade(connection, 1, other, find_card(connection, other, "c"), 1000, confidence=50)
    undo(connection, 1, deck, card, 3000, grade(connection, 1, deck, card, 2000, confidence=75))
    assert review_stats.count_by_confidence(connection, 1, deck) == ((25, 1, 1), (90, 3, 2))


def test_the_newest_reviews_say_what_was_known_before_and_whether_it_was_recalled(
    connection: Connection, deck: int
) -> None:
    card = find_card(connection, deck, "a")
    for at, rating, phase in ((2 * DAY - 1, 3, 2), (2 * DAY, 1, 2), (3 * DAY, 2, 2), (4 * DAY, 3, 1), (5 * DAY, 3, 0)):
        grade(connection, 1, deck, card, at, rating=rating, phase=phase)
    grade(connection, 1, deck, card, 6 * DAY, event="cram")
    grade(connection, 2, deck, card, 7 * DAY)
    undo(connection, 1, deck, card, 9 * DAY, grade(connection, 1, deck, card, 8 * DAY))
    reviews = ((3.0, 2 * DAY, 3 * DAY, True), (3.0, DAY, 2 * DAY, False))
    assert review_stats.list_reviewed_memories(connection, 1, 2 * DAY, 9) == reviews
    assert review_stats.list_reviewed_memories(connection, 1, 2 * DAY, 1) == reviews[:1]
    assert len(review_stats.list_reviewed_memories(connection, 1, 0, 9)) == 3


def test_what_is_known_of_each_card_that_may_be_asked(connection: Connection, deck: int) -> None:
    first, second = find_card(connection, deck, "a"), find_card(connection, deck, "b")
    set_memory(connection, 1, second, due=900, last_review=800, stability=2.5, difficulty=6.0)
    rows = (
        CardMemory(first, "Reads", None, None, None, None),
        CardMemory(second, "Writes", 2.5, 6.0, last_review=800, due=900),
    )
    assert review_stats.list_memories(connection, 1, deck) == rows
    set_flags(connection, 1, first, suspended=1)
    assert review_stats.list_memories(connection, 1, deck) == rows[1:]
    assert review_stats.find_newest_row(connection, 1) == 0
