"""What is measured between a point and an answer."""

from __future__ import annotations

import numpy as np
import pytest

from quiz.answers.point_features import PointFeatures, cut_passages, unit
from quiz.answers.statistical import StatisticalJudge
from quiz.answers.tokenized_text import read
from quiz.answers.vectors import installed_vectors
from quiz.answers.verdict import KeyPoint

WORDS, VECTORS = StatisticalJudge(), StatisticalJudge(vectors=installed_vectors())
RELAY, BROKER = "the relay reads the outbox", "the broker keeps the event"


def measure(judge: StatisticalJudge, points: list[str], answer: str, prompt: str = "") -> list[PointFeatures]:
    return [variants[0] for variants in judge.measure(prompt, [KeyPoint(text=point) for point in points], answer)]


def list_passages(text: str) -> list[str]:
    reading = read(text)
    return [" ".join(t.word for t in reading.tokens[p.first : p.last]) for p in cut_passages(reading)]


def test_passages_are_clauses_up_to_three_in_a_row_and_sentences_up_to_two() -> None:
    assert list_passages("One, two, three, four. Five. Six.") == [
        "one", "two", "three", "four",
        "one two", "two three", "three four",
        "one two three", "two three four",
        "one two three four",
        "five", "six",
        "one two three four five", "five six",
    ]  # fmt: skip
    assert list_passages("") == []


def test_a_long_clause_is_cut_into_windows_that_overlap() -> None:
    names = (
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda omicron sigma tau upsilon phi chi psi omega"
    )
    assert list_passages(names.removesuffix(" omega")) == [names.removesuffix(" omega")]  # eighteen words
    windows = list_passages(names)
    assert windows[0] == names
    assert windows[1:3] == ["alpha beta gamma delta epsilon zeta eta", "epsilon zeta eta theta iota kappa lambda"]
    assert [len(window.split()) for window in windows] == [19, 7, 7, 7, 7, 12, 12, 11]


def test_rows_are_scaled_to_length_one_and_zeros_stay() -> None:
    assert np.allclose(unit(np.array([[3, 4], [0, 0]], dtype=np.float32)), [[0.6, 0.8], [0, 0]])


@pytest.mark.parametrize(
    ("answer", "everywhere", "in_one_passage"),
    [
        ("The relay reads the outbox.", 1.0, 1.0),
        ("The relay waits. Nothing happens. It reads the outbox.", 1.0, 2 / 3),  # no passage holds three sentences
        ("The relay waits.", 1 / 3, 1 / 3),
        ("Nothing happens.", 0.0, 0.0),
    ],
)
def test_a_point_may_be_said_in_pieces(answer: str, everywhere: float, in_one_passage: float) -> None:
    (measured,) = measure(WORDS, ["relays read outboxes"], answer)
    values = measured.values
    assert (values["exact_all"], values["exact_passage"]) == pytest.approx((everywhere, in_one_passage), abs=0.1)


def test_of_passages_that_say_the_same_the_shortest_is_shown() -> None:
    answer = "The relay waits for the broker. The relay reads the outbox, always."
    (measured,) = measure(WORDS, [RELAY], answer)
    assert answer[measured.place.start : measured.place.end] == "The relay reads the outbox"
    assert [token.word for token in measured.matched] == ["relay", "reads", "outbox"]


def test_a_passage_that_does_not_contradict_is_preferred() -> None:
    answer = "The relay reads the outbox. The relay does not read the outbox."
    (measured,) = measure(WORDS, [RELAY], answer)
    assert answer[measured.place.start : measured.place.end] == "The relay reads the outbox"
    assert measured.contradiction.weight == 0


def test_words_of_like_meaning_are_matched_by_their_vectors_alone() -> None:
    point, answer = "remove the row", "We delete the record."
    (by_words,), (by_vectors,) = measure(WORDS, [point], answer), measure(VECTORS, [point], answer)
    assert [token.word for token in by_words.matched] == []
    assert "delete" in [token.word for token in by_vectors.matched]
    assert by_vectors.values["exact_all"] == by_words.values["exact_all"] == 0.0
    assert by_vectors.values["soft_all"] > by_words.values["soft_all"] == 0.0


def test_each_statement_is_left_for_its_own_point() -> None:
    relay, broker = measure(VECTORS, [RELAY, BROKER], f"{RELAY}. {BROKER}.".capitalize())
    for measured in (relay, broker):
        assert measured.values["share"] == pytest.approx(1.0, abs=0.01)
        assert measured.values["cosine_passage"] == pytest.approx(1.0, abs=0.01)
        assert measured.values["particular_ahead"] > 1.0
        assert measured.values["behind"] == pytest.approx(0.0, abs=0.01)
    assert relay.place.end <= broker.place.start


def test_a_point_that_the_answer_leaves_out_lies_behind() -> None:
    said, missing = (measured.values for measured in measure(VECTORS, [RELAY, BROKER], "The relay reads the outbox."))
    assert said["share"] == missing["share"] == pytest.approx(0.5)  # one statement for two points
    for name in ("cosine_ahead", "particular_ahead", "particular_most", "behind"):
        assert said[name] > 0.5 > -0.5 > missing[name], name
    assert said["topic"] == missing["topic"]


def test_what_repeats_the_question_says_less() -> None:
    (asked,) = measure(
        VECTORS, [RELAY], "The relay reads the outbox.", prompt="What does the relay do with the outbox?"
    )
    (plain,) = measure(VECTORS, [RELAY], "The relay reads the outbox.")
    assert asked.values["cosine_beyond"] < plain.values["cosine_beyond"] == pytest.approx(1.0, abs=0.01)
    assert asked.values["cosine_prompt"] > plain.values["cosine_prompt"] == 0.0
    assert asked.values["cosine_passage"] == plain.values["cosine_passage"]


def test_a_sentence_that_explains_a_point_is_looked_for_as_well() -> None:
    sentence = "A second delivery of the same event changes nothing."
    points = [KeyPoint(text="idempotent", explanation=sentence), KeyPoint(text="ordered")]
    (explained,), (plain,) = VECTORS.measure("", points, sentence)
    assert explained.values["explained"] == pytest.approx(1.0, abs=0.01)
    assert "explained" not in plain.values
    assert explained.values["particular_ahead"] > 0 > plain.values["particular_ahead"]


@pytest.mark.parametrize("answer", ["", "?!", "the of and"])
def test_nothing_is_measured_in_an_answer_without_words(answer: str) -> None:
    for judge in (WORDS, VECTORS):
        (measured,) = measure(judge, [RELAY], answer)
        assert (measured.passage, measured.matched, measured.contradiction.weight) == (None, (), 0.0)
