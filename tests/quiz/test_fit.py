"""The arrays follow py-fsrs, card by card; the slopes follow finite differences."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from quiz.fsrs import optimizer, vectorized
from quiz.fsrs.optimizer import Review

STEPS = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 400)), min_size=1, max_size=12)


@given(STEPS)
def test_a_history_of_one_card_is_py_fsrs(steps: list[tuple[int, int]]) -> None:
    scheduler = Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())
    now = datetime(2026, 1, 1, tzinfo=UTC)
    card = Card(card_id=1, due=now)
    stability = difficulty = np.array([np.nan])
    for place, (rating, gap) in enumerate(steps):
        if place:
            now += timedelta(days=gap)
            elapsed, given_ = np.array([float(gap)]), np.array([rating])
            expected = scheduler.get_card_retrievability(card, now)
            assert vectorized.compute_retrievability(vectorized.DEFAULT_WEIGHTS, elapsed, stability)[
                0
            ] == pytest.approx(expected)
            stability, difficulty = vectorized.update_memory(
                vectorized.DEFAULT_WEIGHTS, stability, difficulty, elapsed, given_
            )
        else:
            stability, difficulty = vectorized.start_memory(vectorized.DEFAULT_WEIGHTS, np.array([rating]))
        card, _ = scheduler.review_card(card, Rating(rating), now)
        assert stability[0] == pytest.approx(card.stability)
        assert difficulty[0] == pytest.approx(card.difficulty)


def test_the_span_is_the_interval_at_a_stability_of_one() -> None:
    published = {0.1: 3116769, 0.3: 2508, 0.5: 90, 0.6: 27, 0.7: 9, 0.8: 3, 0.9: 1}
    assert {
        at: round(vectorized.compute_stabilities_until(vectorized.DEFAULT_WEIGHTS, at)) for at in published
    } == published


def history(
    cards: int, seed: int = 0, truth: tuple[float, ...] = vectorized.DEFAULT_WEIGHTS, days: int = 120
) -> list[Review]:
    """Reviews of cards whose memories have the weights `truth`, given in order of time, some twice a day."""
    rng = np.random.default_rng(seed)
    found: list[Review] = []
    for card in range(cards):
        day, s, d = int(rng.integers(0, days // 2)), np.array([1.0]), np.array([5.0])
        rating = int(rng.integers(1, 5))
        s, d = vectorized.start_memory(truth, np.array([rating]))
        found.append(Review(card, day, rating))
        while True:
            gap = 0 if rng.random() < 0.15 else max(1, round(float(s[0]) * rng.uniform(0.5, 2.0)))
            day += gap
            if day > days:
                break
            recall = float(vectorized.compute_retrievability(truth, np.array([float(gap)]), s)[0])
            rating = int(rng.choice((2, 3, 4), p=(0.15, 0.7, 0.15))) if rng.random() < recall else 1
            s, d = vectorized.update_memory(truth, s, d, np.array([float(gap)]), np.array([rating]))
            found.append(Review(card, day, rating))
    return sorted(found, key=lambda review: review.day)


def test_slopes_agree_with_finite_differences() -> None:
    reviews = history(60)
    grid = optimizer._ReviewGrid(reviews)
    mask = grid.mask(0, len(reviews))
    weights = np.asarray(vectorized.DEFAULT_WEIGHTS) * 1.03
    _, slope = grid.loss(weights, mask, gradient=True)
    for k in range(21):
        step = np.zeros(21)
        step[k] = 1e-6
        numeric = (grid.loss(weights + step, mask)[0] - grid.loss(weights - step, mask)[0]) / 2e-6
        assert slope[k] == pytest.approx(numeric, abs=2e-6), k
    assert np.count_nonzero(slope) >= 20


def test_the_loss_is_that_of_each_review_by_py_fsrs() -> None:
    reviews = [
        Review(1, 10, 3),
        Review(2, 11, 1),
        Review(1, 14, 1),
        Review(1, 14, 3),
        Review(2, 13, 4),
        Review(1, 20, 3),
    ]
    scheduler = Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())
    losses = []
    for number in (1, 2):
        card, last = Card(card_id=number), None
        for review in (r for r in reviews if r.card == number):
            now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=review.day)
            if last is not None and review.day > last:
                chance = scheduler.get_card_retrievability(card, now)
                losses.append(-np.log(chance if review.rating > 1 else 1 - chance))
            card, _ = scheduler.review_card(card, Rating(review.rating), now)
            last = review.day
    grid = optimizer._ReviewGrid(reviews)
    loss, _ = grid.loss(np.asarray(vectorized.DEFAULT_WEIGHTS), grid.mask(0, len(reviews)))
    assert loss == pytest.approx(np.mean(losses))
    assert len(losses) == 3


def test_other_weights_are_found_and_judged_on_later_reviews() -> None:
    truth = tuple(
        np.clip(
            np.asarray(vectorized.DEFAULT_WEIGHTS) * ([0.3] * 4 + [1.0] * 4 + [0.6] + [1.0] * 12),
            vectorized.LOWER_BOUNDS,
            None,
        )
    )
    reviews = history(150, truth=truth)
    found = optimizer.fit_weights(reviews)
    assert found is not None
    assert found.is_better
    assert found.fitted_reviews > 3 * found.held_out_reviews
    assert all(
        low <= w <= high
        for low, w, high in zip(vectorized.LOWER_BOUNDS, found.weights, vectorized.UPPER_BOUNDS, strict=True)
    )
    assert optimizer.fit_weights(reviews) == found


def test_too_few_reviews_are_not_fitted() -> None:
    assert optimizer.fit_weights([]) is None
    assert optimizer.fit_weights(history(20)) is None


def test_weights_in_use_that_are_right_already_are_hard_to_better() -> None:
    truth = tuple(
        np.clip(np.asarray(vectorized.DEFAULT_WEIGHTS) * 1.2, vectorized.LOWER_BOUNDS, vectorized.UPPER_BOUNDS)
    )
    found = optimizer.fit_weights(history(150, truth=truth), before=truth)
    assert found is not None
    assert found.loss_after > found.loss_before - 0.01
