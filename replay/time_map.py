"""How fast an incident plays: a map from its minutes to seconds of play.

Every event gets the time to read it (about 270 words a minute, bounded). Time between events plays at `PACE` seconds a
minute; a gap that would take longer than `QUIET` seconds is a break: the clock waits while the event is read and
then runs fast to the next one. What is longer than `LENGTH` in all is shortened, down to `SHORTEST` a step.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence

from deck.model import Event
from deck.timeline.elapsed import minutes
from replay.model import Break, Knot

PACE = 3.0
QUIET = 9.0
LENGTH = 120.0
SHORTEST = 1.0
HOLD = 0.6


def reading_seconds(event: Event) -> float:
    """Seconds to read an event and its details, between 2.4 and 7."""
    words = sum(len(text.split()) for text in (event.text, *event.details))
    return min(7.0, max(2.4, 1.5 + words * 0.22))


def lay_out(
    events: Sequence[Event], held: Collection[int], first: float, last: float
) -> tuple[tuple[Knot, ...], tuple[float, ...], tuple[Break, ...]]:
    """The map, the second of each event, and the breaks.

    `held` are the indices of events where the clock must wait (decisions); `first` and `last` are minutes that the map
    must reach on either side (signals may begin before and end after the events).
    """
    at = minutes(events)
    edge = [min(at[0], first), *at, max(at[-1], last)] if at else [first, max(first, last)]
    reads = [0.0, *(reading_seconds(event) for event in events)]
    spans = _spans(edge, reads)
    knots = [Knot(edge[0], 0.0)]
    seconds: list[float] = []
    breaks: list[Break] = []
    now = 0.0
    for step, span in enumerate(spans):
        if step:
            seconds.append(now)
        gap = edge[step + 1] - edge[step]
        quiet = gap * PACE > QUIET
        if (quiet or step - 1 in held) and span > 0:
            knots.append(Knot(edge[step], round(now + span * HOLD, 2)))
        if quiet:
            breaks.append(Break(round(now + span * HOLD, 2), round(now + span, 2), gap))
        now = round(now + span, 2)
        knots.append(Knot(edge[step + 1], now))
    return _without_repeats(knots), tuple(seconds), tuple(breaks)


def _spans(edge: Sequence[float], reads: Sequence[float]) -> list[float]:
    spans = [
        max(read, min((later - earlier) * PACE, QUIET))
        for read, earlier, later in zip(reads, edge, edge[1:], strict=False)
    ]
    total = sum(spans)
    if total <= LENGTH:
        return spans
    floor = [min(SHORTEST, span) for span in spans]
    spare = sum(spans) - sum(floor)
    share = max(0.0, (LENGTH - sum(floor)) / spare) if spare else 0.0
    return [low + (span - low) * share for low, span in zip(floor, spans, strict=True)]


def _without_repeats(knots: Sequence[Knot]) -> tuple[Knot, ...]:
    return tuple(dict.fromkeys(knots))


def second_at(knots: Sequence[Knot], minute: float) -> float:
    """Where a minute lies on the play axis: the first such second where the clock waits; held to the ends outside."""
    place = bisect_left(knots, minute, key=lambda knot: knot.minute)
    if place == 0:
        return knots[0].second
    if place == len(knots):
        return knots[-1].second
    low, high = knots[place - 1], knots[place]
    return low.second + (high.second - low.second) * (minute - low.minute) / (high.minute - low.minute)


def minute_at(knots: Sequence[Knot], second: float) -> float:
    """What the incident's clock shows at a second of play, held to the ends outside."""
    place = bisect_right(knots, second, key=lambda knot: knot.second)
    if place == 0:
        return knots[0].minute
    if place == len(knots):
        return knots[-1].minute
    low, high = knots[place - 1], knots[place]
    return low.minute + (high.minute - low.minute) * (second - low.second) / (high.second - low.second)
