"""Clients that contend for one record and back off with or without jitter (a port of the AWS experiment's rules)."""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np
from numpy.random import Generator

from simulation import knobs
from simulation.estimators import band, count_in_bins, estimate_mean, middles
from simulation.model import ClosedForm, CurveSet, Metric, Model, SimulationOutcome, Values

# A run ends when every client has succeeded, so runs are short: twenty cost little, and their mean has a standard
# error worth showing.
_RUNS = 20
# Points of a curve: enough to show a bend on a phone, few enough that each is a mean of many events.
_BINS = 60
_STRATEGIES = ("none", "exponential", "equal_jitter", "full_jitter", "decorrelated_jitter")


def _draw_delay(rng: Generator, strategy: str, attempt: int, last: float, base: float, cap: float) -> float:
    """Return how long a client sleeps after its failed attempt number `attempt` (from 1 on)."""
    if strategy == "none":
        return 0.0
    top = min(cap, base * 2.0 ** min(attempt, 60))  # beyond sixty doublings every cap is reached
    if strategy == "exponential":
        return top
    if strategy == "equal_jitter":
        return top / 2 + float(rng.random()) * top / 2
    if strategy == "full_jitter":
        return float(rng.random()) * top
    return min(cap, base + float(rng.random()) * (max(base, last * 3) - base))


def _contend(values: Values, rng: Generator) -> tuple[int, float, list[float]]:
    """Let each client read, then write if nobody wrote in between (optimistic lock).

    Return the writes tried, the time of the last success in seconds, and the moments of all writes.
    """
    clients, strategy = values.count("clients"), values.text("backoff")
    base, cap = values.number("base_delay"), values.number("max_delay")
    mean, spread = values.number("network_delay"), values.number("network_jitter")
    version, finished, writes = 0, 0.0, []
    # Events: (moment, tie-break, client, is_write, version read, attempt, last delay)
    queue: list[tuple[float, int, bool, int, int, float]] = []
    for client in range(clients):
        heappush(queue, (abs(float(rng.normal(mean, spread))), client, False, 0, 1, base))
    while queue:
        now, client, is_write, version_read, attempt, last = heappop(queue)
        back = now + abs(float(rng.normal(mean, spread)))
        if not is_write:
            heappush(queue, (back + abs(float(rng.normal(mean, spread))), client, True, version, attempt, last))
            continue
        writes.append(now)
        if version_read == version:
            version += 1
            finished = now
            continue
        pause = _draw_delay(rng, strategy, attempt, last, base, cap)
        again = back + pause + abs(float(rng.normal(mean, spread)))
        heappush(queue, (again, client, False, 0, attempt + 1, pause if strategy == "decorrelated_jitter" else last))
    return len(writes), finished, writes


def _simulate(values: Values, rng: Generator) -> SimulationOutcome:
    runs = [_contend(values, rng) for _ in range(_RUNS)]
    horizon = float(np.median([finished for _, finished, _ in runs])) * 1.2
    edges = np.linspace(0, horizon, _BINS + 1)
    metrics = {
        "calls": estimate_mean([float(calls) for calls, _, _ in runs], floor=0.0),
        "calls_per_client": estimate_mean([calls / values.count("clients") for calls, _, _ in runs]),
        "completion_seconds": estimate_mean([finished for _, finished, _ in runs]),
    }
    rows = [count_in_bins(np.array(writes), edges) / (horizon / _BINS) for _, _, writes in runs]
    curves = (band("writes_per_second", "Writes tried", "/s", rows),)
    return SimulationOutcome(
        metrics=metrics,
        series=CurveSet(x=middles(edges), curves=curves),
        notes=(f"Means of {_RUNS} runs in which every client succeeds once.",),
    )


def _compute_closed_form(values: Values) -> ClosedForm:
    if values.count("clients") == 1:
        return ClosedForm(
            values={"calls": 1.0, "calls_per_client": 1.0}, limits=("One client has nobody to contend with.",)
        )
    return ClosedForm(
        values={},
        limits=(
            "No closed form. Published for 100 clients (writes, seconds): none 2,424, 2.0; exponential 1,851, 63.0; equal jitter "
            "813, 6.6; decorrelated 999, 4.5; full jitter 795, 4.8.",
            "The order among the jitters changes with the number of clients.",
        ),
    )


MODEL = Model(
    name="backoff",
    aliases=("jitter", "contention"),
    title="Backoff and jitter among contending clients",
    question=(
        "100 clients update one record under an optimistic lock, with exponential backoff and no jitter. When "
        "has the last one succeeded?"
    ),
    goal="Finish within 10 s with fewer than 1,000 writes at 100 clients.",
    knobs=(
        knobs.count("clients", "Clients", 50, low=1, high=400, step=10),
        knobs.choice("backoff", "Backoff", "full_jitter", _STRATEGIES, aliases=("strategy", "jitter")),
        knobs.duration("base_delay", "First delay", 0.005, low=0.0001, high=60.0, step=0.005, aliases=("base",)),
        knobs.duration("max_delay", "Longest delay", 2.0, low=0.0001, high=3600.0, step=0.5, aliases=("cap",)),
        knobs.duration("network_delay", "Network, mean one way", 0.01, low=0.0001, high=10.0, step=0.005),
        knobs.duration("network_jitter", "Network, standard deviation", 0.002, high=10.0, step=0.001),
    ),
    metrics=(
        Metric(name="calls", label="Writes until all have succeeded", unit="count"),
        Metric(name="calls_per_client", label="Writes a client", unit="number"),
        Metric(name="completion_seconds", label="Until the last has succeeded", unit="s"),
    ),
    notice=(
        "Exponential backoff without jitter keeps those that collided together: they meet again, only later.",
        "Jitter spreads the attempts over the whole interval, which is what ends the contention.",
        "Without backoff it may end sooner, at many times the calls.",
    ),
    source="M. Brooker, “Exponential Backoff And Jitter”, AWS Architecture Blog, 2015",
    answer_metric="completion_seconds",
    opening=(("clients", "100"), ("backoff", "exponential")),
    simulate=_simulate,
    closed_form=_compute_closed_form,
    count_events=lambda values: _RUNS * 12.0 * values.count("clients") * max(1.0, values.count("clients") / 20),
)
