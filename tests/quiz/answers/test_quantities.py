"""Numbers and units."""

from __future__ import annotations

import pytest

from quiz.answers.quantities import agreements, conflicts, find_quantities
from quiz.answers.tokenized_text import read


def quantities(text: str):
    return find_quantities(text, read(text).tokens)


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("after 200 ms", 0.2, "time"),
        ("1,000 milliseconds", 1.0, "time"),
        ("0,5 s", 0.5, "time"),
        ("three minutes", 180.0, "time"),
        ("99.9 %", 99.9, "percent"),
        ("99.9 per cent", 99.9, "percent"),
        ("two thousand requests", 2000.0, "request"),
        ("4 GB", 4e9, "data"),
    ],
)
def test_what_a_number_measures(text: str, value: float, kind: str) -> None:
    (found,) = quantities(text)
    assert (found.value, found.kind) == (pytest.approx(value), kind)


@pytest.mark.parametrize(
    ("point", "answer", "conflict"),
    [
        ("times out after 30 ms", "it gives up after 30 seconds", True),  # ms for s
        ("times out after 30 seconds", "it gives up after 300 seconds", True),  # a factor of ten
        ("times out after 30 seconds", "it gives up after half a minute, 30 s", False),
        ("1,000 ms", "one second", False),
        ("two owners", "exactly one owner", True),
        ("30 seconds", "twelve partitions", False),  # another measure
        ("4 GB heap", "4 MB heap", True),
        ("86,400 seconds", "86,000 seconds", False),  # rounded
        ("30 seconds", "not 10 seconds", False),
    ],
)
def test_which_figures_exclude_each_other(point: str, answer: str, conflict: bool) -> None:
    assert bool(conflicts(quantities(point), quantities(answer))) is conflict


def test_figures_that_agree_are_counted() -> None:
    assert agreements(quantities("10 tokens and 5 s"), quantities("five seconds, and 10 tokens")) == 2
