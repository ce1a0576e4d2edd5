"""A `signals` fence: CSV with the minute first, one column a series, units in the header."""

from __future__ import annotations

import csv
import math
import re

from deck.blocks.code import get_fence_body
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Series
from deck.timeline.timestamps import read_timestamp as read_stamp

_LONGEST_CELL = 80  # characters of a cell that a message shows, and of a column's name
# "latency (ms)", "latency [ms]": the last bracket is the unit.
_COLUMN_HEADER = re.compile(r"^(.*?)\s*(?:[\[(]([^\])]*)[\])])?\s*$")


def is_signals_fence(node: Node) -> bool:
    """Return whether a fence holds curves."""
    return node.kind == "fence" and node.info.split()[:1] == ["signals"]


def read_signals(state: ParserState, node: Node) -> tuple[Series, ...]:
    """Return the series of a fence. Empty cells are gaps; cells that are not numbers are reported and left out."""
    note = " ".join(node.info.split()[1:])
    line = state.get_source_line(node)
    rows = _read_rows(state, node)
    if not rows or len(rows[0][1]) < 2:
        message = "The signals fence is empty." if not rows else "The signals fence has no series."
        state.report(line, "warning", "signals-empty", message, "Write minute and series as CSV.")
        return ()
    names = [_COLUMN_HEADER.match(c.strip()[:_LONGEST_CELL]) for c in rows[0][1][1:]]
    points: list[dict[float, float]] = [{} for _ in names]
    minutes: set[float] = set()
    for place, row in rows[1:]:
        _read_row(state, row, place, points, minutes)
    created = []
    for match, values in zip(names, points, strict=True):
        name, unit = (match.group(1), match.group(2) or "") if match else ("", "")
        if name and values:
            created.append(Series(name, unit.strip(), tuple(sorted(values.items())), note, line))
        else:
            message = f"The column “{name}” has no values." if name else "A column has no name."
            state.report(line, "warning", "signals-column", message, "Fill or delete it.")
    return tuple(created)


def _read_rows(state: ParserState, node: Node) -> list[tuple[int, list[str]]]:
    """Return rows that are not empty, each with its source line.

    A row is a line: quotation marks do not reach over line ends.
    """
    rows = []
    for index, text in enumerate(get_fence_body(state, node).split("\n"), node.first + 1):
        line = state.origin[min(index, node.last)]
        try:
            row = next(csv.reader([text], skipinitialspace=True), [])
        except csv.Error:
            state.report(line, "error", "signals-row", "This row cannot be read.", "Write numbers, parted by commas.")
            continue
        if any(c.strip() for c in row):
            rows.append((line, row))
    return rows


def _read_row(
    state: ParserState, row: list[str], line: int, points: list[dict[float, float]], minutes: set[float]
) -> None:
    minute = _parse_minute(row[0])
    if minute is None:
        excerpt = row[0].strip()[:_LONGEST_CELL]
        state.report(
            line, "error", "signals-minute", f"“{excerpt}” is not a minute.", "Write minutes since the start, e.g. 5."
        )
        return
    if minute in minutes:
        message = f"The minute {minute:g} occurs twice; the first row counts."
        state.report(line, "warning", "signals-twice", message, "Delete one of the rows.")
        return
    minutes.add(minute)
    if len(row) - 1 > len(points):
        state.report(
            line, "warning", "signals-row", "This row has more cells than the header.", "Delete the extra cells."
        )
    for cell, values in zip(row[1:], points, strict=False):
        value = _parse_value(cell)
        if value is not None:
            values[minute] = value
        elif cell.strip():
            excerpt = cell.strip()[:_LONGEST_CELL]
            state.report(line, "error", "signals-value", f"“{excerpt}” is not a number.", "Write a plain number.")


def _parse_minute(cell: str) -> float | None:
    value = _parse_value(cell)
    if value is not None:
        return value
    result = read_stamp(cell, bare=True)
    if result is None or result[1]:
        return None
    return result[0].offset if result[0].offset is not None else result[0].clock


def _parse_value(cell: str) -> float | None:
    try:
        value = float(cell.strip().replace("_", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
