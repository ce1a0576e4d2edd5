"""An incident run again by a model: each stated curve beside the simulated one, and how near they come."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from deck.model import Incident, Lab, LabComparison, Series
from errors import UserError
from simulation.model import Model, SimulatedCurve, Unit, Values
from simulation.runner import Run, find_model, resolve

# One seed for all: the same incident shows the same run to everybody, and so does the command line's check.
SEED = 1

# What one unit of the deck is in the model's base unit. A model's counts and plain numbers go with any count of the deck.
_SCALES: dict[Unit, dict[str, float]] = {
    "s": {"µs": 1e-6, "us": 1e-6, "ms": 1e-3, "s": 1.0, "seconds": 1.0, "min": 60.0, "minutes": 60.0, "h": 3600.0},
    "/s": {"1/s": 1.0, "/s": 1.0, "req/s": 1.0, "rps": 1.0, "1/min": 1 / 60, "/min": 1 / 60, "1/h": 1 / 3600},
    "ratio": {"%": 0.01, "": 1.0, "share": 1.0},
}
_NOT_COUNTED = {name for scales in _SCALES.values() for name in scales if name}  # units of time, rates and shares


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedCurve:
    """A stated curve and the simulated one that it is compared with, in the deck's unit over the incident's minutes.

    `deviation` is the largest distance at a stated point, as a share of the stated curve's largest value, and `farthest` the
    minute of that point.
    """

    name: str
    unit: str
    minutes: tuple[float, ...]
    stated: tuple[float, ...]
    simulated_minutes: tuple[float, ...]
    simulated: tuple[float, ...]
    tolerance: float
    deviation: float
    farthest: float

    @property
    def is_near(self) -> bool:
        """Tell whether the run comes as near as the author says it does."""
        return self.deviation <= self.tolerance


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRun:
    """An incident's lab with its values, run."""

    incident: str
    lab: Lab
    run: Run
    curves: tuple[ComparedCurve, ...]


def find_scale(unit: str, base: Unit) -> float | None:
    """Return how many of the model's base unit one unit of the deck is; None where they measure different things."""
    if base in {"count", "number"}:
        return None if unit.strip() in _NOT_COUNTED else 1.0
    return _SCALES.get(base, {}).get(unit.strip())


def read_settings(lab: Lab) -> dict[str, str]:
    """Return the lab's starting values by knob name."""
    model = find_model(lab.model)
    return {
        (knob.name if (knob := model.knob(setting.knob)) else setting.knob): setting.value for setting in lab.settings
    }


def resolve_lab(lab: Lab, turned: Mapping[str, str | float] | None = None) -> tuple[Model, Values]:
    """Return a lab's model and values, with some knobs turned.

    :raises UserError: when the lab does not fit its model, or a turned value is out of range
    """
    model = find_model(lab.model)
    return model, resolve(model, {**read_settings(lab), **(turned or {})})


def compare_run(incident: Incident, lab: Lab, result: Run) -> IncidentRun:
    """Put a run beside the incident's stated curves."""
    return IncidentRun(
        incident=incident.id,
        lab=lab,
        run=result,
        curves=tuple(
            comparison_result
            for comparison in lab.comparisons
            if (comparison_result := _compare(incident, comparison, result)) is not None
        ),
    )


def find_lab(incident: Incident) -> Lab | None:
    """Return the incident's first lab that can be run."""
    for lab in incident.labs:
        try:
            find_model(lab.model)
        except UserError:
            continue
        return lab
    return None


def _compare(incident: Incident, comparison: LabComparison, result: Run) -> ComparedCurve | None:
    stated = next((series for series in incident.series if series.name == comparison.series), None)
    curve = next((curve for curve in result.outcome.series.curves if curve.name == comparison.curve), None)
    if stated is None or curve is None:
        return None
    scale = find_scale(stated.unit, curve.unit)
    if scale is None:
        return None
    return _measure(stated, curve, result.outcome.series.x, scale, comparison.tolerance)


def _measure(
    stated: Series, curve: SimulatedCurve, x: tuple[float, ...], scale: float, tolerance: float
) -> ComparedCurve:
    minutes = np.array(x) / 60
    simulated = np.array(curve.values) / scale
    # Only what the run covers is compared. Its values stand for the middles of bins: half a bin more at either end.
    margin = (minutes[1] - minutes[0]) / 2 + 1e-9
    points = [(m, v) for m, v in stated.points if minutes[0] - margin <= m <= minutes[-1] + margin]
    simulated_values = np.interp([m for m, _ in points], minutes, simulated)
    largest = max((abs(v) for _, v in stated.points), default=0.0)
    distances = [abs(v - s) for (_, v), s in zip(points, simulated_values.tolist(), strict=True)]
    deviation = max(distances, default=math.inf) / largest if largest else math.inf
    return ComparedCurve(
        name=stated.name,
        unit=stated.unit,
        minutes=tuple(m for m, _ in stated.points),
        stated=tuple(v for _, v in stated.points),
        simulated_minutes=tuple(minutes.tolist()),
        simulated=tuple(simulated.tolist()),
        tolerance=tolerance,
        deviation=deviation,
        farthest=points[int(np.argmax(distances))][0] if distances else 0.0,
    )
