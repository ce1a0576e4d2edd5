"""Practice simulated day by day: what a day has room for, what comes first, and what is left at the end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quiz import deadline, simulator
from quiz.fsrs.memory_model import DEFAULT_WEIGHTS
from quiz.simulator import DailyLimits, ReviewPolicy, SimulatedCards, SimulationResult, make_new_cards

PLAIN = ReviewPolicy(0.9)


def make_cards(stability: list[float], last_review: float = -10.0, due: float = 0.0) -> SimulatedCards:
    count = len(stability)
    return SimulatedCards(np.array(stability), np.full(count, 5.0), np.full(count, last_review), np.full(count, due))


def practise(
    cards: SimulatedCards, days: int, limits: DailyLimits, policy: ReviewPolicy = PLAIN, seed: int = 1
) -> SimulationResult:
    rng = np.random.default_rng(seed)
    return simulator.simulate_practice(cards, days, policy, limits, rng, DEFAULT_WEIGHTS, DEFAULT_WEIGHTS)


@pytest.mark.parametrize(
    ("answers", "reviews", "room"), [(None, None, None), (10, None, 10), (None, 7, 7), (10, 7, 7), (5, 7, 5)]
)
def test_old_cards_have_room_as_far_as_both_limits_go(
    answers: int | None, reviews: int | None, room: int | None
) -> None:
    assert DailyLimits(20, answers, 1, reviews).old_cards_per_day == room


def test_of_more_than_there_is_time_for_the_weakest_are_reviewed() -> None:
    stability = [80.0, 2.0, 40.0, 3.0, 90.0, 4.0]
    result = practise(make_cards(stability), 1, DailyLimits(0, None, 1, 3))
    assert result.believed.last_review.tolist() == [-11.0, -1.0, -11.0, -1.0, -11.0, -1.0]
    assert len(result.predicted) == len(result.recalled) == 3
    everything = practise(make_cards(stability), 1, DailyLimits(0, None, 1))
    assert set(everything.believed.last_review.tolist()) == {-1.0}


def test_each_of_several_decks_has_its_own_room() -> None:
    result = practise(make_cards([2.0, 3.0, 9.0, 4.0, 9.0, 5.0]), 1, DailyLimits(0, None, 2, 2))
    assert result.believed.last_review.tolist() == [-1.0, -1.0, -11.0, -1.0, -11.0, -1.0]
    fresh = practise(make_new_cards(6), 1, DailyLimits(2, None, 2))
    assert fresh.learned[1].tolist() == [True, True, False, True, True, False]


def test_a_lapse_takes_a_second_answer_and_more_time() -> None:
    result = practise(make_cards([10.0] * 200), 1, DailyLimits(0, None, 1))
    lapses = int((~result.recalled).sum())
    assert 0 < lapses < 60
    assert result.answers[0] == len(result.recalled) + lapses
    recalled = len(result.recalled) - lapses
    assert lapses * 23.0 + recalled * 5.6 <= result.seconds[0] <= lapses * 23.0 + recalled * 11.68


def test_what_is_predicted_is_what_is_recalled_when_the_model_is_right() -> None:
    result = practise(make_cards([10.0] * 2000), 1, DailyLimits(0, None, 1))
    assert result.predicted == pytest.approx(np.full(2000, 0.9))
    assert result.recalled.mean() == pytest.approx(0.9, abs=0.02)


def test_new_cards_are_learned_in_order_as_far_as_limit_and_time_go() -> None:
    result = practise(make_new_cards(10), 3, DailyLimits(4, None, 1))
    assert result.learned.sum(axis=1).tolist() == [0, 4, 8, 10]
    assert result.learned[1].tolist() == [True] * 4 + [False] * 6
    assert (result.recall[1][:4] > 0.3).all()
    assert (result.recall[1][4:] == 0).all()
    # A new card takes 2.16 answers on its first day, and 1.33 with one learning step.
    assert practise(make_new_cards(10), 1, DailyLimits(9, 10, 1)).learned[1].sum() == 4
    assert practise(make_new_cards(10), 1, DailyLimits(9, 10, 1), ReviewPolicy(0.9, 0, 1)).learned[1].sum() == 7


def test_what_old_cards_take_of_the_time_is_not_left_for_new_ones() -> None:
    cards = make_cards([400.0] * 8 + [np.nan] * 8)
    result = practise(cards, 1, DailyLimits(9, 10, 1))
    assert result.learned[1].sum() <= 9
    assert result.answers[0] <= 8 + 5


def test_a_card_comes_back_when_recall_has_fallen_to_what_was_asked_for() -> None:
    result = practise(make_cards([10.0] * 50), 1, DailyLimits(0, None, 1))
    stability = result.believed.stability
    assert result.believed.due.tolist() == [max(1.0, round(value)) - 1 for value in stability.tolist()]
    assert result.real.stability.tolist() == stability.tolist()
    lower = practise(make_cards([10.0] * 50), 1, DailyLimits(0, None, 1), ReviewPolicy(0.7))
    assert (lower.believed.due > 5 * result.believed.due).all()


def test_before_the_last_days_are_planned_cards_come_back_at_72_percent() -> None:
    early = replace(deadline.POLICY, planned_days=0)
    result = practise(make_cards([2.0] * 30, last_review=-1.0), 7, DailyLimits(0, None, 1), early)
    assert result.answers[0] >= 30
    # At nine tenths they would all be back within a week.
    assert result.answers[1:7].sum() < 12


def test_a_plan_begins_no_more_new_cards_than_the_learner_wants() -> None:
    result = practise(make_new_cards(40), 6, DailyLimits(3, None, 1), deadline.POLICY)
    assert np.diff(result.learned.sum(axis=1)).tolist() == [3] * 6


def test_the_weights_that_draw_and_those_that_plan_are_kept_apart() -> None:
    forgetful = (*DEFAULT_WEIGHTS[:20], 0.6)
    cards = make_cards([10.0] * 500, last_review=-30.0)
    rng = np.random.default_rng(1)
    result = simulator.simulate_practice(cards, 1, PLAIN, DailyLimits(0, None, 1), rng, forgetful, DEFAULT_WEIGHTS)
    assert result.recall[0].max() < result.predicted.min() - 0.04
    assert result.recalled.mean() == pytest.approx(result.recall[0].mean(), abs=0.05)
    rng = np.random.default_rng(1)
    begun = make_cards([1.0] * 500, last_review=-30.0)
    other = simulator.simulate_practice(
        cards, 1, PLAIN, DailyLimits(0, None, 1), rng, DEFAULT_WEIGHTS, DEFAULT_WEIGHTS, begun
    )
    assert other.recall[0] != pytest.approx(result.recall[0])
    assert other.predicted == pytest.approx(result.predicted)
