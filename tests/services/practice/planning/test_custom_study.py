"""More new cards for one day, in the decks that were named."""

from __future__ import annotations

from datetime import datetime, timedelta

from quiz.scheduler import Rating
from services.learners import settings
from services.library import catalog
from services.practice import practice
from services.practice.planning.custom_study import add_new_cards, count_unseen
from services.practice.planning.today import load_today
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
    add_new_cards(workspace, WHO, "pools", 2, now, already=0)
    add_new_cards(workspace, WHO, "queues", 4, now, already=0)
    add_new_cards(workspace, WHO, "pools", 1, now, already=2)

    def count_new(deck: str, at: datetime = now) -> int:
        return practice.load_next_card(workspace, WHO, deck, at).counts.new

    assert (count_new("pools"), count_new("queues")) == (4, 5)
    assert (count_unseen(workspace, WHO, "pools", now), count_unseen(workspace, WHO, "queues", now)) == (9, 9)
    shown = practice.load_next_card(workspace, WHO, "pools", now).shown
    assert shown is not None
    practice.grade_card(workspace, WHO, shown, Rating.EASY, now, "key")
    assert (count_new("pools"), count_unseen(workspace, WHO, "pools", now)) == (3, 8)
    assert count_new("queues", now + timedelta(days=1)) == 1


def test_a_double_click_lets_in_as_many_as_one_click(workspace: Workspace, now: datetime) -> None:
    catalog.add_deck(workspace, "pools.md", write_deck("pools"), now)
    settings.save_settings(workspace, 1, new_per_day=0)
    shown = load_today(workspace, WHO, "pools", now).extra_new
    for _ in range(2):  # both clicks come from the same button
        add_new_cards(workspace, WHO, "pools", 3, now, already=shown)
    today = load_today(workspace, WHO, "pools", now)
    assert (today.extra_new, today.counts.new) == (3, 3)
    add_new_cards(workspace, WHO, "pools", 3, now, already=today.extra_new)
    assert load_today(workspace, WHO, "pools", now).extra_new == 6
    assert load_today(workspace, WHO, "pools", now + timedelta(days=1)).extra_new == 0
