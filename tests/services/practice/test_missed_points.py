"""What the last typed answer to a card left out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from quiz.scheduler import Rating
from services.library import catalog
from services.practice import practice
from services.practice.missed_points import load_missed_points
from services.practice.practice import Learner
from services.workspace import Workspace

WHO = Learner(1, "UTC", "session")
TEXT = b"## Pools\n\n**Question:** Why? {#q}\n\n**Answer:** So.\n\n- [ ] one\n- [ ] two\n- [ ] three\n"
Points = tuple[tuple[str, bool | None], ...]


@pytest.mark.parametrize(
    ("answers", "missed"),
    [
        ([], ()),
        ([None], ()),
        ([(("one", True), ("two", False), ("three", False))], ("two", "three")),
        ([(("one", True), ("two", None), ("three", False))], ("three",)),  # what could not be told was not left out
        ([(("one", False),), (("one", True), ("two", False))], ("two",)),
        ([(("one", False),), None], ()),  # the last answer was not typed
    ],
)
def test_only_the_last_typed_answer_tells_what_was_left_out(
    workspace: Workspace, now: datetime, answers: list[Points | None], missed: tuple[str, ...]
) -> None:
    catalog.add_deck(workspace, "pools.md", TEXT, now)
    for number, points in enumerate(answers):
        at = now + timedelta(days=number)
        shown = practice.load_card(workspace, WHO, "pools", "q", at)
        practice.grade_card(workspace, WHO, shown, Rating.EASY, at, f"key-{number}", points=points)
    fresh = practice.load_card(workspace, WHO, "pools", "q", now + timedelta(days=9))
    assert load_missed_points(workspace, WHO, fresh) == missed
