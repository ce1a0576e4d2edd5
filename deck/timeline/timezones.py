"""Time zones as people name them: abbreviations, offsets, regions ("Pacific Time", "US/Pacific")."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from functools import lru_cache

from dateutil.tz import gettz

from deck.markdown.list_items import join_wrapped_lines

_NAME = (
    r"UTC|GMT|MEZ|MESZ|PST|PDT|PT|EST|EDT|ET|CST|CDT|CT|MST|MDT|MT|AKST|AKDT|HST|CEST|CET|EEST|EET|WEST|WET|BST|IST|JST|KST|SGT|HKT|"
    r"AEST|AEDT|ACST|AWST|NZST|NZDT|MSK|BRT|SAST|(?:Pacific|Eastern)(?:\s+Time)?(?!\s+[A-Z])|(?:Central|Mountain)\s+Time"
)
_REGION = r"(?:US|America|Europe|Asia|Africa|Australia|Atlantic|Pacific)/[A-Z][A-Za-z_]{1,30}(?:/[A-Z][A-Za-z_]{1,30})?"
ZONE = rf"(?-i:(?:{_REGION}|(?:{_NAME})(?:\s?[+-]\d{{1,2}}(?::?\d{{2}})?)?)(?![A-Za-z]))"
ISO_ZONE = rf"(?:{ZONE}|(?-i:Z)|[+-]\d{{2}}:?\d{{2}}(?!\d))"

_HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "PST": -8, "PDT": -7, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "AKST": -9, "AKDT": -8, "HST": -10, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3,
    "WET": 0, "WEST": 1, "BST": 1,
    "IST": 5.5, "JST": 9, "KST": 9, "SGT": 8, "HKT": 8, "AEST": 10, "AEDT": 11, "ACST": 9.5, "AWST": 8, "NZST": 12,
    "NZDT": 13, "MSK": 3, "BRT": -3, "SAST": 2,
}  # fmt: skip
_REGIONS = {
    "PT": "America/Los_Angeles", "PACIFIC": "America/Los_Angeles", "ET": "America/New_York", "EASTERN": "America/New_York",
    "CT": "America/Chicago", "CENTRAL": "America/Chicago", "MT": "America/Denver", "MOUNTAIN": "America/Denver",
}  # fmt: skip
# A name with a slash goes to the system's database of zones, and so must be one: "N/A" is none.
_REGION_NAME = re.compile(_REGION)
# "UTC+2", "GMT-03:30", "+0530", "CEST".
_ZONE_PARTS = re.compile(r"^([A-Z]*)\s?(?:([+-])(\d{1,2})(?::?(\d{2}))?)?$")
# In capitals and alone: "est" is French, and "MST" stands in "MSTEST".
_ZONE_ANYWHERE = re.compile(rf"(?<![\w]){ZONE}(?![\w])")
_AMBIGUOUS = (
    "MT",
    "CT",
    "ET",
    "PT",
)  # also words of their own ("ET" is French, "CT" a scan): only where times are spoken of
_LONGEST_PARAGRAPH, _LONGEST_SENTENCE = 400, 120  # characters of such a sentence, with its line ends and without
# A sentence about nothing but the zone, in the languages of the decks; it is taken out of the introduction.
_ZONE_SENTENCE = re.compile(
    r"^[*_(\['’]*(?:note:?\s*)?(?:all\s+)?(?:the\s+)?(?:times?(?:stamps?)?|time ?zones?"
    r"|alle\s+(?:uhr)?zeit(?:en|angaben)|(?:toutes\s+)?les\s+heures|todas\s+las\s+horas)\b.{0,80}$",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def parse_zone(name: str) -> tzinfo | None:
    """Return a zone by region, abbreviation or offset; None where it is not known."""
    name = name.strip("() ")
    if "/" in name:
        return gettz(name) if _REGION_NAME.fullmatch(name) else None
    name = name.upper().removesuffix(" TIME").strip()
    match = _ZONE_PARTS.match(name)
    if not match or not name:
        return None
    base = match.group(1)
    if base in _REGIONS:
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


def find_zone(text: str) -> tzinfo | None:
    """Return the first zone named in a text as a word of its own, in capitals."""
    match = _ZONE_ANYWHERE.search(text)
    if not match or (match.group() in _AMBIGUOUS and "time" not in text.lower()):
        return None
    return parse_zone(match.group())


def is_zone_sentence(text: str) -> bool:
    """Return whether a text says nothing but which zone the times are in ("All times are UTC.")."""
    if len(text) > _LONGEST_PARAGRAPH:
        return False
    flat = join_wrapped_lines(text)
    return len(flat) < _LONGEST_SENTENCE and bool(_ZONE_SENTENCE.match(flat)) and find_zone(f"{flat} time") is not None
