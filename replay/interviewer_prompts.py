"""The director's chair: counter-questions of the incident's topics, put at the minutes they fit.

A question fits an event when they share words (stems, weighted by how few questions hold them). One question an event
at most, `MAX_PROMPTS` in all. Without named topics every counter-question of the deck may be asked, if it fits well.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from threading import Lock

import snowballstemmer

from deck.model import CounterQuestion, Incident
from replay.model import InterviewerPrompt, Knot, Moment

MAX_PROMPTS = 4  # more would turn the replay into an interrogation
SPEAKERS = ("The CFO", "The head of support", "The CTO", "The duty manager")
# A word of three letters or more; shorter ones carry no meaning that two texts could share.
WORD = re.compile(r"[^\W_]{3,}")
COMMON_WORDS = frozenset(
    {
        *("the", "and", "you", "your", "for", "that", "this", "with", "how", "what", "why", "when", "which", "would"),
        *("not", "are", "was", "does", "from", "into", "one", "have", "has", "its", "can", "but", "our", "they"),
    }
)
_stemmer = snowballstemmer.stemmer("english")
_stemmer_lock = Lock()  # the stemmer keeps its word in itself


def find_telling_stems(text: str) -> frozenset[str]:
    """Return the words of a text that may carry meaning, reduced to stems."""
    words = [word for word in WORD.findall(text.casefold()) if word not in COMMON_WORDS]
    return frozenset(_stem_word(word) for word in words)


@lru_cache(maxsize=16_384)
def _stem_word(word: str) -> str:
    with _stemmer_lock:
        return str(_stemmer.stemWord(word))


def choose_prompts(
    incident: Incident,
    moments: Sequence[Moment],
    knots: Sequence[Knot],
    questions: Sequence[CounterQuestion],
    topics: Collection[str],
) -> tuple[InterviewerPrompt, ...]:
    """Return the questions in order of play: those of `topics` (section ids) where there are any, else whatever fits
    well.
    """
    topic_questions = [question for question in questions if question.topic in topics]
    pool = topic_questions or list(questions)
    words = {
        question.id: find_telling_stems(f"{question.prompt} {question.tests} {question.about}") for question in pool
    }
    weight = _compute_word_weights(list(words.values()))
    title = find_telling_stems(incident.title)
    # More than one and a half words that stand in one question only.
    least = 0.0 if topic_questions else 1.6 * math.log(1 + len(pool))
    ranked = sorted(
        (
            (-score, question.line, moment.index, question)
            for moment in moments
            if moment.role not in ("recovery", "lesson")  # nobody presses for answers when it is over
            for event_stems in [find_telling_stems(" ".join((moment.text, *moment.details)))]
            for question in pool
            for score in [_score_fit(event_stems, title, words[question.id], weight)]
            if score >= least
        ),
        key=lambda item: item[:3],
    )
    return _place_prompts(ranked, moments, knots)


def _score_fit(
    event_stems: frozenset[str], title: frozenset[str], question_stems: frozenset[str], weight: Mapping[str, float]
) -> float:
    """Return the weight of the words that event and question share; those of the title count half where the event
    adds one.
    """
    shared = event_stems & question_stems
    return sum(weight[word] for word in shared) + (
        sum(weight[word] for word in title & question_stems) / 2 if shared else 0.0
    )


def _compute_word_weights(words: Sequence[frozenset[str]]) -> dict[str, float]:
    question_counts = Counter(word for question_stems in words for word in question_stems)
    return {word: math.log(1 + len(words) / count) for word, count in question_counts.items()}


def _place_prompts(
    ranked: Sequence[tuple[float, int, int, CounterQuestion]], moments: Sequence[Moment], knots: Sequence[Knot]
) -> tuple[InterviewerPrompt, ...]:
    places: dict[int, CounterQuestion] = {}
    used_ids: set[str] = set()
    for _, _, index, question in ranked:
        if len(places) < MAX_PROMPTS and index not in places and question.id not in used_ids:
            places[index] = question
            used_ids.add(question.id)
    return tuple(
        _make_prompt(places[index], moments[index], SPEAKERS[number % len(SPEAKERS)], knots)
        for number, index in enumerate(sorted(places))
    )


def _make_prompt(question: CounterQuestion, moment: Moment, who: str, knots: Sequence[Knot]) -> InterviewerPrompt:
    ahead = min((k.second for k in knots if k.second > moment.second), default=moment.second)
    second = round(min(moment.second + 1.0, ahead), 2)
    return InterviewerPrompt(
        id=question.id,
        second=second,
        after_event=moment.index,
        speaker=who,
        prompt=question.prompt,
        tests=question.tests,
        answer=question.answer,
    )
