"""The plan of a study day before an interview: when there is one, and what it is made again for."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from quiz.review_values import PLANNED_DAYS
from quiz.scheduler import Rating
from services.connections import connect
from services.learners import settings
from services.learners.learners import add_learner
from services.library import catalog
from services.practice import practice
from services.practice.context import load_context
from services.practice.planning.day_plan import PracticePlan, load_plan
from services.practice.practice import Learner
from services.workspace import Workspace

pytestmark = pytest.mark.engines("sqlite")  # the same plans are made on both databases in test_deadline_plan
WHO = Learner(1, "UTC", "session")


def write_deck(questions: int) -> bytes:
    asked = (f"**Question:** What is {n}? {{#q-{n}}}\n\n**Answer:** The {n}.\n\n" for n in range(questions))
    return f"## Many {{#many}}\n\n{''.join(asked)}".encode()


@pytest.fixture
def ws(workspace: Workspace, now: datetime) -> Workspace:
    catalog.add_deck(workspace, "many.md", write_deck(60), now - timedelta(days=40))
    return workspace


def plan(ws: Workspace, now: datetime, who: Learner = WHO) -> PracticePlan | None:
    with connect(ws) as connection:
        return load_plan(load_context(connection, who, "many", now))


def choose_date(ws: Workspace, now: datetime, days: int, learner: int = 1, **more: object) -> None:
    date = (now + timedelta(days=days)).date().isoformat()
    settings.save_settings(ws, learner, interview=date, **more)


def answer(ws: Workspace, number: int, rating: Rating, now: datetime) -> int:
    shown = practice.load_card(ws, WHO, "many", f"q-{number}", now)
    practice.grade_card(ws, WHO, shown, rating, now, f"{number}-{now}")
    return shown.row_id


@pytest.mark.parametrize(
    ("days", "is_planned"), [(0, True), (1, True), (PLANNED_DAYS, True), (PLANNED_DAYS + 1, False)]
)
def test_single_days_are_planned_from_sixty_days_before(
    ws: Workspace, now: datetime, days: int, is_planned: bool
) -> None:
    assert plan(ws, now) is None
    choose_date(ws, now, days)
    assert (plan(ws, now) is not None) == is_planned


def test_another_version_or_day_or_learner_has_another_plan(ws: Workspace, now: datetime) -> None:
    choose_date(ws, now, 9)
    first = plan(ws, now)
    assert first is not None and 0 < first.new < 60
    other = Learner(add_learner(ws, 1, "Ada", now), "UTC", "other")
    choose_date(ws, now, 30, other.id)
    theirs = plan(ws, now, other)
    assert theirs is not None and theirs.new < first.new
    catalog.add_deck(ws, "many.md", write_deck(120), now)
    larger = plan(ws, now)
    assert larger is not None and larger.new > first.new
    assert plan(ws, now + timedelta(hours=3)) is larger
    assert plan(ws, now + timedelta(days=1)) is not larger


def test_the_plan_reviews_what_was_met_and_counts_what_is_new(ws: Workspace, now: datetime) -> None:
    met = {answer(ws, number, Rating.HARD, now - timedelta(days=30)) for number in range(12)}
    choose_date(ws, now, 2)
    made = plan(ws, now)
    assert made is not None
    reviews = json.loads(made.cards)
    assert set(reviews) == met and len(reviews) == len(met)
    assert made.new == 48  # all that is left: there is no later day to begin it on


def test_the_time_that_a_learner_gives_a_day_holds_at_once_and_what_was_answered_is_taken_off_it(
    ws: Workspace, now: datetime
) -> None:
    for number in range(30):
        answer(ws, number, Rating.HARD, now - timedelta(days=30))

    def count_reviews(minutes: int | None) -> int:
        choose_date(ws, now, 9, interview_minutes=minutes)
        made = plan(ws, now)
        assert made is not None
        return len(json.loads(made.cards))

    free, ten, five = (count_reviews(minutes) for minutes in (None, 10, 5))
    assert free > ten > five > 0
    for number in range(4):
        answer(ws, number, Rating.EASY, now)
    catalog.add_deck(ws, "many.md", write_deck(61), now)  # another version: the plan is made again
    assert count_reviews(10) <= ten - 3
