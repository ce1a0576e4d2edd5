"""What speaks against a point: the single signs, before a model weighs them."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from quiz.answers.contradiction import Contradiction
from quiz.answers.statistical import CONTRADICTION, StatisticalJudge
from quiz.answers.suggestion import suggest_typed_grade
from quiz.answers.vectors import installed_vectors
from quiz.answers.verdict import KeyPoint
from quiz.scheduler import Rating

JUDGE = StatisticalJudge(vectors=installed_vectors())
WORDS = StatisticalJudge()
# What is compared here are signs of a contradiction; these say how much alike the words are.
LIKENESS = {"copied", "quoted", "places", "same_figures"}


def find_signs(point: str, answer: str) -> Contradiction:
    ((measured,),) = JUDGE.measure("", [KeyPoint(text=point)], answer)
    return measured.contradiction


def list_signs(point: str, answer: str) -> dict[str, object]:
    """Return the signs that differ from those of an answer with nothing against the point; shares rounded to hundredths."""
    ((measured,),) = WORDS.measure("", [KeyPoint(text=point)], answer)
    found, none = asdict(measured.contradiction), asdict(Contradiction())
    return {
        name: round(value, 2) if isinstance(value, float) else value
        for name, value in found.items()
        if value != none[name] and name not in LIKENESS
    }


@pytest.mark.parametrize(
    ("point", "answer", "signs"),
    [
        # nothing against the point
        ("the leader writes the log", "the leader writes the log", {}),
        ("the cache prevents duplicate writes", "the cache does not allow duplicate writes", {}),
        ("the cache is invisible to clients", "the cache is not visible to clients", {}),
        ("the client asks the server", "the server is asked by the client", {}),
        ("the order is fixed by the broker", "the broker is fixed by the order", {}),  # the passive: cannot be told
        ("criteria before options", "criteria come before options", {}),
        ("commit without a lock", "commit without a lock", {}),
        ("rereading is pointless", "rereading is pointless", {}),
        ("the batch is not only fast", "the batch is not only fast", {}),
        ("the pool is small", "the pool is small. The queue is not.", {}),
        ("the queue grows", "the moon is not made of cheese", {}),
        # a denial
        (
            "the leader writes the log",
            "the leader does not write the log",
            {"denied": 1.0, "denied_words": 3, "negation_added": True},
        ),
        (
            "the leader does not write the log",
            "the leader writes the log",
            {"denied": 1.0, "denied_words": 3, "negation_missing": True, "denial_dropped": True},
        ),
        (
            "liveness must never check a dependency",
            "liveness should check the dependency",
            {"denied": 0.67, "denied_words": 2, "negation_missing": True, "denial_dropped": True},
        ),
        (
            "measure latency and not bandwidth",
            "measure bandwidth and not latency",
            {"denied": 0.67, "denied_words": 2, "exchanged": True, "denial_moved": True},
        ),
        (
            "commit with a lock",
            "commit with no lock at all",
            {"denied": 0.38, "denied_words": 1, "negation_added": True, "without": True},
        ),
        (
            "the index is mandatory",
            "the index is not optional",
            {"denied": 1.0, "denied_words": 1, "negation_added": True},
        ),
        # an opposite
        ("retries are bounded", "retries are endless", {"opposites": 1.0, "opposites_near": 1.0}),
        ("the queue is asynchronous", "the queue is synchronous", {"opposites": 1.0, "opposites_near": 1.0}),
        (
            "retries are bounded and cheap",
            "queues are endless and retries wait",
            {"opposites_loose": 1.0, "opposites_near": 1.0},
        ),
        # among many words one has its opposite anywhere: of seven it counts six sevenths
        (
            "retries of every ageing payment service machine stay bounded",
            "retries are endless",
            {"opposites": 1.0, "opposites_near": 0.86},
        ),
        # the words of a set stand in several parts, and tell none of them
        ("many unit tests and few end-to-end tests", "few unit tests and many end-to-end tests", {"opposites": 2.0}),
        # words in each other's places
        ("criteria before options", "options come before criteria", {"swapped": True}),
        ("the client asks the server", "the server asks the client", {"swapped": True}),
        ("the proxy filters and the planner decides", "the planner filters and the proxy decides", {"swapped": True}),
        ("turns loss into a refusal", "turns a refusal into loss", {"exchanged": True}),
        ("turns loss into a refusal", "loss is turned by a refusal into loss and then turns", {}),  # the passive again
        # everyday words count for half, unless the rest is the same
        ("more load on the pool of every service", "less load here", {"opposites": 0.5, "opposites_near": 0.5}),
        # another figure, and a wave of the hand
        ("the timeout is 30 seconds", "the timeout is 10 seconds", {"figures": 1}),
        ("the timeout is 30 seconds", "the timeout is 30 seconds, not 10", {}),
        ("several writers corrupt the file", "several writers are fine", {"dismissed": True}),
        (
            "several writers corrupt the file",
            "several writers are not fine",
            {"denied": 1.0, "denied_words": 2, "negation_added": True},
        ),
    ],
)
def test_what_speaks_against_a_point(point: str, answer: str, signs: dict[str, object]) -> None:
    found = list_signs(point, answer)
    assert {name: found.get(name) for name in {*found, *signs}} == {name: signs.get(name) for name in {*found, *signs}}


@pytest.mark.parametrize(
    ("point", "answer", "places"),
    [
        ("the leader writes the log", "the leader does not write the log", ["leader", "write", "log"]),
        ("retries are bounded", "retries are endless", ["endless"]),
        ("the client asks the server", "the server asks the client", ["server", "asks", "client"]),
        ("the timeout is 30 seconds", "the timeout is 10 seconds", ["10"]),
        ("several writers corrupt the file", "several writers are fine", ["fine"]),
        ("the leader writes the log", "the leader writes the log", []),
    ],
)
def test_the_words_that_do_it_are_marked_in_their_order(point: str, answer: str, places: list[str]) -> None:
    ((measured,),) = WORDS.measure("", [KeyPoint(text=point)], answer)
    assert [answer[start:end] for start, end in measured.contradiction.places] == places


@pytest.mark.parametrize(
    ("signs", "turned"),
    [
        (Contradiction(quoted=0.7, swapped=True), True),
        (Contradiction(quoted=0.69, swapped=True), False),
        (Contradiction(quoted=1.0, denied=0.5, denied_words=2, negation_added=True), True),
        (Contradiction(quoted=1.0, denied=0.5, denied_words=2, negation_missing=True), True),
        (Contradiction(quoted=1.0, denied=0.5, denied_words=2), False),  # both sides have a negation
        (Contradiction(quoted=1.0, denied=0.49, denied_words=2, negation_added=True), False),
        (Contradiction(quoted=1.0, denied=1.0, denied_words=1, negation_added=True), False),
        (Contradiction(quoted=1.0, exchanged=True, figures=1, without=True), False),
    ],
)
def test_when_a_quotation_is_turned_round(signs: Contradiction, turned: bool) -> None:
    assert signs.turns_quote is turned


def test_what_is_sure_by_itself_weighs_more_than_a_sign() -> None:
    sure = [Contradiction(figures=1), Contradiction(swapped=True), Contradiction(exchanged=True)]
    sure.append(Contradiction(without=True))
    assert [signs.weight for signs in sure] == [1.0] * 4
    assert Contradiction().weight == 0
    mild = [
        Contradiction(opposites=1.0),
        Contradiction(opposites_loose=1.0),
        Contradiction(opposites_near=1.0),
        Contradiction(dismissed=True),
        Contradiction(denial_dropped=True),
        Contradiction(copied=1.0, negation_added=True),
        Contradiction(copied=1.0, negation_missing=True),
        Contradiction(copied=0.5, denied=1.0),
    ]
    assert all(0 < signs.weight <= 0.5 for signs in mild)


def test_figures_that_agree_are_counted() -> None:
    assert find_signs("5 retries in 30 seconds", "It makes 5 retries in 30 seconds.").same_figures == 2


def test_counts_are_capped_before_they_are_weighed() -> None:
    features = Contradiction(opposites=3.0, denied_words=5, copied=0.5, denied=0.5, figures=4).features()
    assert (features["opposites"], features["opposites_copied"]) == (2.0, 1.0)
    assert (features["denied_words"], features["denied_copied"], features["figures"]) == (1.0, 0.25, 1.0)
    assert set(features) >= set(CONTRADICTION) - {"home_opposites", "home_negation", "home_plain"}


@pytest.mark.parametrize(
    ("point", "explanation", "answer", "opposites", "negation", "plain"),
    [
        ("retries are bounded", "", "retries are endless", 1.0, 0.0, 0.0),
        ("many retries", "", "few retries", 0.5, 0.0, 0.0),  # everyday words
        ("mandatory permanent internal export", "", "optional temporary external import", 2.0, 0.0, 0.0),  # two at most
        ("retries are bounded", "", "retries are bounded, not endless", 0.0, 0.0, 0.0),
        ("the row is locked", "", "the row is not locked", 0.0, 1.0, 0.0),
        ("the row is locked", "", "it prevents a lock", 0.0, 1.0, 0.0),  # denied by the word itself
        ("the row is not locked", "", "the row is locked", 0.0, 0.0, 1.0),
        ("the row is not locked", "", "the row is kept away", 0.0, 0.0, 0.0),  # refused without a negation
        ("the row is not locked", "The row stays open.", "the row is locked", 0.0, 0.0, 0.0),  # one text is plain
    ],
)
def test_what_speaks_against_a_point_in_the_statement_left_for_it(
    point: str, explanation: str, answer: str, opposites: float, negation: float, plain: float
) -> None:
    ((measured,),) = WORDS.measure("", [KeyPoint(text=point, explanation=explanation)], answer)
    names = ("home_opposites", "home_negation", "home_plain")
    assert tuple(measured.values[name] for name in names) == (opposites, negation, plain)


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
