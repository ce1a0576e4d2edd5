"""Decks, their versions and their cards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store.connection import Connection
from store.tables.library import decks
from store.tables.library.decks import DeckRow, NewestVersion, VersionRow
from tests.store.rows import add_deck, find_card, make_card


def list_names(connection: Connection, deck: int) -> list[tuple[str, bool]]:
    return [(stored.card.name, stored.retired) for stored in decks.list_cards(connection, deck)]


def test_decks_come_by_slug_and_a_retired_one_only_when_asked_for(connection: Connection) -> None:
    numbers = {slug: decks.create_deck(connection, slug, "added", 100).id for slug in ("queues", "caches", "Locks")}
    decks.retire_deck(connection, numbers["caches"], 200)
    assert [row.slug for row in decks.list_decks(connection)] == ["Locks", "queues"]
    assert [row.slug for row in decks.list_decks(connection, retired=True)] == ["Locks", "caches", "queues"]
    retired = DeckRow(numbers["caches"], "caches", "added", "", "", 0, 100, 200)
    assert decks.find_deck(connection, "caches") == retired
    assert decks.find_deck(connection, "sagas") is None
    assert decks.load_slug(connection, numbers["caches"]) == "caches"
    with pytest.raises(LookupError):
        decks.load_slug(connection, max(numbers.values()) + 1)


def test_a_deck_that_is_created_again_comes_back_as_it_was(connection: Connection) -> None:
    first = decks.create_deck(connection, "caches", "content", 100)
    decks.record_file_sha(connection, first.id, "abc")
    decks.retire_deck(connection, first.id, 200)
    assert decks.create_deck(connection, "caches", "added", 300) == replace(first, file_sha="abc")
    assert first.origin == "content"


def test_versions_are_numbered_within_their_deck_and_the_newest_published_one_counts(connection: Connection) -> None:
    deck, other = add_deck(connection, "caches"), add_deck(connection, "queues")
    first = decks.add_version(connection, deck, b"one", "Ada", "first", 100)
    decks.add_version(connection, other, b"other", "Ben", "", 100)
    second = decks.add_version(connection, deck, b"two", "Ben", "second", 200)
    draft = decks.add_version(connection, deck, b"three", "Ada", "a draft", 300, published=False)
    assert first == VersionRow(first.id, deck, 1, decks.compute_sha(b"one"), "Ada", "first", 100, published=True)
    assert (second.number, draft.number, draft.published) == (2, 3, False)
    assert decks.list_versions(connection, deck) == (draft, second, first)
    assert decks.load_newest_version(connection, deck) == second
    assert decks.load_newest_version(connection, add_deck(connection, "sagas")) is None
    assert decks.load_text(connection, second.id) == b"two"
    assert decks.load_version_text(connection, "caches", 1) == b"one"
    assert decks.load_version_text(connection, "queues", 1) == b"other"
    for wrong in (("caches", 4), ("queues", 2), ("locks", 1)):
        with pytest.raises(LookupError):
            decks.load_version_text(connection, *wrong)
    with pytest.raises(LookupError):
        decks.load_text(connection, draft.id + 1)


def test_the_lists_name_the_newest_published_version_of_each_deck_that_is_there(connection: Connection) -> None:
    deck, gone = add_deck(connection, "queues"), add_deck(connection, "gone")
    caches, only_draft = add_deck(connection, "caches"), add_deck(connection, "drafts")
    decks.add_version(connection, deck, b"one", "", "", 100)
    newest = decks.add_version(connection, deck, b"two", "", "", 200)
    decks.add_version(connection, deck, b"three", "", "", 300, published=False)
    decks.add_version(connection, gone, b"one", "", "", 100)
    only = decks.add_version(connection, caches, b"one", "", "", 100)
    decks.add_version(connection, only_draft, b"one", "", "", 100, published=False)
    decks.retire_deck(connection, gone, 400)
    assert decks.list_newest_versions(connection) == (
        NewestVersion(caches, "caches", only.id, 1, only.sha),
        NewestVersion(deck, "queues", newest.id, 2, newest.sha),
    )


def test_a_card_that_leaves_the_text_waits_and_comes_back_with_its_number(connection: Connection) -> None:
    deck = add_deck(connection, "caches", "a", "b", "c")
    numbers = {name: find_card(connection, deck, name) for name in "abc"}
    revision = decks.load_revision(connection, deck)
    assert decks.replace_cards(connection, deck, [make_card("c"), make_card("a")], 500) is True
    assert list_names(connection, deck) == [("c", False), ("a", False), ("b", True)]
    assert decks.load_revision(connection, deck) == revision + 1
    assert decks.replace_cards(connection, deck, [make_card("c"), make_card("a")], 600) is False
    assert decks.load_revision(connection, deck) == revision + 1

    changed = make_card("b", kind="cloze", source="q", topic="T", family="f", follows="a", prompt="?", sha="s")
    changed = replace(changed, kept_only=True)
    decks.replace_cards(connection, deck, [changed, make_card("a"), make_card("c")], 700)
    assert list_names(connection, deck) == [("b", False), ("a", False), ("c", False)]
    assert {name: find_card(connection, deck, name) for name in "abc"} == numbers
    assert decks.list_cards(connection, deck)[0].card == changed
    assert decks.load_card_source(connection, numbers["b"]) == "q"
    assert decks.load_card(connection, numbers["b"]).card == changed
    with pytest.raises(LookupError):
        decks.load_card(connection, 999)


def test_an_order_a_word_or_a_fingerprint_makes_another_card_list() -> None:
    cards = [make_card("a"), make_card("b")]
    shas = {
        decks.compute_cards_sha(rows)
        for rows in (cards, cards[::-1], cards[:1], [cards[0], replace(cards[1], sha="x")], [cards[0], make_card("c")])
    }
    assert len(shas) == 5


def test_a_renamed_card_keeps_its_number_and_is_found_by_both_names(connection: Connection) -> None:
    deck = add_deck(connection, "caches", "old", "other")
    number = find_card(connection, deck, "old")
    decks.replace_cards(connection, deck, [make_card("new"), make_card("other")], 500, {"old": "new"})
    assert find_card(connection, deck, "new") == find_card(connection, deck, "old") == number
    assert list_names(connection, deck) == [("new", False), ("other", False)]
    assert decks.find_card_id(connection, add_deck(connection, "queues"), "old") is None

    # The rename is rolled back: the same card has its old name again.
    decks.replace_cards(connection, deck, [make_card("old"), make_card("other")], 600)
    assert list_names(connection, deck) == [("old", False), ("other", False)]
    assert find_card(connection, deck, "old") == find_card(connection, deck, "new") == number


def test_a_rename_to_a_name_that_is_taken_or_from_one_that_is_not_there_moves_no_card(connection: Connection) -> None:
    deck = add_deck(connection, "caches", "a", "b")
    numbers = [find_card(connection, deck, name) for name in "ab"]
    assert decks.replace_cards(
        connection, deck, [make_card("a"), make_card("b")], 500, {"a": "b", "ghost": "c", "b": "b"}
    )
    assert [find_card(connection, deck, name) for name in "ab"] == numbers
    assert list_names(connection, deck) == [("a", False), ("b", False)]


def test_a_former_name_goes_to_a_new_card_while_the_renamed_one_is_still_there(connection: Connection) -> None:
    deck = add_deck(connection, "caches", "old")
    number = find_card(connection, deck, "old")
    decks.replace_cards(connection, deck, [make_card("new")], 500, {"old": "new"})
    decks.replace_cards(connection, deck, [make_card("new"), make_card("old")], 600)
    assert find_card(connection, deck, "new") == number
    assert find_card(connection, deck, "old") != number


def test_a_card_that_is_added_retired_waits_behind_those_of_the_text(connection: Connection) -> None:
    deck = add_deck(connection, "caches", "a")
    number = decks.add_retired_card(connection, deck, replace(make_card("old", prompt="Which?"), kept_only=True), 500)
    stored = decks.list_cards(connection, deck)[1]
    assert (stored.id, stored.retired) == (number, True)
    assert stored.card == replace(make_card("old", prompt="Which?"), kept_only=True)
    decks.replace_cards(connection, deck, [make_card("a"), make_card("old")], 600)
    assert find_card(connection, deck, "old") == number
    assert list_names(connection, deck) == [("a", False), ("old", False)]
