"""The languages the reader knows, one file each: labels, question words, months, weekdays, AM and PM.

To add one: a file with a table and a line in LANGUAGES, and a fixture in `tests/deck/languages/`. A document in any other
language is read too; only its labels and month names are not understood.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from deck.languages.arabic import ARABIC
from deck.languages.chinese import CHINESE
from deck.languages.dutch import DUTCH
from deck.languages.english import ENGLISH
from deck.languages.french import FRENCH
from deck.languages.german import GERMAN
from deck.languages.hindi import HINDI
from deck.languages.italian import ITALIAN
from deck.languages.japanese import JAPANESE
from deck.languages.language import Language
from deck.languages.polish import POLISH
from deck.languages.portuguese import PORTUGUESE
from deck.languages.spanish import SPANISH
from deck.languages.turkish import TURKISH

# The order decides where two languages write one word alike and the deck's language is not known.
LANGUAGES: tuple[Language, ...] = (
    ENGLISH,
    GERMAN,
    FRENCH,
    SPANISH,
    PORTUGUESE,
    ITALIAN,
    DUTCH,
    POLISH,
    TURKISH,
    JAPANESE,
    CHINESE,
    ARABIC,
    HINDI,
)
BY_CODE = {language.code: language for language in LANGUAGES}

# "don't" and French "l'eau" are one word each; a name with digits in it says nothing of the language.
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SAMPLE = 6_000  # characters from which a language is told: some 900 words, far more than the tables need
_FEWEST = 3  # frequent words of a language that must occur before it is believed
_AHEAD = 1.5  # times as many of them as English has, since code and terms of the trade are English everywhere
_SCRIPT_SHARE = 0.08  # share of letters in a language's own script that makes it the language of a text
# Code and addresses are English in a deck of any language. A fence that nobody closed goes to the end of the sample.
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+", re.DOTALL)
_COMMON = tuple((language, frozenset(language.common)) for language in LANGUAGES if language.common)
# A letter of a language's own script tells more than its words, which cannot be counted where no spaces stand between.
_SCRIPTS = tuple((language, re.compile(f"[{language.script}]")) for language in LANGUAGES if language.script)


def detect_language(text: str) -> str:
    """Return the code of the language that a text is written in, "" where the text is too short or unknown to tell."""
    sample = _CODE.sub(" ", text[:_SAMPLE])
    words = [word.lower() for word in _WORD.findall(sample)]
    if not sample.isascii():
        letters = sum(map(len, words)) or 1
        for language, script in _SCRIPTS:
            if len(script.findall(sample)) >= _SCRIPT_SHARE * letters:
                return language.code
    counts = Counter(words)
    scores = {language.code: sum(counts[word] for word in common) for language, common in _COMMON}
    english = scores.pop(ENGLISH.code, 0)
    best = max(scores, key=lambda code: scores[code])
    if scores[best] >= _FEWEST and scores[best] > english * _AHEAD:
        return best
    return ENGLISH.code if english >= _FEWEST else ""


def find_language(code: str) -> Language:
    """Return the language of a code such as "de" or "pt-BR", English where it is not known."""
    return BY_CODE.get(code.lower().replace("_", "-").split("-")[0], ENGLISH)


def iter_labels(kind: str) -> Iterator[str]:
    """Yield the words of a kind of label in all languages. Single letters are left out, but for English Q and A."""
    for language in LANGUAGES:
        for word in language.labels.get(kind, ()):
            if len(word) > 1 or not word.isascii() or language is ENGLISH:
                yield word


def _collect_labels() -> dict[str, str]:
    kinds: dict[str, str] = {}
    for language in LANGUAGES:
        for kind in language.labels.keys() - {"explanation", "hint"}:
            for word in language.labels[kind]:
                if len(word) > 1 or not word.isascii() or language is ENGLISH:
                    kinds.setdefault(word, kind)
    return kinds


LABEL_KINDS: dict[str, str] = _collect_labels()


def list_month_numbers() -> dict[str, int]:
    """Return the number of each month's name and short form in all languages that write months in letters."""
    numbers: dict[str, int] = {}
    for language in LANGUAGES:
        for number, names in enumerate(language.months, 1):
            for name in names:
                if not name[0].isdigit():
                    numbers.setdefault(name, number)
    return numbers


def list_weekday_numbers() -> dict[str, int]:
    """Return the number of each weekday's name in all languages, Monday is 0."""
    numbers: dict[str, int] = {}
    for language in LANGUAGES:
        for number, names in enumerate(language.weekdays):
            for name in names:
                numbers.setdefault(name, number)
    return numbers


def alternatives(words: Iterator[str] | tuple[str, ...] | list[str]) -> str:
    """Return words as the alternatives of a regular expression, the longest first so that none hides another."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
