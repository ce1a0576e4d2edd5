"""Cards that follow the text that they are named after."""

from __future__ import annotations

from store.connection import Connection
from store.tables.library import card_aliases, decks
from store.tables.library.card_aliases import RetiredCard
from tests.store.rows import add_deck, find_card, make_card


def add_questions(connection: Connection) -> tuple[int, dict[str, int]]:
    """Add a deck with two cards for each of three questions; return the cards' numbers by name."""
    names = [f"{source}{ending}" for source in ("q1", "q2", "q3") for ending in ("", "~pick")]
    rows = [make_card(name, source=name[:2], kind="pick" if "~" in name else "recall") for name in names]
    deck = add_deck(connection, "caches", *rows)
    return deck, {name: find_card(connection, deck, name) for name in names}


def read_cards(connection: Connection, deck: int) -> dict[int, tuple[str, str]]:
    return {stored.id: (stored.card.name, stored.card.source) for stored in decks.list_cards(connection, deck)}


def test_the_card_that_left_last_comes_first(connection: Connection) -> None:
    deck = add_deck(connection, "caches", "a", make_card("b", source="q", prompt="Which?"), "c", "stays")
    stays = make_card("stays")
    decks.replace_cards(connection, deck, [make_card("b", source="q", prompt="Which?"), stays], 500)
    decks.replace_cards(connection, deck, [stays], 600)
    add_deck(connection, "queues", "a")
    assert card_aliases.list_retired(connection, deck) == (
        RetiredCard("b", "q", "Which?"),
        RetiredCard("c", "c", "What is c?"),
        RetiredCard("a", "a", "What is a?"),
    )


def test_every_card_of_a_renamed_question_moves_and_old_names_still_lead_to_it(connection: Connection) -> None:
    deck, numbers = add_questions(connection)
    card_aliases.rename_sources(connection, deck, {"q1": "n1", "q3": "q3"}, (), 500)
    cards = read_cards(connection, deck)
    assert cards[numbers["q1"]] == ("n1", "n1")
    assert cards[numbers["q1~pick"]] == ("n1~pick", "n1")
    assert cards[numbers["q2"]] == ("q2", "q2")
    assert cards[numbers["q3"]] == ("q3", "q3")
    for old, new in (("q1", "n1"), ("q1~pick", "n1~pick")):
        assert find_card(connection, deck, old) == find_card(connection, deck, new) == numbers[old]


def test_questions_that_take_each_others_ids_keep_their_histories_apart(connection: Connection) -> None:
    deck, numbers = add_questions(connection)
    card_aliases.rename_sources(connection, deck, {"q1": "q2", "q2": "q1", "q3": "n3"}, (), 500)
    cards = read_cards(connection, deck)
    assert cards[numbers["q1~pick"]] == ("q2~pick", "q2")
    assert cards[numbers["q2~pick"]] == ("q1~pick", "q1")
    assert find_card(connection, deck, "q1") == numbers["q2"]
    assert find_card(connection, deck, "q3") == numbers["q3"]


def test_an_id_that_begins_anew_and_one_that_is_in_the_way_keep_their_history_aside(connection: Connection) -> None:
    deck, numbers = add_questions(connection)
    card_aliases.rename_sources(connection, deck, {"q1": "q2"}, ("q3",), 500)
    cards = read_cards(connection, deck)
    assert cards[numbers["q1"]] == ("q2", "q2")
    assert cards[numbers["q2"]] == ("q2~was~500", "q2~was~500")
    assert cards[numbers["q3~pick"]] == ("q3~was~500~pick", "q3~was~500")
    assert decks.find_card_id(connection, deck, "q3") is None  # a new question's: no old card answers to it
    assert find_card(connection, deck, "q2") == numbers["q1"]


def test_a_name_that_is_used_again_leads_to_the_card_that_has_it_now(connection: Connection) -> None:
    deck, numbers = add_questions(connection)
    card_aliases.rename_sources(connection, deck, {"q1": "n1"}, (), 500)
    card_aliases.rename_sources(connection, deck, {"q2": "q1"}, (), 600)
    assert find_card(connection, deck, "q1") == numbers["q2"]
    assert find_card(connection, deck, "q2") == numbers["q2"]
    assert find_card(connection, deck, "n1") == numbers["q1"]


def test_only_the_kinds_of_card_that_are_concerned_move(connection: Connection) -> None:
    deck, numbers = add_questions(connection)
    card_aliases.rename_sources(connection, deck, {"q1": "n1"}, (), 500, lambda kind: kind == "pick")
    cards = read_cards(connection, deck)
    assert cards[numbers["q1"]] == ("q1", "q1")
    assert cards[numbers["q1~pick"]] == ("n1~pick", "n1")


def test_cards_of_another_deck_stay(connection: Connection) -> None:
    deck, _ = add_questions(connection)
    other = add_deck(connection, "queues", "q1")
    card_aliases.rename_sources(connection, deck, {"q1": "n1"}, (), 500)
    assert list(read_cards(connection, other).values()) == [("q1", "q1")]
