"""Estimate: a question for a number, drawn anew each time; the answer is judged with its unit and a tolerance."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from deck.estimates import arithmetic
from deck.estimates.arithmetic import FormulaError
from deck.estimates.estimate_notation import BRACES, read_variable, split_requested_unit
from deck.model import Deck, Estimate, EstimateVariable, Problem, Tolerance
from deck.render import render_parts
from quiz import units
from quiz.exercises import sources
from quiz.model import Card, Exercise
from quiz.scheduler import Rating
from quiz.units import UnitError

NAME = "estimate"
TITLE = "Estimate"
ABOUT = "A number with its unit, from numbers that are different each time."
_MOST_DRAWS = 20  # of numbers for which the formula may have no value, before the estimate is given up
_WIDE_RANGE = 20.0  # from here on numbers are drawn evenly over the orders of magnitude
_NEAR = 3.0  # tolerances within which an answer is nearly right
_LEAST_SHARE = 1e-6  # an answer this near is right whatever the tolerance says: numbers are rounded when shown
_CHECKED_DRAWS = 5  # draws for which the check of a deck works a formula out


@dataclass(frozen=True, slots=True)
class EstimateExercise(Exercise):
    """An estimate with the numbers drawn for this time.

    `answer` is the right number in `unit` (as written, "" for a plain number). `derivation` is markdown with the same
    numbers; `key_points` are the author's.
    """

    answer: float
    unit: str
    tolerance: Tolerance
    context: str
    derivation: str
    key_points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EstimateJudgement:
    """A learner's answer: `value` in the unit that was asked for, None where it could not be read.

    `grade` is None where nothing can be said, and then `message` says why.
    """

    value: float | None
    grade: Rating | None
    message: str


def find_cards(deck: Deck) -> Iterator[Card]:
    """Return one card for each estimate whose answer can be worked out."""
    for estimate in deck.estimates:
        if estimate.expression:
            yield make_card(estimate)


def make_card(estimate: Estimate) -> Card:
    """Return the card of an estimate."""
    return Card(
        id=estimate.id,
        kind=NAME,
        source=estimate.id,
        topic=estimate.section,
        sibling_group=estimate.id,
        follows="",
        line=estimate.line,
    )


def make_exercise(deck: Deck, card: Card, seed: int) -> EstimateExercise:
    """Return the estimate with numbers by the seed. Raises LookupError when it is gone or has no value."""
    estimate = next((one for one in deck.estimates if one.id == card.source and one.expression), None)
    if estimate is None:
        raise LookupError(card.source)
    rng = Random(seed)
    for _ in range(_MOST_DRAWS):
        try:
            values = _make_quantities(estimate, draw_numbers(estimate, rng))
            answer = _work_out(estimate.expression, estimate.unit, values)
        except FormulaError:
            continue
        except UnitError:
            break
        return EstimateExercise(
            card=card,
            heading=sources.find_heading(deck, card.topic),
            prompt=_fill(estimate.prompt, estimate, values),
            answer=answer,
            unit=estimate.unit,
            tolerance=estimate.tolerance,
            context=_fill(render_parts(estimate.context), estimate, values),
            derivation=_fill(render_parts(estimate.derivation), estimate, values),
            key_points=estimate.key_points,
        )
    raise LookupError(card.source)


def draw_numbers(estimate: Estimate, rng: Random) -> dict[str, float]:
    """Draw a number for each variable, in its own unit: on the author's grid, else with about two significant digits."""
    return {variable.name: _draw(variable, rng) for variable in estimate.variables}


def _draw(variable: EstimateVariable, rng: Random) -> float:
    low, high = variable.low, variable.high
    if low == high:
        return low
    if variable.step > 0:
        return low + variable.step * rng.randint(0, int((high - low) / variable.step + 1e-9))
    wide = low > 0 and high / low >= _WIDE_RANGE
    value = math.exp(rng.uniform(math.log(low), math.log(high))) if wide else rng.uniform(low, high)
    grid = 10.0 ** (math.floor(math.log10(value if wide else high - low)) - 1)
    if variable.whole:
        grid = max(1.0, grid)
    # through the decimal digits: 3 * 0.1 is not 0.3
    return min(high, max(low, float(f"{round(value / grid) * grid:.10g}")))


def judge_answer(exercise: EstimateExercise, typed: str) -> EstimateJudgement:
    """Judge what a learner typed: Good within the tolerance, Hard near it, else Again.

    A bare number is taken in the unit that was asked for; a unit of another kind is Again, an unreadable answer nothing.
    """
    try:
        quantity = units.read_quantity(typed, exercise.unit)
    except UnitError as error:
        return EstimateJudgement(None, None, str(error))
    try:
        value = units.convert(quantity, exercise.unit)
    except UnitError as error:
        return EstimateJudgement(None, Rating.AGAIN, str(error))
    except OverflowError:
        return EstimateJudgement(None, Rating.AGAIN, "That number is too large.")
    distance = measure_distance(value, exercise.answer, exercise.tolerance, exercise.unit)
    if distance <= 1:
        return EstimateJudgement(value, Rating.GOOD, "Within the tolerance.")
    side = "too low" if value < exercise.answer else "too high"
    off = _describe_ratio(value, exercise.answer)
    return EstimateJudgement(value, Rating.HARD if distance <= _NEAR else Rating.AGAIN, f"{off}{side}.")


