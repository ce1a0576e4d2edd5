"""Foreign notes in every form we read: what becomes of them, and that none raises anything but a sentence."""

from __future__ import annotations

import base64
import io
import json
import sqlite3
import zipfile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

import deck as reader
from errors import UserError
from exchange.importers import docx, formats, images
from exchange.importers.formats import SUFFIXES, import_file, import_folder, join_texts


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def drawn() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (3, 2), "red").save(out, "PNG")
    return out.getvalue()


MODELS = json.dumps({"1": {"flds": [{"name": "Front"}, {"name": "Back"}]}})
COLLECTION = (
    "CREATE TABLE col(models, decks); CREATE TABLE cards(nid, did); INSERT INTO cards VALUES (1, 1);"
    f'INSERT INTO col VALUES (\'{MODELS}\', \'{{"1": {{"name": "Pools"}}}}\');'
)
NOTES = "CREATE TABLE notes(id, mid, tags, flds);"
ONE_NOTE = NOTES + "INSERT INTO notes VALUES (1, 1, '', 'Why?' || char(31) || 'So.');"


def package(sql: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.executescript(sql)
    return zipped({"collection.anki2": connection.serialize(), "media": b"{}"})


def word(body: str, extra: dict[str, bytes] | None = None) -> bytes:
    """A Word document as small as Word reads one."""
    namespace = "http://schemas.openxmlformats.org"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{namespace}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'.encode(),
            "_rels/.rels": f'<Relationships xmlns="{namespace}/package/2006/relationships"><Relationship Id="r" Type="{namespace}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'.encode(),
            "word/document.xml": f'<w:document xmlns:w="{namespace}/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'.encode(),
            **(extra or {}),
        }
    )


def paragraph(text: str, style: str = "") -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{text}</w:t></w:r></w:p>"


def questions(name: str, data: bytes) -> dict[str, str]:
    (text,) = import_file(name, data)
    return {question.prompt: question.answer for question in reader.parse(text.text).questions}


@pytest.mark.parametrize("answer", ["#", "##", "before\n#\nafter", "# \n", "######", " # #"])
@pytest.mark.parametrize("suffix", ["csv", "tsv"])
def test_a_line_of_nothing_but_marks_is_part_of_an_answer(answer: str, suffix: str) -> None:
    separator = "," if suffix == "csv" else "\t"
    row = f'question{separator}answer\nWhat starts a comment?{separator}"{answer}"\nAnd then?{separator}more\n'
    found = questions(f"a.{suffix}", row.encode())
    assert list(found) == ["What starts a comment?", "And then?"]
    assert "#" in found["What starts a comment?"]


def test_the_same_in_a_package() -> None:
    data = package(COLLECTION + NOTES + "INSERT INTO notes VALUES (1, 1, '', 'Why?' || char(31) || 'a<br>#<br>b');")
    assert "#" in questions("x.apkg", data)["Why?"]
    assert questions("x.colpkg", data) == questions("x.apkg", data)


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
@pytest.mark.parametrize("name", ["a.csv", "a.md", "a.txt"])
def test_every_encoding_of_unicode_is_read_without_a_warning(codec: str, name: str) -> None:
    text = "**Question:** Größe?\n\n**Answer:** Genau.\n" if name == "a.md" else "question\tanswer\nGröße?\tGenau.\n"
    (found,) = import_file(name, text.encode(codec))
    assert [q.prompt for q in reader.parse(found.text).questions] == ["Größe?"] or name == "a.txt"
    assert "Größe?" in found.text and found.warnings == ()


@pytest.mark.parametrize("name", ["a.csv", "a.md", "a.txt", "a.html"])
def test_another_encoding_is_told(name: str) -> None:
    (found,) = import_file(name, "question,answer\nGröße?,Ja.\nWer?,Du.\n".encode("cp1252"))
    assert "Größe" in found.text
    assert any("Windows-1252" in warning for warning in found.warnings)


