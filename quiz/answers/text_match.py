"""Words compared by meaning rather than by letters: stems, synonyms, near spellings, words that carry none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from quiz.answers.stemming import load_stemmer

# A word, a number with its unit or sign, an identifier: `p99`, `10`, `99.99`, `acks`, `time-out` (as two words).
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:\d+)?", re.UNICODE)
# Where a name in camelCase or snake_case is cut into words.
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|_")
# Scripts that put no spaces between words: every two neighbours are compared as a word (Chinese, Japanese, Thai, Lao,
# Khmer, Burmese).
_UNSPACED = re.compile(r"([぀-ヿ㐀-䶿一-鿿豈-﫿\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f]+)")
# Function words of English; other languages keep all their words. Negations carry meaning and stay.
_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a about above across after all also am an and any are as at be because been before being below between both
        but by can could did do does doing done down during each either else even ever every few for from further
        get gets had has have having he her here hers him his how i if in into is it its itself just let like made
        make makes may me might more most much must my of off on once one only onto or other our out over own per
        put rather same she should since so some still such take takes than that the their them then there these
        they thing things this those though through to too under until up upon us use used very via was we well were
        what when where whether which while who whom whose why will with within would you your""",
    )
)
# They deny what they stand before (`no lock`), or the whole clause (`is not safe`); each is said as `not`. English ones
# hold everywhere: people mix.
_NEGATES_NEXT_WORDS = {
    "en": "no without none nothing nor neither lack lacks lacking",
    "de": "ohne kein keine keinen keiner",
    "es": "sin ningún",
    "fr": "sans aucun aucune",
    "it": "senza nessun",
    "nl": "zonder geen",
    "pt": "sem",
    "sv": "utan",
}
_NEGATES_CLAUSE = {
    "en": "not never cannot dont doesnt didnt isnt arent wasnt werent cant couldnt wont wouldnt shouldnt hasnt havent hadnt",
    "da": "ikke aldrig",
    "de": "nicht nie niemals",
    "es": "nunca",
    "fr": "pas jamais",
    "it": "non mai",
    "nl": "niet nooit",
    "no": "ikke aldri",
    "pt": "não nunca",
    "sv": "inte aldrig",
}
# Shorter words differ by one letter too often (`node`, `mode`), and so do words that begin differently (`cache`, `catch`).
_MIN_FUZZY_LENGTH = 5
_MIN_COMMON_PREFIX = 4
# rapidfuzz's ratio, in percent. The stems of decide and decision are 80 alike.
SAME_WORD_RATIO = 80.0


@dataclass(frozen=True, slots=True)
class TextWord:
    """A word of a text: `stem` is what it is compared by; `start` and `end` are its place in the text."""

    stem: str
    start: int
    end: int


def find_words(text: str, language: str = "en") -> tuple[TextWord, ...]:
    """Return the words that carry meaning, in order.

    Markup and punctuation carry none; "camelCase" and "snake_case" are split into words; all negations become one word.
    """
    return tuple(_find_words(text, language))


@lru_cache(maxsize=8192)
def find_stems(text: str, language: str = "en") -> frozenset[str]:
    """Return the set of the words' stems."""
    return frozenset(word.stem for word in _find_words(text, language))


def compute_overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much of the smaller set of stems the larger one holds, in 0..1."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def is_same_word(one: str, other: str) -> bool:
    """Tell whether two stems are one word in two forms that the stemmer keeps apart (decide, decision): the same
    beginning, and nearly all letters.

    Numbers and short words must agree in every letter.
    """
    if one == other:
        return True
    if (
        min(len(one), len(other)) < _MIN_FUZZY_LENGTH
        or one[:_MIN_COMMON_PREFIX] != other[:_MIN_COMMON_PREFIX]
        or one[0].isdigit()
    ):
        return False
    return fuzz.ratio(one, other) >= SAME_WORD_RATIO


class Synonyms:
    """Groups of phrases that a deck says are the same: each becomes one stem, `=0`, `=1`, …"""

    def __init__(self, groups: Iterable[Sequence[str]], language: str = "en") -> None:
        phrases = {
            tuple(word.stem for word in _find_words(phrase, language)): f"={number}"
            for number, group in enumerate(groups)
            for phrase in group
        }
        phrases.pop((), None)
        self._phrases = phrases
        self._longest = max((len(phrase) for phrase in phrases), default=0)
        self._language = language

    def merge(self, words: Sequence[TextWord]) -> tuple[TextWord, ...]:
        """Return the words with every phrase of a group replaced by its stem; the longest phrase wins."""
        out: list[TextWord] = []
        at = 0
        while at < len(words):
            for size in range(min(self._longest, len(words) - at), 0, -1):
                group = self._phrases.get(tuple(word.stem for word in words[at : at + size]))
                if group is not None:
                    out.append(TextWord(group, words[at].start, words[at + size - 1].end))
                    at += size
                    break
            else:
                out.append(words[at])
                at += 1
        return tuple(out)

    def read(self, text: str) -> tuple[TextWord, ...]:
        """Return the words of a text, phrases of a group merged."""
        return self.merge(find_words(text, self._language))


def _find_words(text: str, language: str) -> Iterator[TextWord]:
    code = language.split("-", maxsplit=1)[0].lower()
    english, negations = code == "en", _list_negations(code)
    text = text.replace("’", "'")
    for match in _WORD.finditer(text):
        end = match.start()
        for piece in _split_name(match[0]):
            start_of, end = end, end + len(piece)
            word = piece.casefold()
            if _UNSPACED.match(piece):
                for at in range(max(1, len(piece) - 1)):
                    yield TextWord(piece[at : at + 2], start_of + at, min(start_of + at + 2, end))
            elif word in negations or (word == "t" and text[start_of - 2 : start_of - 1] in "nN" and start_of > 1):
                yield TextWord("not", start_of, end)
            elif word and not (english and (word in _FUNCTION_WORDS or (len(word) == 1 and word.isalpha()))):
                yield TextWord(word if word[0].isdigit() else _stem_word(word, language), start_of, end)


@lru_cache(maxsize=64)
def _list_negations(code: str) -> frozenset[str]:
    return frozenset(
        word
        for table in (_NEGATES_NEXT_WORDS, _NEGATES_CLAUSE)
        for key in ("en", code)
        for word in table.get(key, "").split()
    )


def _split_name(word: str) -> Iterable[str]:
    """Return the parts of a name, and what is written without spaces apart from what is not."""
    if word.isascii():
        return _CAMEL.split(word)
    return (part for run in _UNSPACED.split(word) for part in _CAMEL.split(run))


@lru_cache(maxsize=65536)
def _stem_word(word: str, language: str) -> str:
    stemmer = load_stemmer(language)
    return str(stemmer.stemWord(word)) if stemmer else word
