"""What was put away is found again, after the session too."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

import pytest

from quiz.scheduler import Rating
from services.learners import settings
from services.library import catalog
from services.practice import practice, suspended
from services.practice.practice import Learner
from services.workspace import Workspace

TEXT = """---
title: Pools
---

## Pools {#pools}

**Question:** Why is a pool of ten dangerous? {#q-ten}

**Answer:** Because **every thread** waits for the same connection to come back.

**Question:** What does a queue hide? {#q-queue}

**Answer:** The waiting.

**Question:** Where does it stand? {#q-where}

**Answer:** Before the pool.

## Incident: The storm {#storm}

**00:00** – Traffic doubles

**00:05** – The pool is empty

**00:09** – Callers retry

**00:20** – The gateway sheds load
"""
WHO, LATER = Learner(1, "UTC", "session-1"), Learner(1, "UTC", "session-2")
KEYS = (f"key-{number}" for number in count())


@pytest.fixture
def ws(workspace: Workspace, now: datetime) -> Workspace:
    catalog.add_deck(workspace, "pools.md", TEXT.encode(), now)
    settings.save_settings(workspace, 1, leech_at=1)
    return workspace


def there(ws: Workspace, now: datetime) -> list[tuple[str, str]]:
    return [(card.id, card.status) for card in suspended.list_suspended(ws, LATER, "pools", now)]


def test_what_was_put_away_is_found_and_taken_back_in_a_later_session(ws: Workspace, now: datetime) -> None:
    assert there(ws, now) == []
    practice.bury_card(ws, WHO, practice.load_card(ws, WHO, "pools", "q-ten", now), now, next(KEYS))
    practice.suspend_card(ws, WHO, practice.load_card(ws, WHO, "pools", "q-where", now), now, next(KEYS))
    assert there(ws, now) == [("q-where", "suspended"), ("q-ten", "buried")]
    assert suspended.list_suspended(ws, LATER, "pools", now)[0].prompt == "Where does it stand?"
    practice.restore_card(ws, LATER, "pools", "q-ten", now, next(KEYS))
    assert there(ws, now + timedelta(days=2)) == [("q-where", "suspended")]
    practice.restore_card(ws, LATER, "pools", "q-where", now, next(KEYS))
    assert there(ws, now) == []


def test_a_leech_is_listed_and_a_derived_card_says_its_kind(ws: Workspace, now: datetime) -> None:
    practice.grade_card(ws, WHO, practice.load_card(ws, WHO, "pools", "q-queue", now), Rating.EASY, now, next(KEYS))
    later = now + timedelta(days=30)
    practice.grade_card(
        ws, WHO, practice.load_card(ws, WHO, "pools", "q-queue", later), Rating.AGAIN, later, next(KEYS)
    )
    assert there(ws, later) == [("q-queue", "leech")]
    practice.suspend_card(ws, WHO, practice.load_card(ws, WHO, "pools", "storm~order", later), later, next(KEYS))
    assert suspended.list_suspended(ws, LATER, "pools", later)[0].prompt.startswith("Order the timeline")


def test_a_leech_that_is_put_away_says_both_and_a_burial_ends_with_the_day(ws: Workspace, now: datetime) -> None:
    practice.grade_card(ws, WHO, practice.load_card(ws, WHO, "pools", "q-queue", now), Rating.EASY, now, next(KEYS))
    later = now + timedelta(days=30)
    shown = practice.load_card(ws, WHO, "pools", "q-queue", later)
    practice.grade_card(ws, WHO, shown, Rating.AGAIN, later, next(KEYS))
    practice.bury_card(ws, WHO, practice.load_card(ws, WHO, "pools", "q-ten", later), later, next(KEYS))
    practice.suspend_card(ws, WHO, practice.load_card(ws, WHO, "pools", "q-where", later), later, next(KEYS))
    assert there(ws, later) == [("q-where", "suspended"), ("q-ten", "buried"), ("q-queue", "leech")]
    practice.suspend_card(ws, WHO, practice.load_card(ws, WHO, "pools", "q-queue", later), later, next(KEYS))
    found = {card.id: (card.status, card.leech) for card in suspended.list_suspended(ws, LATER, "pools", later)}
    assert found == {"q-queue": ("suspended", True), "q-where": ("suspended", False), "q-ten": ("buried", False)}
    turn = (later + timedelta(days=1)).replace(hour=4)
    assert ("q-ten", "buried") in there(ws, turn - timedelta(seconds=1))
    assert ("q-ten", "buried") not in there(ws, turn)


def test_an_estimate_is_told_as_one_reads_it(workspace: Workspace, now: datetime) -> None:
    text = (
        b"## Sizing\n\n**Estimate:** At {rps: 200..2000 /s}, how many? {#est}\n\n**Answer:** {rps * 2} \xc2\xb1 10 %\n"
    )
    catalog.add_deck(workspace, "sizing.md", text, now)
    shown = practice.load_next_card(workspace, WHO, "sizing", now).shown
    assert shown is not None
    practice.suspend_card(workspace, WHO, shown, now, next(KEYS))
    [card] = suspended.list_suspended(workspace, WHO, "sizing", now)
    assert "200" in card.prompt and "{" not in card.prompt
