"""A round in the store: begun, answered, checked, resumed, finished; what was missed is due tomorrow; keys count once."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from errors import UserError
from mock_interview.model import QuestionOrder, RoundPlan
from mock_interview.plan import build_plan
from quiz.scheduler import Rating
from services.interview import due_tomorrow, rounds
from services.interview.material import load_material
from services.interview.rounds import AnswerGiven, InterviewRound, RoundRequest
from services.learners import learners
from services.library import catalog
from services.own_data import data_export
from services.practice import practice
from services.practice.context import Learner
from services.practice.planning import priority
from services.workspace import Workspace
from tests.mock_interview.round_values import DECK
from tests.services.interview.test_due_tomorrow import make_turn

WHO = Learner(1, "UTC", "test")


@pytest.fixture
def deck_id(workspace: Workspace, now: datetime) -> str:
    return catalog.add_deck(workspace, "pools.md", DECK.encode(), now).summary.id


def start(ws: Workspace, deck_id: str, now: datetime, key: str = "k1", **more: object) -> InterviewRound:
    request = RoundRequest(decks=(deck_id,), minutes=20, seed=4, **more)  # type: ignore[arg-type]
    return rounds.start_round(ws, WHO, request, key, now)


def answer(ws: Workspace, here: InterviewRound, text: str, **more: object) -> InterviewRound:
    assert here.current is not None
    given = AnswerGiven(text=text, seconds=40.0, **more)  # type: ignore[arg-type]
    return rounds.answer_question(ws, 1, here.key, here.current.number, given, f"a{here.current.number}")[0]


def check(ws: Workspace, here: InterviewRound, now: datetime, *, said: bool = True) -> InterviewRound:
    ticks = {turn.number: [said] * len(turn.marks) for turn in here.unchecked}
    return rounds.check_answers(ws, WHO, here.key, ticks, dict.fromkeys(ticks, 75), "r", now)


def test_a_round_goes_from_question_to_question_and_ends(workspace: Workspace, deck_id: str, now: datetime) -> None:
    here = start(workspace, deck_id, now)
    assert here.current is not None
    assert start(workspace, deck_id, now) == here  # the same key: the same round
    for _ in range(60):
        if here.finished:
            break
        assert here.current is not None
        assert here.current.number == len(here.turns)
        here = answer(workspace, here, "I would look at the pool.")
        assert here.current is None
        assert [turn.number for turn in here.unchecked] == [len(here.turns)]
        assert rounds.load_round(workspace, 1, here.key) == here  # after a crash
        here = check(workspace, here, now)
    assert here.finished == now
    assert {turn.part for turn in here.turns} == set(range(len(here.plan.parts)))
    assert here.scheduled


def test_an_answer_and_its_check_count_once(workspace: Workspace, deck_id: str, now: datetime) -> None:
    here = answer(workspace, start(workspace, deck_id, now), "the first words")
    again, _ = rounds.answer_question(workspace, 1, here.key, 1, AnswerGiven("other words", 1.0), "other")
    assert again == here
    assert here.turns[0].text == "the first words"
    checked = check(workspace, here, now)
    assert rounds.check_answers(workspace, WHO, here.key, {1: [False] * 3}, {1: 5}, "r2", now) == checked
    with pytest.raises(UserError, match="characters"):
        rounds.answer_question(workspace, 1, here.key, 2, AnswerGiven("x" * 20_001, 1.0), "long")
    with pytest.raises(UserError, match="not part"):
        rounds.answer_question(workspace, 1, here.key, 99, AnswerGiven("x", 1.0), "none")


def test_an_interruption_asks_at_once_and_both_answers_are_checked_together(
    workspace: Workspace, deck_id: str, now: datetime
) -> None:
    here = check(workspace, answer(workspace, start(workspace, deck_id, now), "hello"), now)
    while here.current is not None and here.plan.parts[here.current.part].kind != "topic":
        here = check(workspace, answer(workspace, here, "x"), now)
    here = answer(workspace, here, "and then, and then", interrupted=True)
    assert here.current is not None
    assert here.current.role == "interruption"
    here = answer(workspace, here, "It costs a second.", interrupted=True)
    assert here.current is None  # nobody is interrupted twice in a row
    assert len(here.unchecked) == 2


def test_what_was_missed_is_due_tomorrow_and_once(workspace: Workspace, deck_id: str, now: datetime) -> None:
    here = start(workspace, deck_id, now)
    while here.current is not None:
        here = check(workspace, answer(workspace, here, ""), now, said=False)
    asked = [turn.question.id for turn in here.turns if turn.role != "help"]
    missed = {question for question in asked if question.startswith(("q-", "cq-"))}
    assert missed
    tomorrow = now + timedelta(days=1)
    for question in missed:
        card = practice.load_card(workspace, WHO, deck_id, question, tomorrow)
        assert card.memory is not None
    first = practice.load_next_card(workspace, WHO, deck_id, tomorrow)
    assert first.counts.learning + first.counts.review >= len(missed)
    assert rounds.settle_round(workspace, WHO, here.key, now) == here
    with pytest.raises(UserError):
        rounds.load_round(workspace, 2, here.key)


def test_a_typed_answer_is_ticked_in_advance(workspace: Workspace, deck_id: str, now: datetime) -> None:
    here = start(workspace, deck_id, now)
    while here.current is not None and here.current.question.id != "est-busy":
        here = check(workspace, answer(workspace, here, ""), now)
    asked = here.current
    assert asked is not None
    here = answer(workspace, here, f"Rate times hold time, so that is {asked.question.answer}.")
    assert [mark.said for mark in here.unchecked[0].marks] == [True]


def test_key_points_are_ticked_with_the_words_that_made_them(workspace: Workspace, deck_id: str, now: datetime) -> None:
    here = start(workspace, deck_id, now)
    while here.current is not None and not here.current.question.id.startswith("q-"):
        here = check(workspace, answer(workspace, here, ""), now)
    assert here.current is not None
    text = "I think the main thing here is that " + ", and that ".join(here.current.question.key_points) + "."
    here = answer(workspace, here, text)
    said = [mark for mark in here.unchecked[0].marks if mark.said]
    assert said
    assert all(mark.suggested and mark.quote and mark.quote in text for mark in said)


def test_scores_are_kept_as_they_were_first_given(workspace: Workspace, deck_id: str, now: datetime) -> None:
    here = rounds.finish_round(workspace, WHO, start(workspace, deck_id, now).key, now)
    scores = {dimension.key: 3 for dimension in here.rubric.dimensions}
    rounds.score_round(workspace, 1, here.key, "self", scores, "", now)
    here = rounds.score_round(workspace, 1, here.key, "self", dict.fromkeys(scores, 1), "", now)
    assert here.own_scores == scores
    for wrong in ({}, dict.fromkeys(scores, 5), {**scores, "more": 1}):
        with pytest.raises(UserError):
            rounds.score_round(workspace, 1, here.key, "Ada", wrong, "", now)


def test_a_round_goes_to_a_mentor_and_comes_back_with_scores(
    workspace: Workspace, deck_id: str, now: datetime, tmp_path
) -> None:
    here = check(workspace, answer(workspace, start(workspace, deck_id, now), "Hello.", levels=b"\x20" * 50), now)
    here = rounds.finish_round(workspace, WHO, here.key, now)
    scores = {dimension.key: 3 for dimension in here.rubric.dimensions}
    rounds.score_round(workspace, 1, here.key, "self", scores, "", now)
    elsewhere = Workspace(data=tmp_path / "mentor", content=tmp_path / "none")
    received = rounds.import_round(elsewhere, 1, rounds.export_round(workspace, 1, here.key), now)
    assert received.origin == "received"
    assert received.turns == here.turns
    rounds.score_round(elsewhere, 1, here.key, "Grace", dict.fromkeys(scores, 2), "Slower.", now)
    back = rounds.export_round(elsewhere, 1, here.key)
    for _ in range(2):
        mine = rounds.import_round(workspace, 1, back, now)
    assert {one.scorer for one in mine.scores} == {"self", "Grace"}
    assert mine.origin == "own"
    rounds.delete_round(workspace, 1, here.key)
    assert rounds.list_rounds(workspace, 1) == ()


def test_due_questions_come_first_in_a_round_that_is_not_blind(
    workspace: Workspace, deck_id: str, now: datetime
) -> None:
    blind = rounds.make_plan(workspace, WHO, RoundRequest((deck_id,), 20, 4, order="blind"), now)
    assert blind == rounds.make_plan(
        workspace, Learner(1, "UTC", "other"), RoundRequest((deck_id,), 20, 4, order="blind"), now
    )
    with pytest.raises(UserError, match="deck"):
        rounds.make_plan(workspace, WHO, RoundRequest((), 20, 4), now)
    assert json.loads(rounds.export_round(workspace, 1, start(workspace, deck_id, now).key))["plan"]["order"] == "weak"


def test_rounds_go_along_with_a_learners_data(workspace: Workspace, deck_id: str, now: datetime, tmp_path) -> None:
    here = check(workspace, answer(workspace, start(workspace, deck_id, now), "Hello.", levels=b"\x20" * 50), now)
    whole = data_export.export_learner(workspace, 1, now)
    elsewhere = Workspace(data=tmp_path / "other", content=tmp_path / "none")
    for _ in range(2):
        data_export.import_learner(elsewhere, 1, whole, now)
    assert rounds.list_rounds(elsewhere, 1) == (here,)
    again, _ = rounds.answer_question(elsewhere, 1, here.key, 1, AnswerGiven("other words", 1.0), "x")
    assert again.turns[0].text == "Hello."
    damaged = json.loads(whole)
    damaged["interviews"][0]["plan"] = "{}"
    third = Workspace(data=tmp_path / "third", content=tmp_path / "none")
    with pytest.raises(UserError):
        data_export.import_learner(third, 1, json.dumps(damaged).encode(), now)


def test_a_round_keeps_what_was_asked_for_and_who_it_is(workspace: Workspace, deck_id: str, now: datetime) -> None:
    plain = start(workspace, deck_id, now)
    assert (plain.interrupts, plain.uses_model, plain.plan.level, plain.plan.role) == (True, False, "staff", "engineer")
    assert (plain.author, plain.origin, plain.started) == (learners.list_names(workspace)[1], "own", now)
    other = start(workspace, deck_id, now, "k2", interrupts=False, uses_model=True, level="senior", role="manager")
    assert (other.interrupts, other.uses_model, other.plan.level, other.plan.role) == (
        False,
        True,
        "senior",
        "manager",
    )
    start(workspace, deck_id, now + timedelta(days=1), "k3")
    assert rounds.list_rounds(workspace, 1)[0].key == "k3"


def test_what_is_weak_is_asked_more_often_unless_the_round_is_blind(
    workspace: Workspace, deck_id: str, now: datetime
) -> None:
    def plan(order: QuestionOrder, seed: int) -> RoundPlan:
        return rounds.make_plan(workspace, WHO, RoundRequest((deck_id,), 20, seed, order=order), now)

    blind = [plan("blind", seed) for seed in range(6)]
    yesterday = now - timedelta(days=1)
    for question, rating in (("q-ten", Rating.EASY), ("q-retry", Rating.AGAIN), ("q-stampede", Rating.EASY)):
        shown = practice.load_card(workspace, WHO, deck_id, question, yesterday)
        practice.grade_card(workspace, WHO, shown, rating, yesterday, question)
    assert [plan("blind", seed) for seed in range(6)] == blind
    ranked = priority.rank_questions(workspace, WHO, deck_id, now)
    deck = catalog.load_deck(workspace, deck_id)
    for seed in range(6):
        expected = build_plan(
            [load_material(deck_id, deck, seed, "staff")],
            minutes=20,
            seed=seed,
            level="staff",
            order="weak",
            ranking={(deck_id, question): place for place, question in enumerate(ranked)},
        )
        assert plan("weak", seed) == expected


def test_an_answer_is_kept_within_bounds_and_its_check_as_it_was_given(
    workspace: Workspace, deck_id: str, now: datetime
) -> None:
    here = start(workspace, deck_id, now)
    given = AnswerGiven(f"Hello.{' ' * 19_994}", 99_999.0, levels=b"\x20" * (60 * 60 * 50 + 9))
    here, _ = rounds.answer_question(workspace, 1, here.key, 1, given, "a1")
    first = here.turns[0]
    assert (first.text, first.seconds, len(first.levels)) == ("Hello.", 7200.0, 60 * 60 * 50)
    ticks = [place % 2 == 0 for place in range(len(first.marks))]
    assert len(ticks) > 1
    # A check of a question that nobody answered yet is none.
    here = rounds.check_answers(workspace, WHO, here.key, {1: ticks, 2: []}, {1: 40, 2: 90}, "r", now)
    assert [mark.said for mark in here.turns[0].marks] == ticks
    assert (here.turns[0].confidence, here.turns[0].reviewed) == (40, True)
    assert here.current is not None and not here.current.reviewed
    here, _ = rounds.answer_question(workspace, 1, here.key, 2, AnswerGiven("y", -3.0), "a2")
    assert here.turns[1].seconds == 0.0


def test_a_round_that_is_ended_early_counts_what_was_answered_and_asks_no_more(
    workspace: Workspace, deck_id: str, now: datetime
) -> None:
    here = answer(workspace, start(workspace, deck_id, now), "Nothing of it.")
    ended = rounds.finish_round(workspace, WHO, here.key, now)
    assert (ended.finished, ended.scheduled) == (now, True)
    checked = check(workspace, ended, now + timedelta(minutes=5), said=False)
    assert checked.turns[0].reviewed and len(checked.turns) == 1
    assert checked.finished == now


def test_scores_are_kept_with_a_name_and_a_note_that_fit(workspace: Workspace, deck_id: str, now: datetime) -> None:
    here = rounds.finish_round(workspace, WHO, start(workspace, deck_id, now).key, now)
    lowest = {dimension.key: 1 for dimension in here.rubric.dimensions}
    highest = dict.fromkeys(lowest, 4)
    rounds.score_round(workspace, 1, here.key, f"  {'G' * 99} ", lowest, f" {'n' * 5000} ", now)
    here = rounds.score_round(workspace, 1, here.key, "self", highest, " Slow. ", now)
    by_name = {marks.scorer: marks for marks in here.scores}
    assert set(by_name) == {"self", "G" * 80}
    assert (by_name["self"].note, by_name["self"].scores) == ("Slow.", highest)
    assert len(by_name["G" * 80].note) == 4000 and by_name["G" * 80].scores == lowest


def test_somebody_elses_round_keeps_its_author_and_makes_nothing_due_here(
    workspace: Workspace, deck_id: str, now: datetime, tmp_path: Path
) -> None:
    here = check(workspace, answer(workspace, start(workspace, deck_id, now), ""), now, said=False)
    here = rounds.finish_round(workspace, WHO, here.key, now)
    own = {dimension.key: 3 for dimension in here.rubric.dimensions}
    rounds.score_round(workspace, 1, here.key, "self", own, "As I saw it.", now)
    text = rounds.export_round(workspace, 1, here.key)
    elsewhere = Workspace(data=tmp_path / "mentor", content=tmp_path / "none")
    catalog.add_deck(elsewhere, "pools.md", DECK.encode(), now)
    later = now + timedelta(days=3)
    received = rounds.import_round(elsewhere, 1, text, later)
    assert (received.author, received.started, received.finished) == (here.author, now, later)
    assert received.scheduled and rounds.settle_round(elsewhere, WHO, here.key, later).scheduled
    assert [(marks.scorer, marks.note) for marks in received.scores] == [("self", "As I saw it.")]
    assert practice.load_card(elsewhere, WHO, deck_id, "q-ten", later).memory is None
    # What comes back does not speak for the learner.
    forged = json.loads(text)
    rounds.delete_round(workspace, 1, here.key)
    fresh = rounds.finish_round(workspace, WHO, start(workspace, deck_id, now, here.key).key, now)
    back = rounds.import_round(workspace, 1, json.dumps(forged), now)
    assert (fresh.own_scores, back.own_scores, back.origin) == (None, None, "own")


def test_only_ones_own_round_can_be_deleted(workspace: Workspace, deck_id: str, now: datetime) -> None:
    here = start(workspace, deck_id, now)
    other = learners.add_learner(workspace, 1, "Ada", now)
    rounds.delete_round(workspace, other, here.key)
    assert rounds.load_round(workspace, 1, here.key) == here
    rounds.delete_round(workspace, 1, here.key)
    assert rounds.list_rounds(workspace, 1) == ()


@pytest.mark.engines("sqlite")
def test_what_the_database_refuses_to_make_due_is_made_due_when_the_round_is_settled_again(
    workspace: Workspace, deck_id: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_key = start(workspace, deck_id, now).key

    def refuse(*_: object, **__: object) -> None:
        raise UserError("The database is busy with somebody else's work.")

    turns = [make_turn("q-ten", False, deck=deck_id)]
    with monkeypatch.context() as patch:
        patch.setattr(due_tomorrow.practice, "load_card", refuse)
        with pytest.raises(UserError, match="busy"):
            due_tomorrow.schedule_missed(workspace, WHO, round_key, turns, now)
    missing = [make_turn("q-gone", False, deck=deck_id), make_turn("q-ten", False, deck="no-deck")]
    assert due_tomorrow.schedule_missed(workspace, WHO, round_key, missing, now) == 0
