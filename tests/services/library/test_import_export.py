"""Files in and out, and what is refused before it is opened."""

from __future__ import annotations

import io
import re
import sqlite3
import struct
import zipfile
from datetime import UTC, datetime

import pytest
import zstandard
from PIL import Image

import deck as reader
from deck.markdown.ids import slugify_file_name
from errors import UserError
from exchange.export import handbook
from exchange.export.formats import FORMATS
from exchange.importers import apkg
from exchange.importers.csv import read_table
from exchange.importers.notes import MAX_NOTES, ImportedNote, write_deck
from services.library import import_export
from services.workspace import ROOT
from tests.content import library

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SHIPPED = library.read("real-time-payments")
# What is asked of a learner, whatever its kind.
COUNT_ASKED = sum(
    map(
        len,
        (
            SHIPPED.questions,
            SHIPPED.counter_questions,
            SHIPPED.estimates,
            SHIPPED.design_exercises,
            SHIPPED.stories,
        ),
    )
)


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (3, 2), colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("question,answer\nWhy?,So.\n", [("Why?", "So.")]),
        ("Front\tBack\nWhy?\tSo, then.\n", [("Why?", "So, then.")]),
        ("Why?;So.\nWhat?;That.\n", [("Why?", "So."), ("What?", "That.")]),
        ("#separator:tab\n#html:true\nWhy <b>now</b>?\tSo &amp; so\n", [("Why **now**?", "So & so")]),
        ("\ufeffanswer,question\r\nSo.,Why?\r\n", [("Why?", "So.")]),
        ('question,answer\n"Why,\nindeed?",So.\n', [("Why,\nindeed?", "So.")]),
        ("question,answer\n,no question\n", []),
        ("sep=;\nTerm;Definition\nMutex;A lock\n", [("Mutex", "A lock")]),
        ('question, answer\n "Why, now?", So.\n', [("Why, now?", "So.")]),
        ("Why a, b and c?\tSo, x.\nWhat, then?\tThat.\n", [("Why a, b and c?", "So, x."), ("What, then?", "That.")]),
        (
            "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:7\n"
            'A;b\tBasic\tTop::Below\t"He said ""why""?"\tSo.\tMore\tx y\n'
            "B\tCloze\tTop::Below\tOf {{c1::France}}\t\t\t\n",
            [('He said "why"?', "So.\n\nMore"), ("Of …", "**France**")],
        ),
        ("question,answer,source\nWhy?,So.,A book\n", [("Why?", "So.\n\nsource: A book")]),
        ("only one column\nof words\n", []),
    ],
)
def test_tables_are_read_by_their_columns(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(n.question, n.answer) for n in read_table(text)] == expected


def test_nothing_in_an_answer_ends_it() -> None:
    said = "**Answer:** so\n# Head\n---\n**Question:** nested?\n- [x] box\n:::details x\n```\n# a comment"
    text = write_deck("t", [ImportedNote("Why?", said), ImportedNote("What?", "That.")])
    parsed = reader.parse(text)
    assert [q.prompt for q in parsed.questions] == ["Why?", "What?"]
    assert [p.message for p in parsed.problems] == []
    assert "# a comment" in parsed.questions[0].answer
    for word in ("so", "**Head**", "nested?", "box", "details"):
        assert word in parsed.questions[0].answer


def test_what_anki_says_of_columns_is_heard() -> None:
    text = "#separator:tab\n#deck column:1\n#tags column:2\nTop::Below\tone two\tWhy?\tSo.\n"
    (note,) = read_table(text)
    assert (note.topic, note.tags) == ("Below", ("one", "two"))


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_line() -> None:
    with pytest.raises(UserError, match="never closed in or after line 3") as caught:
        import_export.import_file("a.csv", b'question,answer\nWhat?,That.\n"Why?,So.\nWhen?,Now.\n')
    assert caught.value.remedy


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_tables_in_the_encodings_that_spreadsheets_write(encoding: str) -> None:
    (brought,) = import_export.import_file(
        "a.csv", "question;answer\nWarum grün – “so”?;Äpfel für 5 €\n".encode(encoding)
    )
    assert [(q.prompt, q.answer) for q in brought.deck.questions] == [("Warum grün – “so”?", "Äpfel für 5 €")]


def test_a_very_long_cell_is_read() -> None:
    (brought,) = import_export.import_file("a.csv", b"question,answer\nWhy?," + b"x" * 200_000 + b"\n")
    assert len(brought.deck.questions[0].answer) == 200_000


def test_tags_of_notes_become_the_decks() -> None:
    (brought,) = import_export.import_file("a.csv", b"question,answer,tags\nWhy?,So.,a b\nWhat?,That.,b\n")
    assert brought.deck.meta.tags == ("b", "a")
    assert brought.deck.title == "a"


def test_a_table_becomes_a_deck() -> None:
    (brought,) = import_export.import_file("My cards.csv", b"question,answer,tags\nWhy?,# So\nWhat?,That.\n")
    assert [(q.prompt, q.answer) for q in brought.deck.questions] == [("Why?", "**So**"), ("What?", "That.")]


