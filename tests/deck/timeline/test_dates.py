"""Dates are looked for only where one may stand: what the quick look refuses holds none."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deck.languages import list_month_numbers, list_weekday_numbers
from deck.timeline.dates import DATE, find_day, find_year

_DATE = re.compile(rf"(?<![\w/.]){DATE}(?![\w/])", re.IGNORECASE)
_PIECES = st.sampled_from(
    [
        *list_month_numbers(),
        *list_weekday_numbers(),
        *("3", "12", "31", "2021", "5/6", "5/6/21", "5-26-21", "1.2.20", "12-05 16:21", "2024-05-06", "5-May-2020"),
        *("3rd", "1er", "of", "de", "d'", "MAYIS", "KASIM", "words", "-", "–", ",", ".", "(2021)", "日", "3月4日"),
    ]
)
_SENTENCES = st.lists(st.tuples(_PIECES, st.sampled_from([" ", " ", ""])), max_size=8).map(
    lambda pairs: "".join(piece + space for piece, space in pairs)
)


@given(_SENTENCES)
def test_no_day_is_missed(text: str) -> None:
    named = [m.group() for m in _DATE.finditer(text) if re.search(r"[^\W\d_]", m.group())]
    if named and find_day(named[0]) is not None:
        assert find_day(f"About {named[0]} it broke.") == find_day(named[0])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("It broke on the 3rd of May, 2021.", (date(2021, 5, 3), False)),
        ("May 3 was a bad day.", (date(2000, 5, 3), True)),
        ("Il y a eu une panne le 1er mai 2020.", (date(2020, 5, 1), False)),
        ("5 KASIM 2021", (date(2021, 11, 5), False)),
        ("We may retry 3 times; 9 may not.", (date(2000, 5, 9), True)),
        ("The target is 100 %. It may be set to 99.", None),
        ("p99 went from 20 to 31 ms", None),
    ],
)
def test_day_in_a_sentence(text: str, day: tuple[date, bool] | None) -> None:
    assert find_day(text) == day


def test_year_beside_a_month_or_in_brackets() -> None:
    assert (find_year("in April 2020"), find_year("Date (2021)"), find_year("2020 requests")) == (2020, 2021, None)
