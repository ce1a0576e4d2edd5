"""What there is to plot, and where each value comes from.

A `signals` fence states whole series, and says what is worth watching: nothing is added to it. Without one, an event's
text states single values: a series grows from those that share a name and a unit; a change ("120ms → 900ms") states
two, the first placed at the event before. Between stated values lies a straight line in minutes, marked as
interpolated. Before the first and after the last nothing is drawn: nothing is known there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from deck.model import Incident, Signal
from replay.model import Curve, Knot, Moment, Point, Reading
from replay.time_map import find_second

TIMES_UNITS = frozenset({"×", "x", "X"})


@dataclass(frozen=True, slots=True)
class _StatedValue:
    moment: Moment
    before: Moment | None
    signal: Signal

    @property
    def series_key(self) -> tuple[str, str]:
        return _make_series_key(self.signal.name, self.signal.unit)


def _make_series_key(name: str, unit: str) -> tuple[str, str]:
    return " ".join(name.casefold().split()), unit.strip().casefold()


def build_curves(
    incident: Incident, moments: Sequence[Moment], knots: Sequence[Knot]
) -> tuple[tuple[Curve, ...], tuple[Reading, ...]]:
    """Return the incident's curves and the readings for which no line can be drawn, both in the order of their first
    value.
    """
    fenced = tuple(
        _build_from_fence(series.name, series.unit, series.points, series.note, knots) for series in incident.series
    )
    if fenced:
        return tuple(curve for curve in fenced if curve.points), ()
    stated_values = _list_stated_values(incident, moments)
    groups: dict[tuple[str, str, int], list[_StatedValue]] = {}
    for number, item in enumerate(stated_values):
        # Values without a name may be of anything: each stays alone.
        groups.setdefault((*item.series_key, 0 if item.series_key[0] else number + 1), []).append(item)
    curves: list[Curve] = []
    readings: list[Reading] = []
    for group in groups.values():
        curve = _build_from_text(group, knots)
        if curve is None:
            readings.extend(_make_reading(item) for item in group)
        else:
            curves.append(curve)
    readings.sort(key=lambda reading: reading.second)
    return tuple(curves), tuple(readings)


def _list_stated_values(incident: Incident, moments: Sequence[Moment]) -> list[_StatedValue]:
    stated_values: list[_StatedValue] = []
    for event, moment in zip(incident.events, moments, strict=True):
        before = moments[moment.index - 1] if moment.index else None
        stated_values.extend(_StatedValue(moment, before, signal) for signal in event.signals)
    return stated_values


def _build_from_fence(
    name: str, unit: str, points: Sequence[tuple[float, float]], note: str, knots: Sequence[Knot]
) -> Curve:
    stated = [Point(round(find_second(knots, minute), 2), minute, value, "stated") for minute, value in sorted(points)]
    return Curve(name, unit, _add_knot_points(stated, knots), None, note, "fence")


def _build_from_text(group: Sequence[_StatedValue], knots: Sequence[Knot]) -> Curve | None:
    # Two values of one name at one event ("from 3 to 5 on A, 4 on B") are two things, and no line tells them apart.
    if max(Counter(item.moment.index for item in group).values()) > 1:
        return None
    stated: list[Point] = []
    limit: float | None = None
    for item in group:
        if item.signal.shape == "bound" or item.signal.whole is not None:
            limit = item.signal.end if item.signal.whole is None else item.signal.whole
        if item.signal.shape != "bound":
            stated.extend(_make_points(item, stated[-1].second if stated else -1.0))
    if len({point.second for point in stated}) < 2:
        return None
    first = group[0].signal
    return Curve(first.name or "value", first.unit, _add_knot_points(stated, knots), limit, "", "text")


def _make_points(item: _StatedValue, known_until: float) -> list[Point]:
    """Return the value at its event, after the value it came from, unless something later than that is already known."""
    moment, before, signal = item.moment, item.before or item.moment, item.signal
    points = [Point(moment.second, moment.minute, signal.end, "stated")]
    # "3×" says three times as much as before, so that it was 1× before.
    start = (
        1.0 if signal.start is None and signal.shape == "level" and signal.unit.strip() in TIMES_UNITS else signal.start
    )
    if start is not None and before.second > known_until:
        points.insert(0, Point(before.second, before.minute, start, "stated"))
    return points


def _make_reading(item: _StatedValue) -> Reading:
    signal = item.signal
    return Reading(
        second=item.moment.second,
        name=signal.name,
        unit=signal.unit,
        value=signal.end,
        whole=signal.whole,
        bound=signal.bound,
        text=signal.text,
    )


def _add_knot_points(stated: Sequence[Point], knots: Sequence[Knot]) -> tuple[Point, ...]:
    """Return the stated points, and an interpolated one wherever the two time axes bend between two of them."""
    points: list[Point] = []
    # A line in minutes is drawn by the player in seconds: where the map between them bends, so must the line.
    bends = iter(knots)
    bend = next(bends, None)
    for point in stated:
        while bend is not None and bend.second < point.second:
            if points and bend.second > points[-1].second:
                points.append(_interpolate(points[-1], point, bend))
            bend = next(bends, None)
        points.append(point)
    return tuple(points)


def _interpolate(low: Point, high: Point, knot: Knot) -> Point:
    length = high.minute - low.minute
    share = (knot.minute - low.minute) / length if length else 0.0
    return Point(knot.second, knot.minute, low.value + (high.value - low.value) * share, "interpolated")
