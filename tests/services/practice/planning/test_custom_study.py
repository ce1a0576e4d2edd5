"""More new cards for one day, in the decks that were named."""

from __future__ import annotations

from datetime import datetime, timedelta

from quiz.scheduler import Rating
from services.learners import settings
from services.library import catalog
from services.practice import practice
from services.practice.planning.custom_study import add_new_cards, count_unseen
from services.practice.practice import Learner
from services.workspace import Workspace

WHO = Learner(1, "UTC", "session")


def write_deck(name: str) -> bytes:
    questions = (f"**Question:** What is {name} {n}? {{#{name}-{n}}}\n\n**Answer:** It.\n\n" for n in range(9))
    return f"## {name} {{#{name}}}\n\n{''.join(questions)}".encode()


def test_each_deck_has_its_own_and_what_was_asked_for_adds_up(workspace: Workspace, now: datetime) -> None:
    for name in ("pools", "queues"):
        catalog.add_deck(workspace, f"{name}.md", write_deck(name), now)
    settings.save_settings(workspace, 1, new_per_day=1)
    add_new_cards(workspace, WHO, "pools", 2, now)
    add_new_cards(workspace, WHO, "queues", 4, now)
    add_new_cards(workspace, WHO, "pools", 1, now)

    def count_new(deck: str, at: datetime = now) -> int:
        return practice.load_next_card(workspace, WHO, deck, at).counts.new

    assert (count_new("pools"), count_new("queues")) == (4, 5)
    assert (count_unseen(workspace, WHO, "pools", now), count_unseen(workspace, WHO, "queues", now)) == (9, 9)
    shown = practice.load_next_card(workspace, WHO, "pools", now).shown
    assert shown is not None
    practice.grade_card(workspace, WHO, shown, Rating.EASY, now, "key")
    assert (count_new("pools"), count_unseen(workspace, WHO, "pools", now)) == (3, 8)
    assert count_new("queues", now + timedelta(days=1)) == 1
