"""Formulas: what they are worth, what is wrong with them, and that no text breaks the parser."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deck.estimates import arithmetic, estimate_notation
from deck.estimates.arithmetic import FormulaError


def calculate(text: str, **values: float) -> float:
    return float(arithmetic.evaluate(arithmetic.parse_formula(text), values))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 - 3 - 4", -5),
        ("16 / 4 / 2", 2),
        ("2 ^ 3 ^ 2", 512),
        ("-2 ^ 2", -4),
        ("2 ** -1", 0.5),
        ("-2 * 3", -6),
        ("2 - -3", 5),
        ("1,200 * 2", 2400),
        ("1.5e3", 1500),
        ("6 × 7 ÷ 2 − 1", 20),
        ("ceil(7 / 2)", 4),
        ("ceil(3 * 0.1 / 0.1)", 3),
        ("floor(64 ^ (1 / 3))", 4),
        ("floor(3.999)", 3),
        ("round(2.5)", 3),
        ("round(3.5)", 4),
        ("round(-2.5)", -3),
        ("round(2.4999)", 2),
        ("round(1.005 * 100)", 101),
        ("round(0)", 0),
        ("round(10 ^ 30)", 1e30),
        ("min(3, 1, 2) + max(1, 2)", 3),
        ("log2(8) + log10(100) + ln(exp(1))", 6),
        ("1 - (1 - a) ^ 2", 0.99),
    ],
)
def test_what_a_formula_is_worth(text: str, expected: float) -> None:
    assert calculate(text, a=0.9) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "ends too early"),
        ("1 +", "ends too early"),
        ("1 2", "operator is missing"),
        ("a b", "operator is missing"),
        ("(1", "bracket"),
        ("1)", "operator is missing"),
        ("* 2", "nothing before"),
        ("__import__(1)", "no function"),
        ("open(1)", "no function"),
        ("ceil(1, 2)", "does not take 2"),
        ("min(1)", "does not take 1"),
        ("1 & 2", "means nothing"),
        ("a.b", "means nothing"),
        ("[1]", "means nothing"),
        ("(" * 100 + "1" + ")" * 100, "deeply"),
        ("1+" * 200 + "1", "longer"),
    ],
)
def test_what_is_wrong_is_said(text: str, words: str) -> None:
    with pytest.raises(FormulaError, match=words):
        arithmetic.parse_formula(text)


@pytest.mark.parametrize(
    "text", ["1 / 0", "sqrt(-1)", "(-8) ^ 0.5", "9 ^ 9 ^ 9", "ln(0)", "exp(9999)", "ceil(1e308 * 10)"]
)
def test_what_has_no_value_is_said(text: str) -> None:
    with pytest.raises(FormulaError, match="no value"):
        calculate(text)


def test_an_unknown_name_is_named() -> None:
    with pytest.raises(FormulaError, match="“b”"):
        calculate("a * b", a=1)


@given(st.text(alphabet="0123456789.,abe+-*/^() ±×", max_size=60) | st.text(max_size=60))
@example("9" * 290)
@example("²")
def test_any_text_gives_a_number_or_a_sentence(text: str) -> None:
    try:
        value = calculate(text, a=2.0, b=3.0)
    except FormulaError as error:
        assert str(error).endswith(".")
    except TypeError:
        pytest.fail("a formula of plain numbers has no type errors")
    else:
        assert isinstance(value, float)


@given(st.floats(0.001, 1e6), st.floats(0.001, 1e6), st.floats(0.001, 1e6))
def test_precedence_is_that_of_python(a: float, b: float, c: float) -> None:
    assert calculate("a + b * c - a / b", a=a, b=b, c=c) == pytest.approx(a + b * c - a / b, nan_ok=True)
    assert calculate("-a * (b - c)", a=a, b=b, c=c) == pytest.approx(-a * (b - c))


def test_the_names_of_a_formula() -> None:
    assert arithmetic.find_names(arithmetic.parse_formula("ceil(rps * hold) + min(a, 1) - -b")) == {
        "rps",
        "hold",
        "a",
        "b",
    }


@pytest.mark.parametrize(
    ("text", "value"), [("1,200", 1200), ("2.5", 2.5), ("20k", 2e4), ("3M", 3e6), ("1G", 1e9), ("1e6", 1e6)]
)
def test_amounts(text: str, value: float) -> None:
    assert estimate_notation.read_amount(text) == value


def test_a_unit_is_no_multiple() -> None:
    size = estimate_notation.read_variable("size: 2 kB")
    assert size is not None
    assert (size.low, size.high, size.unit) == (2, 2, "kB")
    rate = estimate_notation.read_variable("rate: 2k..4k MB/s")
    assert rate is not None
    assert (rate.low, rate.high, rate.unit) == (2000, 4000, "MB/s")


@given(st.text(max_size=80))
@example("x: 1..")
@example("x: 9" * 20)
def test_any_braces_are_a_variable_a_fault_or_neither(inside: str) -> None:
    try:
        found = estimate_notation.read_variable(inside)
    except FormulaError:
        return
    assert found is None or math.isfinite(found.low) or found.low == math.inf


@given(st.text(max_size=120))
def test_any_answer_is_read_or_refused(text: str) -> None:
    try:
        estimate_notation.read_answer_formula(text)
    except FormulaError as error:
        assert str(error)
