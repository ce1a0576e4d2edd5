"""The index: one SQLite file beside the database, made from the decks and made again whenever it is lost.

`sqlite-utils` sets it up and fills it; a search is plain SQL. It holds nothing that the decks do not, so it needs no
migration and no backup: a file of another layout, or one that is damaged, is thrown away and built anew.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from deck.model import Deck
from services.search.entries import EntryKind, SearchEntry, list_entries
from services.search.query import QueryWord, Vocabulary, build_match, list_identifiers, parse_query
from services.search.results import (
    MARK_END,
    MARK_START,
    SNIPPET_WORDS,
    Hit,
    Results,
    Scope,
    Terms,
    collect_results,
    count_terms,
)

LOGGER = logging.getLogger("rehearsal")
LAYOUT = 2  # raised with every change of the tables: an index of another layout is built anew
TIMEOUT_SECONDS = 10  # for another process that is building

# The weights of title, body and identifiers: a title says what a thing is about, and an identifier is rarely meant in
# passing. FTS5 keeps the function with the table, so that `ORDER BY rank` finds the best without sorting all matches.
_SET_RANK = "INSERT INTO entries_fts(entries_fts, rank) VALUES ('rank', 'bm25(8.0, 1.0, 4.0)')"
_RANK = "SELECT rowid FROM entries_fts WHERE entries_fts MATCH :match ORDER BY rank LIMIT :limit"
_RANK_NARROWED = """
    SELECT entries_fts.rowid
    FROM entries_fts JOIN entries ON entries.id = entries_fts.rowid
    WHERE entries_fts MATCH :match
      AND (:deck IS NULL OR entries.deck = :deck)
      AND (:kinds = '[]' OR entries.kind IN (SELECT value FROM json_each(:kinds)))
      AND entries.deck NOT IN (SELECT value FROM json_each(:hidden))
    ORDER BY entries_fts.rank
    LIMIT :limit
"""
# A query of its own: a snippet of every match, before the best are chosen, would cost most of the time. CROSS JOIN fixes
# the order of the loops: each of the best is looked up.
_DESCRIBE = """
    SELECT entries.id, entries.deck, entries.kind, entries.heading,
           snippet(entries_fts, 1, :start, :end, '…', :words),
           entries.topic, entries.block, entries.line
    FROM json_each(:ids) CROSS JOIN entries_fts CROSS JOIN entries
    WHERE entries_fts MATCH :match AND entries_fts.rowid = json_each.value AND entries.id = json_each.value
"""


class SearchIndex:
    """The index in one file. `was_damaged` tells that the file was found damaged and thrown away: what it held is to be
    indexed anew.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.was_damaged = False

    def read_versions(self) -> dict[str, int]:
        """Return the version of each deck that is indexed; nothing where there is no usable index."""
        try:
            with self._open() as connection:
                return dict(connection.execute("SELECT deck, version FROM decks"))
        except sqlite3.DatabaseError:
            return {}

    def replace_decks(self, changed: Iterable[tuple[str, int, Deck]], removed: Iterable[str] = ()) -> None:
        """Index these decks (slug, version, deck) instead of their earlier versions, in one transaction."""
        self._discard_foreign_layout()
        try:
            self._write(changed, removed)
        except sqlite3.DatabaseError as error:
            self._discard_damaged(error)

    def _write(self, changed: Iterable[tuple[str, int, Deck]], removed: Iterable[str]) -> None:
        with self._open() as connection, connection:
            connection.execute("PRAGMA journal_mode = WAL")  # a search goes on while another process builds
            connection.execute("BEGIN IMMEDIATE")
            _create_tables(connection)
            for deck_id in removed:
                _remove_deck(connection, deck_id)
            for deck_id, version, deck in changed:
                _remove_deck(connection, deck_id)
                _add_deck(connection, deck_id, version, deck)
            connection.execute("UPDATE generation SET number = number + 1")

    def search(
        self,
        text: str,
        *,
        deck: str | None = None,
        kinds: Sequence[EntryKind] = (),
        limit: int = 30,
        hidden: frozenset[str] = frozenset(),
    ) -> Results:
        """Return what holds all the words, best first; words nobody wrote are taken for the nearest that somebody did.

        `deck` and `kinds` narrow the search; nothing of the decks that are `hidden` is told, not even which words they hold.
        Without a usable index nothing is found.
        """
        words = parse_query(text)
        if not words:
            return Results(hits=())
        try:
            with self._open() as connection:
                # One state of the index for all statements: another process may index a deck between two of them.
                connection.execute("BEGIN")
                scope = Scope(deck, tuple(kinds), limit, tuple(sorted(hidden)))
                return _search(connection, self._path, words, scope)
        except sqlite3.OperationalError:  # it is not built yet
            return Results(hits=())
        except sqlite3.DatabaseError as error:
            self._discard_damaged(error)
            return Results(hits=())

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=TIMEOUT_SECONDS, isolation_level=None)) as connection:
            yield connection

    def _discard_foreign_layout(self) -> None:
        """Delete the file when it is no index of this layout."""
        if not self._path.exists():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return
        try:
            with self._open() as connection:
                layout = connection.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.DatabaseError:
            layout = -1
        if layout not in (0, LAYOUT):
            self.discard()

    def _discard_damaged(self, error: sqlite3.DatabaseError) -> None:
        """Delete a file that SQLite cannot read any more. Raises every other error: that is a bug, or a lock."""
        if type(error) is not sqlite3.DatabaseError:
            raise error
        LOGGER.warning("the search index is damaged and is built anew: %s", error)
        self.discard()
        self.was_damaged = True

    def discard(self) -> None:
        """Delete the file; it is built anew when it is needed."""
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


