"""The index on PostgreSQL: a schema of its own in the database, which all replicas share.

It finds what the file on SQLite finds (`services.search.index`): the same words, split in the same way, with Porter's stems
and without accents, as a `tsvector` made here; PostgreSQL's own parser would read `acks=all`, paths and addresses otherwise.
Titles weigh A, identifiers B, bodies D.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import cast

import snowballstemmer

from deck.model import Deck
from services.connections import connect
from services.search.entries import EntryKind, SearchEntry, list_entries
from services.search.query import Term, Vocabulary, list_identifiers, parse_query
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
from services.workspace import Workspace
from store.connection import Connection, snapshot, transaction
from store.dialects import postgresql_search as rows

# The learner under whose lock the index is written: none. Replicas that build it at once do so one after the other.
_NOBODY = 0
_COLUMN_GAP = 20  # between title, body and identifiers: no phrase reaches over it
_LAST_POSITION = 16_383  # PostgreSQL counts no further
_MAX_TOKEN = 200  # letters: PostgreSQL takes 2,046 bytes, and nobody types that
_WORDS_BEFORE = 4  # in a snippet, before the first word that was found
_MIN_STEMMED = 3  # FTS5's stemmer leaves shorter words as they are
_TOKEN = re.compile(r"[^\W_]+")  # as `services.search.query` splits words


class ServerIndex:
    """The index in the workspace's database."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws

    def read_versions(self) -> dict[str, int]:
        """Return the version of each deck that is indexed; nothing where there is no index."""
        with connect(self._ws) as connection:
            return rows.list_versions(connection) if rows.has_index(connection) else {}

    def replace_decks(self, changed: Iterable[tuple[str, int, Deck]], removed: Iterable[str] = ()) -> None:
        """Index these decks (slug, version, deck) instead of their earlier versions, in one transaction."""
        # Read and split before the transaction: nobody has to wait for that.
        built = [(deck_id, version, tuple(list_entries(deck))) for deck_id, version, deck in changed]
        outdated_ids = [*removed, *(deck_id for deck_id, _, _ in built)]
        with connect(self._ws) as connection, transaction(connection, _NOBODY):
            if not rows.has_index(connection):
                rows.create_index(connection)
            for deck_id in outdated_ids:
                rows.remove_deck(connection, deck_id)
            for deck_id, version, entries in built:
                words = ((deck_id, word, count) for word, count in count_terms(entries).items())
                rows.add_deck(connection, deck_id, version, (_build_row(deck_id, entry) for entry in entries), words)
            rows.raise_generation(connection)

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

        `deck` and `kinds` narrow the search; of `hidden` decks nothing is found, nor taken for what was meant.
        """
        words = parse_query(text)
        if not words:
            return Results(hits=())
        scope = Scope(deck=deck, kinds=tuple(kinds), limit=limit, hidden=tuple(sorted(hidden)))
        with connect(self._ws) as connection, snapshot(connection):
            if not rows.has_index(connection):
                return Results(hits=())
            vocabulary = _load_vocabulary(connection, scope.hidden)

            def find(terms: Terms, *, any_word: bool) -> tuple[Hit, ...]:
                return _find(connection, build_tsquery(terms, any_word=any_word), terms, scope)

            return collect_results(words, vocabulary, find)


def build_tsquery(words: Sequence[Sequence[Term]], *, any_word: bool = False) -> str:
    """Return PostgreSQL's expression for the words, "" for none; `any_word` asks for one of the words instead of all."""
    expressions = (f"({' | '.join(map(_write_term, terms))})" for terms in words)
    return (" | " if any_word else " & ").join(expressions)


def _write_term(term: Term) -> str:
    if term.is_identifier:
        return f"'{term.tokens[0]}':B"
    stems = [f"'{stem_word(token)}'" for token in term.tokens]
    if term.is_prefix:
        stems[-1] += ":*"
    return f"({' <-> '.join(stems)})"


def build_vector(title: str, body: str, identifiers: Iterable[str]) -> str:
    """Return the text of a `tsvector`: stems with their places and weights."""
    places: dict[str, list[str]] = {}
    place = 0
    for tokens, weight in (
        (map(stem_word, _TOKEN.findall(title.casefold())), "A"),
        (map(stem_word, _TOKEN.findall(body.casefold())), ""),
        (iter(identifiers), "B"),
    ):
        for token in tokens:
            place = min(place + 1, _LAST_POSITION)
            if token and len(token) <= _MAX_TOKEN:
                places.setdefault(token, []).append(f"{place}{weight}")
        place += _COLUMN_GAP
    return " ".join(f"'{token}':{','.join(positions[:255])}" for token, positions in places.items())


