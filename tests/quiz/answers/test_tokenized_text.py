"""How a text is read for judging."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.answers.tokenized_text import TokenizedText, read


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
        ("We do not ask for a name and it returns a row.", ["ask", "name"]),  # `and` with a verb of its own
        ("Two rows without names, dates or places.", ["names", "dates", "places"]),
        ("Rows without a name, and the new one writes.", ["name"]),
        ("We never lock the row but log it.", ["lock", "row"]),
        ("It is no longer safe.", ["longer", "safe"]),
        ("No matter how slow, it is sent.", []),
        ("We rather wait.", []),
        ("It isn’t safe.", ["safe"]),
        (
            "No lock of the old table of the second shard of the cluster is held today.",
            [
                "lock",
                "old",
                "table",
                "second",
                "shard",
                "cluster",
            ],
        ),  # six words of meaning, no more
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
        ("the lock sorry the latch", "the latch"),
        ("it waits sorry about ten seconds", "it waits sorry about ten seconds"),  # nothing that is said again
        ("we lock the row i mean the table", "we lock the table"),
        ("lock it, scratch that, latch it", "latch it"),
        ("it is the sort of lock", "it is the sort of lock"),
        ("we sort of lock it", "we lock it"),
    ],
)
def test_fillers_and_corrections_are_left_out(spoken: str, kept: str) -> None:
    assert [token.word for token in read(spoken).tokens] == kept.split()


def list_runs(text: TokenizedText, what: str) -> list[str]:
    """Return a text's clauses or sentences, each as its words."""
    runs: dict[int, list[str]] = {}
    for token in text.tokens:
        runs.setdefault(getattr(token, what), []).append(token.word)
    return [" ".join(words) for words in runs.values()]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It is slow. It waits! Why? One: two; three", ["it is slow", "it waits", "why", "one", "two", "three"]),
        ("one\ntwo", ["one", "two"]),
        ("Kafka v1.2 sets kafka.acks at 3:05 in 1,000 ms. It stops", ["kafka v1 2 sets kafka acks at 3 05 in 1,000 ms", "it stops"]),
        ("It is slow.The pool waits.", ["it is slow", "the pool waits"]),  # the space was forgotten
        ("它很慢。它等待", ["它 很 慢", "它 等 待"]),
        ("", []),
    ],
)  # fmt: skip
def test_where_sentences_end(text: str, sentences: list[str]) -> None:
    assert list_runs(read(text), "sentence") == sentences


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("pools, queues (locks) and rows", ["pools", "queues", "locks", "and rows"]),
        ("end-to-end tests - slow ones", ["end to end tests", "slow ones"]),
        ("the pool is small because nobody looks", ["the pool is small", "because nobody looks"]),
        ("read it → write it", ["read it", "write it"]),
        ("we lock the row and we read it", ["we lock the row and we read it"]),  # short enough
        (
            "the relay reads the outbox table every second and it sends the rows to the broker nobody else may mark them",
            ["the relay reads the outbox table every second", "and it sends the rows to the broker", "nobody else may mark them"],
        ),
    ],
)  # fmt: skip
def test_where_clauses_end(text: str, clauses: list[str]) -> None:
    assert list_runs(read(text), "clause") == clauses


def test_what_was_taken_back_has_its_place() -> None:
    text = "We lock the row, no wait, the table."
    assert [text[start:end] for start, end in read(text).taken_back] == ["the row"]


def test_other_languages_deny_with_their_own_words() -> None:
    def list_denied(text: str, language: str) -> list[str]:
        return [token.word for token in read(text, language).tokens if token.denied]

    assert list_denied("Das ist kein Schloss", "de-AT") == ["das", "ist", "schloss"]
    assert list_denied("Das ist kein Schloss", "en") == []
    assert list_denied("Das ist kein Schloss", "fr") == []


def test_names_are_several_words_and_acronyms_carry_meaning() -> None:
    assert [token.word for token in read("NotEnoughReplicas").tokens] == ["not", "enough", "replicas"]
    assert [token.word for token in read("use USE for it").meaning] == ["use"]


@given(st.text(max_size=300), st.sampled_from(["en", "de", "fr", "ja", "xx", ""]))
def test_any_text_is_read_and_every_word_has_its_place(text: str, language: str) -> None:
    tokens = read(text, language).tokens
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
