"""Text as lines that remember where they came from, and bytes as text."""

from __future__ import annotations

import pytest

import deck
from deck.markdown.source import Source, decode_text, format_line_ranges


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_at_line_breaks_and_nothing_else(end: str) -> None:
    source = Source.from_text(end.join(["a\x85b\u2028c\x0c", "", "d"]))
    assert source.lines == ["a\x85b\u2028c\x0c", "", "d"]
    assert source.origin == [1, 2, 3]
    assert source.text == "a\x85b\u2028c\x0c\n\nd"


def test_problems_name_the_line_of_the_file_even_after_lines_have_moved() -> None:
    source = Source.from_text("a\nb\nc\nd")
    source.keep_lines([3, 1])
    assert (source.lines, source.origin) == (["d", "b"], [4, 2])
    source.report(0, "warning", "x", "message", "remedy", takes=[1, 0, 1])
    source.report(9, "info", "y", "message")
    source.report_line(3, "error", "z", "message", "remedy", (3,), fix="better")
    assert [(p.line, p.severity, p.code, p.lines, p.fix) for p in source.problems] == [
        (4, "warning", "x", (2, 4), ""),
        (2, "info", "y", (), ""),
        (3, "error", "z", (3,), "better"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        "# Café\n“x”", "\ufeff# Café\n“x”", "# Café\n“x”".encode(), "\ufeff# Café\n“x”".encode(),
        "\ufeff# Café\n“x”".encode("utf-16-le"), "\ufeff# Café\n“x”".encode("utf-16-be"),
    ],
)  # fmt: skip
def test_healthy_text_is_decoded_without_a_word(data: str | bytes) -> None:
    assert decode_text(data) == ("# Café\n“x”", None)


def test_old_code_pages_are_told_at_the_first_line_that_has_one() -> None:
    text, problem = decode_text("one\ntwo\ncafé – “x”\n".encode("cp1252"))
    assert text == "one\ntwo\ncafé – “x”\n"
    assert problem is not None
    assert (problem.line, problem.severity, problem.code, problem.lines) == (3, "warning", "encoding", (3,))
    assert "Windows-1252" in problem.message
    other, told = decode_text(b"caf\xe9 \x81")
    assert other == "café \x81" and told is not None and "Latin-1" in told.message
    assert deck.parse("# Café\n\nWas für ein “Spaß”".encode("cp1252")).problems[0].code == "encoding"


def test_what_is_no_text_is_an_error() -> None:
    text, problem = decode_text(b"\x7fELF\xff" + b"\0" * 20 + b"x" * 100)
    assert problem is not None and (problem.severity, problem.code) == ("error", "binary")
    assert "\ufffd" in text
    _, little = decode_text(b"\xff" + b"\0" + b"x" * 100)
    assert little is not None and little.code == "encoding"


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], ""),
        ([4], "4"),
        ([5, 3, 4, 4], "3-5"),
        ([1, 3, 4, 9], "1, 3-4, 9"),
        (range(1, 21, 2), "1, 3, 5, 7, 9, 11, 13, 15 and 2 more places"),
        (range(1, 16, 2), "1, 3, 5, 7, 9, 11, 13, 15"),
    ],
)
def test_line_numbers_are_written_as_people_do(numbers: list[int], expected: str) -> None:
    assert format_line_ranges(numbers) == expected
