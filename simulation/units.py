"""Quantities with units, as people write them: `25ms`, `300/s`, `5%`, `2k`, `1_000`."""

from __future__ import annotations

import math
import re

from errors import UserError

# A number (sign, digits with , or _ between thousands, decimals, exponent), then whatever unit follows.
_QUANTITY = re.compile(r"\s*([+-]?(?:\d[\d_,]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(.*?)\s*$", re.IGNORECASE)

_DURATIONS = {
    **dict.fromkeys(("ns",), 1e-9),
    **dict.fromkeys(("us", "µs", "μs"), 1e-6),
    **dict.fromkeys(("ms",), 1e-3),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hour", "hours"), 3600.0),
    **dict.fromkeys(("d", "day", "days"), 86_400.0),
}
_PER = {
    **dict.fromkeys(("/ms",), 1e3),
    **dict.fromkeys(("/s", "/sec", "/second", "rps", "qps", "tps", "per s", "per second"), 1.0),
    **dict.fromkeys(("/m", "/min", "/minute", "rpm", "per min", "per minute"), 1 / 60),
    **dict.fromkeys(("/h", "/hour", "per h", "per hour"), 1 / 3600),
    **dict.fromkeys(("/d", "/day", "per day"), 1 / 86_400),
}
_MULTIPLES = {"": 1.0, "k": 1e3, "million": 1e6}
_SUFFIXES: dict[str, dict[str, float]] = {
    "s": {"": 1.0, **_DURATIONS},
    "/s": {"": 1.0, **_PER, **{f"k{unit}": 1e3 * factor for unit, factor in _PER.items() if unit.startswith("/")}},
    "ratio": {"": 1.0, "%": 0.01, "percent": 0.01},
    "count": _MULTIPLES,
    "number": _MULTIPLES,
}
ALLOWED = {
    "s": "a time such as 25ms, 1.5s, 3min or 2h",
    "/s": "a rate such as 300/s or 50/min",
    "ratio": "a share such as 0.05 or 5%",
    "count": "a whole number such as 10 or 5k",
    "number": "a number such as 0.5 or 4",
}


def parse_quantity(text: str, unit: str, *, name: str) -> float:
    """Return the number in the base unit. A bare number is taken in the base unit.

    :param unit: `s`, `/s`, `ratio`, `count` or `number`
    :param name: the knob's name, for the message
    :raises UserError: if the text is no number or its unit does not fit
    """
    match = _QUANTITY.match(text)
    factor = None
    if match:
        factor = _SUFFIXES[unit].get(re.sub(r"\s+", " ", match[2]).lower())
    if not match or factor is None:
        raise UserError(f"{name} takes {ALLOWED[unit]}, not “{text.strip()}”.")
    value = float(match[1].replace(",", "").replace("_", "")) * factor
    if not math.isfinite(value):
        raise UserError(f"{name} takes {ALLOWED[unit]}, not “{text.strip()}”.")
    return value


def format_in_best_unit(value: float, unit: str) -> str:
    """Return the number with the unit a person would choose: `0.025` seconds are `25 ms`."""
    if unit == "s":
        for name, size in (("d", 86_400.0), ("h", 3600.0), ("min", 60.0), ("s", 1.0), ("ms", 1e-3)):
            # "90 s" and "90 min" are read more easily than "1.5 min" and "1.5 h": the larger unit begins at two of them.
            if abs(value) >= size * (1 if size <= 1 else 2):
                return f"{_format_digits(value / size)} {name}"
        return "0 s" if value == 0 else f"{_format_digits(value * 1e6)} µs"
    if unit == "/s":
        return f"{_format_digits(value)}/s" if abs(value) >= 0.5 or value == 0 else f"{_format_digits(value * 60)}/min"
    if unit == "ratio":
        # 99.9999 % must not be told as 100 %: the digits that count are those of what is missing.
        return (
            f"{100 - float(_format_digits(100 - value * 100)):.10g} %"
            if 0.999 < value < 1
            else f"{_format_digits(value * 100)} %"
        )
    return _format_digits(value)


def _format_digits(value: float) -> str:
    """Return four digits, enough for a person; large numbers are grouped."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{float(f'{value:.4g}'):g}"
