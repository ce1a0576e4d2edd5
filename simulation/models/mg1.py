"""One server whose work varies (M/G/1), and pauses that strike while it works, such as a garbage collector's."""

from __future__ import annotations

import math

import numpy as np
from numpy.random import Generator

from errors import UserError
from simulation import knobs
from simulation.estimators import (
    REPLICATIONS,
    Floats,
    add_percentiles,
    band,
    bin_means,
    estimate_mean,
    estimate_share,
    level,
    middles,
)
from simulation.model import ClosedForm, CurveSet, Knob, Metric, Model, SimulationOutcome, Values
from simulation.queueing import check_empty_start, compute_response_tail, find_percentiles

# Points of a curve: enough to show a bend on a phone, few enough that each is a mean of many events.
_BINS = 60
_WARM_UP = {"steady": 0.1, "empty": 0.4}
_DRAWN_SERVICES = 100_000
"""Service times from which the residual work at the start is drawn."""


def _draw_work(values: Values, rng: Generator, shape: tuple[int, ...]) -> Floats:
    """Return service times with their pauses: gamma with the wanted variation, a Poisson number of pauses during each."""
    mean, cv2 = values.number("service_time"), values.number("service_cv2")
    work = np.full(shape, mean) if cv2 == 0 else rng.gamma(1 / cv2, mean * cv2, shape)
    rate, pause = values.number("pause_rate"), values.number("pause_duration")
    return work + pause * rng.poisson(rate * work) if rate * pause > 0 else work


def _draw_first_waits(values: Values, rng: Generator, rho: float) -> Floats:
    """Return the work found at the start: a geometric number of residual services (Pollaczek and Khinchine)."""
    pool = _draw_work(values, rng, (_DRAWN_SERVICES,))
    parts = rng.geometric(1 - rho, REPLICATIONS) - 1
    total = int(parts.sum())
    # A service that is met halfway is a long one: chosen by its length, and met at a point that is uniform in it.
    residuals = rng.choice(pool, total, p=pool / pool.sum()) * rng.random(total)
    return np.array([piece.sum() for piece in np.split(residuals, np.cumsum(parts)[:-1])])


def _compute_moments(values: Values) -> tuple[float, float]:
    """Return mean and second moment of the work with pauses."""
    mean, cv2 = values.number("service_time"), values.number("service_cv2")
    rate, pause = values.number("pause_rate"), values.number("pause_duration")
    stretched = mean * (1 + rate * pause)
    variance = cv2 * mean**2 * (1 + rate * pause) ** 2 + mean * rate * pause**2
    return stretched, variance + stretched**2


def _check(values: Values) -> float:
    rho = values.number("arrival_rate") * _compute_moments(values)[0]
    if rho >= 1:
        raise UserError(
            f"The utilization would be {rho:.3g}, pauses included, and the queue would grow without end: "
            "lower arrival_rate or service_time until it is below 1."
        )
    return rho


def _simulate(values: Values, rng: Generator) -> SimulationOutcome:
    rho = _check(values)
    if values.text("start") == "empty":
        mean, second = _compute_moments(values)
        kept_out = values.count("requests") // REPLICATIONS * _WARM_UP["empty"]
        check_empty_start(rho, second / mean**2 - 1, kept_out)
    rate, n = values.number("arrival_rate"), values.count("requests") // REPLICATIONS
    work = _draw_work(values, rng, (REPLICATIONS, n))
    gaps = rng.exponential(1 / rate, (REPLICATIONS, n))
    first = _draw_first_waits(values, rng, rho) if values.text("start") == "steady" else np.zeros(REPLICATIONS)
    # Lindley's recursion w' = max(0, w + service - gap) for all customers at once, through running sums and minima.
    path = np.empty((REPLICATIONS, n))
    path[:, 0] = first
    path[:, 1:] = first[:, None] + np.cumsum(work[:, :-1] - gaps[:, 1:], axis=1)
    wait = path - np.minimum(np.minimum.accumulate(path, axis=1), 0.0)
    skip = int(n * _WARM_UP[values.text("start")])
    edges = np.linspace(0, n / rate, _BINS + 1)
    arrivals = np.cumsum(gaps, axis=1)
    rows = [bin_means(times, waits, edges) for times, waits in zip(arrivals, wait, strict=True)]
    sample_count = float(n - skip)
    floor = _compute_moments(values)[0] / (sample_count * REPLICATIONS)
    waits, responses = list(wait[:, skip:]), list(wait[:, skip:] + work[:, skip:])
    metrics = {
        "wait_seconds": estimate_mean(wait[:, skip:].mean(axis=1), floor=floor),
        "response_seconds": estimate_mean((wait + work)[:, skip:].mean(axis=1), floor=floor),
        # Work that cancels out exactly leaves a rounding error of the running sums: not a wait.
        "wait_probability": estimate_share((wait[:, skip:] > 1e-9 * floor).sum(axis=1), [sample_count] * REPLICATIONS),
        "queue_length": estimate_mean(wait[:, skip:].mean(axis=1) * rate, floor=floor * rate),
        "utilization": estimate_mean(work[:, skip:].mean(axis=1) * rate, floor=1e-9),
    }
    notes = add_percentiles(metrics, "wait", waits, floor=floor) + add_percentiles(
        metrics, "response", responses, floor=floor
    )
    curves = (
        band("wait_seconds", "Mean wait", "s", rows),
        level(
            "wait_seconds_closed_form", "Closed form", "s", _compute_closed_form(values).values["wait_seconds"], _BINS
        ),
    )
    note = f"The first {_WARM_UP[values.text('start')]:.0%} of each of {REPLICATIONS} replications are left out as warm-up."
    return SimulationOutcome(metrics=metrics, series=CurveSet(x=middles(edges), curves=curves), notes=(*notes, note))


