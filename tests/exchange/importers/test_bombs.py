"""Small files that would become large, or take hours: each is refused with a sentence, or read in a time that grows with it."""

from __future__ import annotations

import io
import sqlite3
import zipfile

import pytest

from errors import UserError
from exchange.importers.chapters import ChapterFile, join_chapters
from exchange.importers.csv import read_pasted_pairs
from exchange.importers.formats import RISKY_SUFFIXES, SUFFIXES, import_file
from exchange.importers.html_depth import MAX_DEPTH, check_depth

_COLLECTION = """CREATE TABLE col(models text, decks text); CREATE TABLE cards(nid integer, did integer);
INSERT INTO col VALUES('{"1": {"flds": [{"name": "Front"}, {"name": "Back"}]}}', '{}');"""


def _pack(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_view_is_found_behind_any_number_of_others() -> None:
    with sqlite3.connect(":memory:") as collection:
        collection.executescript(f"{_COLLECTION}PRAGMA writable_schema = ON;")
        collection.executemany(
            "INSERT INTO sqlite_master VALUES ('view', ?1, ?1, 0, 'CREATE VIEW ' || ?1 || ' AS SELECT 1')",
            ((f"v{number}",) for number in range(10_001)),
        )
        collection.execute(
            "INSERT INTO sqlite_master VALUES ('view', 'Notes', 'Notes', 0, 'CREATE VIEW Notes AS SELECT 1 id, 1 mid, ''q'' flds')"
        )
        collection.commit()
        package = _pack({"collection.anki2": collection.serialize()})
    with pytest.raises(UserError, match="not an Anki collection"):
        import_file("a.apkg", package)


@pytest.mark.parametrize("name", ["9" * 5000 + ".md", "²/x.md", "٣.md"])
def test_a_name_may_hold_any_digits(name: str) -> None:

    assert "Text" in join_chapters("T", (ChapterFile(name, "Text"), ChapterFile("b/c.md", "Text")))


def test_a_column_s_number_may_have_any_length() -> None:
    assert "q1" in import_file("t.csv", b"#tags column:" + b"9" * 5000 + b"\nq1,a1\nq2,a2\n")[0].text


def test_pairs_of_a_long_list_are_looked_at_once() -> None:
    """A list of 200,000 pairs took hours: each line was looked up among all others."""
    count = 200_000
    text = "".join(f"q{number}\ta\n" for number in range(count)) + "more\n" * (count // 2)
    notes = read_pasted_pairs(text)
    assert (notes[0].question, notes[0].answer) == ("q0", "a") and len(notes) == 20_001
    assert read_pasted_pairs("o\tz\nq\ta\nr\tb\nmore\nand more")[2].answer == "b\nmore\nand more"


@pytest.mark.parametrize(
    "unit", ["<div>", "<div></x>", "<div title='<'>", "<b class=x>", "<DIV\n>", '<span title="a>b">']
)
def test_towers_of_html_are_refused_wherever_they_stand(unit: str) -> None:
    tower = unit * (MAX_DEPTH + 1)
    for name, data in [
        ("p.html", tower),
        ("t.csv", f"#html:true\nquestion,answer\nq,{tower.replace(chr(34), '').replace(chr(10), '')}\n"),
    ]:
        with pytest.raises(UserError, match="too deep"):
            import_file(name, data.encode())


def test_closing_tags_that_may_be_left_out_are_no_depth() -> None:
    check_depth("<table>" + ("<tr>" + "<td>x" * 100) * 100 + "</table>" + "<dl>" + "<dt>a<dd>b" * 500 + "</dl>")
    check_depth("<div><p>x</div>" * 1000)


def test_whatever_may_hold_html_is_read_in_a_process_of_its_own() -> None:
    assert {suffix for suffix in SUFFIXES if suffix not in RISKY_SUFFIXES} == {".md", ".markdown"}
