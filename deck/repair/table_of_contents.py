"""A written table of contents: the outline is made from the headings, so a written one can only be wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from deck.markdown.fences import find_fences
from deck.markdown.headings import Heading, find_headings, make_anchor, split_title
from deck.markdown.labels import fold_text
from deck.markdown.source import Source
from deck.model import Severity

# "- [Locks](#locks)": an item that is nothing but a link into the document.
_ENTRY = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s+(?:\*\*)?\[([^\]]*)\]\(#([^)\s]*)\)(?:\*\*)?\s*$")
_TITLES = {"table of contents", "contents", "toc", "index", "on this page"}
_FEWEST_ENTRIES = 3  # entries that make a list of links a table of contents where no heading says so


def repair_table_of_contents(source: Source) -> None:
    """Take out a written table of contents with its heading; say which entries lead nowhere and which sections it misses."""
    lines = source.lines
    entries = [i for i, line in enumerate(lines) if "](#" in line and _ENTRY.match(line)]
    if not entries:
        return
    fenced = find_fences(lines)
    headings = find_headings(lines)
    inside = {i for f in fenced for i in range(f.first, f.last + 1)}
    for run in _group_entries(lines, [i for i in entries if i not in inside]):
        title = _find_contents_title(headings, lines, run[0])
        if title is None and (len(run) < _FEWEST_ENTRIES or sum(h.index < run[0] for h in headings) > 1):
            continue
        removed_lines = ([title] if title is not None else []) + run
        if title is not None and not _stands_alone(lines, title, run, headings):
            removed_lines = run
        source.report(removed_lines[0], *_describe_contents(lines, run, headings), removed_lines)
        for i in removed_lines:
            lines[i] = ""


def _group_entries(lines: list[str], entries: list[int]) -> list[list[int]]:
    """Return groups of entries with nothing but blank lines between them."""
    groups: list[list[int]] = []
    for i in entries:
        if groups and not any(line.strip() for line in lines[groups[-1][-1] + 1 : i]):
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _find_contents_title(headings: Sequence[Heading], lines: list[str], first: int) -> int | None:
    """Return the heading right above, if it says that contents follow."""
    above = next((h for h in reversed(headings) if h.index < first), None)
    if above is None or any(line.strip() for line in lines[above.index + 1 : first]):
        return None
    return above.index if fold_text(split_title(above.text)[0]) in _TITLES else None


def _stands_alone(lines: list[str], title: int, run: list[int], headings: Sequence[Heading]) -> bool:
    """Return whether nothing else stands under the heading."""
    end = next((h.index for h in headings if h.index > title), len(lines))
    return not any(lines[i].strip(" -*_") for i in range(run[-1] + 1, end))


def _describe_contents(lines: list[str], run: list[int], headings: Sequence[Heading]) -> tuple[Severity, str, str, str]:
    targets = {make_anchor(h.text) for h in headings} | {split_title(h.text)[1] for h in headings}
    anchors = [unquote(m.group(2)) for i in run if (m := _ENTRY.match(lines[i]))]
    dead = [a for a in anchors if a not in targets]
    top = min((h.level for h in headings if h.level > 1), default=2)
    missing = [
        h
        for h in headings
        if h.level == top and make_anchor(h.text) not in anchors and fold_text(split_title(h.text)[0]) not in _TITLES
    ]
    message = f"The table of contents was left out ({len(run)} entries)"
    if dead or missing:
        message += f": {len(dead)} of them lead nowhere and {len(missing)} section(s) are not in it"
        return "warning", "contents", message + ".", "Delete it: the outline is made from the headings."
    return "info", "contents", message + ".", "It is not needed: the outline is made from the headings."
