"""Run a model: knobs from text, limits, the run itself, and its result as JSON. Pure: the seed decides everything."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from errors import UserError
from simulation.model import (
    ClosedForm,
    CurveSet,
    Knob,
    Model,
    SimulatedCurve,
    SimulatedValue,
    SimulationOutcome,
    Values,
)
from simulation.table import MODELS
from simulation.units import format_in_best_unit, parse_quantity

MAXIMUM_EVENTS = 30_000_000
"""A minute or so of one core at the slowest of the models."""

_OFF = ("off", "none", "unlimited", "inf", "infinite")


@dataclass(frozen=True, kw_only=True)
class Run:
    """A finished run: what was asked, what came out, and what theory says."""

    model: Model
    values: Values
    seed: int
    outcome: SimulationOutcome
    closed_form: ClosedForm
    events: int


def find_model(name: str) -> Model:
    """Return the model with this name or alias.

    :raises UserError: with the names there are
    """
    key = name.strip().lower().replace("-", "_").replace("/", "_")
    for model in MODELS:
        if key == model.name or key in model.aliases:
            return model
    near = difflib.get_close_matches(key, [model.name for model in MODELS], 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise UserError(f"There is no model {name}.{hint} The models are: {', '.join(model.name for model in MODELS)}.")


def parse_value(knob: Knob, text: str) -> float | str:
    """Return the value of a knob from text with a unit.

    :raises UserError: with the allowed values
    """
    if knob.unit == "choice":
        choice = text.strip().lower().replace("-", "_")
        if choice not in knob.choices:
            raise UserError(f"{knob.name} takes one of {', '.join(knob.choices)}, not “{text.strip()}”.")
        return choice
    if knob.can_be_off and text.strip().lower() in _OFF:
        return math.inf
    value = parse_quantity(text, knob.unit, name=knob.name)
    return check_value(knob, value)


def check_value(knob: Knob, value: float) -> float:
    """Return the value if it is in the safe range.

    :raises UserError: with the range
    """
    if knob.can_be_off and value == math.inf:
        return value
    if not knob.low <= value <= knob.high:
        low, high = format_in_best_unit(knob.low, knob.unit), format_in_best_unit(knob.high, knob.unit)
        off = " (or off)" if knob.can_be_off else ""
        raise UserError(
            f"{knob.name} must be between {low} and {high}{off}, not {format_in_best_unit(value, knob.unit)}."
        )
    if knob.is_whole and value != round(value):
        raise UserError(f"{knob.name} takes a whole number, not {value:g}.")
    return value


def resolve(model: Model, settings: Mapping[str, str | float]) -> Values:
    """Return complete values: what is given, and the defaults for the rest.

    :param settings: texts with units, or numbers in the base unit, by knob name or alias
    :raises UserError: for an unknown knob, a unit that does not fit, or a value out of range
    """
    numbers: dict[str, float] = {}
    texts: dict[str, str] = {}
    for knob in model.knobs:
        if isinstance(knob.default, str):
            texts[knob.name] = knob.default
        else:
            numbers[knob.name] = knob.default
    for name, raw in settings.items():
        knob_or_none = model.knob(name.strip().lower().replace("-", "_"))
        if knob_or_none is None:
            names = [knob.name for knob in model.knobs]
            near = difflib.get_close_matches(name, names, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise UserError(f"{model.name} has no knob {name}.{hint} It has: {', '.join(names)}.")
        value = parse_value(knob_or_none, raw) if isinstance(raw, str) else check_value(knob_or_none, float(raw))
        if isinstance(value, str):
            texts[knob_or_none.name] = value
        else:
            numbers[knob_or_none.name] = value
    return Values(numbers=numbers, texts=texts)


def check_cost(model: Model, values: Values) -> int:
    """Return how many events the run would simulate.

    :raises UserError: if they are too many, with the number
    """
    events = model.count_events(values)
    if not events <= MAXIMUM_EVENTS:  # refuses what is not a number, too
        raise UserError(
            f"This run would simulate {events:.3g} events, and {MAXIMUM_EVENTS:,} is the most a run may take: "
            f"lower what makes it long ({', '.join(_find_size_knobs(model, values))})."
        )
    return math.ceil(events)


def run(model: Model, values: Values, seed: int) -> Run:
    """Simulate, and put the closed form beside it. The same model, values and seed give the same numbers.

    :raises UserError: if the run would take too long or the values do not go together
    """
    events = check_cost(model, values)
    outcome = model.simulate(values, np.random.default_rng(seed))
    return Run(
        model=model, values=values, seed=seed, outcome=outcome, closed_form=model.closed_form(values), events=events
    )


def run_named(name: str, settings: Mapping[str, str | float], seed: int) -> Run:
    """Run a model by name with knobs as text.

    :raises UserError: for anything that does not fit
    """
    model = find_model(name)
    if seed < 0:
        raise UserError(f"A seed is a whole number from 0 on, not {seed}.")
    return run(model, resolve(model, settings), seed)


def run_as_dict(result: Run) -> dict[str, Any]:
    """Return the run as plain JSON types: `model`, `knobs`, `metrics` with `…_se`, `closed_form`, `series`."""
    metrics: dict[str, float] = {}
    for name, estimate in result.outcome.metrics.items():
        metrics[name] = _number(estimate.value)
        metrics[f"{name}_se"] = _number(estimate.standard_error)
    series = result.outcome.series
    return {
        "model": result.model.name,
        "seed": result.seed,
        "knobs": values_as_dict(result.model, result.values),
        "units": {knob.name: knob.unit for knob in result.model.knobs if knob.unit not in {"count", "choice"}},
        "metrics": metrics,
        "closed_form": {name: _number(value) for name, value in result.closed_form.values.items()},
        "limits": list(result.closed_form.limits),
        "notes": list(result.outcome.notes),
        "source": result.model.source,
        "events": result.events,
        "series": {
            "x": {"name": series.x_name, "unit": series.x_unit, "values": list(series.x)},
            "curves": [
                {
                    "name": curve.name,
                    "label": curve.label,
                    "unit": curve.unit,
                    "provenance": curve.provenance,
                    "values": list(curve.values),
                    **({"low": list(curve.low), "high": list(curve.high)} if curve.low else {}),
                }
                for curve in series.curves
            ],
        },
    }


def run_as_json(result: Run) -> str:
    """Return the run as one JSON text; the same bytes for the same model, knobs and seed."""
    return json.dumps(run_as_dict(result), ensure_ascii=False, allow_nan=False)


def run_from_dict(plain: Mapping[str, Any]) -> Run:
    """Return the run that `run_as_dict` told. Standard errors and values are those that were told: ten digits."""
    model = find_model(plain["model"])
    metrics = plain["metrics"]
    series = plain["series"]
    curves = tuple(
        SimulatedCurve(
            name=curve["name"],
            label=curve["label"],
            unit=curve["unit"],
            values=tuple(curve["values"]),
            provenance=curve["provenance"],
            low=tuple(curve.get("low", ())),
            high=tuple(curve.get("high", ())),
        )
        for curve in series["curves"]
    )
    return Run(
        model=model,
        values=resolve(model, plain["knobs"]),
        seed=plain["seed"],
        outcome=SimulationOutcome(
            metrics={
                name: SimulatedValue(value=value, standard_error=metrics[f"{name}_se"])
                for name, value in metrics.items()
                if f"{name}_se" in metrics
            },
            series=CurveSet(
                x=tuple(series["x"]["values"]),
                curves=curves,
                x_name=series["x"]["name"],
                x_unit=series["x"]["unit"],
            ),
            notes=tuple(plain["notes"]),
        ),
        closed_form=ClosedForm(values=plain["closed_form"], limits=tuple(plain["limits"])),
        events=plain["events"],
    )


def values_as_dict(model: Model, values: Values) -> dict[str, float | int | str]:
    """Return the knobs as plain JSON types, from which `resolve` makes the same values."""
    return {knob.name: _knob_value(knob, values) for knob in model.knobs}


def model_as_dict(model: Model) -> dict[str, Any]:
    """Return what a model offers: its question, knobs, metrics, source, and what to notice."""
    return {
        "name": model.name,
        "aliases": list(model.aliases),
        "title": model.title,
        "question": model.question,
        "asked": model.answer_metric,
        "opening": dict(model.opening),
        "goal": model.goal,
        "source": model.source,
        "notice": list(model.notice),
        "knobs": [
            {
                "name": knob.name,
                "aliases": list(knob.aliases),
                "label": knob.label,
                "unit": knob.unit,
                "default": "off" if knob.default == math.inf else knob.default,
                **(
                    {"choices": list(knob.choices)}
                    if knob.choices
                    else {"low": knob.low, "high": knob.high, "step": knob.step, "can_be_off": knob.can_be_off}
                ),
                "help": knob.help,
            }
            for knob in model.knobs
        ],
        "metrics": [{"name": metric.name, "label": metric.label, "unit": metric.unit} for metric in model.metrics],
    }


def _find_size_knobs(model: Model, values: Values) -> list[str]:
    """Return the knobs that make the run long: those which, halved, take a tenth of its events or more away."""
    events = model.count_events(values)
    names = []
    for knob in model.knobs:
        if knob.unit == "choice" or not math.isfinite(values.number(knob.name)):
            continue
        halved = {**values.numbers, knob.name: max(knob.low, values.number(knob.name) / 2)}
        if model.count_events(Values(numbers=halved, texts=values.texts)) <= 0.9 * events:
            names.append(knob.name)
    return names


def _knob_value(knob: Knob, values: Values) -> float | int | str:
    if knob.unit == "choice":
        return values.text(knob.name)
    value = values.number(knob.name)
    if value == math.inf:
        return "off"
    return round(value) if knob.is_whole else value


def _number(value: float) -> float:
    """Round to ten digits: more than any of the numbers is worth, and the same text on every machine."""
    if not math.isfinite(value):  # JSON has no infinity
        return 1e300 if value > 0 else -1e300
    return float(f"{value:.10g}")
