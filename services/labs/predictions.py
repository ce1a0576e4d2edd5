"""Predictions that a learner commits to before a run: read, judged, and saved to be practised when they miss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from quiz.exercises import prediction
from services.connections import connect
from services.labs import runs
from services.library.deck_lookup import require_deck
from services.replays import replays
from services.workspace import Workspace
from simulation.model import Metric, Model, SimulatedCurve, SimulatedValue
from simulation.runner import Run, resolve
from simulation.units import format_in_best_unit, parse_quantity
from store.connection import to_ms, transaction
from store.tables.library import decks
from store.tables.practice import incident_decisions
from store.tables.practice.incident_decisions import SavedDecisionRow

# A fifth off is a good estimate: what engineers call the same order, and closer than a guess.
_NEAR = 0.2

# The seed of the run that a prediction is judged by: the same as the page shows.
_SEED = 1
_PREFIX = "lab:"  # before a model's name, where a saved decision has its incident


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionJudgement:
    """How a prediction compares with the run: `factor` is prediction by outcome (None where the outcome is nothing)."""

    predicted: float
    outcome: SimulatedValue
    is_near: bool
    factor: float | None


# Of a sketched curve: a point for each eighth of the run, both ends included.
SKETCH_POINTS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchJudgement:
    """How a sketch compares with the run: `off` is the mean distance as a share of the height of the higher one."""

    off: float
    is_near: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedPrediction:
    """A prediction that is kept to be practised."""

    id: str
    model: str
    prompt: str
    answer: str
    predicted: str


def find_metric(model: Model) -> Metric:
    """Return the metric that answers the model's question."""
    return next(metric for metric in model.metrics if metric.name == model.answer_metric)


def parse_prediction(model: Model, text: str) -> float:
    """Return a prediction in the metric's base unit.

    :raises UserError: when it is no such quantity, with an example
    """
    metric = find_metric(model)
    return parse_quantity(text, "number" if metric.unit == "count" else metric.unit, name="Your prediction")


def judge_prediction(predicted: float, outcome: SimulatedValue) -> PredictionJudgement:
    """Compare a prediction with what the run showed: near is within a fifth, or within three standard errors.

    A share above one half is judged by what is missing to one: 99 % and 99.9 % are far apart.
    """
    # Only where both are shares: a prediction above one was meant as another kind of number.
    value = outcome.value
    is_share = 0.5 < value <= 1 and predicted <= 1
    scale = 1 - value if is_share else abs(value)
    is_near = abs(predicted - value) <= max(_NEAR * scale, 3 * outcome.standard_error)
    return PredictionJudgement(
        predicted=predicted, outcome=outcome, is_near=is_near, factor=predicted / value if value else None
    )


def judge_sketch(sketch: Sequence[float], run: Run, curve: SimulatedCurve) -> SketchJudgement:
    """Compare a sketch with a simulated curve: near is a fifth of the curve's height off, on average over the run.

    :param sketch: values at evenly spaced moments from the start to the end of the run, in the curve's base unit
    """
    x = np.array(run.outcome.series.x)
    sketch_values = np.interp(x, np.linspace(0, x[-1], len(sketch)), np.array(sketch))
    values = np.array(curve.values)
    height = max(float(np.abs(values).max()), float(np.abs(sketch_values).max())) or 1.0
    off = float(np.abs(sketch_values - values).mean()) / height
    return SketchJudgement(off=off, is_near=off <= _NEAR)


def place_sketch(sketch: Sequence[float], run: Run) -> tuple[tuple[float, float], ...]:
    """Return the sketch as points (second of the run, value)."""
    length = run.outcome.series.x[-1]
    return tuple((length * place / (len(sketch) - 1), value) for place, value in enumerate(sketch))


def save_sketch_miss(
    ws: Workspace,
    learner: int,
    deck_id: str,
    model: Model,
    curve: SimulatedCurve,
    judged: SketchJudgement,
    now: datetime,
) -> None:
    """Keep a sketch that missed, to be predicted again; a newer miss of the same lab takes its place.

    :raises UserError: when there is no such deck
    """
    first, last, top = (
        format_in_best_unit(value, curve.unit) for value in (curve.values[0], curve.values[-1], max(curve.values))
    )
    answer = f"{curve.label}: from {first} to {last}, at most {top}"
    _save(ws, learner, deck_id, model, answer, f"a sketch that was off by {judged.off:.0%} of the height", now)


def save_miss(
    ws: Workspace, learner: int, deck_id: str, model: Model, judged: PredictionJudgement, now: datetime
) -> None:
    """Keep a prediction that missed; a newer one takes the place of an older one of the same lab.

    :raises UserError: when there is no such deck
    """
    metric = find_metric(model)
    answer = f"{metric.label}: {format_in_best_unit(judged.outcome.value, metric.unit)}"
    _save(ws, learner, deck_id, model, answer, format_in_best_unit(judged.predicted, metric.unit), now)


def load_answer(model: Model) -> SimulatedValue:
    """Return the answer to the model's question: by the closed form where it has the metric, else by the run's estimate."""
    values = resolve(model, dict(model.opening))
    exact_value = model.closed_form(values).values.get(model.answer_metric)
    if exact_value is not None:
        return SimulatedValue(value=exact_value, standard_error=0.0)
    return runs.make_run(model.name, values, _SEED).outcome.metrics[model.answer_metric]


def _save(ws: Workspace, learner: int, deck_id: str, model: Model, answer: str, predicted: str, now: datetime) -> None:
    """Keep a miss in one transaction. Where the deck links to the model, its card is asked next in practice."""
    row = SavedDecisionRow(
        stop=f"{_PREFIX}{model.name}",
        incident=f"{_PREFIX}{model.name}",
        minute=0.0,
        prompt=model.question,
        answer=answer,
        chosen=predicted,
        kept_at=to_ms(now),
    )
    with connect(ws) as connection, transaction(connection, learner):
        deck = require_deck(connection, deck_id)
        number = None
        for name in (model.name, *model.aliases):
            card_id = decks.find_card_id(connection, deck.id, prediction.make_card_id(name))
            if card_id is not None:
                # The card's own name for the lab: a deck may write an alias of the model.
                number, row = card_id, replace(row, stop=prediction.make_source(name))
                break
        incident_decisions.save_decision(connection, learner, deck.id, row)
        if number is not None:
            replays.ask_next(connection, learner, deck, number, to_ms(now))


def list_misses(ws: Workspace, learner: int, deck_id: str) -> tuple[MissedPrediction, ...]:
    """Return what the learner keeps to practise from labs, oldest first."""
    with connect(ws) as connection:
        rows = incident_decisions.list_saved(connection, learner, require_deck(connection, deck_id).id)
    return tuple(
        MissedPrediction(
            id=row.stop,
            model=row.incident.removeprefix(_PREFIX),
            prompt=row.prompt,
            answer=row.answer,
            predicted=row.chosen,
        )
        for row in rows
        if row.incident.startswith(_PREFIX)
    )
