"""How a text is read for judging."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.answers.tokenized_text import read


def denied(text: str) -> list[str]:
    return [token.word for token in read(text).tokens if token.denied and token.meaning]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The age of the oldest row need not be alarmed.", ["age", "oldest", "row", "need", "alarmed"]),
        ("Late money becomes an adjustment, not a reopened day.", ["reopened", "day"]),
        ("Drop partitions instead of deleting rows.", ["deleting", "rows"]),
        ("It must not name causes, look-alikes or dangers.", ["name", "causes", "look", "alikes", "dangers"]),
        ("The count of retries plays no role.", ["count", "retries", "plays", "role"]),
        ("It never happens without a lock.", ["happens"]),  # two negations over one word cancel each other
        ("Not only the cache is cold.", []),
        ("A retry is safe.", []),
        ("The old owner isn't fenced, and the new one writes.", ["old", "owner", "fenced"]),
    ],
)
def test_what_a_negation_covers(text: str, words: list[str]) -> None:
    assert denied(text) == words


@pytest.mark.parametrize(
    ("spoken", "kept"),
    [
        ("the key is per attempt no sorry per intent", "the key is per intent"),
        ("it is shorter no wait longer than the timeout", "it is longer than the timeout"),
        ("it takes 5 ms no wait 50 ms", "it takes 50 ms"),
        ("um so the the uh relay you know sends it", "so the the relay sends it"),
        ("sorry it expires after a day", "sorry it expires after a day"),  # a politeness, nothing was said before it
    ],
)
def test_fillers_and_corrections_are_left_out(spoken: str, kept: str) -> None:
    assert [token.word for token in read(spoken).tokens] == kept.split()


def test_names_are_several_words_and_acronyms_carry_meaning() -> None:
    assert [token.word for token in read("NotEnoughReplicas").tokens] == ["not", "enough", "replicas"]
    assert [token.word for token in read("use USE for it").meaning] == ["use"]


@given(st.text(max_size=300), st.sampled_from(["en", "de", "fr", "ja", "xx", ""]))
def test_any_text_is_read_and_every_word_has_its_place(text: str, language: str) -> None:
    tokens = read(text, language).tokens
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
