"""The loss is py-fsrs's, review by review; what is fitted is judged on later reviews."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from fsrs import Card, Rating, Scheduler

from quiz.fsrs import memory_model, optimizer
from quiz.fsrs.memory_model import DEFAULT_WEIGHTS, LOWER_BOUNDS, UPPER_BOUNDS
from quiz.fsrs.optimizer import Review


def history(cards: int, seed: int = 0, truth: tuple[float, ...] = DEFAULT_WEIGHTS, days: int = 120) -> list[Review]:
    """Reviews of cards whose memories have the weights `truth`, given in order of time, some twice a day."""
    rng = np.random.default_rng(seed)
    model = memory_model.derive_model(truth)
    found: list[Review] = []
    for card in range(cards):
        day, rating = int(rng.integers(0, days // 2)), int(rng.integers(1, 5))
        stability, difficulty = memory_model.start_memory(model, rating)
        found.append(Review(card, day, rating))
        while True:
            gap = 0 if rng.random() < 0.15 else max(1, round(stability * rng.uniform(0.5, 2.0)))
            day += gap
            if day > days:
                break
            recall = memory_model.compute_retrievability(model, stability, gap)
            rating = int(rng.choice((2, 3, 4), p=(0.15, 0.7, 0.15))) if rng.random() < recall else 1
            stability, difficulty = memory_model.update_memory(model, stability, difficulty, gap, rating)
            found.append(Review(card, day, rating))
    return sorted(found, key=lambda review: review.day)


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
    others = np.asarray(DEFAULT_WEIGHTS) * 1.02
    sets = np.stack((np.asarray(DEFAULT_WEIGHTS), others), axis=1)
    together = grid.compute_losses(sets, grid.select(0, len(reviews)))
    assert together[0] == pytest.approx(np.mean(losses))
    assert together[1] == pytest.approx(grid.compute_losses(others[:, None], grid.select(0, len(reviews)))[0])
    assert together[1] != pytest.approx(together[0])
    assert len(losses) == 3


def test_other_weights_are_found_and_judged_on_later_reviews() -> None:
    truth = tuple(
        np.clip(
            np.asarray(DEFAULT_WEIGHTS) * ([0.3] * 4 + [1.0] * 4 + [0.6] + [1.0] * 12),
            LOWER_BOUNDS,
            None,
        )
    )
    reviews = history(150, truth=truth)
    found = optimizer.fit_weights(reviews)
    assert found is not None
    assert found.is_better
    assert found.fitted_reviews > 3 * found.held_out_reviews
    assert all(low <= w <= high for low, w, high in zip(LOWER_BOUNDS, found.weights, UPPER_BOUNDS, strict=True))
    assert optimizer.fit_weights(reviews) == found


def test_too_few_reviews_are_not_fitted() -> None:
    assert optimizer.fit_weights([]) is None
    assert optimizer.fit_weights(history(20)) is None


def test_weights_in_use_that_are_right_already_are_hard_to_better() -> None:
    truth = tuple(np.clip(np.asarray(DEFAULT_WEIGHTS) * 1.2, LOWER_BOUNDS, UPPER_BOUNDS))
    found = optimizer.fit_weights(history(150, truth=truth), before=truth)
    assert found is not None
    assert found.loss_after > found.loss_before - 0.01


def test_reviews_on_the_day_of_the_one_before_do_not_count() -> None:
    assert optimizer.fit_weights([Review(card, 10, 3) for card in range(250) for _ in range(3)]) is None
