"""Sharing an answer out among the points."""

from __future__ import annotations

import numpy as np

from quiz.answers.allocation import cut_units, share_out
from quiz.answers.tokenized_text import read


def test_each_sentence_is_a_statement() -> None:
    reading = read("The relay is slow. Nobody knows why, and it stays so.")
    words = [" ".join(t.word for t in reading.tokens[u.first : u.last]) for u in cut_units(reading)]
    assert words == ["the relay is slow", "nobody knows why and it stays so"]


def test_a_long_transcript_is_cut() -> None:
    text = "we write the event to a table and then a relay reads it and it sends it to the broker " * 3
    units = cut_units(read(text))
    assert len(units) > 2
    assert [unit.first for unit in units][1:] == [unit.last for unit in units][:-1]


def test_what_is_left_goes_to_the_point_that_is_left() -> None:
    one, two = np.eye(2, dtype=np.float32)
    between = (one + two) / np.sqrt(2)  # as near to both points
    shares = share_out(np.array([one, between], dtype=np.float32), np.array([one, two]), [None, None])
    assert shares[0, 0] > 0.9
    assert shares[1, 1] > 0.9
    assert np.allclose(shares.sum(axis=1), 1.0)


def list_units(text: str) -> list[str]:
    reading = read(text)
    return [" ".join(token.word for token in reading.tokens[unit.first : unit.last]) for unit in cut_units(reading)]


def test_a_long_sentence_is_cut_at_its_clauses_and_a_short_one_is_not() -> None:
    clauses = [
        "the relay reads every event from the outbox table",
        "then it sends each of them to the broker",
        "because the broker keeps the order of a key",
    ]
    assert list_units(", ".join(clauses)) == [" ".join(clauses)]  # 27 words
    longer = [*clauses, "which they all need"]
    assert list_units(", ".join(longer)) == longer  # 31 words, and each piece has nine or is the last
    joined = [
        "first we lock",
        "then we read the row",
        "because nobody else may change it while we are at it now",
        *clauses,
    ]
    assert list_units(", ".join(joined))[0] == "first we lock then we read the row because nobody else may change it"
    assert list_units("") == []


def test_statements_are_shared_out_by_nearness_and_each_gives_itself_whole() -> None:
    axes = np.eye(3, dtype=np.float32)
    shares = share_out(axes[:2], axes, [None] * 3)
    assert np.allclose(shares, [[2 / 3, 0, 1 / 3], [0, 2 / 3, 1 / 3]], atol=1e-3)
    assert np.allclose(share_out(axes[:2], axes[:1], [None]), [[1], [1]])


def test_the_sentence_that_explains_a_point_draws_statements_to_it() -> None:
    one, two = np.eye(2, dtype=np.float32)
    between = ((one + two) / np.sqrt(2)).astype(np.float32)
    points, units = np.array([one, two]), np.array([between, between])
    assert np.allclose(share_out(units, points, [None, None]), 0.5)
    one, two, three = np.eye(3, dtype=np.float32)  # the second statement is near to neither point, but explains one
    drawn = share_out(np.array([one, three]), np.array([one, two]), [None, three])
    assert np.allclose(drawn, np.eye(2), atol=0.01)
    alike = share_out(np.array([two, three]), np.array([one, one]), [None, three])
    assert alike[1, 1] > 0.9
