"""Whatever the front matter holds, reading it raises nothing."""

from __future__ import annotations

import pytest

import deck as reader
from deck.formatter import format_deck

_LONG_NUMBER = "0x" + "F" * 5000  # of more digits than Python writes out in decimal


@pytest.mark.parametrize(
    "line",
    [
        "title: {}", "tags: [{}]", "more: {}", "more: [{}]", "? {}\n: x", "author: [{{name: [{}]}}]", "synonyms: [[{}]]",
        "title: " + ":".join(["59"] * 3000),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_written_out_is_a_problem(line: str) -> None:
    found = reader.parse(f"---\n{line.format(_LONG_NUMBER)}\n---\n\n# D\n")
    assert [problem.code for problem in found.problems] == ["front-matter"]
    assert "too long" in found.problems[0].message and format_deck(found)


def test_a_long_number_in_toml_is_one_too() -> None:
    found = reader.parse(f"+++\ntitle = {_LONG_NUMBER}\n+++\n\n# D\n")
    assert [problem.code for problem in found.problems] == ["front-matter"]
