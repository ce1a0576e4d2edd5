"""Parts of an answer as canonical markdown."""

from __future__ import annotations

import pytest

from deck.model import Callout, Code, Diagram, Dialogue, Part, Prose, Turn
from deck.render import begins_block, render_labelled, render_parts

PLACE = {"section": "", "line": 1, "last": 1}


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (Prose("a\n\nb", **PLACE), "a\n\nb"),
        (Code("t", "java", "int x;", **PLACE), "```java\nint x;\n```"),
        (Code("t", "", "```\nx\n````", **PLACE), "`````\n```\nx\n````\n`````"),
        (Diagram("t", "ascii", "+-+", "A box.", **PLACE), "**Spoken summary:** A box.\n\n```ascii\n+-+\n```"),
        (Diagram("t", "mermaid", "graph", "", **PLACE), "```mermaid\ngraph\n```"),
        (Dialogue((Turn("You", "So."), Turn("I", "No.")), **PLACE), "> *You:* So.\n>\n> *I:* No."),
        (Callout("tip", "Tip", "Short.", **PLACE), "**Tip:** Short."),
        (Callout("tip", "Tip", "", **PLACE), "**Tip:**"),
        (Callout("tip", "", "Bare.", **PLACE), "Bare."),
        (Callout("tip", "Tip", "- a\n- b", **PLACE), "**Tip:**\n\n- a\n- b"),
        (Callout("tip", "Tip", "One.\n\nTwo.", **PLACE), "**Tip:**\n\n> One.\n>\n> Two."),
    ],
)
def test_a_part_as_markdown(part: Part, expected: str) -> None:
    assert render_parts([part]) == expected


def test_parts_are_parted_by_blank_lines() -> None:
    assert render_parts([Prose("a", **PLACE), Code("", "", "b", **PLACE)]) == "a\n\n```\nb\n```"


@pytest.mark.parametrize("text", ["- a", "1. a", "> a", "| a |", "# a", "```", "~~~", ": a", "= a", "  a", "   - a"])
def test_what_cannot_stand_behind_a_label_begins_on_its_own_line(text: str) -> None:
    assert begins_block(text)
    assert list(render_labelled("**A:**", [Prose(text, **PLACE)])) == ["**A:**", text]


@pytest.mark.parametrize("text", ["a", "a\n- b", "(a)", "“a”"])
def test_other_text_stands_behind_it(text: str) -> None:
    assert not begins_block(text)
    assert list(render_labelled("**A:**", [Prose(text, **PLACE), Prose("b", **PLACE)])) == [f"**A:** {text}", "b"]


def test_a_label_over_code_or_nothing_stands_alone() -> None:
    assert list(render_labelled("**A:**", [])) == ["**A:**"]
    assert list(render_labelled("**A:**", [Code("", "", "b", **PLACE)])) == ["**A:**", "```\nb\n```"]
