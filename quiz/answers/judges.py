"""The engines that judge typed answers, in one table, and what becomes of their verdicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from deck.model import CounterQuestion, Deck, Question, WrongAnswer
from quiz.answers.points import derive_points, explain_points
from quiz.answers.statistical import StatisticalJudge
from quiz.answers.suggestion import suggest_typed_grade
from quiz.answers.vectors import installed_vectors
from quiz.answers.verdict import Judge, Judgement, JudgeUnavailable, KeyPoint
from quiz.answers.wrong_answers import find_near_wrong

# Longer answers are cut: nobody types more in an interview, and the time for an answer is bounded.
LONGEST_ANSWER = 6000


@dataclass(frozen=True, slots=True)
class JudgeEngine:
    """A way of judging. `build` makes it for a deck, or returns None where something that it needs is not installed."""

    name: str
    title: str
    build: Callable[[Deck], Judge | None]


def _with_vectors(deck: Deck) -> Judge | None:
    vectors = installed_vectors()
    # The vectors were trained on English: in another language they find everything alike.
    if vectors is None or not deck.meta.language.lower().startswith("en"):
        return None
    return StatisticalJudge(language=deck.meta.language, synonyms=deck.meta.synonyms, vectors=vectors)


def _lexical(deck: Deck) -> Judge:
    return StatisticalJudge(language=deck.meta.language, synonyms=deck.meta.synonyms)


# In order of preference: the first one that can be built judges. A model behind an address is put before these by
# `services.practice`, since it needs the network.
ENGINES: tuple[JudgeEngine, ...] = (
    JudgeEngine(name="vectors", title="Word vectors", build=_with_vectors),
    JudgeEngine(name="lexical", title="Words", build=_lexical),
)


def default_judge(deck: Deck) -> Judge:
    """Return the best judge that this installation has for a deck."""
    return next(judge for engine in ENGINES if (judge := engine.build(deck)) is not None)


def points_of(
    deck: Deck, question: Question | CounterQuestion, own: Mapping[str, Sequence[str]] | None = None
) -> tuple[KeyPoint, ...]:
    """Return a question's key points with their accepted wordings and explanations; where the author wrote no points, the
    sentences of the model answer.

    `own` are the learner's own wordings by the point's text: they count for that learner.
    """
    language = deck.meta.language
    wordings = question.wordings or [()] * len(question.key_points)
    points = tuple(
        KeyPoint(text=text, wordings=(*also, *(own or {}).get(text, ())))
        for text, also in zip(question.key_points, wordings, strict=True)
    )
    if not points:
        return derive_points(question.answer, language)
    return explain_points(points, question.answer, language, installed_vectors())


def judge_answer(
    judge: Judge,
    prompt: str,
    points: Sequence[KeyPoint],
    answer: str,
    *,
    wrong_answers: Sequence[WrongAnswer] = (),
    fallback: Judge | None = None,
) -> Judgement:
    """Return the verdicts of a judge on an answer, the grade they suggest, and a common wrong answer that it comes near.

    When the judge cannot decide, `fallback` does, and the judgement says so. Raises JudgeUnavailable without one.
    """
    answer = answer[:LONGEST_ANSWER]
    notice = ""
    # What the answer says of a common wrong answer is not left for a point.
    rivals = [KeyPoint(text=wrong.text) for wrong in wrong_answers] if isinstance(judge, StatisticalJudge) else []
    try:
        verdicts = judge.judge_all(prompt, [*points, *rivals], answer)[: len(points)]
    except JudgeUnavailable as error:
        if fallback is None:
            raise
        notice = f"{error} The built-in judge decided instead."
        judge, verdicts = fallback, fallback.judge_all(prompt, points, answer)
    return Judgement(
        points=verdicts,
        suggested=suggest_typed_grade(
            [v.outcome for v in verdicts], contradicted=sum(v.contradicted for v in verdicts)
        ),
        engine=judge.name,
        near_wrong=find_near_wrong(fallback or judge, prompt, points, wrong_answers, answer),
        notice=notice,
    )
