"""Retries through layers of services, with or without a retry budget: how much load a failure makes."""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from simulation import knobs
from simulation.estimators import estimate_ratio, estimate_share, level, line, middles
from simulation.model import ClosedForm, CurveSet, Knob, Metric, Model, SimulatedCurve, SimulationOutcome, Values

_FAILING_BINS = 50
"""Groups of calls for the metrics."""

# Points of a curve: enough to show a bend on a phone, few enough that each is a mean of many events.
_BINS = 60
_SURE = 6.0
"""e⁻⁶: how seldom the bucket is at the other wall."""

Bools = NDArray[np.bool_]


def _find_ends(success: Bools, attempts: int) -> NDArray[np.intp]:
    """Return where each call of a stream of attempts ends: at a success, or at the last attempt allowed."""
    place = np.arange(success.size)
    last = np.maximum.accumulate(np.where(success, place, -1))
    before = np.concatenate([[-1], last[:-1]])
    return np.flatnonzero(success | ((place - before) % attempts == 0))


class _Bucket:
    """Retry budgets, one a layer: each success adds `ratio` tokens up to `burst`, each retry takes one."""

    def __init__(self, ratio: float, burst: float, layers: int) -> None:
        self.ratio, self.burst = ratio, burst
        self.tokens = [0.0] * layers

    def find_ends(self, success: Bools, attempts: int, layer: int) -> NDArray[np.intp]:
        """Return where each call ends when a retry also needs a token."""
        tokens, tries, ends = self.tokens[layer], 0, []
        for place, fine in enumerate(success.tolist()):
            tries += 1
            if fine:
                tokens = min(self.burst, tokens + self.ratio)
            elif tries < attempts and tokens >= 1:
                tokens -= 1
                continue
            ends.append(place)
            tries = 0
        self.tokens[layer] = tokens
        return np.array(ends, dtype=np.intp)


def _send(rng: Generator, failing: float, calls: int, values: Values, bucket: _Bucket | None) -> tuple[float, float]:
    """Make top-level calls until `calls` have ended; return attempts at the bottom and failed top-level calls."""
    attempts, layers = values.count("max_retries") + 1, values.count("layers")
    load, _failed = _amplify(failing, values)
    stream: Bools = np.zeros(0, dtype=bool)
    ended_calls, bottom, failed = 0, 0.0, 0.0
    while ended_calls < calls:
        # A little more than is needed on average, so that one draw is enough nearly always.
        fresh = rng.random(int((calls - ended_calls) * load * 1.05 + 20 * load) + 10) >= failing
        # Without budgets a call cut off at the end of the stream goes on in the longer one. A budget has spent its tokens.
        stream = fresh if bucket else np.concatenate([stream, fresh])
        success, where = stream, np.arange(stream.size)
        for layer in range(layers):
            ends = bucket.find_ends(success, attempts, layer) if bucket else _find_ends(success, attempts)
            where, success = where[ends], success[ends]
        if not bucket:
            ended_calls, bottom, failed = 0, 0.0, 0.0
        take = min(calls - ended_calls, success.size)
        if take:
            bottom += float(where[take - 1] + 1)
            failed += float((~success[:take]).sum())
            ended_calls += take
    return bottom, failed


