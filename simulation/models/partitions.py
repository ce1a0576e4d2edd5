"""A partitioned log and its consumers: a stall, the backlog, how long it takes to drain, and a hot key."""

from __future__ import annotations

import math

import numpy as np
from numpy.random import Generator

from errors import UserError
from simulation import knobs
from simulation.estimators import Floats, band, estimate_mean, line, middles
from simulation.model import ClosedForm, CurveSet, Knob, Metric, Model, SimulatedValue, SimulationOutcome, Values

# Whole runs are only needed for the curves and their band.
_RUNS = 20
# Points of a curve: more than in other labs, since what matters, a trigger or a stall, is a short part of the run.
_BINS = 90
_STEPS_IN_BIN = 10
"""In each step arrivals and completions are Poisson numbers, and a partition cannot complete what it does not hold."""
# Stalls drawn for the metrics alone: cheaper than whole runs, so there can be more of them.
_SAMPLES = 100
_MOST_DRAWS = 45_000_000
"""Numbers drawn for the drains at most, some four seconds of one core: far above what the answer of a run needs."""
_DRAWS_OF_A_CALL = 200
"""A generation is a call for all samples and partitions at once, and costs at least as much as so many draws."""


def _compute_rates(values: Values) -> tuple[Floats, Floats]:
    """Return arrivals and consumption of each partition, per second; partition 0 holds the hot key."""
    partitions, consumers = values.count("partitions"), values.count("consumers")
    rate, hot = values.number("arrival_rate"), values.number("hot_key_share")
    arrivals = np.full(partitions, rate * (1 - hot) / partitions)
    arrivals[0] += rate * hot
    # Partitions are dealt out in turn; a consumer shares its time between its own, and consumers without one are idle.
    owners = np.arange(partitions) % min(consumers, partitions)
    shares = np.bincount(owners)[owners]
    together = values.number("drain_rate")
    each = together / min(consumers, partitions) if together else values.number("consumer_rate")
    return arrivals, each / shares


def _compute_drain_times(values: Values) -> tuple[float, float]:
    """Return how long an ordinary and the hot partition take to drain after the stall; infinite if they never do."""
    arrivals, speeds = _compute_rates(values)
    stall = values.number("stall_duration")
    times = [
        stall * a / (s - a) if s > a else math.inf for a, s in zip(arrivals.tolist(), speeds.tolist(), strict=True)
    ]
    cold = times[1:] if len(times) > 1 else times
    return max(cold), times[0]


def _check_drain(arrivals: Floats, speeds: Floats, stall: float) -> None:
    """Refuse a backlog that hardly drains: near saturation it takes generations without number to be empty.

    Each generation is smaller than the one before by the load, so that their number is a logarithm of the backlog.

    :raises UserError: with the load of the busiest partition that drains at all
    """
    loads = (arrivals / speeds)[(speeds > arrivals) & (arrivals > 0)]
    if not loads.size:
        return
    busiest, size = float(loads.max()), _SAMPLES * arrivals.size
    generations = math.log(max(1.0, float(arrivals.max()) * stall) * size) / -math.log(busiest)
    if generations * (size + _DRAWS_OF_A_CALL) > _MOST_DRAWS:
        raise UserError(
            f"A partition would be busy {busiest:.8g} of the time, and its backlog would hardly drain: "
            "lower arrival_rate, or give the consumers more to spare."
        )


def _draw_drain_times(rng: Generator, backlog: Floats, arrivals: Floats, speeds: Floats) -> Floats:
    """Return how long each partition takes to empty, generation by generation.

    The items there are served first; those that arrive meanwhile are the next generation, until one is empty. Serving n items of
    exponential work takes a gamma time, and a Poisson number arrives in it: the law of a busy period, exactly.
    """
    waiting, drain_times = backlog.copy(), np.zeros(backlog.shape)
    while waiting.any():
        lasts = np.where(waiting > 0, rng.gamma(np.maximum(waiting, 1e-9)), 0.0) / speeds
        drain_times += lasts
        waiting = rng.poisson(arrivals * lasts).astype(float)
    return drain_times


