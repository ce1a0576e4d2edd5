"""What an event's text measures: `120ms → 900ms`, `200/200`, `10% … 90%`, `4×`, `≤ 50/min`, `0 to 1.2M`."""

from __future__ import annotations

import re

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
_CHANGE = re.compile(
    rf"(?<![\w.])(?:from\s+)?{_VALUE}(?:{_ARROW}|\s+(?:up |down )?to\s+){_VALUE}(?![\w/])", re.IGNORECASE
)
_RATIO = re.compile(rf"(?<![\w./])({_NUMBER})\s?(?:/|\bof\b|\bout of\b)\s?({_NUMBER})(?![\w/.]|\s?%)")
_TIMES = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s?(?:×|x(?![\w]))|(?<![\w])[×x](\d+(?:\.\d+)?)(?![\w.])")
_BOUND = re.compile(
    rf"(?P<sign>≤|<=|≥|>=|<|>|\bat most\b|\bunder\b|\bbelow\b|\bat least\b|\bover\b|\babove\b|\bmore than\b|\bless than\b|\bup to\b)\s*{_VALUE}(?![\w])",
    re.IGNORECASE,
)
_LEVEL = re.compile(rf"(?<![\w./:→-])({_NUMBER})({_SCALE})({_UNIT[:-1]})(?![\w])")
_SIGNS = {"<=": "≤", ">=": "≥", "at most": "≤", "up to": "≤", "at least": "≥", "under": "<", "below": "<", "less than": "<",
          "over": ">", "above": ">", "more than": ">"}  # fmt: skip
_NO_RATIO = {("24", "7"), ("7", "24"), ("50", "50")}
_VERBS = (
    r"\b(?:is|are|was|were|hits?|reach(?:es|ed)?|climb(?:s|ed)?|rises?|rose|jump(?:s|ed)?|falls?|fell|drop(?:s|ped)?|grows?|grew|increas(?:es|ed)|decreas(?:es|ed)|"
    r"spik(?:es|ed)|goes|went|sits?|stays?|returns?|returned|stands?|at|from|to|by|of|becomes?|exceeds?|back|down|up|now|shows?|about|around|only|with|and|the|a|an|for|in|on|per)\b"
)
_NAME_WORD = re.compile(r"[A-Za-z][\w/+.-]*")
_AFTER = re.compile(
    r"^\s*(?:of\s+(?:the\s+)?)?([a-z][\w-]+(?:\s+(?:threads?|pods?|connections?|requests?|errors?|traffic|users?|messages?))?)"
)


def signals(text: str) -> tuple[Signal, ...]:
    """All measured things in a text, in order; a number counts once. Code, links and clock times are left alone."""
    masked = re.sub(r"`[^`]*`|https?://\S+|\b\d{1,2}:\d{2}\b", lambda m: " " * len(m.group()), text)
    found: list[tuple[int, Signal]] = []
    for pattern, make in ((_CHANGE, _change), (_RATIO, _ratio), (_BOUND, _bound), (_TIMES, _times), (_LEVEL, _level)):
        for match in list(pattern.finditer(masked)):
            signal = make(match, masked)
            if signal is not None:
                found.append((match.start(), signal))
                masked = masked[: match.start()] + " " * len(match.group()) + masked[match.end() :]
    return tuple(s for _, s in sorted(found, key=lambda pair: pair[0]))


def _number(digits: str, scale: str) -> float:
    return float(digits.replace(",", "")) * _FACTOR.get(scale.strip(), 1.0)


def _unit(text: str) -> str:
    unit = text.strip().replace(" ", "")
    return {
        "sec": "s",
        "secs": "s",
        "second": "s",
        "seconds": "s",
        "mins": "min",
        "minute": "min",
        "minutes": "min",
        "us": "µs",
    }.get(unit, unit)


def _name(match: re.Match[str], text: str) -> str:
    """The noun before the number in its clause, else the one after it."""
    before = text[: match.start()].rstrip("([ ~≈")
    clause = re.split(r"[;,.:()]\s|[()–—→]| - ", before)[-1]
    parts = [p for p in re.sub(_VERBS, "|", clause, flags=re.IGNORECASE).split("|") if _NAME_WORD.search(p)]
    if parts:
        return " ".join(_NAME_WORD.findall(parts[0])[-3:])
    after = _AFTER.match(text[match.end() :])
    return after.group(1) if after and after.group(1) not in ("per", "of", "in", "for", "to", "and") else ""


def _change(match: re.Match[str], text: str) -> Signal | None:
    a, a_scale, a_unit, b, b_scale, b_unit = match.groups()
    scale = a_scale or (b_scale if b_scale and float(a.replace(",", "")) != 0 and not a_unit else "")
    unit = _unit(b_unit) or _unit(a_unit)
    if _unit(a_unit) and _unit(b_unit) and _unit(a_unit) != _unit(b_unit):
        factor = {("ms", "s"): 0.001, ("s", "ms"): 1000.0, ("s", "min"): 1 / 60, ("min", "s"): 60.0}.get(
            (_unit(a_unit), unit)
        )
        if factor is None:
            return None
        start = _number(a, scale) * factor
    else:
        start = _number(a, scale)
    return Signal(_name(match, text), unit, "change", start, _number(b, b_scale), None, "", match.group().strip())


def _ratio(match: re.Match[str], text: str) -> Signal | None:
    part, whole = match.groups()
    if (
        (part, whole) in _NO_RATIO
        or float(whole.replace(",", "")) == 0
        or float(part.replace(",", "")) > float(whole.replace(",", ""))
    ):
        return None
    return Signal(
        _name(match, text), "", "ratio", None, _number(part, ""), _number(whole, ""), "", match.group().strip()
    )


def _times(match: re.Match[str], text: str) -> Signal | None:
    return Signal(
        _name(match, text), "×", "change", 1.0, float(match.group(1) or match.group(2)), None, "", match.group().strip()
    )


def _bound(match: re.Match[str], text: str) -> Signal | None:
    sign = match.group("sign").lower()
    _, digits, scale, unit = match.groups()
    if sign.isalpha() and not _unit(unit) and " " not in sign and not scale:
        return None
    return Signal(
        _name(match, text),
        _unit(unit),
        "bound",
        None,
        _number(digits, scale),
        None,
        _SIGNS.get(sign, sign),
        match.group().strip(),
    )


def _level(match: re.Match[str], text: str) -> Signal | None:
    digits, scale, unit = match.groups()
    if not _unit(unit) and not scale:
        return None
    return Signal(
        _name(match, text), _unit(unit), "level", None, _number(digits, scale), None, "", match.group().strip()
    )
