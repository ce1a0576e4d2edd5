"""How sure a learner was against how often they were right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

# From here on an answer counts as sure: one that is wrong comes back before everything else in learning.
CONFIDENT_FROM = 75
_Z = 1.959964  # two-sided 95 %


@dataclass(frozen=True, slots=True)
class Level:
    """Answers that were given with the same confidence. `confidence`, `right`, `low` and `high` are shares in 0..1; the
    last two bound `right` with 95 % confidence (Wilson 1927).
    """

    confidence: float
    answers: int
    right: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well somebody's confidence fits their answers.

    `overconfidence` is the mean of confidence minus right: above 0 is too sure. `brier` is the mean squared error, 0 at best;
    always naming one's own average gives `baseline_brier`. `confident_failures` counts wrong answers given confidently.
    """

    levels: tuple[Level, ...]
    answers: int
    overconfidence: float
    brier: float
    baseline_brier: float
    confident_failures: int


def calibrate(counts: Iterable[tuple[int, int, int]]) -> Calibration | None:
    """Compute the calibration from (percent said, answers, right answers); None without any."""
    rows = [(confidence / 100, count, right) for confidence, count, right in counts if count]
    total = sum(count for _, count, _ in rows)
    if not total:
        return None
    rate = sum(right for *_, right in rows) / total
    squares = sum(right * (1 - confidence) ** 2 + (count - right) * confidence**2 for confidence, count, right in rows)
    return Calibration(
        tuple(
            Level(confidence, count, right / count, *compute_wilson_interval(right, count))
            for confidence, count, right in rows
        ),
        total,
        sum(confidence * count for confidence, count, _ in rows) / total - rate,
        squares / total,
        rate * (1 - rate),
        sum(count - right for confidence, count, right in rows if confidence * 100 >= CONFIDENT_FROM),
    )


def compute_wilson_interval(right: int, count: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share."""
    if not count:
        return 0.0, 1.0
    share, z2 = right / count, _Z * _Z
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = _Z * sqrt(share * (1 - share) / count + z2 / (4 * count * count)) / (1 + z2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)
