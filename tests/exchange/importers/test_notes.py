"""A foreign note's fields, and the markdown that a list of notes becomes."""

from __future__ import annotations

import pytest

from exchange.importers.notes import ImportedNote, build_note, convert_html, write_deck


@pytest.mark.parametrize(
    ("names", "values", "question", "answer"),
    [
        (("Front", "Back"), ("a", "b"), "a", "b"),
        ((" BACK ", "front"), ("b", "a"), "a", "b"),
        (("x", "y"), ("a", "b"), "a", "b"),
        (("x", "y", "z"), ("a", " ", "c"), "a", "c"),
        (("x", "answer"), ("a", "b"), "a", "b"),
        (("Text", "Extra"), ("a {{c1::gap::hint}} b {{c2::other}}", "b"), "a … b …", "**gap**, **other**\n\nb"),
        (("Text",), ("{{c1::out {{c2::in}} er}}",), "…", "**in**, **out … er**"),
        (("question", "answer", "Source"), ("a", "b", "RFC 1"), "a", "b\n\nSource: RFC 1"),
        (("question", "answer", "field 3"), ("a", "b", "c"), "a", "b\n\nc"),
        (("question", "answer", "Id", "No", "Spare 1", "Audio"), ("a", "b", "1", "2", "3", "4"), "a", "b"),
        (("question", "answer", "Notes"), ("a", "b", "[sound:x.mp3]"), "a", "b"),
        (("question", "answer"), ("a",), "a", ""),
        ((), ("a", "b"), "a", "b"),
    ],
)
def test_question_and_answer(names: tuple[str, ...], values: tuple[str, ...], question: str, answer: str) -> None:
    note = build_note(names, values, ("t",), "Pools")
    assert note is not None
    assert (note.question, note.answer, note.topic, note.tags) == (question, answer, "Pools", ("t",))


@pytest.mark.parametrize("values", [(), ("", "b"), ("<img>", "b"), ("[sound:a.mp3]", "b")])
def test_a_note_that_asks_nothing_is_none(values: tuple[str, ...]) -> None:
    assert build_note(("question", "answer"), values, (), "") is None


def test_points_and_media() -> None:
    values = ("Why? [sound:q.mp3]", '<img alt=x src="a&amp;b.png">[sound:a.mp3]', "<ul><li>one</li><li>two</li></ul>")
    note = build_note(("question", "answer", "key points"), values, (), "")
    assert note is not None
    assert note.points == ("one", "two")
    assert note.media == ("q.mp3", "a.mp3", "a&b.png")
    assert note.answer == "[picture a&b.png]"
    short = build_note(("question", "answer", "key points"), ("a", "b"), (), "")
    assert short is not None and short.points == ()


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (" plain ", "plain"),
        ("a<br>b", "a  \nb"),
        ("a_b*c 1. # x &amp; y", "a_b*c 1. # x & y"),
        ("<h2>H</h2><ul><li>a</li></ul>", "## H\n\n- a"),
        ('<a href="https://x.org" onclick="y()">a</a><a href="javascript:z()">b</a>', "[a](https://x.org)b"),
        ("<p>a</p><p></p><p></p><p>b</p>", "a\n\nb"),
        ("<img src='one.png'><img src=two.png>", "[picture one.png][picture two.png]"),
    ],
)
def test_a_field_as_markdown(html: str, markdown: str) -> None:
    assert convert_html(html) == markdown


def test_a_whole_deck() -> None:
    notes = [
        ImportedNote("Why\nnow?\n\nMore.", "So.", "Pools\n", ("b", "a")),
        ImportedNote("Who?", "", "", ("a",), ("one\n two", "three")),
        ImportedNote("When?", "Now.", "Pools\n"),
    ]
    assert write_deck("My\n deck", notes) == (
        '---\ntitle: "My deck"\ntags: ["a", "b"]\n---\n\n'
        "## Pools\n\n**Question:** Why now?\n\n**Answer:**\n\nMore.\n\nSo.\n\n**Question:** When?\n\n**Answer:**\n\nNow.\n\n"
        "## Questions\n\n**Question:** Who?\n\n**Answer:**\n\n**Key points:**\n\n- [ ] one two\n- [ ] three\n"
    )
    assert write_deck(" ", []) == "# …\n"
    many = [ImportedNote("a", "b", tags=tuple(f"t{n}" for n in range(150)))]
    assert '"t99"' in write_deck("x", many) and '"t100"' not in write_deck("x", many)


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("## Head ##", "**Head**"),
        ("   # Head", "**Head**"),
        ("    # code", "    # code"),
        ("#no heading", "#no heading"),
        ("##", "\\##"),
        ("---", ""),
        ("  ===", ""),
        ("--", "--"),
        ("**Question:** more", "Question: more"),
        ("**Answer:**", "Answer:"),
        ("**Bold:** stays", "**Bold:** stays"),
        ("- [ ] box", "- \\[ ] box"),
        ("1. [x] no box", "1. [x] no box"),
        (":::details T", "\\:::details T"),
        ("```\n# code\n```", "```\n# code\n```"),
        ("```\n# open", "```\n# open\n```"),
        ("~~~\n# open", "~~~\n# open\n~~~"),
    ],
)
def test_nothing_in_an_answer_ends_it(line: str, written: str) -> None:
    text = write_deck("T", [ImportedNote("Why?", f"a\n\n{line}\n\nz" if "open" not in line else line)])
    answer = text.partition("**Answer:**\n\n")[2].removesuffix("\n")
    assert answer == (f"a\n\n{written}\n\nz" if "open" not in line else written)
