"""The FSRS-6 memory model over whole arrays of cards, for simulations and fits. One card at a time: `quiz.scheduler`.

Stability is in days, difficulty in 1..10, time in whole study days, ratings 1..4. `w` are the 21 weights. Formulas:
https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm; a test holds them to py-fsrs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

DEFAULT_WEIGHTS: tuple[float, ...] = tuple(DEFAULT_PARAMETERS)
LOWER_BOUNDS: tuple[float, ...] = tuple(LOWER_BOUNDS_PARAMETERS)
UPPER_BOUNDS: tuple[float, ...] = tuple(UPPER_BOUNDS_PARAMETERS)
MIN_STABILITY = 0.001


def compute_factor(w: Sequence[float]) -> float:
    """The factor that makes stability the time to a retrievability of 90 %."""
    return float(0.9 ** (-1.0 / w[20]) - 1.0)


def compute_retrievability(w: Sequence[float], elapsed: Floats, stability: Floats) -> Floats:
    """The probability of recall after `elapsed` days."""
    return np.asarray((1.0 + compute_factor(w) * elapsed / stability) ** -w[20])


def compute_stabilities_until(w: Sequence[float], retention: float) -> float:
    """After how many stabilities the probability of recall has fallen to `retention`."""
    return float((retention ** (-1.0 / w[20]) - 1.0) / compute_factor(w))


def start_memory(w: Sequence[float], rating: Ints) -> tuple[Floats, Floats]:
    """Stability and difficulty after the first review."""
    stability = np.asarray(w[:4])[rating - 1]
    difficulty = w[4] - np.exp(w[5] * (rating - 1.0)) + 1.0
    return np.maximum(stability, MIN_STABILITY), np.clip(difficulty, 1.0, 10.0)


def update_memory(
    w: Sequence[float], stability: Floats, difficulty: Floats, elapsed: Floats, rating: Ints
) -> tuple[Floats, Floats]:
    """Stability and difficulty after a later review; one on the same day (`elapsed` 0) follows its own rule."""
    recall = compute_retrievability(w, elapsed, stability)
    grown = stability * (
        1.0
        + np.exp(w[8])
        * (11.0 - difficulty)
        * stability ** -w[9]
        * np.expm1((1.0 - recall) * w[10])
        * np.where(rating == 2, w[15], 1.0)
        * np.where(rating == 4, w[16], 1.0)
    )
    lost = np.minimum(
        w[11] * difficulty ** -w[12] * ((stability + 1.0) ** w[13] - 1.0) * np.exp((1.0 - recall) * w[14]),
        stability / np.exp(w[17] * w[18]),
    )
    again = np.exp(w[17] * (rating - 3.0 + w[18])) * stability ** -w[19]
    same_day = stability * np.where(rating >= 2, np.maximum(again, 1.0), again)
    new = np.where(elapsed < 1, same_day, np.where(rating == 1, lost, grown))
    easy = w[4] - np.exp(w[5] * 3.0) + 1.0
    moved = difficulty - w[6] * (rating - 3.0) * (10.0 - difficulty) / 9.0
    return np.maximum(new, MIN_STABILITY), np.clip(w[7] * easy + (1.0 - w[7]) * moved, 1.0, 10.0)
