"""The rounds of a learner: begin one, answer, check, go on, finish; resume at any time. Each write is one transaction.

An answer and its check carry keys, so that a retry, a rerun or a second tab counts once. What was asked is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from errors import UserError
from mock_interview.levels import settle_level
from mock_interview.model import QuestionOrder, RoundPlan, RoundTurn
from mock_interview.next_question import NextQuestion, choose_next
from mock_interview.plan import build_plan, describe_plan, read_plan
from mock_interview.round_file import (
    RoundFile,
    ScorerMarks,
    describe_rubric,
    describe_turn,
    read_round,
    read_rubric_values,
    read_turn,
    write_round,
)
from mock_interview.rubric import HIGHEST, LOWEST, Rubric, build_rubric
from services.connections import connect
from services.interview import due_tomorrow
from services.interview.material import load_material
from services.interview.model_interviewer import phrase_follow_up
from services.interview.point_ticking import suggest_marks
from services.interview.transcriber import add_transcript
from services.library import audience, catalog
from services.practice.context import Learner
from services.practice.planning import priority
from services.workspace import Workspace
from store.connection import Connection, from_ms, to_ms, transaction
from store.tables import interviews
from store.tables.interviews import RoundOrigin, RoundRow, ScoresRow, TurnRow
from store.tables.learners import learners

LONGEST_TEXT = 20_000  # letters of an answer; an hour of talk has about 45,000
LONGEST_SECONDS = 7200.0  # of an answer: twice the longest round
LONGEST_LEVELS = 60 * 60 * 50  # of a recording: an hour, 50 frames a second
SELF = "self"


@dataclass(frozen=True, slots=True)
class RoundRequest:
    """What a learner asks for. `level` is "" for the decks' own; `interrupts` lets the interviewer stop a long answer;
    `uses_model` lets a configured model ask the follow-ups.
    """

    decks: tuple[str, ...]
    minutes: int
    seed: int
    level: str = ""
    role: str = "engineer"
    order: QuestionOrder = "weak"
    interrupts: bool = True
    uses_model: bool = False


@dataclass(frozen=True, slots=True)
class InterviewRound:
    """A round as it stands.

    `scores` are everybody's, by scorer; `scheduled` says whether what was missed was made due; `notice` is a sentence about the
    call that returned it ("" for none).
    """

    key: str
    origin: RoundOrigin
    author: str
    plan: RoundPlan
    rubric: Rubric
    interrupts: bool
    uses_model: bool
    started: datetime
    finished: datetime | None
    scheduled: bool
    turns: tuple[RoundTurn, ...]
    scores: tuple[ScorerMarks, ...]
    notice: str = ""

    @property
    def current(self) -> RoundTurn | None:
        """The question that waits for its answer, None where none does."""
        return next((turn for turn in self.turns if not turn.answered), None)

    @property
    def unchecked(self) -> tuple[RoundTurn, ...]:
        """Answers whose key points are still to be checked."""
        return tuple(turn for turn in self.turns if turn.answered and not turn.reviewed)

    @property
    def own_scores(self) -> Mapping[str, int] | None:
        """What the learner gave themselves, None before they did."""
        return next((marks.scores for marks in self.scores if marks.scorer == SELF), None)


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """An answer as the browser reports it: `text` typed or transcribed, `seconds` on the clock, `levels` of the recording.

    `sounds` is the recording (media types and bytes), where the learner asked for it to be written down; it is not stored.
    """

    text: str
    seconds: float
    levels: bytes = b""
    interrupted: bool = False
    sounds: tuple[tuple[str, bytes], ...] = ()


def make_plan(ws: Workspace, who: Learner, request: RoundRequest, now: datetime) -> RoundPlan:
    """Plan a round from decks of the library. Raises UserError where nothing can be asked."""
    if not request.decks:
        raise UserError("Choose at least one deck.")
    for deck_id in request.decks:
        audience.check_visible(ws, who.id, deck_id)
    decks = [(deck_id, catalog.load_deck(ws, deck_id)) for deck_id in request.decks]
    level = settle_level(request.level, [deck.meta.level for _, deck in decks])
    ranking: dict[tuple[str, str], int] = {}
    if request.order == "weak":
        for deck_id, _ in decks:
            ranked = priority.rank_questions(ws, who, deck_id, now)
            ranking |= {(deck_id, question): place for place, question in enumerate(ranked)}
    return build_plan(
        [load_material(deck_id, deck, request.seed, level) for deck_id, deck in decks],
        minutes=request.minutes,
        seed=request.seed,
        level=level,
        role=request.role,
        order=request.order,
        ranking=ranking,
    )


def start_round(ws: Workspace, who: Learner, request: RoundRequest, key: str, now: datetime) -> InterviewRound:
    """Plan a round and begin it; a `key` that was used before gives the round it began then."""
    # Before the transaction: reading large decks must not hold up the learner's other writes.
    plan = make_plan(ws, who, request, now)
    rubric = build_rubric([catalog.load_deck(ws, deck_id) for deck_id in request.decks], plan.level)
    with connect(ws) as connection, transaction(connection, who.id):
        if interviews.find_round(connection, who.id, key) is None:
            row = RoundRow(
                id=0,
                key=key,
                origin="own",
                author=learners.list_names(connection).get(who.id, ""),
                plan=json.dumps(describe_plan(plan), ensure_ascii=False),
                rubric=json.dumps(describe_rubric(rubric), ensure_ascii=False),
                interrupts=request.interrupts,
                uses_model=request.uses_model,
                started_at=to_ms(now),
            )
            number = interviews.add_round(connection, who.id, row)
            _ask_next(connection, number, plan, ())
    return load_round(ws, who.id, key)


def load_round(ws: Workspace, learner: int, key: str) -> InterviewRound:
    """Return a round. Raises UserError when the learner has none of this key."""
    with connect(ws) as connection:
        return _read_round(connection, _require_round(connection, learner, key))


def list_rounds(ws: Workspace, learner: int) -> tuple[InterviewRound, ...]:
    """Return all rounds of a learner, the newest first."""
    with connect(ws) as connection:
        return tuple(_read_round(connection, row) for row in interviews.list_rounds(connection, learner))


def answer_question(
    ws: Workspace, learner: int, key: str, number: int, answer: AnswerGiven, answer_key: str
) -> tuple[InterviewRound, str]:
    """Record an answer and tick its key points in advance; return the round, and a sentence about the judge ("" for none).

    The first answer to a question counts; an interrupted one brings the next question at once. Raises UserError for a text
    that is too long: then nothing is saved, and the browser still has it.
    """
    if len(answer.text) > LONGEST_TEXT:
        raise UserError(f"The answer has more than {LONGEST_TEXT:,} characters.", "Shorten it; nothing was saved.")
    before = load_round(ws, learner, key)
    open_turn = _require_turn(before, number)
    if open_turn.answered:
        return before, ""
    text, missing = add_transcript(answer.text, answer.sounds)
    text = text[:LONGEST_TEXT]
    marks, notice = suggest_marks(ws, learner, open_turn.question, before.plan.seed, text)
    turn = replace(
        open_turn,
        text=text,
        seconds=max(0.0, min(answer.seconds, LONGEST_SECONDS)),
        levels=answer.levels[:LONGEST_LEVELS],
        marks=marks,
        interrupted=answer.interrupted and open_turn.role != "interruption",
        answered=True,
    )
    with connect(ws) as connection, transaction(connection, learner):
        row = _require_round(connection, learner, key)
        turn_rows = {turn_row.number: turn_row for turn_row in interviews.list_turns(connection, row.id)}
        # Looked at under the lock: while this answer was judged, another tab may have given one.
        if turn_rows[number].answer_key is None:
            _save_turn(connection, row.id, turn, answer_key=answer_key)
            turns = [turn if other.number == number else other for other in before.turns]
            if turn.interrupted:
                _ask_next(connection, row.id, before.plan, turns)
    return load_round(ws, learner, key), " ".join(sentence for sentence in (missing, notice) if sentence)


def check_answers(
    ws: Workspace,
    who: Learner,
    key: str,
    said_points: Mapping[int, Sequence[bool]],
    confidence: Mapping[int, int | None],
    review_key: str,
    now: datetime,
) -> InterviewRound:
    """Record which key points were said, by number of the answer, and ask the next question.

    The last question ends the round. A second check of the same answers changes nothing.
    """
    before = load_round(ws, who.id, key)
    turns = tuple(_check(turn, said_points, confidence) for turn in before.turns)
    upcoming, notice = None, ""
    if all(turn.answered and turn.reviewed for turn in turns):
        upcoming = choose_next(before.plan, turns)
        if upcoming is not None and before.uses_model:
            # Outside the transaction: a slow model must not hold up the database.
            upcoming, notice = phrase_follow_up(before.plan, turns, upcoming)
    with connect(ws) as connection, transaction(connection, who.id):
        row = _require_round(connection, who.id, key)
        turn_rows = {turn_row.number: turn_row for turn_row in interviews.list_turns(connection, row.id)}
        fresh = [turn for turn in turns if turn.reviewed and turn_rows[turn.number].review_key is None]
        for turn in fresh:
            answered = turn_rows[turn.number].answer_key
            _save_turn(connection, row.id, turn, answer_key=answered, review_key=f"{review_key}:{turn.number}")
        if fresh and len(turn_rows) == len(turns) and row.finished_at is None:
            if upcoming is not None:
                _save_turn(connection, row.id, _make_turn(len(turns) + 1, upcoming))
            elif all(turn.reviewed for turn in turns):
                interviews.finish_round(connection, row.id, to_ms(now))
    return replace(_settle(ws, who, key, now), notice=notice)


def _check(
    turn: RoundTurn, said_points: Mapping[int, Sequence[bool]], confidence: Mapping[int, int | None]
) -> RoundTurn:
    """Return a turn with the learner's ticks; a turn that is not meant, or was checked before, stays as it is."""
    if turn.number not in said_points or not turn.answered or turn.reviewed:
        return turn
    ticked = zip(turn.marks, said_points[turn.number], strict=True)
    marks = tuple(replace(mark, said=bool(tick)) for mark, tick in ticked)
    return replace(turn, marks=marks, confidence=confidence.get(turn.number), reviewed=True)


