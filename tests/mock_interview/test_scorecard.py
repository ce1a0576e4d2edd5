"""The scorecard: evidence with turns and moments, three changes, verdicts that follow from scores, and what cannot be told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deck import parse
from mock_interview.agreement import compute_kappa, measure_agreement
from mock_interview.history import RoundResult, list_trends
from mock_interview.model import PointMark, RoundTurn
from mock_interview.rubric import build_rubric, find_rubric_problems
from mock_interview.scorecard import build_scorecard, decide_verdict, find_moment, measure_calibration
from tests.mock_interview.round_values import answer, find_part, find_question_part, load_deck, make_plan

GOOD = (
    "Threads outnumber connections, so 190 of 200 wait and no processor graph shows it. I shed load before resizing, because a "
    "larger pool costs the database more than it gives: 10 connections at 20 ms are 500 requests a second. If it fails, I roll "
    "back within a minute and the alert pages me first."
)
STORY = (
    "When I was at a bank, in 2021, I decided to deploy on a Friday. My job was the ledger. I called the partner and I rolled it "
    "back. As a result 90 payments were late instead of 9,000. I learned to deploy on Tuesdays, and now I always ask first. "
    "Nothing of the kind never happened again, and I told the board what it had cost us in euros."
)


def make_turns() -> list[RoundTurn]:
    plan = make_plan()
    part = find_question_part(plan, "q-ten")
    asked = plan.parts[part].question
    marks = tuple(PointMark(point, said=True, quote="shed load before resizing") for point in asked.key_points)
    return [
        answer(plan, part, [], text=GOOD, number=1, marks=marks, confidence=80),
        answer(plan, find_question_part(plan, "q-retry"), [True, False], number=2, text=GOOD, confidence=60),
        answer(
            plan, find_part(plan, "incident"), [True], number=3, text="I turn off half of the traffic.", confidence=50
        ),
        answer(plan, find_part(plan, "story"), [True, True], number=4, text=STORY),
    ]


def test_a_good_round_is_a_hire_with_evidence_for_each_dimension() -> None:
    plan, turns = make_plan(), make_turns()
    card = build_scorecard(plan, turns, build_rubric([load_deck()], plan.level))
    scores = {result.dimension.key: result.score for result in card.results}
    assert len(card.results) == 5
    assert all(score is not None and score >= 3 for score in scores.values()), scores
    assert card.verdict in ("hire", "strong hire")
    assert all(result.findings for result in card.results)
    assert {finding.turn for finding in card.signals if finding.turn is not None} <= {1, 2, 3, 4}
    assert any("“I”" in finding.text for finding in card.signals)
    assert card.calibration == pytest.approx((0.8 - 1 + 0.6 - 0.5 + 0.5 - 1) / 3)


def test_what_was_missed_changes_the_verdict_and_names_its_question() -> None:
    plan = make_plan()
    poor = [
        answer(plan, find_question_part(plan, "q-ten"), [False, False, False], number=1, text="It depends. " * 30),
        answer(plan, find_part(plan, "incident"), [False], number=2, text="I restart everything. " * 20),
        answer(plan, find_part(plan, "story"), [False, False], number=3, text="We did it. We always do. " * 15),
    ]
    card = build_scorecard(plan, poor, build_rubric([], plan.level))
    assert card.verdict in ("no hire", "strong no hire")
    assert len(card.changes) == 3
    assert {change.question for change in card.changes} & {"q-ten", "dec-first", "story-own"}
    assert not [finding for finding in card.signals if finding.good and "number" in finding.text]


def test_without_words_or_marks_nothing_is_made_up() -> None:
    plan = make_plan()
    silent = [answer(plan, 1, [], number=1), answer(plan, 2, [], number=2)]
    card = build_scorecard(plan, silent, build_rubric([], plan.level))
    assert all(result.score is None and result.reason for result in card.results)
    assert card.verdict == "not enough to tell"
    assert (card.calibration, card.pace) == (None, None)
    assert build_scorecard(plan, [], build_rubric([], plan.level)).verdict == "not enough to tell"


def test_a_dimension_that_was_not_shown_at_all_is_no_hire() -> None:
    assert decide_verdict({"a": 4, "b": 4, "c": 4, "d": 1}) == "no hire"
    assert decide_verdict({"a": 4, "b": 4, "c": 3, "d": 3}) == "strong hire"
    assert decide_verdict({"a": 3, "b": 3, "c": 3, "d": 2}) == "hire"
    assert decide_verdict({"a": 1, "b": 2, "c": 1, "d": 2}) == "strong no hire"
    assert decide_verdict({"a": 4, "b": None, "c": None, "d": None}) == "not enough to tell"


def test_words_are_found_again_in_the_recording() -> None:
    plan = make_plan()
    loud, quiet = 12, 80
    levels = bytes(
        [quiet] * 100 + [loud, loud, 30, loud] * 50 + [quiet] * 200 + [loud, 30, loud, loud] * 50 + [quiet] * 50
    )
    turn = answer(plan, 1, [], text="First half of words. Second half of it all.", levels=levels)
    moment = find_moment(turn, "Second half")
    assert moment is not None
    assert 9.5 <= moment <= 10.8  # the second stretch begins at 10 s
    assert find_moment(turn, "never said") is None
    assert find_moment(replace(turn, levels=b""), "Second half") is None


def test_calibration_needs_confidence() -> None:
    plan = make_plan()
    assert measure_calibration([answer(plan, 1, [True, True])]) is None
    assert measure_calibration([answer(plan, 1, [True, False], confidence=90)]) == pytest.approx(0.4)


RUBRIC = """# Deck

