"""A circuit breaker in front of a failing dependency: closed, open, half-open with probes."""

from __future__ import annotations

import math

import numpy as np
from numpy.random import Generator

from errors import UserError
from simulation import knobs
from simulation.estimators import REPLICATIONS, Floats, band, count_in_bins, estimate_ratio, middles
from simulation.model import ClosedForm, CurveSet, Metric, Model, SimulationOutcome, Values

# Points of a curve: enough to show a bend on a phone, few enough that each is a mean of many events.
_BINS = 60
_FEW_CLOSINGS = 400.0
"""With more closings than this in a run, how the replications differ tells the error well enough (5 % of itself)."""
_PATHS = 10
"""Paths behind the curves. The metrics come from whole cycles of the breaker instead, which need no warm-up."""


def _compute_mean_closed(p: float, threshold: int) -> float:
    """Return how many requests pass, on average, until `threshold` in a row have failed."""
    if p >= 1:
        return float(threshold)
    return math.inf if p <= 0 else (p**-threshold - 1) / (1 - p)


def _compute_cycle(values: Values) -> tuple[float, float, float]:
    """Return, for the mean time from one opening to the next: requests that pass, seconds open, seconds in all."""
    p, rate = values.number("failure_probability"), values.number("arrival_rate")
    probes = values.count("half_open_probes")
    close = (1 - p) ** probes
    tried = probes if p == 0 else (1 - close) / p
    closed_seconds = close * _compute_mean_closed(p, values.count("failure_threshold")) if close else 0.0
    passed = tried + closed_seconds
    return passed, values.number("open_duration"), values.number("open_duration") + passed / rate


