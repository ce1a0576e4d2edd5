"""Clock times and offsets as minutes."""

from __future__ import annotations

import pytest

from deck.timeline.durations import parse_clock, parse_offset


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("10:45", 645), ("1045", 645), ("10:45:30", 645.5), ("10:45:30.6", 645.51), ("10:45:30.06", 645.501), ("23:59:60", 1440), ("10.45", 645), ("14h20", 860), ("14 h", 840),
        ("9:37AM", 577), ("9 pm", 1260), ("12:05 a.m.", 5), ("12 pm", 720), ("12:30 PM", 750), ("13:00 pm", 780), ("99:00", 5940),
        ("午後3時10分", 910), ("午後2時5分", 845), ("午前12:05", 5), ("14点30", 870),
    ],
)  # fmt: skip
def test_a_clock_is_minutes_of_the_day(text: str, minutes: float) -> None:
    assert parse_clock(text) == pytest.approx(minutes)


@pytest.mark.parametrize("text", ["10:60", "10:45:61", "24:00 am", "noon", ""])
def test_what_no_clock_shows(text: str) -> None:
    assert parse_clock(text) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("T+5m", 5), ("T+5", 5), ("+90s", 1.5), ("T+1:30", 90), ("T+1:30:30", 90.5), ("T+48 hrs", 2880), ("T+1h30m", 90), ("T+2,5 h", 150), ("T+2d", 2880), ("T+1 week", 10080),
        ("T-10m", -10), ("T \u2212 1:30", -90), ("T\u20132h", -120), ("T0", 0), ("T0+5m", 5), ("Minute 5", 5), ("Minute 2.5", 2.5), ("Hour 2", 120), ("Day 1", 0), ("Day 3", 2880), ("now", 0),
    ],
)  # fmt: skip
def test_an_offset_is_minutes_since_the_start(text: str, minutes: float) -> None:
    assert parse_offset(text) == pytest.approx(minutes)
