"""What a grade does to siblings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from quiz.practice_settings import PracticeSettings
from quiz.scheduler import CardPhase, Rating
from quiz.siblings import Sibling, release_follow_ups, update_siblings

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
END = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
AGAIN, HARD, GOOD, EASY = Rating
NEW = Sibling(1, CardPhase.NEW, None, True, False, None, None, True)
DUE = replace(NEW, phase=CardPhase.REVIEW, due=NOW - timedelta(days=1), waiting=False)


def after(sibling: Sibling, rating: Rating, **chosen: bool) -> Sibling:
    """The sibling afterwards: itself when nothing changes."""
    return next(update_siblings([sibling], rating, NOW, END, PracticeSettings(**chosen)), sibling)


@pytest.mark.parametrize("rating", [GOOD, EASY])
@pytest.mark.parametrize("sibling", [NEW, DUE, replace(DUE, spaced_until=END)])
def test_a_good_answer_calls_the_follow_ups(sibling: Sibling, rating: Rating) -> None:
    assert after(sibling, rating) == replace(sibling, called_at=NOW, spaced_until=None, waiting=False)


@pytest.mark.parametrize(
    "sibling",
    [
        replace(DUE, due=END + timedelta(days=3)),
        replace(DUE, held=True),
        replace(DUE, is_follow_up=False),
        replace(NEW, is_follow_up=False, waiting=False),
    ],
)
def test_what_is_not_due_not_free_or_no_follow_up_is_spaced(sibling: Sibling) -> None:
    assert after(sibling, GOOD) == replace(sibling, spaced_until=END)


def test_what_is_being_learned_goes_on() -> None:
    learning = replace(DUE, phase=CardPhase.LEARNING, due=NOW + timedelta(minutes=3))
    assert [after(learning, rating) for rating in Rating] == [learning] * 4


def test_again_sends_follow_ups_back_to_wait() -> None:
    assert after(replace(NEW, waiting=False, called_at=NOW), AGAIN) == replace(NEW, waiting=True, spaced_until=END)
    assert after(replace(DUE, called_at=NOW), AGAIN) == replace(DUE, spaced_until=END)


def test_hard_calls_nobody() -> None:
    assert after(NEW, HARD) == replace(NEW, spaced_until=END)


def test_a_sibling_that_was_called_still_comes_when_another_is_answered() -> None:
    called = replace(DUE, is_follow_up=False, called_at=NOW - timedelta(minutes=1))
    assert after(called, GOOD) == called


def test_without_chains_and_spacing_nothing_changes() -> None:
    for sibling in (NEW, DUE):
        assert after(sibling, GOOD, follow_ups=False, space_siblings=False) == sibling
        assert after(sibling, GOOD, follow_ups=False) == replace(sibling, spaced_until=END)


def test_a_card_that_leaves_lets_its_follow_ups_go() -> None:
    assert list(release_follow_ups([NEW, DUE, replace(NEW, is_follow_up=False)])) == [replace(NEW, waiting=False)]


def test_a_follow_up_is_called_when_it_is_due_on_this_study_day() -> None:
    later_today, tomorrow = replace(DUE, due=END - timedelta(seconds=1)), replace(DUE, due=END)
    assert after(later_today, GOOD).called_at == NOW
    assert after(tomorrow, GOOD) == replace(tomorrow, spaced_until=END)


def test_a_waiting_card_that_is_no_follow_up_of_the_one_that_left_goes_on_waiting() -> None:
    assert list(release_follow_ups([replace(NEW, is_follow_up=False, waiting=True)])) == []


def test_a_held_follow_up_waits_no_longer_but_is_not_called() -> None:
    held = after(replace(NEW, held=True), GOOD)
    assert (held.waiting, held.called_at, held.spaced_until) == (False, None, END)