def _simulate_cycles(values: Values, rng: Generator) -> tuple[Floats, Floats, Floats, Floats]:
    """Return passed, failed, open seconds and all seconds, each summed over groups of cycles."""
    p, rate = values.number("failure_probability"), values.number("arrival_rate")
    threshold, probes, pause = (
        values.count("failure_threshold"),
        values.count("half_open_probes"),
        values.number("open_duration"),
    )
    cycles = max(20 * REPLICATIONS, int(values.count("requests") / max(1.0, _compute_cycle(values)[0])))
    cycles -= cycles % REPLICATIONS
    passed, failed = np.zeros(cycles), np.zeros(cycles)
    draw = iter(rng.random(0).tolist())
    for cycle in range(cycles):
        fine, count, bad, row = 0, 0, 0, 0
        # Probes first: the cycle begins when the breaker has just opened.
        while fine < probes and row == 0:
            u = next(draw, None)
            if u is None:
                draw = iter(rng.random(65_536).tolist())
                continue
            count += 1
            if u < p:
                row, bad = 1, bad + 1
            else:
                fine += 1
        if row == 0:
            while row < threshold:
                u = next(draw, None)
                if u is None:
                    draw = iter(rng.random(65_536).tolist())
                    continue
                count += 1
                if u < p:
                    row, bad = row + 1, bad + 1
                else:
                    row = 0
        passed[cycle], failed[cycle] = count, bad
    # Each request that passes waited for its arrival; their sum over a cycle is a gamma variable.
    spans = pause + rng.gamma(passed, 1 / rate)
    groups = (REPLICATIONS, cycles // REPLICATIONS)
    return (
        passed.reshape(groups).sum(axis=1),
        failed.reshape(groups).sum(axis=1),
        np.full(REPLICATIONS, pause * groups[1]),
        spans.reshape(groups).sum(axis=1),
    )


def _simulate(values: Values, rng: Generator) -> SimulationOutcome:
    p, rate = values.number("failure_probability"), values.number("arrival_rate")
    needed = _compute_cycle(values)[0] * 20 * REPLICATIONS
    if needed > 20_000_000:
        raise UserError(
            f"At this failure_probability the breaker opens once in {_compute_cycle(values)[0]:.3g} requests, and a sound run "
            f"would need {needed:.3g}: raise failure_probability or lower failure_threshold."
        )
    passed, failed, open_seconds, spans = _simulate_cycles(values, rng)
    offered = spans * rate
    total = float(offered.sum())
    hold = values.number("call_timeout")
    # A breaker that seldom closes: as many closings more or less as chance brings (Poisson), each with all that passes until
    # it opens again.
    closing = (1 - p) ** values.count("half_open_probes") * float(open_seconds.sum()) / values.number("open_duration")
    least = (
        max(1.0, _compute_mean_closed(p, values.count("failure_threshold"))) * math.sqrt(max(1.0, closing)) / total
        if closing < _FEW_CLOSINGS and p < 1
        else 1 / total
    )
    metrics = {
        "passed_share": estimate_ratio(passed, offered, floor=least),
        "rejected_share": estimate_ratio(offered - passed, offered, floor=least),
        "success_share": estimate_ratio(passed - failed, offered, floor=least),
        "open_share": estimate_ratio(open_seconds, spans, floor=least),
        "failing_calls_per_second": estimate_ratio(failed, spans, floor=rate * least),
        "busy_threads": estimate_ratio(failed * hold, spans, floor=rate * hold * least),
    }
    length = 3 * values.number("outage_duration")
    edges = np.linspace(0, length, _BINS + 1)
    rows = np.array([_walk(values, rng, edges) for _ in range(_PATHS)]) / (length / _BINS)
    curves = (
        band("passed_per_second", "Calls to the dependency", "/s", rows[:, 0]),
        band("failing_calls_per_second", "Failing calls", "/s", rows[:, 1]),
        band("rejected_per_second", "Refused at once", "/s", rows[:, 2]),
    )
    note = "The metrics are those of a lasting failure; the curves show a failure in the middle third only."
    return SimulationOutcome(metrics=metrics, series=CurveSet(x=middles(edges), curves=curves), notes=(note,))


def _walk(values: Values, rng: Generator, edges: Floats) -> tuple[Floats, Floats, Floats]:
    """Follow one breaker through calm, failure and calm; return passed, failed and refused requests in each bin."""
    outage, rate = values.number("outage_duration"), values.number("arrival_rate")
    threshold, probes, pause = (
        values.count("failure_threshold"),
        values.count("half_open_probes"),
        values.number("open_duration"),
    )
    arrivals = np.sort(rng.uniform(0, 3 * outage, rng.poisson(rate * 3 * outage)))
    bad = (
        (rng.random(arrivals.size) < values.number("failure_probability"))
        & (arrivals >= outage)
        & (arrivals < 2 * outage)
    )
    verdict = np.zeros(arrivals.size)
    row, fine, until, is_closed = 0, 0, 0.0, True
    for place, (moment, fails) in enumerate(zip(arrivals.tolist(), bad.tolist(), strict=True)):
        if not is_closed and moment < until:
            verdict[place] = 2
            continue
        if fails:
            verdict[place] = 1
            row += 1
            if not is_closed or row >= threshold:
                is_closed, fine, row, until = False, 0, 0, moment + pause
        elif is_closed:
            row = 0
        else:
            fine += 1
            is_closed = fine >= probes
    refused = verdict == 2
    return (
        count_in_bins(arrivals[~refused], edges),
        count_in_bins(arrivals[verdict == 1], edges),
        count_in_bins(arrivals[refused], edges),
    )


def _compute_closed_form(values: Values) -> ClosedForm:
    p, rate = values.number("failure_probability"), values.number("arrival_rate")
    passed, open_seconds, span = _compute_cycle(values)
    limits = ("Holds for independent failures with one probability, random arrivals, and answers that come at once.",)
    share = passed / (rate * span)
    return ClosedForm(
        values={
            "passed_share": share,
            "rejected_share": 1 - share,
            "success_share": share * (1 - p),
            "open_share": open_seconds / span,
            "failing_calls_per_second": rate * share * p,
            "busy_threads": rate * share * p * values.number("call_timeout"),
        },
        limits=limits,
    )


MODEL = Model(
    name="circuit_breaker",
    aliases=("breaker",),
    title="Circuit breaker with half-open probes",
    question="A dependency fails 80 % of its calls, each after 1 s. How many of your threads does it hold with a breaker?",
    goal="Hold fewer than 2 threads during the failure, and close within 5 s of the dependency's return.",
    knobs=(
        knobs.arrival_rate(100.0, high=10_000.0, step=10.0),
        knobs.share("failure_probability", "Chance that a call fails", 0.8, low=0.01, aliases=("error_rate",)),
        knobs.count("failure_threshold", "Failures in a row that open it", 5, low=1, high=100, aliases=("threshold",)),
        knobs.duration(
            "open_duration",
            "Time it stays open",
            10.0,
            low=0.001,
            high=3600.0,
            aliases=("reset_timeout", "open_time"),
        ),
        knobs.count("half_open_probes", "Probes that must succeed", 3, low=1, high=50, aliases=("probes",)),
        knobs.duration(
            "call_timeout", "Time a failing call holds a thread", 1.0, high=600.0, step=0.1, aliases=("timeout",)
        ),
        knobs.duration("outage_duration", "Failure shown in the curves", 60.0, low=1.0, high=3600.0, step=10.0),
        knobs.requests(50_000),
    ),
    metrics=(
        Metric(name="passed_share", label="Let through", unit="ratio"),
        Metric(name="rejected_share", label="Refused at once", unit="ratio"),
        Metric(name="success_share", label="Answered", unit="ratio"),
        Metric(name="open_share", label="Time open", unit="ratio"),
        Metric(name="failing_calls_per_second", label="Failing calls", unit="/s"),
        Metric(name="busy_threads", label="Threads held by failing calls", unit="count"),
    ),
    notice=(
        "Without a breaker arrivals by time-out is the number of threads held: 100/s by 1 s are 100.",
        "A breaker that counts failures in a row hardly opens when half of the calls fail.",
        "More probes close it later and more surely.",
    ),
    source="M. Nygard, Release It!, 2nd edition, section 5.2; the means by renewal theory (D. R. Cox, Renewal Theory, 1962)",
    answer_metric="busy_threads",
    simulate=_simulate,
    closed_form=_compute_closed_form,
    count_events=lambda values: (
        (
            max(float(values.count("requests")), 20.0 * REPLICATIONS * min(_compute_cycle(values)[0], 1e9))
            if 20 * REPLICATIONS * _compute_cycle(values)[0] <= 20_000_000
            else 0.0
        )
        + _PATHS * 3 * values.number("outage_duration") * values.number("arrival_rate")
    ),
)
