"""Fill the gap: a sentence of the answer without one of its bold terms, code identifiers or numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from deck.model import CounterQuestion, Deck, Question
from quiz.answers.text_match import Synonyms, find_stems, is_same_word
from quiz.exercises import sources
from quiz.model import Card, Exercise
from quiz.scheduler import Rating

NAME = "gap"
TITLE = "Fill the gap"
ABOUT = "A sentence of the answer without one of its terms or numbers."
GAP = "＿＿＿＿"
MAX_TERM_WORDS, MIN_SENTENCE_WORDS, MAX_SENTENCE_CHARACTERS = 5, 5, 420
NEAR_MISS_RATIO = 85.0

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


def find_cards(deck: Deck) -> Iterator[Card]:
    """One card for each question whose answer has a term to leave out: the next time it may be another one."""
    for block in sources.list_questions(deck):
        if not sources.has_options(block) and find_clozes(block, deck.meta.language):
            yield sources.make_sibling_card(block, NAME)


def make_exercise(deck: Deck, card: Card, seed: int) -> GapExercise:
    """One of the gaps, by the seed. Raises LookupError when the answer has none any more."""
    block = sources.find_question(deck, card)
    found = find_clozes(block, deck.meta.language)
    if not found:
        raise LookupError(card.source)
    cloze = found[seed % len(found)]
    return GapExercise(
        card, sources.find_heading(deck, card.topic), block.prompt, cloze.sentence, cloze.term, block.answer
    )


def find_clozes(block: Question | CounterQuestion, language: str) -> tuple[Cloze, ...]:
    """Every gap that an answer offers, bold terms first, then code, then numbers."""
    return _find_clozes(block.prompt, block.answer, language)


@lru_cache(maxsize=4096)
def _find_clozes(prompt: str, answer: str, language: str) -> tuple[Cloze, ...]:
    known = find_stems(prompt, language)
    found: dict[str, tuple[int, Cloze]] = {}
    for sentence in _split_sentences(answer):
        for match in _TERM.finditer(sentence):
            rank = ("bold", "code", "number").index(match.lastgroup or "number")
            term = match[match.lastgroup or 0].strip(" .,:;")
            cloze = _make_cloze(sentence, match, term, known, language)
            if cloze is not None:
                found.setdefault(term.casefold(), (rank, cloze))
    return tuple(cloze for _, cloze in sorted(found.values(), key=lambda pair: pair[0]))


def _make_cloze(sentence: str, match: re.Match[str], term: str, known: frozenset[str], language: str) -> Cloze | None:
    """The sentence with its gap; None when the question or the rest of the sentence says what is missing."""
    own = find_stems(term, language)
    if not own or own <= known or len(term.split()) > MAX_TERM_WORDS:
        return None
    if match.lastgroup == "number" and len(term) == 1 and not sentence[match.end() :].lstrip().startswith("%"):
        return None  # "version 7", "3 teams": nothing worth remembering
    before, after = sentence[: match.start()], sentence[match.end() :]
    again = re.compile(rf"(?<!\w){re.escape(term)}(?!\w)", re.IGNORECASE)
    rest = again.sub(GAP, before), again.sub(GAP, after)
    said = find_stems(" ".join(rest).replace(GAP, " "), language)
    if any(is_same_word(stem, other) for stem in own for other in said):
        return None
    if max(len(_WORDY.findall(" ".join(rest))), len(said)) < MIN_SENTENCE_WORDS:
        return None
    return Cloze(f"{rest[0]}{GAP}{rest[1]}", term)


def _split_sentences(answer: str) -> Iterator[str]:
    prose = _TABLE.sub("", _FENCE.sub("", answer))
    for block in _BLOCK.split(prose):
        text = " ".join(_ITEM.sub("", block).split())
        for sentence in _SENTENCE.split(text):
            if len(sentence) <= MAX_SENTENCE_CHARACTERS and not sentence.startswith(("#", "![")):
                yield sentence


def suggest_grade(exercise: GapExercise, typed: str, deck: Deck) -> Rating:
    """Good for the term in any inflection or a synonym of the deck, Hard for a near miss in spelling, else Again.

    A number must be the number; its unit need not be typed, but must be right where it is. Of a name in code every letter
    counts, and no space or sign; a setting must have its value.
    """
    wanted, said = exercise.term.strip(" `*"), typed.strip(" `*")
    if not _strip_signs(said) or _find_numbers(wanted) != _find_numbers(said):
        return Rating.AGAIN
    if _strip_signs(said) == _strip_signs(wanted) or _NUMBER.fullmatch(
        wanted
    ):  # the sentence says the unit of a bare number
        return Rating.GOOD
    if _MEASURE.fullmatch(wanted):
        if _read_unit(said) in ("", _read_unit(wanted)):
            return Rating.GOOD
        if _read_unit(said) in _UNITS.values():
            return Rating.AGAIN
    synonyms = Synonyms(deck.meta.synonyms, deck.meta.language)
    right = {word.stem for word in synonyms.read(wanted)}
    given = {word.stem for word in synonyms.read(said)}
    if "not" in given - right or _read_setting(wanted) != _read_setting(said):
        return Rating.AGAIN
    named = any(stem.startswith("=") for stem in right)  # by the deck, as a synonym
    if right and right <= given and len(given) <= len(right) + 2 and (named or not _CODE.search(wanted)):
        return Rating.GOOD
    return Rating.HARD if fuzz.ratio(said.casefold(), wanted.casefold()) >= NEAR_MISS_RATIO else Rating.AGAIN


def _strip_signs(text: str) -> str:
    return "".join(_SIGNS.split(text.casefold()))


def _find_numbers(text: str) -> list[float]:
    return [float(number.replace(",", "")) for number in _NUMBER.findall(text)]


def _read_unit(text: str) -> str:
    """What a measure says besides its number, a usual unit in one form."""
    unit = _NUMBER.sub("", text).strip(" ~<>≤≥≈+").casefold()
    return _UNITS.get(unit, unit)


def _read_setting(text: str) -> str:
    """What a setting is set to, "" where nothing is."""
    return _strip_signs(text.partition("=")[2])
