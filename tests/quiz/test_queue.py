"""Which card comes next."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from quiz.queue import DayProgress, QueuedCard, choose_next

ROOM = DayProgress(new_done=0, reviews_done=0, new_left=20, reviews_left=200)


class Heads(NamedTuple):
    follow_up: int | None = None
    learning: int | None = None
    review: int | None = None
    new: int | None = None
    ahead: int | None = None


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (Heads(follow_up=1, learning=2, review=3, new=4, ahead=5), QueuedCard(1, "follow-up")),
        (Heads(learning=2, review=3, new=4, ahead=5), QueuedCard(2, "learning")),
        (Heads(review=3, new=4, ahead=5), QueuedCard(3, "review")),
        (Heads(new=4, ahead=5), QueuedCard(4, "new")),
        (Heads(ahead=5), QueuedCard(5, "ahead")),
        (Heads(), None),
    ],
)
def test_the_order_of_the_lines(first: Heads, expected: QueuedCard | None) -> None:
    assert choose_next(first, ROOM) == expected


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        (DayProgress(0, 0, new_left=0, reviews_left=200), QueuedCard(3, "review")),
        (DayProgress(0, 0, new_left=20, reviews_left=0), QueuedCard(4, "new")),
        (DayProgress(0, 0, new_left=0, reviews_left=0), QueuedCard(5, "ahead")),
    ],
)
def test_a_line_whose_limit_is_used_up_is_closed(tally: DayProgress, expected: QueuedCard) -> None:
    assert choose_next(Heads(review=3, new=4, ahead=5), tally) == expected


def test_new_cards_are_spread_evenly_among_reviews() -> None:
    new_done = reviews_done = 0
    kinds = ""
    while new_done < 3 or reviews_done < 9:
        pick = choose_next(
            Heads(**({"review": 1} if reviews_done < 9 else {}), **({"new": 2} if new_done < 3 else {})),
            DayProgress(new_done, reviews_done, 3 - new_done, 9 - reviews_done),
        )
        assert pick is not None
        new_done += pick.reason == "new"
        reviews_done += pick.reason == "review"
        kinds += pick.reason[0]
    assert kinds == "rnrrrnrrrnrr"


def test_of_as_many_new_cards_as_reviews_the_review_comes_first() -> None:
    both = Heads(review=1, new=2)
    assert choose_next(both, DayProgress(0, 0, 5, 5)) == QueuedCard(1, "review")
    assert choose_next(both, DayProgress(0, 1, 5, 4)) == QueuedCard(2, "new")
    assert choose_next(both, DayProgress(1, 1, 4, 4)) == QueuedCard(1, "review")
    assert choose_next(both, DayProgress(0, 7, 3, 0)) == QueuedCard(2, "new")
