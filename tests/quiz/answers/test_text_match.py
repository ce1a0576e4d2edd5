"""Words compared by meaning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.answers.stemming import stem
from quiz.answers.text_match import Synonyms, compute_overlap, find_stems, find_words, is_same_word


def read_words(text: str, language: str = "en") -> list[str]:
    return [text[word.start : word.end] for word in find_words(text, language)]


def list_stems(text: str, language: str = "en") -> list[str]:
    return [word.stem for word in find_words(text, language)]


def test_names_in_code_are_several_words_and_each_has_its_place() -> None:
    assert read_words("Set maxLifetime and min_insync_replicas to p99, 99.9 or 1,000.") == [
        "Set", "max", "Lifetime", "min", "insync", "replicas", "p99", "99.9", "1,000",
    ]  # fmt: skip


def test_words_without_meaning_are_left_out_in_english_alone() -> None:
    assert read_words("it is the pool of a thread") == ["pool", "thread"]
    assert read_words("it is the pool", "de") == ["it", "is", "the", "pool"]


def test_all_negations_are_one_word() -> None:
    for text in ("no lock", "not lock", "never lock", "without lock", "cannot lock"):
        assert list_stems(text) == ["not", "lock"], text
    for text in ("isn't locked", "isn’t locked", "won't lock"):
        assert list_stems(text)[1:] == ["not", "lock"], text
    assert list_stems("t lock") == ["lock"]
    assert "not" in list_stems("kein Schloss", "de")
    assert "not" in list_stems("no Schloss", "de")  # people mix
    assert "not" not in list_stems("kein lock", "en")


def test_inflections_and_near_spellings_are_one_word_and_numbers_are_not() -> None:
    assert find_stems("retries retrying") == find_stems("retry")
    assert is_same_word("decid", "decis")
    assert not is_same_word("cach", "catch")  # too short to be nearly the same
    assert not is_same_word("consumer", "presumer")  # another beginning
    assert not is_same_word("asynchronous", "synchronous")
    assert not is_same_word("10000", "10001")
    assert is_same_word("7", "7")


def test_scripts_without_spaces_are_compared_by_pairs() -> None:
    assert read_words("重复请求", "zh") == ["重复", "复请", "请求"]
    assert read_words("水", "zh") == ["水"]


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("pool of threads", "pool of threads", 1.0),
        ("pool threads", "pool queue", 0.5),
        ("pool", "queue", 0.0),
        ("pool", "pool with twenty threads", 1.0),  # of the smaller set
        ("", "pool", 0.0),
    ],
)
def test_the_overlap_is_a_share_of_common_words(one: str, other: str, share: float) -> None:
    assert compute_overlap(find_stems(one), find_stems(other)) == pytest.approx(share)
    assert compute_overlap(find_stems(other), find_stems(one)) == pytest.approx(share)


def test_phrases_that_a_deck_calls_the_same_are_one_word() -> None:
    synonyms = Synonyms([["circuit breaker", "breaker"], ["p99", "tail latency"]])
    merged = synonyms.read("The circuit breaker watches tail latency; a breaker opens.")
    assert [word.stem for word in merged] == ["=0", "watch", "=1", "=0", "open"]
    text = "The circuit breaker watches"
    first = synonyms.read(text)[0]
    assert text[first.start : first.end] == "circuit breaker"  # the longest phrase wins
    assert [word.stem for word in Synonyms([]).read("breaker")] == ["breaker"]


def test_stems_follow_the_language_and_leave_numbers_alone() -> None:
    assert stem("databases") == stem("database's") == stem("database")
    assert stem("Häuser".lower(), "de") == stem("häusern", "de-AT")
    assert stem("99.") == "99"
    assert stem("1,000") == "1000"
    assert stem("quirks", "xx") == "quirks"


@given(st.text(max_size=120), st.sampled_from(["en", "de", "ja", "xx"]))
def test_every_word_has_its_place_in_the_text(text: str, language: str) -> None:
    words = find_words(text, language)
    assert all(0 <= word.start < word.end <= len(text) and word.stem for word in words)
    assert find_stems(text, language) == {word.stem for word in words}
