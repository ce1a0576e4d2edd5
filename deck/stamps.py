"""Time stamps as people write them at the start of a line: offsets, clock times, dates, ranges.

`read` finds what is written; `deck.timeline` decides what it means among its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo

from dateutil import parser as dates

_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
_WEEKDAY = r"(?:Mon|Tue|Tues|Wed|Wednes|Thu|Thur|Thurs|Fri|Sat|Satur|Sun)(?:day)?\.?"
_ORD = r"(?:st|nd|rd|th)?"
_FULL = rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{4}},?\s+{_MONTH}\s+\d{{1,2}}{_ORD}|{_MONTH}\s+\d{{1,2}}{_ORD},?\s+\d{{4}}|\d{{1,2}}{_ORD}\s+(?:of\s+)?{_MONTH},?\s+\d{{4}}|\d{{1,2}}[-/ ]{_MONTH}[-/ ]\d{{4}}|\d{{1,2}}\.\d{{1,2}}\.\d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{4}})"
_PARTIAL = rf"(?:{_MONTH}\s+\d{{1,2}}{_ORD}|\d{{1,2}}{_ORD}\s+(?:of\s+)?{_MONTH}|\d{{1,2}}/\d{{1,2}}(?![\d/]))"
DATE = rf"(?:(?:{_WEEKDAY},?\s+)?(?:{_FULL}|{_PARTIAL}))"
_ZONE_NAME = (
    r"UTC|GMT|PST|PDT|PT|EST|EDT|ET|CST|CDT|CT|MST|MDT|MT|AKST|AKDT|HST|CEST|CET|EEST|EET|WEST|WET|BST|IST|JST|KST|SGT|HKT|"
    r"AEST|AEDT|ACST|AWST|NZST|NZDT|MSK|BRT|SAST|(?:Pacific|Eastern)(?:\s+Time)?(?!\s+[A-Z])|(?:Central|Mountain)\s+Time"
)
ZONE = rf"(?-i:(?:{_ZONE_NAME})(?:\s?[+-]\d{{1,2}}(?::?\d{{2}})?)?(?![A-Za-z]))"
_ISO_ZONE = rf"(?:{ZONE}|(?-i:Z)|[+-]\d{{2}}:?\d{{2}}(?!\d))"
_AMPM = r"(?:\s?(?:[ap]\.m\.|[ap]m)(?![a-z]))"
CLOCK = rf"(?:\d{{1,2}}[:h]\d{{2}}(?::\d{{2}}(?:[.,]\d{{1,6}})?)?{_AMPM}?|\d{{1,2}}\.\d{{2}}{_AMPM}|\d{{1,2}}{_AMPM}|(?:[01]\d|2[0-3])[0-5]\d(?=\s?(?:UTC|GMT|hrs|hours)))(?:\s?(?:hrs|hours)(?![a-z]))?(?:-?ish\b)?"
_UNIT = r"(?:seconds?|secs?|s|minutes?|mins?|min|m|hours?|hrs?|h|days?|d|weeks?|w)(?![a-z])"
_AMOUNT = rf"\d+(?:[.,]\d+)?\s?{_UNIT}(?:\s?\d+(?:[.,]\d+)?\s?{_UNIT})*"
OFFSET = rf"(?:[Tt]\s?[+\-\u2212\u2013]\s?(?:\d+:\d{{2}}(?::\d{{2}})?|{_AMOUNT}|\d+(?:[.,]\d+)?(?![\w:]))|[Tt]\s?=\s?(?:{_AMOUNT}|\d+(?![\w:]))|[Tt]0(?!\w)|\+\s?(?:\d+:\d{{2}}(?::\d{{2}})?|{_AMOUNT}))"
NAMED = rf"(?:(?:[Mm]inute|[Hh]our|[Dd]ay)\s+\d+(?:[.,]\d+)?(?!\s*{_UNIT}))"
BARE = rf"(?:{_AMOUNT}(?:\s+(?:in|later|after))?)"

_GLUE = r"(?:\s*[,T@|]\s*|\s+at\s+|\s+[-–—]\s+|\s+)"
_SPAN = r"\s*(?:-|–|—|−|\bto\b|\buntil\b|\btill\b|→|->)\s*"
_DAYN = r"(?:[Dd]ay\s+\d+)"
_DATE_CLOCK = rf"(?P<date1>{DATE}|{_DAYN}|{_WEEKDAY}(?=[\s,])){_GLUE}[\[(]?(?P<clock1>{CLOCK})[\])]?(?:\s?(?P<zone1>\(?{ZONE}\)?))?"
_CLOCK_DATE = rf"(?P<clock2>{CLOCK})(?:\s?(?P<zone2>\(?{ZONE}\)?))?(?:\s*,?\s*(?:on\s+)?[\[(]?\s*(?P<date2>{DATE}|{_WEEKDAY}(?!\w))\s*[\])]?)?"
_ISO = rf"(?P<date3>\d{{4}}-\d{{2}}-\d{{2}})[T ](?P<clock3>\d{{2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d{{1,6}})?)?)\s?(?P<zone3>{_ISO_ZONE})?"
_STAMP = re.compile(
    rf"(?P<approx>(?:~|≈|∼|ca\.?\s|c\.\s|circa\s|about\s|around\s|approx(?:\.|imately)?\s)\s*)?"
    rf"(?:{_ISO}|{_DATE_CLOCK}|{_CLOCK_DATE}|(?P<offset>{OFFSET}|{NAMED})|(?P<day>(?:{_WEEKDAY},?\s+)?(?:{_FULL}|{_MONTH}\s+\d{{1,2}}{_ORD}|\d{{1,2}}{_ORD}\s+{_MONTH})))"
    rf"(?:{_SPAN}(?P<end>(?:{CLOCK}(?:\s?(?P<endzone>{ZONE}))?|{OFFSET})))?"
    rf"(?P<approx2>\s?(?:~|-?ish\b|\(approx(?:\.|imate(?:ly)?)?\)))?",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    r"[\s*_`\[(~≈∼]*(?:\d|\+\s?\d|t\s?[+=\-−–0]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|minute|hour|day"
    r"|at|on|by|from|ca|c\.|circa|about|around|approx)[a-z.]*,?\s+[^\n]{0,24}?\d)",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?P<offset>{BARE})", re.IGNORECASE)
_LEAD = re.compile(r"\s*(\*\*|__|\*|_|`)?\s*([\[(])?\s*(?:(?:at|on|by|from)\s+(?=[\d~]))?", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?:[–—−:|,→;]|-{1,2}(?=\s|$)|\.(?=\s|$))\s*")
_LOG = re.compile(
    r"\s*[\[(]?(?:INFO|WARN(?:ING)?|ERROR|DEBUG|TRACE|FATAL|CRIT(?:ICAL)?|NOTICE)\b|\s*\[[\w./-]+\]\s+\w*(?:INFO|WARN|ERROR)|[.,]\d{3}\s"
)

_HOURS = {"UTC": 0, "GMT": 0, "Z": 0, "PST": -8, "PDT": -7, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
          "AKST": -9, "AKDT": -8, "HST": -10, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "WET": 0, "WEST": 1, "BST": 1, "IST": 5.5,
          "JST": 9, "KST": 9, "SGT": 8, "HKT": 8, "AEST": 10, "AEDT": 11, "ACST": 9.5, "AWST": 8, "NZST": 12, "NZDT": 13, "MSK": 3,
          "BRT": -3, "SAST": 2}  # fmt: skip
_REGIONS = {"PT": "America/Los_Angeles", "PACIFIC": "America/Los_Angeles", "ET": "America/New_York", "EASTERN": "America/New_York",
            "CT": "America/Chicago", "CENTRAL": "America/Chicago", "MT": "America/Denver", "MOUNTAIN": "America/Denver"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp as read. `raw` is as written; either `offset` (minutes) is set, or `clock` (minutes of the day) and/or a date.

    `day` has year 1 where no year is written (`yearless`); `day_number` counts from 1; `plain` is a bare HH:MM, which may
    be an offset; `marked` says that markup or a separator set the stamp off from the text.
    """

    raw: str
    offset: float | None = None
    clock: float | None = None
    day: date | None = None
    yearless: bool = False
    day_number: int | None = None
    zone: tzinfo | None = None
    end_clock: float | None = None
    end_offset: float | None = None
    approximate: bool = False
    plain: bool = False
    marked: bool = False
    narrative: bool = False
    weekday: int | None = None  # 0 is Monday, where a weekday stands without a date


