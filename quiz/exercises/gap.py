"""Fill the gap: a sentence of the answer without one of its bold terms, code identifiers or numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from deck.model import CounterQuestion, Deck, Question
from quiz.answers.text_match import Synonyms, near, stems
from quiz.exercises import sources
from quiz.model import Card, Exercise
from quiz.scheduler import Rating

NAME = "gap"
TITLE = "Fill the gap"
ABOUT = "A sentence of the answer without one of its terms or numbers."
GAP = "＿＿＿＿"
LONGEST_TERM, FEWEST_WORDS, MOST_CHARACTERS = 5, 5, 420
CLOSE = 85.0

_FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"^\s*\|.*$", re.MULTILINE)
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?", re.MULTILINE)
_BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"'“*`]?[A-Z0-9])|(?<=[。！？])")
_TERM = re.compile(
    r"\*\*(?P<bold>[^*\n]+?)\*\*"
    r"|(?<!`)`(?P<code>[^`\n]{2,40})`(?!`)"
    r"|(?<![\w./:`*-])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?![\w/:`*-]|\.\d)"
)
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_MEASURE = re.compile(r"[~<>≤≥≈+]*\s*\d+(?:,\d{3})*(?:\.\d+)?\s*(?:%|[^\W\d_]+)?")
_SIGNS = re.compile(r"[\W_]+")
_CODE = re.compile(r"[=_.(@/:{\[#<>]|[a-z][A-Z]")
_UNITS = {
    said: unit
    for unit, spellings in {
        "%": "% percent pct",
        "ms": "ms msec millisecond milliseconds",
        "s": "s sec secs second seconds",
        "min": "min mins minute minutes",
        "h": "h hr hrs hour hours",
        "d": "d day days",
    }.items()
    for said in spellings.split()
}
_WORDY = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Cloze:
    """A sentence (markdown) with its gap, and the term that was taken out."""

    sentence: str
    term: str


@dataclass(frozen=True, slots=True)
class GapExercise(Exercise):
    """`sentence` holds `GAP` where `term` stood; `answer` is the whole answer, for afterwards."""

    sentence: str
    term: str
    answer: str


def cards(deck: Deck) -> Iterator[Card]:
    """One card for each question whose answer has a term to leave out: the next time it may be another one."""
    for block in sources.asked(deck):
        if not sources.optional(block) and clozes(block, deck.meta.language):
            yield sources.derived(block, NAME)


def exercise(deck: Deck, card: Card, seed: int) -> GapExercise:
    """One of the gaps, by the seed. Raises LookupError when the answer has none any more."""
    block = sources.question(deck, card)
    found = clozes(block, deck.meta.language)
    if not found:
        raise LookupError(card.source)
    cloze = found[seed % len(found)]
    return GapExercise(card, sources.heading(deck, card.topic), block.prompt, cloze.sentence, cloze.term, block.answer)


def clozes(block: Question | CounterQuestion, language: str) -> tuple[Cloze, ...]:
    """Every gap that an answer offers, bold terms first, then code, then numbers."""
    return _clozes(block.prompt, block.answer, language)


@lru_cache(maxsize=4096)
def _clozes(prompt: str, answer: str, language: str) -> tuple[Cloze, ...]:
    known = stems(prompt, language)
    found: dict[str, tuple[int, Cloze]] = {}
    for sentence in _sentences(answer):
        for match in _TERM.finditer(sentence):
            rank = ("bold", "code", "number").index(match.lastgroup or "number")
            term = match[match.lastgroup or 0].strip(" .,:;")
            cloze = _cloze(sentence, match, term, known, language)
            if cloze is not None:
                found.setdefault(term.casefold(), (rank, cloze))
    return tuple(cloze for _, cloze in sorted(found.values(), key=lambda pair: pair[0]))


def _cloze(sentence: str, match: re.Match[str], term: str, known: frozenset[str], language: str) -> Cloze | None:
    """The sentence with its gap; None when the question or the rest of the sentence says what is missing."""
    own = stems(term, language)
    if not own or own <= known or len(term.split()) > LONGEST_TERM:
        return None
    if match.lastgroup == "number" and len(term) == 1 and not sentence[match.end() :].lstrip().startswith("%"):
        return None  # "version 7", "3 teams": nothing worth remembering
    before, after = sentence[: match.start()], sentence[match.end() :]
    again = re.compile(rf"(?<!\w){re.escape(term)}(?!\w)", re.IGNORECASE)
    rest = again.sub(GAP, before), again.sub(GAP, after)
    said = stems(" ".join(rest).replace(GAP, " "), language)
    if any(near(stem, other) for stem in own for other in said):
        return None
    if max(len(_WORDY.findall(" ".join(rest))), len(said)) < FEWEST_WORDS:
        return None
    return Cloze(f"{rest[0]}{GAP}{rest[1]}", term)


def _sentences(answer: str) -> Iterator[str]:
    prose = _TABLE.sub("", _FENCE.sub("", answer))
    for block in _BLOCK.split(prose):
        text = " ".join(_ITEM.sub("", block).split())
        for sentence in _SENTENCE.split(text):
            if len(sentence) <= MOST_CHARACTERS and not sentence.startswith(("#", "![")):
                yield sentence


def grade(exercise: GapExercise, typed: str, deck: Deck) -> Rating:
    """Good for the term in any inflection or a synonym of the deck, Hard for a near miss in spelling, else Again.

    A number must be the number; its unit need not be typed, but must be right where it is. Of a name in code every letter
    counts, and no space or sign; a setting must have its value.
    """
    wanted, said = exercise.term.strip(" `*"), typed.strip(" `*")
    if not _bare(said) or _numbers(wanted) != _numbers(said):
        return Rating.AGAIN
    if _bare(said) == _bare(wanted) or _NUMBER.fullmatch(wanted):  # the sentence says the unit of a bare number
        return Rating.GOOD
    if _MEASURE.fullmatch(wanted):
        if _unit(said) in ("", _unit(wanted)):
            return Rating.GOOD
        if _unit(said) in _UNITS.values():
            return Rating.AGAIN
    synonyms = Synonyms(deck.meta.synonyms, deck.meta.language)
    right = {word.stem for word in synonyms.read(wanted)}
    given = {word.stem for word in synonyms.read(said)}
    if "not" in given - right or _value(wanted) != _value(said):
        return Rating.AGAIN
    named = any(stem.startswith("=") for stem in right)  # by the deck, as a synonym
    if right and right <= given and len(given) <= len(right) + 2 and (named or not _CODE.search(wanted)):
        return Rating.GOOD
    return Rating.HARD if fuzz.ratio(said.casefold(), wanted.casefold()) >= CLOSE else Rating.AGAIN


def _bare(text: str) -> str:
    return "".join(_SIGNS.split(text.casefold()))


def _numbers(text: str) -> list[float]:
    return [float(number.replace(",", "")) for number in _NUMBER.findall(text)]


def _unit(text: str) -> str:
    """What a measure says besides its number, a usual unit in one form."""
    unit = _NUMBER.sub("", text).strip(" ~<>≤≥≈+").casefold()
    return _UNITS.get(unit, unit)


def _value(text: str) -> str:
    """What a setting is set to, "" where nothing is."""
    return _bare(text.partition("=")[2])
