"""The search follows the decks of the workspace."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime

import pytest

from services.library import catalog, publishing
from services.library.content_sync import sync_content
from services.search import search
from services.search.results import Hit
from services.workspace import Workspace
from tests.services.classes.conftest import TEXT
from tests.services.private_deck import PrivateDeck, private_deck, school

__all__ = ["private_deck", "school"]  # fixtures


def test_a_new_version_is_found_at_once_and_the_old_one_no_more(workspace: Workspace, now: datetime) -> None:
    assert search.search(workspace, 1, "backpressure").hits == ()
    catalog.add_deck(workspace, "queues.md", b"# Queues\n\n## Limits\n\nBackpressure, early.\n", now)
    assert [hit.deck for hit in search.search(workspace, 1, "backpressure").hits] == ["queues"]
    catalog.add_deck(workspace, "queues.md", b"# Queues\n\n## Limits\n\nLoad shedding, early.\n", now)
    assert search.search(workspace, 1, "backpressure ").hits == ()
    assert [hit.topic for hit in search.search(workspace, 1, "shedding").hits] == ["limits"]


def test_nothing_is_built_again_while_nothing_changed(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog.add_deck(workspace, "queues.md", b"# Queues\n\n## Limits\n\nBackpressure.\n", now)
    search.search(workspace, 1, "backpressure")
    monkeypatch.setattr(type(search.open_index(workspace)), "replace_decks", None)  # whoever calls it fails
    assert search.search(workspace, 1, "backpressure").hits


@pytest.mark.engines("sqlite")  # the file
def test_a_lost_index_comes_back(workspace: Workspace, now: datetime) -> None:
    catalog.add_deck(workspace, "queues.md", b"# Queues\n\n## Limits\n\nBackpressure.\n", now)
    search.search(workspace, 1, "backpressure")
    for path in workspace.data.glob(search.FILE_NAME + "*"):
        path.unlink()
    assert search.search(workspace, 1, "backpressure").hits


def write_deck(count: int, word: str = "backpressure") -> bytes:
    topics = "".join(f"## Limit {n}\n\nHere {word} holds, number {n}.\n\n" for n in range(count))
    return f"# Queues\n\n{topics}\n\n**Question:** What is {word}?\n\n**Answer:** It.\n".encode()


def test_a_search_is_as_narrow_as_it_was_asked_for(workspace: Workspace, now: datetime) -> None:
    catalog.add_deck(workspace, "queues.md", write_deck(40), now)
    catalog.add_deck(workspace, "pools.md", write_deck(1), now)

    def search_for(**narrowed: object) -> tuple[Hit, ...]:
        return search.search(workspace, 1, "backpressure", **narrowed).hits  # type: ignore[arg-type]

    assert len(search_for()) == 30
    assert len(search_for(limit=3)) == 3
    assert {hit.deck for hit in search_for(limit=99)} == {"queues", "pools"}
    assert {hit.deck for hit in search_for(deck_id="pools")} == {"pools"}
    assert [hit.kind for hit in search_for(deck_id="pools", kinds=("question",))] == ["question"]


def test_of_a_deck_of_somebody_elses_nothing_is_told_not_even_a_word(private_deck: PrivateDeck) -> None:
    ws, owner, stranger = private_deck.ws, private_deck.owner, private_deck.stranger
    secret = TEXT.replace("Pools", "Quixotic pools")
    publishing.publish_text(ws, owner, "own", secret, base=1, now=private_deck.now, private=True)
    assert {hit.deck for hit in search.search(ws, owner, "quixotic ").hits} == {"own"}
    assert search.search(ws, owner, "quixotik ").corrected == (("quixotik", "quixotic"),)
    assert search.search(ws, stranger, "quixotic ").hits == ()
    assert search.search(ws, stranger, "quixotik ").corrected == ()
    assert search.search(ws, stranger, "pool ", deck_id="own").hits == ()
    assert {hit.deck for hit in search.search(ws, stranger, "threads ").hits} == {"d"}


def test_a_deck_that_went_is_forgotten_and_a_discarded_index_comes_back(workspace: Workspace, now: datetime) -> None:
    for name in ("queues", "pools"):
        (workspace.content / f"{name}.md").write_bytes(write_deck(1, f"word{name}"))
    sync_content(workspace, now)
    assert search.search(workspace, 1, "wordpools ").hits
    (workspace.content / "pools.md").unlink()
    sync_content(workspace, now)
    assert search.search(workspace, 1, "wordpools ").hits == ()
    search.discard_index(workspace)
    assert not list(workspace.data.glob(f"{search.FILE_NAME}*"))
    assert search.search(workspace, 1, "wordqueues ").hits


def damage(workspace: Workspace) -> None:
    """Take away what the file's full-text tables are made of."""
    with closing(sqlite3.connect(workspace.data / search.FILE_NAME)) as connection, connection:
        connection.execute("DELETE FROM entries_fts_data")


@pytest.mark.engines("sqlite")  # the file
def test_a_damaged_index_is_built_anew_by_whoever_meets_it(workspace: Workspace, now: datetime) -> None:
    catalog.add_deck(workspace, "queues.md", write_deck(1), now)
    assert search.search(workspace, 1, "backpressure").hits
    damage(workspace)
    assert {hit.deck for hit in search.search(workspace, 1, "backpressure").hits} == {"queues"}
    damage(workspace)
    catalog.add_deck(workspace, "pools.md", write_deck(1), now)  # met while a deck is indexed
    assert {hit.deck for hit in search.search(workspace, 1, "backpressure").hits} == {"queues", "pools"}
