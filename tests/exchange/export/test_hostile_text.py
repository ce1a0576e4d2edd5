"""What a deck's author writes does nothing in the programs that open its exports."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

import deck as reader
from exchange.export.formats import FORMATS
from exchange.export.html import escape_text, render_line
from exchange.importers.formats import import_file

NOW = datetime(2026, 3, 2, tzinfo=UTC)
FORMULAS = ["=1+1", "+1", "-1+1", "@x", "＝1", "＋1", "－1", "＠x"]


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066"])
def test_signs_that_act_are_replaced(sign: str) -> None:
    assert escape_text(f"a{sign}b") == "a\ufffdb" and render_line(f"a{sign}b") == "a\ufffdb"
    deck = reader.parse(f"# D\n\n**Question:** Why{sign}?\n\n**Answer:** So{sign}.\n\n**Rule:** Do{sign}.\n")
    for name in ("csv", "handbook", "cram"):
        assert sign.encode() not in FORMATS[name].build_file(deck, "d", NOW)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula_and_the_text_comes_back(text: str) -> None:
    deck = reader.parse(
        f"# D\n\n## T\n\n**Question:** Why {text}?\n\n**Answer:** So.\n\n**Key points:**\n\n- [ ] {text}\n"
    )
    data = FORMATS["csv"].build_file(deck, "d", NOW)
    rows = [line for line in data.decode().split("\n") if not line.startswith("#")]
    cells = [cell for row in csv.reader(io.StringIO("\n".join(rows))) for cell in row]
    assert cells and not any(
        cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")) for cell in cells
    )
    title = f"{text} title"
    data = FORMATS["csv"].build_file(
        reader.parse(f"# D\n\n## {title}\n\n**Question:** {text}?\n\n**Answer:** So.\n"), "d", NOW
    )
    assert f"{text}?" in import_file("d.csv", data)[0].text
