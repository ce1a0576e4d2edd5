"""What a deck's author writes does nothing in the programs that open its exports."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

import deck as reader
from deck.markdown.clean_text import clean_text
from exchange.export.attachments import Attachments
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


@pytest.mark.parametrize("entity", ["&#x202E;", "&#8238;", "&#x2067;", "&#1;"])
def test_signs_that_are_spelled_as_entities_are_replaced_too(entity: str) -> None:
    deck = reader.parse(
        f"# D\n\n**Question:** Why {entity} `x`?\n\n**Answer:** So {entity}.\n\n**Rule:** Do {entity} it.\n"
    )
    for name in ("csv", "handbook", "cram"):
        text = FORMATS[name].build_file(deck, "d", NOW).decode()
        assert clean_text(text) == text.replace("\r", "")


def test_what_escapes_in_the_front_matter_spell_is_left_out_and_told() -> None:
    spelled = r"a\0b\uD800c\x1bd"
    deck = reader.parse(
        f'---\ntitle: "{spelled}"\ntags: ["{spelled}", "-x", "a;=1+1"]\nmore: "{spelled}"\n---\n\n# D\n\n**Question:** Why?\n'
    )
    assert deck.meta.title == "abcd" and [p.code for p in deck.problems if p.code == "control-characters"]
    for name, form in FORMATS.items():
        data = form.build_file(deck, "d", NOW)
        assert data and (name in {"apkg", "zip"} or clean_text(data.decode()) == data.decode())


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝"])
def test_no_cell_is_a_formula_whatever_separates_cells(separator: str, sign: str) -> None:
    bad = f'a{separator}{sign}1+1 {separator} "{sign}SUM(1)'
    text = f"---\ntitle: 'Log{separator}{sign}1{separator}\" {sign}2'\ntags: ['{sign}x', 'a{separator}{sign}1']\n---\n\n# D\n\n## {bad}\n\n"
    text += f"**Question:** Why {bad}?\n\n**Answer:** So:\n\n```\n{sign}1\n\t{sign}2\n{bad}\n```\n"
    written = FORMATS["csv"].build_file(reader.parse(text), "d", NOW).decode()
    cells = [cell for row in csv.reader(io.StringIO(written), delimiter=separator) for cell in row]
    assert not [cell for cell in cells if re.match(r"[\s\"']*[=+\-@＝＋－＠]", cell)]
    rows = [line for line in written.split("\n") if not line.startswith("#")]
    assert len(next(csv.reader(io.StringIO("\n".join(rows))))) == 9  # and it still is the table that it was


@pytest.mark.parametrize(
    ("slug", "name"), [("con", "con-file.md"), ("lpt1", "lpt1-file.md"), ("console", "console.md")]
)
def test_no_entry_of_an_archive_has_a_name_that_a_system_cannot_write(slug: str, name: str, tmp_path: Path) -> None:
    picture = tmp_path / "p.png"
    picture.write_bytes(b"x")
    shown = Attachments({"a/p.png": picture, "a/gnp\u202e.png": picture})
    data = FORMATS["zip"].build_file(reader.parse("# D\n"), slug, NOW, shown)
    assert zipfile.ZipFile(io.BytesIO(data)).namelist() == [name, "a/p.png"]


def test_a_package_has_no_tag_or_title_that_acts(tmp_path: Path) -> None:
    deck = reader.parse(
        "---\ntitle: A &#x202E; <b>\ntags: ['\u202ea', '<script>', '=x']\n---\n\n# D\n\n**Question:** Why?\n\n**Answer:** So.\n"
    )
    package = tmp_path / "collection.anki2"
    package.write_bytes(
        zipfile.ZipFile(io.BytesIO(FORMATS["apkg"].build_file(deck, "d", NOW))).read("collection.anki2")
    )
    with sqlite3.connect(package) as collection:
        tags, decks = collection.execute("SELECT notes.tags, col.decks FROM notes, col").fetchone()
    assert tags.split()[:3] == ["a", "script", "x"] and "\u202e" not in decks and "<b>" not in decks