def read(text: str, bare: bool = False) -> tuple[Stamp, str] | None:
    """The stamp at the start of `text` and what follows it; None where there is none, or the line is of a log.

    `bare` also takes amounts alone ("5 min"), which only make sense inside a timeline.
    """
    if not _MAYBE.match(text):
        return None
    lead = _LEAD.match(text)
    at = lead.end() if lead else 0
    match = _STAMP.match(text, at) or (_BARE.match(text, at) if bare else None)
    if match is None or match.end() == at or _LOG.match(text, match.end()):
        return None
    if match.end() < len(text) and (text[match.end()].isalnum() or text[match.end()] in "/%_"):
        return None
    rest, closed = _close(text, match.end(), lead.group(1) if lead else None, lead.group(2) if lead else None)
    if rest is None:
        return None
    separator = _SEPARATOR.match(rest)
    body = rest[separator.end() :] if separator else rest
    narrative = bool(lead and re.search(r"(?:at|on|by|from)\s+$", lead.group(), re.IGNORECASE))
    stamp = _made(match, text[at : match.end()].strip(), closed or separator is not None, narrative)
    return (stamp, body.strip()) if stamp is not None else None


def _close(text: str, at: int, mark: str | None, bracket: str | None) -> tuple[str | None, bool]:
    """What follows the marks that were opened before the stamp; None where a bracket is not closed."""
    rest = text[at:]
    if bracket:
        closing = "]" if bracket == "[" else ")"
        stripped = rest.lstrip()
        if not stripped.startswith(closing):
            return None, False
        rest = stripped[1:]
    if not mark:
        return rest, bool(bracket)
    inner = _SEPARATOR.match(rest)
    after = rest[inner.end() :] if inner else rest
    if after.lstrip().startswith(mark):
        return after.lstrip()[len(mark) :], True
    if mark in after:  # the bold goes on: it is part of the text
        return f" {mark}{after.lstrip()}", True
    return None, False


