"""Dates and times as the learner's browser writes them: one format on every screen."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import streamlit as st
from babel import Locale, UnknownLocaleError
from babel import dates as babel_dates

DEFAULT_LOCALE = "en-GB"


def format_day(day: date) -> str:
    """Return a date with its year: `27 Nov 2026`, `Nov 27, 2026`."""
    return str(babel_dates.format_date(day, "medium", locale=_get_locale()))


def format_moment_day(moment: datetime, zone: str) -> str:
    """Return the day of a moment in a zone: `27 Nov 2026`. `moment` is aware; its own date is that of another zone."""
    return format_day(moment.astimezone(ZoneInfo(zone)).date())


def format_short_day(day: date) -> str:
    """Return a date without its year, for the next weeks: `9 Dec`, `Dec 9`."""
    return str(babel_dates.format_skeleton("MMMd", day, locale=_get_locale()))


def choose_tick_format() -> str:
    """Return how a chart's axis writes a day, in d3's letters: in the order of `format_short_day`."""
    pattern = str(_get_locale().datetime_skeletons["MMMd"].pattern)
    return "%b %-d" if pattern.startswith("M") else "%-d %b"


def format_month(day: date) -> str:
    """Return a date's month with its year: `Nov 2026`."""
    return str(babel_dates.format_skeleton("yMMM", day, locale=_get_locale()))


def list_month_names() -> tuple[str, ...]:
    """Return the short names of the twelve months: "Jan", "Feb"."""
    names = _get_locale().months["stand-alone"]["abbreviated"]
    return tuple(str(names[number]) for number in range(1, 13))


def format_time(moment: datetime, zone: str) -> str:
    """Return the time of day in a zone: `16:05`, `4:05 PM`. `moment` is aware."""
    return str(babel_dates.format_time(moment.astimezone(ZoneInfo(zone)), "short", locale=_get_locale()))


def format_moment(moment: datetime, zone: str) -> str:
    """Return the day and the time in a zone: `27 Nov 2026, 16:05`. `moment` is aware."""
    return f"{format_moment_day(moment, zone)}, {format_time(moment, zone)}"


def choose_input_format() -> str:
    """Return the order of day, month and year for a date field, of those that Streamlit offers."""
    # By the letter that comes first in the locale's own short form; what begins with the year has one order.
    pattern = str(_get_locale().date_formats["short"].pattern).lower()
    return {"d": "DD/MM/YYYY", "m": "MM/DD/YYYY"}.get(pattern[0], "YYYY-MM-DD")


def _get_locale() -> Locale:
    return _parse_locale(st.context.locale or DEFAULT_LOCALE)


@lru_cache(maxsize=64)
def _parse_locale(name: str) -> Locale:
    """Return the locale of a browser's language tag, the default one for what nobody knows."""
    try:
        return Locale.parse(name, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return Locale.parse(DEFAULT_LOCALE, sep="-")
