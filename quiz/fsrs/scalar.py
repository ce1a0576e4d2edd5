"""FSRS-6 for one card in plain floats: stability and difficulty after a review, and the interval that follows.

The operations are py-fsrs's in py-fsrs's order, so that the results are equal to the last bit; a test holds them to it.
What depends on the weights alone is worked out once. Whole arrays of cards: `quiz.fsrs.vectorized`. Formulas:
https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from fsrs import Scheduler
from fsrs.scheduler import DEFAULT_PARAMETERS, MAX_DIFFICULTY, MIN_DIFFICULTY, STABILITY_MIN

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class MemoryModel:
    """The 21 weights `w`, and what follows from them: the forgetting curve's `decay` and `factor`, the `growth` of a
    recalled memory, the part `kept` of a forgotten one at most, and the difficulty `easy` that all drift towards.
    """

    weights: tuple[float, ...]
    decay: float
    factor: float
    growth: float
    lapse_cap: float
    easy_difficulty: float


@lru_cache(maxsize=256)
def make_model(weights: tuple[float, ...] | None) -> MemoryModel:
    """The model with these weights (None: the published ones). Raises ValueError for weights out of bounds."""
    w = Scheduler(weights or DEFAULT_PARAMETERS).parameters
    decay = -w[20]
    return MemoryModel(
        weights=w,
        decay=decay,
        factor=0.9 ** (1 / decay) - 1,
        growth=math.e ** w[8],
        lapse_cap=math.e ** (w[17] * w[18]),
        easy_difficulty=w[4] - (math.e ** (w[5] * (EASY - 1))) + 1,
    )


def compute_retrievability(m: MemoryModel, stability: float, elapsed: int) -> float:
    """The probability of recall after `elapsed` days."""
    return float((1 + m.factor * elapsed / stability) ** m.decay)


def start_memory(m: MemoryModel, rating: int) -> tuple[float, float]:
    """Stability (days) and difficulty after the first review, graded 1..4."""
    difficulty = m.weights[4] - (math.e ** (m.weights[5] * (rating - 1))) + 1
    return max(m.weights[rating - 1], STABILITY_MIN), min(max(difficulty, MIN_DIFFICULTY), MAX_DIFFICULTY)


def update_memory(
    m: MemoryModel, stability: float, difficulty: float, elapsed: int, rating: int
) -> tuple[float, float]:
    """Stability and difficulty after a later review, `elapsed` days after the last; on the same day (0) an own rule
    holds.
    """
    if elapsed < 1:
        new = _update_same_day(m, stability, rating)
    elif rating == AGAIN:
        new = _update_forgotten(m, stability, difficulty, elapsed)
    else:
        new = _update_recalled(m, stability, difficulty, elapsed, rating)
    w = m.weights
    moved = difficulty + (10.0 - difficulty) * -(w[6] * (rating - 3)) / 9.0
    reverted = w[7] * m.easy_difficulty + (1 - w[7]) * moved
    return max(new, STABILITY_MIN), min(max(reverted, MIN_DIFFICULTY), MAX_DIFFICULTY)


def replay_reviews(m: MemoryModel, reviews: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Stability and difficulty after a whole history of (day as an ordinal, rating), in order, at least one."""
    last, rating = reviews[0]
    stability, difficulty = start_memory(m, rating)
    for day, rating in reviews[1:]:
        stability, difficulty = update_memory(m, stability, difficulty, max(0, day - last), rating)
        last = day
    return stability, difficulty


def compute_interval(m: MemoryModel, stability: float, retention: float, maximum: int) -> int:
    """After how many whole days, 1 to `maximum`, the probability of recall has fallen to `retention`."""
    days: int = round((stability / m.factor) * ((retention ** (1 / m.decay)) - 1))
    return min(max(days, 1), maximum)


def _update_same_day(m: MemoryModel, stability: float, rating: int) -> float:
    w = m.weights
    increase: float = (math.e ** (w[17] * (rating - 3 + w[18]))) * (stability ** -w[19])
    return stability * (max(increase, 1.0) if rating >= HARD else increase)


def _update_recalled(m: MemoryModel, stability: float, difficulty: float, elapsed: int, rating: int) -> float:
    w = m.weights
    penalty = w[15] if rating == HARD else 1
    bonus = w[16] if rating == EASY else 1
    growth: float = (
        m.growth
        * (11 - difficulty)
        * (stability ** -w[9])
        * ((math.e ** ((1 - compute_retrievability(m, stability, elapsed)) * w[10])) - 1)
        * penalty
        * bonus
    )
    return stability * (1 + growth)


def _update_forgotten(m: MemoryModel, stability: float, difficulty: float, elapsed: int) -> float:
    w = m.weights
    left: float = (
        w[11]
        * (difficulty ** -w[12])
        * (((stability + 1) ** w[13]) - 1)
        * (math.e ** ((1 - compute_retrievability(m, stability, elapsed)) * w[14]))
    )
    return min(left, stability / m.lapse_cap)