def _create_tables(connection: sqlite3.Connection) -> None:
    """Create the tables unless they are there. `words` serves the correction of typing errors: the index itself holds stems."""
    if connection.execute("PRAGMA user_version").fetchone()[0] == LAYOUT:
        return
    # Imported late: it brings pandas along where that is installed.
    database = import_module("sqlite_utils").Database(connection)
    database["decks"].create({"deck": str, "version": int}, pk="deck")
    database["generation"].create({"number": int})
    database["generation"].insert({"number": 0})
    database["entries"].create(
        {
            "id": int,
            "deck": str,
            "kind": str,
            "topic": str,
            "block": str,
            "line": int,
            "heading": str,
            "title": str,
            "body": str,
            "identifiers": str,
        },
        pk="id",
    )
    database["entries"].create_index(["deck"])
    database["entries"].enable_fts(
        ["title", "body", "identifiers"],
        tokenize="porter unicode61 remove_diacritics 2",
        create_triggers=True,
    )
    connection.execute(_SET_RANK)
    database["words"].create({"deck": str, "word": str, "count": int}, pk=("deck", "word"))
    connection.execute(f"PRAGMA user_version = {LAYOUT}")


def _remove_deck(connection: sqlite3.Connection, deck_id: str) -> None:
    connection.execute("DELETE FROM entries WHERE deck = ?", (deck_id,))
    connection.execute("DELETE FROM words WHERE deck = ?", (deck_id,))
    connection.execute("DELETE FROM decks WHERE deck = ?", (deck_id,))


def _add_deck(connection: sqlite3.Connection, deck_id: str, version: int, deck: Deck) -> None:
    entries = tuple(list_entries(deck))
    connection.executemany(
        "INSERT INTO entries (deck, kind, topic, block, line, heading, title, body, identifiers)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_build_row(deck_id, entry) for entry in entries),
    )
    counts = count_terms(entries)
    connection.executemany(
        "INSERT INTO words (deck, word, count) VALUES (?, ?, ?)",
        ((deck_id, word, count) for word, count in counts.items()),
    )
    connection.execute("INSERT INTO decks (deck, version) VALUES (?, ?)", (deck_id, version))


def _build_row(deck_id: str, entry: SearchEntry) -> tuple[Any, ...]:
    identifiers = " ".join(list_identifiers(f"{entry.title} {entry.body}"))
    # A text is found by its own words; by the heading above it the topic is found.
    title = "" if entry.kind == "text" else entry.title
    where = (deck_id, entry.kind, entry.topic, entry.block, entry.line)
    return (*where, entry.title, title, entry.body, identifiers)


def _search(
    connection: sqlite3.Connection,
    path: Path,
    words: Sequence[QueryWord],
    scope: Scope,
) -> Results:
    generation = connection.execute("SELECT number FROM generation").fetchone()[0]
    # By the file's number too: an index that was built anew counts its generations from the beginning.
    vocabulary = _load_vocabulary(str(path), generation, path.stat().st_ino, scope.hidden)

    def find(terms: Terms, *, any_word: bool) -> tuple[Hit, ...]:
        return _find(connection, build_match(terms, any_word=any_word), scope)

    return collect_results(words, vocabulary, find)


def _find(connection: sqlite3.Connection, match: str, scope: Scope) -> tuple[Hit, ...]:
    if not match:
        return ()
    sql = _RANK if scope.deck is None and not scope.kinds and not scope.hidden else _RANK_NARROWED
    narrowed = {
        "match": match,
        "deck": scope.deck,
        "kinds": json.dumps(scope.kinds),
        "hidden": json.dumps(scope.hidden),
        "limit": scope.limit,
    }
    ranked = [row[0] for row in connection.execute(sql, narrowed)]
    parameters = {
        "match": match,
        "ids": json.dumps(ranked),
        "start": MARK_START,
        "end": MARK_END,
        "words": SNIPPET_WORDS,
    }
    hits = {row[0]: Hit(*row[1:]) for row in connection.execute(_DESCRIBE, parameters)} if ranked else {}
    return tuple(hits[key] for key in ranked)


@lru_cache(maxsize=8)
def _load_vocabulary(path: str, generation: int, inode: int, hidden: tuple[str, ...]) -> Vocabulary:
    """Read the words once for each state of the index (`generation`; `inode` tells a file that was built anew) and each
    set of decks that are left out.
    """
    del generation, inode
    without = (json.dumps(hidden),)
    with closing(sqlite3.connect(path, timeout=TIMEOUT_SECONDS)) as connection:
        counts = dict(
            connection.execute(
                "SELECT word, sum(count) FROM words WHERE deck NOT IN (SELECT value FROM json_each(?)) GROUP BY word",
                without,
            )
        )
        (entries,) = connection.execute(
            "SELECT count(*) FROM entries WHERE deck NOT IN (SELECT value FROM json_each(?))", without
        ).fetchone()
        return Vocabulary(counts, entries)
