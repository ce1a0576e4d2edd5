"""Which card comes next."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from quiz.queue import DayProgress, NextCard, QueueHeads, choose_next

SOON = datetime(2026, 3, 2, 12, 9, tzinfo=UTC)
ROOM = DayProgress(new_done=0, reviews_done=0, new_left=20, reviews_left=200)


def lines(**first: int) -> QueueHeads:
    given = {"follow_up": None, "learning": None, "review": None, "new": None, "ahead": None, **first}
    return QueueHeads(**given, next_due=SOON)


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (lines(follow_up=1, learning=2, review=3, new=4, ahead=5), NextCard(1, "follow-up")),
        (lines(learning=2, review=3, new=4, ahead=5), NextCard(2, "learning")),
        (lines(review=3, new=4, ahead=5), NextCard(3, "review")),
        (lines(new=4, ahead=5), NextCard(4, "new")),
        (lines(ahead=5), NextCard(5, "ahead")),
        (lines(), None),
    ],
)
def test_the_order_of_the_lines(first: QueueHeads, expected: NextCard | None) -> None:
    assert choose_next(first, ROOM) == expected


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        (DayProgress(0, 0, new_left=0, reviews_left=200), NextCard(3, "review")),
        (DayProgress(0, 0, new_left=20, reviews_left=0), NextCard(4, "new")),
        (DayProgress(0, 0, new_left=0, reviews_left=0), NextCard(5, "ahead")),
    ],
)
def test_a_line_whose_limit_is_used_up_is_closed(tally: DayProgress, expected: NextCard) -> None:
    assert choose_next(lines(review=3, new=4, ahead=5), tally) == expected


def test_new_cards_are_spread_evenly_among_reviews() -> None:
    new_done = reviews_done = 0
    kinds = ""
    while new_done < 3 or reviews_done < 9:
        pick = choose_next(
            lines(**({"review": 1} if reviews_done < 9 else {}), **({"new": 2} if new_done < 3 else {})),
            DayProgress(new_done, reviews_done, 3 - new_done, 9 - reviews_done),
        )
        assert pick is not None
        new_done += pick.reason == "new"
        reviews_done += pick.reason == "review"
        kinds += pick.reason[0]
    assert kinds == "rnrrrnrrrnrr"
