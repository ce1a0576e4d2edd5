"""Time stamps as people write them at the start of a line: offsets, clock times, dates, ranges.

`read_timestamp` finds what is written; `deck.timeline.time_resolution` decides what it means among its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cache

from deck.languages import LANGUAGES, alternatives, list_month_numbers, list_weekday_numbers
from deck.timeline.dates import DATE, FULL, NAMED, WEEKDAY, find_other_reading, parse_day, parse_weekday
from deck.timeline.durations import AFTERNOON, MORNING, parse_clock, parse_offset
from deck.timeline.timezones import ISO_ZONE, ZONE, parse_zone

_AMPM = rf"(?:\s?(?:[ap]\.\s?m\.|[ap]m(?![a-z])|(?:{MORNING}|{AFTERNOON})(?![^\W\d_])))"
_HALF_BEFORE = rf"(?:(?:{MORNING}|{AFTERNOON})\s?)"
_SECONDS = r"(?::\d{2}(?:[.,]\d{1,6})?)?"
_CLOCK = (
    rf"(?:{_HALF_BEFORE}?\d{{1,2}}(?:[:：時时点點]|\s?h\s?)(?:\d{{2}}{_SECONDS}分?|\d分){_AMPM}?|{_HALF_BEFORE}\d{{1,2}}[時时点點]|"
    rf"\d{{1,2}}\s?h(?=\s:\s)|\d{{1,2}}(?:\.\d{{2}})?(?=\s?Uhr(?![a-z]))|\d{{1,2}}\.\d{{2}}{_AMPM}|\d{{1,2}}{_AMPM}|"
    r"(?:[01]\d|2[0-3])[0-5]\d(?=\s?(?:UTC|GMT|hrs|hours)))(?:\s?(?:hrs|hours|Uhr|h)(?![a-z]))?(?:-?ish\b)?"
)
_UNIT = r"(?:seconds?|secs?|s|minutes?|mins?|min|m|hours?|hrs?|h|days?|d|weeks?|w)(?![a-z])"
_AMOUNT = rf"\d+(?:[.,]\d+)?\s?{_UNIT}(?:\s?\d+(?:[.,]\d+)?\s?{_UNIT})*"
_OFFSET = (
    rf"(?:T\s?[+\-\u2212\u2013]\s?(?:\d+:\d{{2}}(?::\d{{2}})?|{_AMOUNT}|\d+(?:[.,]\d+)?(?!\w|:\d))|"
    rf"T\s?=\s?(?:{_AMOUNT}|\d+(?!\w|:\d))|T0(?!\w)|\+\s?(?:\d+:\d{{2}}(?::\d{{2}})?|{_AMOUNT}))"
)
_COUNTED = rf"(?:(?:minute|hour|day)\s+\d+(?:[.,]\d+)?(?!\s*{_UNIT}))"
_LATER = rf"(?:{_AMOUNT}(?:\s+(?:in|later|after))?)"

_ABOUT_ABROAD = alternatives([word for language in LANGUAGES for word in language.about if len(word) > 1])
_APPROX = (
    r"(?:~|≈|∼|±|\+/-|roughly\s|(?:shortly|just)\s(?:before|after)\s|"
    rf"ca\.?\s|c\.\s|circa\s|about\s|around\s|approx(?:\.|imately)?\s|(?:{_ABOUT_ABROAD})(?:\s|(?<=[^\x00-\x7f])))\s*"
)
_AT_ABROAD = r"at|um|à|às|a las|a la|alle ore|alle|ore|om|o godz\.|godz\.|o godzinie|o|saat|kl\.?|الساعة|को"
_GLUE = rf"(?:\s*[,T@|/]\s*|\s*:\s+|,?\s+(?:{_AT_ABROAD})\s+|(?<=[日号號月])\s*|\s+[-–—]\s+|\s+(?:{WEEKDAY}\s+)?)(?P<approx3>{_APPROX})?"  # noqa: E501 (one pattern)
_ZONED = rf"(?:\({ZONE}\)|{ZONE})"
_SPAN = r"\s*(?:-|–|—|−|\bto\b|\band\b|\bbis\b|\buntil\b|\btill\b|→|->)\s*"
_DATE_CLOCK = (
    rf"(?P<date1>{DATE}|(?:day\s+\d{{1,4}}(?!\d))|D\s?[+-]\s?\d{{1,3}}(?!\d)|{WEEKDAY}(?=[\s,])){_GLUE}"
    rf"(?P<open1>[\[(])?(?P<clock1>{_CLOCK}|\d{{1,2}}\.\d{{2}}(?![\d.]))(?(open1)[\])])(?:\s?(?P<zone1>{_ZONED}))?"
)
_CLOCK_DATE = (
    rf"(?P<clock2>{_CLOCK})(?:\s?(?P<zone2>{_ZONED}))?"
    rf"(?:\s{{0,3}},?\s{{0,3}}(?:on\s{{1,3}})?[\[(]?\s{{0,3}}(?P<date2>{DATE}|{WEEKDAY}(?!\w))\s*[\])]?)?"
)
_ISO = rf"(?P<date3>\d{{4}}-\d{{2}}-\d{{2}})[T ](?P<clock3>\d{{2}}:\d{{2}}{_SECONDS})(?:\s?(?P<zone3>{ISO_ZONE}|\({ZONE}\)))?"
_DOTTED_CLOCK = r"(?:[01]?\d|2[0-3])\.[0-5]\d"
_STAMP = (
    rf"(?P<approx>{_APPROX})?"
    rf"(?:{_ISO}|{_DATE_CLOCK}|{_CLOCK_DATE}|(?P<offset>{_OFFSET}|{_COUNTED})|(?P<day>(?:{WEEKDAY},?\s+)?(?:{FULL}|{NAMED})))"
    rf"(?:{_SPAN}(?P<end>(?:{_CLOCK}(?:\s?(?P<endzone>{ZONE}))?|{_OFFSET}))(?:,?\s+on\s+(?P<enddate>{DATE})(?!\w))?)?"
    # the same moment in a second zone: "20:40 UTC / 13:40 PDT", "09:36 (18:36)", "12:43 (UTC 03:43)"
    rf"(?:\s?[/(|]\s?(?:{DATE},?\s)?{_CLOCK}\s?{_ZONED}\)?|\s?\((?:{ZONE}\s)?\d{{1,2}}:\d{{2}}\))?"
    r"(?P<doubt>\s?\((?:maybe|perhaps|possibly|approx\w*|roughly|about|unsure|not sure|unclear|uncertain|estimated?|est|guess\w*|"
    r"vermutlich|ungefähr|peut-être|quizás|talvez|forse|or (?:earlier|later))[^()\n]{0,40}\))?"
    r"(?P<approx2>\s?(?:~|-?ish\b|頃|ごろ|\?(?!\w)|\(approx(?:\.|imate(?:ly)?)?\)))?(?:\+(?!\w)|\s+onwards?\b)?"
)
# amounts alone, and times with a dot ("14.05"), make sense inside a timeline only
_BARE = re.compile(rf"(?P<clock2>{_DOTTED_CLOCK}(?=\s|[*_`:–—]|$))|(?P<offset>{_LATER})", re.IGNORECASE)
_FOREIGN_PREPOSITION = alternatives([word for language in LANGUAGES for word in language.prepositions])
_PREPOSITION = rf"at|on|by|from|between|{_FOREIGN_PREPOSITION}"
_DATE_WORDS = alternatives([word[:3] for word in (*list_month_numbers(), *list_weekday_numbers()) if len(word) > 1])
# A quick look at the beginning of a line: the whole pattern is long, and most lines begin with none of these.
_STAMP_HINT = re.compile(
    r"[\s*_`\[(~≈∼±•·▪►●☑✅\ufe0f\U0001f300-\U0001faff]*(?:\d|\+\s?\d|\+/-|t\s?[+=\-−–0]|d\s?[+-]|"
    rf"{_HALF_BEFORE}\d|"
    rf"(?:{_DATE_WORDS}|minute|hour|day"
    rf"|{_PREPOSITION}|ca|c\.|circa|about|around|approx|roughly|shortly|just)[^\W\d_]*[.,]{{0,2}}\s+[^\n]{{0,24}}?\d|(?:{_ABOUT_ABROAD})\s?\d)",
    re.IGNORECASE,
)
# most stamps are these: `14:02 text`, `14:02 – text`, `**14:02** – text`; no word follows that could belong to the stamp
_PLAIN_CLOCK = re.compile(
    r"(\*\*)?([01]?\d|2[0-3]):([0-5]\d)(?(1)(?::?\*\*:?))(?:(?P<set> +[–—-] +|: +)|(?(1) +| +))"
    r"(?=[A-Za-z])(?!(?i:[ap]\.?m|hrs|hours|uhr|h\b|to|until|till|on|at|ish|onward|pacific|eastern|central|mountain|mon|tue|wed|thu|fri|sat|sun|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|[A-Z]{2})"
)
# What may stand before a stamp: a bullet or emoji, emphasis, a bracket, and a preposition if a figure or a word such as
# "about" follows it, for "at" begins many a sentence.
_LEAD = re.compile(
    r"\s*(?:[•·▪►●☑✅\U0001f300-\U0001faff]\ufe0f?\s*)?((?:\*{1,3}|_{1,3}|`)*)\s*([\[(])?\s*"
    rf"((?:{_PREPOSITION})\s+(?=[\d~]|about|around|approx|roughly|circa|ca\.|shortly|just))?",
    re.IGNORECASE,
)
# "14.05 restarted", "14.05 – restarted": a word, a dash or nothing must follow. "1.5 million" has too few digits.
_DOTTED_LINE = re.compile(
    rf"[*_]{{0,3}}{_DOTTED_CLOCK}(?:\s+[^\W\d_]|\s+[“\"'?@#]|[*_]{{0,3}}\s*[–—:-][*_]{{0,3}}\s|\s*$)"
)
# A time that is a link, "[14:02](https://…)", leads to a message or a graph, and the link is kept as a remark.
_LINK_TARGET = re.compile(r"\((?P<target>[^()\s]{1,400})\)")
# A quick look for a second time in the same sentence.
_CLOCK_IN_TEXT = re.compile(r"\d:\d\d")
# Emphasis or code around a stamp: what opens before it must close behind it.
_MARKS = re.compile(r"\*+|_+|`+")
# What parts a time from its text. A hyphen or full stop only with a space behind it: "14:02-14:10" goes on.
_SEPARATOR = re.compile(r"\s*(?:[–—−:：|,→;]|-{1,2}(?=\s|$)|\.(?=\s|$))\s*")
# What follows the time in a line of a program's log, level or logger's name or milliseconds: an excerpt of a log is
# evidence, not a timeline.
_LOG_LINE = re.compile(
    r"\s*[\[(]?(?:INFO|WARN(?:ING)?|ERROR|DEBUG|TRACE|FATAL|CRIT(?:ICAL)?|NOTICE|LOG|STATEMENT)\b|\s*\[[\w./-]+\]\s+\w*(?:INFO|WARN|ERROR)|[.,]\d{3}\s"
)
# The half of the day, in any of the languages.
_AM_OR_PM = re.compile(rf"[ap]\.?\s?m|{MORNING}|{AFTERNOON}", re.IGNORECASE)
# "Day 3", and "D+2" or "D-1" of change plans.
_DAY_NUMBER = re.compile(r"(?:day\s+|(D)\s?([+-])\s?)(\d+)$", re.IGNORECASE)
# "Tuesday" counts from the day before it in the timeline.
_WEEKDAY_ALONE = re.compile(WEEKDAY, re.IGNORECASE)
_LONGEST_STAMP = (
    160  # characters in which a stamp must end: its patterns never look at more, whatever spaces stand there
)
_LABEL_WORDS = 4  # of the label before a time at the end of a line
_LONGEST_TAIL = 64  # characters at the end of a text in which its time may stand
# Where a time at the end of a text can begin: behind a bracket, "at", a dash, a colon, the end of a sentence, or a
# plain space before a digit or capital.
_TAIL_GAP = re.compile(
    r"\s*[(\[]|\s*:?\s+(?:at|on|um|à|@)\s+|\s+[–—|-]\s+|(?<=[.!?])\s+|\s*:\s+|\s+(?=\d|[A-Z])", re.IGNORECASE
)
# Seconds or milliseconds since 1970, for the years 2001 to 2033: ten digits that begin with 1.
_UNIX_SECONDS = re.compile(r"(?:1\d{9})(?:\d{3})?(?![\w.,:/-]*\d)")
# The hour of a clock time, for the check that "15:02 PM" makes no sense.
_FIRST_NUMBER = re.compile(r"\d{1,2}")
_LARGEST_OFFSET = 5_256_000.0  # ten years in minutes: what is longer is no moment of an incident


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A stamp as read. `raw` is as written.

    Either `offset` (minutes) is set, or `clock` (minutes of the day) and/or a date.

    `day` has year 2000 where no year is written (`is_yearless`); `day_number` counts from 1; `has_lent_day` says that the day
    stands in a heading or column of its own. `is_plain` is for a bare HH:MM, which may be an offset; `is_marked` says that
    markup or a separator set the stamp off from the text, `is_narrative` that a preposition led to it ("At 10:45"). `weekday`
    0 is Monday, where one stands without a date.
    """

    raw: str
    offset: float | None = None
    clock: float | None = None
    day: date | None = None
    is_yearless: bool = False
    day_number: int | None = None
    zone: tzinfo | None = None
    end_clock: float | None = None
    end_offset: float | None = None
    is_approximate: bool = False
    is_plain: bool = False
    is_marked: bool = False
    is_narrative: bool = False
    weekday: int | None = None
    has_lent_day: bool = False
    other_day: date | None = None  # the day where day and month change places, if that is a day too
    oddity: str = ""  # what is odd about a stamp that was read all the same


