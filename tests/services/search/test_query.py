"""How a search is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.query import (
    Vocabulary,
    build_match,
    choose_terms,
    encode_identifier,
    list_identifiers,
    parse_query,
    suggest_alternatives,
)

WORDS = Vocabulary({"idempotency": 9, "connection": 20, "pool": 30, "kafka": 5, "the": 400, "lock": 3}, entry_count=100)


@pytest.mark.parametrize(
    "typed", ["acks=all", "@ControllerAdvice", "HTTP/2", "C++", "C#", "--flag", "exactly_once_v2", "p99.9", "$HOME"]
)
def test_an_identifier_is_one_token_however_it_stands_in_a_sentence(typed: str) -> None:
    token = encode_identifier(typed)
    assert token.isalnum()
    for sentence in (f"Set `{typed}`, then", f"(see {typed})", f"“{typed}”: why", f"It is {typed}.", f"**{typed}**!"):
        assert token in set(list_identifiers(sentence.replace("*", ""))), sentence


@pytest.mark.parametrize("plain", ["pool", "Pool.", "(pool)", "", "…", "x" * 500 + "=1"])
def test_a_plain_word_is_no_identifier(plain: str) -> None:
    assert encode_identifier(plain) == ""


@given(st.text(max_size=60), st.text(max_size=60))
def test_two_identifiers_have_the_same_token_only_when_they_differ_by_case_and_punctuation(
    one: str, other: str
) -> None:
    left, right = encode_identifier(one), encode_identifier(other)
    if left and left == right:
        around = "\"'“”‘’„«»()[]{}<>,;:!?*|`…."
        assert one.strip(around).casefold() == other.strip(around).casefold()


def test_the_last_word_may_go_on_until_a_space_follows() -> None:
    assert [word.is_prefix for word in parse_query("connection poo")] == [False, True]
    assert [word.is_prefix for word in parse_query("connection pool ")] == [False, False]
    assert build_match(choose_terms(parse_query("connection poo"), WORDS, {})) == '("connection") AND ("poo"*)'


def test_quotation_marks_make_a_phrase() -> None:
    assert [word.tokens for word in parse_query('"thundering herd" cache')] == [("thundering", "herd"), ("cache",)]


def test_a_word_of_every_entry_is_left_out_beside_one_that_tells_something() -> None:
    assert build_match(choose_terms(parse_query("the pool "), WORDS, {})) == '("pool")'
    assert build_match(choose_terms(parse_query("the "), WORDS, {})) == '("the")'


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("idempotancy", "idempotency"), ("conection", "connection"), ("kafak", "kafka"), ("idempotncy", "idempotency")],
)
def test_a_slip_of_the_finger_finds_the_word_that_was_meant(typed: str, meant: str) -> None:
    assert suggest_alternatives(parse_query(f"{typed} "), WORDS) == {typed: (meant,)}


@pytest.mark.parametrize("typed", ["pool", "poo", "lok", "zebra", "1234", "connect"])
def test_a_known_word_a_short_one_and_the_beginning_of_one_are_left_as_they_are(typed: str) -> None:
    assert suggest_alternatives(parse_query(typed), WORDS) == {}


def test_of_a_cpp_that_nobody_mentions_the_letter_is_not_searched_for() -> None:
    assert build_match(choose_terms(parse_query("C++"), WORDS, {})) == ""


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    words = parse_query(text)
    build_match(choose_terms(words, WORDS, suggest_alternatives(words, WORDS)))
