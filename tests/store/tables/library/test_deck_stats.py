"""What all learners did with the questions of a deck."""

from __future__ import annotations

from store.connection import Connection
from store.tables.library import deck_stats, decks
from store.tables.library.deck_stats import QuestionStats
from tests.store.rows import DAY, add_deck, add_learner, find_card, grade, make_card, set_flags, set_memory, undo


def test_a_question_is_counted_over_its_cards_and_learners(connection: Connection) -> None:
    add_learner(connection, 2)
    rows = [make_card("q1"), make_card("q1~pick", source="q1"), make_card("q2"), make_card("q3"), make_card("gone")]
    deck = add_deck(connection, "caches", *rows, learners=(1, 2))
    card = {row.name: find_card(connection, deck, row.name) for row in rows}
    grade(connection, 1, deck, card["q1"], 1000, rating=1, duration=4000, confidence=75)
    grade(connection, 1, deck, card["q1~pick"], 2000, rating=1, duration=8000, confidence=74)
    grade(connection, 2, deck, card["q1"], 3000, rating=3, confidence=95)
    grade(connection, 2, deck, card["q1"], 4000, rating=1, event="cram", confidence=100)
    taken_back = grade(connection, 2, deck, card["q1"], 5000, rating=1, duration=50_000, confidence=100)
    undo(connection, 2, deck, card["q1"], 6000, taken_back)
    grade(connection, 2, deck, card["q2"], 7000, rating=2)
    grade(connection, 2, deck, card["gone"], 7500, rating=2)
    undo(connection, 2, deck, card["q3"], 9000, grade(connection, 2, deck, card["q3"], 8000, rating=2))
    for learner, name in ((1, "q1"), (1, "q1~pick"), (2, "q1")):
        set_flags(connection, learner, card[name], leech=1)
    decks.replace_cards(connection, deck, rows[:-1], 10_000)
    assert deck_stats.count_by_question(connection, deck) == (
        QuestionStats("q1", 4, 3, 6000.0, confident_failures=2, learners=2, leeches=2),
        QuestionStats("q2", 1, 0, None, confident_failures=0, learners=1, leeches=0),
    )
    assert deck_stats.count_by_question(connection, add_deck(connection, "queues", "q1")) == ()


def test_typed_answers_are_counted_by_what_they_were_scored_on(connection: Connection) -> None:
    rows = [make_card("q1"), make_card("q1~pick", source="q1"), make_card("gone")]
    deck = add_deck(connection, "caches", *rows, learners=(1,))
    card = {row.name: find_card(connection, deck, row.name) for row in rows}
    hit, missed = (("a point", True),), (("a point", False),)
    for number, (name, points) in enumerate(
        [("q1", hit), ("q1~pick", hit), ("q1", missed), ("q1", None), ("gone", hit)]
    ):
        grade(connection, 1, deck, card[name], 1000 + number, points=points)
    undo(connection, 1, deck, card["q1"], 3000, grade(connection, 1, deck, card["q1"], 2000, points=missed))
    decks.replace_cards(connection, deck, rows[:-1], 4000)
    assert deck_stats.count_typed_answers(connection, deck) == (("q1", missed, 1), ("q1", hit, 2))


def test_whoever_practised_last_comes_first(connection: Connection) -> None:
    names = {1: "Learner", 2: "Ben", 3: "Cem", 4: "Dan"}
    for number in (2, 3, 4):
        add_learner(connection, number, names[number])
    deck = add_deck(connection, "caches", "a", learners=(1, 2, 3, 4))
    other = add_deck(connection, "queues", "b", learners=(1,))
    card, elsewhere = find_card(connection, deck, "a"), find_card(connection, other, "b")
    for learner, at, rating in ((1, 5 * DAY, 1), (1, 6 * DAY, 3), (2, 9 * DAY, 3)):
        grade(connection, learner, deck, card, at, rating=rating)
        set_memory(connection, learner, card, last_review=at)
    grade(connection, 3, deck, card, 7 * DAY, event="cram", rating=1)  # who only crammed has no review
    undo(connection, 4, deck, card, 9 * DAY, grade(connection, 4, deck, card, 8 * DAY))
    grade(connection, 1, other, elsewhere, 20 * DAY)
    set_memory(connection, 1, elsewhere, last_review=20 * DAY)
    assert deck_stats.count_by_learner(connection, deck) == (
        ("Ben", 1, 0, 9 * DAY),
        ("Cem", 1, 1, 7 * DAY),
        ("Learner", 2, 1, 6 * DAY),
    )
