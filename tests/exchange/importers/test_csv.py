"""Tables: separators, Anki's headers, rows that name the columns, and what each cell becomes."""

from __future__ import annotations

import pytest

from exchange.export.anki import NOTE_TYPE
from exchange.importers import csv
from exchange.importers.csv import BrokenTableError, read_pasted_pairs, read_table
from exchange.importers.notes import ImportedNote


def pairs(text: str) -> list[tuple[str, str]]:
    return [(note.question, note.answer) for note in read_table(text)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("heads", ["", "named", "sep"])
def test_each_separator_is_found_or_read(separator: str, heads: str) -> None:
    name = {value: key for key, value in csv.SEPARATORS.items()}[separator].title()
    above = {"": "", "named": f"#separator:{name}\n", "sep": f'"sep={separator}"\n'}[heads]
    rows = f"question{separator}answer\nWhy?{separator}So it is.\nWho?{separator}You.\n"
    assert pairs(above + rows) == [("Why?", "So it is."), ("Who?", "You.")]


@pytest.mark.parametrize(("name", "separator"), [("colon", ":"), ("Space", " "), ("~", "~"), (":", ":")])
def test_a_separator_that_is_not_guessed_is_read_from_the_header(name: str, separator: str) -> None:
    assert pairs(f"#separator:{name}\na{separator}b\nc{separator}d\n") == [("a", "b"), ("c", "d")]


def test_the_separator_is_the_one_that_parts_most_rows_alike() -> None:
    assert pairs("a;b, c\nd;e\nf;g, h\n") == [("a", "b, c"), ("d", "e"), ("f", "g, h")]
    assert pairs("a, b\nc, d\n") == [("a", "b"), ("c", "d")]  # blanks behind it are not the cell's
    assert pairs("word\n") == []


@pytest.mark.parametrize(
    "header",
    ["question,answer", "Front,Back", '" Prompt ",Extra', "term,definition", "Q,A", "Frage,Antwort", "word,meaning"],
)
def test_a_row_that_names_the_columns_is_no_question(header: str) -> None:
    assert pairs(f"{header}\nWhy?,So.\n") == [("Why?", "So.")]


def test_columns_are_found_by_their_names_wherever_they_are() -> None:
    (note,) = read_table("tags,definition,deck,term,Note\nx y,So.,A::Pools,Why?,more\n")
    assert note == ImportedNote("Why?", "So.\n\nnote: more", "Pools", ("x", "y"))
    (note,) = read_table("topic,answer,question,deck\nThreads,So.,Why?,Pools\n")
    assert note.topic == "Threads"


@pytest.mark.parametrize("row", ["term,Why", "a,b", "word,other"])
def test_a_short_heading_alone_is_a_question(row: str) -> None:
    assert pairs(f"{row}\nWhy?,So.\n") == [(row.split(",")[0], row.split(",")[1]), ("Why?", "So.")]


def test_ankis_headers_say_what_the_columns_are() -> None:
    text = (
        "#separator:tab\n#html:true\n#guid column:1\n#deck column:2\n#tags column:5\n"
        "g1\tA::Pools\tWhy <b>x</b>?\tSo.\tx y\textra\n"
    )
    assert read_table(text) == (ImportedNote("Why **x**?", "So.\n\nextra", "Pools", ("x", "y")),)
    (note,) = read_table("#html:false\n#deck:A::Rest\n#columns:Front,Back\nWhy <b>?,a & b\n")
    assert (note.question, note.answer, note.topic) == ("Why <b>?", "a & b", "Rest")


def test_our_own_note_type_has_its_own_fields() -> None:
    row = "\t".join([NOTE_TYPE, "q-1", "Why?", "So.", "Plain.", "<ul><li>p</li></ul>", "the limit", "Pools"])
    (note,) = read_table(f"#separator:tab\n#html:true\n#notetype column:1\n{row}\n")
    assert (note.question, note.answer, note.topic, note.points) == ("Why?", "So.", "Pools", ("p",))
    other = row.replace(NOTE_TYPE, "Basic")
    (note,) = read_table(f"#separator:tab\n#html:true\n#notetype column:1\n{other}\n")
    assert note.question == "q-1" and note.answer.startswith("Why?\n\nSo.")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('question,answer\nWhy?,"open\nmore\n', 2),
        ('#html:true\n"sep\nWhy?,x', 2),
        ('#html:true\n#deck:x\na,b\nc,"d\n', 4),
        ('"sep=;"\na;b\nc;"d\n', 3),
    ],
)
def test_a_mark_that_is_never_closed_is_named_with_its_line(text: str, line: int) -> None:
    with pytest.raises(BrokenTableError, match="A quotation mark is opened and never closed") as caught:
        read_table(text)
    assert caught.value.line == line
    assert BrokenTableError("x").line == 0


def test_no_more_than_the_bound_and_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv, "MAX_NOTES", 2)
    assert len(read_table("a,b\n" * 2)) == 2
    assert len(read_table("a,b\n" * 9)) == 3
    assert len(read_pasted_pairs("a\tb\n" * 9)) == 3


def test_pairs_need_most_lines_and_go_on_below() -> None:
    text = "\ufeffgoes nowhere\r\nmutex\tone <lock>\rmore of it\n\nlatch\tgate\nrace\ttwo\n"
    assert [(n.question, n.answer) for n in read_pasted_pairs(text)] == [
        ("mutex", "one <lock>\nmore of it"),
        ("latch", "gate"),
        ("race", "two"),
    ]
    assert len(read_pasted_pairs("a\tb\nc\td\n")) == 2
    assert read_pasted_pairs("a\tb\n") == ()
    assert len(read_pasted_pairs("a\tb\nc\td\ne\tf\nx\ny\n")) == 3  # three of five
    assert read_pasted_pairs("a\tb\nc\td\nx\ny\n") == ()  # two of four
    assert read_pasted_pairs("a\tb\tc\n\td\n") == ()


def test_pairs_may_have_a_row_that_names_the_columns() -> None:
    pairs = read_pasted_pairs('Term\tDefinition\nthe "x\ty\nTerm\tDefinition\n')
    assert [(n.question, n.answer) for n in pairs] == [('the "x', "y"), ("Term", "Definition")]


def test_rows_without_words_are_left_out() -> None:
    assert pairs("question,answer\n,\n  ,  \nWhy?,So.\n,only an answer\n") == [("Why?", "So.")]
