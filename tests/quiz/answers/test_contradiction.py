"""What speaks against a point: the single signs, before a model weighs them."""

from __future__ import annotations

import pytest

from quiz.answers.contradiction import Contradiction
from quiz.answers.statistical import StatisticalJudge
from quiz.answers.suggestion import suggest_typed_grade
from quiz.answers.vectors import installed_vectors
from quiz.answers.verdict import KeyPoint
from quiz.scheduler import Rating

JUDGE = StatisticalJudge(vectors=installed_vectors())


def find_signs(point: str, answer: str) -> Contradiction:
    ((measured,),) = JUDGE.measure("", [KeyPoint(text=point)], answer)
    return measured.contradiction


@pytest.mark.parametrize(
    ("point", "answer"),
    [
        ("policies, quotas and pod security make it stronger", "Network policies and quotas make it weaker."),
        ("shared kernel and network", "Each namespace has its own kernel."),
        ("connections are dropped silently", "The firewall announces that it drops connections."),
    ],
)
def test_an_opposite_counts_wherever_it_stands_in_the_passage(point: str, answer: str) -> None:
    assert find_signs(point, answer).opposites_near > 0


@pytest.mark.parametrize(
    ("point", "answer"),
    [
        ("policies make it stronger", "Network policies make it stronger, not weaker."),
        ("shared kernel and network", "They run on a shared kernel, each in its own namespace."),
    ],
)
def test_who_says_the_word_itself_says_no_opposite(point: str, answer: str) -> None:
    assert find_signs(point, answer).opposites_near == 0


def test_a_denial_that_is_dropped_is_noticed() -> None:
    point = "liveness must never check a dependency"
    assert find_signs(point, "Liveness should check the dependency as well.").denial_dropped
    assert not find_signs(point, "Liveness should not check a dependency.").denial_dropped
    assert not find_signs(point, "Liveness should only check the process instead.").denial_dropped


def test_an_answer_that_denies_a_little_everywhere_is_not_good() -> None:
    points = [
        KeyPoint(text="the pool is small"),
        KeyPoint(text="requests wait in a queue"),
        KeyPoint(text="the database decides"),
    ]
    verdicts = JUDGE.judge_all(
        "How is it built?", points, "The pool isn't small. No requests wait in a queue. The database doesn't decide."
    )
    assert any(verdict.contradicted for verdict in verdicts)
    grade = suggest_typed_grade([v.outcome for v in verdicts], contradicted=sum(v.contradicted for v in verdicts))
    assert grade is Rating.AGAIN
