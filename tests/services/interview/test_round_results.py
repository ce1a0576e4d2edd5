"""What finished rounds amount to: which count, in what order, and what is told of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from mock_interview.round_file import ScorerMarks
from mock_interview.rubric import build_rubric
from mock_interview.scorecard import build_scorecard
from services.interview.round_results import list_results, score_evidence
from services.interview.rounds import InterviewRound
from tests.mock_interview.round_values import answer, find_question_part, load_deck, make_plan

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
PLAN = make_plan()
RUBRIC = build_rubric([load_deck()], "staff")
SPOKEN = (b"\x14" * 40 + b"\x50" * 20) * 25  # half a minute of phrases at -20 dB, and pauses
SAID = " ".join(["threads outnumber connections and everybody waits"] * 9)
TURN = answer(
    PLAN, find_question_part(PLAN, "q-ten"), [True, True, False], text=SAID, reviewed=True, confidence=75, levels=SPOKEN
)


def make_round(key: str, days: int = 0, **values: object) -> InterviewRound:
    made = InterviewRound(
        key=key,
        origin="own",
        author="Ada",
        plan=PLAN,
        rubric=RUBRIC,
        interrupts=True,
        uses_model=False,
        started=START + timedelta(days=days),
        finished=START + timedelta(days=days, hours=1),
        scheduled=True,
        turns=(TURN,),
        scores=(ScorerMarks("Grace", {"depth": 1}, ""), ScorerMarks("self", {"depth": 4}, "")),
    )
    return replace(made, **values)  # type: ignore[arg-type]


def test_ones_own_finished_rounds_count_the_oldest_first() -> None:
    rounds = [
        make_round("third", 3),
        make_round("first"),
        make_round("somebody-elses", 1, origin="received"),
        make_round("under-way", 1, finished=None),
        make_round("without-a-word", 1, turns=(replace(TURN, answered=False),)),
        make_round("second", 2, scores=()),
    ]
    found = list_results(rounds)
    assert [result.key for result in found] == ["first", "second", "third"]
    assert [dict(result.own) for result in found] == [{"depth": 4}, {}, {"depth": 4}]


def test_a_result_tells_what_the_evidence_says() -> None:
    [result] = list_results([make_round("first")])
    card = build_scorecard(PLAN, (TURN,), RUBRIC)
    assert score_evidence(make_round("first")) == card
    assert result.evidence == {one.dimension.key: one.score for one in card.results}
    assert (result.minutes, result.finished) == (PLAN.minutes, START + timedelta(hours=1))
    assert result.pace == card.pace is not None
    assert result.calibration == card.calibration


def test_what_waits_for_an_answer_and_what_for_a_check() -> None:
    answered, waiting = replace(TURN, reviewed=False, number=2), replace(TURN, answered=False, reviewed=False, number=3)
    here = make_round("first", turns=(TURN, answered, waiting))
    assert here.current == waiting
    assert here.unchecked == (answered,)
    assert here.own_scores == {"depth": 4}
    over = make_round("first", turns=(TURN,), scores=(ScorerMarks("Grace", {"depth": 1}, ""),))
    assert (over.current, over.unchecked, over.own_scores) == (None, (), None)
