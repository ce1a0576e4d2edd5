"""Our own FSRS-6 step against py-fsrs, which stays the reference: equal to the last bit."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Card, Scheduler, State
from fsrs import Rating as FsrsRating
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from quiz.fsrs import scalar
from quiz.practice_settings import PracticeSettings
from quiz.scheduler import Memory, Phase, Rating, compute_retrievability, grade_card

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
STEPS = (
    (),
    (timedelta(minutes=1),),
    (timedelta(minutes=1), timedelta(minutes=10)),
    (timedelta(seconds=90), timedelta(minutes=7), timedelta(hours=3)),
)


def _settings(rng: random.Random) -> PracticeSettings:
    drawn = tuple(rng.uniform(a, b) for a, b in zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True))
    return PracticeSettings(
        desired_retention=rng.uniform(0.7, 0.97),
        learning_steps=rng.choice(STEPS),
        relearning_steps=rng.choice(STEPS),
        maximum_interval=rng.choice((30, 365, 36500)),
        fuzz=False,
        weights=rng.choice((None, drawn)),
    )


def _memory(rng: random.Random) -> Memory | None:
    phase = rng.choice(tuple(Phase))
    if phase is Phase.NEW:
        return None
    return Memory(
        phase=phase,
        step=None if phase is Phase.REVIEW else rng.randrange(4),
        stability=10 ** rng.uniform(-3, 4),
        difficulty=rng.choice((1.0, 10.0, rng.uniform(1, 10))),
        due=NOW,
        last_review=NOW - timedelta(days=rng.choice((0, 0, 1, rng.randrange(1000)))),
        reps=rng.randrange(1, 30),
        lapses=rng.randrange(9),
    )


def _reference(settings: PracticeSettings) -> Scheduler:
    weights = settings.weights or DEFAULT_PARAMETERS
    return Scheduler(
        weights,
        settings.desired_retention,
        settings.learning_steps,
        settings.relearning_steps,
        settings.maximum_interval,
        enable_fuzzing=False,
    )


def _card(memory: Memory | None) -> Card:
    if memory is None:
        return Card(card_id=0, due=NOW)
    return Card(
        0,
        State(int(memory.phase)),
        memory.step,
        memory.stability,
        memory.difficulty,
        memory.due,
        memory.last_review,
    )


def test_every_grade_is_the_reference_s_to_the_last_bit() -> None:
    rng = random.Random(7)
    for _ in range(2_000):
        settings, memory = _settings(rng), _memory(rng)
        for rating in Rating:
            theirs, _ = _reference(settings).review_card(_card(memory), FsrsRating(int(rating)), NOW)
            ours = grade_card(memory, rating, NOW, settings, 1)
            after = ours.memory
            assert (after.phase, after.step) == (theirs.state.value, theirs.step)
            assert (after.stability, after.difficulty) == (theirs.stability, theirs.difficulty)
            assert ours.interval == theirs.due - NOW


def test_retrievability_is_the_reference_s() -> None:
    rng = random.Random(8)
    for _ in range(500):
        settings, memory = _settings(rng), _memory(rng)
        if memory is not None:
            theirs = _reference(settings).get_card_retrievability(_card(memory), NOW)
            assert compute_retrievability(memory, NOW, settings) == theirs


def test_weights_out_of_bounds_are_refused() -> None:
    with pytest.raises(ValueError, match="out of bounds"):
        scalar.make_model((*DEFAULT_PARAMETERS[:20], 5.0))
