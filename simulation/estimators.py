"""From replications to estimates: means, percentiles, ratios, and honest standard errors."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulation.model import Provenance, SimulatedCurve, SimulatedValue, Unit

REPLICATIONS = 50
"""Independent replications of a run. Each starts from its own draw, so their means are independent by construction."""

MINIMUM_BEYOND = 100
"""A percentile is told only if at least this many observations lie beyond it (p99 needs 10,000, p99.9 needs 100,000)."""

_FEWEST_HOLDERS = 5
"""Below this a share's error is not widened further: with four degrees of freedom it is 2.4 times as wide already."""

_FEWEST_BEYOND = 4.0
"""A percentile is told only if the observations beyond it come from about four replications or more. Near saturation a
single replication can hold all of them, and then says little about how far the tail of the others would reach."""

_FEW = 8  # replications that saw the event at all
_CLUSTER = 10.0
"""Rare events come in clusters. Where fewer than eight replications saw one, a cluster of ten more or less is the least error."""

Floats = NDArray[np.float64]


def _compute_widening(samples: int) -> float:
    """Return the factor by which a standard error from few samples is widened.

    Student's t needs more than three standard errors to reach 99.73 %: 3.16 with 50 samples, 4.09 with 10. Widened by the
    quotient, three of our standard errors mean what a reader takes them to mean. Cornish-Fisher expansion at z = 3.
    """
    freedom = max(samples - 1, 1)
    return (3 + 30 / (4 * freedom) + 1656 / (96 * freedom**2) + 90 / freedom**3) / 3


def _count_holders(values: Floats) -> int:
    """Return how many replications hold what was seen (participation ratio): where few do, those few are the sample."""
    return min(values.size, max(round(_compute_participation(values)), _FEWEST_HOLDERS))


def _compute_participation(values: Floats) -> float:
    """Return the participation ratio: as many replications as would hold the same, if each of them held as much as another."""
    squares = float((values**2).sum())
    return float(np.abs(values).sum()) ** 2 / squares if squares > 0 else 0.0


def _raise_floor(values: Floats, floor: float) -> float:
    """Return the least standard error: more where hardly any replication saw what is counted."""
    return floor * _CLUSTER if int((values != 0).sum()) < min(_FEW, values.size) else floor


def estimate_mean(per_replication: Sequence[float] | Floats, *, floor: float = 0.0) -> SimulatedValue:
    """Return the mean of independent replications.

    :param floor: the least standard error that is honest: what one unseen event would have changed. A run that never saw
        a rare event knows only that it is rare.
    """
    values = np.asarray(per_replication, dtype=float)
    error = float(values.std(ddof=1) / math.sqrt(values.size)) * _compute_widening(_count_holders(values))
    return SimulatedValue(value=float(values.mean()), standard_error=max(error, _raise_floor(values, floor)))


def estimate_share(
    hits: Sequence[float] | Floats, tries: Sequence[float] | Floats, *, is_independent: bool = False
) -> SimulatedValue:
    """Return a share pooled over replications: hits by tries, its error from how the replications differ.

    The error of a ratio estimator; no smaller than one event more or less would make it.

    :param is_independent: the tries do not depend on each other, so that the binomial law bounds the error from below
    """
    hit, tried = np.asarray(hits, dtype=float), np.asarray(tries, dtype=float)
    total = float(tried.sum())
    if total <= 0:
        return SimulatedValue(value=0.0, standard_error=1.0)
    share = float(hit.sum()) / total
    widening = _compute_widening(_count_holders(hit if share <= 0.5 else tried - hit))
    spread = float((hit - share * tried).std(ddof=1)) * math.sqrt(hit.size) / total * widening
    least = _raise_floor(hit if share <= 0.5 else tried - hit, 1.0 / total)
    binomial = math.sqrt(max(share * (1 - share), 0.0) / total) if is_independent else 0.0
    return SimulatedValue(value=share, standard_error=max(spread, binomial, least))


def estimate_ratio(
    above: Sequence[float] | Floats, below: Sequence[float] | Floats, *, floor: float = 0.0
) -> SimulatedValue:
    """Return sum(above) / sum(below) with the standard error of a ratio estimator (delta method)."""
    top, bottom = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    total = float(bottom.sum())
    if total == 0:
        return SimulatedValue(value=0.0, standard_error=math.inf)
    ratio = float(top.sum()) / total
    widening = _compute_widening(_count_holders(top))
    error = float((top - ratio * bottom).std(ddof=1)) * math.sqrt(top.size) / abs(total) * widening
    return SimulatedValue(value=ratio, standard_error=max(error, _raise_floor(top, floor)))


