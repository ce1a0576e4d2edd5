"""Universal scalability: contention and crosstalk bound what more workers bring."""

from __future__ import annotations

import math

import numpy as np
from numpy.random import Generator

from simulation import knobs
from simulation.estimators import REPLICATIONS, Floats, band, estimate_mean, line
from simulation.model import ClosedForm, CurveSet, Metric, Model, SimulationOutcome, Values

# Points of the curve over the number of workers.
_POINTS = 40


def _compute_throughput(workers: float, values: Values) -> float:
    sigma, kappa = values.number("contention"), values.number("crosstalk")
    return workers / values.number("service_time") / (1 + sigma * (workers - 1) + kappa * workers * (workers - 1))


def _find_peak(values: Values) -> float:
    sigma, kappa = values.number("contention"), values.number("crosstalk")
    return math.sqrt((1 - sigma) / kappa) if kappa > 0 else math.inf


def _round_times(rng: Generator, workers: int, rounds: tuple[int, int], values: Values) -> Floats:
    """Return how long rounds take in which each worker does one piece of work.

    All start together (the synchronous bound of the machine-repairman model): the work itself, the others' turns at what only one
    may do, and one exchange with each other worker for each worker, all of exponential length. Sums of those are gamma variables.
    """
    base = values.number("service_time")
    length = rng.exponential(base, rounds)
    for part, turns in (
        (values.number("contention"), workers - 1),
        (values.number("crosstalk"), workers * (workers - 1)),
    ):
        if part > 0 and turns > 0:
            length += rng.gamma(turns, base * part, rounds)
    return length


def _simulate(values: Values, rng: Generator) -> SimulationOutcome:
    workers = values.count("workers")
    each = max(100, values.count("requests") // REPLICATIONS)
    lengths = _round_times(rng, workers, (REPLICATIONS, each), values)
    rates = workers * each / lengths.sum(axis=1)
    # 1 / mean is biased upwards by variance / rounds; the second-order term takes it out.
    rates *= 1 - lengths.var(axis=1, ddof=1) / lengths.mean(axis=1) ** 2 / each
    metrics = {"throughput_per_second": estimate_mean(rates)}
    base = values.number("service_time")
    metrics["speedup"] = estimate_mean(rates * base)
    metrics["efficiency"] = estimate_mean(rates * base / workers)
    peak = _find_peak(values)
    # Below two workers there is nobody to contend with, and no peak to be found.
    if math.isfinite(peak) and peak >= 2:
        top = max(1, round(peak))
        lengths = _round_times(rng, top, (REPLICATIONS, each), values)
        metrics["peak_throughput_per_second"] = estimate_mean(
            top * each / lengths.sum(axis=1) * (1 - lengths.var(axis=1, ddof=1) / lengths.mean(axis=1) ** 2 / each)
        )
        metrics["peak_workers"] = estimate_mean(_fit_peaks(rng, top, each, values))
    x = np.unique(np.round(np.linspace(1, max(workers, 2 * min(peak, 500), 10), _POINTS)))
    few = max(20, each // 20)
    rows = np.array(
        [k * few / _round_times(rng, int(k), (REPLICATIONS, few), values).sum(axis=1) for k in x.tolist()]
    ).T
    closed_form = [_compute_throughput(k, values) for k in x.tolist()]
    curves = (
        band("throughput_per_second", "Throughput", "/s", rows),
        line("throughput_per_second_closed_form", "Closed form", "/s", closed_form, "closed_form"),
        line("linear", "If nothing were shared", "/s", x / base, "closed_form"),
    )
    return SimulationOutcome(
        metrics=metrics, series=CurveSet(x=tuple(x.tolist()), curves=curves, x_name="workers", x_unit="count")
    )


def _fit_peaks(rng: Generator, top: int, each: int, values: Values) -> Floats:
    """Return, for each replication, where a curve fitted to simulated rounds has its peak.

    Round time by base time is 1 + σ(n−1) + κn(n−1): linear in σ and κ, so that least squares over four sizes give both.
    """
    sizes = sorted({max(2, top // 2), top, max(3, top * 3 // 2), max(4, top * 2)})
    columns = np.array([[n - 1, n * (n - 1)] for n in sizes], dtype=float)
    base = values.number("service_time")
    means = np.array([_round_times(rng, n, (REPLICATIONS, each), values).mean(axis=1) / base for n in sizes])
    weights = 1 / means.mean(axis=1)
    fitted, *_rest = np.linalg.lstsq(columns * weights[:, None], (means - 1) * weights[:, None], rcond=None)
    sigma, kappa = fitted
    peaks: Floats = np.sqrt(np.maximum(1 - sigma, 1e-9) / np.maximum(kappa, 1e-12))
    return peaks


def _compute_closed_form(values: Values) -> ClosedForm:
    workers = values.count("workers")
    rate = _compute_throughput(workers, values)
    base, peak = values.number("service_time"), _find_peak(values)
    metrics = {"throughput_per_second": rate, "speedup": rate * base, "efficiency": rate * base / workers}
    if math.isfinite(peak) and peak >= 2:
        metrics["peak_workers"] = peak
        metrics["peak_throughput_per_second"] = _compute_throughput(max(1, round(peak)), values)
    return ClosedForm(
        values=metrics,
        limits=(
            "A bound for work that meets at every step; coefficients are measured, and hold only for the system measured.",
        ),
    )


MODEL = Model(
    name="usl",
    aliases=("scalability", "universal_scalability", "amdahl"),
    title="Universal scalability: when more workers are slower",
    question=(
        "2 % of the work is done one at a time, and each pair exchanges 0.05 %. With how many workers is "
        "throughput highest?"
    ),
    goal="Reach 20 times one worker by lowering one coefficient only.",
    knobs=(
        knobs.count("workers", "Workers", 44, low=1, high=2000, aliases=("servers", "n", "c")),
        knobs.share("contention", "Contention σ", 0.02, aliases=("sigma", "alpha", "serial_fraction")),
        knobs.share("crosstalk", "Crosstalk κ", 0.0005, aliases=("kappa", "beta", "coherency")),
        knobs.service_time(1.0, label="Work of one piece"),
        knobs.requests(100_000, label="Simulated rounds"),
    ),
    metrics=(
        Metric(name="throughput_per_second", label="Throughput", unit="/s"),
        Metric(name="speedup", label="By one worker", unit="number"),
        Metric(name="efficiency", label="Per worker, by one worker", unit="ratio"),
        Metric(name="peak_workers", label="Workers at the peak", unit="number"),
        Metric(name="peak_throughput_per_second", label="Throughput at the peak", unit="/s"),
    ),
    notice=(
        "Contention flattens the curve (Amdahl); crosstalk bends it down.",
        "Past the peak each worker that is added makes all slower.",
        "The peak moves with the square root: a quarter of the crosstalk, twice the workers.",
    ),
    source="N. J. Gunther, Guerrilla Capacity Planning, 2007; “A General Theory of Computational Scalability”, 2008",
    answer_metric="peak_workers",
    simulate=_simulate,
    closed_form=_compute_closed_form,
    count_events=lambda values: 7.0 * values.count("requests"),
)
