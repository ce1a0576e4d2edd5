"""Words that exclude each other."""

from __future__ import annotations

import pytest

from quiz.answers.opposites import are_opposites, is_everyday, opposites
from quiz.answers.stemming import stem


@pytest.mark.parametrize(
    ("one", "other", "excluded"),
    [
        ("mandatory", "optional", True),
        ("increases", "decreased", True),  # in any inflection
        ("asynchronous", "synchronous", True),
        ("locked", "unlocked", True),
        ("income", "come", False),  # what follows the prefix is too short
        ("reordered", "ordered", False),  # this prefix turns nothing round
        ("overreports", "underreports", True),
        ("overrun", "underrun", True),
        ("overruns", "underreports", False),
        ("underreport", "underreport", False),
        ("queue", "queue", False),
        ("queue", "broker", False),
    ],
)
def test_which_words_exclude_each_other_whichever_comes_first(one: str, other: str, excluded: bool) -> None:
    assert are_opposites(stem(one), stem(other)) is excluded
    assert are_opposites(stem(other), stem(one)) is excluded


@pytest.mark.parametrize(
    ("one", "other", "excluded"),
    [
        ("order", "disorder", True),
        ("come", "income", False),
        ("overdo", "underdo", False),
        ("overrun", "underrun", True),
    ],
)
def test_enough_of_a_word_must_follow_its_prefix(one: str, other: str, excluded: bool) -> None:
    assert are_opposites(one, other) is are_opposites(other, one) is excluded


def test_a_word_has_its_opposites_in_every_group_it_stands_in() -> None:
    assert {stem("never"), stem("late")} <= opposites(stem("early"))
    assert stem("early") not in opposites(stem("early"))
    assert opposites("xyzzy") == frozenset()


@pytest.mark.parametrize(
    ("word", "everyday"), [("more", True), ("writes", True), ("requests", True), ("mandatory", False), ("", False)]
)
def test_everyday_words_prove_little(word: str, everyday: bool) -> None:
    assert is_everyday(stem(word)) is everyday