def test_one_bad_file_is_named_and_the_others_are_read() -> None:
    data = zipped(
        {"a.md": b"**Question:** a?\n\n**Answer:** b\n", "bad.csv": b'question,answer\n"open', "c.csv": b"q,a\nx,y\n"}
    )
    found = import_file("all.zip", data)
    assert [text.name for text in found] == ["a", "c"]
    assert any("bad.csv" in warning and "quotation mark" in warning for warning in found[0].warnings)
    with pytest.raises(UserError, match=r"bad\.csv"):
        import_file("all.zip", zipped({"bad.csv": b'question,answer\n"open'}))


def test_quizlet_s_text_is_read_whatever_marks_are_in_it() -> None:
    text = 'mutex\ta "lock" for one\nsemaphore\tcounter, of permits\nsecond line of it\nrace <condition>\ttwo & more\n'
    for name in ("cards.txt", "pasted.txt"):
        found = questions(name, text.encode())
        assert list(found) == ["mutex", "semaphore", "race <condition>"]
        assert found["mutex"] == 'a "lock" for one' and "second line" in found["semaphore"]
    assert import_file("n.txt", b"# Notes\n\n\tindented code\n\ntext\n")[0].text.startswith("# Notes")


def test_a_page_becomes_markdown_and_nothing_in_it_can_act() -> None:
    picture = base64.b64encode(drawn()).decode()
    page = (
        "<html><head><title>Pools &amp; queues</title><style>p{}</style></head><body onload='x()'><script>alert(1)</script>"
        "<h2>Waiting</h2><p>It is <b>slow</b> <a href='javascript:x()'>here</a>.</p><pre><code class='language-java'>a();</code></pre>"
        f"<details><summary>Why a pool?</summary>Reuse.</details><img alt=red src='data:image/png;base64,{picture}'>"
        "<img src='https://evil.example/x.png' alt=far><iframe src=x>inside</iframe></body></html>"
    )
    (found,) = import_file("p.html", page.encode())
    assert found.text.startswith("# Pools & queues") and "## Waiting" in found.text and "```java\na();" in found.text
    for gone in ("script", "alert", "javascript", "evil.example", "onload", "inside"):
        assert gone not in found.text
    assert "[picture far]" in found.text and len(found.pictures) == 1
    assert f"![red]({found.pictures[0].address})" in found.text
    assert [q.prompt for q in reader.parse(found.text).questions] == ["Why a pool?"]


