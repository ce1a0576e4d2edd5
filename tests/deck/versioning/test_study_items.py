"""What learners have histories with, and how two of them are weighed."""

from __future__ import annotations

import pytest

from deck.parser import parse
from deck.versioning.matching import StudyItem, list_study_items, match_decks
from deck.versioning.similarity import compare_answers, compare_texts, list_neighbours, score_pair

TEXT = """# Deck

## Pools

**Question:** Why do pools run dry? {#q-dry}

**ELI8:** The bucket is empty.

**Answer:** They leak.

**Key points:**

- [ ] no lease

**Counter-questions:**

- *“And who notices?”* → testing alarms

**Estimate:** How many in {a: 1..9} rows? {#e-rows}

**Answer:** {a * 2}

**Story:** When did a pool of yours run dry? {#s-dry}

**Answer:** In May.

## Design: A limiter {#d-limiter}

**Brief:** Fifty calls a minute.

**Step Requirements (5 minutes):** What counts?

## Incident: the disk is full {#disk}

- **00:00** *Trigger:* Logs grow

**Decision:** What now? {#stop-now}

- [x] Cut the logs
- [ ] Wait

- **00:09** *Mitigation:* Logs are cut
"""


def make_item(name: str, prompt: str, said: str = "", **fields: object) -> StudyItem:
    values = {"kind": "question", "topic": "t", "line": 0, "has_explicit_id": False} | fields
    return StudyItem(id=name, prompt=prompt, answer_text=said, **values)  # type: ignore[arg-type]


def test_everything_with_a_history_is_listed_with_what_tells_it_from_others() -> None:
    items = {item.prompt: item for item in list_study_items(parse(TEXT))}
    assert [(item.kind, item.topic, item.has_explicit_id) for item in items.values()] == [
        ("question", "pools", True),
        ("question", "pools", False),
        ("question", "pools", True),
        ("question", "pools", True),
        ("question", "d-limiter", True),
        ("incident", "disk", True),
        ("decision", "disk", False),
    ]
    assert items["Why do pools run dry?"].answer_text == "They leak.\nThe bucket is empty.\nno lease"
    assert items["And who notices?"].answer_text == "alarms"
    assert "a * 2" in items["How many in {a: 1..9} rows?"].answer_text
    assert "In May." in items["When did a pool of yours run dry?"].answer_text
    assert "What counts?" in items["A limiter"].answer_text
    assert items["Incident: the disk is full"].answer_text == "Logs grow\nLogs are cut"
    assert items["What now?"].answer_text == "Cut the logs\nWait"
    lines = TEXT.split("\n")
    assert all(item.prompt.split()[-1].strip("?") in lines[item.line - 1] for item in items.values())


def test_decks_that_did_not_change_match_wholly_and_without_doubt() -> None:
    found = match_decks(parse(TEXT), parse(TEXT))
    assert len(found.matches) == 7
    assert (found.added, found.removed, found.returning) == ((), (), ())
    assert all(match.is_certain and match.keeps_history and not match.is_edited for match in found.matches)


def test_a_match_is_edited_by_its_answer_too_and_certain_only_where_it_is_alike() -> None:
    old = [make_item("q-a", "Why is it slow?", "It waits for a lock.", has_explicit_id=True)]
    (edited,) = match_decks(
        old, [make_item("q-a", "Why is it slow?", "It waits for a page.", has_explicit_id=True)]
    ).matches
    assert edited.is_edited and edited.is_certain and edited.reason == "same id"
    (other,) = match_decks(
        old, [make_item("q-a", "Name all zones.", "Three of them, far apart.", has_explicit_id=True)]
    ).matches
    assert other.keeps_history and not other.is_certain


def test_an_explicit_id_goes_before_the_text() -> None:
    old = [
        make_item("q-a", "What is A?", "A.", has_explicit_id=True),
        make_item("q-b", "What is B?", "B.", has_explicit_id=True),
    ]
    new = [
        make_item("q-b", "What is A?", "A.", has_explicit_id=True),
        make_item("q-a", "What is B?", "B.", has_explicit_id=True),
    ]
    assert [(match.old.id, match.new.id) for match in match_decks(old, new).matches] == [("q-b", "q-b"), ("q-a", "q-a")]


def test_kinds_do_not_mix() -> None:
    found = match_decks([make_item("x", "The disk is full", kind="incident")], [make_item("x", "The disk is full")])
    assert (found.matches, len(found.added), len(found.removed)) == ((), 1, 1)


def test_what_left_earlier_comes_back_with_its_text_before_a_live_one_that_is_near() -> None:
    old = [make_item("live", "Why does a pool of threads run dry?", "They wait for each other.")]
    gone = [make_item("gone", "Why does a pool of sockets run dry?", "They wait for each other.")]
    found = match_decks(old, [make_item("n", "Why does a pool of sockets run dry?", "They wait for each other.")], gone)
    assert [(match.old.id, match.reason) for match in found.returning] == [("gone", "same text")]
    assert [item.id for item in found.removed] == ["live"]
    assert found.added == ()


def test_of_two_that_are_alike_the_one_in_its_topic_is_the_one() -> None:
    old = [
        make_item("here", "Why do the pools run dry at night?", topic="pools"),
        make_item("there", "Why do the pools run dry by night?", topic="brokers"),
    ]
    new = [make_item("n", "Why do the pools run dry in night?", topic="brokers")]
    assert [match.old.id for match in match_decks(old, new).matches] == ["there"]


@pytest.mark.parametrize(
    ("old", "new", "least", "most"),
    [
        (("Why is it slow?", ""), ("Why is it slow?", ""), 1, 1),
        (("Why is it slow?", "x"), ("Why it is slow?", ""), 1, 1),
        (
            ("Alpha beta?", "A lock that is held by a job which waits for another."),
            ("Gamma delta?", "A lock that is held by a job which waits for another."),
            0.9,
            0.91,
        ),
        (("Alpha beta?", "Short."), ("Gamma delta?", "Short."), 0.45, 0.85),
        (
            ("Why is it slow?", "Because of a lock that nobody gives back."),
            ("Why is it slow?", "Zzz qqq xxx jjj kkk vvv www yyy uuu ppp"),
            0.9,
            0.91,
        ),
        (("", "Same."), ("", "Same."), 0.45, 0.45),
    ],
)
def test_one_side_alone_is_proof_where_it_is_long_enough(
    old: tuple[str, str], new: tuple[str, str], least: float, most: float
) -> None:
    assert least <= score_pair(make_item("o", *old), make_item("n", *new)) <= most + 1e-9


def test_texts_and_answers_are_compared_as_shares() -> None:
    assert compare_texts("a b", "b a") == 1
    assert compare_texts("", "") == 0
    assert compare_answers(make_item("o", "?", "x"), make_item("n", "?")) is None
    assert compare_answers(make_item("o", "?", "One  Lock"), make_item("n", "?", "one lock")) == 1


def test_neighbours_are_the_prompts_before_and_after() -> None:
    items = [make_item(name, f"{name}?") for name in ("A", "b", "c")]
    assert list_neighbours(items) == {"A": ("", "b?"), "b": ("a?", "c?"), "c": ("b?", "")}
