"""Practice simulated day by day: a policy that believes one set of weights, memories that follow another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quiz import review_values
from quiz.answer_times import (
    FIRST_DAY_ANSWERS,
    FIRST_DAY_SECONDS,
    FIRST_RATINGS,
    LAPSE_ANSWERS,
    RECALL_RATINGS,
    RECALLED_SECONDS,
    REVIEW_SECONDS,
)
from quiz.fsrs import memory_model
from quiz.fsrs.memory_model import Bools, Floats, Ints, MemoryModel


@dataclass(frozen=True, slots=True)
class SimulatedCards:
    """Cards as they stand today. A new card has NaN for `stability` (days) and `difficulty`.

    `last_review` is the day of the last review, at most 0, and `due` the day it is due; both count from today.
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
    """Return `count` cards that were never asked."""
    nothing = np.full(count, np.nan)
    return SimulatedCards(nothing, nothing.copy(), np.zeros(count), np.zeros(count))


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """When cards come back: at `retention`; in the last `planned_days` days as `review_values.plan_day` says. A new card
    goes through `learning_steps`, 1 or 2.
    """

    retention: float
    planned_days: int = 0
    learning_steps: int = 2


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
    row more than days); `learned[d]` whether it was learned by then; `answers[d]` and `seconds[d]` how many were given on
    day d and how long they took. `predicted` is the believed probability of recall of every review, `recalled` whether it
    was; `believed` and `real` are the cards as they stand at the end, `real` with the memories that were practised with.
    """

    recall: Floats
    learned: Bools
    answers: Floats
    seconds: Floats
    predicted: Floats
    recalled: Bools
    believed: SimulatedCards
    real: SimulatedCards


@dataclass(frozen=True, slots=True)
class _Effort:
    """What each deck has taken of a day: answers and seconds."""

    answers: Floats
    seconds: Floats


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
    real_cards: SimulatedCards | None = None,
) -> SimulationResult:
    """Practise for `days` days and return what was asked, recalled and remembered.

    Whether a card is recalled is drawn from memories with `true_weights`; what is asked, and when, is decided by memories
    with `believed_weights`. `real_cards` are the cards that the drawing starts from, `cards` where it is None.
    """
    first_cards = cards if real_cards is None else real_cards
    real = _Memory(memory_model.derive_model(true_weights), first_cards.stability.copy(), first_cards.difficulty.copy())
    believed = _Memory(memory_model.derive_model(believed_weights), cards.stability.copy(), cards.difficulty.copy())
    last, due = cards.last_review.copy(), cards.due.copy()
    deck = np.arange(cards.count) // max(1, cards.count // limits.runs)
    recall = np.zeros((days + 1, cards.count))
    learned = np.zeros((days + 1, cards.count), dtype=bool)
    answers, seconds = np.zeros(days), np.zeros(days)
    predicted: list[Floats] = []
    recalled: list[Bools] = []
    interval = memory_model.compute_stabilities_until(believed.model, policy.retention)
    for day in range(days + 1):
        old = ~np.isnan(real.stability)
        learned[day] = old
        recall[day, old] = memory_model.compute_retrievability(real.model, real.stability[old], day - last[old])
        if day == days:
            break
        is_due, room = old & (due <= day), np.full(limits.runs, limits.new_per_day)
        if days - day <= policy.planned_days:
            is_due, room = _plan_decks(believed, old, day - last, days - day, deck, limits, believed_weights)
        effort = _Effort(np.zeros(limits.runs), np.zeros(limits.runs))
        reviews = _fit_into_day(is_due, believed, last, day, deck, limits.old_cards_per_day)
        elapsed = day - last
        predicted.append(
            memory_model.compute_retrievability(believed.model, believed.stability[reviews], elapsed[reviews])
        )
        recalled.append(_answer_reviews(reviews, recall[day], real, believed, elapsed, rng, effort, deck))
        fresh = _select_new(~old, deck, room, limits, policy, effort.answers)
        _learn_new(fresh, policy, real, believed, rng, effort, deck)
        touched = np.concatenate((reviews, fresh))
        last[touched] = day
        due[touched] = day + np.maximum(1.0, np.round(believed.stability[touched] * interval))
        answers[day], seconds[day] = effort.answers.sum(), effort.seconds.sum()
    return SimulationResult(
        recall=recall,
        learned=learned,
        answers=answers,
        seconds=seconds,
        predicted=np.concatenate(predicted) if predicted else np.zeros(0),
        recalled=np.concatenate(recalled) if recalled else np.zeros(0, dtype=bool),
        believed=SimulatedCards(believed.stability, believed.difficulty, last - days, due - days),
        real=SimulatedCards(real.stability, real.difficulty, last - days, due - days),
    )


def _plan_decks(
    believed: _Memory,
    old: Bools,
    elapsed: Floats,
    days_left: int,
    deck: Ints,
    limits: DailyLimits,
    weights: Sequence[float],
) -> tuple[Bools, Ints]:
    """Return what each deck's plan of the day asks, and how many new cards it begins."""
    is_due = np.zeros(len(old), dtype=bool)
    deck_count = int(deck[-1]) + 1
    at = np.flatnonzero(old)
    plans = review_values.plan_decks(
        believed.stability[at],
        believed.difficulty[at],
        elapsed[at],
        deck[at],
        np.bincount(deck[~old], minlength=deck_count).tolist(),
        days_left,
        limit=None if limits.answers_per_day is None else limits.answers_per_day * RECALLED_SECONDS,
        weights=weights,
    )
    for plan in plans:
        is_due[at[plan.reviews]] = True
    room = np.array([min(plan.new, limits.new_per_day) for plan in plans], dtype=np.int64)
    return is_due, room


