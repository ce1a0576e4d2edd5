"""When a card comes back: FSRS-6 with fuzz, as a pure function of the memory, the grade and the moment.

The memory model is `quiz.fsrs.memory_model`; learning steps and states are py-fsrs's, and a test holds both to it. What py-fsrs
leaves to its caller is settled here: days are study days (rollover in the learner's zone), not floors of 24 hours; the
fuzz comes from a seed and not from the global `random`, so that four previews and the grade that follows agree;
settings are bounded. Model: https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from fsrs.scheduler import FUZZ_RANGES

from quiz import review_values
from quiz.fsrs import memory_model
from quiz.practice_settings import PracticeSettings
from quiz.study_days import get_day_start, get_study_day

MODEL_NAME = "FSRS-6"
_DAY = timedelta(days=1)
_FUZZ_RANGES = tuple((r["start"], r["end"], r["factor"]) for r in FUZZ_RANGES)


class CardPhase(IntEnum):
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


class Memory(NamedTuple):
    """What is believed of a card that was reviewed at least once; a new card has none.

    `step` counts learning steps (None in review); `stability` is in days, `difficulty` in 1..10; `due` and
    `last_review` are aware UTC.
    A card in review is due at the start of a study day. `lapses` counts Again in review.
    """

    phase: CardPhase
    step: int | None
    stability: float
    difficulty: float
    due: datetime
    last_review: datetime
    reps: int
    lapses: int


class GradeOutcome(NamedTuple):
    """What a grade makes of a memory. `interval` is what its button says: whole days in review, else minutes.

    `leech` is true when this lapse is the one that makes a leech: the threshold's, then every half of it.
    """

    rating: Rating
    memory: Memory
    interval: timedelta
    leech: bool


def grade_card(
    memory: Memory | None, rating: Rating, now: datetime, settings: PracticeSettings, seed: int
) -> GradeOutcome:
    """Return the memory after a grade at `now`.

    `seed` belongs to the card: with the number of its reviews it decides the fuzz.
    """
    m = memory_model.make_model(settings.weights)
    grade = int(rating)
    today = get_study_day(now, settings.zone, settings.rollover_hour)
    if memory is None:
        reps = lapses = 0
        phase, place = CardPhase.LEARNING, 0
        stability, difficulty = memory_model.start_memory(m, grade)
    else:
        reps, lapses, phase, place = memory.reps, memory.lapses, memory.phase, memory.step or 0
        elapsed = _count_elapsed_days(memory, today, settings)
        stability, difficulty = memory_model.update_memory(m, memory.stability, memory.difficulty, elapsed, grade)
    lapsed = phase is CardPhase.REVIEW and grade == memory_model.AGAIN
    lapses += lapsed
    now = now.astimezone(UTC)
    following = _find_next_step(phase, place, grade, settings)
    if following is None:
        days = compute_review_days(stability, settings, seed, reps)
        if phase is CardPhase.REVIEW and memory is not None and not lapsed:
            days = max(days, _find_least_days(memory, settings))
        wait = _plan_days(stability, difficulty, days, today, settings) * _DAY
        next_phase, step = CardPhase.REVIEW, None
        due = get_day_start(today + wait, settings.zone, settings.rollover_hour)
    else:
        next_phase, step, wait = following
        due = now + wait
    after = Memory(
        phase=next_phase,
        step=step,
        stability=stability,
        difficulty=difficulty,
        due=due,
        last_review=now,
        reps=reps + 1,
        lapses=lapses,
    )
    return GradeOutcome(rating, after, wait, lapsed and _is_leech(lapses, settings.leech_at))


def _find_next_step(
    phase: CardPhase, place: int, grade: int, settings: PracticeSettings
) -> tuple[CardPhase, int, timedelta] | None:
    """Return the phase, learning step and wait after a grade; None when the card goes into review, or stays there."""
    if phase is CardPhase.REVIEW:
        if grade != memory_model.AGAIN or not settings.relearning_steps:
            return None
        return CardPhase.RELEARNING, 0, settings.relearning_steps[0]
    steps = settings.learning_steps if phase is CardPhase.LEARNING else settings.relearning_steps
    if not steps or grade == memory_model.EASY:
        return None
    if grade == memory_model.AGAIN:
        return phase, 0, steps[0]
    if place >= len(steps):  # there were more steps when the card took its last one
        return None
    if grade == memory_model.GOOD:
        return (phase, place + 1, steps[place + 1]) if place + 1 < len(steps) else None
    if place > 0:
        return phase, place, steps[place]
    # Hard on the first step is Anki's and py-fsrs's: between the first two steps, or half as long again as the only one
    return phase, 0, steps[0] * 1.5 if len(steps) == 1 else (steps[0] + steps[1]) / 2.0


def compute_review_days(stability: float, settings: PracticeSettings, seed: int, reps: int) -> int:
    """Return how many days a card in review waits, fuzz included.

    `reps` are its reviews before the one that gave the stability.
    """
    m = memory_model.make_model(settings.weights)
    days = memory_model.compute_interval(m, stability, settings.desired_retention, settings.maximum_interval)
    return apply_fuzz(days, settings.maximum_interval, _draw_fuzz(seed, reps)) if settings.fuzz else days


def _find_least_days(memory: Memory, settings: PracticeSettings) -> int:
    """Return the interval that a passed review may not fall below: the one just passed, as far as these settings give it.

    Fuzz made it longer perhaps than the next one without; but where a higher retention was set since, shorter intervals are
    what the learner wants. Anki does the same since July 2026.
    """
    day = get_study_day(memory.last_review, settings.zone, settings.rollover_hour)
    passed = (get_study_day(memory.due, settings.zone, settings.rollover_hour) - day).days
    model = memory_model.make_model(settings.weights)
    days = memory_model.compute_interval(model, memory.stability, settings.desired_retention, settings.maximum_interval)
    low, count = _compute_fuzz_range(days, settings.maximum_interval) if settings.fuzz else (days, 1)
    return min(passed, low + count - 1)


def _plan_days(stability: float, difficulty: float, days: int, today: date, settings: PracticeSettings) -> int:
    """Return after how many days a card in review comes back, the interview's date considered."""
    if settings.interview is None or settings.interview <= today:
        return days
    days_left = (settings.interview - today).days
    values = review_values.load_values(settings.weights or memory_model.DEFAULT_WEIGHTS)
    planned = values.choose_interval(stability, difficulty, days_left)
    return planned if planned < days_left else max(days, days_left)


