"""Key points ticked in advance: nothing without words, an estimate by its number, the rest by the judge."""

from __future__ import annotations

from datetime import datetime

import pytest

from mock_interview.model import InterviewQuestion, PointMark
from services.interview.point_ticking import suggest_marks
from services.library import catalog
from services.workspace import Workspace

pytestmark = pytest.mark.engines("sqlite")  # nothing is written
TEXT = b"""## Pools

**Question:** Why? {#q}

**Answer:** The threads wait for a free connection.

**Estimate:** How many are busy at {rps: 200 /s} for {hold: 50 ms}? {#est}

**Answer:** {rps * hold} connections (\xc2\xb1 10 %)
"""
ESTIMATE = InterviewQuestion(deck="d", id="est", prompt="How many?", key_points=("10 connections",))


@pytest.fixture
def house(workspace: Workspace, now: datetime) -> Workspace:
    catalog.add_deck(workspace, "d.md", TEXT, now)
    return workspace


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("About 10 connections.", True),
        ("200 a second, 50 ms each: so 10.", True),
        ("It is 10, I think, so perhaps 90.", True),
        ("10. That is all.", True),
        ("90 connections", False),
        ("no idea", None),
        ("10 " + "1000 " * 40, False),  # what somebody comes to stands at the end
        ("10 " + "1000 " * 39, True),
    ],
)
def test_an_estimate_is_right_by_a_figure_near_the_end(house: Workspace, text: str, said: bool | None) -> None:
    assert suggest_marks(house, 1, ESTIMATE, 1, text, {}) == (
        (PointMark("10 connections", said, suggested=said),),
        "",
    )


@pytest.mark.parametrize("text", ["", " \n"])
def test_nothing_is_suggested_without_words(house: Workspace, text: str) -> None:
    assert suggest_marks(house, 1, ESTIMATE, 1, text, {}) == ((PointMark("10 connections", None),), "")


@pytest.mark.parametrize("deck_id", ["d", "gone", ""])
def test_the_words_for_a_point_are_quoted(house: Workspace, deck_id: str) -> None:
    point = "threads wait for a free connection"
    question = InterviewQuestion(deck=deck_id, id="q~help", prompt="Why?", key_points=(point,))
    text = "First: all the threads wait for a free connection. Nothing else."
    ((mark,), _) = suggest_marks(house, 1, question, 1, text, {})
    assert (mark.point, mark.said, mark.suggested) == (point, True, True)
    assert "threads wait for a free connection" in mark.quote and mark.quote in text
    ((mark,), _) = suggest_marks(house, 1, question, 1, "I like green apples.", {})
    assert mark.said is not True and mark.suggested is mark.said
