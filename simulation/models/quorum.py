"""Availability of quorums, of services in series, and of copies in parallel."""

from __future__ import annotations

import math
from heapq import heapify, heapreplace

import numpy as np
from numpy.random import Generator

from errors import UserError
from simulation import knobs
from simulation.estimators import REPLICATIONS, band, estimate_ratio, level, middles
from simulation.model import ClosedForm, CurveSet, Metric, Model, SimulatedValue, SimulationOutcome, Values

# Points of a curve: enough to show a bend on a phone, few enough that each is a mean of many events.
_BINS = 60
# Minutes of a year, leap years included: unavailability is told in minutes a year.
_YEAR = 365.25 * 24 * 60
_SHOWN_FAILURES = 30
"""The curves show as long as it takes one node to fail so often."""


def _compute_group_availability(values: Values) -> float:
    n, k, p = values.count("replicas"), values.count("quorum"), values.number("node_availability")
    return math.fsum(math.comb(n, up) * p**up * (1 - p) ** (n - up) for up in range(k, n + 1))


def _check(values: Values) -> None:
    if values.count("quorum") > values.count("replicas"):
        raise UserError(
            f"quorum cannot be larger than replicas: it must be between 1 and {values.count('replicas')}, "
            f"not {values.count('quorum')}."
        )


class _Nodes:
    """All nodes of all groups, each up and down in turn for exponential times; and whether the whole is up."""

    def __init__(self, values: Values, rng: Generator) -> None:
        p, self.repair = values.number("node_availability"), values.number("repair_time")
        self.failure = self.repair * p / (1 - p) if p < 1 else math.inf
        self.size, self.quorum = values.count("replicas"), values.count("quorum")
        self.copies, self.stages = values.count("in_parallel"), values.count("in_series")
        self.rng = rng
        nodes = self.size * self.copies * self.stages
        self.is_up = (rng.random(nodes) < p).tolist()
        up = np.array(self.is_up).reshape(-1, self.size).sum(axis=1)
        self.up = up.tolist()
        alive = (up >= self.quorum).reshape(self.stages, self.copies).sum(axis=1)
        self.alive = alive.tolist()
        self.broken = int((alive == 0).sum())
        self.heap = [(float(self.draw(state)), node) for node, state in enumerate(self.is_up)]
        heapify(self.heap)

    def draw(self, is_up: bool) -> float:
        """Return how long a node stays as it is."""
        return (
            float(self.rng.exponential(self.failure if is_up else self.repair))
            if math.isfinite(self.failure)
            else 1e300  # for ever, in a heap that compares numbers
        )

    def walk(self, flips: int) -> tuple[float, float, float, float, list[tuple[float, float]]]:  # noqa: PLR0912 - the hot loop
        """Follow `flips` changes; return time in all, time the whole and the first group are down, outages, and their spans."""
        heap, is_up, up, alive = self.heap, self.is_up, self.up, self.alive
        size, copies, quorum = self.size, self.copies, self.quorum
        lasts_up = (
            self.rng.exponential(self.failure, flips).tolist() if math.isfinite(self.failure) else [1e300] * flips
        )
        lasts_down = self.rng.exponential(self.repair, flips).tolist()
        down, group_down, began, group_began = 0.0, 0.0, 0.0, 0.0
        outages, spans = 0, []
        now = 0.0
        for place in range(flips):
            now, node = heap[0]
            group = node // size
            if is_up[node]:
                is_up[node] = False
                heapreplace(heap, (now + lasts_down[place], node))
                up[group] -= 1
                if up[group] == quorum - 1:
                    if group == 0:
                        group_began = now
                    stage = group // copies
                    alive[stage] -= 1
                    if alive[stage] == 0:
                        self.broken += 1
                        if self.broken == 1:
                            began = now
                            outages += 1
            else:
                is_up[node] = True
                heapreplace(heap, (now + lasts_up[place], node))
                up[group] += 1
                if up[group] == quorum:
                    if group == 0:
                        group_down += now - group_began
                    stage = group // copies
                    alive[stage] += 1
                    if alive[stage] == 1:
                        self.broken -= 1
                        if self.broken == 0:
                            down += now - began
                            spans.append((began, now))
        if self.broken:
            down += now - began
            spans.append((began, now))
        if up[0] < quorum:
            group_down += now - group_began
        return now, down, group_down, float(outages), spans


