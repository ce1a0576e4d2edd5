"""The study day in the learner's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.study_days import get_day_end, get_day_start, get_study_day

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
]


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2026-03-02T03:59:59+00:00", "UTC", "2026-03-01"),
        ("2026-03-02T04:00:00+00:00", "UTC", "2026-03-02"),
        ("2026-03-02T02:59:00+00:00", "Europe/Berlin", "2026-03-01"),
        ("2026-03-02T03:00:00+00:00", "Europe/Berlin", "2026-03-02"),
        ("2026-03-02T20:00:00+00:00", "Asia/Tokyo", "2026-03-03"),
    ],
)
def test_the_day_of_a_moment(moment: str, zone: str, day: str) -> None:
    assert get_study_day(datetime.fromisoformat(moment), zone) == date.fromisoformat(day)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)),
    st.sampled_from(ZONES),
    st.integers(0, 23),
)
def test_a_moment_lies_within_its_day(moment: datetime, zone: str, hour: int) -> None:
    now = moment.replace(tzinfo=UTC)
    day = get_study_day(now, zone, hour)
    assert get_day_start(day, zone, hour) <= now < get_day_end(day, zone, hour)


def test_a_date_that_was_left_out_is_nobodys_study_day() -> None:
    """Samoa went from 29 to 31 December 2011."""
    moments = [datetime(2011, 12, 29, 13, tzinfo=UTC) + timedelta(hours=hour) for hour in range(36)]
    days = [get_study_day(moment, "Pacific/Apia") for moment in moments]
    assert days == sorted(days)
    assert set(days) == {date(2011, 12, 28), date(2011, 12, 29), date(2011, 12, 31)}


def test_a_day_with_a_change_of_clocks_has_23_hours() -> None:
    day = date(2026, 3, 28)
    assert get_day_end(day, "Europe/Berlin") - get_day_start(day, "Europe/Berlin") == timedelta(hours=23)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        get_study_day(datetime(2026, 3, 2), "UTC")
