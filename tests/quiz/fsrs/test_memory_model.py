"""The memory model against py-fsrs, the reference: equal to the last bit for one card, and so for arrays."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from fsrs import Card, Scheduler, State
from fsrs import Rating as FsrsRating
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from quiz.fsrs import memory_model
from quiz.practice_settings import PracticeSettings
from quiz.scheduler import CardPhase, Memory, Rating, compute_retrievability, grade_card

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
    phase = rng.choice(tuple(CardPhase))
    if phase is CardPhase.NEW:
        return None
    return Memory(
        phase=phase,
        step=None if phase is CardPhase.REVIEW else rng.randrange(4),
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
        memory_model.make_model((*DEFAULT_PARAMETERS[:20], 5.0))


def test_arrays_of_cards_follow_the_same_formulas_as_one_card() -> None:
    rng = np.random.default_rng(3)
    count = 3_000
    stability, difficulty = 10 ** rng.uniform(-3, 4, count), rng.uniform(1, 10, count)
    elapsed, rating = rng.integers(0, 400, count), rng.integers(1, 5, count)
    for weights in (None, (*(w * 1.02 for w in DEFAULT_PARAMETERS[:20]), DEFAULT_PARAMETERS[20])):
        model = memory_model.derive_model(weights or DEFAULT_PARAMETERS)
        together = memory_model.update_memory(model, stability, difficulty, elapsed, rating)
        recall = memory_model.compute_retrievability(model, stability, elapsed)
        started = memory_model.start_memory(model, rating)
        for at in range(count):
            card = float(stability[at]), float(difficulty[at]), int(elapsed[at])
            alone = memory_model.update_memory(model, *card, int(rating[at]))
            assert (together[0][at], together[1][at]) == pytest.approx(alone)
            assert recall[at] == pytest.approx(memory_model.compute_retrievability(model, card[0], card[2]))
            assert (started[0][at], started[1][at]) == pytest.approx(memory_model.start_memory(model, int(rating[at])))


def test_several_sets_of_weights_side_by_side_give_what_each_gives_alone() -> None:
    rng = np.random.default_rng(4)
    sets = np.asarray(DEFAULT_PARAMETERS)[:, None] * rng.uniform(0.95, 1.05, (21, 5))
    stability, difficulty = 10 ** rng.uniform(-1, 3, 200), rng.uniform(1, 10, 200)
    elapsed, rating = rng.integers(0, 60, 200), rng.integers(1, 5, 200)
    together = memory_model.derive_model([weight[:, None] for weight in sets])
    grown = memory_model.update_memory(together, stability, difficulty, elapsed, rating)
    started = memory_model.start_memory(together, rating[None, :])
    for number in range(5):
        alone = memory_model.derive_model(tuple(sets[:, number]))
        expected = memory_model.update_memory(alone, stability, difficulty, elapsed, rating)
        for found, wanted in zip(
            (*grown, *started), (*expected, *memory_model.start_memory(alone, rating)), strict=True
        ):
            assert np.broadcast_to(found, (5, 200))[number] == pytest.approx(wanted)


def test_an_interval_ends_where_recall_has_fallen_to_what_was_asked_for() -> None:
    model = memory_model.make_model()
    published = {0.1: 3116769, 0.3: 2508, 0.5: 90, 0.6: 27, 0.7: 9, 0.8: 3, 0.9: 1}
    assert {at: round(memory_model.compute_stabilities_until(model, at)) for at in published} == published
    assert {at: memory_model.compute_interval(model, 1.0, at, 10**7) for at in published} == published
    assert memory_model.compute_interval(model, 1.0, 0.3, 365) == 365
    assert memory_model.compute_interval(model, 0.01, 0.9, 365) == 1


def test_a_history_is_replayed_review_by_review() -> None:
    model = memory_model.make_model()
    stability, difficulty = memory_model.start_memory(model, 3)
    stability, difficulty = memory_model.update_memory(model, stability, difficulty, 0, 3)
    stability, difficulty = memory_model.update_memory(model, stability, difficulty, 6, 1)
    assert memory_model.replay_reviews(model, [(10, 3), (10, 3), (16, 1)]) == (stability, difficulty)
    assert memory_model.replay_reviews(model, [(10, 3), (9, 3), (15, 1)]) == (stability, difficulty)  # a clock set back
