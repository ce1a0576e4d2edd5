"""What a review is worth before an interview: dynamic programming over the memory model, and the day's plan from it.

A card is worth its probability of recall on the day of the interview; a second of practice costs `PRICE` of that. With
the time left known, the best day of the next review follows for every stability and difficulty (`ReviewValues`), and for a
whole deck so does which reviews today's time is best spent on (`plan_day`). `benchmarks/deadline.py` measures both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from quiz.answer_times import NEW_SECONDS, RECALL_RATINGS, RECALLED_SECONDS, REVIEW_SECONDS
from quiz.fsrs import memory_model
from quiz.fsrs.memory_model import DEFAULT_WEIGHTS, Bools, Floats, Ints, MemoryModel

# The price of a second of practice, in recall, on ordinary days (`PRICE`). It rises towards the interview, because every review
# is worth most on the last days: by the share `PRICE_RISE` on the last day, fading over `PRICE_FADE` days before it. It also rises
# with the distance from the interview: by the share `PRICE_FAR` for each 20 days beyond the last 10. Chosen on seeds 0-15 of
# the benchmark, at 14 and 30 days, so that recall on the day is that of constant .95 and no day stands out.
PRICE, PRICE_RISE, PRICE_FADE, PRICE_FAR = 0.0029, 1.4, 2.8, 0.1
# Beyond so many days the best next review hardly depends on the date any more, and the table would grow with its square.
PLANNED_DAYS = 60
# Reviews that are planned bring others with them (lapses, the next review of a short interval): the load that is expected
# is so much larger than the next reviews alone. On the last days none can follow, and far from the day most that follow
# are planned already.
_FOLLOWING, _FOLLOWING_DAYS, _FOLLOWING_FAR = 0.15, 5, 14
# Seconds of later reviews that a new card brings, by the days left: so many a day, and at most.
_NEW_LATER_A_DAY, _NEW_LATER = 1.15, 24.0
# How much above the level a day may go to take the reviews that want to be today, so that noise does not push them on.
_SLACK = 1.06
# New cards are begun before so many last days; what is left of them then is begun at once.
FINAL_DAYS = 3
_STABILITIES = np.geomspace(0.1, 400.0, 48)
_DIFFICULTIES = np.linspace(1.0, 10.0, 10)
_LOG_LOW, _LOG_STEP = math.log(0.1), math.log(400.0 / 0.1) / 47


@dataclass(frozen=True, slots=True)
class _Place:
    """Where values lie on the grid of stabilities and difficulties: the lower corner, and the shares of the upper one."""

    row: Ints
    row_share: Floats
    column: Ints
    column_share: Floats

    def interpolate(self, table: Floats) -> Floats:
        """Return the bilinear interpolation of a table over the grid (its last two axes)."""
        i, f, j, g = self.row, self.row_share, self.column, self.column_share
        return np.asarray(
            table[..., i, j] * (1 - f) * (1 - g)
            + table[..., i + 1, j] * f * (1 - g)
            + table[..., i, j + 1] * (1 - f) * g
            + table[..., i + 1, j + 1] * f * g
        )


def _locate(stability: Floats, difficulty: Floats) -> _Place:
    x = np.clip((np.log(np.maximum(stability, 1e-6)) - _LOG_LOW) / _LOG_STEP, 0.0, 46.999)
    y = np.clip(difficulty - 1.0, 0.0, 8.999)
    row, column = x.astype(np.int64), y.astype(np.int64)
    return _Place(row, x - row, column, y - column)


def _branch(model: MemoryModel, stability: Floats, difficulty: Floats, elapsed: Floats) -> list[tuple[Floats, _Place]]:
    """Return what a review after `elapsed` days may lead to: probabilities with the memories after them."""
    recall = memory_model.compute_retrievability(model, stability, elapsed)
    branches = []
    for rating, share in zip((2, 3, 4), RECALL_RATINGS, strict=True):
        after = memory_model.update_memory(model, stability, difficulty, elapsed, np.full(stability.shape, rating))
        branches.append((share * recall, _locate(*after)))
    lapsed = memory_model.update_memory(model, stability, difficulty, elapsed, np.full(stability.shape, 1))
    # A lapse is relearned on the same day.
    good = np.full(stability.shape, 3)
    relearned = memory_model.update_memory(model, *lapsed, np.zeros(stability.shape), good)
    branches.append((1.0 - recall, _locate(*relearned)))
    return branches


def _compute_price(left: int) -> float:
    """Return the price of a second of practice, in recall, with so many days left until the interview."""
    return PRICE * (1.0 + PRICE_RISE * math.exp(-(left - 1) / PRICE_FADE) + PRICE_FAR * max(0, left - 10) / 20)


def _expect_seconds(recall: Floats) -> Floats:
    return np.asarray((1.0 - recall) * REVIEW_SECONDS[0] + recall * RECALLED_SECONDS)


class ReviewValues:
    """The value of a card that was just reviewed, by the days left, its stability and difficulty, for one set of weights.

    A value is the expected recall on the interview's day less the price of the reviews until then.
    """

    def __init__(self, weights: Sequence[float]) -> None:
        self._model = memory_model.make_model(tuple(weights))
        self._grid = np.meshgrid(_STABILITIES, _DIFFICULTIES, indexing="ij")
        self._branches: list[tuple[list[tuple[Floats, _Place]], Floats]] = []
        # By days left: the value of each next review (after 1 day, 2 days, … and none), and of the best of them.
        self._choices: list[Floats] = []
        self._best: list[Floats] = []

    def _extend(self, left: int) -> None:
        stability, difficulty = self._grid
        while len(self._best) <= left:
            days = len(self._best)
            while len(self._branches) < days:
                elapsed = np.full(stability.shape, float(len(self._branches) + 1))
                recall = memory_model.compute_retrievability(self._model, stability, elapsed)
                branches = _branch(self._model, stability, difficulty, elapsed)
                self._branches.append((branches, _expect_seconds(recall)))
            choices = [
                sum(share * place.interpolate(self._best[days - wait]) for share, place in branches)
                - _compute_price(days - wait) * seconds
                for wait, (branches, seconds) in enumerate(self._branches[: max(0, days - 1)], 1)
            ]
            choices.append(memory_model.compute_retrievability(self._model, stability, float(days)))
            self._choices.append(np.stack(choices))
            self._best.append(self._choices[-1].max(axis=0))

    def choose_interval(self, stability: float, difficulty: float, left: int) -> int:
        """Return after how many days a card that is reviewed now comes back best, with `left` days to the interview.

        `left` means: not before the interview. Beyond `PLANNED_DAYS` the choice is that of so many days left.
        """
        if left <= 1:
            return max(1, left)
        days = min(left, PLANNED_DAYS)
        self._extend(days)
        place = _locate(np.array([stability]), np.array([difficulty]))
        best = int(place.interpolate(self._choices[days])[:, 0].argmax()) + 1
        return left if best == days else best

    def weigh_days(self, stability: Floats, difficulty: Floats, elapsed: Floats, left: int) -> tuple[Floats, Floats]:
        """Return the value of the next review today, tomorrow, … and not at all, and the seconds each would take.

        The arrays have a row for each of the `left` days from today on, the values one more for no review; a card that was
        reviewed today (`elapsed` 0) cannot be reviewed today.
        """
        self._extend(left)
        values = np.full((left + 1, len(stability)), -np.inf)
        seconds = np.zeros((left, len(stability)))
        for wait in range(left):
            gone = elapsed + wait
            branches = _branch(self._model, stability, difficulty, gone)
            seconds[wait] = _expect_seconds(memory_model.compute_retrievability(self._model, stability, gone))
            worth = sum(share * place.interpolate(self._best[left - wait]) for share, place in branches)
            values[wait] = np.where(gone >= 1, worth - _compute_price(left - wait) * seconds[wait], -np.inf)
        values[left] = memory_model.compute_retrievability(self._model, stability, elapsed + left)
        return values, seconds


@lru_cache(maxsize=32)
def load_values(weights: tuple[float, ...] = DEFAULT_WEIGHTS) -> ReviewValues:
    """Return the values for these weights; the table grows with the days that are asked for."""
    return ReviewValues(weights)


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What to do on a day: `reviews` are places of cards, the one that would lose most by waiting first; `new` is how many
    new cards to begin; `seconds` the level that each day until the interview is held to.
    """

    reviews: Ints
    new: int
    seconds: float