def finish_round(ws: Workspace, who: Learner, key: str, now: datetime) -> InterviewRound:
    """End a round early; what was answered counts."""
    with connect(ws) as connection, transaction(connection, who.id):
        interviews.finish_round(connection, _require_round(connection, who.id, key).id, to_ms(now))
    return _settle(ws, who, key, now)


def settle_round(ws: Workspace, who: Learner, key: str, now: datetime) -> InterviewRound:
    """Return a round. Where it is over, and a crash kept what was missed from being made due, make it due now."""
    return _settle(ws, who, key, now)


def score_round(
    ws: Workspace, learner: int, key: str, scorer: str, scores: Mapping[str, int], note: str, now: datetime
) -> InterviewRound:
    """Record somebody's scores; their first ones count. Raises UserError for an invalid score or a missing one."""
    mock_round = load_round(ws, learner, key)
    dimensions = {dimension.key for dimension in mock_round.rubric.dimensions}
    if set(scores) != dimensions or any(not LOWEST <= score <= HIGHEST for score in scores.values()):
        raise UserError("Score every dimension from 1 to 4.", "Nothing was saved.")
    if not scorer.strip():
        raise UserError("Scores need the name of who gave them.")
    with connect(ws) as connection, transaction(connection, learner):
        row = ScoresRow(scorer.strip()[:80], json.dumps(dict(scores)), note.strip()[:4000], to_ms(now))
        interviews.add_scores(connection, _require_round(connection, learner, key).id, row)
    return load_round(ws, learner, key)


