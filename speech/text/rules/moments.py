"""Dates, times of day, spans of time, and what a protocol makes of them."""

from __future__ import annotations

import calendar
import re
from datetime import date

from num2words import num2words

from speech.text.lexicon import UNITS
from speech.text.rules.rule import DIGITS, Rule, join_longest_first, make_rule
from speech.text.symbols import MONTHS, WEEKDAYS

MONTH = join_longest_first({*MONTHS, *MONTHS.values()})
# Names of months that are no words beside; behind a figure `March` may be one too.
CLEAR_MONTH = join_longest_first({*MONTHS, *MONTHS.values()} - {"May"})
PLAIN_MONTH = join_longest_first({*MONTHS, *MONTHS.values()} - {"May", "March", "Mar"})
WEEKDAY = join_longest_first({*WEEKDAYS, *WEEKDAYS.values()})
YEAR = r"(?:19|20)\d\d"
# Zones people write behind a time of day; others are ordinary words.
ZONE = r"(?:UTC|GMT|PST|PDT|EST|EDT|CST|CDT|MST|MDT|CET|CEST|EET|EEST|WET|WEST|BST|IST|JST|KST|SGT|AEST|AEDT|MSK|PT|ET)"
# What stands before a span of time, and not before a time of day.
SPAN_WORDS = re.compile(
    r"\b(?:took|takes|take|taken|lasts?|lasted|lasting|duration|for|after|within|elapsed|uptime|downtime|outage|runtime"
    r"|run time|total|totals|RTO|RPO|MTTR|length|recovered in|down|delay|delayed by"
    r"|exceeded|every|another|only|skew|drift|lag|lead|gap|length)"
    r"(?: (?:of|is|was|in|time|by|to))?:?\s*$"
)


def say_day(day: date) -> str:
    """Say a day as `October twenty-first, twenty eighteen`."""
    return f"{calendar.month_name[day.month]} {num2words(day.day, to='ordinal')}, {num2words(day.year, to='year')}"


def _say_date(year: int, month: int, day: int, original: str) -> str:
    """Say a date; what is no date stays as written."""
    try:
        return say_day(date(year, month, day))
    except ValueError:
        return original


def say_iso_date(match: re.Match[str]) -> str:
    """Say `2018-10-21`, with a comma where a time follows."""
    spoken = _say_date(int(match[1]), int(match[2]), int(match[3]), "")
    return spoken + ("" if match[0][-1].isdigit() else ", ") if spoken else match[0]


def say_dotted_date(match: re.Match[str]) -> str:
    """Say `24.11.2026`."""
    return _say_date(int(match[3]), int(match[2]), int(match[1]), match[0])


def say_slashed_date(match: re.Match[str]) -> str:
    """Say `11/24/2026`: the month comes first, as the voice is American, unless it cannot."""
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    month, day = (second, first) if first > 12 else (first, second)
    return _say_date(year, month, day, match[0])


def say_short_date(match: re.Match[str]) -> str:
    """Say `1/5/24`: the month comes first unless it cannot."""
    first, second, year = int(match[1]), int(match[2]), 2000 + int(match[3])
    month, day = (second, first) if first > 12 else (first, second)
    return _say_date(year, month, day, match[0])


def say_countdown(match: re.Match[str]) -> str:
    """Say `T+00:05` as minutes, `T-01:30` as hours and minutes."""
    sign = "plus" if match[1] == "+" else "minus"
    first, second = int(match[2]), int(match[3])
    is_long = match[0].count(":") == 2
    parts = [(first, "m"), (second, "s")] if is_long else [(first, "h"), (second, "m")]
    spoken = " and ".join(_count_units(number, unit) for number, unit in parts if number)
    return f"T {sign} {spoken or 'zero'}"


def say_year_first(match: re.Match[str]) -> str:
    """Say `2024/11/03`."""
    return _say_date(int(match[1]), int(match[2]), int(match[3]), match[0])


def say_written_date(match: re.Match[str]) -> str:
    """Say `06 Nov 1994` and `Nov 6th, 1994`."""
    name = match["month"] or match["month_first"]
    month = list(calendar.month_name).index(MONTHS.get(name, name))
    spoken = _say_date(
        int(match["year"] or match["year_last"]), month, int(match["day"] or match["day_second"]), match[0]
    )
    # a date before a figure, "3 May 40 nodes failed": a comma keeps them apart
    return spoken + ("," if re.match(r" \d", match.string[match.end() :]) else "")


