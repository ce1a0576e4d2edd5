"""How an estimate is written: ranges, units, and how far one may be off."""

from __future__ import annotations

import pytest

from deck.estimates.arithmetic import FormulaError
from deck.estimates.estimate_notation import read_answer_formula, read_variable, split_requested_unit, write_plainly
from deck.model import EstimateVariable, Tolerance


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("rps: 200..2000 /s", EstimateVariable("rps", 200, 2000, whole=True, unit="/s")),
        ("rps: 200…2,000 by 50 /s", EstimateVariable("rps", 200, 2000, step=50, whole=True, unit="/s")),
        (" hold : 0.5 .. 2 s", EstimateVariable("hold", 0.5, 2, unit="s")),
        ("hold: 1..2.0 s", EstimateVariable("hold", 1, 2, unit="s")),
        ("disks: 4", EstimateVariable("disks", 4, 4, whole=True)),
        ("size: 1k..2M", EstimateVariable("size", 1000, 2_000_000, whole=True)),
    ],
)
def test_a_variable_is_its_range(inside: str, expected: EstimateVariable) -> None:
    assert read_variable(inside) == expected


@pytest.mark.parametrize("inside", ["rps * hold", "2: 3", "", "#id"])
def test_other_braces_are_no_variable(inside: str) -> None:
    assert read_variable(inside) is None


@pytest.mark.parametrize(
    ("inside", "words"),
    [("rps: many", "not a range"), ("rps: 9..1", "ends lower"), ("rps: 1..1e999", "too large")],
)
def test_a_variable_without_a_range_is_told(inside: str, words: str) -> None:
    with pytest.raises(FormulaError, match=words):
        read_variable(inside)


@pytest.mark.parametrize(
    ("text", "unit", "tolerance", "unread"),
    [
        ("{a * 2}", "", Tolerance("percent", 10), ""),
        ("{a * 2} connections", "connections", Tolerance("percent", 10), ""),
        ("{a * 2} s (± 15 %).", "s", Tolerance("percent", 15), ""),
        ("{a * 2} s ± 15", "s", Tolerance("percent", 15), ""),
        ("{a * 2} s (+/- 5 percent)", "s", Tolerance("percent", 5), ""),
        ("{a * 2} ms (± 2.5 ms)", "ms", Tolerance("absolute", 2.5, "ms"), ""),
        ("{a * 2} rows, within 20 %", "rows", Tolerance("percent", 20), ""),
        ("{a * 2} rows (within a factor of 3)", "rows", Tolerance("factor", 3), ""),
        ("{a * 2} rows (within a factor 1.5)", "rows", Tolerance("factor", 1.5), ""),
        ("{a * 2} rows (within an order of magnitude)", "rows", Tolerance("orders", 1), ""),
        ("{a * 2} rows (2 orders of magnitude)", "rows", Tolerance("orders", 2), ""),
        ("{a * 2} rows (roughly).", "rows", Tolerance("percent", 10), "(roughly)"),
        ("{a * 2 in kB} bytes", "kB", Tolerance("percent", 10), ""),
        ("About {a * 2} s.", "s", Tolerance("percent", 10), ""),
    ],
)
def test_an_answer_is_a_formula_a_unit_and_a_tolerance(text: str, unit: str, tolerance: Tolerance, unread: str) -> None:
    answer = read_answer_formula(text)
    assert answer is not None
    assert (answer.expression, answer.unit, answer.tolerance, answer.unread) == ("a * 2", unit, tolerance, unread)


def test_an_answer_without_a_formula_or_with_a_bad_one() -> None:
    assert read_answer_formula("about ten {#q-ten}") is None
    with pytest.raises(FormulaError):
        read_answer_formula("{a +} rows")


def test_the_unit_begins_behind_the_last_in() -> None:
    assert split_requested_unit("a in b in kB/s") == ("a in b", "kB/s")
    assert split_requested_unit(" minutes * 2 ") == ("minutes * 2", "")


@pytest.mark.parametrize(
    ("text", "plain", "named"),
    [
        ("At {rps: 200..2000 /s}?", "At 200–2,000/s?", "At rps = 200–2,000/s?"),
        ("In {d: 4 disks}", "In 4 disks", "In d = 4 disks"),
        ("So {rps * hold in s}.", "So rps * hold.", "So rps * hold."),
        ("Bad {x: many}", "Bad x: many", "Bad x: many"),
        ("Id {#q-a}", "Id {#q-a}", "Id {#q-a}"),
    ],
)
def test_braces_are_written_out(text: str, plain: str, named: str) -> None:
    assert (write_plainly(text), write_plainly(text, with_names=True)) == (plain, named)
