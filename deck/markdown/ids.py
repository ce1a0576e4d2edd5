"""Ids: the author's where there is one, else made from the text, unique in the deck."""

from __future__ import annotations

import re
import unicodedata

from deck.markdown.labels import fold_text
from files import digest

_NO_NAME_CHARACTERS = re.compile(r"[^a-z0-9]+")  # in an address or a file's name they would have to be escaped
_LONGEST_NAME = 80  # characters; file systems stop at 255, and readers long before
_DIGEST_DIGITS = 10  # forty bits: that two of ten thousand questions share one has a chance of 1 in 20,000


def make_text_id(prefix: str, text: str, *context: str) -> str:
    """Return `<prefix>-<10 hex digits>` of the text, spaces, case and typographic hyphens folded.

    `context` (a section's title) is mixed in where the same text stands twice.
    """
    folded = "\n".join(fold_text(part) for part in (text, *context))
    return f"{prefix}-{digest(folded, _DIGEST_DIGITS)}"


def slugify_file_name(stem: str) -> str:
    """Return a deck's id from its file's name: lower-case ASCII letters, digits and hyphens.

    "deck" when none is left.
    """
    plain_stem = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return _NO_NAME_CHARACTERS.sub("-", plain_stem).strip("-")[:_LONGEST_NAME] or "deck"


class IdRegistry:
    """Hands out ids of one kind; never the same twice. Linear however many collide."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def reserve(self, base: str) -> str:
        """Return `base` if it is free, else `base` followed by `-2`, `-3`, …"""
        created = base
        while created in self._taken:
            number = self._next.get(base, 2)
            self._next[base] = number + 1
            created = f"{base}-{number}"
        self._taken.add(created)
        return created

    def is_reserved(self, candidate: str) -> bool:
        """Return whether this id was handed out."""
        return candidate in self._taken
