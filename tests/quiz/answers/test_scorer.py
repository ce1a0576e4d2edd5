"""A typed answer against the key points."""

from __future__ import annotations

import pytest

from quiz.answers.scorer import Scorer, suggest_rating
from quiz.scheduler import Rating
from tests.quiz.decks import pools

POINTS = ("threads outnumber connections", "waiting is invisible to processor graphs", "shed load before you resize")


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer(pools())


@pytest.mark.parametrize(
    ("answer", "point", "touched"),
    [
        ("There are more threads than connections: they outnumber them.", POINTS[0], True),
        ("connection outnumbered by thread", POINTS[0], True),  # order and inflection
        ("The conections are outnumberd by threads", POINTS[0], True),  # spelling
        ("The garbage collector stops the world.", POINTS[0], False),
        ("", POINTS[0], False),
        ("open on the 99th percentile", "the p99 decides", True),  # a synonym of the deck
        ("the breaker opens", "a circuit breaker opens", True),
        ("it is safe", "a retry is not safe", False),  # a negation is a word too
        ("it's never safe", "it is not safe", True),
        ("about 30 seconds", "30 seconds", True),
        ("about 31 seconds of it", "30", False),
    ],
)
def test_what_touches_a_point(scorer: Scorer, answer: str, point: str, touched: bool) -> None:
    assert scorer.score(answer, (point,)).points[0].touched is touched


def test_the_learners_own_words_are_shown(scorer: Scorer) -> None:
    answer = "I would *shed* some Load, then resize."
    score = scorer.score(answer, POINTS)
    assert [answer[span.start : span.end] for span in score.points[2].spans] == ["shed", "Load", "resize"]
    assert score.points[0].spans == ()
    assert score.points[0].missing == ("threads", "outnumber", "connections")


def test_what_the_question_says_counts_for_nothing(scorer: Scorer) -> None:
    prompt = "Why do threads outnumber connections here?"
    point = "threads outnumber connections fourfold"
    assert not scorer.score("threads outnumber connections", (point,), prompt).points[0].touched
    assert scorer.score("by fourfold", (point,), prompt).points[0].touched


def test_a_rare_word_weighs_more_than_a_common_one(scorer: Scorer) -> None:
    rare, common = (scorer.score(word, ("key arithmetic",)).points[0].share for word in ("arithmetic", "key"))
    assert rare > common


@pytest.mark.parametrize(
    ("touched", "points", "rating"),
    [(0, 3, Rating.AGAIN), (1, 3, Rating.HARD), (2, 3, Rating.GOOD), (3, 3, Rating.GOOD), (0, 0, Rating.AGAIN)],
)
def test_the_suggested_grade(touched: int, points: int, rating: Rating) -> None:
    assert suggest_rating(touched, points, wrote=True) is rating


def test_silence_is_again() -> None:
    assert suggest_rating(3, 3, wrote=False) is Rating.AGAIN


def test_any_text_at_all_is_scored(scorer: Scorer) -> None:
    for answer in ("💥" * 50, "\x00\x01", "n't t 't", "a" * 4000, "1" * 4000, "𝔸𝔹ℂ İıſ"):
        score = scorer.score(answer, POINTS)
        assert all(0 <= point.share <= 1 for point in score.points)
        assert all(0 <= s.start < s.end <= len(answer) for point in score.points for s in point.spans)


def test_a_slip_of_the_pen_is_shown_as_it_was_written(scorer: Scorer) -> None:
    answer = "too few conections"
    (point,) = scorer.score(answer, ("the number of connections",)).points
    assert [answer[span.start : span.end] for span in point.spans] == ["conections"]
