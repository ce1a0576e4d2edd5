"""Rate limiters: fixed window, sliding log, token bucket; one limit for all pods or one in each."""

from __future__ import annotations

import math
from collections import deque
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from deck.estimates.erlang import erlang_b
from simulation import knobs
from simulation.estimators import (
    REPLICATIONS,
    Floats,
    band,
    count_in_bins,
    estimate_mean,
    estimate_share,
    level,
    middles,
)
from simulation.model import ClosedForm, CurveSet, Metric, Model, SimulatedValue, SimulationOutcome, Values
from simulation.queueing import compute_state_probabilities

# Points of a curve: enough to show a bend on a phone, few enough that each is a mean of many events.
_BINS = 60
# The share of a run that is left out: a limiter whose long-run state is not drawn begins with all of its tokens or an empty
# window, and would let too much through.
_WARM_UP = 0.2
_LARGEST_LOG = 5000
"""A longer log is not filled by its law, which would take longer to work out than to simulate."""
_HEAVIEST = 20.0
"""A bucket asked for twenty times what it gives is empty; its equations are of no use."""
_LARGEST_CHAIN = 400
"""A larger burst is not solved: the equations would take longer than the simulation."""


class _Limiter(Protocol):
    """Say yes or no to each request, in order of time."""

    def __init__(self, limit: int, window: float, burst: int) -> None: ...

    def allow(self, now: float) -> bool:
        """Tell whether the request at this moment is let through, and remember it if so."""
        ...


