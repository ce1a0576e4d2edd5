"""Written text to spoken text: ordered rules in one table, `RULES`.

A rule is a pattern and what it is said as; the modules of `speech.text.rules` hold them, one for each kind of writing.
The order matters: what is written together is understood together, before its parts are (`120ms → 900ms` before `ms`,
an URL before its slashes). Rules that put English words in are left out for other languages. Each rule has its
fixtures in tests/speech/.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial

from speech.text.rules import (
    addresses,
    formulas,
    lists,
    markup,
    moments,
    programs,
    quantities,
    status_codes,
    words,
)
from speech.text.rules.rule import Rule

# The order of all rules.
RULES: tuple[Rule, ...] = (
    *markup.CLEANING,
    *programs.COMMANDS,  # before quotation marks go and arrows lead on
    *moments.DECADES,  # before quotation marks go: '90s
    *markup.QUOTES,
    *markup.REFERENCE_LINES,
    *formulas.INTERVALS,
    *markup.REFERENCES,
    *addresses.LINKS,  # before the braces in them are placeholders
    *markup.PLACEHOLDERS,
    *programs.CODES,
    *addresses.ADDRESSES,
    *addresses.SLASHED_TERMS,
    *moments.MOMENTS,
    *status_codes.STATUS_CODES,
    *quantities.PERCENTILES,
    *formulas.FORMULAS,  # divisions before lists with slashes
    *quantities.RATES,
    *lists.ALTERNATIVES,  # before the lexicon, which knows single words
    *addresses.NAMES,
    *quantities.NUMBERS,
    *quantities.QUANTITIES,
    *quantities.BARE_UNITS,  # before Greek letters: µs
    *formulas.SIGNS,
    *lists.COMPOUNDS,
    *words.WORDS,
    *words.LEFTOVERS,
)


# Characters that are looked through at once. Sentences are shorter; some rules look at what stands around a match, so
# that their time grows with the square of the length.
LONGEST_STRETCH = 600
_WITHOUT_MARKS = dict.fromkeys((0xE000, 0xE001))


def normalize_text(text: str, pronunciations: tuple[tuple[str, str], ...] = (), language: str = "en") -> str:
    """Return one sentence without markup as an engine should get it; "" where nothing can be said.

    `pronunciations` are the deck's own, written -> spoken; they come before every rule.
    """
    spoken = (_normalize_stretch(part, pronunciations, language) for part in _split_stretches(text))
    return " ".join(part for part in spoken if part)


def _split_stretches(text: str) -> list[str]:
    """Return the text in pieces that are looked through at once, cut at spaces where there are any."""
    pieces = []
    start = 0
    while len(text) - start > LONGEST_STRETCH:
        space = text.rfind(" ", start + 1, start + LONGEST_STRETCH)
        end = space if space > 0 else start + LONGEST_STRETCH
        pieces.append(text[start:end])
        start = end
    return [*pieces, text[start:]]


def _normalize_stretch(text: str, pronunciations: tuple[tuple[str, str], ...], language: str) -> str:
    protected: list[str] = []
    text = text.translate(_WITHOUT_MARKS)  # a deck's own would be taken for the number of a wording
    for term, spoken in sorted(pronunciations, key=lambda pair: -len(pair[0])):
        if term:
            text = _compile_term(term).sub(partial(_protect, protected, spoken), text)
    is_english = language.split("-", maxsplit=1)[0].lower() == "en"
    characters = set(text)
    for rule in RULES:
        if rule.needs and characters.isdisjoint(rule.needs):
            continue
        if is_english or not rule.english_only:
            replacement = partial(_protect_result, protected, rule) if rule.is_final else rule.replacement
            text, changes = rule.pattern.subn(replacement, text)
            if changes:
                characters = set(text)
    # Put the author's wordings back where their marks stand.
    text = re.sub(r"\uE000(\d+)\uE001", lambda match: protected[int(match[1])], text).strip()
    if not any(character.isalnum() for character in text):
        return ""
    return text if text[-1] in ".!?:;,。！？" else f"{text}."


def _protect(protected: list[str], spoken: str, _match: re.Match[str]) -> str:
    """Put an author's wording out of the rules' reach: private-use marks around its number."""
    protected.append(spoken)
    return f"\ue000{len(protected) - 1}\ue001"


def _protect_result(protected: list[str], rule: Rule, match: re.Match[str]) -> str:
    """Put what a final rule says out of reach of the rules behind it."""
    spoken = match.expand(rule.replacement) if isinstance(rule.replacement, str) else rule.replacement(match)
    return _protect(protected, spoken, match)


@lru_cache(maxsize=1024)
def _compile_term(term: str) -> re.Pattern[str]:
    """Return the pattern that finds a term as a whole word, and not the number between two marks."""
    return re.compile(rf"(?<![\w\ue000]){re.escape(term)}(?!\w)")
