"""Duplicate deliveries against a store of idempotency keys that expire, on nodes whose clocks differ."""

from __future__ import annotations

import math

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from simulation import knobs
from simulation.estimators import REPLICATIONS, Floats, band, count_in_bins, estimate_share, level, middles
from simulation.model import ClosedForm, CurveSet, Metric, Model, SimulatedValue, SimulationOutcome, Values

# Points of a curve: enough to show a bend on a phone, few enough that each is a mean of many events.
_BINS = 60
# Independent runs behind each mean and its band; a run holds thousands of messages, so few are needed.
_RUNS = 10

Bools = NDArray[np.bool_]


def _compute_delay_tail(values: Values, t: float) -> float:
    """Return P(a repeat comes later than t after the first)."""
    mean = values.number("retry_delay")
    if values.text("retry_delay_law") == "constant":
        return 1.0 if mean > t else 0.0
    return math.exp(-t / mean) if t > 0 and mean > 0 else (1.0 if t <= 0 else 0.0)


def _simulate(values: Values, rng: Generator) -> SimulationOutcome:
    rate, n = values.number("arrival_rate"), values.count("requests") // REPLICATIONS
    doubles, races, expired, repeats = [], [], [], []
    for _ in range(REPLICATIONS):
        is_repeated = rng.random(n) < values.number("duplicate_probability")
        is_gone, is_race, _delay = _deliver_again(values, rng, n)
        twice = is_repeated & (is_gone | is_race)
        doubles.append(float(twice.sum()))
        races.append(float((is_repeated & is_race).sum()))
        expired.append(float((is_repeated & is_gone).sum()))
        repeats.append(float(is_repeated.sum()))
    tries = [float(n)] * REPLICATIONS
    double = estimate_share(doubles, tries, is_independent=True)
    metrics = {
        "double_execution_probability": double,
        "double_executions_per_second": SimulatedValue(
            value=double.value * rate, standard_error=double.standard_error * rate
        ),
        "repeat_executed_probability": estimate_share(doubles, repeats, is_independent=True),
        "expired_share": estimate_share(expired, repeats, is_independent=True),
        "race_share": estimate_share(races, repeats, is_independent=True),
        "stored_keys": _count_keys(values, rng),
    }
    return SimulationOutcome(metrics=metrics, series=_simulate_series(values, rng))


def _deliver_again(values: Values, rng: Generator, n: int) -> tuple[Bools, Bools, Floats]:
    """Deliver `n` requests a second time: whether the key had expired, whether it was not yet there, and the delays."""
    nodes, skewed = values.count("nodes"), min(values.count("skewed_nodes"), values.count("nodes"))
    mean = values.number("retry_delay")
    is_constant = values.text("retry_delay_law") == "constant"
    delay = np.full(n, mean) if is_constant else rng.exponential(mean, n)
    first, second = rng.integers(0, nodes, n) < skewed, rng.integers(0, nodes, n) < skewed
    # The first node writes an end by its own clock, the second compares it with its own.
    is_gone = delay + values.number("clock_skew") * (second.astype(float) - first) > values.number("key_expiry")
    # Check, then act: until the first has finished there is no key to be found.
    is_race = (delay < values.number("processing_time")) & (values.text("key_check") == "check_then_act")
    return np.asarray(is_gone), np.asarray(is_race), delay


def _simulate_series(values: Values, rng: Generator) -> CurveSet:
    """Show repeats and double executions over time, in the stretch in which clients repeat."""
    length, share = values.number("duration"), values.number("duplicate_probability")
    begin = min(values.number("repeats_start"), length)
    end = min(begin + values.number("repeats_duration"), length)
    edges = np.linspace(0, length, _BINS + 1)
    repeats, doubles = [], []
    for _ in range(_RUNS):
        n = int(rng.poisson(values.number("arrival_rate") * share * (end - begin)))
        is_gone, is_race, delay = _deliver_again(values, rng, n)
        moments = rng.uniform(begin, end, n) + delay
        repeats.append(count_in_bins(moments, edges) / (length / _BINS))
        doubles.append(count_in_bins(moments[is_gone | is_race], edges) / (length / _BINS))
    closed_form = _compute_closed_form(values).values["double_executions_per_second"]
    curves = (
        band("double_executions_per_second", "Executed twice", "/s", doubles),
        band("repeats_per_second", "Repeats", "/s", repeats),
        level("double_executions_per_second_closed_form", "Closed form", "/s", closed_form, _BINS),
    )
    return CurveSet(x=middles(edges), curves=curves)


def _count_keys(values: Values, rng: Generator) -> SimulatedValue:
    """Count the keys in the store at moments far apart, from the arrivals of one expiry before each."""
    mean = values.number("arrival_rate") * values.number("key_expiry")
    # Counted from the gaps between arrivals, as far as that is quick; eight standard deviations more than fit on average, so that
    # they never run out.
    counts = (
        rng.poisson(mean, REPLICATIONS).astype(float)
        if mean > 1e6
        else np.array(
            [
                float((np.cumsum(rng.exponential(1, int(mean + 8 * math.sqrt(mean) + 20))) < mean).sum())
                for _ in range(REPLICATIONS)
            ]
        )
    )
    error = float(counts.std(ddof=1)) / math.sqrt(REPLICATIONS)
    return SimulatedValue(value=float(counts.mean()), standard_error=max(error, 1 / REPLICATIONS))


