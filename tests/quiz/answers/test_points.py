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


def test_of_many_sentences_the_eight_that_say_most_are_points_in_their_order() -> None:
    long = [
        f"The {word} service waits for its database connection pool."
        for word in ("red", "blue", "green", "grey", "pink", "gold", "teal", "lime")
    ]
    short = [f"Wait {word} now." for word in ("longer", "shorter")]
    derived = derive_points(" ".join([short[0], *long, short[1]]))
    assert [point.text for point in derived] == long


def test_a_sentence_that_says_another_point_explains_nothing() -> None:
    points = [
        KeyPoint(text="requests wait for a free connection"),
        KeyPoint(text="colours are blue", wordings=("azure",)),
    ]
    explained = explain_points(points, "All the requests of the day wait in front for one free connection.", "en", None)
    assert [bool(point.explanation) for point in explained] == [True, False]
    assert explained[1].wordings == ("azure",)
    assert explain_points(points, "", "en", None) == tuple(points)
