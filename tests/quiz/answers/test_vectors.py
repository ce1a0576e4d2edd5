"""Vectors of words that no language has."""

from __future__ import annotations

import pytest

from quiz.answers.vectors import WordVectors, installed_vectors


@pytest.fixture
def vectors() -> WordVectors:
    found = installed_vectors()
    assert found is not None
    return found


def test_the_end_of_a_key_or_an_address_says_nothing(vectors: WordVectors) -> None:
    key = "f3a9" * 16
    assert (vectors.vector(key) == vectors.vector(key + "0123456789" * 20)).all()
    assert not (vectors.vector(key) == vectors.vector(key[:-1])).all()
    assert not (vectors.vector("idempotency") == vectors.vector("idempotence")).all()
