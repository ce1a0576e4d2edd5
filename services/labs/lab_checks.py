"""What is wrong with a deck's labs. It is checked here because the reader knows no models, and models know no decks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from deck.model import Deck, Incident, Lab, Problem
from errors import UserError
from services.labs.incident_runs import SEED, compare_run, find_scale
from simulation.model import Model, Unit, Values
from simulation.runner import Run, check_cost, find_model, resolve, run
from simulation.units import parse_quantity

_NEARER = "Correct the values, the curve or the allowed share."
_OTHER_UNIT = "Choose another curve; the units must measure the same thing."


def report_lab_problems(deck: Deck, *, run_models: bool = True) -> Deck:
    """Return the deck with the problems of its labs among its own, in order of lines.

    :param run_models: also run each lab whose curves are compared, which takes about a tenth of a second each
    """
    problems = tuple(
        problem
        for incident in deck.incidents
        for lab in incident.labs
        for problem in _find_problems(incident, lab, run_models)
    )
    if not problems:
        return deck
    return replace(deck, problems=tuple(sorted((*deck.problems, *problems), key=lambda problem: problem.line)))


def _find_problems(incident: Incident, lab: Lab, run_models: bool) -> list[Problem]:
    if not lab.model or " " in lab.model:
        return []  # a problem that the reader reports
    try:
        model = find_model(lab.model)
    except UserError as error:
        return [Problem(lab.line, "error", "lab-model", str(error), error.remedy)]
    problems = [*_check_settings(lab, model), *_check_turn(lab, model)]
    if problems:
        return problems
    try:
        values = resolve(model, {setting.knob: setting.value for setting in lab.settings})
        check_cost(model, values)
        model.closed_form(values)
        return _find_curve_problems(incident, lab, model, values) if run_models else []
    except UserError as error:
        return [Problem(lab.line, "error", "lab-run", str(error), error.remedy)]


def _check_settings(lab: Lab, model: Model) -> Iterator[Problem]:
    """Yield a problem for each value that its knob does not take."""
    knobs: set[str] = set()
    for setting in lab.settings:
        try:
            resolve(model, {setting.knob: setting.value})
        except UserError as error:
            yield Problem(setting.line, "error", "lab-knob", str(error), error.remedy)
            continue
        knob = model.knob(setting.knob)
        name = knob.name if knob else setting.knob
        if name in knobs:
            message = f"The knob {name} is set twice, once by another of its names; the last value counts."
            yield Problem(setting.line, "warning", "lab-twice", message, "Delete one of the lines.")
        knobs.add(name)


def _check_turn(lab: Lab, model: Model) -> Iterator[Problem]:
    names = ", ".join(knob.name for knob in model.knobs)
    for name in lab.turn:
        if model.knob(name) is None:
            yield Problem(
                lab.line, "error", "lab-turn", f"{model.name} has no knob {name} to turn.", f"It has: {names}."
            )


def _check_goals(lab: Lab, units: Mapping[str, Unit], model: Model) -> Iterator[Problem]:
    """Yield a problem for each goal that names neither a metric nor a curve, or whose unit does not fit."""
    for goal in lab.goals:
        if goal.metric not in units:
            message = f"{model.name} has no metric or curve {goal.metric}."
            yield Problem(goal.line, "error", "lab-goal", message, f"It has: {', '.join(units)}.")
            continue
        try:
            parse_quantity(goal.value, units[goal.metric], name=goal.metric)
        except UserError as error:
            yield Problem(goal.line, "error", "lab-goal", str(error), error.remedy)


def _find_curve_problems(incident: Incident, lab: Lab, model: Model, values: Values) -> list[Problem]:
    """Check that the curves that are named exist, and that the model's x axis is time where curves are compared."""
    if not lab.comparisons and not lab.goals:
        return []
    result = run(model, values, SEED)
    series = result.outcome.series
    metric_units: dict[str, Unit] = {metric.name: metric.unit for metric in model.metrics}
    goals = list(_check_goals(lab, metric_units | {curve.name: curve.unit for curve in series.curves}, model))
    if not lab.comparisons:
        return goals
    if series.x_unit != "s" or series.x_name != "time":
        message = f"The curves of {model.name} do not run over time, and cannot be compared with an incident's."
        return [*goals, *(Problem(comparison.line, "error", "lab-curve", message) for comparison in lab.comparisons)]
    curves = {curve.name: curve for curve in series.curves}
    units = {one.name: one.unit for one in incident.series}
    problems = goals
    for comparison in lab.comparisons:
        curve = curves.get(comparison.curve)
        if curve is None:
            message = f"{model.name} has no curve {comparison.curve}."
            problems.append(Problem(comparison.line, "error", "lab-curve", message, f"It has: {', '.join(curves)}."))
        elif comparison.series in units and find_scale(units[comparison.series], curve.unit) is None:
            unit = units[comparison.series] or "no unit"
            message = f"“{comparison.series}” is in {unit}, and {curve.name} is measured in {curve.unit}."
            problems.append(Problem(comparison.line, "error", "lab-unit", message, _OTHER_UNIT))
    if not problems:
        problems = _find_far_curves(incident, lab, result)
    return problems


def _find_far_curves(incident: Incident, lab: Lab, result: Run) -> list[Problem]:
    """Say where the run is farther from the stated curve than the author allows."""
    problems = []
    for comparison in lab.comparisons:
        # One comparison at a time, so that each problem has its own line.
        for curve in compare_run(incident, replace(lab, comparisons=(comparison,)), result).curves:
            if curve.is_near:
                continue
            message = (
                f"The run is off by {curve.deviation:.0%} of “{curve.name}” at minute {curve.farthest:g}, and the lab allows "
                f"{curve.tolerance:.0%}."
            )
            problems.append(Problem(comparison.line, "warning", "lab-far", message, _NEARER))
    return problems
