"""Calendar days as people write them: `2018-10-21`, `Oct 21st, 2018`, `21.10.2018`, `21 October`, `10/21`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache

from dateutil import parser as dates

from deck.languages import alternatives, list_month_numbers, list_weekday_numbers

# months in letters, of every language the reader knows, by their spelling in lower case
_MONTHS = list_month_numbers()
# short forms that are words of other languages too: only a month between a day and a year
_WORDS = {
    "set",
    "out",
    "ago",
    "mag",
    "gen",
    "lip",
    "lis",
    "lug",
    "lut",
    "sty",
    "ara",
    "eki",
    "kas",
    "oca",
    "mei",
    "sett",
    "ott",
    "cze",
}
_NAMES = alternatives([name for name in _MONTHS if name not in _WORDS])
MONTH = rf"(?:{_NAMES})(?![^\W\d_])\.?"
_ANY_MONTH = rf"(?:{alternatives(list(_MONTHS))})(?![^\W\d_])\.?"
_WEEKDAYS = list_weekday_numbers()
# two or three letters mean a weekday of another language only before a date: "so", "do" and "mar" are words
_FOREIGN_MONTH = alternatives([name for name in _WEEKDAYS if len(name) > 3 or not name.isascii()])
_SHORT_ABROAD = alternatives([name for name in _WEEKDAYS if name not in _MONTHS])
WEEKDAY = rf"(?:(?:Mon|Tue|Tues|Wed|Wednes|Thu|Thur|Thurs|Fri|Sat|Satur|Sun)(?:day)?|{_FOREIGN_MONTH})(?![^\W\d_])\.?"
ORDINAL = r"(?:st|nd|rd|th)?"
_DAY_ORDINAL = r"(?:st|nd|rd|th|er|ère|º|ª|°|\.)?"  # "3. März", "1er mai", "1º de maio"
_OF = r"(?:(?:of|de|del|di|den)\s+|d['’])?"  # "3rd of May", "3 de mayo"
_TO_DAY = rf"(?:\s?[-–—]\s?\d{{1,2}}{ORDINAL}(?!\d))?"  # "January 14-19, 2026": the first of several days
FULL = (
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{4}},?\s+{MONTH}\s+\d{{1,2}}{ORDINAL}|{MONTH}\s+\d{{1,2}}{ORDINAL}{_TO_DAY},?\s+\d{{4}}|"
    rf"\d{{1,2}}{_TO_DAY}{_DAY_ORDINAL}\s+{_OF}{_ANY_MONTH},?\s+{_OF}\d{{4}}|\d{{1,2}}[-/ ]{_ANY_MONTH}[-/ ]\d{{4}}|"
    r"\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日号號일]|"
    r"(?:0?[1-9]|1[0-2])-(?:1[3-9]|2\d|3[01])-[1-3]\d(?![\d-])|"  # "5-26-21": the second figure can only be a day
    r"\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{1,2}\.\d{1,2}\.\d{2}(?![\d.:])|\d{1,2}/\d{1,2}/\d{2}(?![\d/:]))"
)
NAMED = rf"(?:{MONTH}\s+\d{{1,2}}(?!\d){ORDINAL}|\d{{1,2}}{_DAY_ORDINAL}\s+{_OF}{MONTH}|\d{{1,2}}\s?月\s?\d{{1,2}}\s?[日号號])"
DATE = (
    rf"(?:(?:(?:{WEEKDAY}|(?:{_SHORT_ABROAD})\.?(?=,?\s+\d)),?\s+)?(?:{FULL}|{NAMED}|\d{{1,2}}/\d{{1,2}}(?![\d/])|"
    # "12-05 16:21" in a timeline; without a time behind it, such a pair is a range
    r"(?:0[1-9]|[12]\d|3[01])-(?:0[1-9]|[12]\d|3[01])(?= \d{1,2}:\d{2})))"
)

# a whole date in figures, with the year last
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})([/-])(\d{1,2})\2(?:\d{4}|\d{2})(?![\d/-])")
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NO_YEAR = 2000  # stands for a year that is not written; a leap year, so that 29 February is a day
_THIS_CENTURY = 2000  # of a year with two digits: no post-mortem is older
_DEFAULT = datetime(NO_YEAR, 1, 1)  # noqa: DTZ001 (only its day is used, so that no clock is read)
# "Tuesday, 5 March", "Di., 5. März": the date says it again, and dateutil knows only the English names.
_LEADING_WEEKDAY = re.compile(rf"^(?:{WEEKDAY}|(?:{_SHORT_ABROAD})\.?(?=,?\s)),?\s+", re.IGNORECASE)
# "5th of March", "1er mars", "5. März", "5 de marzo": what dateutil would stumble over between the numbers and names.
_ORDINALS = re.compile(
    r"(?<=\d)(?:st|nd|rd|th|er|ère|º|ª|°)\b|(?<=\d)[.º°](?=\s)|\b(?:of|de|del|di|den)\b|\bd['’]|,", re.IGNORECASE
)
# A month's name at the start of a word in any of the languages; dateutil knows the English ones.
_NAMED_MONTH = re.compile(rf"(?<![^\W\d_]){_ANY_MONTH}", re.IGNORECASE)
# "2024年3月5日" and the Korean form: the signs say which number is which.
_IDEOGRAPHS = re.compile(r"(?:(\d{4})\s?[年년]\s?)?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]")
_EITHER = re.compile(r"\s*(\d{1,2})[/-](\d{1,2})(?:[/-](?:\d{4}|\d{2}))?\s*$")  # day and month may be either
# Where the year comes first, the month follows it everywhere.
_YEAR_FIRST = re.compile(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\s*")
# With dots the day comes first: all languages that write dates with dots do so.
_DOTTED = re.compile(r"\s*(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})\s*")
# "3/5/24": dateutil would take 24 for the day or the year as it fits, so the century is written out first.
_SHORT_YEAR = re.compile(r"(\d{1,2}([/-])\d{1,2}\2)(\d{2})\s*")
_DAYS = re.compile(r"(?<![\d/-])(\d{1,2})\s?[-–—]\s?\d{1,2}(?=\s|$)")  # several days, once ordinals and commas are gone
# No letter, slash or dot on its left: "10.1.2024" is no date in "v10.1.2024" or in an address.
_DATE_ANYWHERE = re.compile(rf"(?<![\w/.]){DATE}(?![\w/])", re.IGNORECASE)
# Each date has a figure: only around figures the whole pattern, which is slow, is tried.
_FIGURES = re.compile(r"\d+")
_FULL_YEAR = re.compile(r"\d{4}")
_BEFORE_FIGURES, _BEHIND_FIGURES = (
    32,
    64,
)  # characters of a date around its first figure: a weekday and a month; the rest
# A quick look for a text of some words: a year, two numbers with a sign between them, or a number beside a word.
_DATE_HINT = re.compile(r"\d{4}|\d[/.]\d|[^\W\d_]\.? \d|\d(?:st|nd|rd|th|er|º|\.)? [^\W\d_]|\d\s?月", re.IGNORECASE)
# what a date in plain letters must hold: a month's name, or two or three numbers with a sign between them
_NUMBERS = re.compile(r"\d/\d|\d[-.]\d{1,2}[-.]\d|\d-\d\d \d")
_LATIN_WORD = re.compile(r"[A-Za-z]+")
_WORD_OR_FIGURES = re.compile(r"[a-z]+|\d+")
_BEFORE_MONTH = frozenset(
    ("st", "nd", "rd", "th", "er", "of", "de", "del", "di", "den", "d")
)  # between a day and its month
# Months of other languages may stand in other letters; such a text is always looked at.
_OTHER_LETTER = re.compile(r"[^\W\x00-\x7f]")
# a pattern that ignores case takes the Turkish dotless i for an i
_LATIN_MONTHS = frozenset(latin for name in _MONTHS if (latin := name.replace("ı", "i")).isascii())
_YEAR_HINT = re.compile(r"(?:19|20)\d\d(?:\)|\b)")
_CENTURY = r"((?:19|20)\d\d)"
_YEAR = re.compile(rf"\b{MONTH}\s+{_CENTURY}\b|\((?:[^()]{{0,40}}\s)?{_CENTURY}\)", re.IGNORECASE)


def _fold_letters(word: str) -> str:
    """Return a word as patterns that ignore case compare it: in lower case, the Turkish dotless i as an i ("KASIM")."""
    return word.casefold().replace("i̇", "i").replace("ı", "i")


_MONTHS_BY_LETTERS = {_fold_letters(name): number for name, number in _MONTHS.items()}


def parse_weekday(text: str) -> int | None:
    """Return the number of a weekday's name, Monday is 0; None where it is none."""
    name = text.lower().rstrip(".")
    return _WEEKDAYS.get(name, WEEK.index(name[:3]) if name[:3] in WEEK else None)


