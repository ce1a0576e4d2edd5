"""Stems: what words are compared by, so that inflection does not matter."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import snowballstemmer

_SNOWBALL = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "sv": "swedish",
}


def word_set(words: str) -> frozenset[str]:
    """Return a text's words as a set: how the tables of words in this package are written."""
    return frozenset(words.split())


@lru_cache(maxsize=65536)
def stem(word: str, language: str = "en") -> str:
    """Return what a word is compared by: its stem (Porter 1980; https://snowballstem.org), a number as it is."""
    if word[:1].isdigit():
        return word.rstrip(".,").replace(",", "")
    if word.endswith("'s"):
        word = word[:-2]
    stemmer = load_stemmer(language)
    return str(stemmer.stemWord(word)) if stemmer else word


@lru_cache(maxsize=16)
def load_stemmer(language: str) -> Any:
    """Return Snowball's stemmer for a language tag, None where there is none (https://snowballstem.org)."""
    name = _SNOWBALL.get(language.split("-", maxsplit=1)[0].lower())
    return snowballstemmer.stemmer(name) if name else None
