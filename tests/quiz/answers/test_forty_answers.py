"""Forty answers as people give them: right, half right, wrong, empty, denied; in another order, inflection and spelling."""

from __future__ import annotations

import pytest

from deck.parser import parse
from quiz.answers.scorer import Scorer
from quiz.scheduler import Rating

TEXT = """---
title: T
language: en
synonyms:
  - [write-ahead log, WAL, commit log, journal]
  - [consumer group, group of consumers]
  - [idempotency key, dedup key, deduplication key]
---
## Kafka

**Question:** What does a partition give you? {#q1}

**Answer:** Ordering and parallelism.

- [ ] Guarantees ordering within one partition
- [ ] Parallelism is bounded by the number of partitions in a consumer group
- [ ] No ordering guarantee across partitions

**Question:** How do you make a payment retry safe? {#q2}

**Answer:** With a key.

- [ ] The client sends an idempotency key with every retry
- [ ] The server stores the key and the response in one transaction
- [ ] A duplicate returns the stored response and does not book twice

**Question:** How does a database survive a crash? {#q3}

**Answer:** WAL.

- [ ] Changes go to the write-ahead log before the pages
- [ ] fsync flushes the log at commit
- [ ] Recovery replays committed transactions

**Question:** Why is a pool of 10 enough? {#q4}

**Answer:** Little.

- [ ] Little's law: connections = throughput × hold time
- [ ] 200 requests per second held for 50 ms need 10 connections
- [ ] A larger pool adds contention on the database
"""
# The question, the answer, and which of its points it touches. What only `within` and `across` tell apart is beyond it.
ANSWERS = [
    ("q1", "Messages in a partition stay in order, nothing is promised between partitions", "02"),
    ("q1", "ordering is guaranteed within one partition", "0"),
    ("q1", "it does not guarantee ordering within a partition", "2"),
    ("q1", "it doesn't guarantee any ordering within one partition", "2"),
    ("q1", "doesnt guarantee ordering within one partition", "2"),
    ("q1", "never guarantees ordering", "2"),
    ("q1", "the number of partitions bounds parallelism of a group of consumers", "1"),
    ("q1", "paralelism is boundd by number of partitons per consumer group", "1"),
    ("q1", "There is no ordering guarantee across partitions", "2"),
    ("q1", "ordering across partitions is guaranteed", "0"),
    ("q1", "Guarantees ordering across partitions", "0"),
    ("q1", "", ""),
    ("q1", "no idea", ""),
    ("q1", "It makes the cluster cheaper and greener", ""),
    ("q1", "Order is guaranteed only inside one partition, not across partitions", "02"),
    (
        "q2",
        "client sends a dedup key on each retry; server saves key and response in the same transaction; duplicates get the stored response, not booked twice",
        "012",
    ),
    ("q2", "the client never sends an idempotency key", ""),
    ("q2", "The client sends the idempotency key", "0"),
    ("q2", "a stored response is returned for a duplicate, so it is not booked twice", "2"),
    ("q2", "a duplicate books twice", ""),
    ("q2", "keys and responses are stored transactionally by the server", "1"),
    ("q2", "without storing the key or response", ""),
    ("q2", "just retry forever with exponential backoff", ""),
    ("q3", "the journal is written before pages are changed", "0"),
    ("q3", "WAL first, then pages", "0"),
    ("q3", "commit calls fsync to flush the log", "1"),
    ("q3", "flushing the log with fsync when committing", "1"),
    ("q3", "there is no fsync at commit", ""),
    ("q3", "committed transactions are replayed on recovery", "2"),
    ("q3", "recovering replays the commited transactions", "2"),
    ("q3", "recovery does not replay committed transactions", ""),
    ("q3", "changes go to the pages before the write-ahead log", "0"),
    ("q4", "throughput times hold time gives connections (Littles law)", "0"),
    ("q4", "10 connections suffice: 200 requests per second times 50 ms", "1"),
    ("q4", "20 connections for 400 requests per second at 50 ms", "1"),
    ("q4", "bigger pools mean contention in the database", "2"),
    ("q4", "a larger pool does not add contention on the database", ""),
    ("q4", "a larger pool adds nothing but contention", "2"),
    ("q4", "more contention with a larger pool, not less", "2"),
    ("q4", "contention on the database", "2"),
]
DECK = parse(TEXT.encode())
SCORER = Scorer(DECK)
QUESTIONS = {question.id: question for question in DECK.questions}


@pytest.mark.parametrize(("question", "answer", "touched"), ANSWERS)
def test_answers_as_people_give_them(question: str, answer: str, touched: str) -> None:
    asked = QUESTIONS[question]
    score = SCORER.score(answer, asked.key_points, asked.prompt)
    assert "".join(str(place) for place, point in enumerate(score.points) if point.touched) == touched
    if not touched:
        assert score.suggested is Rating.AGAIN


@pytest.mark.parametrize(
    ("point", "answer", "touched", "denied"),
    [
        ("guarantees ordering", "does not guarantee ordering", False, True),
        ("guarantees ordering", "ordering is not guaranteed", False, True),
        ("guarantees ordering", "it fails to guarantee ordering", False, True),
        ("guarantees ordering", "isnt it cheap? it guarantees ordering", True, False),
        ("guarantees ordering", "not only cheap, it guarantees ordering", True, False),
        ("guarantees ordering", "it is not a queue but it guarantees ordering", True, False),
        ("does not guarantee ordering", "guarantees ordering", False, True),
        ("does not guarantee ordering", "there is no guarantee of ordering", True, False),
        ("no lock is held while it waits", "waits without holding the lock", True, False),
        ("no lock is held while it waits", "a lock is held", False, True),
        ("prevents double booking", "nothing is booked a second time: no double booking", True, False),
        ("shed load before you resize", "don't resize before you shed load", True, False),
        ("two workers write when the lock is lost", "if the lock is not held, two workers write", True, False),
        ("is safe to repeat", "whether it is safe to repeat or not", True, False),
    ],
)
def test_a_point_is_not_touched_by_its_denial(point: str, answer: str, touched: bool, denied: bool) -> None:
    (found,) = SCORER.score(answer, (point,)).points
    assert (found.touched, found.is_denied) == (touched, denied)
    assert found.spans


@pytest.mark.parametrize(
    ("point", "right", "wrong"),
    [
        ("幂等键防止重复扣款", "用幂等键就不会重复扣款", "增加线程池的大小"),
        ("冪等キーで二重決済を防ぐ", "二重決済は冪等キーで防げる", "スレッドを増やす"),
        ("คีย์ป้องกันการหักเงินซ้ำ", "ใช้คีย์เพื่อกันการหักเงินซ้ำ", "เพิ่มขนาดพูล"),
        ("멱등 키는 중복 결제를 막는다", "중복 결제를 멱등 키로 막는다", "풀 크기를 늘린다"),
        (
            "ключ идемпотентности предотвращает двойное списание",
            "двойного списания нет: ключ идемпотентности",
            "больше потоков",
        ),
        ("مفتاح يمنع الخصم المزدوج", "المفتاح يمنع الخصم المزدوج", "زيادة حجم المجمع"),
    ],
)
def test_other_scripts_are_compared_too(point: str, right: str, wrong: str) -> None:
    (found,) = SCORER.score(right, (point,)).points
    assert found.touched
    assert all(0 <= one.start < one.end <= len(right) for one in found.spans)
    assert all(one.end <= other.start for one, other in zip(found.spans, found.spans[1:], strict=False))
    assert not SCORER.score(wrong, (point,)).points[0].touched
