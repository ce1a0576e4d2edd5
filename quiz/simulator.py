"""Practice simulated day by day: a policy that believes one set of weights, memories that follow another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quiz.fsrs import memory_model
from quiz.fsrs.memory_model import Bools, Floats, Ints, MemoryModel

# How learners answer: the first time, and when they recall (Hard, Good, Easy). Means of the public FSRS data set.
FIRST_RATINGS = (0.24, 0.094, 0.495, 0.171)
RECALL_RATINGS = (0.1, 0.8, 0.1)
# Answers that a new card takes on its first day with steps of 1 and 10 minutes, by its first rating; a lapse takes two.
FIRST_DAY_ANSWERS = (3, 3, 2, 1)
LAPSE_ANSWERS = 2


@dataclass(frozen=True, slots=True)
class SimulatedCards:
    """Cards as they stand today. A new card has NaN for `stability` and `difficulty`; `last` is the day of the last
    review and `due` the day it is due, both counted from today (`last` is at most 0).
    """

    stability: Floats
    difficulty: Floats
    last_review: Floats
    due: Floats

    @property
    def count(self) -> int:
        """Return how many there are."""
        return len(self.stability)


def make_new_cards(count: int) -> SimulatedCards:
    """Return as many cards as `count` that were never asked."""
    nothing = np.full(count, np.nan)
    return SimulatedCards(nothing, nothing.copy(), np.zeros(count), np.zeros(count))


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """When cards come back: at `retention`; and, in the last `sweep_days` days, from their turn on, what would be below
    `sweep_below` on the day after the last (0 days: no sweep).
    """

    retention: float
    final_review_days: int = 0
    final_review_below: float = 0.0


@dataclass(frozen=True, slots=True)
class DailyLimits:
    """What a day allows for each of `runs` equal decks that are simulated side by side; None: anything. `answers_per_day`
    is time, and holds for new cards too."""

    new_per_day: int
    answers_per_day: int | None
    runs: int
    reviews_per_day: int | None = None

    @property
    def old_cards_per_day(self) -> int | None:
        """Return how many old cards a day has room for."""
        return min((most for most in (self.answers_per_day, self.reviews_per_day) if most is not None), default=None)


@dataclass(frozen=True, slots=True)
class SimulationResult:
    """What happened. `recall[d]` is each card's true probability of recall on the morning of day d, 0 while new (one
    row more than days); `learned[d]` whether it was learned by then; `answers[d]` how many were given on day d.
    """

    recall: Floats
    learned: Bools
    answers: Floats


@dataclass(slots=True)
class _Memory:
    """Stability and difficulty by one set of weights."""

    model: MemoryModel
    stability: Floats
    difficulty: Floats

    def start(self, at: Ints, rating: Ints) -> None:
        self.stability[at], self.difficulty[at] = memory_model.start_memory(self.model, rating)

    def review(self, at: Ints, elapsed: Floats, rating: Ints) -> None:
        self.stability[at], self.difficulty[at] = memory_model.update_memory(
            self.model, self.stability[at], self.difficulty[at], elapsed, rating
        )


def simulate_practice(
    cards: SimulatedCards,
    days: int,
    policy: ReviewPolicy,
    limits: DailyLimits,
    rng: np.random.Generator,
    true_weights: Sequence[float],
    believed_weights: Sequence[float],
) -> SimulationResult:
    """Practise for `days` days. Who recalls is drawn from memories with the weights `truth`; what is asked, and when,
    is decided by memories with the weights `belief`.
    """
    real = _Memory(memory_model.derive_model(true_weights), cards.stability.copy(), cards.difficulty.copy())
    held = _Memory(memory_model.derive_model(believed_weights), cards.stability.copy(), cards.difficulty.copy())
    last, due = cards.last_review.copy(), cards.due.copy()
    deck = np.arange(cards.count) // max(1, cards.count // limits.runs)
    turn = np.arange(cards.count) % max(1, policy.final_review_days)
    recall = np.zeros((days + 1, cards.count))
    learned = np.zeros((days + 1, cards.count), dtype=bool)
    answers = np.zeros(days)
    interval = memory_model.compute_stabilities_until(held.model, policy.retention)
    for day in range(days + 1):
        old = ~np.isnan(real.stability)
        learned[day] = old
        recall[day, old] = memory_model.compute_retrievability(real.model, real.stability[old], day - last[old])
        if day == days:
            break
        asked = old & ((due <= day) | _select_final_review(policy, held, last, turn, day, days))
        spent = np.zeros(limits.runs)
        chosen = _fit_into_day(asked, held, last, day, deck, limits.old_cards_per_day)
        _answer_reviews(chosen, recall[day], real, held, day - last, rng, spent, deck)
        fresh = _select_new(~old, deck, limits, spent)
        _learn_new(fresh, real, held, rng, spent, deck)
        touched = np.concatenate((chosen, fresh))
        last[touched] = day
        due[touched] = day + np.maximum(1.0, np.round(held.stability[touched] * interval))
        answers[day] = spent.sum()
    return SimulationResult(recall, learned, answers)


def _select_final_review(policy: ReviewPolicy, held: _Memory, last: Floats, turn: Ints, day: int, days: int) -> Bools:
    """Return whose turn in the final review has come and who is believed to be below the mark on the day."""
    start = days - policy.final_review_days
    if day < start or not policy.final_review_days:
        return np.zeros(len(last), dtype=bool)
    weak = days - last > held.stability * memory_model.compute_stabilities_until(held.model, policy.final_review_below)
    return np.asarray((turn <= day - start) & weak)


def _fit_into_day(asked: Bools, held: _Memory, last: Floats, day: int, deck: Ints, most: int | None) -> Ints:
    """Return what of the asked cards the day has time for, the weakest first."""
    at = np.flatnonzero(asked)
    if most is None or not len(at):
        return at
    weakness = (day - last[at]) / held.stability[at]
    at = at[np.lexsort((-weakness, deck[at]))]
    places = np.arange(len(at)) - np.searchsorted(deck[at], deck[at])
    return at[places < most]


def _answer_reviews(
    at: Ints,
    recall: Floats,
    real: _Memory,
    held: _Memory,
    elapsed: Floats,
    rng: np.random.Generator,
    spent: Floats,
    deck: Ints,
) -> None:
    good = rng.random(len(at)) < recall[at]
    rating = np.where(good, rng.choice((2, 3, 4), len(at), p=RECALL_RATINGS), 1)
    for memory in (real, held):
        memory.review(at, elapsed[at], rating)
        # A lapse is relearned on the same day.
        memory.review(at[~good], np.zeros(int((~good).sum())), np.full(int((~good).sum()), 3))
    np.add.at(spent, deck[at], np.where(good, 1, LAPSE_ANSWERS))


def _select_new(new: Bools, deck: Ints, limits: DailyLimits, spent: Floats) -> Ints:
    """Return the new cards of the day, in order, as far as the limit and the time go."""
    at = np.flatnonzero(new)
    places = np.arange(len(at)) - np.searchsorted(deck[at], deck[at])
    room = np.full(limits.runs, float(limits.new_per_day))
    if limits.answers_per_day is not None:
        mean = sum(p * n for p, n in zip(FIRST_RATINGS, FIRST_DAY_ANSWERS, strict=True))
        room = np.minimum(room, np.floor((limits.answers_per_day - spent) / mean))
    return at[places < room[deck[at]]]


def _learn_new(at: Ints, real: _Memory, held: _Memory, rng: np.random.Generator, spent: Floats, deck: Ints) -> None:
    """Take new cards through their first day: the first rating, then Good until the learning steps are over."""
    rating = rng.choice((1, 2, 3, 4), len(at), p=FIRST_RATINGS)
    count = np.asarray(FIRST_DAY_ANSWERS)[rating - 1]
    for memory in (real, held):
        memory.start(at, rating)
        for step in (1, 2):
            more = at[count > step]
            memory.review(more, np.zeros(len(more)), np.full(len(more), 3))
    np.add.at(spent, deck[at], count)