def read_timestamp(text: str, bare: bool = False) -> tuple[Timestamp, str] | None:
    """Return the stamp at the start of `text` and what follows it; None where there is none, or the line is of a log.

    `bare` also takes amounts alone ("5 min"), which only make sense inside a timeline.
    """
    if quick := _PLAIN_CLOCK.match(text):
        hour, minute = quick.group(2), quick.group(3)
        is_marked = quick.group(1) is not None or quick.group("set") is not None
        stamp = Timestamp(f"{hour}:{minute}", None, int(hour) * 60.0 + int(minute), is_plain=True, is_marked=is_marked)
        return stamp, text[quick.end() :].rstrip()
    return _read_timestamp(text, bare) if _STAMP_HINT.match(text, 0, _LONGEST_STAMP) else None


def _read_timestamp(text: str, bare: bool) -> tuple[Timestamp, str] | None:
    lead = _LEAD.match(text, 0, _LONGEST_STAMP)
    if lead is None:
        return None
    at = lead.end()
    if bare and (seconds := _UNIX_SECONDS.match(text, at)) is not None:
        remainder, is_closed = _skip_closing_marks(
            text[seconds.end() :], _MARKS.findall(lead.group(1)), lead.group(2) or ""
        )
        return (
            None
            if remainder is None
            else (_from_unix_time(seconds.group(), is_closed), _SEPARATOR.sub("", remainder, count=1).strip())
        )
    match = get_stamp_pattern().match(text, at, _LONGEST_STAMP) or (
        _BARE.match(text, at, _LONGEST_STAMP) if bare else None
    )
    if match is None or match.end() == at or _LOG_LINE.match(text, match.end(), match.end() + _LONGEST_STAMP):
        return None
    marks = _MARKS.findall(lead.group(1))
    behind = text[match.end() : match.end() + 1]
    if _continues_word(behind) and not text[match.end() - 1].isspace() and not (behind == "_" and marks):
        return None
    remainder, is_closed = _skip_closing_marks(text[match.end() :], marks, lead.group(2) or "")
    if remainder is None:
        return None
    target = ""
    if lead.group(2) == "[" and (link := _LINK_TARGET.match(remainder)) is not None:
        if link["target"].startswith("#"):
            return None  # an entry of a table of contents
        target, remainder = f" ([link]({link['target']}))", remainder[link.end() :]
    separator = _SEPARATOR.match(remainder)
    body = remainder[separator.end() :] if separator else remainder
    stamp = _build_timestamp(
        match, text[at : match.end()].strip(), is_closed or separator is not None, bool(lead.group(3))
    )
    return (stamp, f"{body.strip()}{target}") if stamp is not None else None


