"""The judge that runs by itself, on answers of five kinds and on single points."""

from __future__ import annotations

import json
import socket
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deck
from quiz.answers import judges, vectors
from quiz.answers.judges import default_judge, judge_answer, points_of
from quiz.answers.statistical import (
    CONTRADICTION,
    ENGINE_FEATURES,
    StatisticalJudge,
    shipped_coefficients,
)
from quiz.answers.verdict import JudgeUnavailable, KeyPoint
from quiz.scheduler import Rating
from tests.quiz.decks import pools

ROOT = Path(__file__).resolve().parents[3]
ANSWERS = json.loads(Path(__file__).with_name("answers.json").read_text(encoding="utf-8"))
COMPLETE = ("expert", "own-words", "paraphrase")


@pytest.fixture(scope="module")
def judged() -> list[tuple[dict[str, str], judges.Judgement]]:
    """Every answer with its judgement."""
    out = []
    for name in ("real-time-payments.md", "observability-on-call.md"):
        read = deck.parse((ROOT / "content" / name).read_text(encoding="utf-8"))
        questions = {q.id: q for q in (*read.questions, *read.counter_questions)}
        judge = default_judge(read)
        for row in ANSWERS:
            if question := questions.get(row["question"]):
                out.append((row, judge_answer(judge, question.prompt, points_of(read, question), row["answer"])))
    assert len(out) == len(ANSWERS)
    return out


def test_complete_answers_are_never_again_and_mostly_good(judged) -> None:
    grades = Counter(result.suggested for row, result in judged if row["kind"] in COMPLETE)
    assert grades[Rating.AGAIN] <= 0.05 * grades.total()
    assert grades[Rating.GOOD] >= 0.7 * grades.total()


def test_answers_with_the_sense_turned_round_are_never_good(judged) -> None:
    grades = Counter(result.suggested for row, result in judged if row["kind"] == "inverted")
    assert grades[Rating.GOOD] <= 0.1 * grades.total()


def test_points_are_found_or_missed_as_people_label_them(judged) -> None:
    found: dict[str, Counter[str]] = {label: Counter() for label in "smc"}
    for row, result in judged:
        for point, label in zip(result.points, row["points"], strict=True):
            found[label][point.outcome] += 1
    assert found["s"]["not_said"] <= 0.1 * found["s"].total()
    assert found["m"]["said"] <= 0.1 * found["m"].total()
    assert found["c"]["said"] <= 0.1 * found["c"].total()
    assert sum(counts["unsure"] for counts in found.values()) <= 0.4 * sum(c.total() for c in found.values())


def test_what_was_said_without_full_stops_counts_as_much(judged) -> None:
    """The same answers as a transcript: no punctuation, no capitals."""
    read = deck.parse((ROOT / "content/real-time-payments.md").read_text(encoding="utf-8"))
    questions = {q.id: q for q in (*read.questions, *read.counter_questions)}
    judge = default_judge(read)
    grades: Counter[Rating | None] = Counter()
    for row in ANSWERS:
        if row["kind"] in COMPLETE and (question := questions.get(row["question"])):
            spoken = "um so " + " ".join(word.strip(".,;:!?()'\"") for word in row["answer"].lower().split())
            grades[judge_answer(judge, question.prompt, points_of(read, question), spoken).suggested] += 1
    assert grades[Rating.AGAIN] <= 0.05 * grades.total()
    assert grades[Rating.GOOD] >= 0.6 * grades.total()


POINTS = [
    "the breaker opens before the pool is exhausted",
    "the lease is longer than the deadline of the operation",
    "the constraint decides, the cache filters",
    "the timeout is 30 seconds",
    "retries are mandatory for reads",
]


@pytest.mark.parametrize(
    ("answer", "at"),
    [
        ("The breaker opens after the pool is exhausted.", 0),
        ("The breaker must not open before the pool is exhausted.", 0),
        ("The lease is shorter than the deadline of the operation.", 1),
        ("The lease isn't longer than the deadline of the operation.", 1),
        ("The cache decides and the constraint filters.", 2),
        ("I would set the timeout to 30 ms.", 3),
        ("The timeout is 300 seconds.", 3),
        ("Retries are optional for reads.", 4),
        ("No retries are mandatory for reads.", 4),
    ],
)
def test_the_opposite_of_a_point_is_not_said(answer: str, at: int) -> None:
    verdicts = default_judge(pools()).judge_all("How do you set them up?", [KeyPoint(text=p) for p in POINTS], answer)
    assert verdicts[at].outcome == "not_said"
    assert verdicts[at].contradicted
    assert verdicts[at].evidence


