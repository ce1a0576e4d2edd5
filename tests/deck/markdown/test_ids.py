"""Ids made from texts and file names: the same for the same, and never twice in a deck."""

from __future__ import annotations

import re

import pytest

from deck.markdown.ids import IdRegistry, make_text_id, slugify_file_name


def test_the_same_text_has_the_same_id_whatever_its_typography() -> None:
    created = make_text_id("q", "What is a two-level cache?")
    assert re.fullmatch(r"q-[0-9a-f]{10}", created)
    assert created == make_text_id("q", "  What is a TWO\u2011level\u00a0cache?")
    assert created != make_text_id("q", "What is a two-level store?")
    assert created != make_text_id("q", "What is a two-level cache?", "Pools")
    assert make_text_id("c", "What is a two-level cache?") == "c" + created[1:]


@pytest.mark.parametrize(
    ("stem", "expected"),
    [("My Déck (v2)", "my-deck-v2"), ("--x--", "x"), ("日本語", "deck"), ("", "deck"), ("a" * 100, "a" * 80)],
)
def test_a_deck_is_named_after_its_file(stem: str, expected: str) -> None:
    assert slugify_file_name(stem) == expected


def test_no_id_is_given_twice() -> None:
    ids = IdRegistry()
    assert [ids.reserve(name) for name in ("a", "a", "b", "a-2", "a")] == ["a", "a-2", "b", "a-2-2", "a-3"]
    assert ids.is_reserved("a-3") and not ids.is_reserved("a-4")