@cache
def get_stamp_pattern() -> re.Pattern[str]:
    """Return the pattern of every stamp. It takes a tenth of a second to compile, and many decks hold none that needs it."""
    return re.compile(_STAMP, re.IGNORECASE)


def starts_with_dotted_clock(text: str) -> bool:
    """Return whether a line begins with a time such as "14.05", which is one only inside a timeline."""
    return _DOTTED_LINE.match(text) is not None


def read_trailing_time(text: str) -> tuple[Timestamp, str] | None:
    """Return the clock time that a text ends with, in brackets or behind "at" or a dash, and the text before it."""
    start = max(0, len(text) - _LONGEST_TAIL)
    for gap in _TAIL_GAP.finditer(text, start) if ":" in text[-12:] else ():
        result = read_timestamp(text[gap.end() :].rstrip(".)] *_"))
        if result is not None and not result[1] and result[0].clock is not None:
            before = text[: gap.start()].rstrip(" :–—-|")
            if _CLOCK_IN_TEXT.search(before) is not None:
                return None  # a span of time in a sentence: "down from 11:07 until 13:40"
            # a date and a clock, or a label before a clock: "Resolved 11:40", not "it took until 11:40"
            if gap.group().strip() or result[0].day is not None or len(before.split()) <= _LABEL_WORDS:
                return result[0], before
    return None


