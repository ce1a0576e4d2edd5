"""FSRS-6, the memory model: stability and difficulty after a review, retrievability, and the interval that follows.

Every formula stands here once. It takes plain floats (one card: a grade and its preview) or numpy arrays (simulations and
fits), and weights that are floats or arrays that broadcast against the cards (many sets of weights side by side). For
floats the operations are py-fsrs's in py-fsrs's order, so that results are equal to the last bit; a test holds them to it.

Stability is in days, difficulty in 1..10, elapsed time in whole study days, ratings 1..4. Formulas:
https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm. Why neither py-fsrs nor a generated gradient:
docs/decisions/fsrs.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
from fsrs import Scheduler
from fsrs.scheduler import (
    DEFAULT_PARAMETERS,
    LOWER_BOUNDS_PARAMETERS,
    MAX_DIFFICULTY,
    MIN_DIFFICULTY,
    STABILITY_MIN,
    UPPER_BOUNDS_PARAMETERS,
)
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Value = TypeVar("Value", float, Floats)

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4  # py-fsrs's and Anki's numbers: weights 0 to 3 are the first stabilities by them

DEFAULT_WEIGHTS: tuple[float, ...] = tuple(DEFAULT_PARAMETERS)
LOWER_BOUNDS: tuple[float, ...] = tuple(LOWER_BOUNDS_PARAMETERS)
UPPER_BOUNDS: tuple[float, ...] = tuple(UPPER_BOUNDS_PARAMETERS)


@dataclass(frozen=True, slots=True)
class MemoryModel:
    """The 21 weights and what follows from them alone: the forgetting curve's `decay` and `factor` (stability is the time
    to a retrievability of 90 %), the `growth` of a recalled memory, the `lapse_cap` that a forgotten one's stability is
    divided by at least, and the difficulty of Easy that all difficulties drift towards.
    """

    weights: Sequence[Any]
    decay: Any
    factor: Any
    growth: Any
    lapse_cap: Any
    easy_difficulty: Any


def derive_model(w: Sequence[Any]) -> MemoryModel:
    """Return the model with these weights, unchecked: floats, or arrays that broadcast against the cards."""
    decay = -w[20]
    return MemoryModel(
        weights=w,
        decay=decay,
        factor=0.9 ** (1 / decay) - 1,  # so that recall is 90 % after one stability, whatever the decay
        growth=math.e ** w[8],
        lapse_cap=math.e ** (w[17] * w[18]),
        easy_difficulty=w[4] - (math.e ** (w[5] * (EASY - 1))) + 1,
    )


@lru_cache(maxsize=256)
def make_model(weights: tuple[float, ...] | None = None) -> MemoryModel:
    """Return the model with a learner's weights (None: the published ones). Raises ValueError for weights out of bounds."""
    return derive_model(Scheduler(weights or DEFAULT_PARAMETERS).parameters)


def compute_retrievability(model: MemoryModel, stability: Value, elapsed: Any) -> Value:
    """Return the probability of recall after `elapsed` days, in 0..1."""
    return (1 + model.factor * elapsed / stability) ** model.decay  # type: ignore[no-any-return]


def compute_stabilities_until(model: MemoryModel, retention: float) -> Any:
    """Return after how many stabilities the probability of recall has fallen to `retention`."""
    return ((retention ** (1 / model.decay)) - 1) / model.factor


def compute_interval(model: MemoryModel, stability: float, retention: float, maximum: int) -> int:
    """Return after how many whole days, 1 to `maximum`, the probability of recall has fallen to `retention`."""
    days: int = round((stability / model.factor) * ((retention ** (1 / model.decay)) - 1))
    return min(max(days, 1), maximum)


def start_memory(model: MemoryModel, rating: Any) -> tuple[Any, Any]:
    """Return stability and difficulty after the first review."""
    w = model.weights
    stability = w[rating - 1] if isinstance(rating, int) else _select(rating, w[:4])
    difficulty = w[4] - (math.e ** (w[5] * (rating - 1))) + 1
    return _clamp_below(stability, STABILITY_MIN), _clamp_difficulty(difficulty)


