"""Rows of tables that are nearly rows: without their first bar, with a cell too few, or with a broken row of dashes."""

from __future__ import annotations

import re

from deck.markdown.tables import split_row
from deck.near_misses.snapshot import Snapshot

# The row that makes a table of Markdown; its outer bars may be missing.
_DASHES = re.compile(r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")


def report_tables(snapshot: Snapshot) -> None:
    """Report rows that are nearly rows of a table, each at its line."""
    lines = snapshot.lines
    start = 0
    while start < len(lines):
        if lines[start].count("|") < 2 or start in snapshot.fenced:
            start += 1
            continue
        stop = start
        while stop < len(lines) and "|" in lines[stop] and stop not in snapshot.fenced:
            stop += 1
        if stop - start > 2:
            _look(snapshot, start, stop)
        start = stop


def _look(snapshot: Snapshot, start: int, stop: int) -> None:
    rows = snapshot.lines[start:stop]
    dashed = next((n for n, row in enumerate(rows[:3]) if _DASHES.match(row)), -1)
    if dashed < 0:
        nearly = next(
            (n for n, row in enumerate(rows[:3]) if "--" in row and row.count("|") >= rows[0].count("|") - 1), -1
        )
        if nearly >= 0:
            bars = rows[0].strip().strip("|").count("|") + 1
            snapshot.report(
                start + nearly,
                "table-rule",
                "This row should hold nothing but dashes and bars.",
                "Mend it.",
                fix="|" + "---|" * bars,
            )
        return
    width = len(split_row(rows[0]))
    barred = sum(row.lstrip().startswith("|") for row in rows) * 2 > len(rows)
    for n, row in enumerate(rows):
        if n == dashed:
            if len(split_row(row)) != width or (barred and not row.lstrip().startswith("|")):
                snapshot.report(
                    start + n, "table-rule", "The row of dashes does not fit the header.", "Give it as many cells."
                )
        elif barred and not row.lstrip().startswith("|"):
            snapshot.report(
                start + n,
                "table-row",
                "This row does not begin with a bar as the others do.",
                "Write | in front of it.",
                fix=f"| {row.lstrip()}",
            )
        elif len(split_row(row)) > width or (width == 2 and len(split_row(row)) < width):
            snapshot.report(start + n, "table-row", "This row has other cells than the header.", "Mend its bars.")