def is_log_line(text: str) -> bool:
    """Return whether a text begins like a line of a log."""
    match = get_stamp_pattern().match(text, 0, _LONGEST_STAMP) if text[:1].isdigit() or text[:1] == "[" else None
    return match is not None and _LOG_LINE.match(text, match.end(), match.end() + _LONGEST_STAMP) is not None


def _continues_word(letter: str) -> bool:
    """Return whether a letter right behind a time says that it is none: `3:2b`, `10:30/day`.

    Scripts without spaces may follow.
    """
    return letter != "" and ((letter.isalnum() and letter < "\u2e80") or letter in "/%_")


def _skip_closing_marks(text: str, marks: list[str], bracket: str) -> tuple[str | None, bool]:
    """Return what follows the marks that were opened before the stamp; None where one is not closed."""
    if bracket:
        stripped = text.lstrip()
        if not stripped.startswith("]" if bracket == "[" else ")"):
            return None, False
        text = stripped[1:]
    is_closed = bool(bracket)
    for mark in reversed(marks):
        inner = _SEPARATOR.match(text)
        after = (text[inner.end() :] if inner else text).lstrip()
        if after.startswith(mark):
            text = after[len(mark) :]
        elif is_closed and after.endswith(mark):  # the outer of two marks: it holds the whole line
            text = (inner.group() if inner else "") + after[: -len(mark)]
        elif mark in after:  # the bold goes on: it is part of the text
            text = f" {mark}{after}"
        else:
            return None, False
        is_closed = True
    return text, is_closed


