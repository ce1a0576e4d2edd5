"""A `signals` fence: CSV with the minute first, one column a series, units in the header."""

from __future__ import annotations

import csv
import math
import re

from deck.blocks.code import fence_body
from deck.model import Series
from deck.reader import Reader
from deck.scan import Node
from deck.stamps import read as read_stamp

_COLUMN = re.compile(r"^(.*?)\s*(?:[\[(]([^\])]*)[\])])?\s*$")


def is_signals(node: Node) -> bool:
    """Whether a fence holds curves."""
    return node.kind == "fence" and node.info.split()[:1] == ["signals"]


def read(reader: Reader, node: Node) -> tuple[Series, ...]:
    """The series of a fence. Cells that are empty are gaps; cells that are no number are told and left out."""
    note = " ".join(node.info.split()[1:])
    rows = list(csv.reader(fence_body(reader, node).split("\n"), skipinitialspace=True))
    header = next((i for i, row in enumerate(rows) if any(c.strip() for c in row)), None)
    line = reader.line(node)
    if header is None:
        reader.tell(line, "warning", "signals-empty", "The signals fence is empty.", "Write minute and series as CSV.")
        return ()
    names = [_COLUMN.match(c.strip()) for c in rows[header][1:]]
    points: list[list[tuple[float, float]]] = [[] for _ in names]
    for offset, row in enumerate(rows[header + 1 :], header + 2):
        place = min(node.first + offset, node.last)
        if any(c.strip() for c in row):
            _row(reader, row, reader.origin[place], points)
    made = []
    for match, values in zip(names, points, strict=True):
        name, unit = (match.group(1), match.group(2) or "") if match else ("", "")
        if name and values:
            ordered = tuple(sorted(values, key=lambda p: p[0]))
            made.append(Series(name, unit.strip(), ordered, note, line))
        else:
            reader.tell(
                line,
                "warning",
                "signals-column",
                f"The column “{name}” has no name or no values.",
                "Fill or delete it.",
            )
    return tuple(made)


def _row(reader: Reader, row: list[str], line: int, points: list[list[tuple[float, float]]]) -> None:
    minute = _minute(row[0])
    if minute is None:
        reader.tell(
            line, "error", "signals-minute", f"“{row[0]}” is not a minute.", "Write minutes since the start, e.g. 5."
        )
        return
    if len(row) - 1 > len(points):
        reader.tell(
            line, "warning", "signals-row", "This row has more cells than the header.", "Delete the extra cells."
        )
    for cell, values in zip(row[1:], points, strict=False):
        value = _value(cell)
        if value is not None:
            values.append((minute, value))
        elif cell.strip():
            reader.tell(line, "error", "signals-value", f"“{cell.strip()}” is not a number.", "Write a plain number.")


def _minute(cell: str) -> float | None:
    value = _value(cell)
    if value is not None:
        return value
    found = read_stamp(cell, bare=True)
    if found is None or found[1]:
        return None
    return found[0].offset if found[0].offset is not None else found[0].clock


def _value(cell: str) -> float | None:
    try:
        value = float(cell.strip().replace("_", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
