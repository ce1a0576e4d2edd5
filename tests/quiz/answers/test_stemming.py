"""What words are compared by."""

from __future__ import annotations

import pytest

from quiz.answers.stemming import stem, word_set


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("retries", "en", "retri"),
        ("retry's", "en", "retri"),
        ("réseau's", "ja", "réseau"),
        ("1,000", "en", "1000"),
        ("5.5", "en", "5.5"),
        ("5.", "en", "5"),
        ("häusern", "de-AT", "haus"),
        ("HÄUSERN".lower(), "DE", "haus"),
        ("retries", "ja", "retries"),  # no stemmer: the word as it is
        ("", "en", ""),
    ],
)
def test_a_word_is_compared_by_its_stem_and_a_number_by_itself(word: str, language: str, expected: str) -> None:
    assert stem(word, language) == expected


def test_a_table_of_words_may_go_over_several_lines() -> None:
    assert word_set("one two\n    two three") == {"one", "two", "three"}
