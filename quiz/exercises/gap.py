"""Fill the gap: a sentence of the answer without one of its bold terms, code identifiers or numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from deck.model import CounterQuestion, Deck, Question
from quiz.answers.text_match import Synonyms, find_stems, is_same_word
from quiz.exercises import sources
from quiz.model import Card, Exercise
from quiz.scheduler import Rating
from quiz.units import is_counted

NAME = "gap"
TITLE = "Fill the gap"
ABOUT = "A sentence of the answer without one of its terms or numbers."
GAP = "＿＿＿＿"
# A longer term is a sentence of its own, a shorter sentence leaves nothing to go by, and a longer one is not taken in
# at a glance.
MAX_TERM_WORDS, MIN_SENTENCE_WORDS, MAX_SENTENCE_CHARACTERS = 5, 5, 420
# From rapidfuzz, in percent: one wrong letter in seven.
NEAR_MISS_RATIO = 85.0

# A fenced block from its opening to its closing fence: code is not asked for.
_FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
# A line of a table, which is no sentence.
_TABLE = re.compile(r"^\s*\|.*$", re.MULTILINE)
# The bullet or number, and the task box, before a list item: what follows is the sentence.
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?", re.MULTILINE)
# Where one block of prose ends: at a blank line, or where a list item begins.
_BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)")
# The end of a sentence: a full stop, then a capital or a digit, perhaps in quotes or markup; in Chinese and Japanese no
# space follows.
# Not after "e.g." and "i.e.", which end no sentence.
_SENTENCE = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)\s+(?=[\"'“*`]?[A-Z0-9])|(?<=[。！？])")
# What may be left out: a bold term; code of 2 to 40 characters (one letter says nothing); a number that is no part of a
# version, a path, a time or a name.
_TERM = re.compile(
    r"\*\*(?P<bold>[^*\n]+?)\*\*"
    r"|(?<!`)`(?P<code>[^`\n]{2,40})`(?!`)"
    r"|(?<![\w./:`*-])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?![\w/:`*-]|\.\d)"
)
# A number as it is typed: thousands with commas, decimals with a point.
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
# A number with what may stand around it: about, at most, and a unit.
_MEASURE = re.compile(r"[~<>≤≥≈+]*\s*\d+(?:,\d{3})*(?:\.\d+)?\s*(?:%|[^\W\d_]+)?")
# Everything that is no letter or digit: "p-99" and "p99" are one answer.
_SIGNS = re.compile(r"[\W_]+")
# A sign or a capital inside a word: a name in code, of which every letter counts.
_CODE = re.compile(r"[=_.(@/:{\[#<>]|[a-z][A-Z]")
_UNITS = {
    spelling: unit
    for unit, spellings in {
        "%": "% percent pct",
        "ms": "ms msec millisecond milliseconds",
        "s": "s sec secs second seconds",
        "min": "min mins minute minutes",
        "h": "h hr hrs hour hours",
        "d": "d day days",
        "us": "us µs microsecond microseconds",
        "ns": "ns nanosecond nanoseconds",
        "week": "week weeks",
        # Of 1,000 or of 1,024, bytes or bits by the case of one letter: people write both for either, so that they are one here.
        "kb": "kb kib kilobyte kilobytes kibibyte kibibytes",
        "mb": "mb mib megabyte megabytes mebibyte mebibytes",
        "gb": "gb gib gigabyte gigabytes gibibyte gibibytes",
        "tb": "tb tib terabyte terabytes tebibyte tebibytes",
        "byte": "byte bytes",
    }.items()
    for spelling in spellings.split()
}
# The word or percent sign behind a gap, perhaps in markup or joined by a hyphen, and the word after it: in "40 concurrent
# requests" that one says what is counted.
_AFTER_GAP = re.compile(GAP + r"[\s*`-]*(?P<unit>%|[^\W\d_]+)(?:[\s*`-]+(?P<next>[^\W\d_]+))?")
# A word of two letters or more, without digits.
_WORDY = re.compile(r"[^\W\d_]{2,}")
# A figure is worth remembering where it is a product's default, a limit or a law; all others belong to a story.
_LASTING = re.compile(r"\bdefaults?\b|\bRFC\b|\bstandard\b|\bspecification\b|\blaw\b|\btheorem\b", re.IGNORECASE)
# A bound is a product's only where the sentence names a setting or a version.
_BOUND = re.compile(r"\b(?:limit(?:s|ed)?|maximum|minimum|at most|no more than)\b", re.IGNORECASE)
_SETTING = re.compile(r"`[^`]*[a-z][.\-_][a-z][^`]*`|\bsince [A-Z]\w+ \d")
# "(e.g. `Orders`, `Payments`)": any other example would do as well.
_EXAMPLE = re.compile(r"(?:e\.g\.|for example|for instance|such as)[^.;)]*$", re.IGNORECASE)
# Status codes of HTTP are terms, whatever the sentence tells.
_STATUS_CODE = re.compile(r"[1-5]\d\d")
_HTTP = re.compile(r"\bHTTP\b|\bstatus\b|Retry-After|\banswers?\b|\bresponds?\b|\breturns?\b", re.IGNORECASE)
# A sentence in the first person, or about a day, tells what happened once.
_STORY = re.compile(r"\b(?:I|we|our|us|my|me|yesterday|that (?:day|night)|last (?:week|month|year))\b", re.IGNORECASE)
# "**Trigger:** …", "**Data has one owner.** Each …": a label is no term, the sentence means the same without it.
_LABEL_END = re.compile(r"[:.!?…]\s*$")
_AFTER_LABEL = re.compile(r"\s*[:–—→=]|\s+(?=[A-Z])(?!I\b)")


@dataclass(frozen=True, slots=True)
class Cloze:
    """A sentence (markdown) with its gap, and the term that was taken out."""

    sentence: str
    term: str


@dataclass(frozen=True, slots=True)
class GapExercise(Exercise):
    """A sentence with a term left out: `sentence` holds `GAP` in its place; `answer` is the whole answer, shown afterwards."""

    sentence: str
    term: str
    answer: str


def find_cards(deck: Deck) -> Iterator[Card]:
    """Yield one card for each question whose answer has a term to leave out: the next time it may be another one."""
    for block in sources.list_questions(deck):
        if not sources.has_options(block) and find_clozes(block, deck.meta.language):
            yield sources.make_sibling_card(block, NAME)


def make_exercise(deck: Deck, card: Card, seed: int, missed_points: Collection[str] = ()) -> GapExercise:
    """Return one of the gaps, chosen by the seed among those whose term one of `missed_points` names, where there are any.

    Raises LookupError when the answer has none any more.
    """
    block = sources.find_question(deck, card)
    clozes = find_clozes(block, deck.meta.language)
    if not clozes:
        raise LookupError(card.source)
    missed_stems = frozenset().union(*(find_stems(point, deck.meta.language) for point in missed_points))
    clozes = tuple(cloze for cloze in clozes if find_stems(cloze.term, deck.meta.language) & missed_stems) or clozes
    cloze = clozes[seed % len(clozes)]
    return GapExercise(
        card, sources.find_heading(deck, card.topic), block.prompt, cloze.sentence, cloze.term, block.answer
    )


def find_clozes(block: Question | CounterQuestion, language: str) -> tuple[Cloze, ...]:
    """Return every gap that an answer offers, bold terms first, then code, then numbers."""
    return _find_clozes(block.prompt, block.answer, language)


@lru_cache(maxsize=4096)
def _find_clozes(prompt: str, answer: str, language: str) -> tuple[Cloze, ...]:
    prompt_stems = find_stems(prompt, language)
    ranked_clozes: dict[str, tuple[int, Cloze]] = {}
    for sentence in _split_sentences(answer):
        for match in _TERM.finditer(sentence):
            rank = ("bold", "code", "number").index(match.lastgroup or "number")
            term = match[match.lastgroup or 0].strip(" .,:;")
            cloze = _make_cloze(sentence, match, term, prompt_stems, language)
            if cloze is not None:
                ranked_clozes.setdefault(term.casefold(), (rank, cloze))
    return tuple(cloze for _, cloze in sorted(ranked_clozes.values(), key=lambda pair: pair[0]))


def _make_cloze(
    sentence: str, match: re.Match[str], term: str, prompt_stems: frozenset[str], language: str
) -> Cloze | None:
    """Return the sentence with its gap; None for a label or a passing figure, and where the rest tells it."""
    if (
        _is_label(sentence, match)
        or _is_passing_figure(sentence, match, term)
        or _EXAMPLE.search(sentence[: match.start()])
    ):
        return None
    own = find_stems(term, language)
    if not own or own <= prompt_stems or len(term.split()) > MAX_TERM_WORDS:
        return None
    if match.lastgroup == "number" and len(term) == 1 and not sentence[match.end() :].lstrip().startswith("%"):
        return None  # "version 7", "3 teams": nothing worth remembering
    before, after = sentence[: match.start()], sentence[match.end() :]
    # the term elsewhere in the sentence would give the gap away
    again = re.compile(rf"(?<!\w){re.escape(term)}(?!\w)", re.IGNORECASE)
    context = again.sub(GAP, before), again.sub(GAP, after)
    context_stems = find_stems(" ".join(context).replace(GAP, " "), language)
    if any(is_same_word(stem, other) for stem in own for other in context_stems):
        return None
    if max(len(_WORDY.findall(" ".join(context))), len(context_stems)) < MIN_SENTENCE_WORDS:
        return None
    return Cloze(f"{context[0]}{GAP}{context[1]}", term)


def _is_label(sentence: str, match: re.Match[str]) -> bool:
    """Tell whether a bold or code span introduces what follows rather than being part of it."""
    if match.lastgroup == "number":
        return False
    opens = not sentence[: match.start()].strip(" *_>")
    after = sentence[match.end() :]
    return bool(
        _LABEL_END.search(match[match.lastgroup or 0])
        or after.lstrip().startswith(":")
        or (opens and _AFTER_LABEL.match(after))
    )


def _is_passing_figure(sentence: str, match: re.Match[str], term: str) -> bool:
    """Tell whether the gap would ask for a figure that holds only in this text."""
    if not re.search(r"\d", term) or (match.lastgroup != "number" and re.fullmatch(r"[A-Za-z][\w.+/-]*", term)):
        return False  # `p99`, `HTTP/2`, `Java21` are names
    if _STATUS_CODE.fullmatch(term) and _HTTP.search(sentence):
        return False
    is_general = _LASTING.search(sentence) or (_BOUND.search(sentence) and _SETTING.search(sentence))
    return not is_general or bool(_STORY.search(sentence))


def _split_sentences(answer: str) -> Iterator[str]:
    prose = _TABLE.sub("", _FENCE.sub("", answer))
    for block in _BLOCK.split(prose):
        text = " ".join(_ITEM.sub("", block).split())
        for sentence in _SENTENCE.split(text):
            if len(sentence) <= MAX_SENTENCE_CHARACTERS and not sentence.startswith(("#", "![")):
                yield sentence


def suggest_grade(exercise: GapExercise, typed: str, deck: Deck) -> Rating:
    """Suggest Good for the term in any inflection or a synonym of the deck, Hard for a misspelling, else Again.

    A number must be the number; its unit need not be typed. A usual unit (of time or bytes, percent) that is typed must be
    the right one, as far as the term or the words behind the gap say which: seconds are no requests. Of a name in code
    every letter counts, and no space or sign; a setting must have its value.
    """
    term, answered = exercise.term.strip(" `*"), typed.strip(" `*")
    if not _strip_signs(answered) or _find_numbers(term) != _find_numbers(answered):
        return Rating.AGAIN
    if _strip_signs(answered) == _strip_signs(term):
        return Rating.GOOD
    if _NUMBER.fullmatch(term):  # the sentence says its unit, if anything does
        stated, typed_unit = _find_stated_units(exercise.sentence), _read_unit(answered)
        return Rating.AGAIN if stated and typed_unit in _UNITS.values() and typed_unit not in stated else Rating.GOOD
    if _MEASURE.fullmatch(term):
        if _read_unit(answered) in ("", _read_unit(term)):
            return Rating.GOOD
        if _read_unit(answered) in _UNITS.values():
            return Rating.AGAIN
    synonyms = Synonyms(deck.meta.synonyms, deck.meta.language)
    right = {word.stem for word in synonyms.read(term)}
    answer_stems = {word.stem for word in synonyms.read(answered)}
    if "not" in answer_stems - right or _read_setting(term) != _read_setting(answered):
        return Rating.AGAIN
    is_synonym = any(stem.startswith("=") for stem in right)  # by the deck, as a synonym
    if (
        right
        and right <= answer_stems
        and len(answer_stems) <= len(right) + 2
        and (is_synonym or not _CODE.search(term))
    ):
        return Rating.GOOD
    return Rating.HARD if fuzz.ratio(answered.casefold(), term.casefold()) >= NEAR_MISS_RATIO else Rating.AGAIN


def _strip_signs(text: str) -> str:
    return "".join(_SIGNS.split(text.casefold()))


def _find_numbers(text: str) -> list[float]:
    return [float(number.replace(",", "")) for number in _NUMBER.findall(text)]


def _read_unit(text: str) -> str:
    """Return what a measure says besides its number, a usual unit in one spelling."""
    unit = _NUMBER.sub("", text).strip(" ~<>≤≥≈+").casefold()
    return _UNITS.get(unit, unit)


def _find_stated_units(sentence: str) -> frozenset[str]:
    """Return what the words behind the gaps count: a usual unit in one spelling, or things; nothing where they do not say."""
    found = set()
    for match in _AFTER_GAP.finditer(sentence):
        word, following = match["unit"].casefold(), (match["next"] or "").casefold()
        if word in _UNITS:
            found.add(_UNITS[word])
        else:
            found.update(one for one in (word, following) if is_counted(one))
    return frozenset(found)


def _read_setting(text: str) -> str:
    """Return what a setting is set to, "" where nothing is."""
    return _strip_signs(text.partition("=")[2])
