"""The words on the buttons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from quiz.interval_text import format_interval
from ui.practice.grade_bar import format_card_count, format_return_time

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (timedelta(seconds=30), "<1 min"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=5.5), "6 min"),
        (timedelta(minutes=90), "1.5 h"),
        (timedelta(days=1), "1 d"),
        (timedelta(days=29), "29 d"),
        (timedelta(days=76), "2.5 mo"),
        (timedelta(days=61), "2 mo"),
        (timedelta(days=438), "1.2 y"),
        (timedelta(days=730.5), "2 y"),
    ],
)
def test_intervals(time: timedelta, said: str) -> None:
    assert format_interval(time) == said


@pytest.mark.parametrize(
    ("left", "zone", "said"),
    [
        (timedelta(seconds=20), "UTC", "in a minute"),
        (timedelta(seconds=70), "UTC", "in a minute"),
        (timedelta(seconds=100), "UTC", "in 2 minutes"),
        (timedelta(minutes=7), "UTC", "in 7 minutes"),
        (timedelta(hours=3), "UTC", "at 15:00"),
        (timedelta(hours=3), "Europe/Berlin", "at 16:00"),
        (timedelta(hours=16), "UTC", "tomorrow from 04:00"),
        (timedelta(days=2), "UTC", "on 4 Mar 2026"),
        (timedelta(days=365), "UTC", "on 2 Mar 2027"),
    ],
)
def test_moments(left: timedelta, zone: str, said: str) -> None:
    assert format_return_time(NOW + left, NOW, zone) == said


def test_one_card_and_many() -> None:
    assert [format_card_count(n) for n in (0, 1, 2)] == ["0 cards", "1 card", "2 cards"]
