"""What learners add to cards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store.connection import Connection
from store.tables.library import decks
from store.tables.practice import own_cards
from store.tables.practice.own_cards import OwnCardRow
from tests.store.rows import add_deck, add_learner, find_card, make_card

FULL = OwnCardRow("a note", "an answer", "a question", flag=3, offered=True, changed_at=100)


def test_additions_are_replaced_as_a_whole_and_are_ones_own(connection: Connection) -> None:
    add_learner(connection, 2)
    deck, other = add_deck(connection, "caches", "a", "b"), add_deck(connection, "queues", "c")
    first, second = find_card(connection, deck, "a"), find_card(connection, deck, "b")
    assert own_cards.load_own_card(connection, 1, first) == OwnCardRow()
    own_cards.save_own_card(connection, 1, first, FULL)
    own_cards.save_own_card(connection, 1, second, OwnCardRow(note="kept", changed_at=1))
    own_cards.save_own_card(connection, 2, first, OwnCardRow(note="hers", changed_at=1))
    own_cards.save_own_card(connection, 1, find_card(connection, other, "c"), FULL)
    assert own_cards.load_own_card(connection, 1, first) == FULL
    changed = OwnCardRow(prompt="another", offered=False, changed_at=200)
    own_cards.save_own_card(connection, 1, first, changed)
    decks.replace_cards(connection, deck, [make_card("a")], 300)  # b leaves the deck
    assert own_cards.list_own_cards(connection, 1, deck) == {
        first: changed,
        second: OwnCardRow(note="kept", changed_at=1),
    }
    own_cards.save_own_card(connection, 1, first, OwnCardRow(offered=True, changed_at=400))  # nothing is left in it
    assert own_cards.list_own_cards(connection, 1, deck) == {second: OwnCardRow(note="kept", changed_at=1)}
    assert own_cards.load_own_card(connection, 2, first).note == "hers"


@pytest.mark.parametrize("field", ["note", "answer", "prompt", "flag"])
def test_any_addition_is_enough_to_be_kept(connection: Connection, field: str) -> None:
    card = find_card(connection, add_deck(connection, "caches", "a"), "a")
    row = replace(OwnCardRow(), **{field: 1 if field == "flag" else "words"})  # type: ignore[arg-type]
    own_cards.save_own_card(connection, 1, card, row)
    assert own_cards.load_own_card(connection, 1, card) == row


def test_mentors_see_the_answers_that_are_offered_the_latest_first(connection: Connection) -> None:
    for number in (2, 3):
        add_learner(connection, number)
    rows = [make_card("a", source="q1"), make_card("b"), make_card("c")]
    deck, other = add_deck(connection, "caches", *rows), add_deck(connection, "queues", "a")
    card = {row.name: find_card(connection, deck, row.name) for row in rows}
    for learner, name, changes in (
        (3, "a", {"answer": "early", "changed_at": 100}),
        (2, "a", {"answer": "late", "changed_at": 300}),
        (1, "a", {"answer": "as early", "changed_at": 100}),
        (1, "b", {"offered": False}),
        (2, "b", {"answer": ""}),
        (3, "c", {"answer": "of a card that left"}),
    ):
        own_cards.save_own_card(connection, learner, card[name], replace(FULL, **changes))  # type: ignore[arg-type]
    own_cards.save_own_card(connection, 1, find_card(connection, other, "a"), FULL)
    decks.replace_cards(connection, deck, rows[:2], 400)
    assert own_cards.list_offered_answers(connection, deck) == (
        (2, "q1", "late"),
        (1, "q1", "as early"),
        (3, "q1", "early"),
    )