def make_snippet(body: str, terms: Terms) -> str:
    """Return the part of a body that holds most of the terms, with them marked; its beginning where it holds none."""
    stems = {stem_word(token) for word in terms for term in word for token in term.tokens if not term.is_identifier}
    prefixes = tuple(stem_word(term.tokens[-1]) for word in terms for term in word if term.is_prefix)
    tokens = list(_TOKEN.finditer(body))
    hits = [
        (stem := stem_word(token[0].casefold())) in stems or bool(prefixes and stem.startswith(prefixes))
        for token in tokens
    ]
    if not tokens:
        return body
    first, best = 0, -1
    window = sum(hits[:SNIPPET_WORDS])
    for start in range(max(1, len(tokens) - SNIPPET_WORDS + 1)):
        if start:
            window += (start + SNIPPET_WORDS <= len(tokens) and hits[start + SNIPPET_WORDS - 1]) - hits[start - 1]
        if window > best:
            first, best = start, window
    if best and len(tokens) > SNIPPET_WORDS:
        # A few words before the first of them: what follows says more than what went before.
        first = min(max(0, hits.index(True, first) - _WORDS_BEFORE), len(tokens) - SNIPPET_WORDS)
    # The text before the first word and behind the last one is shown only where it is the text's own beginning or end.
    last = min(len(tokens), first + SNIPPET_WORDS) - 1
    begin = 0 if first == 0 else tokens[first].start()
    end = len(body) if last == len(tokens) - 1 else tokens[last].end()
    parts, at = [], begin
    for token, is_found in zip(tokens[first : last + 1], hits[first : last + 1], strict=True):
        if is_found:
            parts += [body[at : token.start()], MARK_START, token[0], MARK_END]
            at = token.end()
    inside = "".join([*parts, body[at:end]])
    return f"{'…' if begin else ''}{inside}{'…' if end < len(body) else ''}"


_stemmer = snowballstemmer.stemmer("porter")  # what FTS5 calls `porter`
_stemmer_lock = threading.Lock()  # a stemmer keeps the word it works on in its own fields


@lru_cache(maxsize=100_000)
def stem_word(token: str) -> str:
    """Return a word's stem, without accents."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", token) if not unicodedata.combining(c))
    if len(bare) < _MIN_STEMMED:
        return "".join(_TOKEN.findall(bare))
    with _stemmer_lock:
        return "".join(_TOKEN.findall(_stemmer.stemWord(bare)))


def _build_row(deck_id: str, entry: SearchEntry) -> tuple[object, ...]:
    # A text is found by its own words; by the heading above it the topic is found.
    title = "" if entry.kind == "text" else entry.title
    vector = build_vector(title, entry.body, list_identifiers(f"{entry.title} {entry.body}"))
    return (deck_id, entry.kind, entry.topic, entry.block, entry.line, entry.title, entry.body, vector)


def _find(connection: Connection, match: str, terms: Terms, scope: Scope) -> tuple[Hit, ...]:
    if not match:
        return ()
    found_rows = rows.find_entries(connection, match, scope.deck, scope.kinds, scope.hidden, scope.limit)
    return tuple(
        Hit(
            deck=deck_id,
            kind=cast("EntryKind", kind),
            title=heading,
            snippet=make_snippet(body, terms),
            topic=topic,
            block=block,
            line=line,
        )
        for deck_id, kind, heading, body, topic, block, line in found_rows
    )


def _load_vocabulary(connection: Connection, hidden: tuple[str, ...]) -> Vocabulary:
    """Return the words of the index as the open snapshot sees it, read once for each of its generations."""
    key = (connection.identity, rows.read_generation(connection), hidden)
    with _vocabulary_lock:
        vocabulary = _vocabularies.get(key)
    if vocabulary is None:
        vocabulary = Vocabulary(*rows.load_words(connection, hidden))
        with _vocabulary_lock:
            while len(_vocabularies) >= _MAX_VOCABULARIES:
                del _vocabularies[next(iter(_vocabularies))]
            _vocabularies[key] = vocabulary
    return vocabulary


# Vocabularies kept in the process: one for each state of the index and each set of hidden decks, of which few are in
# use at a time.
_MAX_VOCABULARIES = 4
_vocabulary_lock = threading.Lock()
_vocabularies: dict[tuple[object, int, tuple[str, ...]], Vocabulary] = {}
