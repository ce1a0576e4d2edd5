"""The minutes of an incident: never backwards, and said as people say them."""

from __future__ import annotations

import pytest

from deck.model import Event
from deck.timeline.elapsed_time import format_duration, format_minute, place_minutes


def place(*minutes: float | None) -> tuple[float, ...]:
    return place_minutes([Event("x", minute, "x", (), 1, 1) for minute in minutes])


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ((0, 2, 5), (0, 2, 5)),
        ((0, 5, 3, 7), (0, 5, 5, 7)),
        ((None, 4, None, 9), (4, 4, 4, 9)),
        ((-3, 0), (-3, 0)),
        ((None, None), (0, 0)),
        ((), ()),
    ],
)
def test_time_never_runs_backwards(minutes: tuple[float | None, ...], expected: tuple[float, ...]) -> None:
    assert place(*minutes) == expected


@pytest.mark.parametrize(
    ("minute", "clock"),
    [
        (0, "00:00"), (5, "00:05"), (59.999, "01:00"), (90, "01:30"), (90.5, "01:30:30"), (-2, "-00:02"), (-0.001, "00:00"),
        (1439, "23:59"), (1440, "1 d 00:00"), (3070, "2 d 03:10"), (-1500, "-1 d 01:00"),
    ],
)  # fmt: skip
def test_a_minute_on_the_clock(minute: float, clock: str) -> None:
    assert format_minute(minute) == clock


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 min"), (0.5, "30 s"), (59 / 60, "59 s"), (1, "1 min"), (7.4, "7 min"), (60, "1 h"), (200, "3 h 20 min"), (-200, "3 h 20 min"),
        (1440, "1 d"), (2 * 1440 + 4 * 60 + 30, "2 d 4 h"),
    ],
)  # fmt: skip
def test_a_length_of_time_in_words(minutes: float, words: str) -> None:
    assert format_duration(minutes) == words
