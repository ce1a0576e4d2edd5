"""What the list of decks shows of each version."""

from __future__ import annotations

from store.connection import Connection
from store.tables.library import deck_summaries, decks
from tests.store.rows import add_deck


def test_a_summary_holds_for_its_version_and_the_reader_that_made_it(connection: Connection) -> None:
    deck = add_deck(connection, "caches")
    first, second = (decks.add_version(connection, deck, text, "", "", 0).id for text in (b"1", b"2"))
    deck_summaries.save_summary(connection, first, "reader 1", {"title": "Cachés", "questions": 3})
    assert deck_summaries.load_summary(connection, first, "reader 1") == {"title": "Cachés", "questions": 3}
    assert deck_summaries.load_summary(connection, first, "reader 2") is None
    assert deck_summaries.load_summary(connection, second, "reader 1") is None
    deck_summaries.save_summary(connection, first, "reader 2", {"title": "Caches"})
    assert deck_summaries.load_summary(connection, first, "reader 2") == {"title": "Caches"}
    assert deck_summaries.load_summary(connection, first, "reader 1") is None
