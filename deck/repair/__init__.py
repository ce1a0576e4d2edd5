"""Damage is met, not refused: ordered repairs, each told as a problem.

To add one: a file with `repair(source)` that changes the source's lines and tells what it did, and a line in REPAIRS.
"""

from __future__ import annotations

from collections.abc import Callable

from deck.markdown.source import Source
from deck.repair import (
    apart,
    contents,
    controls,
    duplicates,
    entities,
    fences,
    foreign,
    labels,
    leftovers,
    mojibake,
    quoted,
)

Repair = Callable[[Source], None]

# The order matters: characters before words, fences before whatever must know what is code, sections last.
REPAIRS: tuple[tuple[str, Repair], ...] = (
    ("mojibake", mojibake.repair),
    ("controls", controls.repair),
    ("leftovers", leftovers.repair),
    ("fences", fences.repair),
    ("entities", entities.repair),
    ("quoted", quoted.repair),
    ("foreign", foreign.repair),
    ("labels", labels.repair),
    ("contents", contents.repair),
    ("duplicates", duplicates.repair),
    ("apart", apart.repair),
)
# These settle by themselves: what the others do later gives them nothing new to mend.
_ONCE = {"labels"}
_PASSES = 6  # a repair may lay bare what another mends; texts settle in two


def repair(source: Source) -> None:
    """Run all repairs until nothing changes any more, so that a repaired text is repaired for good."""
    for turn in range(_PASSES):
        before = list(source.lines)
        told = {(p.code, p.line) for p in source.problems}
        count = len(source.problems)
        for name, step in REPAIRS:
            if turn == 0 or name not in _ONCE:
                step(source)
        fresh = [p for p in source.problems[count:] if p.lines or (p.code, p.line) not in told]
        source.problems[count:] = fresh
        if source.lines == before:
            return