def _compute_closed_form(values: Values) -> ClosedForm:
    expiry, skew, nodes = values.number("key_expiry"), values.number("clock_skew"), values.count("nodes")
    part = min(values.count("skewed_nodes"), nodes) / nodes
    work = values.number("processing_time") if values.text("key_check") == "check_then_act" else 0.0
    mean = values.number("retry_delay")
    same, ahead = part**2 + (1 - part) ** 2, part * (1 - part)

    def is_early(limit: float) -> float:
        """Return P(delay < processing time and delay <= limit), the part of the race that expiry does not cover."""
        if values.text("retry_delay_law") == "constant":
            return 1.0 if mean < work and mean <= limit else 0.0
        return max(0.0, 1 - _compute_delay_tail(values, min(work, limit))) if limit > 0 and work > 0 else 0.0

    expired_share = sum(
        weight * _compute_delay_tail(values, limit)
        for weight, limit in ((same, expiry), (ahead, expiry - skew), (ahead, expiry + skew))
    )
    early = sum(
        weight * is_early(limit) for weight, limit in ((same, expiry), (ahead, expiry - skew), (ahead, expiry + skew))
    )
    race = (
        (
            (1.0 if mean < work else 0.0)
            if values.text("retry_delay_law") == "constant"
            else 1 - _compute_delay_tail(values, work)
        )
        if work > 0
        else 0.0
    )
    repeated = values.number("duplicate_probability")
    metrics = {
        "double_execution_probability": repeated * (expired_share + early),
        "double_executions_per_second": repeated * (expired_share + early) * values.number("arrival_rate"),
        "repeat_executed_probability": expired_share + early,
        "expired_share": expired_share,
        "race_share": race,
        "stored_keys": values.number("arrival_rate") * expiry,
    }
    return ClosedForm(
        values=metrics,
        limits=("Holds for one repeat a request at most, sent to a node by chance; stored keys by Little's law.",),
    )


MODEL = Model(
    name="idempotency",
    aliases=("idempotency_keys", "duplicates", "clock_skew"),
    title="Idempotency keys: expiry, races, clock skew",
    question=(
        "One node of twelve is 95 s ahead, keys live 60 s, clients repeat after 10 s. What share of the "
        "repeats is booked twice?"
    ),
    goal="No double execution with a clock that is 95 s off, and as few stored keys as you can.",
    knobs=(
        knobs.arrival_rate(600.0, step=10.0),
        knobs.share(
            "duplicate_probability", "Requests that are repeated", 0.02, aliases=("duplicates", "duplicate_rate")
        ),
        knobs.duration("retry_delay", "Repeat comes after (mean)", 10.0, high=864_000.0, aliases=("delay",)),
        knobs.choice("retry_delay_law", "and is", "exponential", ("exponential", "constant"), aliases=("delay_law",)),
        knobs.duration(
            "key_expiry",
            "Keys live for",
            60.0,
            low=0.001,
            high=8_640_000.0,
            step=10.0,
            aliases=("ttl", "expiry", "lease"),
        ),
        knobs.duration(
            "processing_time",
            "Time until the first has finished",
            0.2,
            high=3600.0,
            step=0.1,
            aliases=("service_time", "service"),
        ),
        knobs.choice(
            "key_check",
            "Key is claimed",
            "atomic",
            ("atomic", "check_then_act"),
            help="atomic: before the work, by one insert; check_then_act: looked up before the work and written after it.",
        ),
        knobs.count("nodes", "Nodes", 12, low=1, high=1000),
        knobs.count("skewed_nodes", "Nodes with a wrong clock", 0, high=1000),
        knobs.duration("clock_skew", "Their clock is ahead by", 0.0, high=8_640_000.0, step=5.0, aliases=("skew",)),
        knobs.duration("duration", "Length of the curves", 600.0, low=1.0, high=86_400.0, step=60.0),
        knobs.duration("repeats_start", "Clients repeat from", 0.0, high=86_400.0, step=60.0),
        knobs.duration("repeats_duration", "for", 86_400.0, high=86_400.0, step=60.0),
        knobs.requests(500_000),
    ),
    metrics=(
        Metric(name="double_execution_probability", label="Requests executed twice", unit="ratio"),
        Metric(name="double_executions_per_second", label="Double executions", unit="/s"),
        Metric(name="repeat_executed_probability", label="Repeats that were executed", unit="ratio"),
        Metric(name="expired_share", label="Repeats after the key had expired", unit="ratio"),
        Metric(name="race_share", label="Repeats before the key was there", unit="ratio"),
        Metric(name="stored_keys", label="Keys stored", unit="count"),
    ),
    notice=(
        "A clock that runs ahead turns a lease of 60 s into none at all, on one node only.",
        "Look up first and write later is no protection against a quick repeat.",
        "Keys cost arrivals × lifetime: a day at 600/s is 52 million.",
    ),
    source="J. D. C. Little, 1961 (L = λW); B. Leach, “Designing robust and predictable APIs with idempotency”, 2017",
    answer_metric="repeat_executed_probability",
    opening=(("skewed_nodes", "1"), ("clock_skew", "95s"), ("retry_delay_law", "constant")),
    simulate=_simulate,
    closed_form=_compute_closed_form,
    count_events=lambda values: (
        2.0 * values.count("requests")
        + 2.0
        * _RUNS
        * values.number("arrival_rate")
        * values.number("duplicate_probability")
        * min(values.number("repeats_duration"), values.number("duration"))
    ),
)
