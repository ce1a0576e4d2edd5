"""Which section a short name means: "Tomcat vs Netty" is "Web Server Choice: Tomcat vs Jetty vs …"."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from functools import lru_cache

from deck.markdown.labels import fold_text
from deck.model import Section

_STOP_WORDS = {"a", "an", "and", "or", "the", "vs", "versus", "of", "in", "for", "to", "with", "on", "tools", "tool"}
# "p99" and "2pc" are words of a title as well.
_WORD = re.compile(r"[a-z0-9]+")
_MOST_SECTIONS = 400  # sections looked at for each word: a bound for documents that repeat one title for ever
_LEAST_SHARE = 0.34  # share of a label's words that a title must have


@lru_cache(maxsize=8192)
def list_title_words(text: str) -> frozenset[str]:
    """Return the words of a title that carry meaning, plurals folded."""
    return frozenset(_stem(w) for w in _WORD.findall(fold_text(text)) if w not in _STOP_WORDS)


def _stem(word: str) -> str:
    # "queries" is "query", but "ties" is "tie"; "dns" and "class" keep their s
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def find_named_section(
    label: str,
    sections: Sequence[Section],
    places_by_word: Mapping[str, Sequence[int]],
    home: str,
    with_questions: Container[str],
) -> str:
    """Return the id of the section that `label` names best, "" where none does.

    `places_by_word` maps a word to the places of the sections whose titles have it. `home` (the section that holds the label) and
    those above it never count. Among equals, sections with a question of their own (`with_questions`) come first, then those that
    share a parent with `home`, then the nearest before.
    """
    words = list_title_words(label)
    if not words:
        return ""
    last = len(sections) - 1
    level = sections[last].level if sections else 0
    parent = sections[last].parent if sections else ""
    places = {p for word in words for p in places_by_word.get(word, ())[-_MOST_SECTIONS:]}
    best: tuple[float, bool, bool, int] | None = None
    result = ""
    for place in places:
        section = sections[place]
        if section.id in (home, parent) or section.level < min(level, 2):
            continue
        share = len(words & list_title_words(section.title)) / len(words)
        rank = (round(share, 3), section.id in with_questions, section.parent == parent, place)
        if share >= _LEAST_SHARE and (best is None or rank > best):
            best, result = rank, section.id
    return result
