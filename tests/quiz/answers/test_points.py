"""Key points where the author wrote none, and sentences that explain those that are there."""

from __future__ import annotations

import pytest

from quiz.answers.points import derive_points, explain_points
from quiz.answers.vectors import installed_vectors
from quiz.answers.verdict import KeyPoint


def test_sentences_become_points_and_markup_does_not() -> None:
    answer = (
        "Mix green with brown material. Turn it every two weeks, e.g. with a fork.\n\n```sh\nls -l everything here\n```\n\n"
        "| a | table |\n|---|---|\n\n- keep it as moist as a sponge\n- cover it when it rains"
    )
    assert [point.text for point in derive_points(answer)] == [
        "Mix green with brown material.",
        "Turn it every two weeks, e.g. with a fork.",
        "keep it as moist as a sponge",
        "cover it when it rains",
    ]


@pytest.mark.parametrize(
    ("answer", "count"), [("", 0), ("Push.", 1), ("Yes. " + "It holds back the load here. " * 20, 1)]
)
def test_what_says_next_to_nothing_is_left_out(answer: str, count: int) -> None:
    assert len({point.text for point in derive_points(answer)}) == count


def test_a_point_is_explained_by_its_own_sentence() -> None:
    answer = "Waiting hides in the pool, where it is invisible on every graph. Shed some load before you resize the pool, and tell the callers."
    points = [KeyPoint(text="waiting is invisible"), KeyPoint(text="shed load before you resize")]
    explained = explain_points(points, answer, "en", installed_vectors())
    assert [point.explanation.split()[0] for point in explained] == ["Waiting", "Shed"]
