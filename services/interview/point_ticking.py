"""Key points that are ticked in advance: by the judge of typed answers, or by an estimate's number."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace

from deck.model import Deck
from deck.parser import parse
from errors import UserError
from mock_interview.model import InterviewQuestion, PointMark
from quiz.answers.judges import default_judge, judge_answer
from quiz.answers.verdict import Judgement, KeyPoint
from quiz.exercises import estimate as estimates
from quiz.scheduler import Rating
from services.library import catalog
from services.practice import judging
from services.workspace import Workspace

_HELP = "~help"  # how `mock_interview.next_question` ends the id of a question that it asks again with a hint
# A figure with what may be its unit behind it: "20 ms", "1.5 TB", "3,000 requests/s", "40 %". It ends with a digit: the words
# behind "10, I think" are no unit.
_QUANTITY = re.compile(r"[-+]?\d(?:[\d.,]*\d)?(?:\s?[A-Za-zµ%€$][\w/%·^]*(?:\s?/\s?\w+)?)?")
_MOST_QUANTITIES = 40  # of an answer, the last ones: what somebody comes to stands at the end


def suggest_marks(
    ws: Workspace,
    learner: int,
    question: InterviewQuestion,
    seed: int,
    text: str,
    environ: Mapping[str, str] = os.environ,
) -> tuple[tuple[PointMark, ...], str]:
    """Return the key points with what the judge makes of them, and a sentence to show ("" for none).

    Without text nothing is suggested. What a judge cannot decide stays open: the learner ticks it.
    """
    if not text.strip():
        return tuple(PointMark(point=point, said=None) for point in question.key_points), ""
    deck = _load_deck(ws, question.deck)
    estimate = next((candidate for candidate in deck.estimates if candidate.id == question.id), None)
    # An estimate for which the author wrote no key points is judged by its number alone.
    if estimate is not None and not estimate.key_points:
        is_right = _find_right_number(deck, question.id, seed, text)
        return tuple(PointMark(point, is_right, suggested=is_right) for point in question.key_points), ""
    judgement = _judge(ws, learner, deck, question, text, environ)
    by_point = {verdict.point: verdict for verdict in judgement.points}
    marks = []
    for point in question.key_points:
        verdict = by_point.get(point)
        is_right = None if verdict is None or verdict.outcome == "unsure" else verdict.outcome == "said"
        quote = text[verdict.evidence[0].start : verdict.evidence[0].end] if verdict and verdict.evidence else ""
        marks.append(PointMark(point=point, said=is_right, quote=quote, suggested=is_right))
    return tuple(marks), judgement.notice


def _load_deck(ws: Workspace, deck_id: str) -> Deck:
    """Return the deck of a question; an empty one for the questions that come with Rehearsal, and for a deck that is gone."""
    try:
        return catalog.load_deck(ws, deck_id) if deck_id else parse("")
    except UserError:
        return parse("")


def _judge(
    ws: Workspace, learner: int, deck: Deck, question: InterviewQuestion, text: str, environ: Mapping[str, str]
) -> Judgement:
    source = question.id.removesuffix(_HELP)
    try:
        judgement = judging.judge_typed_answer(ws, learner, question.deck, deck, source, text, environ)
    except (LookupError, UserError):
        points = tuple(KeyPoint(text=point) for point in question.key_points)
        return judge_answer(default_judge(deck), question.prompt, points, text)
    if {verdict.point for verdict in judgement.points} >= set(question.key_points):
        return judgement
    # The deck was edited since the round was planned: what was asked then is what counts.
    points = tuple(KeyPoint(text=point) for point in question.key_points)
    return replace(judge_answer(default_judge(deck), question.prompt, points, text), notice=judgement.notice)


def _find_right_number(deck: Deck, question_id: str, seed: int, text: str) -> bool | None:
    """Return whether a figure of the answer is right; None where there is no figure that could be read."""
    estimate = next(candidate for candidate in deck.estimates if candidate.id == question_id)
    try:
        exercise = estimates.make_exercise(deck, estimates.make_card(estimate), seed)
    except LookupError:
        return None
    grades = [
        estimates.judge_answer(exercise, figure[0]).grade
        for figure in list(_QUANTITY.finditer(text))[-_MOST_QUANTITIES:]
    ]
    if Rating.GOOD in grades:
        return True
    return False if any(grade is not None for grade in grades) else None