def _simulate(values: Values, rng: Generator) -> SimulationOutcome:
    _check(values)
    flips = max(20, values.count("requests") // REPLICATIONS)
    rows = []
    p, repair = values.number("node_availability"), values.number("repair_time")
    length = _SHOWN_FAILURES * repair / max(1 - p, 1e-9)
    edges = np.linspace(0, length, _BINS + 1)
    availability_rows = []
    for _ in range(REPLICATIONS):
        *numbers, spans = _Nodes(values, rng).walk(flips)
        rows.append(numbers)
        bins = np.zeros(_BINS)
        for begin, end in spans:
            if begin > length:  # the spans stand in order of time
                break
            bins += np.clip(np.minimum(edges[1:], end) - np.maximum(edges[:-1], begin), 0, None)
        availability_rows.append(np.where(edges[1:] <= numbers[0], 1 - bins / (edges[1] - edges[0]), np.nan))
    time, down, group_down, outages = (np.array(column) for column in zip(*rows, strict=True))
    # One outage more or less of one repair's length is the least that a run can be wrong by.
    floor = repair / float(time.sum())
    unavailability = estimate_ratio(down, time, floor=floor)
    group = estimate_ratio(group_down, time, floor=floor)
    metrics = {
        "availability": SimulatedValue(value=1 - unavailability.value, standard_error=unavailability.standard_error),
        "unavailability": unavailability,
        "group_availability": SimulatedValue(value=1 - group.value, standard_error=group.standard_error),
        "downtime_minutes_per_year": SimulatedValue(
            value=unavailability.value * _YEAR, standard_error=unavailability.standard_error * _YEAR
        ),
        "outages_per_second": estimate_ratio(outages, time, floor=1 / float(time.sum())),
    }
    if outages.sum() >= 30:  # a mean of fewer has no error worth telling
        metrics["outage_seconds"] = estimate_ratio(down, outages, floor=repair / float(outages.sum()))
    curves = (
        band("availability", "Availability", "ratio", availability_rows),
        level(
            "availability_closed_form",
            "Closed form",
            "ratio",
            _compute_closed_form(values).values["availability"],
            _BINS,
        ),
    )
    note = f"{flips * REPLICATIONS:,} failures and repairs in {REPLICATIONS} replications that begin in the long-run state."
    return SimulationOutcome(metrics=metrics, series=CurveSet(x=middles(edges), curves=curves), notes=(note,))


def _compute_closed_form(values: Values) -> ClosedForm:
    _check(values)
    group = _compute_group_availability(values)
    stage = 1 - (1 - group) ** values.count("in_parallel")
    availability = stage ** values.count("in_series")
    n, k, p = values.count("replicas"), values.count("quorum"), values.number("node_availability")
    repair = values.number("repair_time")
    # A group goes down when exactly k nodes are up and one of them fails.
    group_rate = math.comb(n, k) * p**k * (1 - p) ** (n - k) * k * (1 - p) / (p * repair)
    stage_rate = values.count("in_parallel") * group_rate * (1 - group) ** (values.count("in_parallel") - 1)
    rate = values.count("in_series") * stage_rate * stage ** (values.count("in_series") - 1)
    metrics = {
        "availability": availability,
        "unavailability": 1 - availability,
        "group_availability": group,
        "downtime_minutes_per_year": (1 - availability) * _YEAR,
        "outages_per_second": rate,
    }
    if rate > 0:
        metrics["outage_seconds"] = (1 - availability) / rate
    return ClosedForm(
        values=metrics,
        limits=("Holds for nodes that fail independently. A shared cause (a zone, a release) makes it far worse.",),
    )


MODEL = Model(
    name="quorum",
    aliases=("availability", "replication"),
    title="Quorums, series and parallel: availability",
    question="Each node is up 99 % of the time. How available is a group that needs 2 of 3?",
    goal="99.99 % for a chain of four services, with as few nodes as you can.",
    knobs=(
        knobs.count("replicas", "Replicas in a group", 3, low=1, high=25, aliases=("n", "nodes")),
        knobs.count("quorum", "Needed of them", 2, low=1, high=25, aliases=("k",)),
        knobs.share(
            "node_availability",
            "Availability of a node",
            0.99,
            low=0.01,
            high=0.999999,
            help="At most 99.9999 %: a node that never fails has nothing to simulate.",
            aliases=("p", "node_uptime"),
        ),
        knobs.duration(
            "repair_time",
            "Mean time to repair a node",
            600.0,
            low=0.001,
            high=10_000_000.0,
            step=60.0,
            aliases=("mttr",),
        ),
        knobs.count("in_series", "Groups in series, all needed", 1, low=1, high=50, aliases=("series",)),
        knobs.count("in_parallel", "Copies in parallel, one is enough", 1, low=1, high=20, aliases=("parallel",)),
        knobs.requests(200_000, label="Simulated failures and repairs"),
    ),
    metrics=(
        Metric(name="availability", label="Availability of the whole", unit="ratio"),
        Metric(name="unavailability", label="Unavailability of the whole", unit="ratio"),
        Metric(name="group_availability", label="Availability of one group", unit="ratio"),
        Metric(name="downtime_minutes_per_year", label="Minutes down in a year", unit="number"),
        Metric(name="outages_per_second", label="Outages", unit="/s"),
        Metric(name="outage_seconds", label="Mean outage", unit="s"),
    ),
    notice=(
        "Two of three turns 99 % into 99.97 %, three of five into 99.999 %.",
        "A chain is as available as the product: ten services of 99.9 % are 99.0 %.",
        "A quorum of all replicas is worse than one node.",
    ),
    source="Binomial law and series-parallel systems: R. E. Barlow, F. Proschan, Mathematical Theory of Reliability, 1965",
    answer_metric="availability",
    simulate=_simulate,
    closed_form=_compute_closed_form,
    count_events=lambda values: (
        float(values.count("requests"))
        + REPLICATIONS * values.count("replicas") * values.count("in_series") * values.count("in_parallel")
    ),
)
