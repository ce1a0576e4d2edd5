"""Stamps alone: what is read at the start of a line, and what is not."""

from __future__ import annotations

from datetime import date

import pytest

from deck.timeline.dates import find_day, find_year, parse_day
from deck.timeline.timestamps import is_log_line, read_timestamp
from deck.timeline.timezones import find_zone, is_zone_sentence, parse_zone

# text -> stamp as written, minutes of the day or offset, day, what follows
READ = [
    ("14:02 Alert", "14:02", 842, None, "Alert"),
    ("14:02: Alert", "14:02", 842, None, "Alert"),
    ("14:02 – Alert", "14:02", 842, None, "Alert"),
    ("14:02 - Alert 2:1", "14:02", 842, None, "Alert 2:1"),
    ("**14:02** Alert", "14:02", 842, None, "Alert"),
    ("**14:02:** Alert", "14:02", 842, None, "Alert"),
    ("**14:02 UTC** Alert", "14:02 UTC", 842, None, "Alert"),
    ("**14:02 UTC – Alert**", "14:02 UTC", 842, None, "**Alert**"),
    ("__14:02__ – Alert", "14:02", 842, None, "Alert"),
    ("`14:02` Alert", "14:02", 842, None, "Alert"),
    ("_**13:16:30**: Backup_", "13:16:30", 796.5, None, "Backup"),
    ("***13:20*** - Restore", "13:20", 800, None, "Restore"),
    ("[14:02] Alert", "14:02", 842, None, "Alert"),
    ("(14:02 UTC) Alert", "14:02 UTC", 842, None, "Alert"),
    ("9:37AM PST, alert", "9:37AM PST", 577, None, "alert"),
    ("12:05 a.m. alert", "12:05 a.m.", 5, None, "alert"),
    ("11pm-ish UTC", "11pm-ish UTC", 1380, None, ""),
    ("~14:00 alert", "~14:00", 840, None, "alert"),
    ("14:00~ alert", "14:00~", 840, None, "alert"),
    ("around 14:00, alert", "around 14:00", 840, None, "alert"),
    ("0905 UTC alert", "0905 UTC", 545, None, "alert"),
    ("14h20 : bascule", "14h20", 860, None, "bascule"),
    ("2018-10-21 22:52 UTC", "2018-10-21 22:52 UTC", 1372, date(2018, 10, 21), ""),
    ("2018 October 21 22:52 UTC", "2018 October 21 22:52 UTC", 1372, date(2018, 10, 21), ""),
    ("2017/01/31 11pm UTC: x", "2017/01/31 11pm UTC", 1380, date(2017, 1, 31), "x"),
    ("[2019-07-10 16:35 UTC] x", "2019-07-10 16:35 UTC", 995, date(2019, 7, 10), "x"),
    ("2024-02-29T23:58Z x", "2024-02-29T23:58Z", 1438, date(2024, 2, 29), "x"),
    ("22:30 UTC (Oct 29) x", "22:30 UTC (Oct 29)", 1350, date(2000, 10, 29), "x"),
    ("Jan 14, 10:18 AM", "Jan 14, 10:18 AM", 618, date(2000, 1, 14), ""),
    ("26 June 2025 ~ 06:27 - x", "26 June 2025 ~ 06:27", 387, date(2025, 6, 26), "x"),
    ("Fri, 1 Mar 2024 00:40 UTC - x", "Fri, 1 Mar 2024 00:40 UTC", 40, date(2024, 3, 1), "x"),
    ("2024-05-04 – x", "2024-05-04", None, date(2024, 5, 4), "x"),
    ("T+5m – x", "T+5m", 5, None, "x"),
    ("T+2 min: x", "T+2 min", 2, None, "x"),
    ("T-10m: x", "T-10m", -10, None, "x"),
    ("T+1:30 x", "T+1:30", 90, None, "x"),
    ("T+1h30m x", "T+1h30m", 90, None, "x"),
    ("T+48 hrs x", "T+48 hrs", 2880, None, "x"),
    ("T0: x", "T0", 0, None, "x"),
    ("+90s x", "+90s", 1.5, None, "x"),
    ("+5 min x", "+5 min", 5, None, "x"),
    ("Minute 3: x", "Minute 3", 3, None, "x"),
]


@pytest.mark.parametrize(("text", "raw", "minutes", "day", "rest"), READ, ids=[r[0] for r in READ])
def test_read(text: str, raw: str, minutes: float | None, day: date | None, rest: str) -> None:
    got = read_timestamp(text)
    assert got is not None
    stamp, after = got
    assert (stamp.raw, stamp.clock if stamp.offset is None else stamp.offset, stamp.day, after) == (
        raw,
        minutes,
        day,
        rest,
    )


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("11:32-13:05 x", 785),
        ("11:32 – 13:05 UTC x", 785),
        ("11:32 to 13:05 x", 785),
        ("1:10 until 2:30 pm x", 870),
        ("11:32→13:05 x", 785),
    ],
)
def test_ranges(text: str, end: float) -> None:
    got = read_timestamp(text)
    assert got is not None
    assert (got[0].end_clock, got[1]) == (end, "x")


def test_a_range_takes_the_afternoon_of_its_end() -> None:
    got = read_timestamp("1:10 to 2:30 pm x")
    assert got is not None
    assert got[0].clock == 13 * 60 + 10


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no time",
        "10:61 x",
        "25:99",
        "16:9 picture",
        "3:2 for us",
        "10:30/day",
        "1.2.3 release",
        "300 requests",
        "2023-02-30 10:00 x",
        "2024-01-01 08:00:01,123 ERROR pool exhausted",
        "08:00:02 WARN retrying",
        "2024-01-01 08:00:00 [main] ERROR x",
        "[14:02 Alert",
        "**14:02 Alert",
        "T+" + "9" * 5000 + "m x",
        "5 min later it was over",
    ],
)
def test_not_read(text: str) -> None:
    assert read_timestamp(text) is None


