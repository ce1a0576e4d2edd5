"""Deadline mode: what to do until an interview, so that recall is highest on that day for the least time.

What is known on the way does not matter, so that each review is worth what it adds to recall on the day. In the last
`PLANNED_DAYS` days `quiz.review_values` chooses the reviews and the new cards of each day by that worth, and shares the work
out evenly; earlier, cards come back at a retrievability of .72. `benchmarks/deadline.py` measures it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quiz import simulator
from quiz.forecast_bias import BAND, RecallBias, correct_recall
from quiz.fsrs import memory_model
from quiz.fsrs.memory_model import DEFAULT_WEIGHTS, Floats
from quiz.review_values import LEARNING_STEPS, PLANNED_DAYS
from quiz.simulator import ReviewPolicy, SimulatedCards

# Measured by `benchmarks/deadline.py`: what is known on the way does not matter, so each review waits until it adds more.
RETENTION = 0.72
POLICY = ReviewPolicy(RETENTION, PLANNED_DAYS, LEARNING_STEPS)
MAX_DAYS = 365  # days ahead that are planned for; a later interview is planned as one in a year
_CARDS_PER_RUN = 900  # cards simulated at once: few cards are simulated several times, for a steady mean
_MAX_RUNS = 12  # more would hardly make the mean steadier, and each plans its own last days


@dataclass(frozen=True, slots=True)
class Forecast:
    """What to expect. `recall` is the mean over all cards on the day, in 0..1, with 0 for those never learned, and with 80 %
    confidence between `low` and `high`;
    `recall_of_learned` the mean over the learned ones. `curve[d]`, `reviews[d]` are recall and answers on the d-th day from
    today; the last of `curve` is the interview's. `learned` is how many of the new cards are reached by then, in the
    order given.
    """

    recall: float
    low: float
    high: float
    recall_of_learned: float
    curve: tuple[float, ...]
    reviews: tuple[float, ...]
    learned: int

    @property
    def total(self) -> float:
        """Return the number of answers until the interview."""
        return sum(self.reviews)


def simulate_forecast(
    cards: SimulatedCards,
    days: int,
    *,
    new_per_day: int,
    answers_per_day: int | None = None,
    reviews_per_day: int | None = None,
    weights: Sequence[float] = DEFAULT_WEIGHTS,
    policy: ReviewPolicy = POLICY,
    bias: RecallBias | None = None,
    seed: int = 0,
) -> Forecast:
    """Simulate `days` days of practice before the day of the interview. `answers_per_day` is what time allows,
    `reviews_per_day` what the learner's limit does (None: anything): what does not fit waits, the weakest first, and new
    cards come last.
    """
    if not cards.count:
        return Forecast(
            recall=0.0,
            low=0.0,
            high=0.0,
            recall_of_learned=0.0,
            curve=(0.0,) * (days + 1),
            reviews=(0.0,) * days,
            learned=0,
        )
    runs = min(_MAX_RUNS, max(1, _CARDS_PER_RUN // cards.count))
    many = SimulatedCards(
        *(np.tile(part, runs) for part in (cards.stability, cards.difficulty, cards.last_review, cards.due))
    )
    limits = simulator.DailyLimits(new_per_day, answers_per_day, runs, reviews_per_day)
    result = simulator.simulate_practice(many, days, policy, limits, np.random.default_rng(seed), weights, weights)
    bias = RecallBias() if bias is None else bias
    corrected = correct_recall(result.recall, bias)
    curve = corrected.mean(axis=1)
    is_learned = result.learned[-1]
    was_new = np.isnan(many.stability)
    return Forecast(
        recall=float(curve[-1]),
        low=float(correct_recall(result.recall[-1], bias, -BAND).mean()),
        high=float(correct_recall(result.recall[-1], bias, BAND).mean()),
        recall_of_learned=float(corrected[-1][is_learned].mean()) if is_learned.any() else 0.0,
        curve=tuple(float(value) for value in curve),
        reviews=tuple(float(value) / runs for value in result.answers),
        learned=round(float((is_learned & was_new).sum()) / runs),
    )


def predict_recall(stability: Floats, elapsed: Floats, weights: Sequence[float] = DEFAULT_WEIGHTS) -> Floats:
    """Return the probability of recall of each card after `elapsed` days; 0 where there is no stability (NaN)."""
    return np.nan_to_num(
        memory_model.compute_retrievability(memory_model.derive_model(weights), stability, elapsed), nan=0.0
    )
