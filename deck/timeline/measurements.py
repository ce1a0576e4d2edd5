"""What an event's text measures: `120ms → 900ms`, `200/200`, `10% … 90%`, `4×`, `≤ 50/min`, `0 to 1.2M`."""

from __future__ import annotations

import re
from collections.abc import Callable

from deck.model import Signal

_FACTOR = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "bn": 1e9, "million": 1e6, "thousand": 1e3, "billion": 1e9, "": 1.0}
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_SCALE = r"(?:[kKMB](?![a-zA-Z])|bn\b| ?(?:million|thousand|billion)\b)?"
_UNIT = (
    r"(?:\s?(?:%|°C|ms\b|µs\b|us\b|s\b|secs?\b|seconds?\b|min\b|mins\b|minutes?\b|h\b|hrs?\b|hours?\b|GB/s|MB/s|[KMGT]i?B\b|"
    r"rps\b|RPS\b|qps\b|QPS\b|tps\b|TPS\b|req(?:uests?)?/(?:s|sec|min)\b|msgs?/s\b|calls?/(?:s|min)\b|/\s?(?:s|sec|second|min|minute|h|hour|day)\b))?"
)
_VALUE = rf"({_NUMBER})({_SCALE})({_UNIT})"
_ARROW = r"\s*(?:→|⇒|->|=>|…|\.\.\.|—>)\s*"
# "120ms → 900ms", "up to" included. No slash may follow: in "0 to 100/200" the second number is part of a ratio.
_CHANGE = re.compile(rf"(?<![\w.-]){_VALUE}(?:{_ARROW}|\s+(?:up |down )?to\s+){_VALUE}(?![\w/])", re.IGNORECASE)
# "200/200", "3 of 12 pods"; not the slashes of a date or an address.
_RATIO = re.compile(
    rf"(?<![\w./-])({_NUMBER})({_UNIT})\s?(?:/|\bof\b|\bout of\b)\s?({_NUMBER})({_UNIT})(?![\w/.]|\s?%)"
)
# "4×", "4 x", "x4". The x of "4xx" has a letter behind it; x86, x64 and x509 are names.
_TIMES = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?)\s?(?:×|x(?![\w]))|(?<![\w])(?:×|x(?!(?:32|64|86|509)\b))(\d+(?:\.\d+)?)(?![\w.])"
)
# "≤ 50/min", "under 200 ms".
_BOUND = re.compile(
    r"(?P<sign>≤|<=|≥|>=|<|>|\b(?:at most|under|below|at least|over|above|more than|less than|up to)\b)"
    rf"\s*{_VALUE}(?![\w])",
    re.IGNORECASE,
)
# A number with nothing before it that makes it something else: a version, a path, a clock time, the end of a change, an
# amount of money.
_LEVEL = re.compile(rf"(?<![\w./:→$€£-]){_VALUE}(?![\w%])")
_SIGNS = {"<=": "≤", ">=": "≥", "at most": "≤", "up to": "≤", "at least": "≥", "under": "<", "below": "<", "less than": "<",
          "over": ">", "above": ">", "more than": ">"}  # fmt: skip