@lru_cache(maxsize=1024)
def parse_day(text: str) -> tuple[date | None, bool]:
    """Return a calendar day; the second value says that no year is written (the year is then 2000, a leap year).

    Where day and month could be either, the month comes first, as dateutil has it; with dots the day does.
    """
    cleaned = _ORDINALS.sub(" ", _LEADING_WEEKDAY.sub("", text.strip()))
    if east := _IDEOGRAPHS.fullmatch(cleaned.strip()):
        return _build_day(int(east[1] or NO_YEAR), int(east[2]), int(east[3])), east[1] is None
    if any(c.isalpha() for c in cleaned):
        cleaned = _DAYS.sub(r"\1", cleaned)
        cleaned = _NAMED_MONTH.sub(
            lambda m: f" {_ENGLISH[_MONTHS_BY_LETTERS[_fold_letters(m.group().rstrip('.'))] - 1]} ", cleaned
        )
    if short := _SHORT_YEAR.fullmatch(cleaned):
        cleaned = f"{short[1]}20{short[3]}"
    yearless = _FULL_YEAR.search(cleaned) is None
    if plain := _YEAR_FIRST.fullmatch(cleaned):
        year, month, day = (int(g) for g in plain.groups())
    elif dotted := _DOTTED.fullmatch(cleaned):
        day, month, year = (int(g) for g in dotted.groups())
        year += _THIS_CENTURY if year < 100 else 0
        yearless = False
    else:
        try:
            parsed = dates.parse(f"{cleaned} {NO_YEAR}" if yearless else cleaned, default=_DEFAULT)
        except (ValueError, OverflowError):
            return None, False
        year, month, day = parsed.year, parsed.month, parsed.day
    calendar_day = _build_day(NO_YEAR if yearless else year, month, day)
    return calendar_day, yearless and calendar_day is not None