def bold_stamp(line: str) -> bool:
    """Whether a line starts with a stamp in bold."""
    return line.startswith(("**", "__")) and any(c.isdigit() for c in line[:24]) and read(line) is not None


def zone_of(name: str) -> tzinfo | None:
    """A zone by abbreviation or offset; None where it is not known."""
    name = name.strip("() ").upper().removesuffix(" TIME").strip()
    match = re.match(r"^([A-Z]*)\s?(?:([+-])(\d{1,2})(?::?(\d{2}))?)?$", name)
    if not match or not name:
        return None
    base = match.group(1)
    if base in _REGIONS:
        from dateutil.tz import gettz

        return gettz(_REGIONS[base])
    if base and base not in _HOURS:
        return None
    hours = float(_HOURS.get(base, 0))
    if match.group(2):
        shift = int(match.group(3)) + int(match.group(4) or 0) / 60
        hours += shift if match.group(2) == "+" else -shift
    if abs(hours) >= 24:
        return None
    return timezone(timedelta(hours=hours), name)


def _made(match: re.Match[str], raw: str, marked: bool, narrative: bool) -> Stamp | None:
    got = match.groupdict()
    approximate = bool(got.get("approx") or got.get("approx2")) or "ish" in raw.lower()
    end = got.get("end")
    end_offset = _offset(end) if end and not end[:1].isdigit() else None
    end_clock = _clock(end) if end and end[:1].isdigit() else None
    if got.get("offset"):
        minutes = _offset(got["offset"])
        return (
            None
            if minutes is None
            else Stamp(
                raw, minutes, None, end_offset=end_offset, approximate=approximate, marked=marked, narrative=narrative
            )
        )
    clock = got.get("clock1") or got.get("clock2") or got.get("clock3")
    written = got.get("date1") or got.get("date2") or got.get("date3") or got.get("day")
    zone_name = got.get("zone1") or got.get("zone2") or got.get("zone3") or got.get("endzone")
    zone = zone_of(zone_name) if zone_name else None
    minutes = _clock(clock) if clock else None
    if clock and minutes is None:
        return None
    numbered = re.match(r"day\s+(\d+)$", written, re.IGNORECASE) if written else None
    alone = re.fullmatch(_WEEKDAY, written, re.IGNORECASE) if written else None
    day, yearless = _day(written) if written and not numbered and not alone else (None, False)
    if written and day is None and not numbered and not alone:
        return None
    weekday = _WEEK.index(written[:3].lower()) if alone and written else None
    number = int(numbered.group(1)) if numbered else None
    plain = bool(clock) and not written and not zone_name and not re.search(r"[ap]\.?m", clock or "", re.IGNORECASE)
    if (
        end_clock is not None
        and end
        and clock
        and not re.search(r"[ap]\.?m", clock, re.IGNORECASE)
        and re.search(r"p\.?m", end, re.IGNORECASE)
        and minutes is not None
    ):
        minutes = minutes + 720 if minutes + 720 <= end_clock else minutes
    return Stamp(
        raw,
        None,
        minutes,
        day,
        yearless,
        number,
        zone,
        end_clock,
        end_offset,
        approximate or not clock,
        plain,
        marked,
        narrative,
        weekday,
    )


