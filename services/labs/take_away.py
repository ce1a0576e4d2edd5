"""A lab as one HTML file: the runs of a small grid of one knob's values, which open without a network."""

from __future__ import annotations

import html
import json
import math
from pathlib import Path
from string import Template
from typing import Any

from errors import UserError
from services.labs import runs
from simulation.model import Knob, Model, Values
from simulation.runner import Run, resolve, values_as_dict
from simulation.units import format_in_best_unit

_TEMPLATE = Path(__file__).with_name("take_away.html")
# Around the value that is shown: close enough to see the bend of the curve, wide enough to go past it.
_FACTORS = (0.5, 0.7, 0.85, 1.0, 1.15, 1.3, 1.6, 2.0)
_UNITS = {"s": "s", "/s": "per s", "ratio": "share", "count": "count", "number": "number", "choice": ""}


def list_grid_knobs(model: Model) -> tuple[Knob, ...]:
    """Return the knobs that a grid can be laid along: those of the system that are numbers or words."""
    return tuple(knob for knob in model.knobs if knob.name not in {"requests", "start", "runs"})


def choose_grid(knob: Knob, value: float | str) -> tuple[float | str, ...]:
    """Return the values of a grid around one, in order, within the safe range."""
    if knob.choices:
        return knob.choices
    number = float(value)
    if not math.isfinite(number):
        number = knob.high / 4  # a limit that is off: the grid shows what limits would do
    if number == 0:
        number = max(knob.step, knob.low) * 2
    grid = {min(max(number * factor, knob.low), knob.high) for factor in _FACTORS} | {float(value)}
    if knob.is_whole:
        grid = {float(round(one)) if math.isfinite(one) else one for one in grid}
    return tuple(sorted(grid))


def export_grid(model: Model, values: Values, knob_name: str, seed: int) -> bytes:
    """Return the page, UTF-8, about 100 kB. Values of the grid that do not go with the rest are left out.

    :raises UserError: when there is no such knob, or no value of the grid can be run
    """
    knob = next((knob for knob in list_grid_knobs(model) if knob.name == knob_name), None)
    if knob is None:
        raise UserError(f"{model.name} has no knob {knob_name} to vary.")
    own = values_as_dict(model, values)
    current: float | str = values.text(knob.name) if knob.choices else values.number(knob.name)
    columns, refused = [], None
    for value in choose_grid(knob, current):
        try:
            settings = {**values.numbers, **values.texts, knob.name: value}
            columns.append((value, runs.make_run(model.name, resolve(model, settings), seed)))
        except UserError as error:
            refused = error
    if not columns:
        raise refused or UserError("No value of the grid can be run.")
    run_packs = [_pack_run(knob, value, run, value == current) for value, run in columns]
    if not any(run["isOwn"] for run in run_packs):
        run_packs[0]["isOwn"] = True  # the page opens with one of them, though the learner's own could not be run
    other_knobs = ", ".join(f"{name} {value}" for name, value in own.items() if name != knob.name)
    page = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=html.escape(model.title),
        question=html.escape(model.question),
        knobs=html.escape(f"The other knobs: {other_knobs}."),
        knob=html.escape(knob.label),
        notice="".join(f"<li>{html.escape(line)}</li>" for line in model.notice),
        source=html.escape(model.source),
        seed=seed,
        # A closing tag inside JSON would end the script element.
        runs=json.dumps(run_packs, ensure_ascii=False).replace("<", "\\u003c"),
    )
    return page.encode()


def _pack_run(knob: Knob, value: float | str, run: Run, is_own: bool) -> dict[str, Any]:
    series = run.outcome.series
    value_text = value.replace("_", " ") if isinstance(value, str) else format_in_best_unit(value, knob.unit)
    curves = {
        curve.name: {"name": curve.name, "label": curve.label, "unit": _UNITS[curve.unit], "values": list(curve.values)}
        for curve in series.curves
    }
    rows = []
    for metric in run.model.metrics:
        estimate = run.outcome.metrics.get(metric.name)
        if estimate is None:
            continue
        exact_value = run.closed_form.values.get(metric.name)
        numbers = (format_in_best_unit(number, metric.unit) for number in (estimate.value, estimate.standard_error))
        rows.append(
            [
                metric.label,
                " ± ".join(numbers),
                "" if exact_value is None else format_in_best_unit(exact_value, metric.unit),
            ]
        )
    return {
        "value": "off" if value == math.inf else value_text,
        "isOwn": is_own,
        "x": list(series.x),
        "xName": f"{series.x_name.replace('_', ' ')} ({_UNITS[series.x_unit]})",
        "all": curves,
        "curves": [curves[curve.name] for curve in series.curves if curve.provenance == "simulated"],
        "metrics": rows,
    }
