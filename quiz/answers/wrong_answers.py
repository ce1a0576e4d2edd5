"""Whether an answer comes near a common wrong answer that the author wrote down."""

from __future__ import annotations

from collections.abc import Sequence

from deck.model import WrongAnswer
from quiz.answers.verdict import Judge, KeyPoint, NearWrongAnswer


def find_near_wrong(
    judge: Judge, prompt: str, points: Sequence[KeyPoint], wrong_answers: Sequence[WrongAnswer], answer: str
) -> NearWrongAnswer | None:
    """Return the wrong answer that the learner's comes nearest to, None when it says none of them.

    A wrong answer is looked for like a key point, among the question's points: an answer that makes those in similar words
    is not near it.
    """
    if not wrong_answers:
        return None
    wrong_points = [KeyPoint(text=wrong.text) for wrong in wrong_answers]
    rivals = [KeyPoint(text=point.text) for point in points]
    verdicts = judge.judge_all(prompt, [*wrong_points, *rivals], answer)[: len(wrong_points)]
    matches = [(v.confidence, at) for at, v in enumerate(verdicts) if v.outcome == "said"]
    if not matches:
        return None
    at = max(matches)[1]
    return NearWrongAnswer(text=wrong_answers[at].text, reason=wrong_answers[at].reason, evidence=verdicts[at].evidence)
