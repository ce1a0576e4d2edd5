"""The forecast learns from a learner's own residuals, and its band holds what it promises."""

from __future__ import annotations

import numpy as np
import pytest

from quiz import deadline, simulator
from quiz.forecast_bias import BAND, PRIOR_DEVIATION, RecallBias, correct_recall, estimate_bias
from quiz.fsrs import memory_model
from quiz.simulator import DailyLimits, ReviewPolicy


def test_nothing_is_known_without_reviews() -> None:
    bias = estimate_bias(np.zeros(0), np.zeros(0, dtype=bool))
    assert bias == RecallBias(0.0, PRIOR_DEVIATION)
    recall = np.array([0.0, 0.4, 0.9])
    assert correct_recall(recall, bias) == pytest.approx(recall)


def test_a_few_reviews_move_it_a_little_and_many_nearly_all_the_way() -> None:
    few = estimate_bias(np.full(4, 0.9), np.array([True, True, False, False]))
    many = estimate_bias(np.full(4000, 0.9), np.arange(4000) % 2 == 0)
    assert -1.0 < few.shift < 0.0
    assert many.shift == pytest.approx(-np.log(9), abs=0.05)  # half is recalled of what nine tenths should be
    assert many.deviation < few.deviation < PRIOR_DEVIATION
    assert correct_recall(np.array([0.9]), many)[0] == pytest.approx(0.5, abs=0.03)


def test_the_band_widens_with_what_is_not_known_and_a_card_never_learned_stays_at_nothing() -> None:
    known, unknown = RecallBias(0.0, 0.05), RecallBias()
    recall = np.array([0.0, 0.8])
    widths = [
        correct_recall(recall, bias, BAND)[1] - correct_recall(recall, bias, -BAND)[1] for bias in (known, unknown)
    ]
    assert 0 < widths[0] < widths[1]
    assert correct_recall(recall, unknown, BAND)[0] == 0.0


def test_one_surprise_moves_little_of_what_is_believed() -> None:
    bias = estimate_bias(np.array([0.9]), np.array([False]))
    assert bias.shift == pytest.approx(-0.0434, abs=1e-3)  # nine tenths of the prior's variance, .22 squared
    assert bias.deviation == pytest.approx(0.2195, abs=1e-3)


def test_more_recalled_than_predicted_raises_the_forecast() -> None:
    hopeful = estimate_bias(np.full(400, 0.5), np.arange(400) % 4 != 0)
    assert hopeful.shift > 0.8
    low, middle, high = (correct_recall(np.array([0.5]), hopeful, at)[0] for at in (-1.0, 0.0, 1.0))
    assert 0.5 < low < middle < high < 1


# Days practised before the date is set, and days left then.
SITUATIONS = ((0, 8), (12, 8), (0, 14), (14, 10))


@pytest.mark.slow
def test_the_band_of_80_percent_holds_75_to_85_percent_of_the_outcomes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Learners whose 21 weights are each off by a fifth, on seeds that the deviations were not chosen on."""
    monkeypatch.setattr(deadline, "_CARDS_PER_RUN", 240)
    held = []
    for seed in range(100, 164):
        history, days = SITUATIONS[seed % 4]
        rng = np.random.default_rng(seed)
        weights = np.asarray(memory_model.DEFAULT_WEIGHTS) * np.exp(rng.normal(0.0, 0.2, 21))
        weights[:4] = np.sort(weights[:4])
        truth = tuple(np.clip(weights, memory_model.LOWER_BOUNDS, memory_model.UPPER_BOUNDS))
        belief = memory_model.DEFAULT_WEIGHTS
        cards, real, bias = simulator.make_new_cards(60), None, RecallBias()
        if history:
            begun = simulator.simulate_practice(
                cards, history, ReviewPolicy(0.9), DailyLimits(5, None, 1), rng, truth, belief
            )
            cards, real, bias = begun.believed, begun.real, estimate_bias(begun.predicted, begun.recalled)
        forecast = deadline.simulate_forecast(cards, days, new_per_day=60, bias=bias)
        outcome = simulator.simulate_practice(
            cards, days, deadline.POLICY, DailyLimits(60, None, 1), rng, truth, belief, real
        )
        held.append(forecast.low <= outcome.recall[-1].mean() <= forecast.high)
    assert 0.75 <= np.mean(held) <= 0.85
