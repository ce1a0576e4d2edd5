"""What a review is worth before an interview: dynamic programming over the memory model, and the day's plan from it.

A card is worth its probability of recall on the day of the interview; a second of practice costs `PRICE` of that. With
the time left known, the best day of the next review follows for every stability and difficulty (`ReviewValues`), and for a
whole deck so does which reviews today's time is best spent on (`plan_day`). `benchmarks/deadline.py` measures both.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from quiz.answer_times import (
    FIRST_DAY_ANSWERS,
    FIRST_DAY_SECONDS,
    FIRST_RATINGS,
    RECALL_RATINGS,
    RECALLED_SECONDS,
    REVIEW_SECONDS,
)
from quiz.fsrs import memory_model
from quiz.fsrs.memory_model import DEFAULT_WEIGHTS, Floats, Ints, MemoryModel

# The price of a second of practice, in recall, on ordinary days (`PRICE`). It rises towards the interview, because every
# review is worth most on the last days: by the share `PRICE_RISE` on the last day, fading over `PRICE_FADE` days before it.
# It also rises with the distance from the interview: by the share `PRICE_FAR` for each 20 days beyond the last 10. Chosen on
# seeds 0-19 of the benchmark, at 14 and 30 days, so that recall on the day is that of constant .95 and no day stands out.
PRICE, PRICE_RISE, PRICE_FADE, PRICE_FAR = 0.0024, 1.8, 2.8, 0.25
# Beyond so many days the best next review hardly depends on the date any more, and the table would grow with its square.
PLANNED_DAYS = 60
# How much above the level a day may go to take the reviews that want to be today, so that noise does not push them on.
_SLACK = 1.06
# How much less than the even share a day is held to when the last days are 20 days off or more: a review nearer to the day
# adds more to recall on it.
_EARLY_CUT = 0.05
# With fewer days left, a new card is worth clearly less: the plan has them begun by then, where time allows.
_LAST_NEW = 8
# Before an interview a new card has one learning step: what is recalled once on a day is done for that day.
LEARNING_STEPS = 1
NEW_SECONDS = sum(p * s for p, s in zip(FIRST_RATINGS, FIRST_DAY_SECONDS[LEARNING_STEPS], strict=True))
# New cards are begun before so many last days; what is left of them then is begun at once.
FINAL_DAYS = 3
# The grid of the table: stabilities in days, whose curve is smooth in the logarithm, and FSRS's ten difficulties. A memory
# of 400 days is as good as certain to outlast what is planned.
_STABILITIES = np.geomspace(0.1, 400.0, 48)
_DIFFICULTIES = np.linspace(1.0, 10.0, 10)
_LOG_LOW, _LOG_STEP = math.log(0.1), math.log(400.0 / 0.1) / 47
# Just below the last row and column, so that there is always an upper neighbour.
_LAST_ROW, _LAST_COLUMN = 46.999, 8.999
# The distance from the interview over which the price and the level of a day change by their share.
_FAR_DAYS = 20
# The last days on which the distance changes nothing.
_NEAR_DAYS = 10
# Of an even share of the new cards, so many are begun however full a day is: else all would wait for the last days.
_LEAST_NEW_SHARE = 0.6


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
    x = np.clip((np.log(np.maximum(stability, 1e-6)) - _LOG_LOW) / _LOG_STEP, 0.0, _LAST_ROW)
    y = np.clip(difficulty - 1.0, 0.0, _LAST_COLUMN)
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


def _compute_price(days_left: int) -> float:
    """Return the price of a second of practice, in recall, with so many days left until the interview."""
    return PRICE * (
        1.0
        + PRICE_RISE * math.exp(-(days_left - 1) / PRICE_FADE)
        + PRICE_FAR * max(0, days_left - _NEAR_DAYS) / _FAR_DAYS
    )


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
        # By days left: the value of each next review (after 1 day, 2 days, … and none); the value of the best of them, and the
        # seconds of all reviews until the day when each is the best.
        self._choices: list[Floats] = []
        self._best: list[Floats] = []
        # One table serves all sessions of a process: two threads that extend it at once would append a day twice, and
        # every later day would be that of another distance from the interview.
        self._lock = threading.Lock()

    def _extend(self, days_left: int) -> None:
        """Work the table out as far as `days_left` days."""
        if len(self._best) > days_left:  # `_best` is appended to last, so that what it holds is whole
            return
        with self._lock:
            self._append_days(days_left)

    def _append_days(self, days_left: int) -> None:
        stability, difficulty = self._grid
        while len(self._best) <= days_left:
            days = len(self._best)
            while len(self._branches) < days:
                elapsed = np.full(stability.shape, float(len(self._branches) + 1))
                recall = memory_model.compute_retrievability(self._model, stability, elapsed)
                branches = _branch(self._model, stability, difficulty, elapsed)
                self._branches.append((branches, _expect_seconds(recall)))
            # From the interview backwards: a review after `wait` days leaves a card that was just reviewed, with that many
            # days fewer to go, whose best value is known. Value and seconds of each choice, side by side.
            choices = [
                sum(share * place.interpolate(self._best[days - wait]) for share, place in branches)
                + np.stack((-_compute_price(days - wait) * seconds, seconds))
                for wait, (branches, seconds) in enumerate(self._branches[: max(0, days - 1)], 1)
            ]
            retrievability = memory_model.compute_retrievability(self._model, stability, float(days))
            table = np.stack([*choices, np.stack((retrievability, np.zeros_like(retrievability)))], axis=1)
            self._choices.append(table[0])
            best = table[0].argmax(axis=0)
            self._best.append(np.take_along_axis(table, best[None, None], axis=1)[:, 0])

    def choose_interval(self, stability: float, difficulty: float, days_left: int) -> int:
        """Return after how many days a card that is reviewed now comes back best, with `days_left` days to the interview.

        `days_left` means: not before the interview. Beyond `PLANNED_DAYS` the choice is that of so many days left.
        """
        if days_left <= 1:
            return max(1, days_left)
        days = min(days_left, PLANNED_DAYS)
        self._extend(days)
        place = _locate(np.array([stability]), np.array([difficulty]))
        best = int(place.interpolate(self._choices[days])[:, 0].argmax()) + 1
        return days_left if best == days else best

    def weigh_days(
        self, stability: Floats, difficulty: Floats, elapsed: Floats, days_left: int
    ) -> tuple[Floats, Floats, Floats]:
        """Return the value of the next review today, tomorrow, … and not at all, the seconds of all reviews from it on, and
        those of a review today.

        The first two have a row for each of the `days_left` days from today on, and one for no review; a card that was reviewed
        today (`elapsed` 0) cannot be reviewed today.
        """
        self._extend(days_left)
        values = np.full((days_left + 1, len(stability)), -np.inf)
        work = np.zeros((days_left + 1, len(stability)))
        today = np.zeros(len(stability))
        for wait in range(days_left):
            days_since = elapsed + wait
            branches = _branch(self._model, stability, difficulty, days_since)
            seconds = _expect_seconds(memory_model.compute_retrievability(self._model, stability, days_since))
            worth, later = np.asarray(
                sum(share * place.interpolate(self._best[days_left - wait]) for share, place in branches)
            )
            values[wait] = np.where(days_since >= 1, worth - _compute_price(days_left - wait) * seconds, -np.inf)
            work[wait] = seconds + later
            if not wait:
                today = seconds
        values[days_left] = memory_model.compute_retrievability(self._model, stability, elapsed + days_left)
        return values, work, today

    def expect_new_work(self, days_left: int) -> Floats:
        """Return the seconds that a new card takes in all when it is begun with 1, 2, … `days_left` days left."""
        self._extend(days_left)
        tables = np.stack(self._best[1 : days_left + 1])[:, 1]
        work = np.full(days_left, NEW_SECONDS)
        for rating, share, count in zip((1, 2, 3, 4), FIRST_RATINGS, FIRST_DAY_ANSWERS[LEARNING_STEPS], strict=True):
            memory = memory_model.start_memory(self._model, np.array([rating]))
            for _ in range(count - 1):
                memory = memory_model.update_memory(self._model, *memory, np.zeros(1), np.array([3]))
            work += share * _locate(*memory).interpolate(tables)[:, 0]
        return work


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
    days_left: int,
    *,
    seconds_spent: float = 0.0,
    limit: float | None = None,
    weights: Sequence[float] = DEFAULT_WEIGHTS,
) -> DayPlan:
    """Plan a day with `days_left` days to the interview (today is the first of them), 1 to `PLANNED_DAYS`.

    The arrays are the cards that were met before: `elapsed` days since their last review, 0 when it was today. `new` cards
    were never met; `seconds_spent` were practised today, `limit` is the most there is time for (None: anything). All the
    work that is expected is shared out evenly: what wants to be reviewed today but finds no room waits where it loses least,
    and a day with room takes from the days to come.
    """
    table = load_values(tuple(weights))
    weighed = table.weigh_days(stability, difficulty, elapsed, days_left)
    return _choose(table, weighed, new, days_left, seconds_spent=seconds_spent, limit=limit)


def plan_decks(
    stability: Floats,
    difficulty: Floats,
    elapsed: Floats,
    deck: Ints,
    new: Sequence[int],
    days_left: int,
    *,
    limit: float | None = None,
    weights: Sequence[float] = DEFAULT_WEIGHTS,
) -> tuple[DayPlan, ...]:
    """Plan a day of each of several decks as `plan_day` does; `reviews` are places among the cards of all decks.

    `deck[i]` is the deck of the i-th card, as a place in `new`, which has the number of new cards of each. The cards are
    weighed all at once: for small decks that takes a fraction of the time of one after the other.
    """
    table = load_values(tuple(weights))
    values, work, seconds = table.weigh_days(stability, difficulty, elapsed, days_left)
    plans = []
    for number, count in enumerate(new):
        at = np.flatnonzero(deck == number)
        plan = _choose(table, (values[:, at], work[:, at], seconds[at]), count, days_left, limit=limit)
        plans.append(DayPlan(at[plan.reviews], plan.new, plan.seconds))
    return tuple(plans)


def _choose(
    table: ReviewValues,
    weighed: tuple[Floats, Floats, Floats],
    new: int,
    days_left: int,
    *,
    seconds_spent: float = 0.0,
    limit: float | None = None,
) -> DayPlan:
    """Choose what `plan_day` does from what `weigh_days` returned."""
    values, work, seconds = weighed
    best = values.argmax(axis=0)
    planned = best < days_left
    total = float(np.take_along_axis(work, best[None], axis=0).sum()) + seconds_spent
    if new:
        total += new * float(table.expect_new_work(days_left)[min(_LAST_NEW, days_left) - 1 :].mean())
    level = total / days_left * (1.0 - _EARLY_CUT * min(1.0, max(0, days_left - _LAST_NEW) / _FAR_DAYS))
    if limit is not None:
        level = min(level, limit)
    loss = values[0] - values[1:].max(axis=0)  # of waiting
    order = np.argsort(-loss, kind="stable")
    order = order[np.isfinite(values[0][order])]
    before = np.cumsum(seconds[order]) - seconds[order] + seconds_spent
    least_new = _compute_least_new(new, days_left)
    places = (loss[order] > 0) & (before < level * _SLACK - least_new * NEW_SECONDS)
    room = level - seconds_spent - float(seconds[order[places]].sum())
    new_count = new if days_left <= FINAL_DAYS else min(new, max(least_new, round(room / NEW_SECONDS)))
    if new_count == new:  # what room is left takes from the days to come
        places |= planned[order] & (before < level - new * NEW_SECONDS)
    return DayPlan(order[places], new_count, level)


def _compute_least_new(new: int, days_left: int) -> int:
    """Return how many new cards a day takes however full it is: six tenths of an even share."""
    return math.ceil(_LEAST_NEW_SHARE * new / max(1, days_left - FINAL_DAYS)) if new else 0
