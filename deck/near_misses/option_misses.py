"""Options to choose from of which none is marked as right, or whose letters are out of order."""

from __future__ import annotations

import re

from deck.near_misses.snapshot import Snapshot

# a letter and its sign; the sign may be missing
_OPTION = re.compile(
    r"^(?P<indent>[ \t]{0,8})(?:[-*+•][ \t]+)?(?:\*\*|__)?\(?(?P<letter>[A-Ha-h])(?P<sign>\\?[.):]|\]|(?=[ \t]))(?:\*\*|__)?[ \t]+\S"  # noqa: E501 (one pattern)
)
# The same with any letter and a wrong sign, "B; TCP" or "c- UDP", on the lines that follow an option.
_NEARLY = re.compile(
    r"^(?P<indent>[ \t]{0,8})(?:[-*+•][ \t]+)?\(?(?P<letter>\w)(?P<sign>\\?[.,;:)\]-]|(?=[ \t]))[ \t]*\S"
)
# Two options make a choice. From the ninth on the letters are those of an outline.
_FEWEST = 2
_MOST = 8


def report_options(snapshot: Snapshot, choice_lines: set[int]) -> None:
    """Report lists of lettered options that were not read, and the line that breaks their order."""
    inside = snapshot.fenced
    i = 0
    lines = snapshot.lines
    while i < len(lines):
        match = (
            _OPTION.match(lines[i]) if lines[i][:10].lstrip("-*+•( \t_")[:1] in ("A", "a") and i not in inside else None
        )
        if match is None or not match["sign"]:
            i += 1
            continue
        stop = _look(snapshot, i, choice_lines)
        i = max(stop, i + 1)


def _fix_letter(line: str, first: str, place: int) -> str:
    """Return an option with the letter of its place, written as the first one is."""
    mark = _OPTION.match(first)
    words = _NEARLY.match(line)
    if mark is None or words is None:
        return ""
    letter = chr(ord(mark["letter"]) + place)
    head = f"{first[: mark.start('letter')]}{letter}{mark['sign']}"
    return f"{head} {line[words.end('sign') :].strip()}"


def _look(snapshot: Snapshot, start: int, choice_lines: set[int]) -> int:
    """Look at the options that begin at a line, and return where they end."""
    lines = snapshot.lines
    expected, count, broken, i = ord("a"), 0, list[int](), start
    while i < len(lines) and count < _MOST:
        line = lines[i]
        if not line.strip():
            if i + 1 < len(lines) and _OPTION.match(lines[i + 1]):
                i += 1
                continue
            break
        match = _OPTION.match(line) or _NEARLY.match(line)
        if match is None:
            break
        if match["letter"].lower() != chr(expected) or not match["sign"] or match["sign"] in ",;-":
            broken.append(i)
        expected += 1
        count += 1
        i += 1
    if count - len(broken) < _FEWEST:
        return i
    for n in broken:
        snapshot.report(
            n,
            "option-order",
            "This line is among lettered options but does not continue their letters.",
            f"Write {chr(ord('A') + n - start)}) in front of it.",
            fix=_fix_letter(lines[n], lines[start], n - start),
        )
    if not broken and snapshot.origin[start] not in choice_lines:
        snapshot.report(
            start,
            "options-unmarked",
            "These look like options to choose from, but nothing says which is right.",
            "Add a line “Answer: B” below them, or write - [x] before the right one.",
        )
    return i
