"""What a review is worth before an interview, and the day's plan that follows."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

import numpy as np
import pytest

from quiz import review_values
from quiz.fsrs import memory_model
from quiz.review_values import NEW_SECONDS, PLANNED_DAYS, DayPlan, ReviewValues, load_values, plan_day

MODEL = memory_model.make_model()


def plan(stability: list[float], elapsed: list[float], new: int, left: int, **limits: float) -> DayPlan:
    count = len(stability)
    return plan_day(np.array(stability), np.full(count, 5.0), np.array(elapsed), new, left, **limits)


def expect_recall(stability: float, waits: tuple[int, ...], left: int) -> float:
    """Recall on the day for a card with these reviews, all of them recalled Good."""
    difficulty = 5.0
    for wait in waits:
        stability, difficulty = memory_model.update_memory(MODEL, stability, difficulty, wait, 3)
        left -= wait
    return memory_model.compute_retrievability(MODEL, stability, left)


@pytest.mark.parametrize("left", [1, 2, 5, 14, 30, PLANNED_DAYS, PLANNED_DAYS + 1, 300])
@pytest.mark.parametrize("stability", [0.05, 0.4, 3.0, 20.0, 500.0])
def test_the_next_review_is_tomorrow_at_the_earliest_and_never_after_the_day(stability: float, left: int) -> None:
    assert 1 <= load_values().choose_interval(stability, 5.0, left) <= left


def test_a_memory_that_holds_until_the_day_needs_no_review() -> None:
    assert load_values().choose_interval(400.0, 5.0, 14) == 14


def test_a_weak_memory_is_reviewed_when_the_review_adds_most() -> None:
    wait = load_values().choose_interval(3.0, 5.0, 14)
    assert 1 < wait < 14
    assert expect_recall(3.0, (wait,), 14) > expect_recall(3.0, (1,), 14)
    assert expect_recall(3.0, (wait,), 14) > expect_recall(3.0, (), 14) + 0.1


def test_the_value_of_a_card_grows_with_its_stability() -> None:
    values = ReviewValues(memory_model.DEFAULT_WEIGHTS)
    stability = np.array([0.5, 2.0, 8.0, 30.0, 120.0])
    today, *_ = values.weigh_days(stability, np.full(5, 5.0), np.full(5, 1.0), 10)
    assert (np.diff(today.max(axis=0)) > 0).all()


def test_the_work_of_a_card_is_what_its_best_reviews_take() -> None:
    values = ReviewValues(memory_model.DEFAULT_WEIGHTS)
    worth, work, seconds = values.weigh_days(np.array([3.0, 400.0]), np.full(2, 5.0), np.full(2, 3.0), 1)
    assert work[0].tolist() == seconds.tolist()
    assert work[1].tolist() == [0.0, 0.0]
    assert worth[0, 0] > worth[1, 0] and worth[0, 1] < worth[1, 1]
    _, far, _ = values.weigh_days(np.array([3.0]), np.full(1, 5.0), np.full(1, 3.0), 20)
    assert far[0, 0] > far[18, 0] > far[20, 0] == 0.0  # an early review is followed by others


def test_a_new_card_takes_more_time_the_earlier_it_is_begun() -> None:
    work = load_values().expect_new_work(30)
    assert work[0] == pytest.approx(NEW_SECONDS)
    assert (np.diff(work) > -0.5).all()
    assert NEW_SECONDS + 10 < work[13] < work[29] < 60


def test_when_the_last_new_cards_are_begun_what_room_is_left_takes_from_the_days_to_come() -> None:
    day = plan([3.0] * 60, [2.0] * 60, 1, 12)
    assert day.new == 1
    assert day.reviews.size > 0


def test_the_one_that_would_lose_most_comes_first_and_one_met_today_not_at_all() -> None:
    day = plan([4.0, 400.0, 1.0, 2.0], [3.0, 3.0, 0.0, 3.0], 0, 1)
    assert day.reviews.tolist() == [3, 0]


def test_new_cards_are_shared_out_and_the_last_days_take_what_is_left() -> None:
    assert plan([], [], 0, 10).new == 0
    first = plan([], [], 100, 20).new
    assert 5 <= first <= 12
    assert plan([], [], 9, 3).new == 9


def test_no_more_is_planned_than_there_is_time_for() -> None:
    free = plan([3.0] * 200, [3.0] * 200, 0, 2)
    short = plan([3.0] * 200, [3.0] * 200, 0, 2, limit=300.0)
    assert len(short.reviews) < len(free.reviews)
    assert short.seconds <= 300.0
    assert short.reviews.tolist() == free.reviews.tolist()[: len(short.reviews)]


def test_several_decks_are_planned_at_once_as_each_is_alone() -> None:
    stability, difficulty = np.array([3.0, 9.0, 1.0, 30.0, 2.0]), np.array([5.0, 3.0, 8.0, 5.0, 6.0])
    elapsed, deck = np.array([3.0, 4.0, 1.0, 9.0, 0.0]), np.array([0, 2, 0, 2, 0])
    new = (4, 5, 0)
    together = review_values.plan_decks(stability, difficulty, elapsed, deck, new, 6, limit=60.0)
    for number, found in enumerate(together):
        at = np.flatnonzero(deck == number)
        alone = plan_day(stability[at], difficulty[at], elapsed[at], new[number], 6, limit=60.0)
        assert found.reviews.tolist() == at[alone.reviews].tolist()
        assert (found.new, found.seconds) == (alone.new, pytest.approx(alone.seconds))
    assert together[0].reviews.size and together[1].new


def test_what_was_practised_counts_into_the_day() -> None:
    free = plan([3.0] * 200, [3.0] * 200, 0, 2)
    later = plan([3.0] * 200, [3.0] * 200, 0, 2, seconds_spent=free.seconds / 2)
    assert len(later.reviews) < len(free.reviews)


def test_beyond_the_planned_days_a_memory_that_holds_waits_for_the_day() -> None:
    assert load_values().choose_interval(20_000.0, 5.0, PLANNED_DAYS) == PLANNED_DAYS
    assert load_values().choose_interval(20_000.0, 5.0, 300) == 300
    assert load_values().choose_interval(3.0, 5.0, 300) < 60


def test_each_day_is_held_to_about_an_even_share_of_the_work() -> None:
    stability, elapsed = np.full(60, 3.0), np.full(60, 2.0)
    for left in (4, 8, 28):
        values, work, _ = load_values().weigh_days(stability, np.full(60, 5.0), elapsed, left)
        total = float(np.take_along_axis(work, values.argmax(axis=0)[None], axis=0).sum())
        share = plan([3.0] * 60, [2.0] * 60, 0, left).seconds / (total / left)
        assert share == pytest.approx(1.0) if left <= 8 else 0.93 < share < 1.0


def test_a_day_goes_little_beyond_its_share() -> None:
    day = plan([1.0] * 300, [5.0] * 300, 0, 3)
    _, _, seconds = load_values().weigh_days(np.full(300, 1.0), np.full(300, 5.0), np.full(300, 5.0), 3)
    assert day.seconds < float(seconds[day.reviews].sum()) < 1.15 * day.seconds


def test_on_a_full_day_some_new_cards_are_begun_all_the_same() -> None:
    crowded = plan([1.0] * 300, [5.0] * 300, 100, 20, limit=120.0)
    assert crowded.new == 4  # six tenths of an even share of 17 days
    assert plan([1.0] * 300, [5.0] * 300, 0, 20, limit=120.0).new == 0
    assert plan([1.0] * 300, [5.0] * 300, 7, 3, limit=60.0).new == 7


def test_a_review_is_dearer_the_nearer_and_the_farther_the_day() -> None:
    """A second costs least some ten days before: there a weaker memory is needed for a review not to be worth it."""
    held = [load_values().choose_interval(12.0, 5.0, left) == left for left in (1, 2, 10)]
    assert held == [True, True, False]


def test_sessions_that_plan_at_once_find_the_table_of_one_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """All sessions of a process share a table; two that extended it together gave each day the values of another."""
    shared, alone = ReviewValues(memory_model.DEFAULT_WEIGHTS), ReviewValues(memory_model.DEFAULT_WEIGHTS)
    expected = [alone.choose_interval(3.0, 5.0, left) for left in range(1, 15)]
    meeting, branch = threading.Barrier(2), review_values._branch

    def branch_together(*arguments: Any) -> Any:
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(0.2)  # both come here only where nothing keeps them apart
        return branch(*arguments)

    monkeypatch.setattr(review_values, "_branch", branch_together)
    sessions = [threading.Thread(target=shared.choose_interval, args=(3.0, 5.0, 5)) for _ in range(2)]
    for session in sessions:
        session.start()
    for session in sessions:
        session.join()
    assert [shared.choose_interval(3.0, 5.0, left) for left in range(1, 15)] == expected
