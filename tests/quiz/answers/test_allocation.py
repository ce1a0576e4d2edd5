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
