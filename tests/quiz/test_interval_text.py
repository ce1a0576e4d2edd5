"""How long until a card comes back, in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from quiz.interval_text import describe_interval, format_interval
from quiz.practice_settings import PracticeSettings


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(seconds=59), "<1 min"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=5, seconds=30), "6 min"),
        (timedelta(minutes=5, seconds=29), "5 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=2, minutes=40), "2.5 h"),
        (timedelta(hours=23, minutes=30), "23.5 h"),
        (timedelta(days=1), "1 d"),
        (timedelta(days=30), "30 d"),
        (timedelta(days=31), "1 mo"),
        (timedelta(days=76), "2.5 mo"),
        (timedelta(days=365), "12 mo"),
        (timedelta(days=366), "1 y"),
        (timedelta(days=913), "2.5 y"),
    ],
)
def test_an_interval_is_told_as_anki_tells_it(duration: timedelta, text: str) -> None:
    assert format_interval(duration) == text


@pytest.mark.parametrize(
    ("days", "shown_at", "text"),
    [
        (6, "2026-12-02T12:00", "6 d"),
        (7, "2026-12-02T12:00", "before 9 Dec"),  # it would come on the day itself
        (30, "2026-12-02T12:00", "before 9 Dec"),
        (6, "2026-12-04T03:30", "before 9 Dec"),  # 05:30 in the learner's zone: the 4th has begun
        (5, "2026-12-04T01:30", "5 d"),  # 03:30 there: still the study day before
        (30, "2026-12-09T12:00", "30 d"),  # the day has come
    ],
)
def test_what_reaches_the_interview_comes_before_it(days: int, shown_at: str, text: str) -> None:
    settings = PracticeSettings(interview=date(2026, 12, 9), zone="Europe/Kyiv")
    moment = datetime.fromisoformat(shown_at).replace(tzinfo=UTC)
    assert describe_interval(timedelta(days=days), moment, settings) == text
    assert describe_interval(timedelta(days=days), moment, PracticeSettings()) == f"{days} d"
