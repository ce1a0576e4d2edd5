"""Marks inside a line that are nearly whole: gaps in sentences, and the colons between the sides of a card."""

from __future__ import annotations

import re

from deck.near_misses.snapshot import Snapshot

# A whole gap of Anki's. What is left of a line when all of these are taken out is looked at for broken ones.
_GOOD = re.compile(r"\{\{c\d{1,3}::[^{}\n]{1,400}\}\}")
_NEARLY = re.compile(
    r"\{\{\d{1,3}::|\{[^{}\n]c\d{1,3}::|(?<!\{)\{c?\d{0,3}::|\{\{(?!c\d{1,3}::|cloze |\d{1,3}::)[^{}\n]{0,100}|\{\{c\d{1,3}::[^{}\n]*(?:\}(?!\})|$)|(?<![}])\}(?!\})[^{}\n]*$"  # noqa: E501 (one pattern)
)
# "front::back" on one line, with no space at the colons; not in a table, a heading or a code span.
_CARD = re.compile(r"^[^:`\n|#][^:`\n]{0,200}[^:\s]:::?[^:\s][^\n]*$")
# The same with one colon or a semicolon where the others have two colons.
_NEAR_CARD = re.compile(r"^[^:`\n|#>*_-][^:`\n]{0,200}[:;][^\n]*$")
_FEWEST = 2  # good ones that show how the document is written


def report_gaps(snapshot: Snapshot) -> None:
    """Report marks that are nearly whole in a document that has whole ones."""
    gaps = [i for i, line in enumerate(snapshot.lines) if "{{c" in line and _GOOD.search(line)]
    if len(gaps) >= _FEWEST:
        for i, line in enumerate(snapshot.lines):
            if ("{" in line or "}" in line) and i not in snapshot.fenced and _NEARLY.search(_GOOD.sub("", line)):
                snapshot.report(
                    i,
                    "gap-malformed",
                    "This looks like a gap in a sentence, and is not whole.",
                    "Write {{c1::the gap}}.",
                )
    cards = {
        i for i, line in enumerate(snapshot.lines) if "::" in line and i not in snapshot.fenced and _CARD.match(line)
    }
    if len(cards) > _FEWEST:
        for i, line in enumerate(snapshot.lines):
            alone = (i == 0 or not snapshot.lines[i - 1].strip() or i - 1 in cards) and line.strip()
            if alone and i not in cards and i not in snapshot.fenced and _NEAR_CARD.match(line):
                snapshot.report(
                    i,
                    "card-separator",
                    "This looks like a card whose sides are not parted.",
                    "Write :: between its sides.",
                )