def has_bold_stamp(line: str) -> bool:
    """Return whether a line starts with a stamp in bold."""
    return line.startswith(("**", "__")) and any(c.isdigit() for c in line[:24]) and read_timestamp(line) is not None


def _build_timestamp(match: re.Match[str], raw: str, is_marked: bool, narrative: bool) -> Timestamp | None:
    parsed = match.groupdict()
    approximate = any(parsed.get(g) for g in ("approx", "approx2", "approx3", "doubt")) or "ish" in raw.lower()
    end = parsed.get("end") or ""
    end_offset = min(parse_offset(end), _LARGEST_OFFSET) if end and not end[:1].isdigit() else None
    end_clock = parse_clock(end) if end[:1].isdigit() else None
    if offset := parsed.get("offset"):
        if abs(shift := parse_offset(offset)) > _LARGEST_OFFSET:
            return None
        return Timestamp(
            raw, shift, end_offset=end_offset, is_approximate=approximate, is_marked=is_marked, is_narrative=narrative
        )
    clock = parsed.get("clock1") or parsed.get("clock2") or parsed.get("clock3") or ""
    minutes = parse_clock(clock) if clock else None
    date_text = (
        parsed.get("date1")
        or parsed.get("date2")
        or parsed.get("date3")
        or parsed.get("day")
        or parsed.get("enddate")
        or ""
    )
    dated = _parse_date_part(date_text) if date_text else (None, False, None, None)
    if (clock and minutes is None) or dated is None:
        return None
    day, yearless, number, weekday = dated
    zone_name = parsed.get("zone1") or parsed.get("zone2") or parsed.get("zone3") or parsed.get("endzone")
    zone = parse_zone(zone_name) if zone_name else None
    halved = _AM_OR_PM.search(clock) is not None
    plain = bool(clock) and not date_text and not zone_name and not halved
    if minutes is not None and end_clock is not None and not halved and re.search(r"p\.?m", end, re.IGNORECASE):
        # "1:10 to 2:30 pm" is all in the afternoon
        minutes = minutes + 720 if minutes + 720 <= end_clock else minutes
    approximate = approximate or not clock
    return Timestamp(
        raw=raw,
        offset=None,
        clock=minutes,
        day=day,
        is_yearless=yearless,
        day_number=number,
        zone=zone,
        end_clock=end_clock,
        end_offset=end_offset,
        is_approximate=approximate,
        is_plain=plain,
        is_marked=is_marked,
        is_narrative=narrative,
        weekday=weekday,
        other_day=find_other_reading(date_text)
        if (date_text and date_text[:1].isdigit()) or "/" in date_text
        else None,
        oddity=_find_oddity(clock, halved, bool(parsed.get("doubt"))),
    )