def say_month_of_year(match: re.Match[str]) -> str:
    """Say `2024-03`."""
    year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
    return f"{calendar.month_name[int(month)]} {num2words(int(year), to='year')}"


def say_week_of_year(match: re.Match[str]) -> str:
    """Say `2024-W07`."""
    return f"week {int(match[2])} of {num2words(int(match[1]), to='year')}"


def say_month_range(match: re.Match[str]) -> str:
    """Say `Jan–Mar`."""
    return f"{MONTHS.get(match[1], match[1])} to {MONTHS.get(match[2], match[2])}"


def say_month(match: re.Match[str]) -> str:
    """Say `Nov. 24` and `24 Nov`."""
    return MONTHS[match[1] or match[2]]


def say_weekday(match: re.Match[str]) -> str:
    """Say "Mon" where it is a day of the week."""
    return WEEKDAYS[match[1] or match[2]]


def say_meridiem(match: re.Match[str]) -> str:
    """Say `9am`, `7:56 pm` and `12:30 p.m.`."""
    minutes = match["minutes"]
    middle = "" if not minutes or minutes == "00" else f" {_say_minutes(int(minutes))}"
    seconds = f" and {_count_units(int(match['seconds']), 's')}" if match["seconds"] else ""
    return f"{int(match['hour'])}{middle} {match['half'].upper()} M{seconds}"


def _say_minutes(minutes: int) -> str:
    return str(minutes) if minutes > 9 else f"oh {minutes}"


def say_span_of_clock(match: re.Match[str]) -> str:
    """Say `00:12:31` behind `took` as a span; elsewhere it stays for the next rule."""
    before = match.string[: match.start()]
    first, second, third = int(match["first"]), int(match["second"]), match["third"]
    after = match.string[match.end() :]
    if (not SPAN_WORDS.search(before) and not (third and before.endswith(" of "))) or re.match(
        rf"\s?(?:[ap]\.?m|{ZONE}\b|Z\b)", after
    ):
        return match[0]
    parts = (first, "h"), (second, "m"), (int(third or 0), "s")
    if third is None:
        parts = (first, "m"), (second, "s"), (0, "s")
    spoken = [_count_units(number, unit) for number, unit in parts if number]
    return " and ".join([", ".join(spoken[:-1]), spoken[-1]]) if len(spoken) > 1 else "".join(spoken) or "no time"


def say_minute_stamp(match: re.Match[str]) -> str:
    """Say `00:05` and `00:05:30`, which count from the start of something."""
    return f"minute {int(match[1])}" + (f" and {_count_units(int(match[2]), 's')}" if int(match[2] or 0) else "")


def say_after_midnight(match: re.Match[str]) -> str:
    """Say `00:12:31 UTC`: with a zone or behind a date it is a time of day."""
    counts = ((int(match["minutes"]), "m"), (int(match["seconds"] or 0), "s"))
    past = " and ".join(_count_units(number, unit) for number, unit in counts if number)
    zone = "UTC" if match["zone"] == "Z" else match["zone"] or ""
    return f"{past} past midnight {zone}".strip() if past else f"midnight {zone}".strip()


def say_clock_time(match: re.Match[str]) -> str:
    """Say `14:05`, `14:05:09` and `14:05:09Z`."""
    hour, minutes = int(match[1]), int(match[2])
    spoken = f"{hour} {_say_minutes(minutes)}"
    if minutes == 0:
        spoken = f"{hour} o'clock" if 0 < hour <= 12 else f"{hour} hundred"
    if match[3] and float(match[3].replace(",", ".")):
        spoken += f" and {float(match[3].replace(',', '.')):g} seconds"
    offset = ""
    if match["offset"]:
        sign, hours, offset_minutes = (
            "plus" if match["offset"][0] == "+" else "minus",
            int(match["offset"][1:3]),
            int(match["offset"][-2:]),
        )
        offset = (
            f" U T C {sign} {hours}" + (f" hours {offset_minutes}" if offset_minutes else "")
            if hours or offset_minutes
            else " U T C"
        )
    return f"{spoken} U T C" if match[4] else f"{spoken}{offset}"


def _count_units(number: int, unit: str) -> str:
    return f"{number} {UNITS[unit][0 if number == 1 else 1]}"


