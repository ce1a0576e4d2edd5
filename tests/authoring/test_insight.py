"""What a mentor learns about a deck."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import deck as reader
from quiz.schedule import Rating
from services import authoring, insight, study
from services.study import Learner
from services.workspace import Workspace

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEXT = """## Pools

**Question:** Why is a pool of ten behind two hundred threads dangerous? {#q-ten}

**Answer:** Because.

## Alone

Only prose.

## Incident: The storm

**00:00** – It begins

**00:05** – It ends
"""


def test_answers_of_all_learners_are_counted(workspace: Workspace) -> None:
    authoring.publish(workspace, 1, "d", TEXT, base=0, now=NOW)
    who, at = Learner(1, "UTC", "s"), NOW
    for number, (rating, sure) in enumerate(((Rating.AGAIN, 90), (Rating.GOOD, 90), (Rating.AGAIN, 20))):
        at += timedelta(minutes=20)
        shown = study.next_card(workspace, who, "d", at).shown
        assert shown is not None
        study.grade(workspace, who, shown, rating, at + timedelta(seconds=12), f"key {number}", confidence=sure)
    (row,) = insight.questions(workspace, 1, "d")
    assert (row.id, row.line, row.asked, row.sure_and_wrong, row.learners) == ("q-ten", 3, 3, 1, 1)
    assert row.failed == pytest.approx(2 / 3)
    assert row.seconds == pytest.approx(12)
    (person,) = insight.learners(workspace, 1, "d")
    assert (person.answers, person.failed) == (3, pytest.approx(2 / 3))
    study.undo(workspace, who, at + timedelta(minutes=1), "undo")
    assert insight.questions(workspace, 1, "d")[0].asked == 2


def test_what_a_deck_lacks_is_told_with_its_line() -> None:
    found = [(gap.what, gap.line) for gap in insight.gaps(reader.parse(TEXT))]
    assert ("a question without key points", 3) in found
    assert ("a topic without questions", 7) in found
    assert ("an incident without a decision", 11) in found
