"""A saga: steps that can fail, and compensations that can fail too."""

from __future__ import annotations

import math

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from errors import UserError
from simulation import knobs
from simulation.estimators import REPLICATIONS, Floats, band, estimate_mean, estimate_share, line
from simulation.model import ClosedForm, CurveSet, Knob, Metric, Model, SimulatedValue, SimulationOutcome, Values

# Points of a curve: enough to show a bend on a phone, few enough that each is a mean of many events.
_BINS = 60
# Independent runs behind each mean and its band.
_RUNS = 20


def _compute_step_failures(values: Values, probability: float) -> Floats:
    """Return the chance of failure of each step."""
    steps, failing = values.count("steps"), values.count("failing_step")
    if failing > steps:
        raise UserError(f"failing_step must be between 0 (all) and steps ({steps}), not {failing}.")
    chances = np.full(steps, probability if failing == 0 else 0.0)
    if failing:
        chances[failing - 1] = probability
    return chances


def _compute_chances(values: Values, probability: float) -> tuple[float, float, float]:
    """Return P(committed), P(rolled back cleanly), and the mean number of compensations begun."""
    stuck = values.number("compensation_failure_probability") ** (values.count("compensation_retries") + 1)
    running, rolled, compensations = 1.0, 0.0, 0.0
    for completed_steps, chance in enumerate(_compute_step_failures(values, probability).tolist()):
        step_failure = running * chance
        rolled += step_failure * (1 - stuck) ** completed_steps
        # Compensations run in reverse and end at the first that is stuck.
        compensations += step_failure * (
            float(completed_steps) if stuck == 0 else (1 - (1 - stuck) ** completed_steps) / stuck
        )
        running *= 1 - chance
    return running, rolled, compensations


def _run_sagas(values: Values, rng: Generator, n: int, probability: float) -> tuple[Floats, Floats, Floats]:
    """Return for each saga: 0 committed, 1 rolled back, 2 stuck; compensations begun; and how long it took."""
    steps = values.count("steps")
    fails = rng.random((n, steps)) < _compute_step_failures(values, probability)
    any_fails: NDArray[np.bool_] = fails.sum(axis=1) > 0
    completed_steps = np.where(any_fails, fails.argmax(axis=1), steps)
    attempts = values.count("compensation_retries") + 1
    misses: NDArray[np.bool_] = np.asarray(
        rng.random((n, steps, attempts)) < values.number("compensation_failure_probability")
    )
    is_stuck = np.asarray(misses.sum(axis=2) == attempts)
    # Compensation number j undoes step completed_steps - 1 - j; only those of completed steps count.
    stuck_steps = is_stuck & (np.arange(steps) < completed_steps[:, None]) & any_fails[:, None]
    stuck = stuck_steps.any(axis=1)
    begun = np.where(any_fails, np.where(stuck, stuck_steps.argmax(axis=1) + 1, completed_steps), 0)
    mean = values.number("step_time")
    pieces = np.where(any_fails, completed_steps + 1, steps) + begun
    lasts = rng.gamma(np.maximum(pieces, 1)) * mean
    verdict = np.where(stuck, 2, np.where(any_fails, 1, 0))
    return verdict.astype(float), begun.astype(float), lasts


def _simulate(values: Values, rng: Generator) -> SimulationOutcome:
    n = values.count("requests") // REPLICATIONS
    p = values.number("failure_probability")
    rows, times, begun_means = [], [], []
    for _ in range(REPLICATIONS):
        verdict, begun, lasts = _run_sagas(values, rng, n, p)
        rows.append([float((verdict == kind).sum()) for kind in (0, 1, 2)])
        times.append(float(lasts.mean()))
        begun_means.append(float(begun.mean()))
    committed, rolled, stuck = np.array(rows).T
    tries = [float(n)] * REPLICATIONS
    floor = 1 / (n * REPLICATIONS)
    rate = values.number("arrival_rate")
    stuck_share = estimate_share(stuck, tries, is_independent=True)
    metrics = {
        "committed_probability": estimate_share(committed, tries, is_independent=True),
        "rolled_back_probability": estimate_share(rolled, tries, is_independent=True),
        "stuck_probability": stuck_share,
        "stuck_per_second": SimulatedValue(
            value=stuck_share.value * rate, standard_error=stuck_share.standard_error * rate
        ),
        "compensations": estimate_mean(begun_means, floor=floor),
        "duration_seconds": estimate_mean(times, floor=floor * values.number("step_time")),
    }
    return SimulationOutcome(metrics=metrics, series=_simulate_series(values, rng))


