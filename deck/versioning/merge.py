"""Three-way merge of a deck's text: what two authors made of the same version, line by line.

The algorithm is diff3 (Khanna, Kunal, Pierce: A formal investigation of diff3, 2007): both texts are aligned with their
common ancestor; where only one side changed, its change is taken; where both changed the same lines differently, both stand
between conflict marks.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

OURS_MARK, MIDDLE_MARK, THEIRS_MARK = "<<<<<<<", "=======", ">>>>>>>"


@dataclass(frozen=True, slots=True)
class MergeOutcome:
    """`conflicts` counts the places where both sides stand in `text` between marks."""

    text: str
    conflicts: int


def merge_texts(base: str, mine: str, theirs: str, names: tuple[str, str] = ("yours", "theirs")) -> MergeOutcome:
    """Join two edits of `base`. No line of either side is lost silently."""
    if theirs in (mine, base):
        return MergeOutcome(mine, 0)
    if mine == base:
        return MergeOutcome(theirs, 0)
    sides = [text.split("\n") for text in (base, mine, theirs)]
    out: list[str] = []
    conflicts = 0
    for old, ours, others in _iter_chunks(*sides):
        if others in (ours, old):
            out += ours
        elif ours == old:
            out += others
        else:
            conflicts += 1
            out += [f"{OURS_MARK} {names[0]}", *ours, MIDDLE_MARK, *others, f"{THEIRS_MARK} {names[1]}"]
    return MergeOutcome("\n".join(out), conflicts)


def has_conflict_marks(text: str) -> bool:
    """Return whether conflict marks of a merge are left in a text."""
    starts = {line[:8].rstrip() for line in text.split("\n") if line[:1] in "<>"}
    return OURS_MARK in starts and THEIRS_MARK in starts


def _iter_chunks(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Yield the three texts in chunks, alternately unchanged and changed, cut at the lines that all three share."""
    in_mine, in_theirs = _find_partners(base, mine), _find_partners(base, theirs)
    a = b = c = 0
    for index in range(len(base)):
        if index not in in_mine or index not in in_theirs:
            continue
        if (index, in_mine[index], in_theirs[index]) != (a, b, c):
            yield list(base[a:index]), list(mine[b : in_mine[index]]), list(theirs[c : in_theirs[index]])
        yield [base[index]], [base[index]], [base[index]]
        a, b, c = index + 1, in_mine[index] + 1, in_theirs[index] + 1
    yield list(base[a:]), list(mine[b:]), list(theirs[c:])


def _find_partners(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    """Return the place in the other text of each line of the base that stands there too."""
    result: dict[int, int] = {}
    for base_start, other_start, size in difflib.SequenceMatcher(None, base, other).get_matching_blocks():
        result.update(zip(range(base_start, base_start + size), range(other_start, other_start + size), strict=True))
    return result
