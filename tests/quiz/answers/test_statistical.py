"""The judge's models and thresholds: what becomes of the probabilities, with coefficients chosen for the test."""

from __future__ import annotations

from dataclasses import replace
from math import log

import pytest

from quiz.answers.statistical import (
    Coefficients,
    LogisticWeights,
    StatisticalJudge,
    Thresholds,
    shipped_coefficients,
)
from quiz.answers.vectors import installed_vectors
from quiz.answers.verdict import KeyPoint, PointVerdict

SHAPES = ("explained", "several", "single")
ANSWER = "The relay reads the outbox. Then the broker keeps the event."
RELAY, BROKER = KeyPoint(text="the relay reads the outbox"), KeyPoint(text="the broker keeps the event")


def make_constant(probability: float) -> LogisticWeights:
    """Return a model that always says the same probability."""
    return LogisticWeights(log(probability / (1 - probability)), {})


def make_coefficients(said: float = 0.9, against: float = 0.001, wider: float = 0.001) -> Coefficients:
    """Return coefficients whose models always say these probabilities; a point is said from .7, not said below .3."""
    return Coefficients(
        said=dict.fromkeys(SHAPES, make_constant(said)),
        thresholds=dict.fromkeys(SHAPES, Thresholds(said_from=0.7, not_said_below=0.3)),
        against=make_constant(against),
        against_wider=make_constant(wider),
    )


def judge(points: list[KeyPoint], answer: str, coefficients: Coefficients) -> tuple[PointVerdict, ...]:
    return StatisticalJudge(coefficients=coefficients).judge_all("", points, answer)


def quote(verdict: PointVerdict, answer: str = ANSWER) -> list[str]:
    return [answer[place.start : place.end] for place in verdict.evidence]


def test_a_logistic_model_adds_up_its_features() -> None:
    weights = LogisticWeights(1.0, {"near": 2.0, "far": -3.0})
    assert weights.logit({"near": 0.5, "other": 9.0}) == 2.0
    assert weights.logit({"near": 0.5, "far": 1.0}) == -1.0
    assert weights.probability({"far": 1 / 3}) == 0.5
    assert weights.probability({"near": 1e9}) == pytest.approx(1.0)
    assert weights.probability({"far": 1e9}) == pytest.approx(0.0)  # and nothing overflows


@pytest.mark.parametrize(
    ("probability", "outcome"),
    [(1.0, "said"), (0.7, "said"), (0.69, "unsure"), (0.3, "unsure"), (0.29, "not_said"), (0.0, "not_said")],
)
def test_thresholds_belong_to_the_better_verdict(probability: float, outcome: str) -> None:
    assert Thresholds(said_from=0.7, not_said_below=0.3).decide(probability) == outcome


def test_coefficients_are_read_as_they_were_written() -> None:
    for coefficients in shipped_coefficients().values():
        assert Coefficients.from_json(coefficients.as_json()) == coefficients
    fine = replace(make_coefficients(), on_topic_from=0.123456789)
    assert fine.as_json()["on_topic_from"] == 0.12346


@pytest.mark.parametrize(
    ("said", "against", "wider", "outcome", "contradicted", "evidence"),
    [
        (0.9, 0.001, 0.001, "said", False, True),
        (0.5, 0.001, 0.001, "unsure", False, True),
        (0.2, 0.001, 0.001, "not_said", False, False),  # no words count for a point that is not said
        (0.9, 0.2, 0.001, "said", False, True),  # .7 of .2 is under .15
        (0.9, 0.22, 0.001, "unsure", False, True),
        (0.9, 0.001, 0.14, "said", False, True),
        (0.9, 0.001, 0.16, "unsure", False, True),
        (0.9, 0.59, 0.001, "unsure", False, True),
        (0.9, 0.61, 0.001, "not_said", True, True),
        (0.9, 0.001, 0.49, "unsure", False, True),
        (0.9, 0.001, 0.51, "not_said", True, True),
        (0.2, 0.5, 0.4, "not_said", False, False),
    ],
)
def test_a_doubt_takes_the_point_back_and_a_strong_one_turns_it_round(
    said: float, against: float, wider: float, outcome: str, contradicted: bool, evidence: bool
) -> None:
    (verdict,) = judge([RELAY], ANSWER, make_coefficients(said, against, wider))
    assert (verdict.outcome, verdict.contradicted) == (outcome, contradicted)
    assert verdict.confidence == (0.0 if contradicted else pytest.approx(said))
    assert quote(verdict) == (["relay reads the outbox"] if evidence else [])
    assert verdict.nearest is not None
    assert ANSWER[verdict.nearest.start : verdict.nearest.end] == "The relay reads the outbox"


def test_nothing_contradicts_a_point_that_the_answer_does_not_speak_of() -> None:
    (verdict,) = judge([KeyPoint(text="quantum foam")], ANSWER, make_coefficients(against=0.9))
    assert not verdict.contradicted


def test_one_word_alone_is_shown_with_its_sentence() -> None:
    (verdict,) = judge([KeyPoint(text="the broker starts")], ANSWER, make_coefficients())
    assert quote(verdict) == ["Then the broker keeps the event"]


