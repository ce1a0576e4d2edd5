"""How fast an incident plays: a map from its minutes to seconds of play.

Every event gets the time to read it (about 270 words a minute, bounded). Time between events plays at
`SECONDS_PER_MINUTE`; a gap that would take longer than `QUIET_SECONDS` is a break: the clock waits while the event is read
and then runs fast to the next one. What is longer than `TARGET_SECONDS` in all is shortened, down to `MIN_STEP_SECONDS` for
a step.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence

from deck.model import Event
from deck.timeline.elapsed_time import place_minutes
from replay.model import Break, Knot

# Seconds of play. Two minutes in all is what an incident may take of a practice session; an event in less than a second
# cannot be read; the rest follows from the first two.
SECONDS_PER_MINUTE = 3.0
QUIET_SECONDS = 9.0
TARGET_SECONDS = 120.0
MIN_STEP_SECONDS = 1.0
HOLD_SHARE = 0.6  # of a quiet stretch the clock stands, so that the event before it can be read; in the rest it runs on


def estimate_reading_seconds(event: Event) -> float:
    """Return the seconds it takes to read an event and its details, between 2.4 and 7."""
    # .22 seconds a word are some 270 words a minute, after a second and a half to find the place.
    words = sum(len(text.split()) for text in (event.text, *event.details))
    return min(7.0, max(2.4, 1.5 + words * 0.22))


def build_time_map(
    events: Sequence[Event], stop_events: Collection[int], first: float, last: float
) -> tuple[tuple[Knot, ...], tuple[float, ...], tuple[Break, ...]]:
    """Return the map, the second of each event, and the breaks.

    `stop_events` are the indices of events where the clock must wait (decisions); `first` and `last` are minutes that the
    map must reach on either side (signals may begin before and end after the events).
    """
    at = place_minutes(events)
    edge = [min(at[0], first), *at, max(at[-1], last)] if at else [first, max(first, last)]
    reads = [0.0, *(estimate_reading_seconds(event) for event in events)]
    spans = _compute_step_seconds(edge, reads)
    knots = [Knot(edge[0], 0.0)]
    seconds: list[float] = []
    breaks: list[Break] = []
    now = 0.0
    for step, span in enumerate(spans):
        if step:
            seconds.append(now)
        gap = edge[step + 1] - edge[step]
        quiet = gap * SECONDS_PER_MINUTE > QUIET_SECONDS
        # A second knot at the same minute makes the clock stand still there.
        if (quiet or step - 1 in stop_events) and span > 0:
            knots.append(Knot(edge[step], round(now + span * HOLD_SHARE, 2)))
        if quiet:
            breaks.append(Break(round(now + span * HOLD_SHARE, 2), round(now + span, 2), gap))
        now = round(now + span, 2)
        knots.append(Knot(edge[step + 1], now))
    return _drop_repeats(knots), tuple(seconds), tuple(breaks)


def _compute_step_seconds(edge: Sequence[float], reads: Sequence[float]) -> list[float]:
    spans = [
        max(reading_time, min((later - earlier) * SECONDS_PER_MINUTE, QUIET_SECONDS))
        for reading_time, earlier, later in zip(reads, edge, edge[1:], strict=False)
    ]
    total = sum(spans)
    if total <= TARGET_SECONDS:
        return spans
    # All are shortened by the same share of what they have above the least.
    floor = [min(MIN_STEP_SECONDS, span) for span in spans]
    spare = sum(spans) - sum(floor)
    share = max(0.0, (TARGET_SECONDS - sum(floor)) / spare) if spare else 0.0
    return [low + (span - low) * share for low, span in zip(floor, spans, strict=True)]


def _drop_repeats(knots: Sequence[Knot]) -> tuple[Knot, ...]:
    return tuple(dict.fromkeys(knots))


def find_second(knots: Sequence[Knot], minute: float) -> float:
    """Return where a minute lies on the play axis.

    It is the first such second where the clock waits; minutes outside are held to the ends.
    """
    place = bisect_left(knots, minute, key=lambda knot: knot.minute)
    if place == 0:
        return knots[0].second
    if place == len(knots):
        return knots[-1].second
    low, high = knots[place - 1], knots[place]
    return low.second + (high.second - low.second) * (minute - low.minute) / (high.minute - low.minute)


def find_minute(knots: Sequence[Knot], second: float) -> float:
    """Return what the incident's clock shows at a second of play, held to the ends outside."""
    place = bisect_right(knots, second, key=lambda knot: knot.second)
    if place == 0:
        return knots[0].minute
    if place == len(knots):
        return knots[-1].minute
    low, high = knots[place - 1], knots[place]
    return low.minute + (high.minute - low.minute) * (second - low.second) / (high.second - low.second)
