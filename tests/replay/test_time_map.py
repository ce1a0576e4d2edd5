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


@pytest.mark.parametrize(
    ("words", "details", "seconds"), [(0, 0, 2.4), (4, 0, 2.4), (6, 0, 2.82), (6, 4, 3.7), (25, 0, 7), (10, 90, 7)]
)
def test_an_event_has_the_time_it_takes_to_read_it_and_its_details(words: int, details: int, seconds: float) -> None:
    long = event(0, "word " * words, details=("one " * (details // 2), "two " * (details // 2)))
    assert time_map.estimate_reading_seconds(long) == pytest.approx(seconds)


SIX_WORDS = [event(minute, "word " * 6) for minute in (0, 1, 3, 20, 20.5)]


def lay_out(held: set[int], first: float, last: float) -> tuple[list[tuple[float, float]], tuple[float, ...]]:
    """The knots as (minute, second), and the second of each event."""
    knots, seconds, _ = time_map.build_time_map(SIX_WORDS, held, first, last)
    return [(knot.minute, knot.second) for knot in knots], seconds


def test_minutes_play_in_three_seconds_a_quiet_stretch_in_nine_and_every_event_can_be_read() -> None:
    knots, seconds = lay_out(set(), 0, 20.5)
    assert knots == [(0, 0), (1, 3), (3, 9), (3, 14.4), (20, 18), (20.5, 20.82), (20.5, 23.64)]
    assert seconds == (0, 3, 9, 18, 20.82)
    [quiet] = time_map.build_time_map(SIX_WORDS, set(), 0, 20.5)[2]
    assert (quiet.second, quiet.end_second, quiet.minutes) == (14.4, 18, 17)


def test_the_clock_stands_still_behind_the_events_that_ask_and_behind_no_other() -> None:
    assert lay_out({1}, 0, 20.5)[0][:5] == [(0, 0), (1, 3), (1, 6.6), (3, 9), (3, 14.4)]


def test_the_map_reaches_as_far_as_the_values_on_either_side() -> None:
    knots, seconds = lay_out(set(), -10, 30)
    assert knots[:3] == [(-10, 0), (-10, 5.4), (0, 9)] and knots[-2:] == [(20.5, 35.22), (30, 38.82)]
    assert seconds == (9, 12, 18, 27, 29.82)
    assert lay_out(set(), 5, 10) == lay_out(set(), 0, 20.5)


def test_without_events_the_values_alone_are_laid_out() -> None:
    knots, seconds, breaks = time_map.build_time_map([], set(), 2, 5)
    assert (knots, seconds, breaks) == ((Knot(2, 0), Knot(5, 9)), (), ())
    assert time_map.build_time_map([], set(), 5, 2)[0] == (Knot(5, 0),)


def test_what_would_take_longer_than_two_minutes_is_shortened_everywhere_alike() -> None:
    events = [event(minute, "word " * 6) for minute in range(0, 200, 10)]
    knots, seconds, breaks = time_map.build_time_map(events, set(), 0, 190)
    assert knots[-1].second == pytest.approx(120, abs=0.2)
    assert {round(after - before, 2) for before, after in pairwise(seconds)} == {6.2}
    assert {gap.minutes for gap in breaks} == {10} and len(breaks) == 19
    many = [event(minute, "word " * 6) for minute in range(0, 3000, 10)]
    seconds = time_map.build_time_map(many, set(), 0, 2990)[1]
    assert {round(after - before, 2) for before, after in pairwise(seconds)} == {1}


def test_between_two_knots_both_axes_run_evenly() -> None:
    knots = (Knot(0, 0), Knot(10, 5), Knot(10, 8), Knot(40, 10))
    assert [time_map.find_second(knots, minute) for minute in (4, 10, 25)] == [2, 5, 9]
    assert [time_map.find_minute(knots, second) for second in (2, 5, 7, 8, 9)] == [4, 10, 10, 10, 25]
