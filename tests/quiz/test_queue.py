"""Which card comes next."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from quiz.queue import Lines, Pick, Tally, choose

SOON = datetime(2026, 3, 2, 12, 9, tzinfo=UTC)
ROOM = Tally(new_done=0, reviews_done=0, new_left=20, reviews_left=200)


def lines(**first: int) -> Lines:
    given = {"called": None, "learning": None, "review": None, "new": None, "ahead": None, **first}
    return Lines(**given, next_due=SOON)


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (lines(called=1, learning=2, review=3, new=4, ahead=5), Pick(1, "follow-up")),
        (lines(learning=2, review=3, new=4, ahead=5), Pick(2, "learning")),
        (lines(review=3, new=4, ahead=5), Pick(3, "review")),
        (lines(new=4, ahead=5), Pick(4, "new")),
        (lines(ahead=5), Pick(5, "ahead")),
        (lines(), None),
    ],
)
def test_the_order_of_the_lines(first: Lines, expected: Pick | None) -> None:
    assert choose(first, ROOM) == expected


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        (Tally(0, 0, new_left=0, reviews_left=200), Pick(3, "review")),
        (Tally(0, 0, new_left=20, reviews_left=0), Pick(4, "new")),
        (Tally(0, 0, new_left=0, reviews_left=0), Pick(5, "ahead")),
    ],
)
def test_a_line_whose_limit_is_used_up_is_closed(tally: Tally, expected: Pick) -> None:
    assert choose(lines(review=3, new=4, ahead=5), tally) == expected


def test_new_cards_are_spread_evenly_among_reviews() -> None:
    new_done = reviews_done = 0
    kinds = ""
    while new_done < 3 or reviews_done < 9:
        pick = choose(
            lines(**({"review": 1} if reviews_done < 9 else {}), **({"new": 2} if new_done < 3 else {})),
            Tally(new_done, reviews_done, 3 - new_done, 9 - reviews_done),
        )
        assert pick is not None
        new_done += pick.why == "new"
        reviews_done += pick.why == "review"
        kinds += pick.why[0]
    assert kinds == "rnrrrnrrrnrr"
