"""Headings: where they stand, what is title in them, and the ids made of them."""

from __future__ import annotations

import pytest

from deck.markdown.headings import Heading, find_headings, make_anchor, slugify, split_id, split_title


def test_headings_stand_outside_fences_with_their_level() -> None:
    lines = [
        "# One",
        "",
        "```",
        "# no heading",
        "```",
        "   ### Three ##",
        "    # code",
        "#none",
        "## ",
        "~~~",
        "# open",
    ]
    assert find_headings(lines) == (Heading(0, 1, "One"), Heading(5, 3, "Three"), Heading(8, 2, ""))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pools {#pools}", ("Pools", "pools")),
        ("Pools {#a.b:c_d-9}  ", ("Pools", "a.b:c_d-9")),
        ("{#only}", ("", "only")),
        ("Pools {#pools} here", ("Pools {#pools} here", "")),
        ("Pools {#-x}", ("Pools {#-x}", "")),
        ("Pools {#two words}", ("Pools {#two words}", "")),
        ("Sets {1, 2}", ("Sets {1, 2}", "")),
    ],
)
def test_an_id_stands_at_the_end(text: str, expected: tuple[str, str]) -> None:
    assert split_id(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plain title", ("Plain title", "", "")),
        ("4) Pools", ("Pools", "", "4)")),
        ("(12) Pools {#p}", ("Pools", "p", "(12)")),
        ("1.2. Pools", ("Pools", "", "1.2.")),
        ("1.2 Pools", ("Pools", "", "1.2")),
        ("99.9 % of calls", ("99.9 % of calls", "", "")),
        ("§ 7 Pools", ("Pools", "", "§ 7")),
        ("🔍 3: Pools 🚀 {#p}", ("Pools", "p", "3:")),
        ("1. 2. Pools", ("Pools", "", "1.")),
        ("7.", ("7.", "", "7.")),
        ("🚀", ("🚀", "", "")),
        ("2024 in review", ("2024 in review", "", "")),
    ],
)
def test_numbers_and_glyphs_are_taken_off(text: str, expected: tuple[str, str, str]) -> None:
    assert split_title(text) == expected


@pytest.mark.parametrize(
    ("title", "slug", "anchor"),
    [
        ("Web Server Choice: A vs. B", "web-server-choice-a-vs-b", "web-server-choice-a-vs-b"),
        ("Größe & Über", "gro-e-uber", "größe--über"),
        ("日本語", "section", "日本語"),
        ("  C++ / C#  ", "c-c", "c--c"),
        ("snake_case", "snake-case", "snake_case"),
        ("!?", "section", ""),
        ("a" * 300, "a" * 200, "a" * 300),
    ],
)
def test_slugs_are_ascii_and_anchors_those_of_forges(title: str, slug: str, anchor: str) -> None:
    assert (slugify(title), make_anchor(title)) == (slug, anchor)
