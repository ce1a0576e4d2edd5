"""Numbers in a text with what they measure, so that 5 ms and 5 s differ, and 1,000 ms and one second do not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quiz.answers.stemming import word_set
from quiz.answers.tokenized_text import Token

# Each unit: what it measures, and how many of the base unit it is. Time is in seconds, data in bytes.
_UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("ns", "nanosecond", "nanoseconds"), ("time", 1e-9)),
    **dict.fromkeys(("us", "µs", "μs", "microsecond", "microseconds"), ("time", 1e-6)),
    **dict.fromkeys(("ms", "msec", "millisecond", "milliseconds", "millis"), ("time", 1e-3)),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), ("time", 1.0)),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), ("time", 60.0)),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), ("time", 3600.0)),
    **dict.fromkeys(("d", "day", "days"), ("time", 86400.0)),
    **dict.fromkeys(("week", "weeks"), ("time", 604800.0)),
    **dict.fromkeys(("month", "months"), ("time", 2_592_000.0)),
    **dict.fromkeys(("year", "years"), ("time", 31_536_000.0)),
    **dict.fromkeys(("byte", "bytes"), ("data", 1.0)),
    **dict.fromkeys(("kb", "kib", "kilobyte", "kilobytes"), ("data", 1e3)),
    **dict.fromkeys(("mb", "mib", "megabyte", "megabytes"), ("data", 1e6)),
    **dict.fromkeys(("gb", "gib", "gigabyte", "gigabytes"), ("data", 1e9)),
    **dict.fromkeys(("tb", "tib", "terabyte", "terabytes"), ("data", 1e12)),
    **dict.fromkeys(("percent", "percentage"), ("percent", 1.0)),
}
_WORDS = {
    "zero": 0.0,
    "one": 1.0,
    "two": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
    "six": 6.0,
    "seven": 7.0,
    "eight": 8.0,
    "nine": 9.0,
    "ten": 10.0,
    "eleven": 11.0,
    "twelve": 12.0,
    "fifteen": 15.0,
    "twenty": 20.0,
    "thirty": 30.0,
    "forty": 40.0,
    "fifty": 50.0,
    "sixty": 60.0,
    "seventy": 70.0,
    "eighty": 80.0,
    "ninety": 90.0,
    "hundred": 100.0,
    "thousand": 1000.0,
    "million": 1e6,
    "single": 1.0,
    "half": 0.5,
    "double": 2.0,
    "twice": 2.0,
    "triple": 3.0,
    "tenfold": 10.0,
}
# "One" is an article as often as a number; "half" and "double" are verbs: they count only before what they count.
_ARTICLES = frozenset({"one", "half", "double", "twice", "single"})
# "A year" is one year. A second is left out: "a second attempt" counts something else.
_ONE_OF = frozenset({"a", "an"})
_PERIODS = frozenset({"minute", "hour", "day", "week", "month", "year"})
_SCALES = {"hundred": 100.0, "thousand": 1000.0, "million": 1e6, "billion": 1e9, "k": 1000.0}
# A thousands comma (1,000) against a decimal one (0,5).
_THOUSANDS = re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
# Two figures are the same when they differ by less than rounding in speech does (86,400 is said as 86,000).
TOLERANCE = 0.03
# Words that make a figure vague; a range of half to double then still agrees.
_VAGUE = word_set("about around roughly approximately nearly almost some circa")
_VAGUE_TOLERANCE = 0.5


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number. `kind` is what it measures: "time", "data", "percent", or the stem of the noun that follows ("")."""

    value: float
    kind: str
    start: int
    end: int
    vague: bool = False
    denied: bool = False


def find_quantities(text: str, tokens: Sequence[Token]) -> tuple[Quantity, ...]:
    """Return the numbers among these tokens of a text, in order."""
    out: list[Quantity] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        value = _number(token.word)
        if value is None and token.word in _ONE_OF and at + 1 < len(tokens) and tokens[at + 1].word in _PERIODS:
            value = 1.0
        if value is None:
            at += 1
            continue
        end = at + 1
        joined = _join_unit(tokens, end)
        if not joined and end < len(tokens) and tokens[end].word in _SCALES and _number(tokens[end].word) != value:
            value *= _SCALES[tokens[end].word]
            end += 1
            joined = _join_unit(tokens, end)
        percent = text[tokens[end - 1].end : tokens[end - 1].end + 2].strip().startswith("%")
        following = tokens[end] if end < len(tokens) and tokens[end].clause == token.clause else None
        if (
            following
            and following.word == "per"
            and end + 1 < len(tokens)
            and tokens[end + 1].word in {"cent", "mille"}
        ):
            percent = True
        kind = "percent" if percent else ""
        if not kind and following:
            unit = joined or following.word
            if unit in _UNITS:
                kind, factor = _UNITS[unit]
                value *= factor
            else:
                kind = following.stem
        if kind or token.word not in _ARTICLES:
            vague = at > 0 and tokens[at - 1].word in _VAGUE
            out.append(Quantity(value, kind, token.start, tokens[end - 1].end, vague, token.denied))
        at = end
    return tuple(out)


def _join_unit(tokens: Sequence[Token], at: int) -> str:
    """Return a unit that was read as two words ("kB", "GiB": a capital after a small letter begins one), "" for none."""
    pair = tokens[at : at + 2]
    if len(pair) < 2 or pair[0].end != pair[1].start:
        return ""
    unit = pair[0].word + pair[1].word
    return unit if unit in _UNITS else ""


def conflicts(point_quantities: Sequence[Quantity], answer_quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Return the answer's numbers that contradict one of the point's: the same measure, and none with the right value.

    A number without a unit is held only against one that counts the same noun.
    """
    out: list[Quantity] = []
    for quantity in point_quantities:
        rivals = [g for g in answer_quantities if g.kind == quantity.kind and not g.denied]
        if quantity.kind and rivals and not any(_agree(quantity, g) for g in rivals):
            out.extend(g for g in rivals if not any(_agree(other, g) for other in point_quantities))
    return tuple(dict.fromkeys(out))


def agreements(point_quantities: Sequence[Quantity], answer_quantities: Sequence[Quantity]) -> int:
    """Return how many of the point's numbers the answer gives."""
    return sum(
        any(
            _agree(quantity, g) and (g.kind == quantity.kind or not g.kind or not quantity.kind)
            for g in answer_quantities
        )
        for quantity in point_quantities
    )


def _agree(one: Quantity, other: Quantity) -> bool:
    tolerance = _VAGUE_TOLERANCE if one.vague or other.vague else TOLERANCE
    return abs(one.value - other.value) <= tolerance * max(abs(one.value), abs(other.value))


def _number(word: str) -> float | None:
    if word in _WORDS:
        return _WORDS[word]
    if not word[:1].isdigit():
        return None
    plain = word.replace(",", "") if _THOUSANDS.match(word) else word.replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        return None