class _FixedWindow:
    """Count requests since the last full window."""

    def __init__(self, limit: int, window: float, burst: int) -> None:
        self.limit, self.window, self.count, self.current = limit, window, 0, -1
        del burst

    def allow(self, now: float) -> bool:
        """Count the request if its window is not full."""
        window = int(now // self.window)
        if window != self.current:
            self.current, self.count = window, 0
        if self.count >= self.limit:
            return False
        self.count += 1
        return True


class _SlidingLog:
    """Remember the moment of each request let through in the last window, its first moment included."""

    def __init__(self, limit: int, window: float, burst: int) -> None:
        self.limit, self.window, self.log = limit, window, deque[float]()
        del burst

    def fill(self, rng: Generator, load: float) -> None:
        """Begin in the long-run state: a Poisson number of entries, cut off at the limit, of ages that are uniform.

        An empty log keeps the beat of its start for very long. (Erlang's loss system is insensitive to the law of the service.)
        """
        law = np.array(compute_state_probabilities(self.limit, load, self.limit))
        entries = int(rng.choice(self.limit + 1, p=law / law.sum()))
        self.log = deque(np.sort(-self.window * rng.random(entries)).tolist())

    def allow(self, now: float) -> bool:
        """Log the request if the last window is not full."""
        log = self.log
        while log and log[0] < now - self.window * (1 + 1e-9):
            log.popleft()
        if len(log) >= self.limit:
            return False
        log.append(now)
        return True


class _TokenBucket:
    """Take a token for each request; tokens come back at limit / window a second, up to the burst."""

    def __init__(self, limit: int, window: float, burst: int) -> None:
        self.rate, self.burst, self.tokens, self.last = limit / window, float(burst), float(burst), 0.0

    def fill(self, rng: Generator, load: float) -> None:
        """Begin in the long-run state: the missing tokens are the customers of M/D/1/K, the first of them partly served."""
        law = _compute_bucket_law(load, round(self.burst))
        missing = int(rng.choice(law.size, p=law / law.sum()))
        self.tokens = self.burst - max(0.0, missing - float(rng.random()))

    def allow(self, now: float) -> bool:
        """Take a token if there is one."""
        self.tokens = min(self.burst, self.tokens + (now - self.last) * self.rate)
        self.last = now
        # A whole token may be missing the last bit after many additions.
        if self.tokens < 1 - 1e-9:
            return False
        self.tokens -= 1
        return True


_LIMITERS: dict[str, type[_Limiter]] = {
    "fixed_window": _FixedWindow,
    "sliding_log": _SlidingLog,
    "token_bucket": _TokenBucket,
}


def _apply_limits(values: Values, arrivals: Floats, pods: NDArray[Any], rng: Generator | None = None) -> Floats:
    """Return 1 for each request that is let through. With a generator the limiters begin in their long-run state."""
    limit, window, burst = values.count("limit"), values.number("window"), values.count("burst")
    count = values.count("pods") if values.text("scope") == "per_pod" else 1
    limiters = [_LIMITERS[values.text("algorithm")](limit, window, burst) for _ in range(count)]
    offered = values.number("arrival_rate") / count * window
    for limiter in limiters:
        if rng is None:
            continue
        if isinstance(limiter, _SlidingLog) and limit <= _LARGEST_LOG:
            limiter.fill(rng, offered)
        elif isinstance(limiter, _TokenBucket) and burst <= _LARGEST_CHAIN and offered / limit < _HEAVIEST:
            limiter.fill(rng, offered / limit)
    if count == 1:
        allow = limiters[0].allow
        return np.array([allow(moment) for moment in arrivals.tolist()], dtype=float)
    pairs = zip(arrivals.tolist(), pods.tolist(), strict=True)
    return np.array([limiters[pod].allow(moment) for moment, pod in pairs], dtype=float)


def _count_most_in_window(allowed: Floats, window: float) -> float:
    """Return the largest number let through in any stretch as long as one window, both ends included."""
    # Moments that differ by rounding are the same moment.
    ends = np.searchsorted(allowed, allowed + window * (1 + 1e-9), side="right")
    return float((ends - np.arange(allowed.size)).max())


def _schedule_attack(values: Values) -> tuple[Floats, NDArray[Any]]:
    """Return moments and pods of the client that gets most through: all it can around an edge, then without pause."""
    window, limit = values.number("window"), values.count("limit")
    pods = values.count("pods") if values.text("scope") == "per_pod" else 1
    crowd = max(limit, values.count("burst")) + 1
    before, after = window * (1 - 1e-4), window * (1 + 1e-4)
    trickle = before + np.arange(1, 2 * limit + 1) * window / limit / 2
    own = np.sort(np.concatenate([np.full(crowd, before), np.full(crowd, after), trickle]))
    return np.repeat(own, pods), np.tile(np.arange(pods), own.size)


def _simulate(values: Values, rng: Generator) -> SimulationOutcome:
    rate, window, pods = values.number("arrival_rate"), values.number("window"), values.count("pods")
    harm, harmed = _schedule_attack(values)
    let = harm[_apply_limits(values, harm, harmed) > 0]
    metrics = {"most_in_one_window": SimulatedValue(value=_count_most_in_window(let, window), standard_error=0.0)}
    n = max(values.count("requests") // REPLICATIONS, 1)
    # Whole windows, so that a fixed window is not cut; at least five of them.
    windows = max(5, math.ceil(n / (rate * window)))
    length = windows * window
    skip = math.floor(windows * _WARM_UP + 1) * window
    edges = np.linspace(0, length, _BINS + 1)
    offered, passed, rows, arrival_rows = [], [], [], []
    for _ in range(REPLICATIONS):
        arrivals = np.sort(rng.uniform(0, length, rng.poisson(rate * length)))
        fine = _apply_limits(values, arrivals, rng.integers(0, pods, arrivals.size), rng)
        is_measured = arrivals >= skip
        offered.append(float(is_measured.sum()))
        passed.append(float(fine[is_measured].sum()))
        rows.append(count_in_bins(arrivals[fine > 0], edges) / (length / _BINS))
        arrival_rows.append(count_in_bins(arrivals, edges) / (length / _BINS))
    total = max(1.0, sum(offered))
    metrics["rejected_share"] = estimate_share([o - p for o, p in zip(offered, passed, strict=True)], offered)
    metrics["admitted_share"] = estimate_share(passed, offered)
    metrics["admitted_per_second"] = estimate_mean([p / (length - skip) for p in passed], floor=rate / total)
    closed_form = _compute_closed_form(values).values
    curves = [
        band("arrivals_per_second", "Arriving", "/s", arrival_rows),
        band("admitted_per_second", "Let through", "/s", rows),
    ]
    if "admitted_per_second" in closed_form:
        curves.append(
            level("admitted_per_second_closed_form", "Closed form", "/s", closed_form["admitted_per_second"], _BINS)
        )
    notes = (
        "most_in_one_window comes from a client that sends all it can on both sides of an edge; the rest from random arrivals.",
        f"The first {_WARM_UP:.0%} of each of {REPLICATIONS} replications are left out as warm-up.",
    )
    return SimulationOutcome(metrics=metrics, series=CurveSet(x=middles(edges), curves=tuple(curves)), notes=notes)


def _compute_window_passes(mean: float, limit: int) -> float:
    """Return E min(N, limit) for N Poisson with the given mean."""
    total, term = 0.0, -mean
    for k in range(limit):
        total += (limit - k) * math.exp(term)
        term += math.log(mean) - math.log(k + 1)
    return limit - total


@lru_cache(maxsize=64)
def _compute_bucket_law(load: float, places: int) -> Floats:
    """Return the long-run law of the tokens missing from a bucket, which is that of the customers in M/D/1/K.

    A missing token is a customer who takes 1/rate seconds to serve, so that a bucket is a queue seen from behind. The embedded
    chain at departures gives the law of the queue (Gross et al., section 5.1.7). `load` tokens are wanted for each that comes.
    """
    weights = np.array([math.exp(-load + k * math.log(load) - math.lgamma(k + 1)) for k in range(places + 1)])
    chain = np.zeros((places, places))
    for remaining in range(places):
        # Behind a departure that leaves `remaining` inside, the next service sees arrivals join until all places are taken.
        first = max(remaining - 1, 0)
        room = places - 1 - first
        chain[remaining, first : places - 1] = weights[:room]
        chain[remaining, places - 1] = max(0.0, 1 - weights[:room].sum())
    system = np.vstack([(chain.T - np.eye(places))[:-1], np.ones(places)])
    law = np.maximum(np.linalg.solve(system, np.append(np.zeros(places - 1), 1.0)), 0.0)
    total = law[0] + load
    # Rounding can leave less than nothing of a bucket that is never empty.
    return np.append(law / total, max(0.0, 1 - 1 / total))


def _compute_closed_form(values: Values) -> ClosedForm:
    rate, window = values.number("arrival_rate"), values.number("window")
    limit, burst = values.count("limit"), values.count("burst")
    pods = values.count("pods") if values.text("scope") == "per_pod" else 1
    algorithm, own = values.text("algorithm"), rate / pods
    limits = ["Holds for random arrivals; most_in_one_window for any."]
    metrics: dict[str, float] = {}
    if algorithm == "fixed_window":
        metrics["most_in_one_window"] = 2.0 * limit * pods
        rejected: float | None = 1 - _compute_window_passes(own * window, limit) / (own * window)
    elif algorithm == "sliding_log":
        metrics["most_in_one_window"] = float(limit * pods)
        rejected = erlang_b(limit, own * window)
    else:
        # b + r·t over one window.
        metrics["most_in_one_window"] = float((burst + limit) * pods)
        is_solvable = burst <= _LARGEST_CHAIN and own * window / limit < _HEAVIEST
        rejected = float(_compute_bucket_law(own * window / limit, burst)[-1]) if is_solvable else None
        limits.append("The bucket lets through at most burst + rate · t in any stretch of length t.")
    if rejected is not None:
        metrics |= {
            "rejected_share": rejected,
            "admitted_share": 1 - rejected,
            "admitted_per_second": rate * (1 - rejected),
        }
    return ClosedForm(values=metrics, limits=tuple(limits))


MODEL = Model(
    name="rate_limit",
    aliases=("rate_limiter", "rate_limits", "token_bucket", "fixed_window", "sliding_window"),
    title="Rate limits: fixed window, sliding log, token bucket",
    question="A partner allows 50 calls in each minute of the clock. How many can get through within 60 seconds?",
    goal="Never more than 60 in any minute, and under 5 % refused at 45 a minute.",
    knobs=(
        knobs.arrival_rate(1.0, low=1e-6, step=0.1),
        knobs.choice("algorithm", "Algorithm", "fixed_window", tuple(_LIMITERS), aliases=("limiter",)),
        knobs.count("limit", "Limit in a window", 50, low=1, high=100_000, aliases=("rate_limit", "quota")),
        knobs.duration("window", "Window", 60.0, low=0.001, high=86_400.0),
        knobs.count("burst", "Burst of the token bucket", 10, low=1, high=100_000, aliases=("bucket_size", "b")),
        knobs.count("pods", "Pods", 1, low=1, high=200, aliases=("instances",)),
        knobs.choice(
            "scope",
            "Where it counts",
            "shared",
            ("shared", "per_pod"),
            help="shared: one counter for all pods; per_pod: each pod counts for itself and allows the whole limit.",
        ),
        knobs.requests(60_000),
    ),
    metrics=(
        Metric(name="most_in_one_window", label="Most let through within one window's length", unit="count"),
        Metric(name="rejected_share", label="Refused", unit="ratio"),
        Metric(name="admitted_share", label="Let through", unit="ratio"),
        Metric(name="admitted_per_second", label="Let through", unit="/s"),
    ),
    notice=(
        "A fixed window lets twice its limit through around its edge.",
        "A limit in each pod is a limit times the pods, and an autoscaler turns it up.",
        "A bucket with rate r and burst b lets b + r·t through in any time t: choose b for the partner, not for yourself.",
    ),
    source="A. K. Erlang, 1917 (a sliding log is a loss system); Gross et al., section 5.1.7 (M/D/1/K); RFC 2697 for buckets",
    answer_metric="most_in_one_window",
    simulate=_simulate,
    closed_form=_compute_closed_form,
    count_events=lambda values: (
        max(
            float(values.count("requests")),
            5.0 * REPLICATIONS * values.number("arrival_rate") * values.number("window"),
        )
        + 4.0 * max(values.count("limit"), values.count("burst")) * values.count("pods")
    ),
)
