"""How many words a text has, for whoever says how long it takes to tell."""

from __future__ import annotations

import re

# Letters and digits, with apostrophes between them: "don't" and "o'clock" are one word each.
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def count_words(text: str) -> int:
    """Return how many words a text has."""
    return len(WORD.findall(text))
