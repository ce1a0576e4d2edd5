"""Filtered practice: which cards a round takes, and in what order."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from quiz.scheduler import Rating
from services.library import catalog
from services.practice import bulk_changes, filtered, practice
from services.practice.practice import Learner
from services.workspace import Workspace

TEXT = """---
title: Pools
---

## Pools {#pools}

**Question:** Why is a pool of ten dangerous? {#q-ten}

**Answer:** Every thread waits for it.

### Sizes {#sizes}

**Question:** How large is large? {#q-large}

**Answer:** Larger than the database likes.

## Queues {#queues}

**Question:** What does a queue hide? {#q-queue}

**Answer:** The waiting.

#### Incident: The storm {#inc-storm}

**00:00** – *Trigger:* A disk fills up

**Decision:** What do you do? {#dec-storm}

- [ ] Restart it
- [x] Free some space

**00:07** – *Recovery:* Space is freed
"""
WHO = Learner(1, "UTC", "session-1")


@pytest.fixture
def ws(workspace: Workspace, now: datetime) -> Workspace:
    catalog.add_deck(workspace, "pools.md", TEXT.encode(), now)
    return workspace


def test_a_topic_takes_what_stands_below_it_too(ws: Workspace, now: datetime) -> None:
    assert filtered.pick_topic_cards(ws, WHO, "pools", now, "pools") == ("q-ten", "q-large")
    assert filtered.pick_topic_cards(ws, WHO, "pools", now, "sizes") == ("q-large",)
    assert filtered.pick_topic_cards(ws, WHO, "pools", now, "nothing") == ()


def test_what_is_due_comes_first_and_what_can_wait_last(ws: Workspace, now: datetime) -> None:
    for card, rating in (("q-ten", Rating.EASY), ("q-large", Rating.AGAIN)):
        shown = practice.load_card(ws, WHO, "pools", card, now)
        practice.grade_card(ws, WHO, shown, rating, now, f"key-{card}")
    later = now + timedelta(hours=1)
    assert filtered.pick_topic_cards(ws, WHO, "pools", later, "pools") == ("q-large", "q-ten")
    practice.suspend_card(ws, WHO, practice.load_card(ws, WHO, "pools", "q-large", later), later, "key-suspend")
    assert filtered.pick_topic_cards(ws, WHO, "pools", later, "pools") == ("q-ten",)


def test_an_incident_takes_the_cards_of_its_decisions(ws: Workspace, now: datetime) -> None:
    cards = filtered.pick_incident_cards(ws, WHO, "pools", now, "inc-storm")
    assert "dec-storm~decision" in cards
    assert not {"q-ten", "q-large", "q-queue"} & set(cards)
    assert filtered.pick_incident_cards(ws, WHO, "pools", now, "inc-other") == ()


def test_the_longest_overdue_come_first_then_new_ones_then_those_due_soonest(
    workspace: Workspace, now: datetime
) -> None:
    names = ("late", "later", "latest", "new", "soon", "sooner")
    text = "".join(f"**Question:** What is {name}? {{#{name}}}\n\n**Answer:** It.\n\n" for name in names)
    catalog.add_deck(workspace, "times.md", f"## Times {{#times}}\n\n{text}".encode(), now)
    start = now - timedelta(days=90)
    for name, days in (("late", -1), ("later", -2), ("latest", -30), ("soon", 9), ("sooner", 2)):
        shown = practice.load_card(workspace, WHO, "times", name, start)
        practice.grade_card(workspace, WHO, shown, Rating.EASY, start, name)
        bulk_changes.set_due(workspace, WHO, "times", [name], start, f"due {name}", 90 + days)
    order = ("latest", "later", "late", "new", "sooner", "soon")
    assert filtered.pick_topic_cards(workspace, WHO, "times", now, "times") == order
    due = practice.load_card(workspace, WHO, "times", "sooner", now).memory
    assert due is not None
    at_that_moment = filtered.pick_topic_cards(workspace, WHO, "times", due.due, "times")
    assert at_that_moment.index("sooner") < at_that_moment.index("new")


def test_a_round_has_at_most_two_hundred_cards(workspace: Workspace, now: datetime) -> None:
    text = "".join(f"**Question:** What is {n}? {{#q-{n}}}\n\n**Answer:** It.\n\n" for n in range(205))
    catalog.add_deck(workspace, "many.md", f"## Many {{#many}}\n\n{text}".encode(), now)
    picked = filtered.pick_topic_cards(workspace, WHO, "many", now, "many")
    assert picked == tuple(f"q-{n}" for n in range(200))


def test_an_incident_takes_its_own_cards_too(workspace: Workspace, now: datetime) -> None:
    events = "".join(f"**00:0{n}** – Thing number {n} happens\n\n" for n in range(1, 6))
    catalog.add_deck(workspace, "pools.md", TEXT.replace("**00:07**", f"{events}**00:07**").encode(), now)
    cards = filtered.pick_incident_cards(workspace, WHO, "pools", now, "inc-storm")
    assert {"inc-storm~order", "dec-storm~decision"} <= set(cards)
