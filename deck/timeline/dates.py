"""Calendar days as people write them: `2018-10-21`, `Oct 21st, 2018`, `21.10.2018`, `21 October`, `10/21`."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from dateutil import parser as dates

# German, French and Spanish months that are not spelt as the English ones, and what dateutil calls them
_FOREIGN = {
    "januar": "jan", "jänner": "jan", "janvier": "jan", "enero": "jan", "februar": "feb", "février": "feb", "febrero": "feb",
    "märz": "mar", "mars": "mar", "marzo": "mar", "avril": "apr", "abril": "apr", "mai": "may", "mayo": "may",
    "juni": "jun", "juin": "jun", "junio": "jun", "juli": "jul", "juillet": "jul", "julio": "jul", "août": "aug", "agosto": "aug",
    "septembre": "sep", "septiembre": "sep", "oktober": "oct", "octobre": "oct", "octubre": "oct",
    "novembre": "nov", "noviembre": "nov", "dezember": "dec", "décembre": "dec", "diciembre": "dec",
}  # fmt: skip
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    rf"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|{'|'.join(_FOREIGN)})(?![^\W\d_])\.?"
)
WEEKDAY = r"(?:Mon|Tue|Tues|Wed|Wednes|Thu|Thur|Thurs|Fri|Sat|Satur|Sun)(?:day)?\.?"
ORDINAL = r"(?:st|nd|rd|th)?"
_DAY_ORDINAL = r"(?:st|nd|rd|th|er|\.)?"  # "3. März", "1er mai"
FULL = (
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{4}},?\s+{MONTH}\s+\d{{1,2}}{ORDINAL}|{MONTH}\s+\d{{1,2}}{ORDINAL},?\s+\d{{4}}|"
    rf"\d{{1,2}}{_DAY_ORDINAL}\s+(?:of\s+|de\s+)?{MONTH},?\s+(?:de\s+)?\d{{4}}|\d{{1,2}}[-/ ]{MONTH}[-/ ]\d{{4}}|"
    r"\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{1,2}\.\d{1,2}\.\d{2}(?![\d.:])|\d{1,2}/\d{1,2}/\d{2}(?![\d/:]))"
)
NAMED = rf"(?:{MONTH}\s+\d{{1,2}}(?!\d){ORDINAL}|\d{{1,2}}{_DAY_ORDINAL}\s+(?:of\s+|de\s+)?{MONTH})"
DATE = rf"(?:(?:{WEEKDAY},?\s+)?(?:{FULL}|{NAMED}|\d{{1,2}}/\d{{1,2}}(?![\d/])))"

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DEFAULT = datetime(2000, 1, 1)  # noqa: DTZ001 (only its day is used, so that no clock is read)
_LEADING_WEEKDAY = re.compile(rf"^{WEEKDAY},?\s+", re.IGNORECASE)
_ORDINALS = re.compile(r"(?<=\d)(?:st|nd|rd|th|er)\b|(?<=\d)\.(?=\s)|\b(?:of|de)\b|,", re.IGNORECASE)
_FOREIGN_MONTH = re.compile("|".join(rf"\b{name}\b" for name in _FOREIGN), re.IGNORECASE)
_YEAR_FIRST = re.compile(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\s*")
_DOTTED = re.compile(r"\s*(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})\s*")
_SHORT_YEAR = re.compile(r"(\d{1,2}/\d{1,2}/)(\d{2})\s*")
_DATE_ANYWHERE = re.compile(rf"(?<![\w/.]){DATE}(?![\w/])", re.IGNORECASE)
_SHORT = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_DATE_HINT = re.compile(rf"\d{{4}}|\d[/.]\d|{_SHORT}[a-z]*\.? \d|\d(?:st|nd|rd|th)? (?:of )?{_SHORT}", re.IGNORECASE)
_CENTURY = r"((?:19|20)\d\d)"
_YEAR = re.compile(rf"\b{MONTH}\s+{_CENTURY}\b|\((?:[^()]{{0,40}}\s)?{_CENTURY}\)", re.IGNORECASE)


@lru_cache(maxsize=1024)
def parse_day(text: str) -> tuple[date | None, bool]:
    """A calendar day; the second value says that no year is written (the year is then 2000, a leap year).

    Where day and month could be either, the month comes first, as dateutil has it; with dots the day does.
    """
    cleaned = _ORDINALS.sub(" ", _LEADING_WEEKDAY.sub("", text.strip()))
    if any(c.isalpha() for c in cleaned):
        cleaned = _FOREIGN_MONTH.sub(lambda m: _FOREIGN[m.group().lower()], cleaned)
    if short := _SHORT_YEAR.fullmatch(cleaned):
        cleaned = f"{short[1]}20{short[2]}"
    yearless = re.search(r"\d{4}", cleaned) is None
    if plain := _YEAR_FIRST.fullmatch(cleaned):
        year, month, day = (int(g) for g in plain.groups())
    elif dotted := _DOTTED.fullmatch(cleaned):
        day, month, year = (int(g) for g in dotted.groups())
        year += 2000 if year < 100 else 0
        yearless = False
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


def find_day(text: str) -> tuple[date, bool] | None:
    """The first calendar day named anywhere in a text, and whether it lacks a year."""
    if not _DATE_HINT.search(text):
        return None
    for match in _DATE_ANYWHERE.finditer(text):
        day, yearless = parse_day(match.group())
        # "8/10" and "3/4" are more often parts of a whole than days
        if day is not None and not (yearless and "/" in match.group()):
            return day, yearless
    return None


def find_year(text: str) -> int | None:
    """The first year named with a month or in brackets: "April 2020", "Date (2021)"."""
    match = _YEAR.search(text)
    return int(next(g for g in match.groups() if g)) if match else None


def move_to_year(day: date, year: int) -> date:
    """The same day in another year; 28 February for a 29th that is not there."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
