"""Files of a folder as chapters of one deck: titles from the front matter, and nothing of it left in the text."""

from __future__ import annotations

import pytest

from exchange.importers.chapters import Chapter, join_chapters


@pytest.mark.parametrize("end", ["---", "...", "---  "])
def test_front_matter_gives_the_title_and_is_gone_from_the_text(end: str) -> None:
    text = f"---\ntitle: Thread pools\n{end}\nBody.\n"
    assert join_chapters("Deck", [Chapter("a.md", text)]).rstrip().endswith("## Thread pools\n\nBody.")


def test_a_title_that_is_the_last_thing_of_the_front_matter_has_no_dash_behind_it() -> None:
    assert "\n## Pools\n" in join_chapters("Deck", [Chapter("a.md", "---\ntitle: Pools\n---\nBody.\n")])


def test_a_line_of_dashes_further_down_is_no_front_matter() -> None:
    assert "Body.\n\n---\n\nMore." in join_chapters("Deck", [Chapter("a.md", "# A\n\nBody.\n\n---\n\nMore.\n")])