def _compute_closed_form(values: Values) -> ClosedForm:
    rho = _check(values)
    rate = values.number("arrival_rate")
    mean, second = _compute_moments(values)
    wait = rate * second / (2 * (1 - rho))
    metrics = {
        "wait_seconds": wait,
        "response_seconds": wait + mean,
        "wait_probability": rho,
        "queue_length": rate * wait,
        "utilization": rho,
    }
    limits = ["Holds for random arrivals and one server, first come, first served. It tells means, not percentiles."]
    if values.number("service_cv2") == 1 and values.number("pause_rate") * values.number("pause_duration") == 0:
        metrics |= find_percentiles("wait", lambda t: rho * math.exp(-(1 / mean - rate) * t), mean)
        metrics |= find_percentiles("response", lambda t: compute_response_tail(1, rate, mean, t), mean)
    return ClosedForm(values=metrics, limits=tuple(limits))


MODEL = Model(
    name="mg1",
    aliases=("m_g_1", "variable_service", "pauses", "pollaczek_khinchine"),
    title="Variable service times and pauses (M/G/1)",
    question=(
        "One server is busy 80 % of the time with work of 1 s. How long is the mean wait when the work varies "
        "four times as much as random (c² = 4)?"
    ),
    goal="Halve the mean wait without a faster server: turn the variation.",
    knobs=(
        knobs.arrival_rate(0.8, step=0.05),
        knobs.service_time(1.0),
        Knob(
            name="service_cv2",
            label="Variation of the work (c²)",
            unit="number",
            default=1.0,
            low=0.0,
            high=50.0,
            step=0.5,
            aliases=("cv2", "c2", "scv"),
            help="Variance of the service time by its mean squared: 0 always the same, 1 exponential, 4 very mixed.",
        ),
        Knob(
            name="pause_rate",
            label="Pauses per second of work",
            unit="/s",
            default=0.0,
            low=0.0,
            high=1000.0,
            step=0.01,
            help="How often a pause strikes while the server works (a collector runs because something was allocated).",
        ),
        knobs.duration("pause_duration", "Length of a pause", 0.0, high=3600.0, step=0.1),
        knobs.requests(200_000),
        knobs.start(),
    ),
    metrics=(
        Metric(name="wait_seconds", label="Mean wait", unit="s"),
        Metric(name="wait_p50_seconds", label="Wait, p50", unit="s"),
        Metric(name="wait_p95_seconds", label="Wait, p95", unit="s"),
        Metric(name="wait_p99_seconds", label="Wait, p99", unit="s"),
        Metric(name="response_seconds", label="Mean response time", unit="s"),
        Metric(name="response_p50_seconds", label="Response time, p50", unit="s"),
        Metric(name="response_p95_seconds", label="Response time, p95", unit="s"),
        Metric(name="response_p99_seconds", label="Response time, p99", unit="s"),
        Metric(name="wait_probability", label="Share that waits", unit="ratio"),
        Metric(name="queue_length", label="Waiting, on average", unit="count"),
        Metric(name="utilization", label="Utilization, pauses included", unit="ratio"),
    ),
    notice=(
        "The mean wait is proportional to 1 + c²: constant work waits half as long as exponential work.",
        "A rare long pause hurts through its square: ten pauses of 10 ms cost a tenth of one of 100 ms.",
        "Utilization alone does not tell the wait.",
    ),
    source="F. Pollaczek, 1930; A. Khinchine, 1932; Gross, Shortle, Thompson, Harris, section 5.1",
    answer_metric="wait_seconds",
    opening=(("service_cv2", "4"),),
    simulate=_simulate,
    closed_form=_compute_closed_form,
    count_events=lambda values: 2.0 * values.count("requests"),
)
