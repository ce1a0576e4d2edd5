"""The judge on questions of law, cooking, networks and finance: `held_out.json`.

Nothing was fitted on them and no setting was chosen by them. The bounds are what issue and page promise where the judge meets
them on these answers, which avoid the points' words wherever they can; where it does not, the bound is what it reaches, less
some room.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest

from quiz.answers.judges import judge_answer
from quiz.answers.statistical import StatisticalJudge
from quiz.answers.suggestion import is_mostly_undecided
from quiz.answers.vectors import installed_vectors
from quiz.answers.verdict import Judgement
from quiz.scheduler import Rating
from scripts.fit_answers import (
    HELD_OUT,
    SUBJECTS,
    JudgedQuestion,
    get_subject_id,
    list_held_out_answers,
    load_questions,
    load_subjects,
)

ROWS = load_subjects(HELD_OUT)
JUDGE = StatisticalJudge(vectors=installed_vectors())
# Labels of all points and the judgement.
Judged = list[tuple[str, Judgement]]


@pytest.fixture(scope="module")
def questions() -> dict[str, JudgedQuestion]:
    return load_questions(installed_vectors())


@pytest.fixture(scope="module")
def judged(questions: dict[str, JudgedQuestion]) -> dict[str, Judged]:
    """Return the judgements of all answers by kind; all opposites are one kind."""
    out: dict[str, Judged] = {}
    for kind, question, labels, answer in list_held_out_answers(ROWS):
        asked = questions[question]
        told = judge_answer(JUDGE, asked.prompt, asked.points, answer)
        out.setdefault(kind.split(":")[0], []).append((labels, told))
    return out


def count_grades(judged: Judged) -> Counter[Rating | None]:
    return Counter(one.suggested for _, one in judged)


def count_outcomes(judged: Judged, label: str) -> Counter[str]:
    """Count the verdicts on the points with a label: s(aid), m(issing), c(ontradicted)."""
    return Counter(
        point.outcome for labels, one in judged for point, own in zip(one.points, labels, strict=True) if own == label
    )


def test_complete_answers_in_other_words(judged: dict[str, Judged]) -> None:
    grades = count_grades(judged["complete"])
    assert grades[Rating.AGAIN] <= 0.05 * grades.total()
    assert grades[Rating.GOOD] >= 0.6 * grades.total()
    outcomes = count_outcomes(judged["complete"], "s")
    assert outcomes["not_said"] <= 0.1 * outcomes.total()
    assert outcomes["unsure"] <= 0.4 * outcomes.total()


def test_complete_answers_spoken(judged: dict[str, Judged]) -> None:
    """Without punctuation and capitals, with fillers."""
    grades = count_grades(judged["spoken"])
    assert grades[Rating.AGAIN] <= 0.1 * grades.total()
    assert grades[Rating.GOOD] >= 0.6 * grades.total()


def test_the_sense_turned_round(judged: dict[str, Judged]) -> None:
    grades = count_grades(judged["inverted"])
    assert grades[Rating.GOOD] <= 0.1 * grades.total()
    assert grades[Rating.AGAIN] >= 0.5 * grades.total()


def test_points_that_are_missing(judged: dict[str, Judged]) -> None:
    for kind in ("half", "cut"):
        missing = count_outcomes(judged[kind], "m")
        assert missing["said"] <= 0.15 * missing.total(), kind


def test_answers_to_other_questions(judged: dict[str, Judged]) -> None:
    outcomes = count_outcomes(judged["elsewhere"], "m")
    assert outcomes["said"] <= 0.15 * outcomes.total()
    grades = count_grades(judged["elsewhere"])
    assert grades[Rating.GOOD] <= 0.2 * grades.total()


def test_one_opposite_among_the_points_themselves(questions: dict[str, JudgedQuestion]) -> None:
    """One sentence of the inverted answer in place of its point, the other points as they are written."""
    grades: Counter[Rating | None] = Counter()
    for row in ROWS:
        asked = questions[get_subject_id(row)]
        points = [point.text for point in asked.points]
        turned = re.split(r"(?<=\.)\s+", row["inverted"])
        if len(turned) == len(points):
            for at in range(len(points)):
                said = [turned[at] if place == at else f"{point}." for place, point in enumerate(points)]
                grades[judge_answer(JUDGE, asked.prompt, asked.points, " ".join(said)).suggested] += 1
    assert grades.total() > 60
    assert grades[Rating.GOOD] <= 0.55 * grades.total()


@pytest.mark.parametrize("separator", [", ", " "])
def test_keywords_earn_nothing(questions: dict[str, JudgedQuestion], separator: str) -> None:
    for row in ROWS:
        asked = questions[get_subject_id(row)]
        words = [word for point in asked.points for word in re.findall(r"[\w%.-]{4,}", point.text)]
        told = judge_answer(JUDGE, asked.prompt, asked.points, separator.join(words))
        assert told.suggested != Rating.GOOD
        assert not is_mostly_undecided([point.outcome for point in told.points])


def test_the_fit_does_not_see_these_questions() -> None:
    seen = {get_subject_id(row) for row in load_subjects(SUBJECTS)}
    assert not seen & {get_subject_id(row) for row in ROWS}
