"""The clock of a table-top exercise: beats, gaps, votes, commands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import UserError
from replay.tabletop import GAP_SECONDS, Clock, advance_clock, apply_command, close_full_vote

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PLAYING = Clock(phase="playing", second=0.0, elapsed=0.0, next_stop=0, step=1, beat_at=START)
STOPS, DURATION, VOTE = [4.0, 9.0], 20.0, 5.0


def run(clock: Clock, seconds: float, tick: float = 0.1, speed: float = 1.0) -> Clock:
    for _ in range(round(seconds / tick)):
        clock = advance_clock(clock, STOPS, DURATION, VOTE, speed, clock.beat_at + timedelta(seconds=tick))
    return clock


def test_the_clock_stops_at_a_decision_and_the_vote_ends_by_itself():
    assert run(PLAYING, 3).second == pytest.approx(3)
    voting = run(PLAYING, 4.2)
    assert (voting.phase, voting.second) == ("voting", 4.0)
    spread = run(voting, VOTE)
    assert (spread.phase, spread.step) == ("spread", 3)
    assert run(spread, 60).phase == "spread"


def test_a_whole_exercise_goes_through_its_phases():
    clock = run(PLAYING, 10)
    for stop in (4.0, 9.0):
        assert (clock.phase, clock.second) == ("spread", stop)
        clock = apply_command(clock, "show_team", clock.step)
        clock = apply_command(clock, "go_on", clock.step)
        clock = run(clock, 10.5)
    assert (clock.phase, run(clock, 10).phase) == ("playing", "over")


@given(seconds=st.floats(0, 30), gap=st.floats(GAP_SECONDS + 0.01, 1e6), speed=st.sampled_from([0.5, 1.0, 8.0]))
def test_killed_at_any_moment_it_goes_on_at_the_same_place(seconds, gap, speed):
    before = run(PLAYING, seconds, speed=speed)
    after = advance_clock(before, STOPS, DURATION, VOTE, speed, before.beat_at + timedelta(seconds=gap))
    assert replace(after, beat_at=before.beat_at) == before


@given(ticks=st.lists(st.floats(0.01, 1.9), max_size=40))
def test_no_rhythm_of_beats_passes_a_decision(ticks):
    clock = PLAYING
    for tick in ticks:
        clock = advance_clock(clock, STOPS, DURATION, VOTE, 2.0, clock.beat_at + timedelta(seconds=tick))
        assert clock.next_stop == 0 and clock.second <= STOPS[0]


def test_a_second_click_changes_nothing_and_a_wrong_one_is_refused():
    paused = apply_command(PLAYING, "pause", 1)
    assert apply_command(paused, "pause", 1) == paused
    with pytest.raises(UserError, match="can't be done now"):
        apply_command(paused, "show_team", 2)


def test_the_vote_is_closed_when_everybody_has_voted():
    voting = run(PLAYING, 4.2)
    assert close_full_vote(voting, 3, 2).phase == "voting"
    assert close_full_vote(voting, 3, 3).phase == "spread"
    assert close_full_vote(voting, 0, 0).phase == "voting"
    assert close_full_vote(PLAYING, 1, 1) == PLAYING