def _find_oddity(clock: str, halved: bool, is_doubted: bool) -> str:
    """Return what is odd about a clock time that can be read: an hour above 12 with AM or PM, words of doubt."""
    hour = _FIRST_NUMBER.search(clock)
    if halved and hour is not None and int(hour.group()) > 12:
        return f"“{clock}” has an hour above 12 and a half of the day."
    return "The author is not sure of this time." if is_doubted else ""


def _from_unix_time(digits: str, is_marked: bool) -> Timestamp:
    """Return the stamp of seconds, or milliseconds, since 1970 in UTC."""
    moment = datetime.fromtimestamp(int(digits[:10]), UTC)
    clock = moment.hour * 60 + moment.minute + moment.second / 60
    return Timestamp(digits, clock=clock, day=moment.date(), zone=UTC, is_marked=is_marked)


def _parse_date_part(text: str) -> tuple[date | None, bool, int | None, int | None] | None:
    """Return day, whether its year is missing, day number, weekday; None for a date that does not exist."""
    if numbered := _DAY_NUMBER.match(text):
        number = int(numbered.group(3))
        return None, False, 1 + (-number if numbered.group(2) == "-" else number) if numbered.group(1) else number, None
    if _WEEKDAY_ALONE.fullmatch(text):
        return None, False, None, parse_weekday(text)
    day, yearless = parse_day(text)
    return None if day is None else (day, yearless, None, None)
