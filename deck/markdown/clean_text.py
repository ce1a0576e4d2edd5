"""Text that leaves for other programs: nothing in it steers a terminal, a parser or the direction of writing."""

from __future__ import annotations

import re

# Control characters but line feed and tab, those that turn the direction of what follows (Unicode UAX 9), and halves
# of surrogate pairs, which no encoding can write.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

# What no text of a deck has: C0 without tab and line feed, DEL, C1, lone surrogates, non-characters, the byte order mark inside
# the text, and separators that only some programs take for line ends.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff\u2028\u2029]")


def clean_text(text: str) -> str:
    """Return a text without characters that act instead of being seen."""
    return UNSAFE.sub("", text)
