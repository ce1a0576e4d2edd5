"""Several decks in one queue: which come in, what comes first, and that nothing is asked twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from quiz.scheduler import Rating
from services.library import catalog
from services.practice import all_decks, practice
from services.practice.practice import Learner
from services.workspace import Workspace

WHO = Learner(1, "UTC", "session-1")


def write_deck(name: str, questions: int) -> bytes:
    asked = "".join(f"**Question:** What is {name} {n}? {{#q-{n}}}\n\n**Answer:** It.\n\n" for n in range(questions))
    return f"## {name} {{#topic}}\n\n{asked}".encode()


def test_all_that_was_begun_is_practised_in_one_queue(workspace: Workspace, now: datetime) -> None:
    for name, questions in (("large", 6), ("small", 3), ("unseen", 2)):
        catalog.add_deck(workspace, f"{name}.md", write_deck(name, questions), now)
    assert all_decks.list_practised_decks(workspace, WHO) == ("large",)
    shown = practice.load_card(workspace, WHO, "small", "q-0", now)
    practice.grade_card(workspace, WHO, shown, Rating.AGAIN, now, "first")
    decks = all_decks.list_practised_decks(workspace, WHO)
    assert decks == ("large", "small")

    asked = []
    for number in range(30):
        now += timedelta(minutes=2)
        screen = all_decks.load_next_card(workspace, WHO, decks, now)
        if screen.shown is None:
            break
        asked.append((screen.shown.deck_id, screen.shown.card.id))
        practice.grade_card(workspace, WHO, screen.shown, Rating.EASY, now, f"key-{number}")
    assert asked[0] == ("small", "q-0")  # in learning, and due: before all that is new
    assert len(asked) == len(set(asked)) == 9
    assert {deck for deck, _ in asked[1:6]} == {"large", "small"}
    assert screen.pause is not None and screen.pause.reason == "done"
    assert screen.counts.total == 0
    assert all_decks.load_next_card(workspace, WHO, ("gone",), now).shown is None
