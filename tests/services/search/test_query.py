"""How a search is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.query import (
    MAX_SUGGESTIONS,
    MAX_WORDS,
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


def match(text: str, vocabulary: Vocabulary = WORDS) -> str:
    words = parse_query(text)
    return build_match(choose_terms(words, vocabulary, suggest_alternatives(words, vocabulary)))


def test_a_pasted_paragraph_is_searched_for_by_its_first_words() -> None:
    assert MAX_WORDS == 12
    assert [word.text for word in parse_query(" ".join(f"w{n}" for n in range(40)))] == [f"w{n}" for n in range(12)]


def test_what_is_quoted_is_finished_and_taken_as_words() -> None:
    (phrase,) = parse_query('"acks=all poo"')
    assert (phrase.tokens, phrase.identifier, phrase.is_prefix) == (("acks", "all", "poo"), "", False)
    (typed,) = parse_query("acks=all")
    assert (typed.tokens, typed.identifier) == (("acks", "all"), encode_identifier("ACKS=ALL."))
    assert parse_query("… –") == () or all(word.identifier for word in parse_query("… –"))


@pytest.mark.parametrize(
    ("typed", "expression"),
    [
        ("poo", '("poo"*)'),  # a beginning that is no word itself
        ("the ", '("the")'),
        ("lock", '("lock"*)'),  # four letters may go on
        ("pool kafka ", '("pool") AND ("kafka")'),
        ("zebra ", '("zebra")'),
        ("kafak pool ", '("kafka") AND ("pool")'),
        ('"pool lock"', '("pool lock")'),
    ],
)
def test_the_expression_of_a_search(typed: str, expression: str) -> None:
    assert match(typed) == expression


def test_a_short_word_that_is_known_is_meant_as_it_stands() -> None:
    words = Vocabulary({"api": 3, "apiary": 1}, entry_count=100)
    assert match("api", words) == '("api")'
    assert match("api ", words) == '("api")'
    assert match("apia", words) == '("apia"*)'


def test_one_of_the_words_will_do_where_all_are_not_there() -> None:
    words = choose_terms(parse_query("pool kafka "), WORDS, {})
    assert build_match(words, any_word=True) == '("pool") OR ("kafka")'


def test_an_identifier_that_the_index_knows_is_one_of_the_ways_to_find_it() -> None:
    token = encode_identifier("acks=all")
    known = Vocabulary({token: 1, "acks": 1, "all": 9, "pool": 2}, entry_count=100)
    assert match("acks=all ", known) == f'(identifiers : "{token}" OR "acks all")'
    assert match("acks=all ", Vocabulary({"acks": 1, "all": 9}, entry_count=100)) == '("acks all")'
    cpp = encode_identifier("C++")
    assert match("C++ ", Vocabulary({cpp: 1, "c": 9}, entry_count=100)) == f'(identifiers : "{cpp}")'


def test_a_word_is_common_from_more_than_four_entries_in_five() -> None:
    words = Vocabulary({"rare": 79, "usual": 80, "common": 81}, entry_count=100)
    assert [words.is_common(word) for word in ("rare", "usual", "common", "unknown")] == [False, False, True, False]
    alone = Vocabulary({"pool": 1}, entry_count=1)  # in an index of one entry every word stands everywhere
    assert not alone.is_common("pool")


def test_a_beginning_is_known_when_a_word_goes_on_from_it() -> None:
    assert WORDS.knows("connect", as_prefix=True) and WORDS.knows("pool", as_prefix=True)
    assert not WORDS.knows("connect") and not WORDS.knows("poolx", as_prefix=True)
    assert not WORDS.knows("zzz", as_prefix=True)


def test_the_nearest_words_are_suggested_the_most_frequent_first() -> None:
    words = Vocabulary({"cache": 2, "caches": 9, "cachet": 5, "cached": 4, "latency": 1, "tenancy": 7}, entry_count=100)
    assert words.suggest("cachex") == ("caches", "cachet", "cached")[:MAX_SUGGESTIONS]  # all one letter off
    assert words.suggest("latancy") == ("latency",)  # one slip; the other is two away
    assert words.suggest("lateny") == ("latency",)
    assert words.suggest("laetncyx") == ("latency",)  # two slips in a long word
    assert Vocabulary({"kafka": 1}, 1).suggest("kfkaa") == ()  # two in a short one are too many
    assert Vocabulary({"2024": 1}, 1).suggest("2025") == ()
    assert Vocabulary({"abc": 1}, 1).suggest("abd") == ()


def test_only_the_last_part_of_an_unfinished_word_may_go_on() -> None:
    words = Vocabulary({"idempotency": 9, "keys": 2, "idempotent": 1}, entry_count=100)
    assert suggest_alternatives(parse_query("idempoten-keys"), words) == {"idempoten": ("idempotent",)}
    assert suggest_alternatives(parse_query("keys-idempoten"), words) == {}
    assert suggest_alternatives(parse_query("keys-idempoten "), words) == {"idempoten": ("idempotent",)}
