"""The scorer that `quiz.answers` replaced, kept to compare with.

A point is touched when the answer holds enough of the point's words: in any order and inflection, with a slip of the
pen, or as a synonym that the deck names. Words that the question itself says are given away and count for nothing.
Where one side says `not` and the other does not, the words that are denied do not count, and the point is marked. It
compares words, not truth: the score suggests, the learner decides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

from rapidfuzz import fuzz, process

from deck.model import CounterQuestion, Deck, Question
from quiz.answers.text_match import Synonyms, TextWord, find_words, is_same_word
from quiz.scheduler import Rating

# A misspelling must be this close to a word of the deck, in percent: it may turn into any of them.
TYPO_RATIO = 84.0
_MIN_FUZZY_LENGTH = 5
_ALL_BEFORE = frozenset(("no", "without", "none", "nothing", "nor", "neither", "lack", "lacks", "lacking"))
# Where a clause ends, between two words that carry meaning.
_BOUNDARY = re.compile(
    r"[.,;:!?()\n—–]|\s-\s|\b(?:but|and|because|so|since|when|if|while|which|unless|although|though|only|then|until|before"
    r"|after|except|rather|instead|whereas)\b",
    re.IGNORECASE,
)
_FAILING = frozenset({"fail", "refus", "neglect", "unabl"})
# "fails to": what follows is denied.
_TO = re.compile(r"\s+to\b", re.IGNORECASE)
# How many words a negation reaches: `no` and `without` the next two, `not` at most six of its clause on either side.
_NEXT_WORDS, _CLAUSE_WORDS = 2, 6
# A point that says one of these may be met with a `not` or without.
PREVENTING_STEMS = frozenset(
    re.findall(
        r"\w+",
        """prevent avoid stop block reject refus forbid fail lose loss lost miss lack drop ignor skip absent imposs unabl
        unsaf neglect exclud deni protect guard""",
    )
)

# On the shipped decks 86 % of the points are touched by their own question's answer, 3 % by that of another topic.
TOUCHED_FROM = 0.42
GOOD_FROM, HARD_FROM = 2 / 3, 1 / 3


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the learner's text: characters from `start` up to `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PointScore:
    """One key point. `share` of its weight was found, in 0..1; `spans` are the learner's words that did it, in order;
    `missing` are the point's words that were not found, as written. `denied` says that it would be touched, did not one
    side deny what the other says."""

    point: str
    touched: bool
    share: float
    spans: tuple[Span, ...]
    missing: tuple[str, ...]
    is_denied: bool = False


@dataclass(frozen=True, slots=True)
class AnswerScore:
    """An answer's points in the deck's order, and the grade they suggest."""

    points: tuple[PointScore, ...]
    suggested: Rating

    @property
    def touched(self) -> int:
        """How many points were touched."""
        return sum(point.touched for point in self.points)


class Scorer:
    """Scores answers to the questions of one deck: knows its language, its synonyms, and which of its words are rare."""

    def __init__(self, deck: Deck) -> None:
        self._language = deck.meta.language
        self._synonyms = Synonyms(deck.meta.synonyms, self._language)
        questions: tuple[Question | CounterQuestion, ...] = (*deck.questions, *deck.counter_questions)
        texts = [(*q.key_points, q.answer) for q in questions]
        self._documents = len(texts)
        spelt = {word.stem for text in texts for part in text for word in find_words(part, self._language)}
        spelt.update(
            w.stem for group in deck.meta.synonyms for synonym in group for w in find_words(synonym, self._language)
        )
        self._known = dict.fromkeys(sorted(spelt))  # a set that keeps its order: the nearest word is always the same
        self._in: dict[str, int] = {}
        for text in texts:
            for stem in {word.stem for part in text for word in self._synonyms.read(part)}:
                self._in[stem] = self._in.get(stem, 0) + 1

    def score(self, answer: str, key_points: Sequence[str], prompt: str = "") -> AnswerScore:
        """How an answer meets the key points. `prompt` is the question: what it says is not the learner's."""
        answer_words = self._synonyms.merge(correct_typos(find_words(answer, self._language), self._known.keys()))
        prompt_stems = {word.stem for word in self._synonyms.read(prompt)}
        against = find_negated(answer_words, answer)
        points = tuple(self._point(point, answer_words, prompt_stems, against) for point in key_points)
        return AnswerScore(
            points, suggest_rating(sum(p.touched for p in points), len(points), wrote=bool(answer_words))
        )

    def _point(
        self, point: str, answer_words: Sequence[TextWord], prompt_stems: Iterable[str], against: frozenset[int]
    ) -> PointScore:
        read = self._synonyms.read(point)
        point_words = {word.stem: word for word in read}
        own = {stem: word for stem, word in point_words.items() if stem not in prompt_stems} or point_words
        words_by_stem: dict[str, list[TextWord]] = {}
        for stem in own:
            hits = [word for word in answer_words if is_same_word(stem, word.stem)]
            if hits:
                words_by_stem[stem] = hits
        whole = sum(self._weight(stem) for stem in own)
        agreed = _find_agreed_stems(
            words_by_stem,
            own,
            find_negated(read, point),
            against,
            averse=not PREVENTING_STEMS.isdisjoint(point_words),
        )
        share, meant = (sum(map(self._weight, part)) / whole if whole else 0.0 for part in (words_by_stem, agreed))
        touched = meant >= TOUCHED_FROM - 1e-9
        spans = _join_spans(word for hits in words_by_stem.values() for word in hits)
        missing = tuple(point[w.start : w.end] for s, w in own.items() if s not in words_by_stem)
        return PointScore(point, touched, share, spans, missing, is_denied=not touched and share >= TOUCHED_FROM - 1e-9)

    def _weight(self, stem: str) -> float:
        """Rare words weigh more: inverse document frequency over the deck's questions, smoothed."""
        return log((self._documents + 1) / (self._in.get(stem, 0) + 1)) + 1.0


