"""Search over every deck of the workspace; the index follows the decks."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from services.connections import connect
from services.library import audience, catalog
from services.search.entries import EntryKind
from services.search.index import SearchIndex
from services.search.results import Results
from services.search.server_index import ServerIndex
from services.workspace import Workspace

FILE_NAME = "search.sqlite3"
Index = SearchIndex | ServerIndex
_building = threading.Lock()  # two visitors that find a new version build the index once


def search(
    ws: Workspace,
    learner: int,
    text: str,
    *,
    deck_id: str | None = None,
    kinds: Sequence[EntryKind] = (),
    limit: int = 30,
) -> Results:
    """Return what holds the words, best first, in the newest version of every deck that the learner may see (or of
    `deck_id` alone).
    """
    index = open_index(ws)
    update_index(ws, index)
    with connect(ws) as connection:
        hidden = audience.find_hidden(connection, learner)
    results = index.search(text, deck=deck_id, kinds=kinds, limit=limit, hidden=hidden)
    if isinstance(index, SearchIndex) and index.was_damaged:
        update_index(ws, index)
        results = index.search(text, deck=deck_id, kinds=kinds, limit=limit, hidden=hidden)
    return results


def open_index(ws: Workspace) -> Index:
    """Return the index of the workspace: a file beside an SQLite database, or a schema in a PostgreSQL one."""
    return ServerIndex(ws) if isinstance(ws.database, str) else SearchIndex(ws.data / FILE_NAME)


def update_index(ws: Workspace, index: Index) -> None:
    """Index the decks that have a newer version, and forget those that are gone. Costs one look at the versions when there are
    none.
    """
    current = {card.id: card.version for card in catalog.list_decks(ws)}
    if index.read_versions() == current:
        return
    with _building:
        indexed = index.read_versions()  # another visitor may have built it meanwhile
        changed = [deck_id for deck_id, version in current.items() if indexed.get(deck_id) != version]
        removed = indexed.keys() - current.keys()
        if changed or removed:
            index.replace_decks(((name, current[name], catalog.load_deck(ws, name)) for name in changed), removed)


def discard_index(ws: Workspace) -> None:
    """Forget whatever is left in the index of decks that are gone. A file is deleted: the next search builds it anew."""
    index = open_index(ws)
    if isinstance(index, SearchIndex):
        with _building:
            index.discard()
    else:
        update_index(ws, index)