@pytest.mark.parametrize(
    ("answer", "at"),
    [
        ("The breaker opens before the pool is exhausted.", 0),
        ("I keep the lease longer than the operation's deadline, no matter what.", 1),
        ("The constraint is what decides; the cache only filters.", 2),
        ("The timeout is half a minute, that is 30 s.", 3),
        ("Retries are required for reads, not optional.", 4),
    ],
)
def test_the_same_in_other_words_is_said(answer: str, at: int) -> None:
    verdicts = default_judge(pools()).judge_all("How do you set them up?", [KeyPoint(text=p) for p in POINTS], answer)
    assert verdicts[at].outcome == "said"
    assert all(0 <= e.start < e.end <= len(answer) for e in verdicts[at].evidence)


def test_an_accepted_wording_counts_as_the_point() -> None:
    judge = default_judge(pools())
    plain, accepted = KeyPoint(text=POINTS[0]), KeyPoint(text=POINTS[0], wordings=("trips while sockets are left",))
    others = [KeyPoint(text=text) for text in POINTS[1:]]
    answer = "It trips while there are still sockets left."
    assert judge.judge_all("", [plain, *others], answer)[0].outcome != "said"
    assert judge.judge_all("", [accepted, *others], answer)[0].outcome == "said"


@pytest.mark.parametrize(
    "answer", ["", "   \n", "?!", "breaker, pool, lease, deadline, constraint, cache, timeout, retries, reads"]
)
def test_nothing_and_lists_of_keywords_earn_nothing(answer: str) -> None:
    result = judge_answer(default_judge(pools()), "", [KeyPoint(text=p) for p in POINTS], answer)
    assert {point.outcome for point in result.points} == {"not_said"}
    assert result.suggested is Rating.AGAIN


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_at_all_is_judged(answer: str) -> None:
    result = judge_answer(default_judge(pools()), "Why?", [KeyPoint(text=p) for p in POINTS[:3]], answer)
    assert all(0 <= e.start < e.end <= len(answer) for point in result.points for e in point.evidence)


def test_nothing_leaves_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the judge opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    vectors.installed_vectors.cache_clear()
    result = judge_answer(default_judge(pools()), "", [KeyPoint(text=p) for p in POINTS], "The breaker opens early.")
    assert result.engine == "vectors"


def test_without_the_vectors_words_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judges, "installed_vectors", lambda: None)
    judge = default_judge(pools())
    assert judge.name == "lexical"
    result = judge_answer(
        judge, "", [KeyPoint(text=p) for p in POINTS], "The breaker opens before the pool is exhausted."
    )
    assert result.points[0].outcome == "said"
    assert judge.judge("", KeyPoint(text=POINTS[0]), "Bananas are yellow.").outcome != "said"


def test_a_judge_that_cannot_decide_is_replaced_and_that_is_said() -> None:
    class Silent:
        name = "silent"

        def judge(self, prompt, point, answer):
            raise JudgeUnavailable("The model is away.")

        def judge_all(self, prompt, points, answer):
            raise JudgeUnavailable("The model is away.")

    points = [KeyPoint(text=POINTS[0])]
    result = judge_answer(Silent(), "", points, "It opens.", fallback=default_judge(pools()))
    assert result.engine == "vectors"
    assert result.notice == "The model is away. The built-in judge decided instead."
    with pytest.raises(JudgeUnavailable):
        judge_answer(Silent(), "", points, "It opens.")


def test_the_coefficients_fit_the_features() -> None:
    for name, shapes in ENGINE_FEATURES.items():
        shipped = shipped_coefficients()[name]
        for shape, features in shapes.items():
            assert set(shipped.said[shape].slopes) == set(features)
            assert 0 < shipped.thresholds[shape].not_said_below < shipped.thresholds[shape].said_from < 1
        assert set(shipped.against.slopes) == set(CONTRADICTION)


def test_another_language_is_judged_by_its_negations() -> None:
    judge = StatisticalJudge(language="de")
    points = [KeyPoint(text="Der Boden entscheidet, wann man gießt"), KeyPoint(text="Man prüft mit dem Finger")]
    assert judge.judge_all("", points, "Der Boden entscheidet, wann man gießt.")[0].outcome == "said"
    assert judge.judge_all("", points, "Der Boden entscheidet nicht, wann man gießt.")[0].outcome != "said"