def test_a_word_document_becomes_markdown() -> None:
    body = paragraph("Pools", "Heading1") + paragraph("Question: Why?") + paragraph("Answer: Because &lt;b&gt;.")
    styles = '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>'
    (found,) = import_file("d.docx", word(body, {"word/styles.xml": styles.encode()}))
    assert (
        "# Pools" in found.text and "Question: Why?" in found.text and "<b>" not in found.text.replace("&lt;", "<")[:0]
    )
    with pytest.raises(UserError, match="no Word document"):
        import_file("d.docx", zipped({"a.txt": b"x"}))
    with pytest.raises(UserError, match="entities"):
        import_file("d.docx", word("", {"word/styles.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}))


def test_an_outline_becomes_sections_and_questions() -> None:
    text = (
        "<?xml version='1.0'?><opml version='2.0'><head><title>Pools</title></head><body><outline text='Waiting'>"
        "<outline text='Why wait?' _note='A note.'><outline text='cost'/><outline text='order'><outline text='deep'/></outline>"
        "</outline><outline text='just a line'/></outline></body></opml>"
    )
    assert list(questions("o.opml", text.encode())) == ["Why wait?"]
    (found,) = import_file("o.opml", text.encode())
    assert (found.name, found.warnings) == ("o", ())
    assert "## Waiting" in found.text and "- order\n  - deep" in found.text and "just a line" in found.text
    with pytest.raises(UserError, match="entities"):
        import_file("o.opml", b'<!DOCTYPE x [<!ENTITY a "b">]><opml><body/></opml>')


def test_the_files_of_a_folder_are_chapters_in_the_order_of_people() -> None:
    files = {
        "10-later.md": b"# Later\n\n## Inside\n\ntext\n\n```\n# no heading\n```\n",
        "2-first.md": b"---\ntitle: First things\n---\n\n### Deep\n\n**Question:** a?\n\n**Answer:** b\n",
        "part/README.md": b"Intro.",
        "part/a.csv": b"question,answer\nWhy?,So.\n",
    }
    found = import_folder("My notes", files)
    headings = [line for line in found.text.split("\n") if line.startswith("#")]
    assert headings == [
        "## First things",
        "## Later",
        "### Inside",
        "# no heading",
        "## Part",
        "### README",
        "### a",
        "#### Questions",
    ]
    assert [q.prompt for q in reader.parse(found.text).questions] == ["a?", "Why?"]
    assert join_texts("My notes", import_file("My notes.zip", zipped(files))).text == found.text
    with pytest.raises(UserError, match="No file"):
        import_folder("x", {"a.csv": b'"'})


@pytest.mark.parametrize(
    "sql",
    [
        COLLECTION + "CREATE VIEW notes AS SELECT 1 id, 1 mid, '' tags, hex(zeroblob(900000000)) flds;",
        COLLECTION
        + "CREATE TABLE notes(id, mid, tags, flds AS (hex(zeroblob(100000000)))); INSERT INTO notes VALUES (1, 1, '');",
        COLLECTION
        + "CREATE TABLE notes(id, mid, tags, flds GENERATED ALWAYS AS ('x')); INSERT INTO notes VALUES (1, 1, '');",
        COLLECTION + "CREATE VIRTUAL TABLE notes USING fts5(id, mid, tags, flds);",
        COLLECTION.replace(MODELS, "[]") + ONE_NOTE,
        COLLECTION.replace(MODELS, "[" * 100_000) + ONE_NOTE,
        COLLECTION.replace(MODELS, '{"1": 7}') + ONE_NOTE,
        "CREATE TABLE col(models, decks); CREATE TABLE cards(nid, did);" + ONE_NOTE,
        ONE_NOTE,
        "CREATE TABLE x(y)",
    ],
)
def test_a_made_up_collection_is_refused_with_a_sentence(sql: str) -> None:
    with pytest.raises(UserError) as raised:
        import_file("x.apkg", package(sql))
    assert raised.value.remedy


def test_what_rows_become_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    from exchange.importers import apkg

    assert questions("x.apkg", package(COLLECTION + ONE_NOTE)) == {"Why?": "So."}
    monkeypatch.setattr(apkg, "MAX_VALUE_BYTES", 2_000)
    long = (
        COLLECTION
        + NOTES
        + "INSERT INTO notes VALUES (1, 1, '', 'Why?' || char(31) || replace(hex(zeroblob(1500)), '0', 'word '));"
    )
    with pytest.raises(UserError, match="damaged"):
        import_file("x.apkg", package(long))
    monkeypatch.undo()
    monkeypatch.setattr(apkg, "MAX_TEXT", 1_000)
    with pytest.raises(UserError, match="text"):
        import_file("x.apkg", package(long))
    monkeypatch.undo()
    monkeypatch.setattr(formats, "MAX_TEXT_BYTES", 1_000)
    with pytest.raises(UserError, match="of text"):
        import_file("x.apkg", package(long))


MEMBERS = st.dictionaries(
    st.sampled_from(
        [
            "a.md",
            "b.csv",
            "c.txt",
            "collection.anki2",
            "media",
            "word/document.xml",
            "_rels/.rels",
            "d.html",
            "x/e.opml",
        ]
    ),
    st.binary(max_size=120),
    max_size=5,
)
TEXTS = st.text(alphabet="#?\t\n,;\"'<>&/|:aé {}[]()-=\x00\ufeff", max_size=120).map(lambda text: text.encode("utf-8"))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([*SUFFIXES, "", ".exe"]),
    st.binary(max_size=200)
    | TEXTS
    | TEXTS.map(lambda data: b"<html><body>" + data)
    | TEXTS.map(lambda data: b"<opml><body><outline text='" + data + b"'/></body></opml>")
    | MEMBERS.map(zipped),
)
@example(".csv", b"question,answer\na,#\n")
@example(".tsv", b"front\tback\n\t\n")
@example(".html", b"<div>" * 3000)
@example(".opml", b"<opml><body>" + b"<outline text='a'>" * 3000)
@example(".md", b"\xff\xfe\x00")
@example(".txt", b"\x00\x00\xfe\xff\x00")
def test_no_input_raises_anything_but_a_sentence(suffix: str, data: bytes) -> None:
    try:
        texts = import_file(f"x{suffix}", data)
    except UserError as error:
        assert str(error) and "\n" not in str(error)
    else:
        assert texts and all(reader.parse(text.text) is not None for text in texts)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [(["a.png"], "1 picture comes with it."), (["a.png", "b.png"], "2 pictures come with it.")],
)
def test_pictures_that_come_along_are_counted(names: list[str], sentence: str) -> None:
    text = "# T\n\n" + "\n\n".join(f"![]({name})" for name in names)
    files = {name: drawn() + bytes(number) for number, name in enumerate(names)}
    (read,) = import_file("a.zip", zipped({"a.md": text.encode(), **files}))
    assert sentence in read.warnings


def test_a_file_of_an_archive_is_named_after_its_folder_and_itself() -> None:
    (read,) = import_file("a.zip", zipped({"top/pools/threads.md": b"**Question:** Why?\n\n**Answer:** So."}))
    assert read.name == "pools threads"


@pytest.mark.parametrize("extra", [0, 1])
def test_a_picture_of_the_largest_size_is_taken_and_one_byte_more_is_not(extra: int) -> None:
    data = drawn()
    data += bytes(images.MAX_BYTES + extra - len(data))
    if not extra:
        assert images.inspect_picture(data)
        return
    with pytest.raises(UserError, match=r"^it is larger than 5 MB") as caught:
        images.inspect_picture(data)
    assert caught.value.remedy == "Make it smaller."


ONE = b"**Question:** Why?\n\n**Answer:** So.\n"
READABLE = ".md, .markdown, .txt, .csv, .tsv, .tab, .docx, .html, .htm, .opml"
OPEN = "A quotation mark is opened and never closed in or after line 2."


@pytest.mark.parametrize(
    ("name", "data", "sentence", "remedy"),
    [
        ("a.EXE", b"x", "We can't read .exe files.", f"Upload one of these: {READABLE}, .apkg, .colpkg, .zip."),
        ("a.md", b" \n", "The file is empty.", "Choose a file with questions in it."),
        ("a.md", bytes(5 * 1024**2 + 1), "The file is larger than 5 MB.", "Split it into several decks."),
        ("a.csv", b"x\n", "No question was found in this file.", "It needs a column “question” and a column “answer”."),
        ("a.txt", b"a\0b", "This is not a text file.", "Save it as text in UTF-8 and try again."),
        ("a.csv", b'q,a\n"x', OPEN, "Correct it, or save the table again as CSV or TSV in UTF-8."),
        ("a.zip", zipped({}), "Nothing that can be read was found in the archive.", f"Pack files of {READABLE}."),
        ("a.zip", zipped({"x.apkg": b"x"}), "Nothing that can be read was found in the archive.", f"Pack files of {READABLE}."),
        ("a.zip", zipped({"x.md": b" "}), "Nothing that can be read was found in the archive.", f"Pack files of {READABLE}."),
        ("a.zip", zipped({"x.csv": b"x"}), "No file of the archive can be read. “x.csv” was left out: No question was found in this file.", "Correct it and pack it again."),
        ("a.docx", b"x", "This is no Word document.", "Save it as .docx and try again."),
        ("a.docx", word("<"), "This Word document is damaged.", "Save it again with Word, or as .html."),
        ("a.docx", word("", {"word/x.rels": b"<!doctype a>"}), "This document declares XML entities; it is not opened.", "Save it again with Word."),
        ("a.docx", zipped({"x": b"x"}), "This is no Word document.", "Save it as .docx and try again."),
        ("a.docx", word(paragraph("")), "There is no text in this document.", "Choose a document with questions in it."),
        ("a.apkg", zipped({"x": b"x"}), "There is no collection in this package.", "Export it from Anki as .apkg."),
        ("a.apkg", zipped({"collection.anki21b": b"x"}), "This package is damaged.", "Export it from Anki again."),
        ("a.apkg", zipped({"collection.anki2": b"x"}), "The collection in this package is damaged.", "Export it from Anki again."),
    ],
)  # fmt: skip
def test_what_is_not_read_is_told_with_a_remedy(name: str, data: bytes, sentence: str, remedy: str) -> None:
    with pytest.raises(UserError) as caught:
        import_file(name, data)
    assert (str(caught.value), caught.value.remedy) == (sentence, remedy)


def test_bounds_of_a_file_and_of_its_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    assert import_file("a.md", b"x" * formats.MAX_FILE_BYTES)[0].text
    monkeypatch.setattr(formats, "MAX_NOTES", 2)
    assert import_file("a.csv", b"a,b\nc,d\n")
    with pytest.raises(UserError, match=r"^There are more than 2 questions in this file\.$") as caught:
        import_file("a.csv", b"a,b\nc,d\ne,f\n")
    assert caught.value.remedy == "Split it into several decks."
    monkeypatch.setattr(formats, "MAX_TEXT_BYTES", len("ö" * 10 + "\n"))
    with pytest.raises(UserError, match="0 MB of text") as caught:
        import_file("a.md", ("ö" * 10 + "\n").encode())
    assert caught.value.remedy == "Split the file."
    monkeypatch.setattr(formats, "MAX_TEXT_BYTES", len(("ö" * 10 + "\n").encode()))
    assert import_file("a.md", ("ö" * 10 + "\n").encode())


@pytest.mark.parametrize(
    ("name", "read"), [("A.MD", "A"), ("a", "a"), ("dir\\b.md", "b"), ("x/c.markdown", "c"), (".md", ".md")]
)
def test_a_deck_is_named_after_its_file(name: str, read: str) -> None:
    (text,) = import_file(name, ONE)
    assert (text.name, text.path, text.text) == (read, "", ONE.decode())


@pytest.mark.parametrize(
    ("bad", "more"), [(1, []), (5, []), (6, ["1 more file was left out."]), (7, ["2 more files were left out."])]
)
def test_files_that_are_left_out_are_named_up_to_five(bad: int, more: list[str]) -> None:
    broken = {f"{n}.csv": b'q,a\n"x' for n in range(bad)}
    named = [f"“{name}” was left out: {OPEN}" for name in broken][:5]
    first, last = import_file("a.zip", zipped({"a.md": ONE, **broken, "z.md": ONE}))
    assert (list(first.warnings), last.warnings) == ([*named, *more], ())
    assert list(import_folder("F", {"a.md": ONE, **broken, "z.md": ONE}).warnings) == [*named, *more]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["u.png"], "1 picture was left out, since no deck shows it: u.png."),
        (["u.png", "v.JPG", "no.pdf"], "2 pictures were left out, since no deck shows them: u.png, v.JPG."),
        ([f"{n}.gif" for n in range(6)], "6 pictures were left out, since no deck shows them: 0.gif, 1.gif, 2.gif, 3.gif, 4.gif."),
    ],
)  # fmt: skip
def test_pictures_that_no_deck_shows_are_named(names: list[str], sentence: str) -> None:
    (text,) = import_file("a.zip", zipped({"a.md": ONE, **dict.fromkeys(names, drawn())}))
    assert text.warnings == (sentence,) and text.pictures == ()


