"""When a card comes back: FSRS-6 through py-fsrs, as a pure function of the memory, the grade and the moment.

What py-fsrs leaves to its caller is settled here: days are study days (rollover in the learner's zone), not floors
of 24 hours;
the fuzz comes from a seed and not from the global `random`, so that four previews and the grade that follows agree;
settings are bounded. Model: https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from random import Random

from fsrs import Card as FsrsCard
from fsrs import Rating as FsrsRating
from fsrs import Scheduler, State
from fsrs.scheduler import DEFAULT_PARAMETERS, FUZZ_RANGES

from quiz.days import day_of, start_of
from quiz.settings import Settings

MODEL = "FSRS-6"
_DAY = timedelta(days=1)


class Phase(IntEnum):
    """Where a card stands. The numbers from 1 on are py-fsrs's."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


class Rating(IntEnum):
    """The learner's judgement, as Anki numbers it."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class Memory:
    """What is believed of a card that was reviewed at least once; a new card has none.

    `step` counts learning steps (None in review); `stability` is in days, `difficulty` in 1..10; `due` and
    `last_review` are aware UTC.
    A card in review is due at the start of a study day. `lapses` counts Again in review.
    """

    phase: Phase
    step: int | None
    stability: float
    difficulty: float
    due: datetime
    last_review: datetime
    reps: int
    lapses: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a grade makes of a memory. `interval` is what its button says: whole days in review, else minutes.

    `leech` is true when this lapse is the one that makes a leech: the threshold's, then every half of it.
    """

    rating: Rating
    memory: Memory
    interval: timedelta
    leech: bool


def outcome(memory: Memory | None, rating: Rating, now: datetime, settings: Settings, seed: int) -> Outcome:
    """The memory after a grade at `now`. `seed` belongs to the card: with the number of its reviews it decides the
    fuzz."""
    reps = memory.reps if memory else 0
    lapsed = memory is not None and memory.phase is Phase.REVIEW and rating is Rating.AGAIN
    lapses = (memory.lapses if memory else 0) + lapsed
    card, _ = _scheduler(_key(settings)).review_card(
        _as_fsrs(memory, now, settings), FsrsRating(rating), now.astimezone(UTC)
    )
    if card.stability is None or card.difficulty is None:
        raise AssertionError("a reviewed card has a memory")
    interval = card.due - now
    due = card.due
    if card.state is State.Review:
        days = interval.days
        if settings.fuzz:
            days = fuzzed(days, settings.maximum_interval, Random(f"{seed}:{reps}").random())
        interval = days * _DAY
        due = start_of(
            day_of(now, settings.zone, settings.rollover_hour) + interval, settings.zone, settings.rollover_hour
        )
    after = Memory(
        Phase(card.state.value), card.step, card.stability, card.difficulty, due, now.astimezone(UTC), reps + 1, lapses
    )
    return Outcome(rating, after, interval, lapsed and _is_leech(lapses, settings.leech_at))


def preview(memory: Memory | None, now: datetime, settings: Settings, seed: int) -> tuple[Outcome, ...]:
    """The four outcomes, Again to Easy: exactly what `outcome` will give on this study day."""
    return tuple(outcome(memory, rating, now, settings, seed) for rating in Rating)


def retrievability(memory: Memory, at: datetime, settings: Settings) -> float:
    """The probability of recall on the study day of `at`, in 0..1."""
    card = _as_fsrs(memory, at, settings)
    return float(_scheduler(_key(settings)).get_card_retrievability(card, at.astimezone(UTC)))


def fuzzed(days: int, maximum: int, chance: float) -> int:
    """An interval spread so that cards learned together drift apart; `chance` in [0, 1) picks the place in the range.

    The range is py-fsrs's and Anki's: ±15 % from 2.5 to 7 days, 10 % to 20, 5 % above; shorter intervals stay.
    """
    if days < 2.5:
        return days
    delta = 1.0 + sum(r["factor"] * max(min(float(days), r["end"]) - r["start"], 0.0) for r in FUZZ_RANGES)
    high = min(round(days + delta), maximum)
    low = min(max(2, round(days - delta)), high)
    return low + int(chance * (high - low + 1))


def elapsed_days(memory: Memory, now: datetime, settings: Settings) -> int:
    """Study days since the last review, never negative."""
    zone, hour = settings.zone, settings.rollover_hour
    return max(0, (day_of(now, zone, hour) - day_of(memory.last_review, zone, hour)).days)


def essence(settings: Settings) -> tuple[object, ...]:
    """What of the settings decides an outcome: when it differs, a preview does not hold any more."""
    return (*_key(settings), settings.fuzz, settings.zone, settings.rollover_hour)


def _as_fsrs(memory: Memory | None, now: datetime, settings: Settings) -> FsrsCard:
    """The card as py-fsrs should see it: its `(now - last_review).days` then counts study days."""
    now = now.astimezone(UTC)
    if memory is None:
        return FsrsCard(card_id=0, due=now)
    return FsrsCard(
        card_id=0,
        state=State(int(memory.phase)),
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due,
        last_review=now - elapsed_days(memory, now, settings) * _DAY,
    )


def _is_leech(lapses: int, threshold: int) -> bool:
    return lapses >= threshold and (lapses - threshold) % max(1, threshold // 2) == 0


_Key = tuple[tuple[float, ...] | None, float, tuple[timedelta, ...], tuple[timedelta, ...], int]


def _key(settings: Settings) -> _Key:
    return (
        settings.weights,
        settings.desired_retention,
        settings.learning_steps,
        settings.relearning_steps,
        settings.maximum_interval,
    )


@lru_cache(maxsize=256)
def _scheduler(key: _Key) -> Scheduler:
    weights, retention, learning, relearning, maximum = key
    return Scheduler(weights or DEFAULT_PARAMETERS, retention, learning, relearning, maximum, enable_fuzzing=False)
