"""Which topics a script names, and which questions belong to them."""

from __future__ import annotations

from dataclasses import replace

import pytest

import deck as reader
from speech.script import script_topics

DECK = reader.parse("""# D

## Thread pools {#pools}

**Question:** What is a pool? {#q-pool}

**Question:** Why does it wait? {#q-wait}

**Counter-questions:**

- *"Why not enlarge it?"* {#cq-enlarge}
  → testing respect

### Connection pools {#connections}

**Question:** How many connections? {#q-connections}

## Caches {#caches}

**Question:** What is a cache? {#q-cache}

## Retries and budgets {#retries}

### Budgets {#budgets}

**Question:** What is a budget? {#q-budget}

## Empty {#empty}

## Spoken revision {#spoken}

### Part 1: Caches and pools (4–5 minutes) {#one}

A cache answers, a budget ends it.

### Part 2: Budgets (4–5 minutes) {#two}

Nothing else.
""")
[SCRIPT] = DECK.scripts
ONE, TWO = SCRIPT.parts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Threads and Pools", {"thread", "pool"}),
        ("How does C++ use TLS/1 in 2 systems?", {"c++", "tls/1", "in"}),
        ("a b Cd", {"cd"}),
        ("", set()),
    ],
)
def test_the_telling_words_of_a_text(text: str, words: set[str]) -> None:
    assert script_topics.extract_keywords(text) == words


def test_a_part_names_the_topics_whose_titles_it_shares_words_with_best_first() -> None:
    # "Caches" is in the title and in the text, and in no other topic; "pool" is in two topics; "budget" in the text only.
    assert script_topics.rank_named_topics(DECK, ONE) == ("caches", "pools", "connections", "budgets")
    assert script_topics.rank_named_topics(DECK, TWO) == ("budgets",)
    chosen = replace(ONE, topics=("retries", "gone", "pools"))
    assert script_topics.rank_named_topics(DECK, chosen) == ("retries", "pools")


def test_questions_come_from_a_parts_own_topics_then_from_those_of_the_others_then_from_the_rest() -> None:
    assert script_topics.rank_topics(DECK, TWO, SCRIPT) == ("budgets", "caches", "pools", "connections")
    lone = replace(SCRIPT, parts=(TWO,))
    assert script_topics.rank_topics(DECK, TWO, lone) == ("budgets", "pools", "connections", "caches")


def test_each_question_has_its_follow_ups_behind_it_and_comes_once() -> None:
    def collect(*names: str) -> list[str]:
        return [question.id for question in script_topics.collect_questions(DECK, names)]

    assert collect("pools") == ["q-pool", "q-wait", "cq-enlarge", "q-connections"]
    assert collect("caches", "connections", "pools") == ["q-cache", "q-connections", "q-pool", "q-wait", "cq-enlarge"]
    assert collect("retries") == ["q-budget"] and collect("empty", "gone") == []
    loose = replace(
        DECK, blocks=tuple(replace(b, follows="") if b in DECK.counter_questions else b for b in DECK.blocks)
    )
    assert [q.id for q in script_topics.collect_questions(loose, ["pools"])][-1] == "cq-enlarge"


def test_sections_that_ask_something_and_sections_that_say_something() -> None:
    assert script_topics.find_asking_sections(DECK) == {"pools", "connections", "caches", "retries", "budgets"}
    assert [section.id for section in script_topics.find_spoken_sections(DECK)] == [
        "pools",
        "connections",
        "caches",
        "budgets",
    ]
    assert script_topics.find_subsections(DECK, "pools") == {"pools", "connections"}
    assert script_topics.find_subsections(DECK, "gone") == frozenset()