def test_a_picture_is_found_from_its_decks_folder_whatever_its_case(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# T\n\n![a](../img/A%20b.png)\n\n![gone](gone.png)\n\n![far](/img/a b.png)\n\n![bad](bad.png) ![worse](img\\x.svg)\n"
    files = {"d/a.md": text.encode(), "IMG/a b.png": drawn(), "d/bad.png": b"x", "d/img/x.svg": b"<svg/>"}
    (read,) = import_file("a.zip", zipped(files))
    (picture,) = read.pictures
    assert f"![a]({picture.address})" in read.text
    for kept in ("![gone](gone.png)", "![far](/img/a b.png)", "![bad](bad.png)"):
        assert kept in read.text
    told = {p.message.split("”")[0]: (p.line, p.severity, p.code, p.remedy) for p in read.problems}
    assert set(told.values()) == {(9, "warning", "image-refused", "Save it again as PNG or JPEG.")}
    assert set(told) == {"The picture “bad.png", "The picture “img\\x.svg"}
    assert read.problems[0].message.endswith("whatever its name says.")
    assert (read.name, read.path, read.warnings) == ("d a", "d/a.md", ("1 picture comes with it.",))
    monkeypatch.setattr(images, "MAX_PICTURES", 0)
    (read,) = import_file("a.zip", zipped(files))
    assert {p.message.partition("taken: ")[2] for p in read.problems} == {"0 pictures are the most for one archive."}
    monkeypatch.undo()
    monkeypatch.setattr(images, "MAX_TOTAL_PIXELS", 5)
    text = "".join(f"![]({n}.png)\n\n" for n in range(3))
    files = {"a.md": text.encode(), **{f"{n}.png": drawn() + bytes([n]) for n in range(3)}}
    (read,) = import_file("a.zip", zipped(files))
    assert len(read.pictures) == 1 and [p.line for p in read.problems] == [1, 3]
    assert {(p.message.partition("taken: ")[2], p.remedy) for p in read.problems} == {
        ("the pictures before it have too many pixels together.", "Make them smaller.")
    }


@pytest.mark.parametrize(
    ("page", "text", "warnings"),
    [
        ("<title>X</title><h1>Y</h1><img src=a>", "# Y\n", ("1 picture on the page could not be imported.",)),
        ("<title>X</title>y<img src=a><img src=b>", "# X\n\ny\n", ("2 pictures on the page could not be imported.",)),
        ("<meta charset=latin-1><p>ö</p>", "ö\n", ()),
        ("<meta charset=nonsense><p>x</p>", "x\n", ()),
    ],
)
def test_a_page_has_its_title_and_its_encoding(page: str, text: str, warnings: tuple[str, ...]) -> None:
    (read,) = import_file("p.htm", page.encode("latin-1"))
    assert (read.name, read.text, read.warnings) == ("p", text, warnings)


def test_a_page_whose_encoding_is_not_what_it_says() -> None:
    (read,) = import_file("p.html", b"<meta charset=utf-8><p>\xff</p>")
    assert read.text == "ÿ\n" and "Windows-1252" in read.warnings[0]
    (read,) = import_file("p.html", "<meta charset=latin-1><p>ö</p>".encode("utf-16"))
    assert (read.text, read.warnings) == ("ö\n", ())


def test_tabs_are_a_table_or_else_pairs() -> None:
    (read,) = import_file("a.tsv", b'why\tb "\nwho\t"d\n')
    assert {q.prompt: q.answer for q in reader.parse(read.text).questions} == {"why": 'b "', "who": '"d'}
    (read,) = import_file("a.tab", b"front\tback\nwhy\tso\n")
    assert [q.prompt for q in reader.parse(read.text).questions] == ["why"]


@pytest.mark.parametrize(
    "head", ["#separator:tab", "#html:true", "#notetype:Basic", "#deck column:1", "#tags column:3"]
)
def test_ankis_text_is_known_by_its_headers(head: str) -> None:
    (read,) = import_file("a.txt", f"{head}\nwhy\tso\tx\n".encode())
    assert [q.prompt for q in reader.parse(read.text).questions] == ["so" if "deck" in head else "why"]


def test_the_one_file_of_a_folder_is_the_deck() -> None:
    alone = import_folder("F", {"x/only.md": ONE, "empty.md": b" "})
    assert (alone.name, alone.path, alone.text, alone.warnings) == ("x only", "x/only.md", ONE.decode(), ())
    with pytest.raises(UserError) as caught:
        import_folder("F", {"b.csv": b'q,a\n"x', "d.exe": b"x"})
    assert str(caught.value) == f"No file of the folder can be read. “b.csv” was left out: {OPEN}"
    assert caught.value.remedy == f"Put files of {READABLE} into it."
    old = "# Größe\n".encode("cp1252")
    both = import_folder("F", {"a.md": old, "b.md": old, "c.md": ONE})
    assert len(both.warnings) == 2 and both.warnings[0].startswith("The file is not UTF-8")
    with pytest.raises(UserError, match=r"^No file of the folder can be read\.$"):
        import_folder("F", {})


def test_a_packages_media_are_pictures_or_named() -> None:
    note = "'Why? <img src=\"a.png\"><img src=\"gone.png\">' || char(31) || 'So.'"
    sql = COLLECTION + NOTES + f"INSERT INTO notes VALUES (1, 1, '', {note});"
    connection = sqlite3.connect(":memory:")
    connection.executescript(sql)
    media = {"0": "a.png", "1": "q.mp3"}
    files = {"collection.anki2": connection.serialize(), "media": json.dumps(media).encode(), "0": drawn(), "1": b"x"}
    (read,) = import_file("x.apkg", zipped(files))
    assert f"![]({read.pictures[0].address})[picture gone.png]" in read.text
    left = "1 media file is named but not taken over: q.mp3."
    assert read.warnings == ("1 picture comes with it.", left)
    more = {"0": "a.png", **{str(n): f"{n}.mp3" for n in range(1, 8)}}
    (read,) = import_file("x.apkg", zipped({**files, "media": json.dumps(more).encode()}))
    assert read.warnings[1] == "7 media files are named but not taken over: 1.mp3, 2.mp3, 3.mp3, 4.mp3, 5.mp3."
    for broken in (b"[]", b"{", b"[" * 100_000):
        (read,) = import_file("x.apkg", zipped({**files, "media": broken}))
        assert read.pictures == () and read.warnings == ()


def test_a_word_document_has_its_pictures_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "MAX_BYTES", 1000)
    namespace = "http://schemas.openxmlformats.org"
    image = f"{namespace}/officeDocument/2006/relationships/image"
    blip = (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="{0}/drawingml/2006/wordprocessingDrawing"><wp:docPr id="1" name="p" descr="A pool"/>'
        '<a:graphic xmlns:a="{0}/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic="{0}/drawingml/2006/picture"><pic:blipFill>'
        '<a:blip xmlns:r="{0}/officeDocument/2006/relationships" r:embed="{1}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r></w:p>"
    )
    relations = "".join(f'<Relationship Id="r{n}" Type="{image}" Target="media/{n}.png"/>' for n in range(3))
    extra = {
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{namespace}/package/2006/relationships">{relations}</Relationships>'.encode(),
        "word/media/0.png": drawn(),
        "word/media/1.png": b"no picture",
        "word/media/2.png": drawn() + bytes(1000),
    }

    def read(*numbers: int) -> formats.ImportedText:
        body = "".join(blip.format(namespace, f"r{n}") for n in numbers)
        return import_file("d.docx", word(paragraph("Text") + body, extra))[0]

    kept = read(0)
    assert f"![A pool]({kept.pictures[0].address})" in kept.text and kept.warnings == ("1 picture comes with it.",)
    assert read(0, 1).warnings == ("1 picture was not taken over.", "1 picture comes with it.")
    assert read(1, 2).warnings == ("2 pictures were not taken over.",) and read(2).pictures == ()


def test_a_picture_s_name_may_be_spelled_with_composed_letters_or_not() -> None:
    composed, parted = "bücher.png", "bu\u0308cher.png"
    for shown, packed in ((composed, parted), (parted, composed)):
        (read,) = import_file("a.zip", zipped({"a.md": f"# T\n\n![a]({shown})\n".encode(), packed: drawn()}))
        assert len(read.pictures) == 1 and read.problems == ()


def test_the_chapters_of_a_folder_have_a_bound_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "MAX_TEXT_BYTES", 100)
    files = {f"{number}.md": b"word " * 12 for number in range(2)}
    with pytest.raises(UserError, match="The deck would have more than 0 MB of text") as caught:
        import_folder("d", files)
    assert caught.value.remedy == "Split the file."
    assert import_folder("d", {"0.md": files["0.md"]}).text == "word " * 12