def delete_round(ws: Workspace, learner: int, key: str) -> None:
    """Delete a round and everybody's scores of it. Recordings are the browser's."""
    with connect(ws) as connection, transaction(connection, learner):
        interviews.delete_round(connection, learner, key)


def export_round(ws: Workspace, learner: int, key: str) -> str:
    """Return a round as the text of a file, without recordings."""
    mock_round = load_round(ws, learner, key)
    return write_round(
        RoundFile(
            key=mock_round.key,
            author=mock_round.author,
            started=to_ms(mock_round.started),
            plan=mock_round.plan,
            rubric=mock_round.rubric,
            turns=mock_round.turns,
            marks=mock_round.scores,
        )
    )


def import_round(ws: Workspace, learner: int, text: str, now: datetime) -> InterviewRound:
    """Import a round: somebody else's, to be scored, or the scores of one's own. A second import changes nothing.

    Raises UserError for a file that is no round.
    """
    content = read_round(text)
    with connect(ws) as connection, transaction(connection, learner):
        existing = interviews.find_round(connection, learner, content.key)
        if existing is None:
            row = RoundRow(
                id=0,
                key=content.key,
                origin="received",
                author=content.author,
                plan=json.dumps(describe_plan(content.plan), ensure_ascii=False),
                rubric=json.dumps(describe_rubric(content.rubric), ensure_ascii=False),
                interrupts=True,
                uses_model=False,
                started_at=content.started,
                finished_at=to_ms(now),
                scheduled_at=to_ms(now),  # what somebody else missed is not due here
            )
            number = interviews.add_round(connection, learner, row)
            for turn in content.turns:
                _save_turn(connection, number, turn)
        else:
            number = existing.id
        foreign = existing is None or existing.origin == "received"
        # What the file calls "self" is its author: in one's own round nobody but oneself scores under that name.
        for marks in content.marks:
            if marks.scorer == SELF and not foreign:
                continue
            scores = ScoresRow(marks.scorer, json.dumps(dict(marks.scores)), marks.note, to_ms(now))
            interviews.add_scores(connection, number, scores)
    return load_round(ws, learner, content.key)


