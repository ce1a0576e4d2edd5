"""What a search gives back, and what is the same for both kinds of index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from services.search.entries import EntryKind, SearchEntry
from services.search.query import (
    QueryWord,
    Term,
    Vocabulary,
    choose_terms,
    list_identifiers,
    list_words,
    suggest_alternatives,
)

SNIPPET_WORDS = 24  # about two lines on a wide screen
MARK_START, MARK_END = "\ue000", "\ue001"  # around a found word; private-use characters, which no deck means


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found. `snippet` is plain text with the found words between `MARK_START` and `MARK_END`."""

    deck: str
    kind: EntryKind
    title: str
    snippet: str
    topic: str
    block: str
    line: int


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found, best first. `corrected` maps a typed word to the one that was searched for instead;
    `is_partial` says that nothing held all the words, and that these hold some.
    """

    hits: tuple[Hit, ...]
    corrected: tuple[tuple[str, str], ...] = ()
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: in one deck or (None) in all, among some kinds or (none named) all, and not in those `hidden`."""

    deck: str | None
    kinds: tuple[EntryKind, ...]
    limit: int
    hidden: tuple[str, ...]


# For each word that is looked for, the terms of which one is to be found.
Terms = tuple[tuple[Term, ...], ...]


class Find(Protocol):
    """Look terms up in an index: all of the words, or any of them."""

    def __call__(self, terms: Terms, *, any_word: bool) -> tuple[Hit, ...]:
        """Return what was found, best first."""


def collect_results(words: Sequence[QueryWord], vocabulary: Vocabulary, find: Find) -> Results:
    """Look for all the words, then for some of them. A word that no deck holds is taken for the nearest one that is there."""
    alternatives = suggest_alternatives(words, vocabulary)
    corrected = tuple((token, near[0]) for token, near in alternatives.items())
    terms = choose_terms(words, vocabulary, alternatives)
    hits = find(terms, any_word=False)
    if hits or len(words) == 1:
        return Results(hits=hits, corrected=corrected if hits else ())
    hits = find(terms, any_word=True)
    return Results(hits=hits, corrected=corrected, is_partial=bool(hits))


def count_terms(entries: Iterable[SearchEntry]) -> Counter[str]:
    """Return how often each word and identifier stands in the entries."""
    texts = (f"{entry.title} {entry.body}" for entry in entries)
    return Counter(chain.from_iterable(chain(list_words(text), list_identifiers(text)) for text in texts))
