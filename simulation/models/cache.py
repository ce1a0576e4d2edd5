"""A cache in one or two levels: expiry, stampedes, single flight, and invalidations that get lost."""

from __future__ import annotations

import math

import numpy as np
from numpy.random import Generator

from simulation import knobs
from simulation.estimators import Floats, band, estimate_ratio, estimate_share, level
from simulation.model import ClosedForm, CurveSet, Knob, Metric, Model, SimulatedCurve, SimulationOutcome, Values

# Expiry cycles are put together in so many groups, whose means are nearly independent: enough for a standard error.
_GROUPS = 50
# Points of a curve: enough to show a bend on a phone, few enough that each is a mean of many events.
_BINS = 60
_CYCLES = 4
"""Cycles in a group at least: one cycle runs from a miss that rebuilds the entry to the next."""

_MOST_CYCLES = 20_000
"""More cycles than this make no number surer that anybody would notice."""


def _draw_reads(values: Values, rng: Generator, length: float) -> tuple[Floats, Floats]:
    """Return the moments of reads that reach the shared level, and those of all reads' local hits before each (running count)."""
    rate, local, instances = values.number("arrival_rate"), values.number("local_ttl"), values.count("instances")
    if local == 0:
        reads = np.cumsum(rng.exponential(1 / rate, int(rate * length) + 10))
        return reads, np.zeros(reads.size)
    own = rate / instances
    moments, hits = [], []
    for _ in range(instances):
        # A fifth more than are needed on average, so that they reach the end; what lies beyond is cut off.
        n = int(length / (local + 1 / own) * 1.2) + 50
        # Between two misses of one instance lie its local expiry and the wait for the next read.
        gaps = local + rng.exponential(1 / own, n)
        times = np.cumsum(gaps) - (rng.random() * local if instances > 1 else local)
        times = times[times < length]
        moments.append(times)
        hits.append(rng.poisson(own * local, times.size).astype(float))
    order = np.argsort(np.concatenate(moments), kind="stable")
    return np.concatenate(moments)[order], np.concatenate(hits)[order]


def _simulate(values: Values, rng: Generator) -> SimulationOutcome:
    ttl, rebuild = values.number("ttl"), values.number("rebuild_time")
    lone = values.text("single_flight") == "on"
    updates, lost_share = values.number("update_rate"), values.number("lost_invalidations")
    cycle = _compute_mean_cycle(values)
    length = _choose_length(values)
    reads, local_hits = _draw_reads(values, rng, length)
    before = np.concatenate([[0.0], np.cumsum(local_hits)])
    rows: list[tuple[float, ...]] = []
    place, total = 0, reads.size
    while place < total:
        begin = reads[place]
        filled = begin + rebuild
        rebuild_end = int(np.searchsorted(reads, filled, side="right"))
        waiting = rebuild_end - place - 1
        last = filled if lone or rebuild_end == place + 1 else reads[rebuild_end - 1] + rebuild
        life = (
            min(ttl, float(rng.exponential(1 / (updates * (1 - lost_share)))))
            if updates * (1 - lost_share) > 0
            else ttl
        )
        end = last + life
        after = int(np.searchsorted(reads, end, side="right"))
        served = after - rebuild_end
        stale = 0
        if updates > 0 and served:
            # A change during the rebuild is missed: the entry is stale from its first moment. A later one makes it so only if
            # its invalidation is lost.
            during = float(rng.exponential(1 / updates))
            spoiled = (
                last
                if during < rebuild
                else (last + float(rng.exponential(1 / (updates * lost_share))) if lost_share > 0 else math.inf)
            )
            stale = after - int(np.searchsorted(reads, min(max(spoiled, filled), end), side="right"))
        if after >= total:  # the last cycle is cut off by the end of the reads
            break
        loads = 1 if lone else 1 + waiting
        rows.append((loads, waiting, served, stale, float(before[after] - before[place]), reads[after] - begin, begin))
        place = after
    table = np.array(rows[: len(rows) - len(rows) % _GROUPS]) if len(rows) >= _GROUPS else np.array(rows)
    groups = table.reshape(_GROUPS, -1, 7).sum(axis=1) if len(rows) >= _GROUPS else table
    loads, waits, served, stale, local, spans = groups[:, :6].T
    shared = served + waits + len(table) / len(groups)
    reads_all = shared + local
    cycles = np.full(len(groups), len(table) / len(groups))
    read_count = float(reads_all.sum())
    metrics = {
        "hit_ratio": estimate_share(served + local, reads_all),
        "shared_hit_ratio": estimate_share(served, shared),
        "local_hit_ratio": estimate_share(local, reads_all),
        "origin_per_second": estimate_ratio(loads, spans, floor=values.number("arrival_rate") / read_count),
        "rebuilds_per_expiry": estimate_ratio(loads, cycles, floor=0.0 if lone else 1 / read_count),
        "requests_during_rebuild": estimate_ratio(waits, cycles, floor=1 / len(table)),
        "stale_ratio": estimate_ratio(stale, np.maximum(served, 1e-12), floor=0.0 if updates == 0 else 1 / len(table)),
    }
    span = float(spans.sum()) / len(groups)
    edges = np.linspace(0, min(length, span * len(groups), max(10 * cycle, 30.0)), _BINS + 1)
    curves = _draw_curves(table, edges)
    closed_form = _compute_closed_form(values).values.get("origin_per_second")
    if closed_form is not None:
        curves = (*curves, level("origin_per_second_closed_form", "Closed form", "/s", closed_form, _BINS))
    notes = (
        f"{len(table):,} cycles from one rebuild to the next, in {len(groups)} groups.",
        "Each cycle begins with a miss, so that there is no warm-up to leave out.",
    )
    width = edges[1] - edges[0]
    x = tuple(float(f"{(bin_ + 0.5) * width:.6g}") for bin_ in range(_BINS))
    return SimulationOutcome(metrics=metrics, series=CurveSet(x=x, curves=curves), notes=notes)


