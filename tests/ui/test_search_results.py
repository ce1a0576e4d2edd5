"""What a hit looks like and where it leads."""

from __future__ import annotations

import pytest

from services.search.index import MARK_END, MARK_START, Hit
from ui.search.results import find_target, format_snippet


def mark(text: str) -> str:
    return text.replace("<", MARK_START).replace(">", MARK_END)


@pytest.mark.parametrize(
    ("snippet", "markdown"),
    [
        ("…before <acks=all> after…", r"…before **acks\=all** after…"),
        ("<first> and <last>", "**first** and **last**"),
        ("*no* [link](x) <b>", r"\*no\* \[link\]\(x\) **b**"),
        ("nothing", "nothing"),
    ],
)
def test_found_words_are_bold_and_nothing_else_is_markup(snippet: str, markdown: str) -> None:
    assert format_snippet(mark(snippet)) == markdown


@pytest.mark.parametrize(
    ("kind", "block", "target"),
    [
        ("question", "q-1", ("topics", {"deck": "d", "topic": "t", "at": "q-1"})),
        ("text", "", ("topics", {"deck": "d", "topic": "t"})),
        ("incident", "i-1", ("incidents", {"deck": "d", "incident": "i-1"})),
    ],
)
def test_a_hit_leads_to_its_place(kind, block: str, target: tuple[str, dict[str, str]]) -> None:
    assert find_target(Hit("d", kind, "Title", "", "t", block, 3)) == target
