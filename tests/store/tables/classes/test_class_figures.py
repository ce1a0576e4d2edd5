"""What the learners of a class contribute to its figures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from store.connection import Connection, DatabaseName, session, transaction
from store.tables.classes import class_figures, classes
from store.tables.classes.class_figures import FigureKey, StoredFigure
from store.tables.classes.classes import MemberRow
from store.tables.library import decks
from store.tables.practice import log_counts, review_log
from store.tables.practice.log_counts import QUARTER_MS
from tests.store.rows import add_deck, add_learner, find_card, grade, make_card, set_memory, undo

CARDS = [make_card("q1"), make_card("q1~pick", source="q1"), make_card("q2"), make_card("gone")]
HIT, MISSED = (("a point", True),), (("a point", False),)


@pytest.fixture
def class_id(connection: Connection) -> int:
    """A class with a mentor, 1, and the learners 2 and 3; number 4 is not in it. They practise a deck."""
    return fill(connection)


def fill(connection: Connection) -> int:
    for number in (2, 3, 4):
        add_learner(connection, number)
    number = classes.add_class(connection, "Spring", 0)
    assert number is not None
    for learner, role in ((1, "mentor"), (2, "learner"), (3, "learner")):
        classes.add_member(connection, MemberRow(number, learner, role, "claim", consents=False, joined_at=0))
    add_deck(connection, "caches", *CARDS, learners=(1, 2, 3, 4))
    add_deck(connection, "queues", "q1", learners=(2,))
    return number


def find_deck(connection: Connection, slug: str = "caches") -> int:
    row = decks.find_deck(connection, slug)
    assert row is not None
    return row.id


def answer_questions(connection: Connection) -> int:
    """Have the members, and others, answer; return the deck."""
    deck = find_deck(connection)
    card = {row.name: find_card(connection, deck, row.name) for row in CARDS}
    grade(connection, 2, deck, card["q1"], 1000, rating=1, duration=60_000, confidence=80, points=HIT)
    grade(connection, 2, deck, card["q1~pick"], 2000, duration=120_000, confidence=80, points=MISSED)
    grade(connection, 2, deck, card["q2"], QUARTER_MS, rating=1, confidence=20, points=HIT)
    grade(connection, 2, deck, card["gone"], 2 * QUARTER_MS, duration=600_000)
    for learner in (1, 4):
        grade(connection, learner, deck, card["q1"], 5000, rating=1, duration=900_000, confidence=80, points=HIT)
    number = grade(connection, 3, deck, card["q2"], 6000, rating=1, duration=90_000, confidence=80, points=HIT)
    undo(connection, 3, deck, card["q2"], 7000, number)
    grade(connection, 3, deck, card["q1"], 8000, duration=90_000, points=HIT)
    other = find_deck(connection, "queues")
    grade(connection, 2, other, find_card(connection, other, "q1"), 9000, rating=1, duration=999_000, confidence=80)
    decks.replace_cards(connection, deck, CARDS[:-1], 10_000)
    return deck


def check_figures(connection: Connection, class_id: int, deck: int) -> None:
    assert class_figures.count_questions(connection, class_id, deck) == (
        ("q1", 2, 2, 1, 180_000, 2, 1),
        ("q1", 3, 1, 0, 90_000, 1, 0),
        ("q2", 2, 1, 1, 0, 0, 0),
    )
    points = [
        (question, learner, review_log.unpack_points(text), count)
        for question, learner, text, count in class_figures.count_points(connection, class_id, deck)
    ]
    assert points == [("q1", 2, MISSED, 1), ("q1", 2, HIT, 1), ("q1", 3, HIT, 1), ("q2", 2, HIT, 1)]
    assert class_figures.count_confidences(connection, class_id, deck) == ((2, 20, 1, 1), (2, 80, 2, 1))
    assert class_figures.count_minutes(connection, class_id, deck, 0, QUARTER_MS) == {2: 3, 3: 2}
    assert class_figures.count_minutes(connection, class_id, deck, QUARTER_MS, 3 * QUARTER_MS) == {2: 10}
    assert class_figures.count_minutes(connection, class_id, deck, 3 * QUARTER_MS, 9 * QUARTER_MS) == {}


def test_learners_of_the_class_are_counted_and_nobody_else(connection: Connection, class_id: int) -> None:
    check_figures(connection, class_id, answer_questions(connection))


@pytest.fixture
def own_connection(database_name: DatabaseName) -> Iterator[Connection]:
    with session(database_name) as opened:
        yield opened


def test_what_was_added_up_before_counts_the_same(own_connection: Connection) -> None:
    with transaction(own_connection):
        class_id = fill(own_connection)
        deck = answer_questions(own_connection)
    for learner in (1, 2):
        log_counts.fold_log(own_connection, learner)
    check_figures(own_connection, class_id, deck)


def test_who_has_begun(connection: Connection, class_id: int) -> None:
    deck, other = find_deck(connection), find_deck(connection, "queues")
    card, elsewhere = find_card(connection, deck, "q1"), find_card(connection, other, "q1")
    for learner in (1, 2, 4):
        set_memory(connection, learner, card, phase=1)
    assert class_figures.list_begun(connection, class_id, deck) == {2}
    assert class_figures.list_begun(connection, class_id, other) == frozenset()
    set_memory(connection, 2, elsewhere)
    assert class_figures.list_begun(connection, class_id, other) == {2}


def test_a_figure_is_written_in_the_place_of_the_one_before(connection: Connection, class_id: int) -> None:
    deck, other = find_deck(connection), find_deck(connection, "queues")
    key = FigureKey(class_id, deck, "failures", "q1")
    second = StoredFigure(FigureKey(class_id, deck, "failures", "q2"), 1, 100, {3: "[3]"})
    elsewhere = StoredFigure(FigureKey(class_id, other, "failures", "q1"), 1, 100, {2: "[4]"})
    autumn = classes.add_class(connection, "Autumn", 0)
    assert autumn is not None
    of_autumn = StoredFigure(FigureKey(autumn, deck, "failures", "q1"), 1, 100, {})
    for figure in (of_autumn, StoredFigure(key, 2, 100, {2: "[1]", 3: "[2]"}), second, elsewhere):
        class_figures.save_figure(connection, figure)
    again = StoredFigure(key, 5, 200, {2: "[7]"})
    class_figures.save_figure(connection, again)
    assert class_figures.load_figures(connection, deck) == (again, second, of_autumn)
    assert class_figures.list_figure_parts(connection, 2) == (
        ("Spring", "caches", "failures", "q1", "[7]"),
        ("Spring", "queues", "failures", "q1", "[4]"),
    )
    connection.execute("DELETE FROM learners WHERE id = 2")
    assert class_figures.load_figures(connection, deck)[0] == StoredFigure(key, 5, 200, {})
