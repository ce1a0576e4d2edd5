"""How an estimate is written: `{rps: 200..2000 /s}`, `{rps * latency} connections (± 10 %)`, `{rps}` in the derivation.

Only the notation: numbers are drawn and units are checked by `quiz.exercises.estimate`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from deck.estimates.arithmetic import FormulaError, parse_formula
from deck.model import EstimateVariable, Tolerance

# Braces on one line. `{#id}` is an id, not a formula; 200 characters keep the search linear.
BRACES = re.compile(r"\{(?!#)([^{}\n]{1,200})\}")
# "rps: 200..2000 /s": a name as in a formula, and what it may be behind the colon.
_VARIABLE = re.compile(r"^\s*([^\W\d]\w*)\s*:\s*(.*?)\s*$")
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
# `k`, `M` and `G` count only where nothing follows that would make a unit of them (`kB`, `MB/s`)
_AMOUNT = rf"(?:{_NUMBER})[kMG]?(?![A-Za-z])"
_RANGE = re.compile(
    rf"^(?P<low>{_AMOUNT})(?:\s*(?:\.{{2,3}}|…)\s*(?P<high>{_AMOUNT}))?(?:\s+by\s+(?P<step>{_AMOUNT}))?\s*(?P<unit>.*)$"
)
_MULTIPLES = {"k": 1e3, "M": 1e6, "G": 1e9}
# `{expression in unit}`: the unit begins after the last "in"
_UNIT_WISH = re.compile(r"^(.*\S)\s+in\s+(\S.*?)\s*$")
# Tolerances at the end of an answer, with or without brackets: "(± 10 %)", "+/- 50 ms"; "within a factor of 2"; "within
# an order of magnitude", "2 orders of magnitude".
_PLUS_MINUS = re.compile(r"\(?\s*(?:±|\+/?-)\s*(\d+(?:\.\d+)?)\s*([^()]*?)\s*\)?\s*\.?$")
_FACTOR = re.compile(r"\(?\s*within\s+a\s+factor\s+(?:of\s+)?(\d+(?:\.\d+)?)\s*\)?\s*\.?$", re.IGNORECASE)
_ORDERS = re.compile(
    r"\(?\s*(?:within\s+)?(?:an?\s+|(\d+(?:\.\d+)?)\s+)?orders?\s+of\s+magnitude\s*\)?\s*\.?$", re.IGNORECASE
)
# "(within 25 percent)" says the same as "± 25 %".
_PERCENT = re.compile(r"\(?\s*within\s+(\d+(?:\.\d+)?)\s*(?:%|percent)\s*\)?\s*\.?$", re.IGNORECASE)
# Brackets that hold no tolerance known here: they are taken off the unit, and the author is told.
_OTHER_BRACKET = re.compile(r"\([^()]*\)\s*\.?$")
_LONGEST_TAIL = 200  # characters behind the braces: a unit and a tolerance have fewer
DEFAULT_TOLERANCE = Tolerance(kind="percent", amount=10.0)


@dataclass(frozen=True, slots=True)
class AnswerFormula:
    """An answer taken apart. `unread` is a bracket behind the unit that says no tolerance ("" for none)."""

    expression: str
    unit: str
    tolerance: Tolerance
    unread: str


def read_amount(text: str) -> float:
    """Return a number as written in a deck: `1,200`, `2.5`, `1e6`, `20k`. Raises ValueError."""
    scale = _MULTIPLES.get(text[-1:], 1.0)
    return float((text[:-1] if text[-1:] in _MULTIPLES else text).replace(",", "")) * scale


def read_variable(inside: str) -> EstimateVariable | None:
    """Read the inside of braces as a variable with its range; None where it is no definition.

    Raises FormulaError where it looks like one and cannot be read.
    """
    match = _VARIABLE.match(inside)
    if match is None:
        return None
    name, words = match.groups()
    amount = _RANGE.match(words)
    if amount is None:
        raise FormulaError(f"“{words}” is not a range of numbers.")
    low = read_amount(amount["low"])
    high = read_amount(amount["high"]) if amount["high"] else low
    step = read_amount(amount["step"]) if amount["step"] else 0.0
    if not math.isfinite(low + high + step):
        raise FormulaError(f"The range of “{name}” is too large.")
    if high < low:
        raise FormulaError(f"The range of “{name}” ends lower than it begins.")
    is_whole = "." not in amount["low"] + (amount["high"] or "") and low == int(low)
    return EstimateVariable(name=name, low=low, high=high, step=step, whole=is_whole, unit=amount["unit"].strip())


def split_requested_unit(inside: str) -> tuple[str, str]:
    """Split `rps * hold in kB` into the formula and the unit it is wanted in ("" for none)."""
    match = _UNIT_WISH.match(inside)
    return (match[1], match[2]) if match else (inside.strip(), "")


def read_answer_formula(text: str) -> AnswerFormula | None:
    """Read `{expression} unit (tolerance)`; None where no braces hold a formula. Raises FormulaError for a bad one."""
    match = BRACES.search(text)
    if match is None:
        return None
    expression, requested_unit = split_requested_unit(match[1])
    parse_formula(expression)
    tail = text[match.end() :].strip()
    unit, tolerance, unread = _split_tolerance(tail)
    return AnswerFormula(expression, requested_unit or unit.strip(" .,"), tolerance, unread)


def _split_tolerance(tail: str) -> tuple[str, Tolerance, str]:
    """Take the tolerance from the end of an answer."""
    tail = tail[:_LONGEST_TAIL]
    if match := _PLUS_MINUS.search(tail):
        unit = match[2].strip()
        percent = unit in ("%", "percent", "")
        tolerance = Tolerance("percent" if percent else "absolute", float(match[1]), "" if percent else unit)
        return tail[: match.start()], tolerance, ""
    if match := _PERCENT.search(tail):
        return tail[: match.start()], Tolerance("percent", float(match[1])), ""
    if match := _FACTOR.search(tail):
        return tail[: match.start()], Tolerance("factor", float(match[1])), ""
    if match := _ORDERS.search(tail):
        return tail[: match.start()], Tolerance("orders", float(match[1] or 1)), ""
    if match := _OTHER_BRACKET.search(tail):
        return tail[: match.start()], DEFAULT_TOLERANCE, match[0].strip(" .")
    return tail, DEFAULT_TOLERANCE, ""


def write_plainly(text: str, *, with_names: bool = False) -> str:
    """Return a text with its braces written out: `{rps: 200..2000 /s}` as "200–2,000/s", `{rps * hold in s}` as "rps * hold".

    For the ear, and with the variables' names ("rps = 200–2,000/s") for formats that cannot draw numbers.
    """
    return BRACES.sub(lambda match: _write_braces(match[1], with_names), text)


def _write_braces(inside: str, with_names: bool) -> str:
    try:
        variable = read_variable(inside)
    except FormulaError:
        variable = None
    if variable is None:
        return split_requested_unit(inside)[0]
    low, high = (f"{value:,.10g}" for value in (variable.low, variable.high))
    number = low if low == high else f"{low}–{high}"
    unit = variable.unit if variable.unit.startswith("/") or not variable.unit else f" {variable.unit}"
    return f"{f'{variable.name} = ' if with_names else ''}{number}{unit}"
