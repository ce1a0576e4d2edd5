"""The tail at scale: a request that needs many leaves waits for the slowest; hedging sends a second copy."""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from simulation import knobs
from simulation.estimators import REPLICATIONS, Floats, add_percentiles, estimate_mean, estimate_share, line
from simulation.model import ClosedForm, CurveSet, Metric, Model, SimulationOutcome, Values
from simulation.queueing import find_percentiles, find_root

# Points of the curve over the fan-out.
_POINTS = 60
Bools = NDArray[np.bool_]
_CHUNK = 2_000_000
"""Leaf latencies drawn at once: 16 MB."""


def _compute_leaf_tail(t: float, values: Values) -> float:
    """Return P(one copy takes longer than t): exponential, with a fixed delay on top in a few cases."""
    mean, slow = values.number("leaf_time"), values.number("slow_probability")
    late = 1.0 if t < values.number("slow_time") else math.exp(-(t - values.number("slow_time")) / mean)
    return (1 - slow) * (math.exp(-t / mean) if t > 0 else 1.0) + slow * late


def _compute_hedged_tail(t: float, values: Values) -> float:
    """Return P(a leaf takes longer than t) when a second copy is sent after the hedge's delay."""
    delay = values.number("hedge_after")
    first = _compute_leaf_tail(t, values)
    return first * _compute_leaf_tail(t - delay, values) if t > delay else first


def _compute_request_tail(t: float, values: Values) -> float:
    """Return P(the slowest of all leaves takes longer than t), exact for small chances; that of 1 has no logarithm."""
    return -math.expm1(values.count("fan_out") * math.log1p(-min(_compute_hedged_tail(t, values), 1 - 1e-16)))


def _draw_leaves(values: Values, rng: Generator, shape: tuple[int, int]) -> tuple[Floats, Bools]:
    """Return latencies of first copies, and which of them are slow."""
    slow = rng.random(shape) < values.number("slow_probability")
    return rng.exponential(values.number("leaf_time"), shape) + slow * values.number("slow_time"), slow


