"""The canonical form of a deck, to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import read_whole_deck

from deck.formatter import format_deck, render_canonical
from deck.parser import parse

CANONICAL = (Path(__file__).parent / "whole-deck-canonical.md").read_text(encoding="utf-8")


def test_one_of_everything_is_written_as_the_format_has_it() -> None:
    assert format_deck(parse(read_whole_deck())) == CANONICAL
    assert format_deck(parse(CANONICAL)) == CANONICAL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "\n"),
        ("# D\n\n\n\nx   y\n", "# D\n\nx   y\n"),
        ("---\ntitle: D\n---\n# D\n\nx\n", "---\ntitle: D\n---\n\nx\n"),
        ("## 3) Locks 🚀 {#locks}\n\nx\n", "## Locks {#locks}\n\nx\n"),
        ("**Question:** Why?\n\n- [X] a -> it is\n- [ ] b\n", "**Question:** Why?\n\n- [x] a\n  → it is\n- [ ] b\n"),
        ("**Question:** Why?\n\n**Answer:**\n\n- a\n- b\n", "**Question:** Why?\n\n**Answer:**\n\n- a\n- b\n"),
        ("**Q:** Why?\n**A:** So.\n", "**Question:** Why?\n\n**Answer:** So.\n"),
        (":::details A\n:::details B\nx\n:::\n:::\n\ny\n", ":::details A\n\n:::details B\n\nx\n\n:::\n\n:::\n\ny\n"),
        (
            "## Counter-questions\n\n**Pools**\n- *Why?* → testing a\n",
            "## Counter-questions\n\n**Pools**\n\n- *“Why?”*\n  → testing a\n",
        ),
        (
            "## Incident: x\n\n```signals made up\nminute, a (ms), b\n0, 1.50, 2\n5,, 3\n```\n\n- 00:00 a\n- 00:05 b\n",
            "## Incident: x\n\n```signals made up\nminute, a (ms), b\n0, 1.5, 2\n5, , 3\n```\n\n**00:00** – a\n\n**00:05** – b\n",
        ),
        (
            "## Incident: x\n\n- 2024-05-01 23:50 a\n- 00:10 b\n",
            "## Incident: x\n\n**2024-05-01 23:50** – a\n\n**00:10** – b\n",
        ),
        (
            "## Incident: x\n\n### 2024-05-01\n\n- 10:00 a\n- 10:05 b\n\n### 2024-05-03\n\n- 09:00 c\n",
            "## Incident: x\n\n**2024-05-01**\n\n**10:00** – a\n\n**10:05** – b\n\n**2024-05-03**\n\n**09:00** – c\n",
        ),
    ],
)
def test_a_text_is_written_in_its_canonical_form(text: str, expected: str) -> None:
    read = parse(text)
    assert render_canonical(read).strip("\n") == expected.strip("\n")
    assert format_deck(read).endswith("\n")
    assert parse(format_deck(read)) == read