def test_our_own_csv_comes_back() -> None:
    data = FORMATS["csv"].build_file(SHIPPED, "rtp", NOW)
    found = read_table(data.decode())
    assert len(found) == COUNT_ASKED
    assert data.startswith(b"#separator:Comma\n#html:true\n#guid column:8\n#tags column:9\n#notetype:Basic\n")
    asked = {note.question: note for note in found}
    first = next(q for q in SHIPPED.questions if q.key_points)
    assert len(asked[first.prompt].points) == len(first.key_points)


def test_canonical_markdown_comes_back() -> None:
    made = FORMATS["markdown"].build_file(SHIPPED, "rtp", NOW)
    assert reader.parse(made) == SHIPPED


def test_the_handbook_has_everything_and_can_do_nothing() -> None:
    page = handbook.build_handbook(SHIPPED).decode()
    assert page.count('class="question"') == COUNT_ASKED - len(SHIPPED.design_exercises)
    assert page.count("<ol>") == page.count("</ol>")
    assert "default-src 'none'" in page
    assert len(re.findall(r'<a href="#s\d+">', page)) == len(SHIPPED.sections)


def test_the_cram_sheet_is_no_longer_than_its_page() -> None:
    page = handbook.build_cram_sheet(SHIPPED).decode()
    lines = re.findall(r"<li>(.*?)</li>", page)
    rows = sum(-(-len(re.sub(r"<[^>]*>", "", line)) // handbook.CRAM_LETTERS) for line in lines)
    assert 0.8 * handbook.CRAM_ROWS < rows + 2 * page.count("<h2>") <= handbook.CRAM_ROWS
    assert page.count("<h2>") == 5
    assert not [line for line in lines if line.startswith("- ")]


@pytest.mark.parametrize("name", ["handbook", "cram", "csv"])
def test_exports_of_hostile_decks_are_harmless(name: str) -> None:
    for path in sorted((ROOT / "tests" / "hostile").rglob("*.md")):
        made = FORMATS[name].build_file(reader.parse(path.read_bytes()), "h", NOW).decode()
        body = made.partition("</style>")[2] or made
        tags = re.findall(r"<(\w+)([^>]*)>", body)
        assert not {t.lower() for t, _ in tags} & {
            "script",
            "iframe",
            "img",
            "svg",
            "object",
            "embed",
            "base",
            "form",
        }, path
        assert not [
            a for _, a in tags if re.search(r"\son\w+=|(?:href|src)=\"?(?:javascript|data|vbscript)", a, re.I)
        ], path


def test_a_formula_is_no_formula_in_a_spreadsheet() -> None:
    data = FORMATS["csv"].build_file(reader.parse("**Question:** =1+1?\n\n**Answer:** @SUM(1)\n"), "h", NOW).decode()
    assert not re.search(r'(^|,)"[=+@]', data, re.M)


def test_a_folder_of_decks_as_zip() -> None:
    data = zipped(
        {
            "decks/a.md": b"## A\n\n**Question:** Why?\n\n**Answer:** So.\n",
            "decks/b.csv": b"question,answer\nWhat?,That.\n",
            "decks/images/x.png": picture(),
            "__MACOSX/a.md": b"junk",
        }
    )
    found = import_export.import_file("all.zip", data)
    assert [(b.name, len(b.deck.questions)) for b in found] == [("decks a", 1), ("decks b", 1)]
    assert "1 picture was left out, since no deck shows it: decks/images/x.png." in found[0].notes


def test_files_of_one_name_in_a_zip_are_decks_apart() -> None:
    text = b"## A\n\n**Question:** Why?\n\n**Answer:** So.\n"
    names = ("one/b/c.md", "two/b/c.md", "b/C.txt", "b-c.md")
    found = import_export.import_file("all.zip", zipped(dict.fromkeys(names, text)))
    assert len({slugify_file_name(b.name) for b in found}) == len(names)


def symlink() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("link.md")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def lying() -> bytes:
    """A directory that says one byte where there are many."""
    data = bytearray(zipped({"a.md": b"x" * 5000}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1)
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("x.zip", b"no zip", "not a zip archive"),
        ("x.zip", zipped({"../../evil.md": b"x"}), "leave the archive"),
        ("x.zip", zipped({"/etc/evil.md": b"x"}), "leave the archive"),
        ("x.zip", zipped({"a\\..\\..\\evil.md": b"x"}), "leave the archive"),
        ("x.zip", zipped({"C:/evil.md": b"x"}), "leave the archive"),
        ("x.zip", zipped({"bomb.md": b"0" * (60 * 1024 * 1024)}), "grows more than"),
        ("x.zip", zipped({f"{n}.md": b"x" for n in range(2001)}), "2,001 files"),
        ("x.zip", symlink(), "is a link"),
        ("x.zip", zipped({"a.png": b"x"}), "Nothing that can be read"),
        ("x.apkg", zipped({"a.txt": b"x"}), "no collection"),
        ("x.apkg", zipped({"collection.anki2": b"no database at all"}), "damaged"),
        ("x.apkg", zipped({"collection.anki21b": b"no frame"}), "damaged"),
        ("x.exe", b"MZ", "We can't read .exe"),
        ("x.md", b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
        ("x.md", b"**Question:** Why?\n\n" * (MAX_NOTES + 1), "more than 20,000"),
        ("x.csv", b"question,answer\n", "No question"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence) as caught:
        import_export.import_file(name, data)
    assert caught.value.remedy


def test_a_zip_that_lies_about_its_sizes_is_cut_or_refused() -> None:
    try:
        found = import_export.import_file("x.zip", lying())
    except UserError:
        return
    assert len(found[0].text) <= 1


def collection(new_form: bool, notes: list[tuple[str, str]]) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE notes (id INTEGER, mid INTEGER, tags TEXT, flds TEXT)")
    connection.execute("CREATE TABLE cards (nid INTEGER, did INTEGER)")
    if new_form:
        connection.execute("CREATE TABLE fields (ntid INTEGER, ord INTEGER, name TEXT)")
        connection.execute("CREATE TABLE decks (id INTEGER, name TEXT)")
        connection.executemany("INSERT INTO fields VALUES (7, ?, ?)", [(0, "Front"), (1, "Back")])
        connection.execute("INSERT INTO decks VALUES (3, ?)", ("Top\x1fBelow",))
    else:
        connection.execute("CREATE TABLE col (models TEXT, decks TEXT)")
        connection.execute(
            "INSERT INTO col VALUES (?, ?)",
            ('{"7": {"flds": [{"name": "Front"}, {"name": "Back"}]}}', '{"3": {"name": "Top::Below"}}'),
        )
    for number, (tags, fields) in enumerate(notes):
        connection.execute("INSERT INTO notes VALUES (?, 7, ?, ?)", (number, tags, fields))
        connection.execute("INSERT INTO cards VALUES (?, 3)", (number,))
    connection.commit()
    data: bytes = connection.serialize()
    return data


@pytest.mark.parametrize("new_form", [False, True])
def test_anki_packages_of_both_forms_are_read_without_their_html(new_form: bool) -> None:
    evil = "Why<script>alert(1)</script> <img src=x.png onerror=alert(1)>?\x1fSo <a href='javascript:alert(1)'>x</a>[sound:a.mp3]"
    raw = collection(new_form, [("one two::three", evil), ("", "Capital of {{c1::{{c2::France}}::which?}}\x1f")])
    if new_form:
        raw = raw[:18] + b"\2\2" + raw[20:]  # Anki writes with a log beside the database
        entry = b"\x0a\x05a.mp3\x10\x07"
        media = zstandard.compress(b"\x0a" + bytes([len(entry)]) + entry)
        data = zipped({"collection.anki21b": zstandard.compress(raw), "collection.anki2": b"old", "media": media})
    else:
        data = zipped({"collection.anki2": raw, "media": b'{"0": "a.mp3"}'})
    first, second = apkg.read_notes(data)
    assert first.topic == "Below"
    assert first.tags == ("one", "two::three")
    assert first.question == "Why \\[picture x.png]?" or first.question == "Why [picture x.png]?"
    assert first.answer == "So x"
    assert (second.question, second.answer) == ("Capital of …", "**France**")
    assert apkg.read_media(data) == {"a.mp3": "0"}
    (brought,) = import_export.import_file("cards.apkg", data)
    assert len(brought.deck.questions) == 2
    assert "a.mp3" in brought.notes[0]


def test_a_zstandard_bomb_is_cut_off() -> None:
    bomb = zstandard.compress(b"\0" * (apkg.MAX_BYTES + 1024))
    with pytest.raises(UserError, match="larger than"):
        apkg.read_notes(zipped({"collection.anki21b": bomb}))


def test_several_files_are_decks_apart_or_one_deck_with_chapters() -> None:
    files = [
        ("week-1.md", b"# One\n\n**Question:** Why?\n\n**Answer:** So.\n"),
        ("week-2.txt", "leader\tdécide\nfollower\tobéit\n".encode("cp1252")),
        ("week-3.docx", b"no document"),
    ]
    decks = import_export.import_files(files)
    assert [len(deck.deck.questions) for deck in decks] == [1, 2]
    assert any("“week-3.docx” was left out" in note for note in decks[0].notes)
    one = import_export.join_imported(import_export.suggest_name([name for name, _ in files]), decks)
    assert (one.name, len(one.deck.questions)) == ("week", 3)
    assert any("week-3.docx" in note for note in one.notes)
    assert any("Windows-1252" in note for note in one.notes)


def test_where_no_file_can_be_read_the_first_is_named() -> None:
    with pytest.raises(UserError, match=r"a\.docx"):
        import_export.import_files([("a.docx", b"x"), ("b.docx", b"y")])


def test_a_name_is_what_files_have_in_common() -> None:
    assert import_export.suggest_name(["cards.zip"]) == "cards"
    assert import_export.suggest_name(["kafka-01.md", "kafka-02.md"]) == "kafka"
    assert import_export.suggest_name(["a.md", "b.md"]) == "New deck"
