"""Whose decks are, and whose words their versions are."""

from __future__ import annotations

from store.connection import Connection
from store.tables.classes import classes
from store.tables.library import deck_audiences, decks
from store.tables.library.deck_audiences import DeckAudience
from tests.store.rows import add_deck, add_learner


def test_a_deck_is_a_classs_or_a_persons_or_everybodys(connection: Connection) -> None:
    add_learner(connection, 2)
    class_id = classes.add_class(connection, "Spring", 0)
    assert class_id is not None
    queues, caches, locks = (add_deck(connection, slug) for slug in ("queues", "caches", "locks"))
    deck_audiences.save_audience(connection, DeckAudience(queues, None, 2))
    deck_audiences.save_audience(connection, DeckAudience(caches, None, 1))
    deck_audiences.save_audience(connection, DeckAudience(caches, class_id, None))
    assert deck_audiences.find_audience(connection, caches) == DeckAudience(caches, class_id, None)
    assert deck_audiences.find_audience(connection, locks) is None
    audiences = deck_audiences.list_audiences(connection)
    assert list(audiences) == ["caches", "queues"]
    assert audiences["queues"] == DeckAudience(queues, None, 2)

    deck_audiences.save_audience(connection, DeckAudience(locks, class_id, None))
    assert deck_audiences.list_class_decks(connection, class_id) == (caches, locks)
    assert deck_audiences.list_private_decks(connection, 2) == (queues,)
    assert deck_audiences.list_private_decks(connection, 1) == ()

    deck_audiences.delete_audience(connection, caches)
    assert deck_audiences.find_audience(connection, caches) is None
    assert list(deck_audiences.list_audiences(connection)) == ["locks", "queues"]


def test_the_author_of_a_version_is_written_down_once(connection: Connection) -> None:
    add_learner(connection, 2)
    queues, caches = add_deck(connection, "queues"), add_deck(connection, "caches")
    versions = [
        decks.add_version(connection, deck, text, "Ada", note, now)
        for deck, text, note, now in (
            (queues, b"1", "first", 100),
            (caches, b"1", "other", 50),
            (queues, b"2", "second", 200),
            (queues, b"3", "not hers", 300),
        )
    ]
    for version in versions[:3]:
        deck_audiences.note_author(connection, version.id, 1)
    deck_audiences.note_author(connection, versions[3].id, 2)
    deck_audiences.note_author(connection, versions[0].id, 2)
    assert deck_audiences.list_written_versions(connection, 1) == (
        ("caches", 1, "other", 50),
        ("queues", 1, "first", 100),
        ("queues", 2, "second", 200),
    )
