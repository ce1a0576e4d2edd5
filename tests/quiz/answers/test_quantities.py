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
        ("2 weeks", 1_209_600.0, "time"),
        ("64 kB", 64e3, "data"),
        ("64kB", 64e3, "data"),
        ("4 GiB", 4e9, "data"),
        ("2 million kB", 2e9, "data"),
        ("64 k requests", 64e3, "request"),
        ("3 TB", 3e12, "data"),
        ("one year", 31_536_000.0, "time"),
        ("90 days", 7_776_000.0, "time"),
        ("50 µs", 5e-5, "time"),
        ("once an hour", 3600.0, "time"),
        ("half a million rows".replace("half a", "two"), 2e6, "row"),
        ("5k requests", 5000.0, "request"),
        ("twice the load", 2.0, "the"),
        ("1.5 hours", 5400.0, "time"),
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
        ("64 kB pages", "64 MB pages", True),
        ("64 kB pages", "64 KB pages", False),
        ("4 GiB heap", "4 MiB heap", True),
        ("86,400 seconds", "86,000 seconds", False),  # rounded
        ("30 seconds", "not 10 seconds", False),
    ],
)
def test_which_figures_exclude_each_other(point: str, answer: str, conflict: bool) -> None:
    assert bool(conflicts(quantities(point), quantities(answer))) is conflict


def test_figures_that_agree_are_counted() -> None:
    assert agreements(quantities("10 tokens and 5 s"), quantities("five seconds, and 10 tokens")) == 2


@pytest.mark.parametrize("text", ["a second attempt", "one must wait, so", "nothing at all"])
def test_an_article_is_no_number(text: str) -> None:
    assert [found for found in quantities(text) if found.kind == "time"] == []


def test_about_allows_half_and_a_plain_figure_three_percent() -> None:
    assert not conflicts(quantities("about 30 seconds"), quantities("20 seconds"))
    assert conflicts(quantities("30 seconds"), quantities("20 seconds"))
    assert conflicts(quantities("about 30 seconds"), quantities("5 seconds"))
    assert not conflicts(quantities("100 tokens"), quantities("103 tokens"))
    assert conflicts(quantities("100 tokens"), quantities("104 tokens"))


def test_the_figure_that_contradicts_is_returned_once_and_the_one_that_agrees_is_not() -> None:
    (wrong,) = conflicts(quantities("30 seconds and 5 retries"), quantities("it waits 10 seconds, with 5 retries"))
    assert (wrong.value, wrong.kind) == (10.0, "time")
    assert conflicts(quantities("30 seconds"), quantities("first 10 seconds, then 30 seconds")) == ()
    assert conflicts(quantities("30 is the limit"), quantities("it waits 10 seconds")) == ()


def test_a_bare_number_agrees_with_one_that_has_a_unit() -> None:
    assert agreements(quantities("30 seconds"), quantities("30.")) == 1
    assert agreements(quantities("30 seconds"), quantities("30 GB")) == 0
    assert agreements(quantities("30 seconds"), ()) == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("around 20 requests", [(20.0, "request", True, False)]),
        ("not 10 seconds", [(10.0, "time", False, True)]),
        ("5, seconds later", [(5.0, "", False, False)]),  # the comma parts them
        ("half, one, single.", []),  # nothing that they count
        ("half a second", [(0.5, "a", False, False)]),
        ("three billion rows", [(3e9, "row", False, False)]),
        ("5 per mille", [(5.0, "percent", False, False)]),
        ("between 5 and 10 ms", [(5.0, "and", False, False), (0.01, "time", False, False)]),
        ("version 1.2.3", []),  # no number
        ("an hour, a second", [(3600.0, "time", False, False)]),
        ("12,5 s and 1,234.5 s", [(12.5, "time", False, False), (1234.5, "time", False, False)]),
    ],
)
def test_numbers_in_order_with_what_is_said_of_them(text: str, found: list[tuple[float, str, bool, bool]]) -> None:
    assert [(q.value, q.kind, q.vague, q.denied) for q in quantities(text)] == found


def test_a_number_has_its_place() -> None:
    text = "It takes 2 million kB, or 5 %."
    assert [text[q.start : q.end] for q in quantities(text)] == ["2 million", "5"]