def _simulate_series(values: Values, rng: Generator) -> CurveSet:
    """Show failures and stuck sagas over time: more of them while degraded, and a repair that clears the stuck ones."""
    rate, length = values.number("arrival_rate"), values.number("duration")
    edges = np.linspace(0, length, _BINS + 1)
    width = length / _BINS
    begin, end = values.number("degraded_start"), values.number("degraded_start") + values.number("degraded_duration")
    fixed, speed = values.number("repair_start"), values.number("repair_rate")
    shares = np.clip((np.minimum(edges[1:], end) - np.maximum(edges[:-1], begin)) / width, 0, 1)
    stuck_rows, fail_rows = [], []
    calm = _compute_chances(values, values.number("failure_probability"))
    worse = _compute_chances(values, values.number("degraded_failure_probability"))
    for _ in range(_RUNS):
        parked, stuck_curve, fail_curve = 0.0, [], []
        for place in range(_BINS):
            share = float(shares[place])
            failed = stuck = 0.0
            for weight, (committed, rolled, _begun) in ((1 - share, calm), (share, worse)):
                counts = rng.multinomial(int(rng.poisson(rate * width * weight)), _normalize_chances(committed, rolled))
                failed += float(counts[1] + counts[2])
                stuck += float(counts[2])
            working = min(width, max(0.0, float(edges[place + 1]) - fixed)) if math.isfinite(fixed) else 0.0
            # Once compensations work again none is added, and the parked ones are worked off.
            parked += stuck * (1 - working / width)
            parked -= min(parked, float(rng.poisson(speed * working)))
            stuck_curve.append(parked)
            fail_curve.append(failed / width)
        stuck_rows.append(np.array(stuck_curve))
        fail_rows.append(np.array(fail_curve))
    stuck_mean = (
        np.array([rate * (1 - c - r) for c, r, _ in (calm, worse)]) @ np.array([1 - shares, shares])
    ).cumsum() * width
    curves = [
        band("failed_per_second", "Sagas that fail", "/s", fail_rows),
        band("stuck", "Stuck compensations", "count", stuck_rows),
    ]
    if not math.isfinite(fixed):
        curves.append(line("stuck_closed_form", "Closed form", "count", stuck_mean, "closed_form"))
    ends = tuple(float(f"{edge:.6g}") for edge in edges[1:])
    return CurveSet(x=ends, curves=tuple(curves))


def _normalize_chances(committed: float, rolled: float) -> list[float]:
    """Return the three chances so that they add up to one in spite of rounding."""
    committed, rolled = min(committed, 1.0), min(rolled, 1.0 - min(committed, 1.0))
    return [committed, rolled, max(0.0, 1 - committed - rolled)]


def _compute_closed_form(values: Values) -> ClosedForm:
    p = values.number("failure_probability")
    committed, rolled, compensations = _compute_chances(values, p)
    running, forward = 1.0, 0.0
    for chance in _compute_step_failures(values, p).tolist():
        forward += running
        running *= 1 - chance
    stuck = max(0.0, 1 - committed - rolled)
    return ClosedForm(
        values={
            "committed_probability": committed,
            "rolled_back_probability": rolled,
            "stuck_probability": stuck,
            "stuck_per_second": stuck * values.number("arrival_rate"),
            "compensations": compensations,
            "duration_seconds": (forward + compensations) * values.number("step_time"),
        },
        limits=(
            "Holds for independent failures; retries of a compensation that fail for one common cause do not help.",
        ),
    )


MODEL = Model(
    name="saga",
    aliases=("sagas", "compensation"),
    title="Saga whose compensations can fail",
    question="Five steps fail 1 % each; a compensation fails 5 % and is retried once. What share of the sagas ends stuck?",
    goal="Fewer than one stuck saga in a million.",
    knobs=(
        knobs.arrival_rate(40.0, step=5.0),
        knobs.count("steps", "Steps", 5, low=1, high=30, aliases=("n",)),
        knobs.share("failure_probability", "Chance that a step fails", 0.01, aliases=("step_failure_probability", "p")),
        knobs.count("failing_step", "Only this step fails (0: any)", 0, high=30),
        knobs.share("compensation_failure_probability", "Chance that a compensation fails", 0.05, aliases=("q",)),
        knobs.count(
            "compensation_retries", "Retries of a compensation", 1, high=20, aliases=("retries", "max_retries")
        ),
        knobs.duration(
            "step_time", "Mean time of a step", 0.1, high=86_400.0, step=0.1, aliases=("service_time", "service")
        ),
        knobs.duration("duration", "Length of the curves", 600.0, low=1.0, high=864_000.0, step=60.0),
        knobs.duration("degraded_start", "More failures from", 200.0, high=864_000.0, step=60.0),
        knobs.duration("degraded_duration", "for", 0.0, high=864_000.0, step=60.0),
        knobs.share("degraded_failure_probability", "Chance of failure then", 0.2),
        knobs.duration(
            "repair_start", "Compensations work again from", math.inf, high=864_000.0, step=60.0, can_be_off=True
        ),
        Knob(
            name="repair_rate",
            label="and clear the parked ones at",
            unit="/s",
            default=20.0,
            low=0.0,
            high=100_000.0,
            step=1.0,
        ),
        knobs.requests(200_000, label="Simulated sagas"),
    ),
    metrics=(
        Metric(name="committed_probability", label="Committed", unit="ratio"),
        Metric(name="rolled_back_probability", label="Rolled back", unit="ratio"),
        Metric(name="stuck_probability", label="Stuck", unit="ratio"),
        Metric(name="stuck_per_second", label="Newly stuck", unit="/s"),
        Metric(name="compensations", label="Compensations a saga, on average", unit="number"),
        Metric(name="duration_seconds", label="Mean time to end", unit="s"),
    ),
    notice=(
        "Retries take the chance of being stuck to a power: two more turn 5 % into one in eight thousand.",
        "A rise of the failure rate multiplies what is parked, though compensations are no worse than before.",
        "The last steps are the ones worth making unable to fail: they have most to undo.",
    ),
    source="H. Garcia-Molina, K. Salem, “Sagas”, SIGMOD 1987; the chances follow from independence",
    answer_metric="stuck_probability",
    simulate=_simulate,
    closed_form=_compute_closed_form,
    count_events=lambda values: (
        float(values.count("requests")) * values.count("steps") * (2 + values.count("compensation_retries"))
    ),
)
