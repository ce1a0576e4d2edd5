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


def test_time_between_two_beats_runs_on_at_the_speed_of_play():
    beaten = advance_clock(PLAYING, STOPS, DURATION, VOTE, 0.5, START + timedelta(seconds=GAP_SECONDS))
    assert beaten == replace(PLAYING, second=1.0, beat_at=START + timedelta(seconds=GAP_SECONDS))
    assert advance_clock(PLAYING, STOPS, DURATION, VOTE, 1.0, START) is PLAYING
    assert advance_clock(PLAYING, STOPS, DURATION, VOTE, 1.0, START - timedelta(seconds=1)) is PLAYING


def test_a_beat_that_ends_on_the_decision_or_behind_it_opens_the_vote_and_counts_the_rest_as_vote():
    def beat(clock: Clock, seconds: float, speed: float = 1.0) -> Clock:
        return advance_clock(clock, STOPS, DURATION, VOTE, speed, START + timedelta(seconds=seconds))

    exact = beat(replace(PLAYING, second=3.0), 1.0)
    assert (exact.phase, exact.second, exact.elapsed, exact.step) == ("voting", 4.0, 0.0, 2)
    late = beat(replace(PLAYING, second=3.0), 2.0, speed=2.0)
    assert (late.second, late.elapsed) == (4.0, 1.5)  # half a second to the decision
    # A clock that stands behind its decision, as one that was set to an earlier decision does, stops at once.
    behind = beat(replace(PLAYING, second=6.0), 1.0)
    assert (behind.phase, behind.second, behind.elapsed) == ("voting", 4.0, 1.0)
    short = advance_clock(PLAYING, [0.0], DURATION, 0.5, 1.0, START + timedelta(seconds=1.5))
    assert (short.phase, short.elapsed) == ("voting", 0.5)
    over = beat(replace(PLAYING, second=19.0, next_stop=2), 1.0)
    assert (over.phase, over.second, over.step) == ("over", DURATION, 2)
    closed = beat(replace(PLAYING, phase="voting", elapsed=4.0), 1.0)
    assert (closed.phase, closed.elapsed, closed.step) == ("spread", VOTE, 2)
    open_vote = beat(replace(PLAYING, phase="voting", elapsed=3.5), 1.0)
    assert (open_vote.phase, open_vote.elapsed, open_vote.step) == ("voting", 4.5, 1)
    paused = beat(replace(PLAYING, phase="paused"), 1.0)
    assert paused == replace(PLAYING, phase="paused", beat_at=START + timedelta(seconds=1))


PHASES = ("lobby", "playing", "paused", "voting", "spread", "team", "over")


@pytest.mark.parametrize(
    ("command", "from_phases", "to_phase"),
    [
        ("start", ("lobby", "paused"), "playing"),
        ("pause", ("playing",), "paused"),
        ("close_vote", ("voting",), "spread"),
        ("show_team", ("spread",), "team"),
        ("go_on", ("team",), "playing"),
        ("end", PHASES[:-1], "over"),
    ],
)
def test_what_each_command_does_in_each_phase(command, from_phases, to_phase):
    for phase in PHASES:
        clock = replace(PLAYING, phase=phase, second=4.0, elapsed=3.0)
        if phase not in from_phases:
            with pytest.raises(UserError) as raised:
                apply_command(clock, command, 1)
            assert "buttons" in raised.value.remedy
            continue
        after = apply_command(clock, command, 1)
        # What was asked is over once the team goes on, and also where an exercise ends in the middle of a decision.
        is_answered = command == "go_on" or (command == "end" and phase in ("voting", "spread", "team"))
        assert after == replace(
            clock, phase=to_phase, step=2, next_stop=int(is_answered), elapsed=0.0 if is_answered else 3.0
        )
        assert apply_command(clock, command, 0) is clock


def test_a_closed_vote_is_a_new_step():
    voting = replace(PLAYING, phase="voting", step=7, elapsed=2.0)
    assert close_full_vote(voting, 2, 3) == replace(voting, phase="spread", step=8)
    assert close_full_vote(voting, 2, 1) is voting