def _simulate_curves(values: Values, rng: Generator) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the edges of the bins and, for each run and bin, total backlog, hot backlog, and what was consumed per second."""
    arrivals, speeds = _compute_rates(values)
    begin, end = values.number("stall_start"), values.number("stall_start") + values.number("stall_duration")
    steps = _BINS * _STEPS_IN_BIN
    times = np.linspace(0, values.number("duration"), steps + 1)
    step = float(times[1])
    # The share of each step in which consumers work: a step at the edge of the stall counts in part.
    open_share = 1 - np.clip(np.minimum(times[1:], end) - np.maximum(times[:-1], begin), 0, step) / step
    backlog = np.zeros((_RUNS, arrivals.size))
    totals, hots, throughput = (np.zeros((_RUNS, steps)) for _ in range(3))
    for place in range(steps):
        backlog += rng.poisson(arrivals * step, backlog.shape)
        completions = np.minimum(backlog, rng.poisson(speeds * step * open_share[place], backlog.shape))
        backlog -= completions
        totals[:, place], hots[:, place], throughput[:, place] = (
            backlog.sum(axis=1),
            backlog[:, 0],
            completions.sum(axis=1),
        )
    middle = slice(_STEPS_IN_BIN // 2, None, _STEPS_IN_BIN)
    consumed = throughput.reshape(_RUNS, _BINS, _STEPS_IN_BIN).sum(axis=2) / (step * _STEPS_IN_BIN)
    return times[::_STEPS_IN_BIN], totals[:, middle], hots[:, middle], consumed


def _simulate(values: Values, rng: Generator) -> SimulationOutcome:
    arrivals, speeds = _compute_rates(values)
    _check_drain(arrivals, speeds, values.number("stall_duration"))
    edges, totals, hots, consumed = _simulate_curves(values, rng)
    is_draining = speeds > arrivals
    backlogs = rng.poisson(arrivals * values.number("stall_duration"), (_SAMPLES, arrivals.size)).astype(float)
    # A partition that never drains would be drawn for ever: it is taken to be empty, and told of by its growth below.
    drains = _draw_drain_times(rng, np.where(is_draining, backlogs, 0.0), np.where(is_draining, arrivals, 0.0), speeds)
    closed_form = _compute_closed_form(values).values
    metrics: dict[str, SimulatedValue] = {"backlog": estimate_mean(backlogs.sum(axis=1), floor=1 / _SAMPLES)}
    if "drain_seconds" in closed_form:
        cold = drains[:, 1:] if arrivals.size > 1 else drains
        metrics["drain_seconds"] = estimate_mean(cold.mean(axis=1), floor=1 / float(speeds.sum()) / _SAMPLES)
    if is_draining[0]:
        metrics["hot_drain_seconds"] = estimate_mean(drains[:, 0], floor=1 / float(speeds[0]) / _SAMPLES)
    else:
        half = _BINS // 2
        span = float(edges[-1]) * (_BINS - 1 - half) / _BINS
        metrics["hot_growth_per_second"] = estimate_mean((hots[:, -1] - hots[:, half]) / span, floor=1 / span)
    curves = (
        band("backlog", "Backlog, all partitions", "count", totals),
        band("hot_backlog", "Backlog of the hot partition", "count", hots),
        band("other_backlog", "Backlog of the other partitions", "count", totals - hots),
        band("consumed_per_second", "Consumed", "/s", consumed),
        line(
            "backlog_closed_form", "Closed form (fluid)", "count", _compute_fluid_backlog(values, edges), "closed_form"
        ),
    )
    note = f"Metrics from {_SAMPLES} stalls, curves from {_RUNS} runs."
    return SimulationOutcome(metrics=metrics, series=CurveSet(x=middles(edges), curves=curves), notes=(note,))


def _compute_fluid_backlog(values: Values, edges: Floats) -> list[float]:
    """Return the backlog if items were water: it fills during the stall and drains at the difference of the rates."""
    arrivals, speeds = _compute_rates(values)
    begin = values.number("stall_start")
    end = begin + values.number("stall_duration")
    result = []
    for t in middles(edges):
        total = 0.0
        for a, s in zip(arrivals.tolist(), speeds.tolist(), strict=True):
            before = max(0.0, a - s) * min(t, begin)
            full = before + a * max(0.0, min(t, end) - begin)
            total += max(0.0, full - (s - a) * max(0.0, t - end))
        result.append(total)
    return result


def _compute_closed_form(values: Values) -> ClosedForm:
    arrivals, speeds = _compute_rates(values)
    cold, hot = _compute_drain_times(values)
    metrics = {"backlog": float(arrivals.sum()) * values.number("stall_duration")}
    if math.isfinite(cold) and len(set(speeds[1:].tolist() or [1.0])) == 1:
        metrics["drain_seconds"] = cold
    if math.isfinite(hot):
        metrics["hot_drain_seconds"] = hot
    elif values.number("stall_start") + values.number("stall_duration") < values.number("duration") / 2:
        metrics["hot_growth_per_second"] = float(arrivals[0] - speeds[0])
    return ClosedForm(
        values=metrics,
        limits=(
            "Backlog and mean time to drain are exact for random arrivals and exponential work, a queue that is empty when the "
            "stall begins included; the curve is the fluid limit, which misses the small queue of ordinary days.",
        ),
    )


MODEL = Model(
    name="partitions",
    aliases=("backlog", "consumer_lag", "hot_partition", "backlog_drain", "kafka"),
    title="Partitions: backlog, drain, hot keys",
    question="Consumers stop for 30 s at 2,000 records/s and then manage 2,500/s. How long until the backlog is gone?",
    goal="Drain within a minute without adding partitions.",
    knobs=(
        knobs.arrival_rate(2000.0, step=100.0),
        knobs.count("partitions", "Partitions", 10, low=1, high=200),
        knobs.count("consumers", "Consumers", 10, low=1, high=400, aliases=("workers", "pods")),
        Knob(
            name="consumer_rate",
            label="One consumer manages",
            unit="/s",
            default=250.0,
            low=0.001,
            high=1_000_000.0,
            step=10.0,
            aliases=("service_rate", "mu"),
        ),
        Knob(
            name="drain_rate",
            label="All consumers together (0: as above)",
            unit="/s",
            default=0.0,
            low=0.0,
            high=10_000_000.0,
            step=100.0,
            aliases=("capacity", "consume_rate"),
            help="Sets the speed of the whole group; overrides consumer_rate.",
        ),
        knobs.share("hot_key_share", "Share of traffic with the hot key", 0.0, aliases=("hot_share",)),
        knobs.duration("stall_start", "Consumers stop at", 10.0, high=86_400.0),
        knobs.duration(
            "stall_duration", "and stay stopped for", 30.0, high=86_400.0, aliases=("stall", "outage_duration")
        ),
        knobs.duration("duration", "Length of the curves", 200.0, low=1.0, high=86_400.0, step=10.0),
    ),
    metrics=(
        Metric(name="backlog", label="Backlog at the end of the stall", unit="count"),
        Metric(name="drain_seconds", label="Until an ordinary partition is empty", unit="s"),
        Metric(name="hot_drain_seconds", label="Until the hot partition is empty", unit="s"),
        Metric(name="hot_growth_per_second", label="Growth of the hot partition", unit="/s"),
    ),
    notice=(
        "Draining takes stall × arrivals by spare capacity: with a fifth to spare, five times the stall or more.",
        "Consumers beyond the number of partitions do nothing.",
        "One hot key is one partition is one consumer: average utilization does not show it.",
    ),
    source="Fluid limit of a queue; mean busy period of M/M/1 started by n customers, n / (μ − λ) (Gross et al., section 2.12)",
    answer_metric="drain_seconds",
    simulate=_simulate,
    closed_form=_compute_closed_form,
    count_events=lambda values: 2.0 * _RUNS * _BINS * _STEPS_IN_BIN * values.count("partitions"),
)