def _settle(ws: Workspace, who: Learner, key: str, now: datetime) -> InterviewRound:
    mock_round = load_round(ws, who.id, key)
    if mock_round.finished is None or mock_round.scheduled:
        return mock_round
    # A crash between the two repeats the first, which counts nothing twice.
    due_tomorrow.schedule_missed(ws, who, key, mock_round.turns, now)
    with connect(ws) as connection, transaction(connection, who.id):
        interviews.mark_scheduled(connection, _require_round(connection, who.id, key).id, to_ms(now))
    return load_round(ws, who.id, key)


def _ask_next(connection: Connection, round_id: int, plan: RoundPlan, turns: Sequence[RoundTurn]) -> bool:
    """Write the next question of a round; return whether there is one."""
    upcoming = choose_next(plan, turns)
    if upcoming is None:
        return False
    _save_turn(connection, round_id, _make_turn(len(turns) + 1, upcoming))
    return True


def _make_turn(number: int, upcoming: NextQuestion) -> RoundTurn:
    return RoundTurn(
        number=number,
        part=upcoming.part,
        role=upcoming.role,
        question=upcoming.question,
        about=upcoming.about,
    )


def _save_turn(
    connection: Connection,
    round_id: int,
    turn: RoundTurn,
    *,
    answer_key: str | None = None,
    review_key: str | None = None,
) -> None:
    content = json.dumps(describe_turn(replace(turn, levels=b"")), ensure_ascii=False)
    interviews.save_turn(connection, round_id, TurnRow(turn.number, content, turn.levels, answer_key, review_key))


def _require_round(connection: Connection, learner: int, key: str) -> RoundRow:
    row = interviews.find_round(connection, learner, key)
    if row is None:
        raise UserError("There is no such round.", "Choose one from the list, or begin another.")
    return row


def _require_turn(mock_round: InterviewRound, number: int) -> RoundTurn:
    turn = next((turn for turn in mock_round.turns if turn.number == number), None)
    if turn is None:
        raise UserError("This question is not part of the round.", "Reload the page.")
    return turn


def _read_round(connection: Connection, row: RoundRow) -> InterviewRound:
    turns = tuple(
        replace(read_turn(json.loads(turn_row.content)), levels=turn_row.levels)
        for turn_row in interviews.list_turns(connection, row.id)
    )
    return InterviewRound(
        key=row.key,
        origin=row.origin,
        author=row.author,
        plan=read_plan(json.loads(row.plan)),
        rubric=read_rubric_values(json.loads(row.rubric)),
        interrupts=row.interrupts,
        uses_model=row.uses_model,
        started=from_ms(row.started_at),
        finished=from_ms(row.finished_at) if row.finished_at is not None else None,
        scheduled=row.scheduled_at is not None,
        turns=turns,
        scores=tuple(
            ScorerMarks(score_row.scorer, {k: int(v) for k, v in json.loads(score_row.scores).items()}, score_row.note)
            for score_row in interviews.list_scores(connection, row.id)
        ),
    )
