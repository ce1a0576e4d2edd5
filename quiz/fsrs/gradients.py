"""FSRS-6 with its derivatives by all 21 weights, carried forward review by review over all cards at once.

The values are `quiz.fsrs.vectorized`'s; each slope stands beside the formula that it differentiates. At a clamp the slope is that
of the clamped side, 0. A test holds them to finite differences.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quiz.fsrs import vectorized
from quiz.fsrs.vectorized import Floats, Ints

MIN_HARD_PENALTY = 1e-6


@dataclass(frozen=True, slots=True)
class MemoryGradient:
    """Stability and difficulty of each card, and their derivatives (21, cards) where wanted."""

    stability: Floats
    difficulty: Floats
    stability_slopes: Floats | None
    difficulty_slopes: Floats | None

    def take_first(self, count: int) -> MemoryGradient:
        """The first cards only."""
        cut = (
            part[:, :count] if part is not None else None for part in (self.stability_slopes, self.difficulty_slopes)
        )
        return MemoryGradient(self.stability[:count], self.difficulty[:count], *cut)


def start_memory(w: Floats, rating: Ints, *, gradient: bool) -> MemoryGradient:
    """After the first review; with derivatives when `gradient`."""
    s, d = vectorized.start_memory(tuple(w), rating)
    if not gradient:
        return MemoryGradient(s, d, None, None)
    ds, dd = np.zeros((21, len(s))), np.zeros((21, len(s)))
    ds[rating - 1, np.arange(len(s))] = 1.0
    raw = w[4] - np.exp(w[5] * (rating - 1.0)) + 1.0
    inside = (raw > 1.0) & (raw < 10.0)
    dd[4] = inside
    dd[5] = -(rating - 1.0) * np.exp(w[5] * (rating - 1.0)) * inside
    return MemoryGradient(s, d, ds, dd)


def compute_recall(w: Floats, days: Floats, state: MemoryGradient) -> tuple[Floats, Floats | None]:
    """Retrievability R = (1 + f t / S)^-w20 with f = .9^(-1/w20) - 1, and its derivatives."""
    f = vectorized.compute_factor(tuple(w))
    base = 1.0 + f * days / state.stability
    chance = base ** -w[20]
    if state.stability_slopes is None:
        return chance, None
    slopes = (w[20] * chance / base * f * days / state.stability**2) * state.stability_slopes
    df = (f + 1.0) * np.log(0.9) / w[20] ** 2
    slopes[20] += chance * (-np.log(base) - w[20] / base * df * days / state.stability)
    return chance, slopes


def update_memory(
    w: Floats, rating: Ints, days: Floats, state: MemoryGradient, recall: Floats, slopes: Floats | None
) -> MemoryGradient:
    """After a later review, whose retrievability and its derivatives `recall` gave."""
    s, d = vectorized.update_memory(tuple(w), state.stability, state.difficulty, days, rating)
    if state.stability_slopes is None or state.difficulty_slopes is None or slopes is None:
        return MemoryGradient(s, d, None, None)
    ds = np.where(
        days < 1,
        _same_day_slope(w, rating, state.stability, state.stability_slopes),
        np.where(rating == 1, _lost_slope(w, state, recall, slopes), _grown_slope(w, rating, state, recall, slopes)),
    )
    ds *= s > vectorized.MIN_STABILITY
    return MemoryGradient(s, d, ds, _difficulty_slope(w, rating, state.difficulty, state.difficulty_slopes))


def _same_day_slope(w: Floats, rating: Ints, s: Floats, ds: Floats) -> Floats:
    """S' = S max(1, e^(w17 (g - 3 + w18)) S^-w19), the maximum for g ≥ 2 only."""
    moved = rating - 3.0 + w[18]
    again = np.exp(w[17] * moved) * s ** -w[19]
    free = (rating == 1) | (again > 1.0)
    out = np.where(free, again * (1.0 - w[19]), 1.0) * ds
    out[17] += free * s * again * moved
    out[18] += free * s * again * w[17]
    out[19] -= free * s * again * np.log(s)
    return np.asarray(out)


def _grown_slope(w: Floats, rating: Ints, state: MemoryGradient, recall: Floats, slopes: Floats) -> Floats:
    """S' = S (1 + G) with G = e^w8 (11 - D) S^-w9 (e^((1 - R) w10) - 1) h b."""
    s, d = state.stability, state.difficulty
    assert state.stability_slopes is not None and state.difficulty_slopes is not None  # noqa: S101  for the type checker: `after` saw to it
    rest = np.exp((1.0 - recall) * w[10])
    hard, easy = np.where(rating == 2, w[15], 1.0), np.where(rating == 4, w[16], 1.0)
    lead = np.exp(w[8]) * (11.0 - d) * s ** -w[9] * hard * easy
    gain = lead * (rest - 1.0)
    out = (1.0 + gain * (1.0 - w[9])) * state.stability_slopes
    out -= s * gain / (11.0 - d) * state.difficulty_slopes
    out -= s * lead * rest * w[10] * slopes
    out[8] += s * gain
    out[9] -= s * gain * np.log(s)
    out[10] += s * lead * rest * (1.0 - recall)
    out[15] += np.where(rating == 2, s * gain / max(w[15], MIN_HARD_PENALTY), 0.0)
    out[16] += np.where(rating == 4, s * gain / w[16], 0.0)
    return np.asarray(out)


def _lost_slope(w: Floats, state: MemoryGradient, recall: Floats, slopes: Floats) -> Floats:
    """S' = min(w11 D^-w12 ((S + 1)^w13 - 1) e^((1 - R) w14), S e^(-w17 w18))."""
    s, d = state.stability, state.difficulty
    assert state.stability_slopes is not None and state.difficulty_slopes is not None  # noqa: S101  for the type checker: `after` saw to it
    power = (s + 1.0) ** w[13]
    tail = np.exp((1.0 - recall) * w[14])
    lost = w[11] * d ** -w[12] * (power - 1.0) * tail
    out = (w[11] * d ** -w[12] * tail * w[13] * power / (s + 1.0)) * state.stability_slopes
    out -= lost * w[12] / d * state.difficulty_slopes
    out -= lost * w[14] * slopes
    out[11] += lost / w[11]
    out[12] -= lost * np.log(d)
    out[13] += w[11] * d ** -w[12] * tail * power * np.log(s + 1.0)
    out[14] += lost * (1.0 - recall)
    cap = np.exp(-w[17] * w[18])
    capped = cap * state.stability_slopes
    capped[17] -= s * cap * w[18]
    capped[18] -= s * cap * w[17]
    return np.asarray(np.where(lost <= s * cap, out, capped))


def _difficulty_slope(w: Floats, rating: Ints, d: Floats, dd: Floats) -> Floats:
    """D' = w7 (w4 - e^(3 w5) + 1) + (1 - w7) (D - w6 (g - 3) (10 - D) / 9), clipped to 1..10."""
    easy = w[4] - np.exp(3.0 * w[5]) + 1.0
    step = (rating - 3.0) / 9.0
    moved = d - w[6] * step * (10.0 - d)
    new = w[7] * easy + (1.0 - w[7]) * moved
    out = (1.0 - w[7]) * (1.0 + w[6] * step) * dd
    out[4] += w[7]
    out[5] -= w[7] * 3.0 * np.exp(3.0 * w[5])
    out[6] -= (1.0 - w[7]) * step * (10.0 - d)
    out[7] += easy - moved
    return np.asarray(out * ((new > 1.0) & (new < 10.0)))
