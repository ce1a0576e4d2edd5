"""Lists of keywords against sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quiz.answers.sentences import is_keyword_list
from quiz.answers.tokenized_text import read

ANSWERS = json.loads(Path(__file__).with_name("answers.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "outbox, relay, at least once, event id, deduplication, order per key",
        "Kafka, Redis, PostgreSQL, idempotency, retries, jitter, circuit breaker, bulkhead",
        "compost green brown moist air two weeks temperature weed seeds six months",
        "threads connections waiting processor graphs shed load resize",
        "- error budget\n- burn rate\n- runbook\n- owner\n- severity",
    ],
)
def test_names_of_things_are_a_list(text: str) -> None:
    assert is_keyword_list(read(text))


@pytest.mark.parametrize("row", [row for row in ANSWERS if row["kind"] != "mediocre"], ids=lambda row: row["question"])
def test_answers_in_sentences_are_none(row: dict[str, str]) -> None:
    assert not is_keyword_list(read(row["answer"]))


def test_terse_sentences_are_none() -> None:
    text = "Threads outnumber connections. Waiting is invisible on processor graphs. Shed load before resizing."
    assert not is_keyword_list(read(text))


@pytest.mark.parametrize("text", ["At the main function.", "Push and pop.", ""])
def test_a_short_answer_is_judged_by_what_it_says(text: str) -> None:
    assert not is_keyword_list(read(text))


@pytest.mark.parametrize(
    ("text", "is_list"),
    [
        ("Outbox relay broker key lock pool graph", True),  # seven bare words
        ("Outbox relay broker key lock pool", False),  # six may be a name
        ("outbox, relay, broker, key", False),  # four words are judged by what they say
        ("outbox, relay, broker, key, lock", True),
        ("outbox, relay, broker, the relay reads it", False),  # half of it states something
        ("lock order, row age, key name, they wait", False),  # a quarter does
        ("lock order, row age, key name, row pool graph, they wait", True),
        ("Kafka keeps order. Redis loses it. Use Kafka. Done here now.", False),
    ],
)
def test_where_a_list_begins(text: str, is_list: bool) -> None:
    assert is_keyword_list(read(text)) is is_list


def test_other_languages_are_left_alone() -> None:
    assert not is_keyword_list(read("Schlüssel, Tabelle, Sperre, Zeit, Ordnung, Dienst", "de"), "de")
