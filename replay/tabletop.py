"""The clock and the phases of a table-top exercise: a group replays an incident together. Pure: time is an argument.

The clock runs on heartbeats. Whoever watches makes it beat; when nobody does, because the server was killed or every browser
is closed, it stands still, and the exercise goes on at the same moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args

from errors import UserError

TabletopPhase = Literal["lobby", "playing", "paused", "voting", "spread", "team", "over"]
Command = Literal["start", "pause", "close_vote", "show_team", "go_on", "end"]
COMMANDS: tuple[Command, ...] = get_args(Command)

GAP_SECONDS = 2.0
"""Watchers make the clock beat several times a second. After a longer silence nobody was watching, and no time has passed."""

# In which phases a command means something, and the phase it leads to.
_TRANSITIONS: dict[Command, tuple[tuple[TabletopPhase, ...], TabletopPhase]] = {
    "start": (("lobby", "paused"), "playing"),
    "pause": (("playing",), "paused"),
    "close_vote": (("voting",), "spread"),
    "show_team": (("spread",), "team"),
    "go_on": (("team",), "playing"),
    "end": (("lobby", "playing", "paused", "voting", "spread", "team"), "over"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Where an exercise stands.

    `second` is the second of play (see `replay.model`), `elapsed` the seconds spent in a vote so far, `next_stop` the index of
    the decision that comes next or is open, `beat_at` the moment for which all that holds. `step` rises with each new phase.
    """

    phase: TabletopPhase
    second: float
    elapsed: float
    next_stop: int
    step: int
    beat_at: datetime


def advance_clock(
    clock: Clock, decision_seconds: Sequence[float], duration: float, vote_seconds: float, speed: float, now: datetime
) -> Clock:
    """Return the clock at `now`: time that passed while somebody watched, up to the next decision or the end.

    :param decision_seconds: the seconds of play of the decisions, in order
    """
    passed = (now - clock.beat_at).total_seconds()
    if passed <= 0:  # two watchers beat it at once, or their replicas' clocks differ
        return clock
    if passed > GAP_SECONDS:
        passed = 0.0
    beaten = replace(clock, beat_at=now)
    if clock.phase == "playing":
        target = clock.second + passed * speed
        stop = decision_seconds[clock.next_stop] if clock.next_stop < len(decision_seconds) else None
        if stop is not None and target >= stop:
            # What had passed of this beat when the stop was reached belongs to the vote.
            late = (target - max(stop, clock.second)) / speed
            return replace(beaten, phase="voting", second=stop, elapsed=min(late, vote_seconds), step=clock.step + 1)
        if target >= duration:
            return replace(beaten, phase="over", second=duration, step=clock.step + 1)
        return replace(beaten, second=target)
    if clock.phase == "voting":
        elapsed = clock.elapsed + passed
        if elapsed >= vote_seconds:
            return replace(beaten, phase="spread", elapsed=vote_seconds, step=clock.step + 1)
        return replace(beaten, elapsed=elapsed)
    return beaten


def apply_command(clock: Clock, command: Command, step: int) -> Clock:
    """Return the clock after a mentor's command. One that was given for an earlier step changes nothing: a second click.

    :raises UserError: when the command means nothing in this phase
    """
    if step != clock.step:
        return clock
    phases, target = _TRANSITIONS[command]
    if clock.phase not in phases:
        raise UserError("That can't be done now.", "Use one of the buttons that are shown.")
    next_clock = replace(clock, phase=target, step=clock.step + 1)
    # An exercise that is ended at a decision has had it, as after "go on".
    if command == "go_on" or (command == "end" and clock.phase in {"voting", "spread", "team"}):
        return replace(next_clock, next_stop=clock.next_stop + 1, elapsed=0.0)
    return next_clock


def close_full_vote(clock: Clock, players: int, votes: int) -> Clock:
    """Return the clock with the vote closed when everybody has voted."""
    if clock.phase == "voting" and players and votes >= players:
        return replace(clock, phase="spread", step=clock.step + 1)
    return clock
