"""The director's chair: counter-questions of the incident's topics, put at the minutes they fit.

A question fits an event when they share rare words (stems, weighted by how few events hold them). One question an
event at most, `MOST` in all. Without named topics every counter-question of the deck may be asked, if it shares two
words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock

import snowballstemmer

from deck.model import CounterQuestion, Incident
from replay.model import Ask, Knot, Moment

MOST = 4
PEOPLE = ("The CFO", "The head of support", "The CTO", "The duty manager")
WORD = re.compile(r"[^\W_]{3,}")
COMMON = frozenset(
    {
        *("the", "and", "you", "your", "for", "that", "this", "with", "how", "what", "why", "when", "which", "would"),
        *("not", "are", "was", "does", "from", "into", "one", "have", "has", "its", "can", "but", "our", "they"),
    }
)
_stemmer = snowballstemmer.stemmer("english")
_stemming = Lock()  # the stemmer keeps its word in itself


def stems(text: str) -> frozenset[str]:
    """The words of a text that may carry meaning, reduced to stems."""
    words = [word for word in WORD.findall(text.casefold()) if word not in COMMON]
    return frozenset(_stem(word) for word in words)


@lru_cache(maxsize=16_384)
def _stem(word: str) -> str:
    with _stemming:
        return str(_stemmer.stemWord(word))


def choose(
    incident: Incident, moments: Sequence[Moment], knots: Sequence[Knot], questions: Sequence[CounterQuestion]
) -> tuple[Ask, ...]:
    """The questions in order of play. `questions` are those of the deck; the incident's topics narrow them down."""
    named = [q for q in questions if q.topic in incident.topics]
    pool, least = (named, 0) if named else (list(questions), 2)
    if not pool:
        return ()
    words = [stems(" ".join((m.text, *m.details))) for m in moments]
    weight = _weights(words)
    ranked = sorted(
        (
            (-score, question.line, moment.index, question)
            for question in pool
            for moment, told in zip(moments, words, strict=True)
            if moment.role not in ("recovery", "lesson")
            and len(shared := told & stems(f"{question.prompt} {question.tests} {question.about}")) >= least
            for score in [sum(weight[word] for word in shared)]
        ),
        key=lambda item: item[:3],
    )
    return _settle(ranked, moments, knots)


def _weights(words: Sequence[frozenset[str]]) -> dict[str, float]:
    held = Counter(word for told in words for word in told)
    return {word: math.log(1 + len(words) / count) for word, count in held.items()}


def _settle(
    ranked: Sequence[tuple[float, int, int, CounterQuestion]], moments: Sequence[Moment], knots: Sequence[Knot]
) -> tuple[Ask, ...]:
    places: dict[int, CounterQuestion] = {}
    used: set[str] = set()
    for _, _, index, question in ranked:
        if len(places) < MOST and index not in places and question.id not in used:
            places[index] = question
            used.add(question.id)
    return tuple(
        _ask(places[index], moments[index], PEOPLE[number % len(PEOPLE)], knots)
        for number, index in enumerate(sorted(places))
    )


def _ask(question: CounterQuestion, moment: Moment, who: str, knots: Sequence[Knot]) -> Ask:
    ahead = min((k.second for k in knots if k.second > moment.second), default=moment.second)
    second = round(min(moment.second + 1.0, ahead), 2)
    return Ask(question.id, second, moment.index, who, question.prompt, question.tests, question.answer)