def measure_distance(value: float, answer: float, tolerance: Tolerance, unit: str) -> float:
    """Return how many tolerances a number lies from the answer; at most 1 is right."""
    if math.isclose(value, answer, rel_tol=_LEAST_SHARE, abs_tol=1e-12):
        return 0.0
    if tolerance.kind == "absolute":
        own = tolerance.unit
        allowed = tolerance.amount if own in ("", "point", "points") else _convert_span(tolerance.amount, own, unit)
        return abs(value - answer) / allowed if allowed > 0 else math.inf
    if tolerance.kind == "percent":
        allowed = abs(answer) * tolerance.amount / 100
        return abs(value - answer) / allowed * (1 - 1e-9) if allowed > 0 else math.inf
    if value * answer <= 0:
        return math.inf
    allowed = math.log10(tolerance.amount) if tolerance.kind == "factor" else tolerance.amount
    return abs(math.log10(value / answer)) / allowed * (1 - 1e-9) if allowed > 0 else math.inf


def _convert_span(amount: float, own: str, unit: str) -> float:
    return units.convert(units.make_quantity(amount, own), unit)


def _describe_ratio(value: float, answer: float) -> str:
    if value * answer <= 0:
        return ""
    ratio = max(value / answer, answer / value)
    if ratio >= 2:
        return f"{units.format_number(units.round_to_two_digits(ratio))} times "
    return f"{units.format_number(units.round_to_two_digits(abs(value / answer - 1) * 100))} % "


def format_tolerance(tolerance: Tolerance) -> str:
    """Return a tolerance in words: `± 10 %`, `within a factor of 2`."""
    amount = units.format_number(tolerance.amount)
    if tolerance.kind == "percent":
        return f"± {amount} %"
    if tolerance.kind == "absolute":
        return f"± {amount} {tolerance.unit}".rstrip()
    if tolerance.kind == "factor":
        return f"within a factor of {amount}"
    return "within an order of magnitude" if tolerance.amount == 1 else f"within {amount} orders of magnitude"


def _make_quantities(estimate: Estimate, numbers: Mapping[str, float]) -> dict[str, Any]:
    return {v.name: units.make_quantity(numbers[v.name], v.unit) for v in estimate.variables}


def _calculate(expression: str, values: Mapping[str, Any]) -> Any:
    """Work out a formula with units. Raises FormulaError for what has no value, UnitError for units that do not fit."""
    try:
        return units.simplify(arithmetic.evaluate(arithmetic.parse_formula(expression), values, _FUNCTIONS))
    except TypeError:  # pint.DimensionalityError is one
        raise UnitError(f"The units in “{expression}” do not fit together.") from None


def _apply_to_number(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function of plain numbers refuse a quantity with a unit."""

    def apply(*values: Any) -> Any:
        plain = [units.simplify(value) for value in values]
        if any(hasattr(value, "dimensionless") for value in plain):
            raise TypeError(values)
        return function(*plain)

    return apply


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    name: function if name in ("min", "max") else _apply_to_number(function)
    for name, function in arithmetic.FUNCTIONS.items()
}


def _work_out(expression: str, unit: str, values: Mapping[str, Any]) -> float:
    number = units.convert(_calculate(expression, values), unit)
    if not math.isfinite(number):
        raise FormulaError("The formula has no value for these numbers.")
    return number


def _fill(text: str, estimate: Estimate, values: Mapping[str, Any]) -> str:
    """Replace braces by this time's numbers; braces that hold nothing of this estimate stay as they are."""
    units_by_name = {v.name: v.unit for v in estimate.variables}

    def replace(inside: str, original: str) -> str:
        try:
            variable = read_variable(inside)
            expression, requested_unit = (variable.name, "") if variable else split_requested_unit(inside)
            names = arithmetic.find_names(arithmetic.parse_formula(expression))
            if not names <= values.keys() or not (names or requested_unit):
                return original
            quantity = _calculate(expression, values)
            unit = requested_unit or units_by_name.get(expression, "")
            if not unit and hasattr(quantity, "dimensionless"):
                unit = estimate.unit if _fits(quantity, estimate.unit) else f"{quantity.units:~}"
            return units.format_quantity(units.convert(quantity, unit), unit)
        except (FormulaError, UnitError, OverflowError):
            return original

    return BRACES.sub(lambda match: replace(match[1], match[0]), text)


def _fits(quantity: Any, unit: str) -> bool:
    try:
        units.convert(quantity, unit)
    except UnitError:
        return False
    return True


def find_unit_problems(deck: Deck) -> tuple[Problem, ...]:
    """Report estimates whose units are unknown or do not fit, and those that often have no value.

    The reader of the format knows no units: this check is for the author, and runs beside it.
    """
    return tuple(problem for estimate in deck.estimates for problem in _check_estimate(estimate))


def _check_estimate(estimate: Estimate) -> Iterator[Problem]:
    if not estimate.expression:
        return
    remedy = "Use units such as ms, h, kB, Gbit, %, /s, or name what is counted (requests, connections)."
    rng = Random(0)
    for _ in range(_CHECKED_DRAWS):
        try:
            values = _make_quantities(estimate, draw_numbers(estimate, rng))
            answer = _work_out(estimate.expression, estimate.unit, values)
            measure_distance(answer * 2, answer, estimate.tolerance, estimate.unit)
            for match in BRACES.finditer(render_parts(estimate.derivation)):
                expression, requested_unit = split_requested_unit(match[1])
                if any(name in match[1] for name in values) and requested_unit:
                    units.convert(_calculate(expression, values), requested_unit)
        except UnitError as error:
            yield Problem(estimate.line, "error", "estimate-unit", f"The estimate's units: {error}", remedy)
            return
        except FormulaError as error:
            yield Problem(estimate.line, "warning", "estimate-value", str(error), "Narrow the range of its variables.")
            return
