"""Forty answers as people give them: right, half right, wrong, empty, denied; in another order, inflection and spelling."""

from __future__ import annotations

import pytest

from deck.parser import parse
from quiz.answers.judges import default_judge, judge_answer, points_of
from quiz.answers.verdict import KeyPoint
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
# The question, the answer, and which of its points it makes.
ANSWERS = [
    ("q1", "Messages in a partition stay in order, nothing is promised between partitions", "02"),
    ("q1", "ordering is guaranteed within one partition", "0"),
    ("q1", "it does not guarantee ordering within a partition", ""),
    ("q1", "it doesn't guarantee any ordering within one partition", ""),
    ("q1", "doesnt guarantee ordering within one partition", ""),
    ("q1", "never guarantees ordering", ""),
    ("q1", "the number of partitions bounds parallelism of a group of consumers", "1"),
    ("q1", "paralelism is boundd by number of partitons per consumer group", "1"),
    ("q1", "There is no ordering guarantee across partitions", "2"),
    ("q1", "ordering across partitions is guaranteed", ""),
    ("q1", "Guarantees ordering across partitions", ""),
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
    ("q4", "throughput times hold time gives connections (Littles law)", "0"),
    ("q4", "10 connections suffice: 200 requests per second times 50 ms", "1"),
    ("q4", "20 connections for 400 requests per second at 50 ms", ""),
    ("q4", "bigger pools mean contention in the database", "2"),
    ("q4", "a larger pool does not add contention on the database", ""),
    ("q4", "a larger pool adds nothing but contention", "2"),
    ("q4", "more contention with a larger pool, not less", "2"),
    ("q4", "contention on the database", "2"),
]
DECK = parse(TEXT.encode())
JUDGE = default_judge(DECK)
QUESTIONS = {question.id: question for question in DECK.questions}


@pytest.mark.parametrize(("question", "answer", "made"), ANSWERS)
def test_answers_as_people_give_them(question: str, answer: str, made: str) -> None:
    asked = QUESTIONS[question]
    result = judge_answer(JUDGE, asked.prompt, points_of(DECK, asked), answer)
    wrong = {
        point.point: point.outcome
        for place, point in enumerate(result.points)
        if point.outcome == ("not_said" if str(place) in made else "said")
    }
    assert not wrong
    if not made:
        assert result.suggested in {Rating.AGAIN, None}


@pytest.mark.parametrize(
    ("point", "answer"),
    [
        ("guarantees ordering", "does not guarantee ordering"),
        ("guarantees ordering", "ordering is not guaranteed"),
        ("does not guarantee ordering", "guarantees ordering"),
        ("no lock is held while it waits", "a lock is held while it waits"),
        ("a larger pool adds contention", "a larger pool does not add contention"),
    ],
)
def test_a_point_is_not_said_by_its_denial(point: str, answer: str) -> None:
    assert JUDGE.judge("", KeyPoint(text=point), answer).outcome != "said"


@pytest.mark.parametrize(
    ("point", "answer"),
    [
        ("guarantees ordering", "not only cheap, it guarantees ordering"),
        ("guarantees ordering", "it is not a queue but it guarantees ordering"),
        ("does not guarantee ordering", "there is no guarantee of ordering"),
        ("prevents double booking", "nothing is booked a second time: no double booking"),
    ],
)
def test_a_negation_elsewhere_does_no_harm(point: str, answer: str) -> None:
    assert JUDGE.judge("", KeyPoint(text=point), answer).outcome != "not_said"


@pytest.mark.parametrize(
    ("point", "right", "wrong"),
    [
        ("幂等键防止重复扣款", "用幂等键就不会重复扣款", "增加线程池的大小"),
        ("冪等キーで二重決済を防ぐ", "二重決済は冪等キーで防げる", "スレッドを増やす"),
        ("คีย์ป้องกันการหักเงินซ้ำ", "ใช้คีย์เพื่อกันการหักเงินซ้ำ", "เพิ่มขนาดพูล"),
        ("멱등 키는 중복 결제를 막는다", "중복 결제를 멱등 키로 막는다", "풀 크기를 늘린다"),
        ("مفتاح يمنع الخصم المزدوج", "المفتاح يمنع الخصم المزدوج", "زيادة حجم المجمع"),
    ],
)
def test_other_scripts_are_compared_too(point: str, right: str, wrong: str) -> None:
    assert (
        JUDGE.judge("", KeyPoint(text=point), right).confidence
        > JUDGE.judge("", KeyPoint(text=point), wrong).confidence
    )
    assert JUDGE.judge("", KeyPoint(text=point), wrong).outcome != "said"
