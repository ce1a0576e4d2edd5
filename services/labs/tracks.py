"""A run of a model as a track for the replay's player: the same clock, keys and curves as an incident."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from replay import payload
from replay.model import Curve as TrackCurve
from replay.model import Knot, Moment, Point, SimulatedRun, Times, Track
from simulation.model import SimulatedCurve, Unit
from simulation.runner import Run
from simulation.units import format_in_best_unit

# At speed 1: long enough to see a surge come and go, short enough to watch after each turn of a knob.
PLAY_SECONDS = 12.0
# Up to an hour the clock counts minutes and seconds, beyond it hours and minutes.
_LONGEST_IN_SECONDS = 3600.0
# Knobs `<name>_start` and `<name>_duration` bound something that happens during the run; these are the words for it.
_WINDOWS = {
    "surge": "surge",
    "outage": "outage",
    "trigger": "trigger",
    "stall": "stall",
    "degraded": "degraded spell",
    "repeats": "time of repeats",
}


def can_be_played(run: Run) -> bool:
    """Tell whether the run's curves run over time."""
    return run.outcome.series.x_name == "time" and run.outcome.series.x_unit == "s"


def build_payload(
    run: Run,
    main_curve: SimulatedCurve,
    *,
    scale: float,
    unit: str,
    closed_forms: Sequence[SimulatedCurve] = (),
    before: Run | None = None,
    sketch: Sequence[tuple[float, float]] = (),
) -> dict[str, Any]:
    """Return what the player is sent for one curve of a run, with its closed form, the run before and a sketch.

    :param scale: by what values are multiplied to be in `unit`
    :param sketch: points (second of the run, value in the curve's base unit)
    """
    series = run.outcome.series
    length = series.x[-1]
    # The player's clock counts minutes. Of a short run each second is shown as one of them.
    in_seconds = length <= _LONGEST_IN_SECONDS
    per_second = 1.0 if in_seconds else 1 / 60
    knots = (Knot(0.0, 0.0), Knot(length * per_second, PLAY_SECONDS))

    def place(points: Sequence[tuple[float, float]]) -> tuple[Point, ...]:
        return tuple(
            Point(
                second=round(x / length * PLAY_SECONDS, 4), minute=x * per_second, value=value * scale, origin="stated"
            )
            for x, value in points
            if x <= length
        )

    def make(name: str, points: Sequence[tuple[float, float]], band: SimulatedCurve | None = None) -> TrackCurve:
        low = tuple(value * scale for value in band.low) if band is not None else ()
        high = tuple(value * scale for value in band.high) if band is not None else ()
        return TrackCurve(name=name, unit=unit, points=place(points), low=low, high=high)

    curves = [make(f"{main_curve.label}, simulated", list(zip(series.x, main_curve.values, strict=True)), main_curve)]
    curves += [make(curve.label, list(zip(series.x, curve.values, strict=True))) for curve in closed_forms]
    if before is not None and (points := _list_points_before(before, main_curve.name)):
        curves.append(make("Previous run", points))
    if sketch:
        curves.append(make("Your sketch", sketch))
    track = Track(
        incident=f"lab-{run.model.name}",
        title=run.model.title,
        duration=PLAY_SECONDS,
        knots=knots,
        moments=_list_moments(run, length, per_second),
        curves=tuple(curves),
        readings=(),
        breaks=(),
        phases=(),
        times=Times(None, None, None),
        decision_points=(),
        interviewer_prompts=(),
        lessons=(),
        wall_start=None,
        simulated=SimulatedRun(legend=_write_legend(run, main_curve), counts_seconds=in_seconds),
    )
    return payload.pack_track(track)


def _list_points_before(before: Run, curve_name: str) -> list[tuple[float, float]]:
    """Return the points of the same curve in the run before; none where it has no such curve, or cannot be played."""
    curve = next((one for one in before.outcome.series.curves if one.name == curve_name), None)
    if curve is None or not can_be_played(before):
        return []
    return list(zip(before.outcome.series.x, curve.values, strict=True))


def _write_legend(run: Run, curve: SimulatedCurve) -> str:
    band = " The band is a 95 % confidence interval over independent runs." if curve.low else ""
    return f"Simulated by the model {run.model.name} with seed {run.seed}.{band}"


def _list_moments(run: Run, length: float, per_second: float) -> tuple[Moment, ...]:
    """Return what happens in the run: its start, and each window that its knobs set."""
    moments: list[tuple[float, str, str]] = [(0.0, "The run begins", "")]
    numbers = run.values.numbers
    for name, words in _WINDOWS.items():
        lasts = numbers.get(f"{name}_duration")
        # The breaker's outage is the middle third of its run.
        begin = lasts if run.model.name == "circuit_breaker" else numbers.get(f"{name}_start")
        if begin is None or not lasts or begin > length:
            continue
        moments.append((begin, f"The {words} begins and lasts {format_in_best_unit(lasts, 's')}", "trigger"))
        if begin + lasts <= length:
            moments.append((begin + lasts, f"The {words} ends", "recovery"))
    moments.sort(key=lambda moment: moment[0])
    return tuple(
        Moment(
            index=index,
            second=round(at / length * PLAY_SECONDS, 4),
            minute=at * per_second,
            timed=True,
            clock="",
            stamp="",
            wall_time="",
            role="recovery" if role == "recovery" else "trigger",
            role_inferred=False,
            text=text,
            details=(),
            end_second=round(at / length * PLAY_SECONDS, 4),
            line=0,
        )
        for index, (at, text, role) in enumerate(moments)
    )


def choose_ceiling(values: Sequence[float]) -> float:
    """Return a round number well above a curve, for the top of the field in which it is sketched: it gives little away."""
    top = max((abs(value) for value in values), default=0.0) * 1.6 or 1.0
    size = 1.0
    while size < top:
        size *= 10
    while size / 10 >= top:
        size /= 10
    return next(size * share for share in (0.2, 0.5, 1.0) if size * share >= top)


def name_unit(unit: Unit, scale_name: str) -> str:
    """Return a unit as the player shows it: rates as `1/s`, which it says as /s."""
    return {"per s": "1/s", "per min": "1/min"}.get(scale_name, scale_name or ("count" if unit == "count" else ""))
