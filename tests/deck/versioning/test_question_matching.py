"""Which question is which where wording alone misleads: patterns, twins, and what comes back."""

from __future__ import annotations

import pytest

from deck.versioning.matching import Matching, StudyItem, match_decks
from deck.versioning.similarity import score_pair, score_pairs

ANSWER = "Because a thread that holds a connection waits for another one that nobody gives back."
OTHER = "Nothing at all: the registry keeps the last known address and the gateway goes on with it."


def item(name: str, prompt: str, said: str = "", topic: str = "t", line: int = 0) -> StudyItem:
    return StudyItem(name, "question", prompt, said, topic, line, has_explicit_id=False)


def kept(found: Matching) -> dict[str, str]:
    return {m.new.id: m.old.id for m in (*found.matches, *found.returning) if m.keeps_history}


PORTS = [item(f"q-{name}", f"What is the default port of {name}?", port) for name, port in
         (("redis", "6379"), ("mysql", "3306"), ("kafka", "9092"), ("mongodb", "27017"), ("postgres", "5432"))]  # fmt: skip


def test_where_all_questions_follow_one_pattern_another_one_is_new() -> None:
    new = [*PORTS[1:], item("n", "What is the default port of nginx?", "80")]
    assert "n" not in kept(match_decks(PORTS, new))


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("What is the default port of rediss?", "6379"),
        ("Which port does redis listen on by default?", "6379"),
        ("What si the default port of redis?", "Six three seven nine."),
    ],
)
def test_a_typo_or_a_rewording_in_such_a_deck_is_still_the_same_question(prompt: str, said: str) -> None:
    assert kept(match_decks(PORTS, [*PORTS[1:], item("n", prompt, said)]))["n"] == "q-redis"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("What is a mutex?", "What is a semaphore?"),
        ("Explain CAP.", "Explain PACELC."),
        ("How do you size a thread pool?", "How do you size a connection pool?"),
        ("Why is at-least-once enough?", "Why is exactly-once not enough?"),
        ("What is C?", "What is C++?"),
        ("What is C?", "What is C#?"),
        ("What is C#?", "What is C++?"),
        ("What is a NET?", "What is `.NET`?"),
    ],
)
def test_another_subject_is_another_question_unless_the_answer_stayed(before: str, after: str) -> None:
    assert kept(match_decks([item("o", before, ANSWER)], [item("n", after, OTHER)])) == {}
    assert kept(match_decks([item("o", before)], [item("n", after)])) == {}
    assert kept(match_decks([item("o", before, ANSWER)], [item("n", after, ANSWER)])) == {"n": "o"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("What is a circuit breaker?", "Explain what a circuit breaker is"),
        ("Why is a pool of ten behind two hundred threads dangerous?", "Why is a pool of ten dangerous?"),
        ("When is a retry safe?", "When is a retyr safe?"),
        ("How do you notice that a cache serves stale rows?", "How would one notice that a cache serves stale rows?"),
    ],
)
def test_a_rewording_keeps_its_history_without_an_answer_to_go_by(before: str, after: str) -> None:
    assert kept(match_decks([item("o", before)], [item("n", after)])) == {"n": "o"}


def test_a_new_question_of_the_same_words_does_not_take_the_history_of_the_old_one() -> None:
    old = [item("o", "Why?", ANSWER, "pools", 20)]
    new = [item("first", "Why?", OTHER, "other", 5), item("second", "Why?", ANSWER, "pools", 20)]
    assert kept(match_decks(old, new)) == {"second": "o"}


def test_twins_go_by_their_neighbours() -> None:
    rows = ["Alpha?", "Why?", "Beta?", "Gamma?", "Why?", "Delta?"]
    old = [item(f"o{n}", prompt, "", "t", n) for n, prompt in enumerate(rows)]
    new = [item(f"n{n}", prompt, "", "t", n) for n, prompt in enumerate(rows) if n != 1]  # the first twin is gone
    assert kept(match_decks(old, new))["n4"] == "o4"


def test_very_many_of_the_same_words_are_paired_in_their_order() -> None:
    old = [item(f"o{n}", "Why?", "", "t", n) for n in range(400)]
    new = [item(f"n{n}", "Why?", "", "t", n) for n in range(400)]
    assert kept(match_decks(old, new)) == {f"n{n}": f"o{n}" for n in range(400)}


def test_what_returns_with_a_typo_goes_before_a_live_question_that_is_hardly_alike() -> None:
    old = [item("live", "How do you keep the rota of the on-call team fair to everybody?", OTHER)]
    gone = [item("gone", "How do you set up an on-call rotation that people do not leave?")]
    new = [item("n", "How do you ste up an on-call rotation that people do not leave?", ANSWER)]
    assert kept(match_decks(old, new, gone)) == {"n": "gone"}


def test_many_are_weighed_as_one_is() -> None:
    rows = [
        *PORTS,
        item("a", "Why?", ANSWER),
        item("b", "Why not?", ""),
        item("c", "", OTHER),
        item("d", "Why?", ANSWER[:60]),
    ]
    found = score_pairs(rows, list(reversed(rows)))
    one_by_one = [[score_pair(o, n) for n in reversed(rows)] for o in rows]
    assert found.tolist() == [pytest.approx(row, abs=1e-6) for row in one_by_one]
