"""Levels of seniority, in the words that authors use."""

from __future__ import annotations

import pytest

from mock_interview.levels import choose_level, rank_level, settle_level


@pytest.mark.parametrize(
    ("title", "rank"),
    [
        ("Graduate", 0),
        ("Software engineer", 1),
        ("Senior", 2),
        ("senior to staff", 3),  # the highest that is named
        ("Tech-Lead", 3),
        ("Principal/Senior", 4),
        ("VP of platform", 5),
        ("international", None),  # no intern
        ("", None),
    ],
)
def test_a_title_has_a_place_on_the_ladder(title: str, rank: int | None) -> None:
    assert rank_level(title) == rank


@pytest.mark.parametrize(
    ("requested", "decks", "level"),
    [
        (" staff ", ["principal"], "staff"),
        ("", ["junior", "lead", "wizard"], "staff"),
        (" ", ["wizard", ""], "senior"),
        ("", [], "senior"),
    ],
)
def test_a_round_has_the_level_wished_for_else_the_highest_of_its_decks(
    requested: str, decks: list[str], level: str
) -> None:
    assert settle_level(requested, decks) == level


@pytest.mark.parametrize(
    ("offered", "requested", "chosen"),
    [
        (("Mid", "Senior", "Staff"), "STAFF", "Staff"),
        (("Lead", "Staff"), "staff", "Staff"),  # the word itself before one of the same rank
        (("Mid", "Senior", "Staff"), "director", "Staff"),
        (("Principal", "Senior"), "staff", "Senior"),  # of two equally near the lower
        (("gold", "silver"), "senior", "gold"),
        (("Staff", "Mid"), "wizard", "Staff"),
        ((), "senior", ""),
    ],
)
def test_the_nearest_level_that_is_offered_is_chosen(offered: tuple[str, ...], requested: str, chosen: str) -> None:
    assert choose_level(offered, requested) == chosen