def _simulate(values: Values, rng: Generator) -> SimulationOutcome:
    fan, delay = values.count("fan_out"), values.number("hedge_after")
    n = values.count("requests") // REPLICATIONS
    threshold = values.number("slow_threshold")
    responses, touched, over, hedged = [], [], [], []
    for _ in range(REPLICATIONS):
        parts, hit, hedge_count = [], 0.0, 0.0
        step = max(1, _CHUNK // fan)
        for begin in range(0, n, step):
            shape = (min(step, n - begin), fan)
            leaves, slow = _draw_leaves(values, rng, shape)
            hit += float(slow.any(axis=1).sum())
            if math.isfinite(delay):
                late = leaves > delay
                hedge_count += float(late.sum())
                second, _slow = _draw_leaves(values, rng, (1, int(late.sum())))
                leaves[late] = np.minimum(leaves[late], delay + second[0])
            parts.append(leaves.max(axis=1))
        responses.append(np.concatenate(parts))
        touched.append(hit)
        over.append(float((responses[-1] > threshold).sum()))
        hedged.append(hedge_count)
    tries = [float(n)] * REPLICATIONS
    floor = values.number("leaf_time") / n / REPLICATIONS
    metrics = {
        "response_seconds": estimate_mean([float(response.mean()) for response in responses], floor=floor),
        "slow_request_probability": estimate_share(over, tries, is_independent=True),
        "any_slow_leaf_probability": estimate_share(touched, tries, is_independent=True),
        "extra_load": estimate_share(hedged, [float(n * fan)] * REPLICATIONS),
    }
    notes = add_percentiles(metrics, "response", responses, floor=floor, which=(50, 95, 99, 999))
    x = np.linspace(0, float(np.quantile(np.concatenate(responses), 0.999)), _POINTS)
    pooled = np.sort(np.concatenate(responses))
    beyond = 1 - np.searchsorted(pooled, x, side="right") / pooled.size
    closed_form = [_compute_request_tail(t, values) for t in x.tolist()]
    leaf = [_compute_leaf_tail(t, values) for t in x.tolist()]
    curves = (
        line("slower_share", "Requests slower than this", "ratio", beyond),
        line("slower_share_closed_form", "Closed form", "ratio", closed_form, "closed_form"),
        line("leaf_slower_share", "One leaf slower than this", "ratio", leaf, "closed_form"),
    )
    series = CurveSet(x=tuple(float(f"{t:.6g}") for t in x), curves=curves, x_name="response_time", x_unit="s")
    return SimulationOutcome(metrics=metrics, series=series, notes=notes)


def _compute_closed_form(values: Values) -> ClosedForm:
    delay, fan = values.number("hedge_after"), values.count("fan_out")
    metrics = {
        "response_seconds": _compute_mean_response(values),
        "slow_request_probability": _compute_request_tail(values.number("slow_threshold"), values),
        "any_slow_leaf_probability": -math.expm1(fan * math.log1p(-min(values.number("slow_probability"), 1 - 1e-16))),
        "extra_load": _compute_leaf_tail(delay, values) if math.isfinite(delay) else 0.0,
    }
    metrics |= find_percentiles("response", lambda t: _compute_request_tail(t, values), values.number("leaf_time"))
    metrics["response_p999_seconds"] = find_root(
        lambda t: _compute_request_tail(t, values) - 0.001, values.number("leaf_time")
    )
    return ClosedForm(
        values=metrics,
        limits=(
            "Holds for leaves that are slow independently of each other, and copies that cost the leaves nothing.",
        ),
    )


def _compute_mean_response(values: Values) -> float:
    """Return the integral of P(response > t), by Simpson's rule between the points where the curve bends."""
    leaf, slow, delay = values.number("leaf_time"), values.number("slow_time"), values.number("hedge_after")
    # Each copy that may be under way begins a piece of the curve: a shoulder as wide as the fan-out makes it, then a tail.
    begins = [0.0, slow, *((delay, delay + slow) if math.isfinite(delay) else ())]
    spread = leaf * math.log(values.count("fan_out"))
    bends = {begin + spread + leaf * reach for begin in begins for reach in (1.0, 4.0, 12.0, 40.0)} | set(begins)
    last = max(bends)
    total = 0.0
    ordered = sorted(bend for bend in bends if bend <= last)
    for low, high in itertools.pairwise(ordered):
        if high <= low:
            continue
        points = np.linspace(low, high, 401)
        # Just inside the ends: the curve may jump at a bend.
        points[0], points[-1] = low + (high - low) * 1e-12, high - (high - low) * 1e-12
        heights = np.array([_compute_request_tail(t, values) for t in points.tolist()])
        weights = np.where(np.arange(401) % 2 == 1, 4.0, 2.0)
        weights[0] = weights[-1] = 1.0
        total += float((heights * weights).sum()) * (high - low) / 1200
    return total


MODEL = Model(
    name="tail_at_scale",
    aliases=("fan_out", "hedged_requests", "hedging", "tail"),
    title="Tail at scale: fan-out and hedged requests",
    question="One leaf in a hundred is slow. A request asks a hundred leaves. What share of requests meets a slow one?",
    goal="Bring the request's p99 under 100 ms with less than 5 % extra load.",
    knobs=(
        knobs.count("fan_out", "Leaves a request asks", 100, low=1, high=5000, step=10, aliases=("leaves", "n")),
        knobs.duration(
            "leaf_time",
            "A leaf's usual time (mean)",
            0.010,
            low=1e-6,
            high=600.0,
            step=0.005,
            aliases=("service_time", "service"),
        ),
        knobs.share("slow_probability", "Chance that a leaf is slow", 0.01, aliases=("p",)),
        knobs.duration("slow_time", "Delay of a slow leaf", 1.0, high=3600.0, step=0.1),
        knobs.duration(
            "slow_threshold", "A request is slow from", 1.0, low=1e-6, high=3600.0, step=0.1, aliases=("threshold",)
        ),
        knobs.duration(
            "hedge_after",
            "Second copy sent after",
            math.inf,
            high=3600.0,
            step=0.005,
            aliases=("hedge", "hedge_delay"),
            can_be_off=True,
        ),
        knobs.requests(50_000),
    ),
    metrics=(
        Metric(name="any_slow_leaf_probability", label="Requests that meet a slow leaf", unit="ratio"),
        Metric(name="slow_request_probability", label="Slow requests", unit="ratio"),
        Metric(name="response_seconds", label="Mean response time", unit="s"),
        Metric(name="response_p50_seconds", label="Response time, p50", unit="s"),
        Metric(name="response_p95_seconds", label="Response time, p95", unit="s"),
        Metric(name="response_p99_seconds", label="Response time, p99", unit="s"),
        Metric(name="response_p999_seconds", label="Response time, p99.9", unit="s"),
        Metric(name="extra_load", label="Second copies, by first copies", unit="ratio"),
    ),
    notice=(
        "What is rare for a leaf is usual for a request: 1 % of leaves are 63 % of requests with a fan-out of 100.",
        "A hedge sent at the leaf's p95 costs 5 % more load and removes almost the whole tail.",
        "The median of the request is the tail of the leaf.",
    ),
    source="J. Dean, L. A. Barroso, “The Tail at Scale”, Communications of the ACM 56(2), 2013",
    answer_metric="any_slow_leaf_probability",
    simulate=_simulate,
    closed_form=_compute_closed_form,
    count_events=lambda values: float(values.count("requests")) * values.count("fan_out"),
)
