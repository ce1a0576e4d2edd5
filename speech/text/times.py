"""The wording of the rules in `speakable` for dates, times of day and spans of time."""

from __future__ import annotations

import calendar
import re
from datetime import date as day_of

from num2words import num2words

from speech.text.lexicon import UNITS
from speech.text.symbols import MONTHS


def say_iso_date(match: re.Match[str]) -> str:
    """`2018-10-21`; what is no date stays as it is."""
    try:
        day = day_of(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return match[0]
    return _say_day(day) + ("" if match[0][-1].isdigit() else ", ")


def _say_day(day: day_of) -> str:
    return f"{calendar.month_name[day.month]} {num2words(day.day, to='ordinal')}, {num2words(day.year, to='year')}"


def say_dotted_date(match: re.Match[str]) -> str:
    """`24.11.2026`."""
    try:
        return _say_day(day_of(int(match[3]), int(match[2]), int(match[1])))
    except ValueError:
        return match[0]


def say_slashed_date(match: re.Match[str]) -> str:
    """`11/24/2026`: month or day first, whichever it can be; both ways it is read as numbers."""
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if max(first, second) > 12 and min(first, second) <= 12:
        month, day = (first, second) if second > 12 else (second, first)
        try:
            return _say_day(day_of(year, month, day))
        except ValueError:
            return match[0]
    return f"{first}, {second}, {num2words(year, to='year')}"


def say_month(match: re.Match[str]) -> str:
    """`Nov. 24`, `24 Nov`."""
    return MONTHS[match[1] or match[2]]


def say_minute_stamp(match: re.Match[str]) -> str:
    """`00:05`, `00:05:30`: a stamp that counts from the start."""
    seconds = int(match[2] or 0)
    return f"minute {int(match[1])}" + (f" and {_count_units(seconds, 's')}" if seconds else "")


def say_clock_time(match: re.Match[str]) -> str:
    """`14:05`, `14:05:09`, `14:05:09Z`."""
    hour, minutes = int(match[1]), int(match[2])
    said = f"{hour} {minutes}" if minutes > 9 else f"{hour} oh {minutes}"
    if minutes == 0:
        said = f"{hour} o'clock" if 0 < hour <= 12 else f"{hour} hundred"
    if match[3] and float(match[3]):
        said += f" and {float(match[3]):g} seconds"
    return f"{said} U T C" if match[4] else said


def _count_units(number: int, unit: str) -> str:
    """A whole number of a unit."""
    return f"{number} {UNITS[unit][0 if number == 1 else 1]}"


def say_span(match: re.Match[str]) -> str:
    """`2h30m`."""
    return " ".join(
        _count_units(int(number), unit) for number, unit in zip(match.groups(), "dhms", strict=True) if number
    )


def say_decade(match: re.Match[str]) -> str:
    """`1990s`, `'90s`."""
    said = str(num2words(int(match[1]), to="year") if match[1] else num2words(int(match[2])))
    return f"{said.removesuffix('y')}ies" if said.endswith("y") else f"{said}s"