# Numbers in code, addresses and clock times measure nothing.
_LEFT_ALONE = re.compile(r"`[^`]*`|https?://\S+|\b\d{1,2}:\d{2}\b")
# what every pattern needs: most texts have numbers and nothing that makes a measurement of them
_MEASUREMENT_HINT = re.compile(
    r"\d,\d|\d ?[%°×µ/a-zA-Z→⇒…]|\d[^\d\n]{0,6}(?:->|=>|\.\.\.|—>|[→⇒…])|[≤≥<>×]|\bx\d|"
    r"\b(?:most|under|below|least|over|above|than|up to) \d"
)
_MOST_CHARACTERS = 4000  # characters of an event that are searched
_NAME_REACH = 120  # characters around a number in which its name is looked for
_SAME_UNIT = {"sec": "s", "secs": "s", "second": "s", "seconds": "s", "mins": "min", "minute": "min", "minutes": "min",
              "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "us": "µs"}  # fmt: skip
_STATUS = re.compile(r"\b(?:HTTP|status|code|port)\s$", re.IGNORECASE)  # 500 → 503 is no measurement
_SINCE = re.compile(r"\s(?:later|ago|after|before|earlier|into)\b", re.IGNORECASE)  # "3 minutes later" is a moment
_LARGEST = 1e18  # longer numbers are no measurements
_NO_NAME = {"per", "of", "in", "for", "to", "and", "used", "full"}
_NO_RATIO = {("24", "7"), ("7", "24"), ("50", "50")}
# Words that part a measured thing from its number: of "p99 latency climbed to 900 ms" the name is "p99 latency".
_VERBS = re.compile(
    r"\b(?:is|are|was|were|hits?|reach(?:es|ed)?|climb(?:s|ed)?|rises?|rose|jump(?:s|ed)?|falls?|fell|drop(?:s|ped)?|grows?|grew|increas(?:es|ed)|decreas(?:es|ed)|"
    r"spik(?:es|ed)|goes|went|sits?|stays?|returns?|returned|stands?|at|from|to|by|of|becomes?|exceeds?|back|down|up|now|shows?|about|around|only|with|and|the|a|an|for|in|on|per)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;,.:()]\s|[()–—→]| - | {3,}")  # runs of spaces stand for what was found before
# "p99", "cpu.load", "read/write", "5xx": a name begins with a letter or is a class of status codes; it may hold
# digits and signs.
_NAME_WORD = re.compile(r"(?:[A-Za-z]|[1-5]xx\b)[\w/+.-]*")
# Where no name stands before a number the word behind it is one: "40% of the worker threads".
_AFTER = re.compile(
    r"^\s*(?:of\s+(?:the\s+)?)?([a-z][\w-]+(?:\s+(?:threads?|pods?|connections?|requests?|errors?|traffic|users?|messages?))?)"
)


def find_signals(text: str) -> tuple[Signal, ...]:
    """Return all measured things in a text, in order; a number counts once. Code, links and clock times are left alone.

    Linear in the length of the text: what is found is blanked out once for each pattern.
    """
    if not _MEASUREMENT_HINT.search(text):
        return ()
    masked = _LEFT_ALONE.sub(_blank_match, text[:_MOST_CHARACTERS])
    result: list[tuple[int, Signal]] = []
    for need, pattern, make in _PATTERNS:
        if need is not None and not need.search(masked):
            continue
        created = [(match, signal) for match in pattern.finditer(masked) if (signal := make(match, masked)) is not None]
        if created:
            result += [(match.start(), signal) for match, signal in created]
            masked = _blank_spans([match.span() for match, _ in created], masked)
    return tuple(s for _, s in sorted(result, key=lambda pair: pair[0]))


def _blank_match(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _blank_spans(spans: list[tuple[int, int]], text: str) -> str:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits[:2] in ("19", "20")


def _parse_number(digits: str, scale: str) -> float:
    word = scale.strip()
    # "Million" is a million, but "m" is no "M"
    return float(digits.replace(",", "")) * _FACTOR.get(word.lower() if len(word) > 1 else word, 1.0)


def _normalize_unit(text: str) -> str:
    unit = text.strip().replace(" ", "")
    return _SAME_UNIT.get(unit, unit)


def _find_name(match: re.Match[str], text: str) -> str:
    """Return the noun before the number in its clause, else the one after it."""
    before = text[max(0, match.start() - _NAME_REACH) : match.start()].rstrip("([ ~≈")
    clause = _CLAUSE.split(before)[-1]
    for part in _VERBS.split(clause):
        if words := _NAME_WORD.findall(part):
            return " ".join(words[-3:])
    after = _AFTER.match(text[match.end() : match.end() + _NAME_REACH])
    return after.group(1) if after and after.group(1) not in _NO_NAME else ""


def _build_change(match: re.Match[str], text: str) -> Signal | None:
    a, a_scale, a_unit, b, b_scale, b_unit = match.groups()
    if (_is_year(a) and _is_year(b) and not (a_unit or b_unit)) or _STATUS.search(
        text[max(0, match.start() - 8) : match.start()]
    ):
        return None
    # "0.8 to 1.2M" has one scale for both; "0 to 1.2M" needs none at its start, and "800 ms to 1.2k ms" has its own unit
    scale = a_scale or (b_scale if b_scale and float(a.replace(",", "")) != 0 and not a_unit else "")
    unit = _normalize_unit(b_unit) or _normalize_unit(a_unit)
    if _normalize_unit(a_unit) and _normalize_unit(b_unit) and _normalize_unit(a_unit) != _normalize_unit(b_unit):
        factor = {("ms", "s"): 0.001, ("s", "ms"): 1000.0, ("s", "min"): 1 / 60, ("min", "s"): 60.0}.get(
            (_normalize_unit(a_unit), unit)
        )
        if factor is None:
            return None
        start = _parse_number(a, scale) * factor
    else:
        start = _parse_number(a, scale)
    end = _parse_number(b, b_scale)
    if max(start, end) >= _LARGEST:
        return None
    return Signal(
        name=_find_name(match, text),
        unit=unit,
        shape="change",
        start=start,
        end=end,
        whole=None,
        bound="",
        text=match.group().strip(),
    )


def _build_ratio(match: re.Match[str], text: str) -> Signal | None:
    part, part_unit, total, unit = match.groups()
    low, high = _parse_number(part, ""), _parse_number(total, "")
    if (
        (part, total) in _NO_RATIO
        or not 0 < high < _LARGEST
        or low > high
        or _normalize_unit(part_unit) not in ("", _normalize_unit(unit))
    ):
        return None
    return Signal(
        name=_find_name(match, text),
        unit=_normalize_unit(unit),
        shape="ratio",
        start=None,
        end=low,
        whole=high,
        bound="",
        text=match.group().strip(),
    )


def _build_factor(match: re.Match[str], text: str) -> Signal | None:
    return Signal(
        name=_find_name(match, text),
        unit="×",
        shape="change",
        start=1.0,
        end=float(match.group(1) or match.group(2)),
        whole=None,
        bound="",
        text=match.group().strip(),
    )


def _build_bound(match: re.Match[str], text: str) -> Signal | None:
    sign = match.group("sign").lower()
    _, digits, scale, unit = match.groups()
    if sign.isalpha() and not _normalize_unit(unit) and " " not in sign and not scale:
        return None
    return Signal(
        name=_find_name(match, text),
        unit=_normalize_unit(unit),
        shape="bound",
        start=None,
        end=_parse_number(digits, scale),
        whole=None,
        bound=_SIGNS.get(sign, sign),
        text=match.group().strip(),
    )


def _build_level(match: re.Match[str], text: str) -> Signal | None:
    """Return a number that says what it counts: with a unit, a scale, or grouped thousands."""
    digits, scale, unit = match.groups()
    if not (_normalize_unit(unit) or scale or "," in digits) or _SINCE.match(text, match.end()):
        return None
    value = _parse_number(digits, scale)
    return (
        Signal(
            name=_find_name(match, text),
            unit=_normalize_unit(unit),
            shape="level",
            start=None,
            end=value,
            whole=None,
            bound="",
            text=match.group().strip(),
        )
        if value < _LARGEST
        else None
    )


_Builder = Callable[[re.Match[str], str], Signal | None]
# what a text must have, a pattern, what is made of it; the first pattern that takes a number keeps it
_PATTERNS: tuple[tuple[re.Pattern[str] | None, re.Pattern[str], _Builder], ...] = (
    (re.compile(r"->|=>|\.\.\.|—>|[→⇒…]|\bto\s", re.IGNORECASE), _CHANGE, _build_change),
    (re.compile(r"/|\bof\b"), _RATIO, _build_ratio),
    (re.compile(r"[≤≥<>]|\b(?:most|under|below|least|over|above|than|up)\s", re.IGNORECASE), _BOUND, _build_bound),
    (re.compile(r"[×x]"), _TIMES, _build_factor),
    (None, _LEVEL, _build_level),
)
