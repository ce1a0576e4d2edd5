"""What a mentor learns about a deck."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import deck as reader
from quiz.scheduler import Rating
from services.learners import learners
from services.library import analytics, publishing
from services.practice import practice
from services.practice.practice import Learner
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
    publishing.publish_text(workspace, 1, "d", TEXT, base=0, now=NOW)
    who, at = Learner(1, "UTC", "s"), NOW
    for number, (rating, sure) in enumerate(((Rating.AGAIN, 90), (Rating.GOOD, 90), (Rating.AGAIN, 20))):
        at += timedelta(minutes=20)
        shown = practice.load_next_card(workspace, who, "d", at).shown
        assert shown is not None
        practice.grade_card(workspace, who, shown, rating, at + timedelta(seconds=12), f"key {number}", confidence=sure)
    (row,) = analytics.measure_questions(workspace, 1, "d")
    assert (row.id, row.line, row.times_asked, row.sure_and_wrong, row.learners) == ("q-ten", 3, 3, 1, 1)
    assert row.failure_rate == pytest.approx(2 / 3)
    assert row.seconds == pytest.approx(12)
    (person,) = analytics.list_learner_activity(workspace, 1, "d")
    assert (person.answers, person.failure_rate) == (3, pytest.approx(2 / 3))
    practice.undo_last(workspace, who, at + timedelta(minutes=1), "undo")
    assert analytics.measure_questions(workspace, 1, "d")[0].times_asked == 2


def test_what_a_deck_lacks_is_told_with_its_line() -> None:
    found = [(gap.what, gap.line) for gap in analytics.find_gaps(reader.parse(TEXT))]
    assert ("a question without key points", 3) in found
    assert ("a topic without questions", 7) in found
    assert ("an incident without a decision", 11) in found


POINTED = TEXT.replace(
    "**Answer:** Because.\n",
    "**Answer:** Because.\n\n- [ ] names the idempotency key\n- [ ] keeps the first answer\n- [ ] says how long\n",
)


def typed(ws: Workspace, at: datetime, name: str, points: dict[str, bool] | None) -> None:
    who = Learner(1, "UTC", name)
    shown = practice.load_card(ws, who, "d", "q-ten", at)
    practice.answer_card(ws, who, shown, Rating.GOOD, at, name, points=tuple(points.items()) if points else None)


def test_the_key_points_that_typed_answers_missed_are_counted(workspace: Workspace) -> None:
    publishing.publish_text(workspace, 1, "d", POINTED, base=0, now=NOW)
    key, first, long = "names the idempotency key", "keeps the first answer", "says how long"
    typed(workspace, NOW, "one", {key: False, first: True, long: False})
    typed(workspace, NOW + timedelta(hours=1), "two", {key: False, first: True, long: True})
    typed(workspace, NOW + timedelta(hours=2), "spoken", None)
    typed(workspace, NOW + timedelta(hours=3), "undone", {key: False, first: False, long: False})
    undone = practice.undo_last(workspace, Learner(1, "UTC", "undone"), NOW + timedelta(hours=3), "u")
    assert undone is not None
    assert undone.points == ((key, False), (first, False), (long, False))
    (row,) = analytics.measure_questions(workspace, 1, "d")
    assert (row.times_asked, row.typed) == (3, 2)
    assert row.missed_points == (analytics.MissedPoint(key, 2, 2), analytics.MissedPoint(long, 1, 2))


def test_a_key_point_that_was_reworded_keeps_its_count_and_one_that_is_gone_has_none(workspace: Workspace) -> None:
    publishing.publish_text(workspace, 1, "d", POINTED, base=0, now=NOW)
    typed(
        workspace,
        NOW,
        "one",
        {"names the idempotency key": False, "keeps the first answer": True, "says how long": False},
    )
    reworded = POINTED.replace("names the idempotency key", "names an idempotency key for the payment").replace(
        "- [ ] says how long", "- [ ] something else altogether"
    )
    publishing.publish_text(workspace, 1, "d", reworded, base=1, now=NOW)
    (row,) = analytics.measure_questions(workspace, 1, "d")
    assert row.missed_points == (analytics.MissedPoint("names an idempotency key for the payment", 1, 1),)


def test_points_that_stood_side_by_side_are_not_taken_for_each_other() -> None:
    now = ("retries with a budget", "retries with jitter")
    answers = [
        ((("retries with a budget", False), ("retries with jitter", True)), 3),
        ((("retries with jitter", False),), 1),
    ]
    assert analytics.count_missed_points(now, answers) == (
        analytics.MissedPoint("retries with a budget", 3, 3),
        analytics.MissedPoint("retries with jitter", 1, 4),
    )


SHARED = """## Pools {#pools}

Prose about pools.

### Sizes {#sizes}

**Question:** Which size of a pool of connections is large enough for two hundred threads? {#q-size}

**Answer:** One that is measured under load, with the wait for a connection beside it, and not one that is guessed at.

- [ ] measured

## Alone {#alone}

Only prose.

## Spoken scripts

### Part 1: Pools (2 minutes)

A pool is a queue.
"""


def test_a_topic_is_covered_by_a_question_below_it_and_a_script_is_no_topic() -> None:
    titles = [gap.title for gap in analytics.find_gaps(reader.parse(SHARED)) if gap.what == "a topic without questions"]
    assert titles == ["Alone"]


def test_the_most_failed_question_comes_first_and_the_latest_learner(workspace: Workspace) -> None:
    two = "**Question:** One? {#q-one}\n\n**Answer:** 1.\n\n**Question:** Two? {#q-two}\n\n**Answer:** 2.\n"
    publishing.publish_text(workspace, 1, "two", two, base=0, now=NOW)
    second = learners.add_learner(workspace, 1, "Ada", NOW)
    for place, (number, name, rating) in enumerate(
        ((1, "q-one", Rating.GOOD), (1, "q-two", Rating.AGAIN), (second, "q-one", Rating.GOOD))
    ):
        at = NOW + timedelta(hours=place)
        who = Learner(number, "UTC", f"s{place}")
        shown = practice.load_card(workspace, who, "two", name, at)
        practice.grade_card(workspace, who, shown, rating, at, f"key {place}")
    assert [row.id for row in analytics.measure_questions(workspace, 1, "two")] == ["q-two", "q-one"]
    activity = analytics.list_learner_activity(workspace, 1, "two")
    assert [(row.name, row.answers) for row in activity] == [("Ada", 1), ("Learner", 2)]