def _draw_fuzz(seed: int, reps: int) -> float:
    """Return the position of the fuzz in its range, in [0, 1); it stays the same for a card until the next review."""
    # six bytes, 48 bits: all of them fit into a float, and the quotient stays below 1
    return int.from_bytes(blake2b(b"%d:%d" % (seed, reps), digest_size=6).digest()) / (1 << 48)


def preview_grades(
    memory: Memory | None, now: datetime, settings: PracticeSettings, seed: int
) -> tuple[GradeOutcome, ...]:
    """Return the four outcomes, Again to Easy: exactly what `grade_card` will give on this study day."""
    return tuple(grade_card(memory, rating, now, settings, seed) for rating in Rating)


def compute_retrievability(memory: Memory, at: datetime, settings: PracticeSettings) -> float:
    """Return the probability of recall on the study day of `at`, in 0..1."""
    return memory_model.compute_retrievability(
        memory_model.make_model(settings.weights), memory.stability, count_elapsed_days(memory, at, settings)
    )


def apply_fuzz(days: int, maximum: int, chance: float) -> int:
    """Spread an interval so that cards learned together drift apart.

    `chance` in [0, 1) picks the place in the range. The range is py-fsrs's and Anki's: ±15 % from 2.5 to 7 days, 10 %
    to 20, 5 % above; shorter intervals stay.
    """
    low, width = _compute_fuzz_range(days, maximum)
    return low + int(chance * width)


@lru_cache(maxsize=4096)
def _compute_fuzz_range(days: int, maximum: int) -> tuple[int, int]:
    """Return the shortest of the intervals that the fuzz may give, and how many there are."""
    if days < 2.5:  # as in py-fsrs and Anki: nothing near enough is another day
        return days, 1
    delta = 1.0
    for start, end, factor in _FUZZ_RANGES:
        if days > start:
            delta += factor * (min(days, end) - start)
    high = min(round(days + delta), maximum)
    low = min(max(2, round(days - delta)), high)
    return low, high - low + 1


def count_elapsed_days(memory: Memory, now: datetime, settings: PracticeSettings) -> int:
    """Return study days since the last review, never negative."""
    return _count_elapsed_days(memory, get_study_day(now, settings.zone, settings.rollover_hour), settings)


def fingerprint_settings(settings: PracticeSettings) -> tuple[object, ...]:
    """Return the settings that decide an outcome; when they differ, a preview no longer holds."""
    return (
        settings.weights,
        settings.desired_retention,
        settings.learning_steps,
        settings.relearning_steps,
        settings.maximum_interval,
        settings.fuzz,
        settings.zone,
        settings.rollover_hour,
        settings.interview,
    )


def _count_elapsed_days(memory: Memory, today: date, settings: PracticeSettings) -> int:
    return max(0, (today - get_study_day(memory.last_review, settings.zone, settings.rollover_hour)).days)


def _is_leech(lapses: int, threshold: int) -> bool:
    return lapses >= threshold and (lapses - threshold) % max(1, threshold // 2) == 0
