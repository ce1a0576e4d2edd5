"""Minutes and seconds of play."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deck.timeline import elapsed_time
from replay import time_map, track
from replay.model import Knot
from tests.replay.incidents import echo, event, incident


def test_a_day_plays_in_about_two_minutes_and_shows_its_breaks() -> None:
    day = incident(
        *(event(minute, "Something that takes a moment to read happens here") for minute in range(0, 1441, 45))
    )
    laid = track.build_track(day)
    assert 100 <= laid.duration <= 130
    assert len(laid.breaks) == 32
    assert all(gap.minutes == 45 for gap in laid.breaks)


def test_a_quiet_stretch_waits_for_the_reader_then_runs_fast() -> None:
    laid = track.build_track(echo())
    [quiet] = [gap for gap in laid.breaks if gap.minutes == 14]
    before = laid.moments[5]
    assert time_map.find_minute(laid.knots, (before.second + quiet.second) / 2) == 6
    assert time_map.find_minute(laid.knots, quiet.end_second) == 20


@pytest.mark.parametrize(
    ("stamps", "placed"),
    [
        ([0, 5, 3, 9], (0, 5, 5, 9)),
        ([None, 2, None, 4], (2, 2, 2, 4)),
        ([None, None], (0, 0)),
        ([-3, -1], (-3, -1)),
    ],
)
def test_time_never_runs_backwards(stamps: list[float | None], placed: tuple[float, ...]) -> None:
    assert elapsed_time.place_minutes([event(stamp, "x") for stamp in stamps]) == placed


minutes = st.one_of(st.none(), st.floats(min_value=-2000, max_value=20_000, allow_nan=False))


@given(st.lists(minutes, min_size=1, max_size=60), st.sets(st.integers(0, 59)))
def test_the_map_runs_forward_and_back(stamps: list[float | None], held: set[int]) -> None:
    events = [event(stamp, "words " * 5) for stamp in stamps]
    placed = elapsed_time.place_minutes(events)
    knots, seconds, _ = time_map.build_time_map(events, held, placed[0], placed[-1])
    assert all(a.second < b.second and a.minute <= b.minute for a, b in pairwise(knots))
    assert all(b - a >= time_map.MIN_STEP_SECONDS - 0.02 for a, b in pairwise(seconds))
    for minute, second in zip(placed, seconds, strict=True):
        assert time_map.find_minute(knots, second) == pytest.approx(minute)
        assert time_map.find_second(knots, minute) <= second + 1e-6


def test_outside_the_map_both_axes_are_held_to_the_ends() -> None:
    knots = (Knot(0, 0), Knot(10, 5))
    assert time_map.find_second(knots, -4) == 0 and time_map.find_second(knots, 99) == 5
    assert time_map.find_minute(knots, -4) == 0 and time_map.find_minute(knots, 99) == 10


@pytest.mark.parametrize(
    ("minute", "text"),
    [(0, "00:00"), (5, "00:05"), (65, "01:05"), (-2, "-00:02"), (1.5, "00:01:30"), (1440 + 61, "1 d 01:01")],
)
def test_clock(minute: float, text: str) -> None:
    assert elapsed_time.format_minute(minute) == text


@pytest.mark.parametrize(
    ("minutes_", "text"), [(0, "0 min"), (0.5, "30 s"), (14, "14 min"), (200, "3 h 20 min"), (3120, "2 d 4 h")]
)
def test_span(minutes_: float, text: str) -> None:
    assert elapsed_time.format_duration(minutes_) == text