def estimate_percentile(samples: Sequence[Floats], q: float, *, floor: float = 0.0) -> SimulatedValue | None:
    """Return the pooled percentile `q` (0 to 1), or `None` when too few observations lie beyond it.

    The error comes from how unevenly the replications lie beyond the percentile: the share beyond it is known to a standard
    error, and the percentiles that far to the left and right bound the value. That follows the skew of a tail, which the
    spread of the replications' own percentiles does not.
    """
    pooled = np.sort(np.concatenate(list(samples)))
    if pooled.size * min(q, 1 - q) < MINIMUM_BEYOND:
        return None
    value = float(np.quantile(pooled, q))
    beyond = np.array([float((sample > value).sum()) for sample in samples])
    if 0 < _compute_participation(beyond) < min(_FEWEST_BEYOND, len(samples) / 2):
        return None
    sizes = np.array([float(sample.size) for sample in samples])
    share = estimate_share(beyond, sizes).standard_error
    low, high = np.quantile(pooled, [max(0.0, q - 2 * share), min(1.0, q + 2 * share)])
    return SimulatedValue(value=value, standard_error=max(float(high - value) / 2, float(value - low) / 2, floor))


def add_percentiles(
    metrics: dict[str, SimulatedValue],
    name: str,
    samples: Sequence[Floats],
    *,
    floor: float,
    which: Sequence[int] = (50, 95, 99),
) -> tuple[str, ...]:
    """Add "NAME_p50_seconds" and so on to the metrics; return a note for each that had too few observations.

    :param which: percent, or thousandths from 100 on: 999 is the percentile 99.9
    """
    notes = []
    for percent in which:
        digits = f"{percent}" if percent < 100 else f"{percent / 10:g}".replace(".", "")
        estimate = estimate_percentile(samples, percent / 100 if percent < 100 else percent / 1000, floor=floor)
        if estimate is None:
            notes.append(f"{name}_p{digits}_seconds is left out: too few observations lie beyond it.")
        else:
            metrics[f"{name}_p{digits}_seconds"] = estimate
    return tuple(notes)


def bin_means(times: Floats, values: Floats, edges: Floats) -> Floats:
    """Return the mean of the values in each bin of time; `nan` where a bin is empty."""
    place = np.searchsorted(edges, times, side="right") - 1  # a bin begins with its edge
    inside = (place >= 0) & (place < edges.size - 1)
    sums = np.bincount(place[inside], weights=values[inside], minlength=edges.size - 1)
    counts = np.bincount(place[inside], minlength=edges.size - 1)
    with np.errstate(invalid="ignore"):
        return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def count_in_bins(times: Floats, edges: Floats) -> Floats:
    """Return how many of the times fall into each bin."""
    return np.histogram(times, edges)[0].astype(float)


def _compute_band_factor(samples: NDArray[np.int_]) -> Floats:
    """Return Student's t for 95 %, both sides: how many standard errors of so many samples the band reaches.

    Exact for two and three samples; from four on a Cornish-Fisher expansion, less than 1 % short.
    """
    freedom, z = np.maximum(samples - 1, 1).astype(float), 1.959964
    expansion = (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )
    return np.where(freedom == 1, 12.7062, np.where(freedom == 2, 4.30265, expansion))


def band(name: str, label: str, unit: Unit, rows: Sequence[Floats] | Floats) -> SimulatedCurve:
    """Return the mean over replications of a binned curve with a 95 % band. Empty bins repeat the bin before."""
    table = np.asarray(rows, dtype=float)
    counts = np.maximum((~np.isnan(table)).sum(axis=0), 1)
    filled = np.nan_to_num(table)
    mean = filled.sum(axis=0) / counts
    spread = np.where(np.isnan(table), 0.0, (table - mean) ** 2).sum(axis=0)
    error = _compute_band_factor(counts) * np.sqrt(spread / np.maximum(counts - 1, 1) / counts)
    # A gap in a curve would read as "nothing happened"; what was last seen says what is known.
    empty = np.isnan(table).all(axis=0)
    for place in np.flatnonzero(empty):
        mean[place] = mean[place - 1] if place else 0.0
    return SimulatedCurve(
        name=name,
        label=label,
        unit=unit,
        values=_round_values(mean),
        low=_round_values(np.maximum(mean - error, 0)),
        high=_round_values(mean + error),
    )


def line(
    name: str, label: str, unit: Unit, values: Sequence[float] | Floats, provenance: Provenance = "simulated"
) -> SimulatedCurve:
    """Return a curve without a band."""
    return SimulatedCurve(
        name=name, label=label, unit=unit, values=_round_values(np.asarray(values, dtype=float)), provenance=provenance
    )


def level(name: str, label: str, unit: Unit, value: float, length: int) -> SimulatedCurve:
    """Return the horizontal line of a closed form."""
    return SimulatedCurve(name=name, label=label, unit=unit, values=(value,) * length, provenance="closed_form")


def _round_values(values: Floats) -> tuple[float, ...]:
    """Round to six digits, more than a screen shows; that keeps the payload small and the bytes the same everywhere."""
    return tuple(float(f"{value:.6g}") for value in values)


def middles(edges: Floats) -> tuple[float, ...]:
    """Return the middle of each bin."""
    return _round_values((edges[1:] + edges[:-1]) / 2)