@pytest.mark.parametrize(
    ("point", "answer", "contradicted"),
    [
        ("the timeout is 30 seconds", "The timeout is 10 seconds.", True),
        ("the timeout is 30 seconds", "The timeout is 30 seconds.", False),
        ("a long business transaction may last 30 seconds after its latest heartbeat", "We wait 10 seconds.", False),
        ("the leader writes the log", "The leader does not write the log.", True),
        ("the client asks the server", "The server asks the client.", True),
    ],
)
def test_another_figure_and_a_quotation_turned_round_need_no_model(point: str, answer: str, contradicted: bool) -> None:
    (verdict,) = judge([KeyPoint(text=point)], answer, make_coefficients())
    assert verdict.contradicted is contradicted


def test_of_several_points_none_is_said_by_an_answer_to_something_else() -> None:
    elsewhere = replace(make_coefficients(), on_topic=LogisticWeights(-1.0, {}))
    assert [v.outcome for v in judge([RELAY, BROKER], ANSWER, elsewhere)] == ["unsure", "unsure"]
    assert [v.outcome for v in judge([RELAY], ANSWER, elsewhere)] == ["said"]
    at_the_limit = replace(elsewhere, on_topic_from=-1.0)
    assert [v.outcome for v in judge([RELAY, BROKER], ANSWER, at_the_limit)] == ["said", "said"]


def test_of_points_that_are_all_denied_a_little_the_worst_one_is_contradicted() -> None:
    odds = LogisticWeights(-1.0, {"negation_added": 1.0})
    answer = "The relay works. The broker never has the event."
    for turned_from, contradicted in ((-0.5, [False, True]), (-0.4, [False, False])):
        coefficients = replace(make_coefficients(), against=odds, turned_from=turned_from)
        assert [v.contradicted for v in judge([RELAY, BROKER], answer, coefficients)] == contradicted
    alone = replace(make_coefficients(), against=odds, turned_from=-1.0)
    assert [v.contradicted for v in judge([RELAY], ANSWER, alone)] == [False]


def test_the_other_points_are_weighed_without_the_point_itself() -> None:
    assert StatisticalJudge.mean_of_others([1.0, 2.0, 6.0], 6.0) == 1.5
    assert StatisticalJudge.mean_of_others([1.0], 1.0) == -3.0


def test_an_accepted_wording_must_be_met_more_surely_than_the_point() -> None:
    by_words = dict.fromkeys(SHAPES, LogisticWeights(0.0, {"exact_passage": 2.0}))
    coefficients = replace(make_coefficients(), said=by_words)
    answer = "The broker has the event."
    (own,) = judge([KeyPoint(text="broker event", wordings=("relay outbox",))], answer, coefficients)
    (accepted,) = judge([KeyPoint(text="relay outbox", wordings=("broker event",))], answer, coefficients)
    assert own.confidence == pytest.approx(0.8808, abs=1e-4)  # log-odds 2
    assert accepted.confidence == pytest.approx(0.6457, abs=1e-4)  # log-odds 2 - 1.4
    assert quote(accepted, answer) == ["broker has the event"]


def test_a_list_names_members_and_makes_no_points() -> None:
    listed = "outbox, relay, broker, event id, order per key"
    three = [KeyPoint(text=text) for text in ("outbox", "relay", "broker")]
    for answer in (listed, "?!", ""):
        verdicts = judge(three, answer, make_coefficients())
        assert [(v.outcome, v.confidence, v.evidence) for v in verdicts] == [("not_said", 0.0, ())] * 3
    assert [v.outcome for v in judge(three[:2], listed, make_coefficients())] == ["said", "said"]


def test_texts_in_another_script_are_judged_by_their_words() -> None:
    points = [KeyPoint(text="очередь растёт"), KeyPoint(text="брокер хранит события")]
    answer = "Очередь растёт, а брокер молчит."
    with_vectors, without = StatisticalJudge(vectors=installed_vectors()), StatisticalJudge()
    assert with_vectors.judge_all("", points, answer) == without.judge_all("", points, answer)
    assert with_vectors.name == "vectors"  # for the next question


@pytest.mark.parametrize(
    ("point", "answer", "prompt", "share"),
    [
        ("pool connection", "pool", "", 0.375),  # a short word counts .6, a long one 1
        ("pool connection", "connection", "What is a connection?", 0.35 / 0.95),  # the question gives it away
        ("database configuration", "The DB config.", "", 1.0),
        ("the queue", "a waiting room", "", 1.0),  # the deck's synonym
        ("the queue", "a room", "", 0.0),
        ("a waiting room is slow", "a queue", "", 1.6 / 2.2),  # each of its words
    ],
)
def test_how_much_of_a_point_is_said_in_its_own_words(point: str, answer: str, prompt: str, share: float) -> None:
    statistical = StatisticalJudge(synonyms=[["queue", "waiting room"]])
    ((measured,),) = statistical.measure(prompt, [KeyPoint(text=point)], answer)
    assert measured.values["exact_all"] == pytest.approx(share)