def _fit_into_day(is_due: Bools, believed: _Memory, last: Floats, day: int, deck: Ints, most: int | None) -> Ints:
    """Return those of the due cards that the day has time for, the weakest first."""
    at = np.flatnonzero(is_due)
    if most is None or not len(at):
        return at
    weakness = (day - last[at]) / believed.stability[at]
    at = at[np.lexsort((-weakness, deck[at]))]
    places = np.arange(len(at)) - np.searchsorted(deck[at], deck[at])
    return at[places < most]


def _answer_reviews(
    at: Ints,
    recall: Floats,
    real: _Memory,
    believed: _Memory,
    elapsed: Floats,
    rng: np.random.Generator,
    effort: _Effort,
    deck: Ints,
) -> Bools:
    """Answer these reviews; return which were recalled."""
    good = rng.random(len(at)) < recall[at]
    rating = np.where(good, rng.choice((2, 3, 4), len(at), p=RECALL_RATINGS), 1)
    for memory in (real, believed):
        memory.review(at, elapsed[at], rating)
        # A lapse is relearned on the same day.
        memory.review(at[~good], np.zeros(int((~good).sum())), np.full(int((~good).sum()), 3))
    np.add.at(effort.answers, deck[at], np.where(good, 1, LAPSE_ANSWERS))
    np.add.at(effort.seconds, deck[at], np.asarray(REVIEW_SECONDS)[rating - 1])
    return np.asarray(good)


def _select_new(new: Bools, deck: Ints, room: Ints, limits: DailyLimits, policy: ReviewPolicy, answers: Floats) -> Ints:
    """Return the new cards of the day, in order, as far as the limit and the time go."""
    at = np.flatnonzero(new)
    places = np.arange(len(at)) - np.searchsorted(deck[at], deck[at])
    if limits.answers_per_day is not None:
        mean = sum(p * n for p, n in zip(FIRST_RATINGS, FIRST_DAY_ANSWERS[policy.learning_steps], strict=True))
        room = np.minimum(room, np.floor((limits.answers_per_day - answers) / mean).astype(np.int64))
    return at[places < room[deck[at]]]


def _learn_new(
    at: Ints,
    policy: ReviewPolicy,
    real: _Memory,
    believed: _Memory,
    rng: np.random.Generator,
    effort: _Effort,
    deck: Ints,
) -> None:
    """Take new cards through their first day: the first rating, then Good until the learning steps are over."""
    rating = rng.choice((1, 2, 3, 4), len(at), p=FIRST_RATINGS)
    count = np.asarray(FIRST_DAY_ANSWERS[policy.learning_steps])[rating - 1]
    for memory in (real, believed):
        memory.start(at, rating)
        for step in (1, 2):
            more = at[count > step]
            memory.review(more, np.zeros(len(more)), np.full(len(more), 3))
    np.add.at(effort.answers, deck[at], count)
    np.add.at(effort.seconds, deck[at], np.asarray(FIRST_DAY_SECONDS[policy.learning_steps])[rating - 1])