## Interview rubric

### Clarity

- **Senior:** answers first; stops in time
- Director: says it in one sentence

### Ownership

- **Senior:** says I

### Failure

- **Senior:** stops the damage
- a line without a level

### Musicality

- **Senior:** hums
"""


def test_a_deck_brings_its_own_rubric() -> None:
    deck = parse(RUBRIC)
    rubric = build_rubric([deck], "director")
    assert [(one.title, one.measure) for one in rubric.dimensions] == [
        ("Clarity", "clarity"),
        ("Ownership", "leadership"),
        ("Failure", "failure"),
        ("Musicality", ""),
    ]
    assert rubric.dimensions[0].anchors == ("says it in one sentence",)
    assert rubric.dimensions[1].anchors == ("says I",)
    (problem,) = find_rubric_problems(deck)
    assert problem.line == next(n for n, line in enumerate(RUBRIC.splitlines(), 1) if "without a level" in line)
    assert build_rubric([deck], "senior").dimensions[0].anchors == ("answers first", "stops in time")


def test_agreement() -> None:
    same = measure_agreement({"a": 1, "b": 2, "c": 3, "d": 4}, {"a": 1, "b": 2, "c": 3, "d": 4})
    assert same is not None
    assert (same.exact, same.within_one, same.kappa) == (1.0, 1.0, pytest.approx(1.0))
    apart = measure_agreement({"a": 1, "b": 4}, {"a": 3, "b": 4, "x": 1})
    assert apart is not None
    assert (apart.exact, apart.within_one, apart.kappa) == (0.5, 0.5, None)
    assert apart.dimensions[0] == ("a", 1, 3)
    assert measure_agreement({"a": 1}, {"b": 1}) is None
    # Worked by hand: observed (1+0+0+1)/4 = .5; expected over the margins = 2.5.
    assert compute_kappa([(1, 2), (2, 2), (3, 3), (4, 3)]) == pytest.approx(1 - 0.5 / 1.5)
    assert compute_kappa([(3, 3), (3, 3), (3, 3), (3, 3)]) is None


def test_trends(now) -> None:
    def result(number: int, score: int | None) -> RoundResult:
        return RoundResult(f"r{number}", now, 20, {"depth": score}, {"depth": 3}, None, None)

    (rising,) = list_trends([result(1, 1), result(2, 2), result(3, 3), result(4, 3)], ["depth"])
    assert (rising.direction, rising.scores, rising.gap) == ("up", (1, 2, 3, 3), 0.75)
    (lone,) = list_trends([result(1, 2)], ["depth"])
    assert lone.direction == "unknown"
    (level,) = list_trends([result(1, 2), result(2, None), result(3, 2)], ["depth"])
    assert level.direction == "level"
