"""Where code fences stand: a line scanner, used before the markdown parser runs and by repairs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# CommonMark 4.5: the info string of a backtick fence holds no backtick, since "```a```" on one line is a code span.
_OPENING = re.compile(r"^( {0,3})(`{3,}(?=[^`]*$)|~{3,})[ \t]*(.*?)[ \t]*$")


@dataclass(frozen=True, slots=True)
class Fence:
    """Lines `first` (the opening) to `last` (the closing, or the last line before the end); 0-based indexes."""

    first: int
    last: int
    mark: str
    info: str
    closed: bool

    @property
    def language(self) -> str:
        """The first word of the info string, lower case, "" for none."""
        words = self.info.replace("{", " ").split()
        return words[0].lower() if words else ""


def parse_opening(line: str) -> tuple[str, str] | None:
    """Return the fence mark and info string of an opening line."""
    match = _OPENING.match(line)
    return (match.group(2), match.group(3)) if match else None


def closes_fence(line: str, mark: str) -> bool:
    """Return whether this line closes a fence opened with `mark`."""
    stripped = line.strip()
    if len(line) - len(line.lstrip(" ")) > 3:
        return False
    return len(stripped) >= len(mark) and stripped == mark[0] * len(stripped)


def find_fences(lines: Sequence[str]) -> tuple[Fence, ...]:
    """Return all fences at the top level of the text, in order.

    Many ask for the fences of the same lines, so the last few answers are kept.
    """
    return _find_fences(tuple(lines))


@lru_cache(maxsize=4)
def _find_fences(lines: tuple[str, ...]) -> tuple[Fence, ...]:
    result: list[Fence] = []
    start, mark, info = -1, "", ""
    for i, line in enumerate(lines):
        if start >= 0:
            if mark in line and closes_fence(line, mark):
                result.append(Fence(start, i, mark, info, True))
                start = -1
        elif (line.lstrip(" ")[:1] in "`~") and (opening := parse_opening(line)):
            start, (mark, info) = i, opening
    if start >= 0:
        result.append(Fence(start, len(lines) - 1, mark, info, False))
    return tuple(result)
