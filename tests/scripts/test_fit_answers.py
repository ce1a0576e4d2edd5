"""What the judge of typed answers is fitted on, without fitting it."""

from __future__ import annotations

import random

import numpy as np
import pytest

from scripts import fit_answers
from scripts.fit_answers import Example

ROW = {
    "question": "Why a pool?",
    "complete": ["Connections are dear.", "A pool keeps them open.", "It also limits their number."],
    "spoken": "um connections are dear",
    "half": {"answer": "Connections are dear.", "missing": [1, 2]},
    "inverted": "Connections cost nothing.",
    "opposites": [{"point": 1, "kind": "word", "instead_of": "keeps them open", "said": "closes them"}],
}


def test_answers_that_were_kept_apart_carry_a_label_for_each_point() -> None:
    others = [
        {**ROW, "question": f"Question {number}", "complete": ["No.", "No.", f"Other {number}."]} for number in range(6)
    ]
    answers = [entry for entry in fit_answers.list_held_out_answers([ROW, *others]) if entry[1] == "Why a pool?"]
    assert [(kind, labels) for kind, _, labels, _ in answers] == [
        ("complete", "sss"),
        ("spoken", "sss"),
        ("half", "smm"),
        ("inverted", "ccc"),
        ("cut", "mss"),
        ("cut", "sms"),
        ("cut", "ssm"),
        ("opposite: word", "scs"),
        ("elsewhere", "mmm"),
    ]
    texts = [text for *_, text in answers]
    assert texts[5] == "Connections are dear. It also limits their number."
    assert texts[7] == "Connections are dear. A pool closes them. It also limits their number."
    assert texts[8] == "No. No. Other 4."  # five places further on


def test_a_transcript_has_no_signs_and_all_of_the_words_in_their_order() -> None:
    text = "A well-known pool: 99.9 % of requests (all, nearly) wait. Why?"
    transcript = fit_answers.transcribe(text, random.Random(4)).split()
    expected = ["a", "well", "known", "pool", "99.9", "%", "of", "requests", "all", "nearly", "wait", "why"]
    rest = iter(transcript)
    assert all(word in rest for word in expected)
    assert len(transcript) >= len(expected)
    assert fit_answers.transcribe(text, random.Random(4)).split() == transcript


def test_no_question_is_in_two_folds() -> None:
    groups = ["a", "b", "a", "c", "d", "b", "e"]
    folds = fit_answers.split_into_folds(groups, 3)
    assert sorted(number for fold in folds for number in fold) == list(range(len(groups)))
    for group in groups:
        assert sum(any(groups[number] == group for number in fold) for fold in folds) == 1


def test_a_logistic_model_finds_what_tells_the_labels_apart() -> None:
    rng = np.random.default_rng(3)
    rows = [{"near": float(near), "noise": float(noise)} for near, noise in rng.uniform(0, 1, (200, 2))]
    labels = [row["near"] > 0.5 for row in rows]
    model = fit_answers.fit_logistic(rows, labels, ("near", "noise"))
    assert model.probability({"near": 0.9}) > 0.9 and model.probability({"near": 0.1}) < 0.1
    assert model.slopes["near"] > 10 * abs(model.slopes["noise"])
    # What weighs nothing teaches nothing.
    turned = fit_answers.fit_logistic(
        [*rows, *rows], [*labels, *(not label for label in labels)], ("near",), [1.0] * 200 + [0.0] * 200
    )
    assert turned.probability({"near": 0.9}) > 0.9


def test_the_wider_rows_hold_the_mean_of_the_other_points_of_the_answer() -> None:
    examples = [
        Example(
            label="s",
            question="q",
            answer=answer,
            source="written",
            kind="expert",
            values={"x": value},
            shape="several",
        )
        for answer, value in ((1, 1.0), (1, 2.0), (1, 6.0), (2, 5.0))
    ]
    rows = fit_answers.make_wider_rows(examples, fit_answers.LogisticWeights(0.0, {"x": 1.0}))
    assert [row["own"] for row in rows] == [1.0, 2.0, 6.0, 5.0]
    assert [row["others"] for row in rows[:3]] == pytest.approx([4.0, 3.5, 1.5])


def test_thresholds_of_a_single_point_keep_right_answers_from_again_and_wrong_ones_from_good() -> None:
    model = fit_answers.LogisticWeights(0.0, {"x": 1.0})
    right = [[{"x": float(value)}] for value in np.linspace(-1, 3, 100)]
    wrong = [[{"x": float(value)}] for value in np.linspace(-3, 1, 100)]
    thresholds = fit_answers.cut_public(model, [*right, *wrong], [5.0] * 100 + [1.0] * 100)
    is_right = [thresholds.decide(model.probability(row)) for [row] in right]
    is_wrong = [thresholds.decide(model.probability(row)) for [row] in wrong]
    assert is_right.count("not_said") <= 3 and is_wrong.count("said") <= 12
    assert is_right.count("said") >= 60