def plan_day(
    stability: Floats,
    difficulty: Floats,
    elapsed: Floats,
    new: int,
    left: int,
    *,
    spent: float = 0.0,
    limit: float | None = None,
    weights: Sequence[float] = DEFAULT_WEIGHTS,
) -> DayPlan:
    """Plan a day with `left` days to the interview (today is the first of them), 1 to `PLANNED_DAYS`.

    The arrays are the cards that were met before: `elapsed` days since their last review, 0 when it was today. `new` cards
    were never met; `spent` seconds were practised today, `limit` is the most there is time for (None: anything). All the
    work that is expected is shared out evenly: what wants to be reviewed today but finds no room waits where it loses least,
    and a day with room takes from the days to come.
    """
    values, seconds = load_values(tuple(weights)).weigh_days(stability, difficulty, elapsed, left)
    best = values.argmax(axis=0)
    planned = best < left
    following = 1.0 + _FOLLOWING * min(1.0, (left - 1) / _FOLLOWING_DAYS, _FOLLOWING_FAR / left)
    work = float(seconds[best[planned], np.flatnonzero(planned)].sum()) * following
    per_new = NEW_SECONDS + min(_NEW_LATER_A_DAY * left, _NEW_LATER)
    level = (work + new * per_new + spent) / left
    if limit is not None:
        level = min(level, limit)
    reviews, used = _choose_reviews(values, seconds, planned, new, left, level, spent)
    if left <= FINAL_DAYS:
        return DayPlan(reviews, new, level)
    return DayPlan(
        reviews, min(new, max(_compute_least_new(new, left), round((level - spent - used) / NEW_SECONDS))), level
    )


def _choose_reviews(
    values: Floats, seconds: Floats, planned: Bools, new: int, left: int, level: float, spent: float
) -> tuple[Ints, float]:
    """Return the cards to review today, the most urgent first, and the seconds they are expected to take."""
    loss = values[0] - values[1:].max(axis=0)  # of waiting
    order = np.argsort(-loss, kind="stable")
    order = order[np.isfinite(values[0][order])]
    before = np.concatenate(([0.0], np.cumsum(seconds[0][order])))[:-1] + spent
    room = np.where(
        loss[order] > 0, level * _SLACK - _compute_least_new(new, left) * NEW_SECONDS, level if new == 0 else 0.0
    )
    chosen = order[(before < room) & ((loss[order] > 0) | planned[order])]
    return chosen, float(seconds[0][chosen].sum())


def _compute_least_new(new: int, left: int) -> int:
    """Return how many new cards a day takes however full it is: six tenths of an even share."""
    return math.ceil(0.6 * new / max(1, left - FINAL_DAYS)) if new else 0
