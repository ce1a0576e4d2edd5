"""Arithmetic in the text of a deck: `ceil(rps * latency / 0.7)`. Read by a small parser of its own, never by `eval`.

Numbers may be anything that Python's operators take: the quiz calculates with quantities that carry units.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from deck.estimates import erlang

_LONGEST = 300  # characters; the longest formula of a real estimate has about 80
_DEEPEST = 40  # brackets and signs inside each other: a bound for hostile decks
# a number (thousands commas, exponent), a name, or one sign; `**` is another way to write `^`
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[^\W\d]\w*)|(?P<sign>\*\*|[-+*/^(),×·÷−]))"
)
_SIGNS = {"**": "^", "×": "*", "·": "*", "÷": "/", "−": "-"}
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
}
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}
_SIGN_BINDING = 3  # of a leading minus: -2^2 is -4, -2*3 is -6
_ROUNDING = 1e-9  # relative error that a few operations in floating point leave at most


def _round_up(value: float) -> int:
    """Round up, unless the value misses a whole number by rounding only: 3900 / (3000 * 0.65) is 2, not 3."""
    return math.ceil(value - abs(value) * _ROUNDING)


def _round_down(value: float) -> int:
    """Round down, unless the value misses a whole number by rounding only: 64 ^ (1 / 3) is 4, not 3."""
    return math.floor(value + abs(value) * _ROUNDING)


def round_half_away(value: float, digits: int = 0) -> float:
    """Round to so many digits behind the point (negative: before it), a half away from zero, as people do.

    Raises ArithmeticError or ValueError for what is no finite number.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be rounded.")
    if abs(value) >= 1e15:  # a float has no digits behind its point there
        return value
    # Fifteen digits are what a float surely holds: 1.005 * 100 is 100.49999999999999, and meant as 100.5.
    decimal = Decimal(f"{value:.15g}")
    return float(decimal.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)) if decimal else 0.0


def _round(value: float) -> int:
    return int(round_half_away(value))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "ceil": _round_up,
    "floor": _round_down,
    "round": _round,
    "sqrt": math.sqrt,
    "log2": math.log2,
    "log10": math.log10,
    "ln": math.log,
    "exp": math.exp,
    "min": min,
    "max": max,
    "erlang_b": erlang.erlang_b,
    "erlang_c": erlang.erlang_c,
}


_ARGUMENTS = {"min": (2, math.inf), "max": (2, math.inf), "erlang_b": (2, 2), "erlang_c": (2, 2)}
"""The fewest and most values that a function takes, where it is not one."""


class FormulaError(ValueError):
    """A formula that cannot be read or calculated; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a formula."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """A variable in a formula."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or function with what it is applied to; `-` with one argument is the sign."""

    function: str
    arguments: tuple[Expression, ...]


Expression = Number | Name | Call


def parse_formula(text: str) -> Expression:
    """Read a formula: + - * / ^, brackets, numbers, names and FUNCTIONS. Raises FormulaError."""
    if len(text) > _LONGEST:
        raise FormulaError(f"The formula is longer than {_LONGEST} characters.")
    return _ExpressionParser(text).parse_whole()


def find_names(expression: Expression) -> frozenset[str]:
    """Return the variables that a formula uses."""
    if isinstance(expression, Name):
        return frozenset((expression.name,))
    if isinstance(expression, Call):
        return frozenset().union(*(find_names(argument) for argument in expression.arguments))
    return frozenset()


def evaluate(
    expression: Expression,
    values: Mapping[str, Any],
    functions: Mapping[str, Callable[..., Any]] = FUNCTIONS,
) -> Any:
    """Calculate a formula. Raises FormulaError for an unknown name and for what has no value, such as 1/0.

    Errors of the operands' own type (units that do not fit) are the caller's.
    """
    if isinstance(expression, Number):
        return expression.value
    if isinstance(expression, Name):
        if expression.name not in values:
            raise FormulaError(f"Nothing says what “{expression.name}” is.")
        return values[expression.name]
    arguments = [evaluate(argument, values, functions) for argument in expression.arguments]
    try:
        if expression.function in _OPERATORS:
            if len(arguments) == 1:
                return -arguments[0]
            result = _OPERATORS[expression.function](*arguments)
        else:
            result = functions[expression.function](*arguments)
    except (ArithmeticError, ValueError):
        raise FormulaError("The formula has no value for these numbers.") from None
    if isinstance(result, complex):
        raise FormulaError("The formula has no value for these numbers.")
    return result


def _list_tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            raise FormulaError(f"“{text[position:].strip()[:1]}” means nothing in a formula.")
        kind = match.lastgroup or "sign"
        yield kind, _SIGNS.get(match[kind], match[kind])
        position = match.end()


class _ExpressionParser:
    """Precedence climbing over the tokens (Pratt 1973)."""

    def __init__(self, text: str) -> None:
        self.tokens = [*_list_tokens(text), ("end", "")]
        self.position = 0
        self.depth = 0

    def parse_whole(self) -> Expression:
        """Read all tokens as one formula."""
        expression = self.parse(0)
        kind, symbol = self.tokens[self.position]
        if kind != "end":
            raise FormulaError(f"An operator is missing before “{symbol}”.")
        return expression

    def parse(self, least: int) -> Expression:
        """Read operators that bind at least as tightly as `least`."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise FormulaError("The formula is nested too deeply.")
        left = self._parse_operand()
        while (sign := self.tokens[self.position][1]) in _BINDING and _BINDING[sign] >= max(least, 1):
            self.position += 1
            # a power binds to the right: 2^3^2 is 2^9
            right = self.parse(_BINDING[sign] if sign == "^" else _BINDING[sign] + 1)
            left = Call(sign, (left, right))
        self.depth -= 1
        return left

    def _parse_operand(self) -> Expression:
        kind, symbol = self.tokens[self.position]
        self.position += 1
        if kind == "number":
            return Number(float(symbol.replace(",", "")))
        if kind == "name":
            if self.tokens[self.position][1] != "(":
                return Name(symbol)
            if symbol not in FUNCTIONS:
                raise FormulaError(f"There is no function “{symbol}”.")
            self.position += 1
            return self._parse_call(symbol)
        if symbol == "-":
            return Call("-", (self.parse(_SIGN_BINDING),))
        if symbol == "(":
            inside = self.parse(0)
            self._expect(")")
            return inside
        raise FormulaError("The formula ends too early." if kind == "end" else f"“{symbol}” has nothing before it.")

    def _parse_call(self, function: str) -> Expression:
        arguments = [self.parse(0)]
        while self.tokens[self.position][1] == ",":
            self.position += 1
            arguments.append(self.parse(0))
        self._expect(")")
        least, most = _ARGUMENTS.get(function, (1, 1))
        if not least <= len(arguments) <= most:
            raise FormulaError(f"“{function}” does not take {len(arguments)} values.")
        return Call(function, tuple(arguments))

    def _expect(self, sign: str) -> None:
        if self.tokens[self.position][1] != sign:
            raise FormulaError("A bracket is not closed.")
        self.position += 1