def test_amounts_alone_are_read_where_they_may_stand() -> None:
    assert read_timestamp("5 min: x") is None
    got = read_timestamp("5 min: x", bare=True)
    assert got is not None
    assert (got[0].offset, got[1]) == (5, "x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("~14:00 x", True), ("14:00? x", True), ("11pm-ish x", True), ("14:00+ x", False), ("14:00 x", False)],
)
def test_approximate(text: str, expected: bool) -> None:
    got = read_timestamp(text)
    assert got is not None
    assert got[0].is_approximate is expected


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("UTC", 0),
        ("PST", -8),
        ("CEST", 2),
        ("IST", 5.5),
        ("UTC+2", 2),
        ("UTC-03:30", -3.5),
        ("(UTC)", 0),
        ("utc", 0),
        ("Pacific Time", None),
        ("US/Pacific", None),
    ],
)
def test_zones(text: str, hours: float | None) -> None:
    zone = parse_zone(text)
    assert zone is not None
    if hours is not None:
        shift = zone.utcoffset(None)
        assert shift is not None
        assert shift.total_seconds() == hours * 3600


@pytest.mark.parametrize("text", ["", "XYZ", "UTC+99", "Europe/Nowhere", "../../etc/passwd", "US/"])
def test_no_zones(text: str) -> None:
    assert parse_zone(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("All times are UTC.", True),
        ("times in Pacific Time", True),
        ("et moi", False),
        ("ET phones home", False),
        ("All times ET", True),
    ],
)
def test_zone_in_a_sentence(text: str, found: bool) -> None:
    assert (find_zone(text) is not None) is found


@pytest.mark.parametrize(
    "text",
    [
        "All times are UTC.",
        "*(all times UTC)*",
        "Times in CET",
        "**All times are US/Pacific**",
        "Note: all times are in UTC+2.",
    ],
)
def test_clock_sentences(text: str) -> None:
    assert is_zone_sentence(text)


@pytest.mark.parametrize(
    "text",
    ["All times change.", "At 10:00 UTC it broke.", "Time to detect: 5 minutes", "All times are UTC. " + "x" * 200],
)
def test_no_clock_sentences(text: str) -> None:
    assert not is_zone_sentence(text)


@pytest.mark.parametrize(
    ("text", "day", "yearless"),
    [
        ("2018-10-21", date(2018, 10, 21), False),
        ("October 21st, 2018", date(2018, 10, 21), False),
        ("21 October 2018", date(2018, 10, 21), False),
        ("21.10.2018", date(2018, 10, 21), False),
        ("10/21/2018", date(2018, 10, 21), False),
        ("01-10-2024", date(2024, 1, 10), False),
        ("Sunday, Oct 21", date(2000, 10, 21), True),
        ("29 Feb", date(2000, 2, 29), True),
        ("2018-02-30", None, False),
    ],
)
def test_days(text: str, day: date | None, yearless: bool) -> None:
    assert parse_day(text) == (day, yearless)


@pytest.mark.parametrize("text", ["a ratio of 3/4", "version 1.2.3", "in May we", "call 555-1234", "8/10 of them"])
def test_no_days(text: str) -> None:
    assert find_day(text) is None


def test_years() -> None:
    assert [find_year(t) for t in ("April 2020 outage", "Date (2021)", "in 1999 bottles", "port 2020")] == [
        2020,
        2021,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-01 08:00:01,123 ERROR x", True),
        ("08:00 ERROR rate climbs", True),
        ("08:00 errors climb", False),
        ("hello", False),
    ],
)
def test_logs(text: str, expected: bool) -> None:
    assert is_log_line(text) is expected


@pytest.mark.parametrize(
    ("text", "clock", "day", "rest"),
    [
        ("1714557690 x", 601.5, date(2024, 5, 1), "x"),
        ("1714557690123 x", 601.5, date(2024, 5, 1), "x"),
    ],
)
def test_seconds_since_1970_are_utc(text: str, clock: float, day: date, rest: str) -> None:
    assert read_timestamp(text) is None  # a number alone, unless times may stand there
    got = read_timestamp(text, bare=True)
    assert got is not None and got[0].zone is not None
    assert (got[0].clock, got[0].day, got[1]) == (clock, day, rest)


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("1:10 to 2:30 pm x", 790, 870),
        ("11:30 to 1:30 pm x", 690, 810),
        ("9:00 am to 2:30 pm x", 540, 870),
        ("13:10 to 14:30 x", 790, 870),
    ],
)
def test_both_ends_of_a_range_stand_in_the_half_of_the_day_that_fits(text: str, begin: float, end: float) -> None:
    got = read_timestamp(text)
    assert got is not None
    assert (got[0].clock, got[0].end_clock) == (begin, end)


@pytest.mark.parametrize(
    ("text", "oddity"),
    [("13:20 PM x", "hour above 12"), ("14:00 x", ""), ("9:00 am x", ""), ("12:30 PM x", "")],
)
def test_an_odd_time_is_told(text: str, oddity: str) -> None:
    got = read_timestamp(text)
    assert got is not None
    assert (oddity in got[0].oddity) and bool(got[0].oddity) == bool(oddity)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("[14:02] x", "x"),
        ("[14:02 ] x", "x"),
        ("(14:02) x", "x"),
        ("**[14:02]** x", "x"),
        ("**14:02 – x** y", "**x** y"),
        ("_14:02_ x", "x"),
    ],
)
def test_marks_around_a_time_are_closed(text: str, rest: str) -> None:
    got = read_timestamp(text)
    assert got is not None
    assert got[1] == rest
