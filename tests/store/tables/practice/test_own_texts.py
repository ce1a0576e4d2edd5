"""What learners write for design exercises and stories."""

from __future__ import annotations

from store.connection import Connection
from store.tables.practice import own_texts
from store.tables.practice.own_texts import OwnTextRow
from tests.store.rows import add_deck, add_learner


def write(connection: Connection, deck: int, exercise: str, slot: str, text: str, learner: int = 1) -> None:
    own_texts.save_text(connection, learner, deck, OwnTextRow(exercise, slot, text, 100))


def read(connection: Connection, deck: int, learner: int = 1) -> list[tuple[str, str, str]]:
    return [(row.exercise, row.slot, row.text) for row in own_texts.list_texts(connection, learner, deck)]


def test_a_text_takes_the_place_of_the_one_before_and_an_empty_one_deletes_it(connection: Connection) -> None:
    add_learner(connection, 2)
    deck, other = add_deck(connection, "caches"), add_deck(connection, "queues")
    for exercise, slot in (("e2", "a"), ("e1", "b"), ("e1", "a")):
        write(connection, deck, exercise, slot, f"{exercise} {slot}")
    write(connection, deck, "e1", "a", "hers", learner=2)
    write(connection, other, "e1", "a", "elsewhere")
    assert read(connection, deck) == [("e1", "a", "e1 a"), ("e1", "b", "e1 b"), ("e2", "a", "e2 a")]
    own_texts.save_text(connection, 1, deck, OwnTextRow("e1", "a", "new words", 900))
    assert own_texts.list_texts(connection, 1, deck)[0] == OwnTextRow("e1", "a", "new words", 900)
    write(connection, deck, "e1", "a", "")
    assert read(connection, deck) == [("e1", "b", "e1 b"), ("e2", "a", "e2 a")]
    assert read(connection, deck, learner=2) == [("e1", "a", "hers")]
    assert read(connection, other) == [("e1", "a", "elsewhere")]


def test_texts_follow_exercises_through_chains_and_circles(connection: Connection) -> None:
    deck, other = add_deck(connection, "caches"), add_deck(connection, "queues")
    for exercise in ("a", "b", "c", "d"):
        write(connection, deck, exercise, "s", f"of {exercise}")
    write(connection, other, "a", "s", "elsewhere")
    own_texts.rename_exercises(connection, deck, {"a": "b", "b": "a", "c": "e", "d": "d"})
    assert read(connection, deck) == [("a", "s", "of b"), ("b", "s", "of a"), ("d", "s", "of d"), ("e", "s", "of c")]
    assert read(connection, other) == [("a", "s", "elsewhere")]


def test_a_text_that_is_in_the_way_gives_way_slot_by_slot_and_learner_by_learner(connection: Connection) -> None:
    add_learner(connection, 2)
    deck = add_deck(connection, "caches")
    write(connection, deck, "old", "s", "moves")
    write(connection, deck, "new", "s", "in the way")
    write(connection, deck, "new", "t", "in another slot")
    write(connection, deck, "new", "s", "hers", learner=2)
    own_texts.rename_exercises(connection, deck, {"old": "new"})
    assert read(connection, deck) == [("new", "s", "moves"), ("new", "t", "in another slot")]
    assert read(connection, deck, learner=2) == [("new", "s", "hers")]
