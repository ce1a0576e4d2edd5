"""Deadline mode: what to do until an interview, so that recall is highest on that day for the fewest reviews.

The plan has two parts. Cards come back later than usual, at a retrievability of .72, since what is known on the way does
not matter. In the last three days a sweep asks what would be below .955 on the day: a third of the cards has its turn on
each day, and whose turn has come is asked again on each later day on which that still holds. `benchmarks/deadline.py`
measures it. A dynamic program that knows the model (wait or ask, for each stability, difficulty and day) saved some ten
points more, at one and a half times the peak day; two days of sweep had a higher peak, four took more reviews.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from quiz import simulator
from quiz.fsrs import memory_model
from quiz.fsrs.memory_model import DEFAULT_WEIGHTS, Floats
from quiz.simulator import ReviewPolicy, SimulatedCards

RETENTION = 0.72
FINAL_REVIEW_DAYS = 3
FINAL_REVIEW_BELOW = 0.955
POLICY = ReviewPolicy(RETENTION, FINAL_REVIEW_DAYS, FINAL_REVIEW_BELOW)
MAX_DAYS = 365
_CARDS_PER_RUN = 4000  # cards simulated at once: few cards are simulated several times, for a steady mean


@dataclass(frozen=True, slots=True)
class FinalReview:
    """The final review as it stands on one day.

    Cards whose turn (of `turns`) is at most `turn` are asked when they were not asked on that day yet and will have gone
    more than `max_stabilities` stabilities on the day of the interview.
    """

    interview: date
    turn: int
    turns: int
    max_stabilities: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What to expect. `recall` is the mean over all cards on the day, in 0..1, with 0 for those never learned;
    `of_learned` the mean over the learned ones. `curve[d]`, `reviews[d]` are recall and answers on the d-th day from
    today; the last of `curve` is the interview's. `learned` is how many of the new cards are reached by then, in the
    order given.
    """

    recall: float
    recall_of_learned: float
    curve: tuple[float, ...]
    reviews: tuple[float, ...]
    learned: int

    @property
    def total(self) -> float:
        """Return all answers until the interview."""
        return sum(self.reviews)


def plan_final_review(interview: date, today: date, weights: Sequence[float] = DEFAULT_WEIGHTS) -> FinalReview | None:
    """Return the final review of `today`; None before the last three days and after the interview."""
    days_left = (interview - today).days
    if not 0 <= days_left <= FINAL_REVIEW_DAYS:
        return None
    model = memory_model.derive_model(weights)
    return FinalReview(
        interview=interview,
        turn=min(FINAL_REVIEW_DAYS - days_left, FINAL_REVIEW_DAYS - 1),
        turns=FINAL_REVIEW_DAYS,
        max_stabilities=memory_model.compute_stabilities_until(model, FINAL_REVIEW_BELOW),
    )


def simulate_forecast(
    cards: SimulatedCards,
    days: int,
    *,
    new_per_day: int,
    answers_per_day: int | None = None,
    reviews_per_day: int | None = None,
    weights: Sequence[float] = DEFAULT_WEIGHTS,
    policy: ReviewPolicy = POLICY,
    seed: int = 0,
) -> Forecast:
    """Expect `days` days of practice, the interview being on the day after them. `answers_per_day` is what time allows,
    `reviews_per_day` what the learner's limit does (None: anything): what does not fit waits, the weakest first, and new
    cards come last.
    """
    if not cards.count:
        return Forecast(0.0, 0.0, (0.0,) * (days + 1), (0.0,) * days, 0)
    runs = max(1, _CARDS_PER_RUN // cards.count)
    many = SimulatedCards(
        *(np.tile(part, runs) for part in (cards.stability, cards.difficulty, cards.last_review, cards.due))
    )
    limits = simulator.DailyLimits(new_per_day, answers_per_day, runs, reviews_per_day)
    course = simulator.simulate_practice(many, days, policy, limits, np.random.default_rng(seed), weights, weights)
    curve = course.recall.mean(axis=1)
    learned = course.learned[-1]
    was_new = np.isnan(many.stability)
    return Forecast(
        recall=float(curve[-1]),
        recall_of_learned=float(course.recall[-1][learned].mean()) if learned.any() else 0.0,
        curve=tuple(float(value) for value in curve),
        reviews=tuple(float(value) / runs for value in course.answers),
        learned=round(float((learned & was_new).sum()) / runs),
    )


def count_new_per_day(new: int, days: int) -> int:
    """Return new cards a day that bring all of them in before the sweep begins."""
    return -(-new // max(1, days - FINAL_REVIEW_DAYS)) if new else 0


def predict_recall(stability: Floats, elapsed: Floats, weights: Sequence[float] = DEFAULT_WEIGHTS) -> Floats:
    """Return the probability of recall of each card after `elapsed` days; 0 where there is no stability (NaN)."""
    return np.nan_to_num(
        memory_model.compute_retrievability(memory_model.derive_model(weights), stability, elapsed), nan=0.0
    )