def say_span(match: re.Match[str]) -> str:
    """Say `2h30m`."""
    return " ".join(
        _count_units(int(number), unit) for number, unit in zip(match.groups(), "dhms", strict=True) if number
    )


def say_iso_span(match: re.Match[str]) -> str:
    """Say a duration in ISO 8601, such as "PT1H30M"."""
    names = ("year", "month", "week", "day", "hour", "minute", "second")
    spoken = [
        f"{number} {name}{'' if number == '1' else 's'}"
        for number, name in zip(match.groups(), names, strict=True)
        if number
    ]
    return " ".join(spoken) or match[0]


def say_decade(match: re.Match[str]) -> str:
    """Say `1990s` and `'90s`."""
    spoken = str(num2words(int(match[1]), to="year") if match[1] else num2words(int(match[2] or match[3])))
    return f"{spoken.removesuffix('y')}ies" if spoken.endswith("y") else f"{spoken}s"


DECADES: tuple[Rule, ...] = (
    make_rule(
        "year-after-month",
        rf"\b({MONTH})\.?,? ['’](\d\d)\b|\bQ([1-4])\s?['’](\d\d)\b",
        lambda m: f"{m[1]} 20{m[2]}" if m[1] else f"Q {m[3]} of 20{m[4]}",
        "Two figures behind an apostrophe are a year.",
        needs="'’",
    ),
    make_rule(
        "decade",
        r"(?<![\w.])['’]?((?:19|20)\d0)['’]?s\b|(?<!\w)['’](\d0)s\b"
        r"|(?:(?<=[Tt]he )|(?<=early )|(?<=late )|(?<=mid-))([2-9]0)s"
        r"(?=\s*(?:$|[,.;:)]|(?:and|were|was|saw|had|style|when)\b))",
        say_decade,
        "Before quotation marks go: the apostrophe tells decades from seconds.",
        needs="0",
    ),
)
MOMENTS: tuple[Rule, ...] = (
    make_rule(
        "minutes-at-the-end",
        r"(?<=\d)\s?min\.(?=\s+[A-Z]|\s*$)",
        " minutes.",
        "Behind a figure at the end of a sentence it is no minimum; before the lexicon.",
        needs="m",
    ),
    make_rule(
        "span-of-days",
        rf"\b({MONTH})\.? (\d{{1,2}})\s?[–-]\s?(?=(?:{MONTH})\.? \d)",
        lambda m: f"{MONTHS.get(m[1], m[1])} {num2words(int(m[2]), to='ordinal')} to ",
        "A dash between two days is a range.",
        needs="-–",
    ),
    make_rule(
        "short-date",
        r"(?:(?<=\bon )|(?<=since )|(?<=until )|(?<=by )|(?<=dated )|^)"
        r"(\d{1,2})/(\d{1,2})/([123]\d)(?![\d/])(?=\s*(?:$|[.,;:)]|at\b|the\b|we\b))",
        say_short_date,
        "Two figures for a year, where a date is expected.",
        needs="/",
    ),
    make_rule(
        "business-year",
        r"(?<![\w/.])((?:19|20)\d\d)/(\d\d)(?![\w/]|\.\d)",
        lambda m: f"{m[1]} to {m[1][:2]}{m[2]}" if int(m[2]) == (int(m[1]) + 1) % 100 else m[0],
        "A year that ends in the next one.",
        needs="/",
    ),
    make_rule(
        "countdown",
        r"\bT([+−-])(?:00:)?(\d\d):(\d\d)(?!:?\d)",
        say_countdown,
        "Minutes or hours before and after a moment; before times of day.",
        needs="T",
    ),
    make_rule(
        "clock-before-year",
        rf"\b({MONTH}) (\d{{1,2}}) (\d\d:\d\d:\d\d)(?: {ZONE})? ({YEAR})\b",
        r"\1 \2, \4 \3",
        "The form of the C library, time before year.",
        needs=":",
    ),
    make_rule(
        "weekday",
        rf"\b({join_longest_first(WEEKDAYS)})\b\.?(?=,? (?:\d|{MONTH})|\s?[–/-]\s?(?:{WEEKDAY})\b"
        rf"|,? (?:and |or |& )?(?:{WEEKDAY})\b)|(?:(?<=[–/-])|(?<=day and )|(?<=day, )"
        rf"|(?<=day or )|(?<=[a-z], )"
        rf"|(?<= and )|(?<= or )|(?<= & )|(?<=[Ee]very )|(?<=last )|(?<=next )|(?<=until ))"
        rf"({join_longest_first(WEEKDAYS)})\b(?![a-z' ]* (?:microsystems"
        rf"|is ))",
        say_weekday,
        "`Sun` is a day only beside a date or another day.",
        needs="FMSTW",
    ),
    make_rule(
        "after-midnight",
        rf"(?:(?<=\d{{4}}-\d\d-\d\d[T_ ])|(?<=[/ ]{YEAR}[T_ ])|(?<![\d:]))"
        rf"00:(?P<minutes>[0-5]\d)(?::(?P<seconds>[0-5]\d))?(?:\s?(?P<zone>{ZONE}"
        rf"|Z)\b|(?<=\d{{4}}-\d\d-\d\d[T_ ]00:\d\d)(?![\d:])|(?<=\d{{4}}-\d\d-\d\d[T_ ]00:\d\d:\d\d)(?![\d:]))",
        say_after_midnight,
        "A zone or a date makes it a time of day; before dates are said.",
        needs="0",
    ),
    make_rule(
        "iso-date",
        r"\b(\d{4})-(\d{2})-(\d{2})(?:[T_ ](?=\d|midnight)|(?![\d-]))",
        say_iso_date,
        "Before ranges, which have hyphens too.",
        needs="-",
    ),
    make_rule(
        "dotted-date",
        rf"(?<![\d.])(\d{{1,2}})\.(\d{{1,2}})\.({YEAR})(?![\d.]\d|\d)",
        say_dotted_date,
        "Day, month, year: so it is written where dots are used.",
        needs="12",
    ),
    make_rule(
        "slashed-date",
        rf"(?<![\d/])(\d{{1,2}})/(\d{{1,2}})/({YEAR})(?![\d/])",
        say_slashed_date,
        "Before lists with slashes.",
        needs="/",
    ),
    make_rule(
        "year-first",
        rf"(?<![\d/])({YEAR})/(\d{{1,2}})/(\d{{1,2}})(?![\d/])",
        say_year_first,
        "The same, year first.",
        needs="/",
    ),
    make_rule(
        "written-date",
        rf"(?<!\d and )(?<!\d to )(?<!\d [–-] )(?<!\d[–-])\b(?P<day>\d{{1,2}})(?:st"
        rf"|nd|rd|th)?(?: of)?[ -](?P<month>{MONTH})\.?,?[ -](?P<year>{YEAR})\b"
        rf"|\b(?P<month_first>{MONTH})\.? (?P<day_second>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year_last>{YEAR})\b",
        say_written_date,
        "A day, a month's name and a year, in both orders.",
        needs="12",
    ),
    make_rule(
        "month-of-year",
        rf"(?<![\w.-])({YEAR})-(0[1-9]|1[0-2])(?![\w-]|\.\d)|(?<![\w./])(0[1-9]|1[0-2])/({YEAR})(?![\w/])",
        say_month_of_year,
        "Before ranges of years.",
        needs="/12",
    ),
    make_rule("week-of-year", rf"\b({YEAR})-W(\d\d)\b", say_week_of_year, "Weeks as ISO 8601 numbers them.", needs="W"),
    make_rule(
        "month-range",
        rf"\b({MONTH})\.?\s?[–-]\s?({MONTH})\b\.?",
        say_month_range,
        "Before the dash is taken for a compound.",
        needs="-–",
    ),
    make_rule(
        "month",
        rf"\b({join_longest_first(MONTHS)})\.?(?=\s\d)|(?<=\d\s)({join_longest_first(MONTHS)})\b\.?",
        say_month,
        "An abbreviated month beside a day.",
        needs="ADFJMNOS",
    ),
    make_rule(
        "month-and-day",
        rf"\b({CLEAR_MONTH}|(?<=on )May)\.? ([12]?\d|3[01])(?:st|nd|rd|th)?(?![\w:/%×]|[.,]\d|\s?[–-]\s?\d"
        r"|\s(?:ms|MB|GB|percent|million|thousand|users|requests|times)\b"
        rf"|\s(?:and|to) \d{{1,2}}\b(?! (?:{MONTH})))",
        lambda m: f"{MONTHS.get(m[1], m[1])} {num2words(int(m[2]), to='ordinal')}",
        "The day behind a month is an ordinal number.",
        needs="ADFJMNOS",
    ),
    make_rule(
        "day-and-month",
        rf"(?<![\w.,:/–-])([12]?\d|3[01])(?:st|nd|rd|th)? ({PLAIN_MONTH}"
        r"|(?:May|March|Mar)(?=\s*(?:$|[,.;:)]|at\b|the\b)))\b\.?(?! \d)",
        lambda m: f"{MONTHS.get(m[2], m[2])} {num2words(int(m[1]), to='ordinal')}",
        "The same with the day in front.",
        needs="ADFJMNOS",
    ),
    make_rule(
        "half-year",
        rf"\bH([12]) ({YEAR})\b",
        lambda m: f"the {'first' if m[1] == '1' else 'second'} half of {m[2]}",
        "Half a year.",
        needs="H",
    ),
    make_rule(
        "from-noon",
        r"\b([Nn]oon|[Mm]idnight)\s?[–-]\s?(?=\d)",
        r"\1 to ",
        "A dash behind a named hour is a range.",
        needs="-–",
    ),
    make_rule(
        "meridiem",
        r"(?<![\w:.])(?P<hour>1[0-2]|0?[1-9])(?::(?P<minutes>[0-5]\d)(?::(?P<seconds>[0-5]\d))?)?"
        r"\s?(?P<half>[aApP])\.?[mM]\b(?:\.(?=\s*[\w–,;)-]))?",
        say_meridiem,
        "Half days are spelled; before times without them.",
        needs="Mm",
    ),
    make_rule(
        "until",
        rf"(?<=:\d\d)\s?[–-]\s?(?=\d{{1,2}}:\d\d)|(?<= M)\s?[–-]\s?(?=\d|noon|midnight)"
        rf"|(?<=\b[QHPL]\d)\s?[–-]\s?(?=[QHPL]\d\b)|(?<=day)\s?[–-]\s?(?={WEEKDAY})",
        " to ",
        "A dash between two times or days is a range.",
        needs="-:HLMPQ–",
    ),
    make_rule(
        "span-of-clock",
        r"(?<![\d:.])(?P<first>\d{1,3}):(?P<second>[0-5]\d)(?::(?P<third>[0-5]\d))?(?![\d:])",
        say_span_of_clock,
        "Behind `took` it is a length, not a time of day.",
        needs=":",
    ),
    make_rule(
        "minute-stamp",
        rf"(?<![\d:])00:([0-5]\d)(?::([0-5]\d))?(?![\d:])(?:\s?(?P<zone>{ZONE}|Z)\b)?",
        say_minute_stamp,
        "Timelines count from the start.",
        needs="0",
    ),
    make_rule(
        "clock",
        r"(?<![\d:.])([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d(?:[.,]\d+)?|60))?(Z\b)?(?:\s?(?P<offset>[+-]\d\d:?\d\d)\b)?(?![\d:])",
        say_clock_time,
        "Before ratios, which have colons too.",
        needs=":",
    ),
    make_rule(
        "zone-offset",
        r"\b(UTC|GMT)\s?([+−-])\s?(\d{1,2})\b",
        lambda m: f"{m[1]} {'plus' if m[2] == '+' else 'minus'} {m[3]}",
        "Before signs in front of numbers.",
        needs="GU",
    ),
    make_rule("before", r"\bT[-−](?=\d)", "T minus ", "A countdown.", needs="T"),
    make_rule(
        "iso-span",
        r"\bP(?=[\dT])(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?(?!\w|\.\d)",
        say_iso_span,
        "Spans as configuration files have them; before percentiles (`P50D`).",
        needs="P",
    ),
    make_rule(
        "hours-and-minutes",
        r"(?<![\w.])(\d{1,2})h(\d\d)(?!\w)",
        lambda m: f"{_count_units(int(m[1]), 'h')} {_count_units(int(m[2]), 'm')}",
        "The minutes have no unit of their own.",
        needs=DIGITS,
    ),
    make_rule(
        "span",
        r"(?<![\w.])(?=\d+[dhm]\d+(?:[hms]|min)\b)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+)s)?(?!\w)",
        say_span,
        "Several units glued together.",
        needs=DIGITS,
    ),
)
