"""The wording of the rules in `speakable` that need more than a template."""

from __future__ import annotations

import calendar
import re
from datetime import date as day_of

from num2words import num2words

from speech.arrows import ARROW
from speech.lexicon import PER, SAID, SCALES, UNITS

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2,})|[_-]+")
CURRENCY = {"$": ("dollar", "dollars"), "€": ("euro", "euros"), "£": ("pound", "pounds")}
QUANTITY = re.compile(r"([\d,.]*\d)\s?(k|K|M|bn|B)?\s?(\S+)?")


def parted(name: str) -> str:
    """The words of a camel-case, snake-case or hyphenated name."""
    return " ".join(" ".join(CAMEL.split(name)).split())


def lexicon(match: re.Match[str]) -> str:
    """A word of the trade."""
    return SAID[match[0]]


def spelled(match: re.Match[str]) -> str:
    """Letter by letter, digits as they are; a plural keeps its s."""
    return " ".join(match[1]) + ("'s" if match[2] else "")


def url(match: re.Match[str]) -> str:
    """A link is named by its host alone."""
    host = match[1]
    return f"a link to {host.strip('.').replace('.', ' dot ')}" if host else "a link"


def email(match: re.Match[str]) -> str:
    """An address, sign by sign."""
    return f"{match[1].replace('.', ' dot ')} at {match[2].replace('.', ' dot ')}"


def star(match: re.Match[str]) -> str:
    """`SELECT *`, `COUNT(*)`."""
    return f"{match[1].lower()} star"


def annotation(match: re.Match[str]) -> str:
    """`@ControllerAdvice`."""
    return f"at {parted(match[1])}"


def header(match: re.Match[str]) -> str:
    """`X-Request-Id`."""
    return match[0].replace("-", " ").replace(" Id", " I D")


def path(match: re.Match[str]) -> str:
    """`/actuator/refresh`."""
    parts = [part for part in match[0].split("/") if part]
    return " ".join(f"slash {'star' if part == '*' else parted(part.strip('{}:'))}" for part in parts)


def dotted(match: re.Match[str]) -> str:
    """`enable.idempotence`."""
    return " dot ".join(parted(part).replace("*", "star") for part in match[0].split("."))


def date(match: re.Match[str]) -> str:
    """`2018-10-21`; what is no date stays as it is."""
    try:
        day = day_of(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return match[0]
    return f"{calendar.month_name[day.month]} {num2words(day.day, to='ordinal')}, {num2words(day.year, to='year')} "


def minute(match: re.Match[str]) -> str:
    """`00:05`: a stamp that counts from the start."""
    return f"minute {int(match[1])}"


def clock(match: re.Match[str]) -> str:
    """`14:05`."""
    hour, minutes = int(match[1]), int(match[2])
    if minutes == 0:
        return f"{hour} o'clock" if 0 < hour <= 12 else f"{hour} hundred"
    return f"{hour} {minutes}" if minutes > 9 else f"{hour} oh {minutes}"


def ordinal(match: re.Match[str]) -> str:
    """`3rd`."""
    return str(num2words(int(match[1]), to="ordinal"))


def out_of(match: re.Match[str]) -> str:
    """`200/200` is "200 of 200"; a larger number before a smaller one is an alternative."""
    part, whole = int(match[1]), int(match[2])
    return f"{part} of {whole}" if part <= whole else f"{part} or {whole}"


def money(match: re.Match[str]) -> str:
    """`$5`, `€1.2M`."""
    one, many = CURRENCY[match[1]]
    scale = f" {SCALES[match[3]]}" if match[3] else ""
    return f"{match[2]}{scale} {one if match[2] == '1' and not scale else many}"


def quantity(match: re.Match[str]) -> str:
    """A number with its scale and unit."""
    return _quantity(match[1], match[2] or "", match[3] or "") + (" " if match[0][-1:].isspace() else "")


def _quantity(number: str, scale: str, unit: str) -> str:
    if scale == "B" and not unit:  # "512 B" is bytes; billions are written bn
        scale, unit = "", "B"
    one, many = UNITS.get(unit, ("", ""))
    words = [number, SCALES.get(scale, ""), one if number == "1" and not scale else many]
    return " ".join(word for word in words if word)


def change(match: re.Match[str]) -> str:
    """`120ms → 900ms`; a unit that stands only once belongs to all."""
    written = re.sub(r"^[Ff]rom\s+", "", match[0].strip())
    found = [part for text in re.split(rf"\s*{ARROW}\s*", written) if (part := QUANTITY.match(text))]
    unit = next((part[3] for part in found if part[3]), "")
    first, *others = (_quantity(part[1], part[2] or "", part[3] or unit) for part in found)
    return f"from {first} to {', then to '.join(others)}" + (" " if match[0][-1:].isspace() else "")


def per(match: re.Match[str]) -> str:
    """`50 req/min`, `50/min`, `3 MB/s`."""
    what = match["what"] or ""
    scale = (match["scale"] or "").strip()
    unit = UNITS.get(what, (what, what))[0 if match["n"] == "1" and not scale else 1]
    words = [match["n"], SCALES.get(scale, ""), unit, "per", PER[match["per"]]]
    return " ".join(word for word in words if word)
