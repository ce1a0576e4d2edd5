"""Items of lists as text, and what parts the text of one."""

from __future__ import annotations

import pytest

from deck.markdown.list_items import (
    dedent_item,
    is_task_line,
    join_wrapped_lines,
    parse_list_item,
    split_arrow,
    split_wordings,
    strip_quotation,
)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["- a", "  b", "    c", "d"], ["a", "b", "  c", "d"]),
        (["10. a", "    b", "   c"], ["a", "b", "c"]),
        ([" *   a", "     b"], ["a", "b"]),
        (["-      code", "  b"], ["     code", "b"]),
        (["-", "  b"], ["", "b"]),
        (["-\ta", "\tb"], ["a", "b"]),
        (["1) a", "", "   b"], ["a", "", "b"]),
        (["no item", "  b"], ["no item", "  b"]),
    ],
)
def test_an_item_loses_its_marker_and_indentation(lines: list[str], expected: list[str]) -> None:
    assert dedent_item(lines) == expected


@pytest.mark.parametrize(
    ("line", "task", "text"),
    [
        ("- [ ] a", False, "a"),
        ("- [x] a", True, "a"),
        ("* [X]  a", True, "a"),
        ("- [y] a", None, "[y] a"),
        ("- [x]a", None, "[x]a"),
        ("- a", None, "a"),
    ],
)
def test_a_box_is_open_ticked_or_none(line: str, task: bool | None, text: str) -> None:
    item = parse_list_item(["before", line, "  more", "after"], 1, 2)
    assert (item.task, item.text, item.first) == (task, f"{text}\nmore", 1)
    assert is_task_line(line) is (task is not None)


def test_an_item_has_no_blank_lines_around_its_text() -> None:
    assert parse_list_item(["- a", "", "  b", ""], 0, 3).text == "a\n\nb"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a → b", ("a", "b")),
        ("a\n→ b", ("a", "b")),
        ("→ b", ("", "b")),
        ("*a*→b", ("*a*", "b")),
        ("“a”→ b", ("“a”", "b")),
        ("a -> b => c", ("a", "b => c")),
        ("x->y is c", ("x->y is c", "")),
        ("x->y → b", ("x->y", "b")),
        ("none ", ("none", "")),
    ],
)
def test_an_arrow_that_stands_free_parts_a_text(text: str, expected: tuple[str, str]) -> None:
    assert split_arrow(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a point ~ one; two ; ", ("a point", ("one", "two"))),
        ("a point", ("a point", ())),
        ("takes ~ 5 s", ("takes ~ 5 s", ())),
        ("a~b", ("a~b", ())),
        ("`a ~ b` is code", ("`a ~ b` is code", ())),
        ("`a ~ b` ~ code", ("`a ~ b`", ("code",))),
        (" ~ alone", (" ~ alone", ())),
        ("about ~ 5 s ~ soon", ("about ~ 5 s", ("soon",))),
    ],
)
def test_wordings_stand_behind_a_tilde(text: str, expected: tuple[str, tuple[str, ...]]) -> None:
    assert split_wordings(text) == expected


def test_wrapped_lines_are_joined() -> None:
    assert join_wrapped_lines("a  \n  b\\\n\nc") == "a b c"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*“Why?”*", "Why?"), ("**Why?**", "Why?"), ("***Why?***", "Why?"), ("_Why?_", "Why?"), ('"Why?"', "Why?"), ("„Warum?“", "Warum?"),
        ("«Pourquoi ?»", "Pourquoi ?"), ("‘Why?’", "Why?"), ("”Varför?”", "Varför?"), (" “Why?” ", "Why?"),
        ("“a” and “b”", "“a” and “b”"), ("*a* or *b*", "*a* or *b*"), ("“Why?", "“Why?"), ("**", "**"), ("", ""), ("Why?”", "Why?”"),
    ],
)  # fmt: skip
def test_quotation_marks_around_the_whole_are_taken_off(text: str, expected: str) -> None:
    assert strip_quotation(text) == expected
