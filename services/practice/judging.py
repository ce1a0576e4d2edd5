"""Judging a typed answer for a learner: with the deck's accepted wordings and the learner's own."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from deck.model import CounterQuestion, Deck, Question
from errors import UserError
from quiz.answers.judges import LONGEST_ANSWER, default_judge, judge_answer, points_of
from quiz.answers.verdict import Evidence, Judge, Judgement
from services.configuration import get_configuration
from services.connections import connect
from services.library.deck_lookup import require_deck
from services.practice.model_judge import ModelJudge, read_judge_address
from services.recent_values import RecentValues
from services.workspace import Workspace
from store.connection import to_ms, transaction
from store.tables.library import decks
from store.tables.practice import wordings

# A wording is a sentence, not an essay: longer ones are cut at a word.
LONGEST_WORDING = 240
# A sentence of an answer as typed: up to a full stop before a space, or the end of a line.
_SENTENCE = re.compile(r"\S(?:[^\n]*?[.!?](?=\s|$)|[^\n]*)")
# Building a judge reads the deck's synonyms. Few decks are practised at a time. Each judge is kept with its deck, so that the
# deck's identity, which is the key, names no other deck meanwhile.
_judges: RecentValues[tuple[Deck, Judge]] = RecentValues(4)


def judge_typed_answer(
    ws: Workspace,
    learner: int,
    deck_id: str,
    deck: Deck,
    question_id: str,
    answer: str,
    environ: Mapping[str, str] = os.environ,
) -> Judgement:
    """Return the verdicts on a learner's answer. Raises LookupError for a question that the deck does not have.

    Where a model is configured, it judges; the built-in judge does when it cannot, and the judgement says so.
    """
    question = find_question(deck, question_id)
    points = points_of(deck, question, load_own_wordings(ws, learner, deck_id, question_id))
    built_in = _load_judge(deck)
    judge, notice = built_in, ""
    try:
        address = read_judge_address(environ)
    except UserError as error:
        address, notice = None, f"{error} The built-in judge decided instead."
    if address is not None:
        judge = ModelJudge(address)
    judgement = judge_answer(
        judge, question.prompt, points, answer, wrong_answers=question.wrong_answers, fallback=built_in
    )
    return replace(judgement, notice=notice) if notice else judgement


def describe_privacy(environ: Mapping[str, str] = os.environ) -> str:
    """Return the sentence that says where answers go, "" while nothing leaves the machine."""
    try:
        address = read_judge_address(environ)
    except UserError:
        return ""
    return ModelJudge(address).privacy if address else ""


def find_question(deck: Deck, question_id: str) -> Question | CounterQuestion:
    """Return a question by its id. Raises LookupError when the deck has none."""
    for block in deck.blocks:
        if isinstance(block, Question | CounterQuestion) and block.id == question_id:
            return block
    raise LookupError(question_id)


def load_own_wordings(ws: Workspace, learner: int, deck_id: str, question_id: str) -> dict[str, tuple[str, ...]]:
    """Return the learner's own wordings of a question's points, by the point's text."""
    with connect(ws) as connection:
        row = decks.find_deck(connection, deck_id)
        rows = wordings.list_wordings(connection, learner, row.id, question_id) if row else ()
    out: dict[str, tuple[str, ...]] = {}
    for entry in rows:
        out[entry.point] = (*out.get(entry.point, ()), entry.wording)
    return out


def keep_wording(
    ws: Workspace, learner: int, deck_id: str, question_id: str, point: str, wording: str, now: datetime
) -> str:
    """Remember how a learner put a key point; return what was kept ("" for nothing).

    It counts for this learner from now on. Where nobody logs in, the deck's mentors see it without a name; else when the
    learner offers it (`offer_wording`).
    """
    short_wording = _shorten(wording)
    if short_wording:
        with connect(ws) as connection, transaction(connection, learner):
            is_offered = get_configuration().login is None
            row = wordings.WordingRow(
                question=question_id, point=point, wording=short_wording, said_at=to_ms(now), offered=is_offered
            )
            wordings.save_wording(connection, learner, require_deck(connection, deck_id).id, row)
    return short_wording


def offer_wording(
    ws: Workspace, learner: int, deck_id: str, question_id: str, point: str, wording: str, *, offered: bool
) -> None:
    """Show a wording that was kept to the deck's mentors, without a name, or show it no longer."""
    with connect(ws) as connection, transaction(connection, learner):
        row = wordings.WordingRow(
            question=question_id, point=point, wording=_shorten(wording), said_at=0, offered=offered
        )
        wordings.offer_wording(connection, learner, require_deck(connection, deck_id).id, row)


def forget_wording(ws: Workspace, learner: int, deck_id: str, question_id: str, point: str, wording: str) -> None:
    """Forget a wording that was kept a moment ago."""
    with connect(ws) as connection, transaction(connection, learner):
        row = wordings.WordingRow(question=question_id, point=point, wording=_shorten(wording), said_at=0)
        wordings.delete_wording(connection, learner, require_deck(connection, deck_id).id, row)


def choose_wording(judgement: Judgement, place: int, answer: str) -> str:
    """Return the learner's words for the point at `place`, "" where there are none.

    Those are its evidence, else the clause that comes nearest, else the answer's sentences: the first of them that counts for
    nothing else. Words that make another point, or a common wrong answer, are passed over while there are others.
    """
    answer = answer[:LONGEST_ANSWER]
    point = judgement.points[place]
    other_evidence = [
        e for other in judgement.points if other is not point and other.outcome == "said" for e in other.evidence
    ]
    other_evidence += judgement.near_wrong.evidence if judgement.near_wrong else ()
    sentences = [Evidence(m.start(), m.end()) for m in _SENTENCE.finditer(answer)]
    candidates = [*point.evidence, *((point.nearest,) if point.nearest else ()), *sentences]
    free = [c for c in candidates if all(c.end <= t.start or c.start >= t.end for t in other_evidence)]
    evidence = next(iter(free or candidates), None)
    return _shorten(answer[evidence.start : evidence.end]) if evidence else ""


def _shorten(wording: str) -> str:
    text = " ".join(wording.split()).strip(" ,;:.")
    return text if len(text) <= LONGEST_WORDING else text[:LONGEST_WORDING].rsplit(" ", 1)[0]


def _load_judge(deck: Deck) -> Judge:
    return _judges.get((id(deck),), lambda: (deck, default_judge(deck)))[1]
