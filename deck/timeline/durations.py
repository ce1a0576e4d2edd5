"""Clock times and offsets as minutes."""

from __future__ import annotations

import re

from deck.languages import LANGUAGES, alternatives

# words for the halves of a day: in front of a clock time in some languages, behind it in others
MORNING = alternatives([word for language in LANGUAGES for word in language.am if not word.isascii()])
AFTERNOON = alternatives([word for language in LANGUAGES for word in language.pm if not word.isascii()])
# "14:05", "14h05", "2:05:30.5 pm", "午後2時05分", "午後2時5分": the half of the day stands before or behind, as the
# language has it.
_PARTS = re.compile(
    rf"(?:(?:(?P<am>{MORNING})|(?P<pm>{AFTERNOON}))\s?)?(\d{{1,2}})(?:(?:[:.：時时点點]|\s?h\s?)(\d{{2}}|\d(?=分)))?(?::(\d{{2}})(?:[.,](\d+))?)?"
    rf"[分]?\s?(?:([ap])\.?\s?m|(?P<am2>{MORNING})|(?P<pm2>{AFTERNOON}))?",
    re.IGNORECASE,
)
_FOUR = re.compile(r"(\d{2})(\d{2})(?!\d)")  # "1405", as the military and logs write it
_MINUTES = {"s": 1 / 60, "m": 1.0, "h": 60.0, "d": 1440.0, "w": 10080.0}


def parse_clock(text: str) -> float | None:
    """Return minutes of the day; None where minutes or seconds are too many (23:59:60 is a leap second).

    Hours go up to 99: the stamp may be an offset.
    """
    if four := _FOUR.match(text):
        return int(four.group(1)) * 60 + int(four.group(2))
    match = _PARTS.match(text)
    if not match:
        return None
    hour, minute = int(match.group(3)), int(match.group(4) or 0)
    second = float(f"{match.group(5) or 0}.{match.group(6) or 0}")
    half = (match.group(7) or "").lower()
    if match["am"] or match["am2"]:
        half = "a"
    elif match["pm"] or match["pm2"]:
        half = "p"
    if minute > 59 or second >= 61 or (half and hour > 23):  # a minute with a leap second has 61
        return None
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + minute + second / 60


_BEFORE_START = re.compile(r"t\s?-")  # "T-5m": the countdown of a planned change
_HOURS_MINUTES = re.compile(r"(\d+):(\d{2})(?::(\d{2}))?")  # "T+1:30"
_NUMBERED_UNIT = re.compile(r"(minute|hour|day)\s+(\d+(?:[.,]\d+)?)")  # "Minute 5", "Day 2"
_AMOUNTS = re.compile(r"(\d+(?:[.,]\d+)?)\s?([a-z])")  # "1h30m", "48 hrs": the first letter of a unit is enough
_PLAIN_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")  # "T+5": minutes


def parse_offset(text: str) -> float:
    """Return the minutes of "T+5m", "+90s", "T+1:30" (hours and minutes), "T+48 hrs", "Minute 5" or "T0".

    A bare number is minutes.
    """
    lowered = text.lower().replace("\u2212", "-").replace("\u2013", "-")
    sign = -1.0 if _BEFORE_START.match(lowered) else 1.0
    if colons := _HOURS_MINUTES.search(lowered):
        return sign * (float(colons.group(1)) * 60 + int(colons.group(2)) + int(colons.group(3) or 0) / 60)
    if match := _NUMBERED_UNIT.match(lowered):
        value = float(match.group(2).replace(",", "."))
        return (value - 1) * 1440 if match.group(1) == "day" else value * (60 if match.group(1) == "hour" else 1)
    lowered = lowered.removeprefix("t0") or "0"
    if parts := _AMOUNTS.findall(lowered):
        return sign * sum(float(n.replace(",", ".")) * _MINUTES.get(u, 1.0) for n, u in parts)
    number = _PLAIN_NUMBER.search(lowered)
    return sign * float(number.group().replace(",", ".")) if number else 0.0
