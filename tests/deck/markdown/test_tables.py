"""Rows of tables as cells, and cells as rows."""

from __future__ import annotations

import pytest

from deck.markdown.tables import split_cells, split_row, table_to_markdown


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("| a | b |", ["a", "b"]),
        ("a | b", ["a", "b"]),
        (r"| a \| b | c \|", ["a | b", "c |"]),
        ("||", [""]),
        ("| a |  |", ["a", ""]),
    ],
)
def test_bars_part_cells_and_escaped_ones_do_not(line: str, cells: list[str]) -> None:
    assert split_row(line) == cells


def test_the_row_of_dashes_is_no_row() -> None:
    lines = ["text", "| a | b |", "|---|---|", "| 1 | 2 |", "| 3 | 4 |", "text"]
    assert split_cells(lines, 1, 4) == [(1, ["a", "b"]), (3, ["1", "2"]), (4, ["3", "4"])]


def test_rows_are_written_as_wide_as_the_widest() -> None:
    rows = [(3, ["a"]), (5, ["1 | 2", " 3 "])]
    assert table_to_markdown(rows, has_header=True) == [(3, "| a |  |"), (3, "| --- | --- |"), (5, r"| 1 \| 2 | 3 |")]
    assert table_to_markdown(rows, has_header=False)[:3] == [(3, "|  |  |"), (3, "| --- | --- |"), (3, "| a |  |")]
