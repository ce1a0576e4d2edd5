"""Tables of markdown: rows as cells, and cells as rows."""

from __future__ import annotations

import re

_CELL = re.compile(r"(?<!\\)\|")  # a bar that no backslash stands before parts two cells

Cells = list[tuple[int, list[str]]]  # rows, each with the index of its line


def split_row(line: str) -> list[str]:
    """Return the cells of a row, bars at its ends left out."""
    text = line.strip().removeprefix("|")
    text = text[:-1] if text.endswith("|") and not text.endswith("\\|") else text
    return [cell.strip().replace("\\|", "|") for cell in _CELL.split(text)]


def split_cells(lines: list[str], first: int, last: int) -> Cells:
    """Return the rows of the table on lines `first` to `last`; the row of dashes is left out."""
    return [(i, split_row(lines[i])) for i in range(first, last + 1) if i != first + 1]


def table_to_markdown(rows: Cells, *, has_header: bool) -> list[tuple[int, str]]:
    """Return rows as the lines of a table, each with its index. An empty header goes above rows that have none."""
    width = max(len(row) for _, row in rows)
    if not has_header:
        rows = [(rows[0][0], [""] * width), *rows]
    lines = [(index, _format_row(row, width)) for index, row in rows]
    return [lines[0], (lines[0][0], _format_row(["---"] * width, width)), *lines[1:]]


def _format_row(row: list[str], width: int) -> str:
    padded = [*row, *[""] * (width - len(row))]
    return f"| {' | '.join(cell.strip().replace('|', chr(92) + '|') for cell in padded)} |"
