"""The lines of a learner's queue: who comes first, who is held back, how many there are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.connection import Connection
from store.queue import queries
from store.queue.queries import NEVER, DayWindow, QueueSnapshot
from tests.store.rows import add_deck, add_learner, find_card, set_flags, set_memory

NOW = 10_000
WINDOW = DayWindow(now=NOW, start=5000, end=20_000, learn_ahead=11_000)
Find = Callable[[str], int]


@pytest.fixture
def deck(connection: Connection) -> int:
    """A deck with six cards that the learners 1 and 2 practise; none was asked yet."""
    add_learner(connection, 2)
    return add_deck(connection, "caches", *"abcdef", learners=(1, 2))


@pytest.fixture
def find(connection: Connection, deck: int) -> Find:
    return lambda name: find_card(connection, deck, name)


def load(
    connection: Connection, deck: int, remaining: tuple[int, int] = (9, 9), *, follow_ups: bool = True
) -> QueueSnapshot:
    return queries.load_queue(connection, 1, deck, WINDOW, remaining=remaining, follow_ups=follow_ups)


def test_new_cards_come_in_the_order_of_the_text_up_to_the_days_limit(
    connection: Connection, deck: int, find: Find
) -> None:
    assert load(connection, deck) == QueueSnapshot(
        follow_up=None,
        learning=None,
        review=None,
        new=find("a"),
        ahead=None,
        next_due=None,
        new_count=6,
        learning_count=0,
        review_count=0,
    )
    assert load(connection, deck, (2, 9)).new_count == 2
    last = load(connection, deck, (1, 9))
    assert (last.new, last.new_count) == (find("a"), 1)
    closed = load(connection, deck, (0, 9))
    assert (closed.new, closed.new_count) == (None, 0)
    set_flags(connection, 1, find("a"), buried_until=NOW + 1)
    set_flags(connection, 1, find("b"), spaced_until=NOW + 1)
    set_flags(connection, 1, find("c"), suspended=1)
    set_flags(connection, 1, find("d"), retired=1)
    snapshot = load(connection, deck)
    assert (snapshot.new, snapshot.new_count) == (find("e"), 2)
    set_flags(connection, 1, find("b"), spaced_until=NOW)  # the moment has come
    assert load(connection, deck).new == find("b")
    set_flags(connection, 1, find("a"), buried_until=NOW)
    assert load(connection, deck).new == find("a")


def test_a_follow_up_waits_unless_nobody_is_to_wait(connection: Connection, deck: int, find: Find) -> None:
    for name in "abd":
        set_flags(connection, 1, find(name), waiting=1)
    waiting = load(connection, deck)
    assert (waiting.new, waiting.new_count) == (find("c"), 3)
    free = load(connection, deck, follow_ups=False)
    assert (free.new, free.new_count) == (find("a"), 6)
    assert load(connection, deck, (4, 9), follow_ups=False).new_count == 4
    assert load(connection, deck, (1, 9), follow_ups=False).new == find("a")
    assert load(connection, deck, (0, 9), follow_ups=False).new is None
    set_flags(connection, 1, find("a"), buried_until=NOW + 1)
    assert load(connection, deck, follow_ups=False).new == find("b")
    set_flags(connection, 1, find("b"), waiting=0)
    set_flags(connection, 1, find("c"), waiting=1)
    assert load(connection, deck, follow_ups=False).new == find("b")


def test_what_a_good_answer_called_last_comes_first_while_its_day_lasts(
    connection: Connection, deck: int, find: Find
) -> None:
    set_flags(connection, 1, find("b"), called_at=6000)
    set_flags(connection, 1, find("c"), called_at=7000)
    set_flags(connection, 1, find("d"), called_at=7000)
    assert load(connection, deck, (1, 9)).follow_up == find("c")
    assert load(connection, deck, (0, 9)).follow_up is None  # a new one takes of the day's limit too
    set_memory(connection, 1, find("c"))
    assert load(connection, deck, (0, 9)).follow_up == find("c")
    set_flags(connection, 1, find("c"), buried_until=NOW + 1)
    assert load(connection, deck).follow_up == find("d")
    set_flags(connection, 1, find("d"), suspended=1)
    assert load(connection, deck).follow_up == find("b")
    set_flags(connection, 1, find("b"), called_at=WINDOW.start)
    assert load(connection, deck).follow_up == find("b")
    set_flags(connection, 1, find("b"), called_at=WINDOW.start - 1)
    assert load(connection, deck).follow_up is None


def test_what_is_in_learning_comes_when_it_is_due_or_soon(connection: Connection, deck: int, find: Find) -> None:
    set_memory(connection, 1, find("a"), phase=1, due=NOW + 500)
    set_memory(connection, 1, find("b"), phase=3, due=NOW)
    set_memory(connection, 1, find("c"), phase=1, due=WINDOW.end)
    snapshot = load(connection, deck)
    assert (snapshot.learning, snapshot.ahead, snapshot.next_due) == (find("b"), find("b"), NOW)
    assert snapshot.learning_count == 2
    set_flags(connection, 1, find("b"), buried_until=NOW + 1)
    snapshot = load(connection, deck)
    assert (snapshot.learning, snapshot.ahead, snapshot.next_due) == (None, find("a"), NOW + 500)
    assert snapshot.learning_count == 1
    set_memory(connection, 1, find("a"), phase=1, due=WINDOW.learn_ahead)
    assert load(connection, deck).ahead == find("a")
    set_memory(connection, 1, find("a"), phase=1, due=WINDOW.learn_ahead + 1)
    snapshot = load(connection, deck)
    assert (snapshot.ahead, snapshot.next_due) == (None, WINDOW.learn_ahead + 1)


def test_reviews_come_by_their_date_and_in_the_decks_shuffle_on_one_day(
    connection: Connection, deck: int, find: Find
) -> None:
    for name, due, shuffle in (("a", 900, 1), ("b", 800, 9), ("c", 800, 5), ("d", WINDOW.end, 0)):
        set_memory(connection, 1, find(name), due=due, shuffle=shuffle)
    set_memory(connection, 1, find("e"), due=WINDOW.end - 1)
    snapshot = load(connection, deck)
    assert (snapshot.review, snapshot.review_count) == (find("c"), 4)
    assert load(connection, deck, (9, 2)).review_count == 2
    given = queries.load_queue(connection, 1, deck, WINDOW, remaining=(9, 9), follow_ups=True, review_count=7)
    assert given.review_count == 7
    set_flags(connection, 1, find("c"), spaced_until=NOW + 1)
    set_flags(connection, 1, find("b"), buried_until=NOW + 1)
    snapshot = load(connection, deck)
    assert (snapshot.review, snapshot.review_count) == (find("a"), 2)
    set_flags(connection, 1, find("a"), suspended=1)
    assert load(connection, deck).review == find("e")
    assert queries.load_queue(connection, 2, deck, WINDOW, remaining=(9, 9), follow_ups=True).review is None


def test_reviews_are_counted_to_the_limit_and_who_is_held_comes_back(
    connection: Connection, deck: int, find: Find
) -> None:
    for name in "abcd":
        set_memory(connection, 1, find(name), due=900)
    count = queries.count_reviews
    assert count(connection, 1, deck, WINDOW, 4) == (4, True, None)
    assert count(connection, 1, deck, WINDOW, 3)[:2] == (4, False)
    assert count(connection, 1, deck, WINDOW, 1)[:2] == (2, False)
    set_flags(connection, 1, find("a"), buried_until=NOW + 50, spaced_until=NOW + 10)
    set_flags(connection, 1, find("b"), spaced_until=NOW + 90)
    set_flags(connection, 1, find("c"), spaced_until=NOW)
    assert count(connection, 1, deck, WINDOW, 9) == (2, True, NOW + 50)
    # More are held than the walk to the limit sees: all are counted.
    set_flags(connection, 1, find("c"), spaced_until=NOW + 70)
    set_memory(connection, 1, find("e"), due=901)
    assert count(connection, 1, deck, WINDOW, 2) == (2, True, NOW + 50)


def test_whether_anything_is_left_at_all(connection: Connection, deck: int, find: Find) -> None:
    empty = add_deck(connection, "empty")
    assert queries.has_cards(connection, 1, deck) is True
    assert queries.has_cards(connection, 1, empty) is False
    assert queries.count_unseen(connection, 1, deck) == 6
    set_memory(connection, 1, find("a"))
    set_flags(connection, 1, find("b"), suspended=1)
    assert queries.count_unseen(connection, 1, deck) == 4
    for name in "abcdef":
        set_flags(connection, 1, find(name), retired=1)
    assert queries.has_cards(connection, 1, deck) is False
    assert queries.has_cards(connection, 2, deck) is True


def test_the_next_card_is_due_when_nothing_holds_it_any_more(connection: Connection, deck: int, find: Find) -> None:
    assert queries.find_next_due(connection, 1, deck) is None
    set_memory(connection, 1, find("a"), phase=1, due=9000)
    assert queries.find_next_due(connection, 1, deck) == 9000
    set_memory(connection, 1, find("a"), due=900, spaced_until=5000)
    assert queries.find_next_due(connection, 1, deck) == 5000
    set_memory(connection, 1, find("b"), due=3000, buried_until=1000)
    assert queries.find_next_due(connection, 1, deck) == 3000
    set_flags(connection, 1, find("c"), buried_until=2000)
    assert queries.find_next_due(connection, 1, deck) == 2000
    set_flags(connection, 1, find("d"), spaced_until=1500)
    assert queries.find_next_due(connection, 1, deck) == 1500
    set_flags(connection, 1, find("d"), suspended=1)
    assert queries.find_next_due(connection, 1, deck) == 2000
    assert queries.find_next_due(connection, 2, deck) is None


def test_reviews_of_a_day_are_those_from_its_start_to_before_its_end(
    connection: Connection, deck: int, find: Find
) -> None:
    for name, due in (("a", 999), ("b", 1000), ("c", 1999), ("d", 2000)):
        set_memory(connection, 1, find(name), due=due)
    set_memory(connection, 1, find("e"), phase=1, due=1500)
    set_memory(connection, 1, find("f"), due=1500, suspended=1)
    assert queries.count_due(connection, 1, deck, 1000, 2000) == 2
    assert queries.count_due(connection, 1, deck, 0, NEVER) == 4
    assert queries.count_due(connection, 2, deck, 0, NEVER) == 0
