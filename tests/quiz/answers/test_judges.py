"""The judges in their table, and what becomes of their verdicts."""

from __future__ import annotations

from dataclasses import replace

import pytest

import deck
from deck.model import WrongAnswer
from quiz.answers.judges import LONGEST_ANSWER, default_judge, judge_answer, points_of
from quiz.answers.statistical import shape_of
from quiz.answers.verdict import KeyPoint, PointVerdict
from quiz.scheduler import Rating

TEXT = """---
title: Pools
language: {language}
---

## Pools

**Question:** Why is a pool of ten dangerous? {{#q}}

**Answer:** Threads outnumber connections by far. Nobody sees them wait on the graphs of the processor.

**Key points:**

- [ ] threads outnumber connections
- [ ] waiting is invisible

**Common wrong answers:**

- More threads make it faster → they wait for the same connections
- The processor is too slow → it idles
"""
POOLS = deck.parse(TEXT.format(language="en"))
QUESTION = POOLS.questions[0]


class Recorder:
    """A judge that says every point is said if the answer holds it word by word, and keeps what it was asked."""

    name = "recorder"

    def __init__(self) -> None:
        self.answers: list[str] = []

    def judge(self, prompt: str, point: KeyPoint, answer: str) -> PointVerdict:
        return self.judge_all(prompt, [point], answer)[0]

    def judge_all(self, prompt: str, points, answer: str) -> tuple[PointVerdict, ...]:
        self.answers.append(answer)
        return tuple(
            PointVerdict(
                point=point.text,
                outcome="said" if point.text in answer else "not_said",
                confidence=len(point.text) / 100,
            )
            for point in points
        )


def test_the_vectors_judge_english_and_words_any_other_language() -> None:
    assert default_judge(POOLS).name == "vectors"
    assert default_judge(deck.parse(TEXT.format(language="en-GB"))).name == "vectors"
    assert default_judge(deck.parse(TEXT.format(language="de"))).name == "lexical"


def test_points_have_their_accepted_wordings_the_learners_own_and_an_explanation() -> None:
    plain = points_of(POOLS, QUESTION)
    assert [point.text for point in plain] == ["threads outnumber connections", "waiting is invisible"]
    assert plain[0].explanation == "Threads outnumber connections by far."
    own = points_of(POOLS, QUESTION, {"waiting is invisible": ["nobody sees it"], "gone": ["x"]})
    assert [point.variants for point in own] == [
        ("threads outnumber connections",),
        ("waiting is invisible", "nobody sees it"),
    ]


def test_a_common_wrong_answer_is_named_with_its_reason() -> None:
    judged = judge_answer(
        default_judge(POOLS), QUESTION.prompt, points_of(POOLS, QUESTION),
        "I would add more threads, since more threads make it faster.", wrong_answers=QUESTION.wrong_answers,
    )  # fmt: skip
    assert judged.near_wrong is not None
    assert (judged.near_wrong.text, judged.near_wrong.reason) == (
        "More threads make it faster",
        "they wait for the same connections",
    )
    assert judged.suggested is Rating.AGAIN
    right = judge_answer(
        default_judge(POOLS), QUESTION.prompt, points_of(POOLS, QUESTION),
        "There are more threads than connections, and the waiting is invisible on every graph.",
        wrong_answers=QUESTION.wrong_answers,
    )  # fmt: skip
    assert right.near_wrong is None


def test_of_two_wrong_answers_the_surer_is_named() -> None:
    wrong = [WrongAnswer("slow", "a"), WrongAnswer("far too slow", "b"), WrongAnswer("never said", "c")]
    judged = judge_answer(Recorder(), "", [KeyPoint(text="point")], "It is far too slow.", wrong_answers=wrong)
    assert judged.near_wrong is not None
    assert judged.near_wrong.reason == "b"


def test_every_point_has_its_verdict_in_order_and_the_engine_is_named() -> None:
    points = [KeyPoint(text="first"), KeyPoint(text="second"), KeyPoint(text="third")]
    judged = judge_answer(Recorder(), "", points, "first and third", wrong_answers=[WrongAnswer("second", "")])
    assert [(verdict.point, verdict.outcome) for verdict in judged.points] == [
        ("first", "said"),
        ("second", "not_said"),
        ("third", "said"),
    ]
    assert (judged.engine, judged.suggested, judged.notice) == ("recorder", Rating.GOOD, "")


class Contrary(Recorder):
    """A judge that finds the opposite of what an answer leaves out."""

    def judge_all(self, prompt: str, points, answer: str) -> tuple[PointVerdict, ...]:
        verdicts = super().judge_all(prompt, points, answer)
        return tuple(replace(verdict, contradicted=verdict.outcome == "not_said") for verdict in verdicts)


def test_who_states_the_opposite_of_a_point_is_never_good() -> None:
    points = [KeyPoint(text="first"), KeyPoint(text="second"), KeyPoint(text="third")]
    assert judge_answer(Recorder(), "", points, "first and third").suggested is Rating.GOOD
    assert judge_answer(Contrary(), "", points, "first and third").suggested is Rating.HARD


def test_an_endless_answer_is_cut() -> None:
    judge = Recorder()
    judge_answer(judge, "", [KeyPoint(text="point")], "word " * 4000)
    assert [len(answer) for answer in judge.answers] == [LONGEST_ANSWER]


@pytest.mark.parametrize(
    ("explanation", "points", "shape"),
    [("", 1, "single"), ("At length.", 1, "single"), ("", 2, "several"), ("At length.", 2, "explained")],
)
def test_what_is_known_of_a_point_decides_how_it_is_judged(explanation: str, points: int, shape: str) -> None:
    assert shape_of(KeyPoint(text="p", explanation=explanation), points) == shape
