"""Written text to speakable text: ordered rules in one table, `RULES`. Each has its fixtures in
tests/speech/speakable/.

A rule is a pattern and what it is said as. The order matters: what is written together is understood together,
before its parts are (`120ms → 900ms` before `ms`, an URL before its slashes). Rules for English words are left
out for other languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

from speech.text import lexicon, symbols, times, verbalizers
from speech.text.acronyms import SPELLED
from speech.text.arrows import ARROW

Said = str | Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` is the name of its fixture; `english` is true where it puts English words in."""

    name: str
    pattern: re.Pattern[str]
    said: Said
    english: bool = True


def _rule(name: str, pattern: str, said_as: Said, *, english: bool = True) -> Rule:
    return Rule(name, re.compile(pattern), said_as, english)


NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
UNIT = rf"(?:{'|'.join(sorted(map(re.escape, lexicon.UNITS), key=len, reverse=True))})(?![A-Za-z0-9])"
SCALE = r"(?:k|K|M|bn|B)(?![A-Za-z0-9])"
PER = rf"(?:{'|'.join(sorted(lexicon.PER, key=len, reverse=True))})(?![A-Za-z0-9])"
QUANTITY = rf"{NUMBER}\s?(?:{SCALE}\s?)?(?:{UNIT})?"
MONEY = rf"(?:{'|'.join(sorted(symbols.MONEY_SCALES, key=len, reverse=True))})(?![A-Za-z0-9])"
FILES = "|".join(sorted(symbols.FILE_KINDS, key=len, reverse=True))
NUMBERED = "|".join(symbols.NUMBERED)
WORDS = rf"(?<![\w/@.-])(?:{'|'.join(sorted(map(re.escape, lexicon.SAID), key=len, reverse=True))})(?![\w/@-])"

