"""The deadline plan: when it sweeps, what it saves, what it forecasts."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from quiz import deadline, simulator
from quiz.fsrs import memory_model
from quiz.simulator import DailyLimits, ReviewPolicy, SimulatedCards

DAY = date(2026, 3, 31)


def course(policy: ReviewPolicy, seed: int, truth: tuple[float, ...], new: int) -> simulator.SimulationResult:
    return simulator.simulate_practice(
        simulator.make_new_cards(200),
        30,
        policy,
        DailyLimits(new, None, 1),
        np.random.default_rng(seed),
        truth,
        memory_model.DEFAULT_WEIGHTS,
    )


def test_the_sweep_takes_three_turns_and_the_day_itself() -> None:
    turns = [deadline.plan_final_review(DAY, DAY - timedelta(days=left)) for left in range(5, -2, -1)]
    assert [turn and turn.turn for turn in turns] == [None, None, 0, 1, 2, 2, None]
    assert {turn.interview for turn in turns if turn} == {DAY}


@pytest.mark.parametrize("new", [10, 20])
def test_fewer_answers_than_a_constant_95_for_the_same_recall(new: int) -> None:
    ours, strict = [], []
    for seed in range(6):
        truth = tuple(
            np.asarray(memory_model.DEFAULT_WEIGHTS) * np.exp(np.random.default_rng(90 + seed).normal(0, 0.15, 21))
        )
        strict.append(course(ReviewPolicy(0.95), seed, truth, new))
        ours.append(course(deadline.POLICY, seed, truth, new))
    assert sum(c.answers.sum() for c in ours) < 0.75 * sum(c.answers.sum() for c in strict)
    recall = [float(np.mean([c.recall[-1].mean() for c in found])) for found in (ours, strict)]
    assert recall[0] > recall[1] - 0.005


def test_the_sweep_asks_each_card_from_its_turn_on() -> None:
    held = SimulatedCards(np.full(60, 20.0), np.full(60, 5.0), np.full(60, -10.0), np.full(60, 400.0))
    found = simulator.simulate_practice(
        held,
        8,
        deadline.POLICY,
        DailyLimits(0, None, 1),
        np.random.default_rng(0),
        memory_model.DEFAULT_WEIGHTS,
        memory_model.DEFAULT_WEIGHTS,
    )
    assert found.answers[:5].sum() == 0
    assert found.answers[5] >= 20  # a lapse takes two answers, and is asked again on the next day
    assert sum(found.answers) > 60
    assert found.recall[-1].mean() > 0.96


def test_what_holds_anyway_is_not_swept() -> None:
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
    free = deadline.simulate_forecast(simulator.make_new_cards(200), 20, new_per_day=13)
    short = deadline.simulate_forecast(simulator.make_new_cards(200), 20, new_per_day=13, answers_per_day=15)
    assert free.learned == 200
    assert free.recall > 0.93
    assert short.learned < 140
    assert short.recall < free.recall
    assert short.recall_of_learned == pytest.approx(short.recall * 200 / short.learned, abs=0.01)
    # A day ends with the answer that its last new card or lapse takes.
    assert max(short.reviews) <= 15 * 1.6


def test_a_forecast_is_the_same_each_time_and_has_a_value_a_day() -> None:
    one, other = (deadline.simulate_forecast(simulator.make_new_cards(30), 12, new_per_day=5) for _ in range(2))
    assert one == other
    assert len(one.curve) == 13
    assert len(one.reviews) == 12
    assert one.curve[0] == 0.0
    assert list(one.curve[:5]) == sorted(one.curve[:5])


def test_the_day_itself_and_an_empty_deck() -> None:
    known = SimulatedCards(np.array([30.0]), np.array([5.0]), np.array([-30.0]), np.array([0.0]))
    assert deadline.simulate_forecast(known, 0, new_per_day=5).recall == pytest.approx(0.9)
    assert deadline.simulate_forecast(simulator.make_new_cards(0), 5, new_per_day=5).recall == 0.0


@pytest.mark.parametrize(("new", "days", "needed"), [(270, 30, 10), (0, 30, 0), (7, 2, 7), (7, 0, 7), (28, 30, 2)])
def test_new_cards_a_day(new: int, days: int, needed: int) -> None:
    assert deadline.count_new_per_day(new, days) == needed