def _build_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_other_reading(text: str) -> date | None:
    """Return the day that a date means with the day before the month, where it can be read both ways; None elsewhere."""
    match = _EITHER.match(_LEADING_WEEKDAY.sub("", text.strip()))
    if match is None:
        return None
    first, second = int(match[1]), int(match[2])
    if first == second or first > 12 or second > 12:
        return None
    day, _ = parse_day(text)
    return _build_day(day.year, second, first) if day is not None else None


def find_date_order(text: str) -> str:
    """Return "day" or "month" for what comes first in a text's numeric dates, "" where none of them tells or they disagree."""
    firsts = {
        ("day" if int(m[1]) > 12 else "month") for m in _NUMERIC.finditer(text) if (int(m[1]) > 12) != (int(m[3]) > 12)
    }
    return firsts.pop() if len(firsts) == 1 else ""


def find_day(text: str, *, is_day_first: bool = False) -> tuple[date, bool] | None:
    """Return the first calendar day named anywhere in a text, and whether it lacks a year."""
    for n, match in enumerate(_iter_dates(text)):
        if n == 0 and _DATE_HINT.search(text) is None:
            return None
        day, yearless = parse_day(match.group())
        # "8/10", "3/4" and "10-12" are more often parts of a whole or ranges than days
        if day is not None and not (yearless and not any(c.isalpha() or c in "月" for c in match.group())):
            other = find_other_reading(match.group()) if is_day_first else None
            return other or day, yearless
    return None


def _iter_dates(text: str) -> Iterator[re.Match[str]]:
    """Yield what looks like a date: every date has a figure, so that only the words around figures are looked at."""
    previous_end = 0
    for figures in _FIGURES.finditer(text):
        if figures.start() < previous_end:
            continue
        start, stop = max(previous_end, figures.start() - _BEFORE_FIGURES), figures.end() + _BEHIND_FIGURES
        if not _may_hold_date(text[start:stop]):
            continue
        match = _DATE_ANYWHERE.search(text, start, min(len(text), stop))
        if match is not None:
            previous_end = match.end()
            yield match


def _may_hold_date(text: str) -> bool:
    """Return whether a date may stand in a text, which is much faster than looking for one; other letters always may."""
    if _NUMBERS.search(text) is not None or (not text.isascii() and _OTHER_LETTER.search(text) is not None):
        return True
    words = _LATIN_WORD.findall(text.lower())
    if _LATIN_MONTHS.isdisjoint(words):
        return False
    words = ["", *_WORD_OR_FIGURES.findall(text.lower()), ""]
    return any(
        word in _LATIN_MONTHS and (words[n + 1].isdigit() or words[n - 1].isdigit() or words[n - 1] in _BEFORE_MONTH)
        for n, word in enumerate(words)
    )


def find_year(text: str) -> int | None:
    """Return the first year named with a month or in brackets: "April 2020", "Date (2021)"."""
    match = _YEAR.search(text) if _YEAR_HINT.search(text) is not None else None
    return int(next(g for g in match.groups() if g)) if match else None


def move_to_year(day: date, year: int) -> date:
    """Return the same day in another year; 28 February for a 29th that is not there."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