RULES: tuple[Rule, ...] = (
    # what is not for the ear at all
    _rule(
        "emoji",
        r"[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200D\u20E3\u2B50\u2B55\u231A-\u23FF]+(?<![➔➜])",
        " ",
        english=False,
    ),
    _rule("decade", r"(?<![\w.])['’]?((?:19|20)\d0)['’]?s\b|(?<!\w)['’](\d0)s\b", times.decade),
    _rule("quotes", r"[“”„«»‹›\"]|(?<![\w])['‘’](?=\w)|(?<=[\w.,!?])['’](?![\w])", "", english=False),
    _rule("apostrophe", r"[’‘]", "'", english=False),
    _rule("hyphens", r"[\u2010\u2011\u00AD]", "-", english=False),
    _rule("short-code", r"(?<!\S):[a-z_+-]+:(?!\w)", "", english=False),
    # addresses and names of things
    _rule(
        "url",
        r"(?:https?|ftp)://(?:www\.)?([\w.-]+)(?::\d+)?[^\s,;)\]>]*[^\s,;.!?:)\]>]|(?:https?|ftp)://\S+",
        verbalizers.url,
    ),
    _rule("email", r"\b([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)", verbalizers.email),
    _rule("pattern", r"(?<!\S)(?=\S*(?:\\[dwsbDWS]|\[\^?[A-Za-z0-9]-[A-Za-z0-9]))(?=\S*[+*?{^$])\S+", "a pattern"),
    _rule("currency", rf"\b(USD|EUR|GBP)\s?({NUMBER}(?:\s?{SCALE})?)(?![\w.,]*\d)", r"\2 \1"),
    _rule("lexicon", WORDS, verbalizers.lexicon),
    _rule("http-version", r"\b(?:HTTPS?|https?)/(\d(?:\.\d)?)", r"H T T P \1"),
    _rule("select-star", r"\b(SELECT|select|COUNT|count)\s*\(?\*\)?", verbalizers.star),
    _rule("annotation", r"(?<![\w.])@([A-Za-z]\w*)", verbalizers.annotation),
    _rule("big-o", r"(?<!\w)[OΘΩ]\(([^()]{1,24})\)", r"order of \1"),
    _rule("call", r"\b([A-Za-z_][\w.#]*)\(\)", r"\1"),
    _rule("media-type", r"\b(application|text|image|audio|video|multipart|font)/(?=[a-z*])", r"\1 "),
    _rule("query", r"(?<=[\w/}])\?(?=\w+=)", " with ", english=False),
    _rule("here", r"(?<![\w.])\.{1,2}/(?=\w)", "", english=False),
    _rule("path", r"(?<![\w.:~/])~?(?:/[\w{}*:.-]*[\w}*])+/?(?![\w])", verbalizers.path),
    _rule("file-path", rf"(?<![\w./])[\w.-]+(?:/[\w.*-]+)*/(?:[\w.-]+\.(?:{FILES})\b|\*)", verbalizers.file_path),
    _rule("star-file", r"(?<![\w)])\*\.(?=[a-z])", "star dot "),
    _rule("header", r"\bX(?:-[A-Z][A-Za-z]*)+\b", verbalizers.header),
    _rule(
        "dotted",
        r"(?<![\w.@/])(?:[A-Za-z][\w-]+|[a-z](?=\.[a-z_]{2}))(?:\.[a-zA-Z_][\w-]*[a-zA-Z0-9_*])+(?![\w])",
        verbalizers.dotted,
    ),
    _rule("chained", r"(?<=[>)\]])\.(?=[a-z])", " dot "),
    _rule("flag", r"(?<![^\s(\[\"'`])(--?)(?=[A-Za-z])([\w-]*)", verbalizers.flag),
    _rule("variable", r"\$\{?([A-Za-z_]\w*)\}?", r"\1", english=False),
    _rule("hash-tag", r"(?<![\w#])#!?(?=[A-Za-z/])", "", english=False),
    _rule("statuses", r"\b([45]\d\d)s\b", r"\1 responses"),
    _rule("version", r"\bv(?=\d+(?:\.\d+)+)", "version "),
    _rule("tls-version", r"\bTLSv?(?=\d)", "T L S "),
    _rule("release", r"(?<=\d)-(alpha|beta|rc|SNAPSHOT|RELEASE)\.?(?=\d|\b)", verbalizers.release),
    _rule(
        "address", r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?:/(\d{1,2}))?(?::(\d{2,5}))?(?![\w.]*\d)", verbalizers.address
    ),
    _rule("port", r"(?<![\w:])([a-z][\w-]*(?: dot [\w-]+)*):(\d{4,5})\b(?!:)", verbalizers.port),
    _rule("bare-port", r"(?<![^\s(]):(\d{2,5})\b(?!:)", r"port \1"),
    # moments
    _rule("iso-date", r"\b(\d{4})-(\d{2})-(\d{2})(?:[T ](?=\d\d:\d\d)|(?![\d-]))", times.date),
    _rule("dotted-date", r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.((?:19|20)\d{2})(?![\d.]\d|\d)", times.day_first),
    _rule("slashed-date", r"(?<![\d/])(\d{1,2})/(\d{1,2})/((?:19|20)\d{2})(?![\d/])", times.slashed_date),
    _rule(
        "month", rf"\b({'|'.join(symbols.MONTHS)})\.?(?=\s\d)|(?<=\d\s)({'|'.join(symbols.MONTHS)})\b\.?", times.month
    ),
    _rule("until", r"(?<=:\d\d)\s?[–-]\s?(?=\d{1,2}:\d\d)|(?<=[a-z])–(?=[A-Z])", " to "),
    _rule("minute-stamp", r"(?<![\d:])00:([0-5]\d)(?::([0-5]\d))?(?![\d:])", times.minute),
    _rule("clock", r"(?<![\d:.])([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?(Z\b)?(?![\d:])", times.clock),
    _rule("before", r"\bT[-−](?=\d)", "T minus "),
    _rule(
        "span",
        r"(?<![\w.])(?=\d+[dhm]\d+(?:[hms]|min)\b)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+)s)?(?!\w)",
        times.span,
    ),
    _rule("roman", rf"\b({NUMBERED}) ([IVX]+)\b", verbalizers.roman),
    # percentiles
    _rule("percentiles", r"\b[pP](\d{2}(?:\.\d+)?)\s?/\s?[pP](\d{2}(?:\.\d+)?)\b", r"P \1 and P \2"),
    _rule("percentile", r"\b[pP](\d{2}(?:\.\d+)?)(s?)\b", verbalizers.percentile),
    # quantities, the long forms first
    _rule(
        "power", r"(?<![\w.])(\d+(?:\.\d+)?|[A-Za-z])\s?(?:\^|\*\*)\s?(\{?[-−]?\w+\}?)(?:[-−](\d+))?", verbalizers.power
    ),
    _rule("superscript", r"(?<=[\w)])([⁻⁰¹²³⁴-⁹]+)", verbalizers.superscript),
    _rule("exponent", r"(?<![\w.])(\d+(?:\.\d+)?)[eE]([+-]?\d{1,3})\b", verbalizers.exponent),
    _rule("hexadecimal", r"\b0x([0-9A-Fa-f]+)\b", verbalizers.hexadecimal),
    _rule("change", rf"(?:\b[Ff]rom\s+)?{QUANTITY}(?:\s*{ARROW}\s*{QUANTITY})+", verbalizers.change),
    _rule("millicores", r"(?<![\w.])(\d{2,5})m\b", verbalizers.millicores),
    _rule("at-most", rf"(?:≤|<=)\s?(?={NUMBER})", "at most "),
    _rule("at-least", rf"(?:≥|>=)\s?(?={NUMBER})", "at least "),
    _rule("less", rf"(?<!<)\s?<\s?(?={NUMBER})", " less than "),
    _rule("more", rf"(?<![<>\w-])>\s?(?={NUMBER})", "more than "),
    _rule("about", rf"(?<!\w)[~≈]\s?(?=[$€£¥₹]?{NUMBER})", "about "),
    _rule("minus", rf"(?<![\w)\d])[−-](?=[$€£¥₹]?{NUMBER})", "minus "),
    _rule("nines", r"(?<=\d )9s\b", "nines"),
    _rule(
        "money-range",
        rf"(?:\bUS)?([$€£¥₹])({NUMBER})\s?[–—-]\s?\1?({NUMBER})(?:\s?({MONEY}))?(?![\w-])",
        verbalizers.money_range,
    ),
    _rule("money", rf"(?:\bUS)?([$€£¥₹])({NUMBER})(?:\s?({MONEY}))?", verbalizers.money),
    _rule(
        "per", rf"(?P<n>{NUMBER})\s?(?P<scale>{SCALE}\s?)?(?P<what>[A-Za-z]+)?\s?/\s?(?P<per>{PER})", verbalizers.per
    ),
    _rule(
        "range",
        rf"(?P<a>{NUMBER}(?:{SCALE}|[x×])?(?:{UNIT})?)\s?[–—-]\s?(?P<b>{NUMBER})"
        rf"(?=\s?(?:{UNIT}|{SCALE}|min\b|minutes|seconds|times|%|[x×](?!\w)))",
        r"\g<a> to \g<b>",
    ),
    _rule("times", rf"({NUMBER})\s?[×x](?![A-Za-z0-9×])", r"\1 times"),
    _rule("status-class", r"\b([1-5])xx\b", r"\1 X X"),
    _rule("count-range", r"(?<![\w.:/-])(\d+)(?:-|\s?–\s?)(\d+)(?![\w:/-]|\.\d)", verbalizers.count_range),
    _rule("part-of", rf"(?<![\w/.])({NUMBER})\s?/\s?({NUMBER})(?=\s?{UNIT})", r"\1 of \2"),
    _rule("unit", rf"(?<![\w.])({NUMBER})\s?({SCALE})?\s?({UNIT})?(?![\w/])", verbalizers.quantity),
    _rule("split", r"(?<![\w/.])(\d+)\s?/\s?(\d+)(?=\s(?:rule|split|chance|mix|ratio)\b)", r"\1 \2"),
    _rule("fraction", r"(?<![\w/.])(\d)/(\d)(?=\sof\b)", verbalizers.fraction),
    _rule("either", r"(?<![\w/.])(\d+\.\d+)\s?/\s?(\d+\.\d+)(?![\w/.])", r"\1 or \2"),
    _rule("protocol", r"(?<=\d)/(?=[A-Z]{2})", " "),
    _rule("of", r"(?<![\w/.])(\d+)\s?/\s?(\d+)(?![\w/]|\.\d)", verbalizers.out_of),
    _rule("ordinal", r"(?<![\w,])(?:(\d+)\.)?(\d+)(?:st|nd|rd|th)\b", verbalizers.ordinal),
    _rule("ratio", r"(?<![\w:])(\d{1,3}|[nmN1])\s?:\s?(\d{1,3}|[nmN])(?![\w:])", r"\1 to \2"),
    _rule("signed", r"(?<!\+)\+(?=\w)", " plus "),
    _rule("and-more", r"(?<=\d)\+(?=\s|[,.;:)]|$)", " plus"),
    # arrows and signs between words
    _rule("both-ways", r"\s*(?:↔|⇄|<-+>)\s*", " to and from "),
    _rule("leading-arrow", rf"^\s*(?:{ARROW}|[•▪‣*-])\s*", "", english=False),
    _rule("chain", rf"\s*{ARROW}\s*", ", then "),
    _rule("back-arrow", r"\s*(?:←|<-{1,})\s*", " from "),
    _rule("multiplied", r"\s*[×·]\s*|(?<=\w)\s+\*\s+(?=\w)|(?<=\b\w)\*(?=\w\b)", " times "),
    _rule("less", r"(?<=[\w)])\s*−\s*(?=[\w(])|(?<=[\w)])\s+-\s+(?=\d)", verbalizers.less),
    _rule("over", r"(?<=\d)\s?/\s?(?=\()|(?<=[\u0370-\u03FF])\s?/\s?(?=[\u0370-\u03FF])", " over "),
    _rule("sign", rf"\s*([{''.join(symbols.SIGNS)}])\s*", verbalizers.sign),
    _rule("or-sign", r"\s*\|\|\s*", " or "),
    _rule("increment", r"(?<=\w)\+\+", " plus plus"),
    _rule("decrement", r"(?<=\w)--(?!\w)", " minus minus"),
    _rule("negated", r"(?<![\w!])!(?=[A-Za-z(])", "not "),
    _rule("tilde", r"(?<=\w)~(?=\d)", " tilde "),
    _rule("plus-minus", r"\s*±\s*", " plus or minus "),
    _rule("about-word", r"\s*≈\s*", " is about "),
    _rule("not-equal", r"\s*(?:≠|!=|(?<=\s)<>(?=\s))\s*", " is not "),
    _rule("less-word", r"(?<=[\w)])\s+<\s+(?=[\w(])", " is less than "),
    _rule("more-word", r"(?<=[\w)])\s+>\s+(?=[\w(])", " is more than "),
    _rule("at-most-word", r"\s*(?:≤|<=)\s*", " is at most "),
    _rule("at-least-word", r"\s*(?:≥|>=)\s*", " is at least "),
    _rule("left-out", r"\s*\((?:…|\.{3})\)", "", english=False),
    _rule("left-open", r"(?<=\w)\s+(?:…|\.{3})(?=\s\w)", ",", english=False),
    _rule("assigned-nothing", r"\s*=\s*(?:…|\.{3})", "", english=False),
    _rule("equals", r"(?<=[\w)])\s*={1,2}\s*(?=[\w(])", " equals "),
    _rule("plus", r"(?<=[\w)])\s+\+\s+(?=[\w(])|(?<=[A-Za-z])\+(?=\d)", " plus "),
    _rule("ampersand", r"\s*&{1,2}\s*", " and "),
    _rule("number-sign", r"#(?=\d)", "number "),
    _rule("star", r"(?<=\w)\*(?=\s|$)", " star"),
    # words made of words
    _rule("layers", r"\b[A-Z]\d(?:\s?/\s?[A-Z]\d)+\b", verbalizers.layers),
    _rule("key-value", r"(?<=[A-Za-z]):(?=[A-Za-z0-9])(?!\d{2}\b)", ": ", english=False),
    _rule("scope", r"(?<=\w)::(?=\w)", " ", english=False),
    _rule("alternatives", r"(?<=[A-Za-z)])\s?/\s?(?=[A-Za-z(])", " or "),
    _rule("slash", r"\s+/\s+", ", ", english=False),
    _rule("snake", r"(?<=[A-Za-z0-9])_+(?=[A-Za-z0-9])|\b_+|_+\b", " ", english=False),
    _rule("letter-digit", r"(?<=[a-z] v)(?=\d)|(?<=[A-Z]{2})(?=v\d)|(?<=[A-Z]{2}v)(?=\d)", " ", english=False),
    _rule("bare-unit", r"\bms\b", "milliseconds"),
    _rule(
        "camel",
        r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z][a-z]{2,})|(?<=[a-z])(?=[A-Z]{2,}(?:\b|[A-Z][a-z]{2,}))",
        " ",
        english=False,
    ),
    _rule("spelled", rf"\b({'|'.join(sorted(SPELLED, key=len, reverse=True))})(s)?(?![A-Za-z])", verbalizers.spelled),
    # what is left of the markup of code
    _rule("brackets", r"[\[\]{}<>|`\\^~]+|\*+", " ", english=False),
    _rule("dash", r"\s+[–—-]+\s+|[—–]+", ", ", english=False),
    _rule("ellipsis", r"…|\.{3,}", ".", english=False),
    _rule("tidy-brackets", r"(?<=\()\s+|\s+(?=\))", "", english=False),
    _rule("tidy-commas", r"\s+(?=[,.;:!?]+(?:\s|$))|(?:,\s*)+(?=[,.;:!?])|^[\s,;:.]+", "", english=False),
    _rule("spaces", r"\s{2,}", " ", english=False),
)


def speakable(text: str, pronunciations: tuple[tuple[str, str], ...] = (), language: str = "en") -> str:
    """`text` (one sentence, no markup) as an engine should get it; "" where nothing can be said.

    `pronunciations` are the deck's own, written -> spoken; they come before every rule.
    """
    kept: list[str] = []
    for written, spoken in sorted(pronunciations, key=lambda pair: -len(pair[0])):
        if written:
            text = _own(written).sub(partial(_keep, kept, spoken), text)
    english = language.split("-", maxsplit=1)[0].lower() == "en"
    for rule in RULES:
        if english or not rule.english:
            text = rule.pattern.sub(rule.said, text)
    text = re.sub(r"\uE000(\d+)\uE001", lambda match: kept[int(match[1])], text).strip()
    if not any(character.isalnum() for character in text):
        return ""
    return text if text[-1] in ".!?:;,。！？" else f"{text}."


def _keep(kept: list[str], spoken: str, _match: re.Match[str]) -> str:
    """Put an author's wording out of the rules' reach: private-use marks around its number."""
    kept.append(spoken)
    return f"\ue000{len(kept) - 1}\ue001"


@lru_cache(maxsize=1024)
def _own(written: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(written)}(?!\w)")
