"""The plan before an interview: what it saves, what it forecasts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from quiz import deadline, review_values, simulator
from quiz.forecast_bias import RecallBias
from quiz.fsrs import memory_model
from quiz.simulator import DailyLimits, ReviewPolicy, SimulatedCards


def course(
    policy: ReviewPolicy, seed: int, truth: tuple[float, ...], new: int, days: int
) -> simulator.SimulationResult:
    return simulator.simulate_practice(
        simulator.make_new_cards(200),
        days,
        policy,
        DailyLimits(new, None, 1),
        np.random.default_rng(seed),
        truth,
        memory_model.DEFAULT_WEIGHTS,
    )


@pytest.mark.parametrize(("days", "share"), [(14, 0.79), (30, 0.69)])
def test_less_time_than_a_constant_95_for_the_same_recall_and_no_busy_end(days: int, share: float) -> None:
    ours, strict = [], []
    for seed in range(6):
        truth = tuple(
            np.asarray(memory_model.DEFAULT_WEIGHTS) * np.exp(np.random.default_rng(90 + seed).normal(0, 0.15, 21))
        )
        strict.append(course(ReviewPolicy(0.95), seed, truth, 200 // (days // 2), days))
        ours.append(course(deadline.POLICY, seed, truth, 200, days))
    assert sum(c.seconds.sum() for c in ours) < share * sum(c.seconds.sum() for c in strict)
    recall = [float(np.mean([c.recall[-1].mean() for c in found])) for found in (ours, strict)]
    assert recall[0] > recall[1] - 0.01
    load = sum(c.seconds for c in ours)
    assert load.max() < 1.3 * load.mean()


def test_what_holds_anyway_is_not_reviewed() -> None:
    held = SimulatedCards(np.full(10, 900.0), np.full(10, 5.0), np.full(10, -10.0), np.full(10, 400.0))
    found = simulator.simulate_practice(
        held,
        8,
        deadline.POLICY,
        DailyLimits(0, None, 1),
        np.random.default_rng(0),
        memory_model.DEFAULT_WEIGHTS,
        memory_model.DEFAULT_WEIGHTS,
    )
    assert found.answers.sum() == 0


def test_short_time_gives_up_the_last_new_cards() -> None:
    free = deadline.simulate_forecast(simulator.make_new_cards(200), 20, new_per_day=200)
    short = deadline.simulate_forecast(simulator.make_new_cards(200), 20, new_per_day=200, answers_per_day=9)
    assert free.learned == 200
    assert free.recall > 0.93
    assert short.learned < 140
    assert short.recall < free.recall
    assert short.recall_of_learned == pytest.approx(short.recall * 200 / short.learned, abs=0.01)
    # A day ends with the answer that its last new card or lapse takes.
    assert max(short.reviews) <= 9 * 1.6


def test_a_forecast_is_the_same_each_time_and_has_a_value_a_day() -> None:
    one, other = (deadline.simulate_forecast(simulator.make_new_cards(30), 12, new_per_day=30) for _ in range(2))
    assert one == other
    assert len(one.curve) == 13
    assert len(one.reviews) == 12
    assert one.curve[0] == 0.0
    assert list(one.curve[:5]) == sorted(one.curve[:5])


def test_the_day_itself_and_an_empty_deck() -> None:
    known = SimulatedCards(np.array([30.0]), np.array([5.0]), np.array([-30.0]), np.array([0.0]))
    assert deadline.simulate_forecast(known, 0, new_per_day=30).recall == pytest.approx(0.9)
    assert deadline.simulate_forecast(simulator.make_new_cards(0), 5, new_per_day=30).recall == 0.0


def test_a_deck_of_two_cards_is_planned_no_oftener_than_a_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    plan_decks, plans = review_values.plan_decks, []

    def count(*args: Any, **named: Any) -> Any:
        planned = plan_decks(*args, **named)
        plans.extend(planned)
        return planned

    monkeypatch.setattr(review_values, "plan_decks", count)
    forecast = deadline.simulate_forecast(simulator.make_new_cards(2), 6, new_per_day=20)
    assert forecast.recall > 0.9
    assert 0 < len(plans) <= 12 * 6


def make_known(*stability: float) -> SimulatedCards:
    count = len(stability)
    return SimulatedCards(np.array(stability), np.full(count, 5.0), np.full(count, -10.0), np.zeros(count))


def test_a_forecast_lies_within_its_band_and_follows_the_learners_bias() -> None:
    plain = deadline.simulate_forecast(make_known(10.0, 30.0), 0, new_per_day=0)
    gloomy = deadline.simulate_forecast(make_known(10.0, 30.0), 0, new_per_day=0, bias=RecallBias(-1.0, 0.1))
    assert plain.low < plain.recall < plain.high
    assert gloomy.low < gloomy.recall < gloomy.high < plain.recall
    assert gloomy.curve == (gloomy.recall,)
    assert gloomy.recall_of_learned == gloomy.recall


def test_only_new_cards_are_counted_as_learned_and_reviews_stay_within_the_limit() -> None:
    cards = make_known(*[5.0] * 20, np.nan, np.nan, np.nan)
    free = deadline.simulate_forecast(cards, 3, new_per_day=9)
    assert free.learned == 3
    assert free.total == pytest.approx(sum(free.reviews))
    assert free.recall_of_learned == pytest.approx(free.recall)
    held = deadline.simulate_forecast(cards, 3, new_per_day=0, reviews_per_day=2)
    assert held.learned == 0
    assert 0 < max(held.reviews) <= 4
    assert held.recall < held.recall_of_learned < free.recall


def test_recall_is_predicted_for_each_card_and_nothing_for_a_new_one() -> None:
    found = deadline.predict_recall(np.array([30.0, 30.0, np.nan]), np.array([30.0, 0.0, 5.0]))
    assert found.tolist() == [pytest.approx(0.9), 1.0, 0.0]