def _draw_curves(table: Floats, edges: Floats) -> tuple[SimulatedCurve, ...]:
    """Return the load of the origin over the first stretch of time, averaged over as many stretches as there are."""
    length, width = edges[-1], edges[1] - edges[0]
    begins, loads = table[:, 6], table[:, 0]
    stretches = max(1, min(40, int(begins[-1] // length)))
    rows = []
    for stretch in range(stretches):
        inside = (begins >= stretch * length) & (begins < (stretch + 1) * length)
        rows.append(np.histogram(begins[inside] - stretch * length, edges, weights=loads[inside])[0] / width)
    return (
        band("origin_per_second", "Loads from the origin", "/s", rows),
        band("origin_per_second_one_run", "Loads from the origin, one run", "/s", rows[:1]),
    )


def _compute_mean_life(values: Values) -> float:
    """Return how long an entry lives: its time to live, or the next invalidation that arrives."""
    arriving = values.number("update_rate") * (1 - values.number("lost_invalidations"))
    ttl = values.number("ttl")
    return -math.expm1(-arriving * ttl) / arriving if arriving > 0 else ttl


def _compute_mean_cycle(values: Values) -> float:
    return (
        values.number("rebuild_time")
        + _compute_mean_life(values)
        + max(1 / values.number("arrival_rate"), values.number("local_ttl"))
    )


def _choose_length(values: Values) -> float:
    """Return how much time is simulated: enough for the requested number of reads, within the bounds on cycles."""
    target = values.count("requests") / values.number("arrival_rate")
    cycle = _compute_mean_cycle(values)
    return min(max(target, cycle * _GROUPS * _CYCLES), cycle * _MOST_CYCLES)


def _count_renewals(values: Values, length: float) -> float:
    """Return the mean number of local misses of one instance within `length` after one: Σ P(k expiries and k waits fit)."""
    from scipy.special import gammainc  # noqa: PLC0415 - loaded only where two levels are combined

    local, rate = values.number("local_ttl"), values.number("arrival_rate")
    most = int(length / local) + 1 if local else 0
    ks = np.arange(1, most + 1)
    remaining = length - ks * local
    return float(gammainc(ks[remaining > 0], rate * remaining[remaining > 0]).sum())


def _compute_closed_form(values: Values) -> ClosedForm:
    rate, rebuild, life = values.number("arrival_rate"), values.number("rebuild_time"), _compute_mean_life(values)
    local, instances = values.number("local_ttl"), values.count("instances")
    updates, lost_share = values.number("update_rate"), values.number("lost_invalidations")
    lone = values.text("single_flight") == "on"
    metrics: dict[str, float] = {}
    limits = ["Holds for random reads of one key. The reads before an entry's first fill count as misses."]
    if local > 0:
        own = rate / instances
        metrics["local_hit_ratio"] = own * local / (1 + own * local)
        if instances == 1 and updates == 0 and lone:
            during, within = _count_renewals(values, rebuild), _count_renewals(values, rebuild + values.number("ttl"))
            metrics["shared_hit_ratio"] = (within - during) / (1 + within)
            metrics["requests_during_rebuild"] = during
            metrics["hit_ratio"] = (
                metrics["local_hit_ratio"] + (1 - metrics["local_hit_ratio"]) * metrics["shared_hit_ratio"]
            )
            metrics["rebuilds_per_expiry"] = 1.0
        else:
            limits.append("With local caches in several instances the shared level has no simple closed form.")
        return ClosedForm(values=metrics, limits=tuple(limits))
    # Without single flight every read during the rebuild starts one more; the last to end decides the expiry.
    extra = 0.0 if lone else rebuild - -math.expm1(-rate * rebuild) / rate
    reads = 1 + rate * (rebuild + extra + life)
    hits = rate * (extra + life)
    loads = 1.0 if lone else 1 + rate * rebuild
    metrics = {
        "hit_ratio": hits / reads,
        "shared_hit_ratio": hits / reads,
        "local_hit_ratio": 0.0,
        "origin_per_second": loads * rate / reads,
        "rebuilds_per_expiry": loads,
        "requests_during_rebuild": rate * rebuild,
    }
    if updates == 0:
        metrics["stale_ratio"] = 0.0
    elif lone or rebuild == 0:
        arriving, lost_rate = updates * (1 - lost_share), updates * lost_share
        fresh = -math.expm1(-(arriving + lost_rate) * values.number("ttl")) / (arriving + lost_rate)
        metrics["stale_ratio"] = 1 - math.exp(-updates * rebuild) * fresh / life
    return ClosedForm(values=metrics, limits=tuple(limits))


MODEL = Model(
    name="cache",
    aliases=("ttl_cache", "cache_stampede", "stampede", "two_level_cache"),
    title="Cache: expiry, stampede, lost invalidations, two levels",
    question="500 reads a second, and rebuilding the entry takes 0.4 s. How many rebuilds does each expiry start?",
    goal="Keep the origin under 1 load/s at 500 reads/s with under 1 % of stale answers.",
    knobs=(
        knobs.arrival_rate(500.0, step=50.0),
        knobs.duration("ttl", "Time to live", 10.0, low=0.001, high=864_000.0, aliases=("expiry", "shared_ttl")),
        knobs.duration("rebuild_time", "Time to rebuild the entry", 0.4, high=3600.0, step=0.1),
        knobs.choice("single_flight", "Single flight", "off", ("off", "on"), aliases=("lock",)),
        Knob(
            name="update_rate",
            label="Changes of the value",
            unit="/s",
            default=0.0,
            low=0.0,
            high=1000.0,
            step=0.01,
            aliases=("write_rate",),
        ),
        knobs.share("lost_invalidations", "Invalidations that get lost", 0.0),
        knobs.duration("local_ttl", "Time to live of a local copy (0: no local level)", 0.0, high=86_400.0),
        knobs.count("instances", "Instances with a local level", 1, low=1, high=200),
        knobs.requests(500_000),
    ),
    metrics=(
        Metric(name="hit_ratio", label="Hits, both levels", unit="ratio"),
        Metric(name="shared_hit_ratio", label="Hits at the shared level", unit="ratio"),
        Metric(name="local_hit_ratio", label="Hits at the local level", unit="ratio"),
        Metric(name="origin_per_second", label="Loads from the origin", unit="/s"),
        Metric(name="rebuilds_per_expiry", label="Rebuilds at each expiry", unit="number"),
        Metric(name="requests_during_rebuild", label="Reads that arrive during a rebuild", unit="number"),
        Metric(name="stale_ratio", label="Stale among the hits", unit="ratio"),
    ),
    notice=(
        "The hit ratio says 98 % while the origin gets its load in one blow at each expiry.",
        "Single flight turns two hundred rebuilds into one; the others wait for it.",
        "A lost invalidation is as bad as the time to live allows: without expiry it is wrong for ever.",
    ),
    source="J. Jung, A. Berger, H. Balakrishnan, “Modeling TTL-based Internet Caches”, INFOCOM 2003; renewal-reward theorem",
    answer_metric="rebuilds_per_expiry",
    simulate=_simulate,
    closed_form=_compute_closed_form,
    count_events=lambda values: values.number("arrival_rate") * _choose_length(values),
)
