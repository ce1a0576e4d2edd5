"""How long an answer takes a learner, as the day at a glance shows it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from quiz.scheduler import Rating
from services.library import catalog
from services.practice import practice
from services.practice.planning.today import load_today
from services.practice.practice import Learner
from services.workspace import Workspace

pytestmark = pytest.mark.engines("sqlite")  # arithmetic
WHO = Learner(1, "UTC", "session")
TEXT = b"## Pools {#pools}\n\n**Question:** Why? {#q-why}\n\n**Answer:** Because.\n"


def answer(ws: Workspace, times: int, start: datetime, seconds: int) -> None:
    for number in range(times):
        at = start + timedelta(minutes=number)
        shown = practice.load_card(ws, WHO, "pools", "q-why", at)
        practice.grade_card(ws, WHO, shown, Rating.AGAIN, at + timedelta(seconds=seconds), f"{at}")


def test_the_pace_is_the_mean_of_the_last_week_once_ten_answers_tell_it(workspace: Workspace, now: datetime) -> None:
    catalog.add_deck(workspace, "pools.md", TEXT, now)

    def load_pace() -> timedelta:
        return load_today(workspace, WHO, "pools", now).pace

    answer(workspace, 10, now - timedelta(days=8), 50)  # too long ago
    assert load_pace() == timedelta(seconds=30)
    answer(workspace, 9, now - timedelta(days=6), 12)
    assert load_pace() == timedelta(seconds=30)
    answer(workspace, 1, now - timedelta(days=1), 32)
    assert load_pace() == timedelta(seconds=14)
