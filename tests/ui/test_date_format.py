"""Dates as the browser's language writes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import streamlit as st

from ui import date_format

DAY = date(2026, 12, 9)
MOMENT = datetime(2026, 12, 9, 23, 5, tzinfo=UTC)


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Callable[[str | None], None]:
    """Let the browser ask for a language."""

    def choose(name: str | None) -> None:
        monkeypatch.setattr(type(st.context), "locale", property(lambda _: name))

    return choose


@pytest.mark.parametrize(
    ("zone", "day"), [("UTC", "9 Dec 2026"), ("Asia/Tokyo", "10 Dec 2026"), ("America/New_York", "9 Dec 2026")]
)
def test_the_day_of_a_moment_is_that_of_the_zone(speak: Callable[[str | None], None], zone: str, day: str) -> None:
    speak(None)
    assert date_format.format_moment_day(MOMENT, zone) == day


@pytest.mark.parametrize(
    ("language", "day", "short", "month", "ticks", "field"),
    [
        ("en-GB", "9 Dec 2026", "9 Dec", "Dec 2026", "%-d %b", "DD/MM/YYYY"),
        ("en-US", "Dec 9, 2026", "Dec 9", "Dec 2026", "%b %-d", "MM/DD/YYYY"),
        ("de-DE", "09.12.2026", "9. Dez.", "Dez. 2026", "%-d %b", "DD/MM/YYYY"),
        ("sv-SE", "9 dec. 2026", "9 dec.", "dec. 2026", "%-d %b", "YYYY-MM-DD"),
        ("xx-nobody", "9 Dec 2026", "9 Dec", "Dec 2026", "%-d %b", "DD/MM/YYYY"),
        (None, "9 Dec 2026", "9 Dec", "Dec 2026", "%-d %b", "DD/MM/YYYY"),
    ],
)
def test_a_day_is_written_in_the_order_of_the_language(
    speak: Callable[[str | None], None],
    language: str | None,
    day: str,
    short: str,
    month: str,
    ticks: str,
    field: str,
) -> None:
    speak(language)
    assert (date_format.format_day(DAY), date_format.format_short_day(DAY), date_format.format_month(DAY)) == (
        day,
        short,
        month,
    )
    assert (date_format.choose_tick_format(), date_format.choose_input_format()) == (ticks, field)


def test_a_moment_is_told_in_the_learners_zone(speak: Callable[[str | None], None]) -> None:
    speak("en-GB")
    assert date_format.format_time(MOMENT, "UTC") == "23:05"
    assert date_format.format_moment(MOMENT, "Europe/Berlin") == "10 Dec 2026, 00:05"
    assert date_format.format_moment(MOMENT, "America/New_York") == "9 Dec 2026, 18:05"


def test_the_twelve_months_have_their_short_names_in_order(speak: Callable[[str | None], None]) -> None:
    speak("en-GB")
    names = date_format.list_month_names()
    assert len(names) == 12 and (names[0], names[4], names[11]) == ("Jan", "May", "Dec")