def _find_agreed_stems(
    words_by_stem: Mapping[str, Sequence[TextWord]],
    own: Mapping[str, TextWord],
    point: frozenset[int],
    answer: frozenset[int],
    *,
    averse: bool,
) -> list[str]:
    """Return the stems found that both sides affirm, or both deny. `point` and `answer` are the starts of words denied there.

    A point that denies something is met by an answer that denies anything: what exactly, words do not tell. One that
    is `averse` (prevents, avoids) is met either way.
    """
    if averse:
        return list(words_by_stem)

    def agree(stem: str, hits: Sequence[TextWord]) -> bool:
        if own[stem].start in point:
            return bool(answer)
        return bool(point and answer) or any(word.start not in answer for word in hits)

    return [stem for stem, hits in words_by_stem.items() if agree(stem, hits)]


def _join_spans(words: Iterable[TextWord]) -> tuple[Span, ...]:
    """Return the places of words, in order; those that overlap are one."""
    out: list[Span] = []
    for start, end in sorted({(word.start, word.end) for word in words}):
        if out and start < out[-1].end:
            out[-1] = Span(out[-1].start, max(end, out[-1].end))
        else:
            out.append(Span(start, end))
    return tuple(out)


def suggest_rating(touched: int, points: int, *, wrote: bool) -> Rating:
    """Return the grade for so many of the points. Easy is never suggested: how easily it came only the learner knows."""
    if not points or not wrote:
        return Rating.AGAIN
    share = touched / points
    if share >= GOOD_FROM - 1e-9:
        return Rating.GOOD
    return Rating.HARD if share >= HARD_FROM - 1e-9 else Rating.AGAIN


def find_negated(words: Sequence[TextWord], text: str) -> frozenset[int]:
    """Return the starts of the words of `text` that a negation denies: the two after `no` or `without`; after `not`,
    `never` or `fails to` those of its clause, six on either side at most.
    """
    clause, clauses = 0, []
    for at, word in enumerate(words):
        clause += bool(at and _BOUNDARY.search(text, words[at - 1].end, word.start))
        clauses.append(clause)
    out: set[int] = set()
    for at, word in enumerate(words):
        if (reach := _measure_negation_reach(word, text)) is None:
            continue
        after = [at + step for step in range(1, reach[1] + 1) if at + step < len(words)]
        after = [place for place in after if clauses[place] == clauses[at]]
        if after:  # "… or not" denies nothing
            before = [place for place in range(max(0, at - reach[0]), at) if clauses[place] == clauses[at]]
            out.update(words[place].start for place in (*before, *after))
    return frozenset(out)


def _measure_negation_reach(word: TextWord, text: str) -> tuple[int, int] | None:
    """Return how many words before and after it a negation denies; None for any other word."""
    if word.stem in _FAILING:
        return (0, _CLAUSE_WORDS) if _TO.match(text, word.end) else None
    if word.stem != "not":
        return None
    return (0, _NEXT_WORDS) if text[word.start : word.end].casefold() in _ALL_BEFORE else (_CLAUSE_WORDS, _CLAUSE_WORDS)


def correct_typos(words: Sequence[TextWord], vocabulary: Collection[str]) -> tuple[TextWord, ...]:
    """Return the words with misspellings corrected.

    A stem that the vocabulary does not know becomes its nearest one there, if one is near enough.
    """
    return tuple(replace(word, stem=_correct_typo(word.stem, vocabulary)) for word in words)


def _correct_typo(stem: str, vocabulary: Collection[str]) -> str:
    if stem in vocabulary or len(stem) < _MIN_FUZZY_LENGTH or stem[0].isdigit():
        return stem
    best = process.extractOne(stem, vocabulary, scorer=fuzz.ratio, score_cutoff=TYPO_RATIO)
    return best[0] if best and not best[0][0].isdigit() else stem
