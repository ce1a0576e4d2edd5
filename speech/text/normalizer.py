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
from speech.text.acronyms import ACRONYMS
from speech.text.arrows import ARROW

Replacement = str | Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` is the name of its fixture; `english` is true where it puts English words in."""

    name: str
    pattern: re.Pattern[str]
    replacement: Replacement
    english_only: bool = True


def _make_rule(name: str, pattern: str, replacement: Replacement, *, english_only: bool = True) -> Rule:
    return Rule(name, re.compile(pattern), replacement, english_only)


NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
UNIT = rf"(?:{'|'.join(sorted(map(re.escape, lexicon.UNITS), key=len, reverse=True))})(?![A-Za-z0-9])"
SCALE = r"(?:k|K|M|bn|B)(?![A-Za-z0-9])"
PER = rf"(?:{'|'.join(sorted(lexicon.PER_UNITS, key=len, reverse=True))})(?![A-Za-z0-9])"
QUANTITY = rf"{NUMBER}\s?(?:{SCALE}\s?)?(?:{UNIT})?"
MONEY = rf"(?:{'|'.join(sorted(symbols.MONEY_SCALES, key=len, reverse=True))})(?![A-Za-z0-9])"
FILE_EXTENSION = "|".join(sorted(symbols.FILE_EXTENSIONS, key=len, reverse=True))
NUMBERED = "|".join(symbols.NUMBERED_NOUNS)
TERM = rf"(?<![\w/@.-])(?:{'|'.join(sorted(map(re.escape, lexicon.TERMS), key=len, reverse=True))})(?![\w/@-])"

RULES: tuple[Rule, ...] = (
    # what is not for the ear at all
    _make_rule(
        "emoji",
        r"[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200D\u20E3\u2B50\u2B55\u231A-\u23FF]+(?<![➔➜])",
        " ",
        english_only=False,
    ),
    _make_rule("decade", r"(?<![\w.])['’]?((?:19|20)\d0)['’]?s\b|(?<!\w)['’](\d0)s\b", times.say_decade),
    _make_rule("quotes", r"[“”„«»‹›\"]|(?<![\w])['‘’](?=\w)|(?<=[\w.,!?])['’](?![\w])", "", english_only=False),
    _make_rule("apostrophe", r"[’‘]", "'", english_only=False),
    _make_rule("hyphens", r"[\u2010\u2011\u00AD]", "-", english_only=False),
    _make_rule("short-code", r"(?<!\S):[a-z_+-]+:(?!\w)", "", english_only=False),
    # addresses and names of things
    _make_rule(
        "url",
        r"(?:https?|ftp)://(?:www\.)?([\w.-]+)(?::\d+)?[^\s,;)\]>]*[^\s,;.!?:)\]>]|(?:https?|ftp)://\S+",
        verbalizers.say_url,
    ),
    _make_rule("email", r"\b([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)", verbalizers.say_email),
    _make_rule("pattern", r"(?<!\S)(?=\S*(?:\\[dwsbDWS]|\[\^?[A-Za-z0-9]-[A-Za-z0-9]))(?=\S*[+*?{^$])\S+", "a pattern"),
    _make_rule("currency", rf"\b(USD|EUR|GBP)\s?({NUMBER}(?:\s?{SCALE})?)(?![\w.,]*\d)", r"\2 \1"),
    _make_rule("lexicon", TERM, verbalizers.say_term),
    _make_rule("http-version", r"\b(?:HTTPS?|https?)/(\d(?:\.\d)?)", r"H T T P \1"),
    _make_rule("select-star", r"\b(SELECT|select|COUNT|count)\s*\(?\*\)?", verbalizers.say_star),
    _make_rule("annotation", r"(?<![\w.])@([A-Za-z]\w*)", verbalizers.say_annotation),
    _make_rule("big-o", r"(?<!\w)[OΘΩ]\(([^()]{1,24})\)", r"order of \1"),
    _make_rule("call", r"\b([A-Za-z_][\w.#]*)\(\)", r"\1"),
    _make_rule("media-type", r"\b(application|text|image|audio|video|multipart|font)/(?=[a-z*])", r"\1 "),
    _make_rule("query", r"(?<=[\w/}])\?(?=\w+=)", " with ", english_only=False),
    _make_rule("here", r"(?<![\w.])\.{1,2}/(?=\w)", "", english_only=False),
    _make_rule("path", r"(?<![\w.:~/])~?(?:/[\w{}*:.-]*[\w}*])+/?(?![\w])", verbalizers.say_path),
    _make_rule(
        "file-path",
        rf"(?<![\w./])[\w.-]+(?:/[\w.*-]+)*/(?:[\w.-]+\.(?:{FILE_EXTENSION})\b|\*)",
        verbalizers.say_file_path,
    ),
    _make_rule("star-file", r"(?<![\w)])\*\.(?=[a-z])", "star dot "),
    _make_rule("header", r"\bX(?:-[A-Z][A-Za-z]*)+\b", verbalizers.say_header),
    _make_rule(
        "dotted",
        r"(?<![\w.@/])(?:[A-Za-z][\w-]+|[a-z](?=\.[a-z_]{2}))(?:\.[a-zA-Z_][\w-]*[a-zA-Z0-9_*])+(?![\w])",
        verbalizers.say_dotted_name,
    ),
    _make_rule("chained", r"(?<=[>)\]])\.(?=[a-z])", " dot "),
    _make_rule("flag", r"(?<![^\s(\[\"'`])(--?)(?=[A-Za-z])([\w-]*)", verbalizers.say_flag),
    _make_rule("variable", r"\$\{?([A-Za-z_]\w*)\}?", r"\1", english_only=False),
    _make_rule("hash-tag", r"(?<![\w#])#!?(?=[A-Za-z/])", "", english_only=False),
    _make_rule("statuses", r"\b([45]\d\d)s\b", r"\1 responses"),
    _make_rule("version", r"\bv(?=\d+(?:\.\d+)+)", "version "),
    _make_rule("tls-version", r"\bTLSv?(?=\d)", "T L S "),
    _make_rule("release", r"(?<=\d)-(alpha|beta|rc|SNAPSHOT|RELEASE)\.?(?=\d|\b)", verbalizers.say_release),
    _make_rule(
        "address",
        r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?:/(\d{1,2}))?(?::(\d{2,5}))?(?![\w.]*\d)",
        verbalizers.say_address,
    ),
    _make_rule("port", r"(?<![\w:])([a-z][\w-]*(?: dot [\w-]+)*):(\d{4,5})\b(?!:)", verbalizers.say_port),
    _make_rule("bare-port", r"(?<![^\s(]):(\d{2,5})\b(?!:)", r"port \1"),
    # moments
    _make_rule("iso-date", r"\b(\d{4})-(\d{2})-(\d{2})(?:[T ](?=\d\d:\d\d)|(?![\d-]))", times.say_iso_date),
    _make_rule("dotted-date", r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.((?:19|20)\d{2})(?![\d.]\d|\d)", times.say_dotted_date),
    _make_rule("slashed-date", r"(?<![\d/])(\d{1,2})/(\d{1,2})/((?:19|20)\d{2})(?![\d/])", times.say_slashed_date),
    _make_rule(
        "month",
        rf"\b({'|'.join(symbols.MONTHS)})\.?(?=\s\d)|(?<=\d\s)({'|'.join(symbols.MONTHS)})\b\.?",
        times.say_month,
    ),
    _make_rule("until", r"(?<=:\d\d)\s?[–-]\s?(?=\d{1,2}:\d\d)|(?<=[a-z])–(?=[A-Z])", " to "),
    _make_rule("minute-stamp", r"(?<![\d:])00:([0-5]\d)(?::([0-5]\d))?(?![\d:])", times.say_minute_stamp),
    _make_rule(
        "clock", r"(?<![\d:.])([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?(Z\b)?(?![\d:])", times.say_clock_time
    ),
    _make_rule("before", r"\bT[-−](?=\d)", "T minus "),
    _make_rule(
        "span",
        r"(?<![\w.])(?=\d+[dhm]\d+(?:[hms]|min)\b)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+)s)?(?!\w)",
        times.say_span,
    ),
    _make_rule("roman", rf"\b({NUMBERED}) ([IVX]+)\b", verbalizers.say_roman_number),
    # percentiles
    _make_rule("percentiles", r"\b[pP](\d{2}(?:\.\d+)?)\s?/\s?[pP](\d{2}(?:\.\d+)?)\b", r"P \1 and P \2"),
    _make_rule("percentile", r"\b[pP](\d{2}(?:\.\d+)?)(s?)\b", verbalizers.say_percentile),
    # quantities, the long forms first
    _make_rule(
        "power",
        r"(?<![\w.])(\d+(?:\.\d+)?|[A-Za-z])\s?(?:\^|\*\*)\s?(\{?[-−]?\w+\}?)(?:[-−](\d+))?",
        verbalizers.say_power,
    ),
    _make_rule("superscript", r"(?<=[\w)])([⁻⁰¹²³⁴-⁹]+)", verbalizers.say_superscript),
    _make_rule("exponent", r"(?<![\w.])(\d+(?:\.\d+)?)[eE]([+-]?\d{1,3})\b", verbalizers.say_scientific),
    _make_rule("hexadecimal", r"\b0x([0-9A-Fa-f]+)\b", verbalizers.say_hexadecimal),
    _make_rule("change", rf"(?:\b[Ff]rom\s+)?{QUANTITY}(?:\s*{ARROW}\s*{QUANTITY})+", verbalizers.say_change),
    _make_rule("millicores", r"(?<![\w.])(\d{2,5})m\b", verbalizers.say_millicores),
    _make_rule("at-most", rf"(?:≤|<=)\s?(?={NUMBER})", "at most "),
    _make_rule("at-least", rf"(?:≥|>=)\s?(?={NUMBER})", "at least "),
    _make_rule("less", rf"(?<!<)\s?<\s?(?={NUMBER})", " less than "),
    _make_rule("more", rf"(?<![<>\w-])>\s?(?={NUMBER})", "more than "),
    _make_rule("about", rf"(?<!\w)[~≈]\s?(?=[$€£¥₹]?{NUMBER})", "about "),
    _make_rule("minus", rf"(?<![\w)\d])[−-](?=[$€£¥₹]?{NUMBER})", "minus "),
    _make_rule("nines", r"(?<=\d )9s\b", "nines"),
    _make_rule(
        "money-range",
        rf"(?:\bUS)?([$€£¥₹])({NUMBER})\s?[–—-]\s?\1?({NUMBER})(?:\s?({MONEY}))?(?![\w-])",
        verbalizers.say_money_range,
    ),
    _make_rule("money", rf"(?:\bUS)?([$€£¥₹])({NUMBER})(?:\s?({MONEY}))?", verbalizers.say_money),
    _make_rule(
        "per",
        rf"(?P<n>{NUMBER})\s?(?P<scale>{SCALE}\s?)?(?P<what>[A-Za-z]+)?\s?/\s?(?P<per>{PER})",
        verbalizers.say_rate,
    ),
    _make_rule(
        "range",
        rf"(?P<a>{NUMBER}(?:{SCALE}|[x×])?(?:{UNIT})?)\s?[–—-]\s?(?P<b>{NUMBER})"
        rf"(?=\s?(?:{UNIT}|{SCALE}|min\b|minutes|seconds|times|%|[x×](?!\w)))",
        r"\g<a> to \g<b>",
    ),
    _make_rule("times", rf"({NUMBER})\s?[×x](?![A-Za-z0-9×])", r"\1 times"),
    _make_rule("status-class", r"\b([1-5])xx\b", r"\1 X X"),
    _make_rule("count-range", r"(?<![\w.:/-])(\d+)(?:-|\s?–\s?)(\d+)(?![\w:/-]|\.\d)", verbalizers.say_count_range),
    _make_rule("part-of", rf"(?<![\w/.])({NUMBER})\s?/\s?({NUMBER})(?=\s?{UNIT})", r"\1 of \2"),
    _make_rule("unit", rf"(?<![\w.])({NUMBER})\s?({SCALE})?\s?({UNIT})?(?![\w/])", verbalizers.say_quantity),
    _make_rule("split", r"(?<![\w/.])(\d+)\s?/\s?(\d+)(?=\s(?:rule|split|chance|mix|ratio)\b)", r"\1 \2"),
    _make_rule("fraction", r"(?<![\w/.])(\d)/(\d)(?=\sof\b)", verbalizers.say_fraction),
    _make_rule("either", r"(?<![\w/.])(\d+\.\d+)\s?/\s?(\d+\.\d+)(?![\w/.])", r"\1 or \2"),
    _make_rule("protocol", r"(?<=\d)/(?=[A-Z]{2})", " "),
    _make_rule("of", r"(?<![\w/.])(\d+)\s?/\s?(\d+)(?![\w/]|\.\d)", verbalizers.say_out_of),
    _make_rule("ordinal", r"(?<![\w,])(?:(\d+)\.)?(\d+)(?:st|nd|rd|th)\b", verbalizers.say_ordinal),
    _make_rule("ratio", r"(?<![\w:])(\d{1,3}|[nmN1])\s?:\s?(\d{1,3}|[nmN])(?![\w:])", r"\1 to \2"),
    _make_rule("signed", r"(?<!\+)\+(?=\w)", " plus "),
    _make_rule("and-more", r"(?<=\d)\+(?=\s|[,.;:)]|$)", " plus"),
    # arrows and signs between words
    _make_rule("both-ways", r"\s*(?:↔|⇄|<-+>)\s*", " to and from "),
    _make_rule("leading-arrow", rf"^\s*(?:{ARROW}|[•▪‣*-])\s*", "", english_only=False),
    _make_rule("chain", rf"\s*{ARROW}\s*", ", then "),
    _make_rule("back-arrow", r"\s*(?:←|<-{1,})\s*", " from "),
    _make_rule("multiplied", r"\s*[×·]\s*|(?<=\w)\s+\*\s+(?=\w)|(?<=\b\w)\*(?=\w\b)", " times "),
    _make_rule("less", r"(?<=[\w)])\s*−\s*(?=[\w(])|(?<=[\w)])\s+-\s+(?=\d)", verbalizers.say_minus),
    _make_rule("over", r"(?<=\d)\s?/\s?(?=\()|(?<=[\u0370-\u03FF])\s?/\s?(?=[\u0370-\u03FF])", " over "),
    _make_rule("sign", rf"\s*([{''.join(symbols.SYMBOL_WORDS)}])\s*", verbalizers.say_symbol),
    _make_rule("or-sign", r"\s*\|\|\s*", " or "),
    _make_rule("increment", r"(?<=\w)\+\+", " plus plus"),
    _make_rule("decrement", r"(?<=\w)--(?!\w)", " minus minus"),
    _make_rule("negated", r"(?<![\w!])!(?=[A-Za-z(])", "not "),
    _make_rule("tilde", r"(?<=\w)~(?=\d)", " tilde "),
    _make_rule("plus-minus", r"\s*±\s*", " plus or minus "),
    _make_rule("about-word", r"\s*≈\s*", " is about "),
    _make_rule("not-equal", r"\s*(?:≠|!=|(?<=\s)<>(?=\s))\s*", " is not "),
    _make_rule("less-word", r"(?<=[\w)])\s+<\s+(?=[\w(])", " is less than "),
    _make_rule("more-word", r"(?<=[\w)])\s+>\s+(?=[\w(])", " is more than "),
    _make_rule("at-most-word", r"\s*(?:≤|<=)\s*", " is at most "),
    _make_rule("at-least-word", r"\s*(?:≥|>=)\s*", " is at least "),
    _make_rule("left-out", r"\s*\((?:…|\.{3})\)", "", english_only=False),
    _make_rule("left-open", r"(?<=\w)\s+(?:…|\.{3})(?=\s\w)", ",", english_only=False),
    _make_rule("assigned-nothing", r"\s*=\s*(?:…|\.{3})", "", english_only=False),
    _make_rule("equals", r"(?<=[\w)])\s*={1,2}\s*(?=[\w(])", " equals "),
    _make_rule("plus", r"(?<=[\w)])\s+\+\s+(?=[\w(])|(?<=[A-Za-z])\+(?=\d)", " plus "),
    _make_rule("ampersand", r"\s*&{1,2}\s*", " and "),
    _make_rule("number-sign", r"#(?=\d)", "number "),
    _make_rule("star", r"(?<=\w)\*(?=\s|$)", " star"),
    # words made of words
    _make_rule("layers", r"\b[A-Z]\d(?:\s?/\s?[A-Z]\d)+\b", verbalizers.say_layers),
    _make_rule("key-value", r"(?<=[A-Za-z]):(?=[A-Za-z0-9])(?!\d{2}\b)", ": ", english_only=False),
    _make_rule("scope", r"(?<=\w)::(?=\w)", " ", english_only=False),
    _make_rule("alternatives", r"(?<=[A-Za-z)])\s?/\s?(?=[A-Za-z(])", " or "),
    _make_rule("slash", r"\s+/\s+", ", ", english_only=False),
    _make_rule("snake", r"(?<=[A-Za-z0-9])_+(?=[A-Za-z0-9])|\b_+|_+\b", " ", english_only=False),
    _make_rule(
        "letter-digit", r"(?<=[a-z] v)(?=\d)|(?<=[A-Z]{2})(?=v\d)|(?<=[A-Z]{2}v)(?=\d)", " ", english_only=False
    ),
    _make_rule("bare-unit", r"\bms\b", "milliseconds"),
    _make_rule(
        "camel",
        r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z][a-z]{2,})|(?<=[a-z])(?=[A-Z]{2,}(?:\b|[A-Z][a-z]{2,}))",
        " ",
        english_only=False,
    ),
    _make_rule(
        "spelled",
        rf"\b({'|'.join(sorted(ACRONYMS, key=len, reverse=True))})(s)?(?![A-Za-z])",
        verbalizers.spell_acronym,
    ),
    # what is left of the markup of code
    _make_rule("brackets", r"[\[\]{}<>|`\\^~]+|\*+", " ", english_only=False),
    _make_rule("dash", r"\s+[–—-]+\s+|[—–]+", ", ", english_only=False),
    _make_rule("ellipsis", r"…|\.{3,}", ".", english_only=False),
    _make_rule("tidy-brackets", r"(?<=\()\s+|\s+(?=\))", "", english_only=False),
    _make_rule("tidy-commas", r"\s+(?=[,.;:!?]+(?:\s|$))|(?:,\s*)+(?=[,.;:!?])|^[\s,;:.]+", "", english_only=False),
    _make_rule("spaces", r"\s{2,}", " ", english_only=False),
)


def normalize_text(text: str, pronunciations: tuple[tuple[str, str], ...] = (), language: str = "en") -> str:
    """`text` (one sentence, no markup) as an engine should get it; "" where nothing can be said.

    `pronunciations` are the deck's own, written -> spoken; they come before every rule.
    """
    kept: list[str] = []
    for written, spoken in sorted(pronunciations, key=lambda pair: -len(pair[0])):
        if written:
            text = _compile_term(written).sub(partial(_protect, kept, spoken), text)
    english = language.split("-", maxsplit=1)[0].lower() == "en"
    for rule in RULES:
        if english or not rule.english_only:
            text = rule.pattern.sub(rule.replacement, text)
    text = re.sub(r"\uE000(\d+)\uE001", lambda match: kept[int(match[1])], text).strip()
    if not any(character.isalnum() for character in text):
        return ""
    return text if text[-1] in ".!?:;,。！？" else f"{text}."


def _protect(protected: list[str], spoken: str, _match: re.Match[str]) -> str:
    """Put an author's wording out of the rules' reach: private-use marks around its number."""
    protected.append(spoken)
    return f"\ue000{len(protected) - 1}\ue001"


@lru_cache(maxsize=1024)
def _compile_term(written: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(written)}(?!\w)")