def update_memory(model: MemoryModel, stability: Any, difficulty: Any, elapsed: Any, rating: Any) -> tuple[Any, Any]:
    """Return stability and difficulty after a later review, `elapsed` days after the last one; a review on the same day
    (0) follows a rule of its own.
    """
    w = model.weights
    if isinstance(stability, float):
        if elapsed < 1:
            new = _repeat_same_day(model, stability, rating)
        elif rating == AGAIN:
            new = _forget(model, stability, difficulty, elapsed)
        else:
            new = _update_after_recall(model, stability, difficulty, elapsed, rating)
    else:
        new = np.where(
            elapsed < 1,
            _repeat_same_day(model, stability, rating),
            np.where(
                rating == AGAIN,
                _forget(model, stability, difficulty, elapsed),
                _update_after_recall(model, stability, difficulty, elapsed, rating),
            ),
        )
    # The nearer to the greatest difficulty (10), the smaller the step; then a pull towards Easy, so that no card stays in
    # "ease hell".
    new_difficulty = difficulty + (10.0 - difficulty) * -(w[6] * (rating - 3)) / 9.0
    reverted = w[7] * model.easy_difficulty + (1 - w[7]) * new_difficulty
    return _clamp_below(new, STABILITY_MIN), _clamp_difficulty(reverted)


def replay_reviews(model: MemoryModel, reviews: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Return stability and difficulty after a history of (day as an ordinal, rating), in order, at least one."""
    last, rating = reviews[0]
    stability, difficulty = start_memory(model, rating)
    for day, rating in reviews[1:]:
        stability, difficulty = update_memory(model, stability, difficulty, max(0, day - last), rating)
        last = day
    return stability, difficulty


def _repeat_same_day(model: MemoryModel, stability: Any, rating: Any) -> Any:
    w = model.weights
    increase = (math.e ** (w[17] * (rating - 3 + w[18]))) * (stability ** -w[19])
    return stability * _choose(rating >= HARD, _clamp_below(increase, 1.0), increase)  # a recall never shortens it


def _update_after_recall(model: MemoryModel, stability: Any, difficulty: Any, elapsed: Any, rating: Any) -> Any:
    w = model.weights
    # A memory grows the less the harder the card and the stabler it is already, and the more the nearer it was to being
    # forgotten: that is what spacing is for.
    growth = (
        model.growth
        * (11 - difficulty)
        * (stability ** -w[9])
        * ((math.e ** ((1 - compute_retrievability(model, stability, elapsed)) * w[10])) - 1)
        * _choose(rating == HARD, w[15], 1)
        * _choose(rating == EASY, w[16], 1)
    )
    return stability * (1 + growth)


def _forget(model: MemoryModel, stability: Any, difficulty: Any, elapsed: Any) -> Any:
    w = model.weights
    new_stability = (
        w[11]
        * (difficulty ** -w[12])
        * (((stability + 1) ** w[13]) - 1)
        * (math.e ** ((1 - compute_retrievability(model, stability, elapsed)) * w[14]))
    )
    cap = stability / model.lapse_cap  # a lapse never lengthens a memory, however short it was
    return min(new_stability, cap) if isinstance(new_stability, float) else np.minimum(new_stability, cap)


def _choose(condition: Any, yes: Any, no: Any) -> Any:
    return (yes if condition else no) if isinstance(condition, bool) else np.where(condition, yes, no)


def _clamp_below(value: Any, least: float) -> Any:
    return max(value, least) if isinstance(value, float) else np.maximum(value, least)


def _clamp_difficulty(value: Any) -> Any:
    if isinstance(value, float):
        return min(max(value, MIN_DIFFICULTY), MAX_DIFFICULTY)
    return np.clip(value, MIN_DIFFICULTY, MAX_DIFFICULTY)


def _select(rating: Any, values: Sequence[Any]) -> Any:
    """Return the value of each rating among the four; the values may be arrays that broadcast."""
    return np.where(
        rating == AGAIN, values[0], np.where(rating == HARD, values[1], np.where(rating == GOOD, values[2], values[3]))
    )