def _simulate(values: Values, rng: Generator) -> SimulationOutcome:
    failing, ratio = values.number("failure_probability"), values.number("retry_budget")
    calls = max(1, values.count("requests") // _FAILING_BINS)
    bucket = _Bucket(ratio, values.number("budget_burst"), values.count("layers")) if math.isfinite(ratio) else None
    warm_up = 0
    if bucket:
        # The budget starts empty; a tenth of the calls let it find its level before anything is counted.
        warm_up = calls * 5
        _send(rng, failing, warm_up, values, bucket)
    samples = [_send(rng, failing, calls, values, bucket) for _ in range(_FAILING_BINS)]
    bottoms, faileds = [row[0] for row in samples], [row[1] for row in samples]
    tops = [float(calls)] * _FAILING_BINS
    floor = 1 / (calls * _FAILING_BINS)
    rate = values.number("arrival_rate")
    load = estimate_ratio(bottoms, tops, floor=floor if failing < 1 or bucket else 0.0)
    metrics = {
        "load_factor": load,
        "failure_probability": estimate_share(faileds, tops, is_independent=True),
        "attempts_per_second": estimate_ratio([rate * b for b in bottoms], tops, floor=rate * floor),
        "goodput_per_second": estimate_ratio([rate * (calls - f) for f in faileds], tops, floor=rate * floor),
    }
    notes: tuple[str, ...] = (
        f"The metrics are those of a lasting failure: {_FAILING_BINS} groups of {calls:,} calls each.",
    )
    if warm_up:
        notes += (f"{warm_up:,} calls before the first bin fill the budget and are left out.",)
    return SimulationOutcome(metrics=metrics, series=_simulate_series(values, rng, bucket), notes=notes)


def _simulate_series(values: Values, rng: Generator, bucket: _Bucket | None) -> CurveSet:
    """Show load and answers over time: the bottom fails from the start of the outage to its end, and is well otherwise."""
    rate, length = values.number("arrival_rate"), values.number("duration")
    begin, end = values.number("outage_start"), values.number("outage_start") + values.number("outage_duration")
    edges = np.linspace(0, length, _BINS + 1)
    width = length / _BINS
    attempts, answers, failures = [], [], []
    for low, high in itertools.pairwise(edges.tolist()):
        down = max(0.0, min(high, end) - max(low, begin)) / width
        attempt_count, failed, offered = 0.0, 0.0, 0
        for share, chance in ((down, values.number("failure_probability")), (1 - down, 0.0)):
            calls = int(rng.poisson(rate * width * share)) if share > 0 else 0
            if calls:
                bottom, new_failures = _send(rng, chance, calls, values, bucket)
                attempt_count, failed, offered = attempt_count + bottom, failed + new_failures, offered + calls
        attempts.append(attempt_count / width)
        answers.append((offered - failed) / width)
        failures.append(failed / offered if offered else 0.0)
    curves: tuple[SimulatedCurve, ...] = (
        line("attempts_per_second", "Attempts at the bottom", "/s", attempts),
        line("goodput_per_second", "Answered", "/s", answers),
        line("failed_share", "Failed for the caller", "ratio", failures),
    )
    closed_form = _compute_closed_form(values).values.get("attempts_per_second")
    if closed_form is not None:
        label = "Closed form, during the failure"
        curves = (*curves, level("attempts_per_second_closed_form", label, "/s", closed_form, _BINS))
    return CurveSet(x=middles(edges), curves=curves)


def _amplify_once(failing: float, attempts: int, ratio: float) -> tuple[float, float]:
    """Return attempts for each call of one layer, and the share of its calls that fail."""
    succeeds = 1 - failing
    full_attempts = sum(failing**i for i in range(attempts))
    allowed = 1 / (1 - ratio * succeeds) if ratio * succeeds < 1 else math.inf
    # At most one success ends each call, so that attempts times their chance of success is the share that succeeds.
    return (full_attempts, failing**attempts) if full_attempts <= allowed else (allowed, 1 - allowed * succeeds)


def _amplify(failing: float, values: Values) -> tuple[float, float]:
    """Return load at the bottom for each call at the top, and the share of calls that fail at the top."""
    load = 1.0
    for _ in range(values.count("layers")):
        factor, failing = _amplify_once(failing, values.count("max_retries") + 1, values.number("retry_budget"))
        load *= factor
    return load, failing


def _is_near_budget(values: Values) -> bool:
    """Tell whether a layer wants about as many retries as its budget allows, so that the bucket is neither full nor empty.

    The bucket is a random walk between two walls. Its drift keeps it at one of them if twice the drift times the bucket's size
    is several times the variance of a step.
    """
    attempts, ratio, failing = (
        values.count("max_retries") + 1,
        values.number("retry_budget"),
        values.number("failure_probability"),
    )
    if not math.isfinite(ratio):
        return False
    for _ in range(values.count("layers")):
        retries = sum(failing**i for i in range(1, attempts))
        gain = ratio * (1 - failing**attempts)
        if retries > 0 and 2 * abs(gain - retries) * values.number("budget_burst") < _SURE * (retries + gain * ratio):
            return True
        failing = _amplify_once(failing, attempts, ratio)[1]
    return False


def _is_budget_below_retries(values: Values) -> bool:
    """Tell whether a budget holds back retries in a layer that is not the top: its failures then depend on each other."""
    attempts, ratio, failing = (
        values.count("max_retries") + 1,
        values.number("retry_budget"),
        values.number("failure_probability"),
    )
    for _ in range(values.count("layers") - 1):
        full_attempts = sum(failing**i for i in range(attempts))
        load, failing = _amplify_once(failing, attempts, ratio)
        if load < full_attempts and failing < 1:
            return True
    return False


def _compute_closed_form(values: Values) -> ClosedForm:
    if _is_near_budget(values):
        return ClosedForm(
            values={},
            limits=(
                "A layer wants about as many retries as its budget allows: the sum is exact only away from that point.",
            ),
        )
    if _is_budget_below_retries(values):
        return ClosedForm(
            values={},
            limits=(
                "A budget ends retries below a layer that retries: failures come in runs there, and the sum does not hold.",
            ),
        )
    load, failed = _amplify(values.number("failure_probability"), values)
    rate = values.number("arrival_rate")
    limits = ["Holds while failures are independent and the bottom does not get slower under the load it is given."]
    if math.isfinite(values.number("retry_budget")):
        limits.append(
            "With a budget it is the smaller of what retries want and what the budget allows, which is exact away from the "
            "point where both are equal."
        )
    return ClosedForm(
        values={
            "load_factor": load,
            "failure_probability": failed,
            "attempts_per_second": rate * load,
            "goodput_per_second": rate * (1 - failed),
        },
        limits=tuple(limits),
    )


def _count_events(values: Values) -> float:
    load, _ = _amplify(values.number("failure_probability"), values)
    budget = math.isfinite(values.number("retry_budget"))
    series_calls = (
        values.number("arrival_rate") * min(values.number("outage_duration"), values.number("duration")) * load
    )
    series_calls += values.number("arrival_rate") * values.number("duration")
    return (values.count("requests") * load + series_calls) * (5 if budget else 1)


MODEL = Model(
    name="retries",
    aliases=("retry", "retry_storm", "retry_amplification", "retry_budget"),
    title="Retries, layers and a retry budget",
    question=(
        "Three services in a row make up to four attempts each, and the last one is down. How many times its "
        "normal load does it see?"
    ),
    goal="Keep the load at the bottom under 1.2 times normal during a full outage, and still mask 5 % of single failures.",
    knobs=(
        knobs.arrival_rate(100.0, step=10.0),
        knobs.share("failure_probability", "Chance that an attempt fails", 0.5, aliases=("error_rate", "x")),
        knobs.count(
            "max_retries",
            "Retries after the first attempt",
            3,
            high=10,
            aliases=("retries", "n"),
            help="Retries, not attempts: 3 retries are up to 4 attempts.",
        ),
        knobs.count("layers", "Layers that retry", 1, low=1, high=6, aliases=("depth",)),
        Knob(
            name="retry_budget",
            label="Retry budget for each success",
            unit="ratio",
            default=math.inf,
            low=0.0,
            high=10.0,
            step=0.05,
            can_be_off=True,
            aliases=("budget",),
            help="Tokens that a success adds; each retry takes one. 10 % is common.",
        ),
        knobs.count("budget_burst", "Tokens kept at most", 100, low=1, high=100_000, step=10),
        knobs.duration("duration", "Length of the curves", 120.0, low=1.0, high=7200.0, step=60.0),
        knobs.duration("outage_start", "The bottom fails from", 20.0, high=7200.0, step=10.0),
        knobs.duration("outage_duration", "for", 60.0, high=7200.0, step=10.0),
        knobs.requests(20_000, label="Simulated calls for the metrics"),
    ),
    metrics=(
        Metric(name="load_factor", label="Load at the bottom, by normal load", unit="number"),
        Metric(name="failure_probability", label="Failed for the caller", unit="ratio"),
        Metric(name="attempts_per_second", label="Attempts at the bottom", unit="/s"),
        Metric(name="goodput_per_second", label="Answered", unit="/s"),
    ),
    notice=(
        "Attempts multiply through layers: four attempts in each of three layers are 64.",
        "Retries help when failures are rare and independent, and are all harm when everything fails.",
        "A budget costs almost nothing on a good day and caps the load on a bad one.",
    ),
    source="Google, Site Reliability Engineering, chapters 21 and 22 (retries, budgets); geometric series",
    answer_metric="load_factor",
    opening=(("failure_probability", "100 %"), ("layers", "3")),
    simulate=_simulate,
    closed_form=_compute_closed_form,
    count_events=_count_events,
)