def _clock(text: str) -> float | None:
    """Minutes of the day; None beyond 23:59:59 unless it may be an offset (up to 99:59)."""
    match = re.match(r"(\d{1,2})(?:[:h.](\d{2}))?(?::(\d{2})(?:[.,](\d+))?)?\s?(?:([ap])\.?m)?", text, re.IGNORECASE)
    four = re.match(r"(\d{2})(\d{2})(?!\d)", text)
    if four:
        return int(four.group(1)) * 60 + int(four.group(2))
    if not match:
        return None
    hour, minute, second = int(match.group(1)), int(match.group(2) or 0), int(match.group(3) or 0)
    half = (match.group(5) or "").lower()
    if half and not 1 <= hour <= 12:
        return None if hour > 23 else hour * 60 + minute + second / 60
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if minute > 59 or second > 59:
        return None
    return hour * 60 + minute + second / 60


_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DEFAULT = datetime(2000, 1, 1)  # noqa: DTZ001 (only its day is used, so that no clock is read)
_MINUTES = {"s": 1 / 60, "m": 1.0, "h": 60.0, "d": 1440.0, "w": 10080.0}


def _offset(text: str) -> float | None:
    """Minutes of `T+5m`, `+90s`, `T+1:30` (hours and minutes), `T+48 hrs`, `Minute 5`, `T0`; a bare number is minutes."""
    lowered = text.lower().replace("\u2212", "-").replace("\u2013", "-")
    sign = -1.0 if re.match(r"t\s?-", lowered) else 1.0
    colons = re.search(r"(\d+):(\d{2})(?::(\d{2}))?", lowered)
    if colons:
        return sign * (int(colons.group(1)) * 60 + int(colons.group(2)) + int(colons.group(3) or 0) / 60)
    named = re.match(r"(minute|hour|day)\s+(\d+(?:[.,]\d+)?)", lowered)
    if named:
        value = float(named.group(2).replace(",", "."))
        return (value - 1) * 1440 if named.group(1) == "day" else value * (60 if named.group(1) == "hour" else 1)
    amounts = re.findall(r"(\d+(?:[.,]\d+)?)\s?([a-z])", lowered.removeprefix("t0") or "0")
    if amounts:
        return sign * sum(float(n.replace(",", ".")) * _MINUTES.get(u, 1.0) for n, u in amounts)
    number = re.search(r"\d+(?:[.,]\d+)?", lowered.removeprefix("t0") or "0")
    return sign * float(number.group().replace(",", ".")) if number else 0.0


def _day(text: str) -> tuple[date | None, bool]:
    """A calendar day; the second value says that no year is written (the year is then 4, a leap year)."""
    cleaned = re.sub(rf"^{_WEEKDAY},?\s+", "", text.strip(), flags=re.IGNORECASE)
    cleaned = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|\bof\b|,", " ", cleaned, flags=re.IGNORECASE)
    yearless = re.search(r"\d{4}", cleaned) is None
    if plain := re.fullmatch(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\s*", cleaned):
        year, month, day = (int(g) for g in plain.groups())
    elif dotted := re.fullmatch(r"\s*(\d{1,2})\.(\d{1,2})\.(\d{4})\s*", cleaned):
        day, month, year = (int(g) for g in dotted.groups())
    else:
        try:
            parsed = dates.parse(f"{cleaned} 2000" if yearless else cleaned, default=_DEFAULT)
        except (ValueError, OverflowError):
            return None, False
        year, month, day = parsed.year, parsed.month, parsed.day
    try:
        return date(2000 if yearless else year, month, day), yearless
    except ValueError:
        return None, False


_ANY_DAY = re.compile(rf"(?<![\w/]){DATE}(?![\w/])", re.IGNORECASE)
_DAY_HINT = re.compile(
    r"\d{4}|\d[/.]\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d|\d (?:of )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
)
_ANY_ZONE = re.compile(rf"(?<![\w]){ZONE}(?![\w])")


def day_in(text: str) -> tuple[date, bool] | None:
    """The first calendar day named anywhere in a text, and whether it lacks a year."""
    match = _ANY_DAY.search(text) if _DAY_HINT.search(text) else None
    day, yearless = _day(match.group()) if match else (None, False)
    return (day, yearless) if day is not None else None


def zone_in(text: str) -> tzinfo | None:
    """The first zone named in a text as a word of its own, in capitals."""
    match = _ANY_ZONE.search(text)
    if not match or (match.group() in ("Z", "MT", "CT", "ET", "PT") and "time" not in text.lower()):
        return None
    return zone_of(match.group())
