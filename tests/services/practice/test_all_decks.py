"""Several decks in one queue: which come in, what comes first, and that nothing is asked twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from quiz.scheduler import Rating
from services.learners import settings
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


def start(ws: Workspace, deck: str, now: datetime, rating: Rating = Rating.AGAIN) -> None:
    shown = practice.load_next_card(ws, WHO, deck, now).shown
    assert shown is not None
    practice.grade_card(ws, WHO, shown, rating, now, f"{deck}-{now}")


def test_the_chosen_deck_stands_first_else_the_one_that_asks_most(workspace: Workspace, now: datetime) -> None:
    asked = write_deck("follow", 1).decode() + "**Counter-questions:**\n\n"
    asked += "".join(f'- *"And {n}?"* {{#cq-{n}}}\n  → testing {n}\n' for n in range(7))
    catalog.add_deck(workspace, "follow.md", asked.encode(), now)
    for name, questions in (("large", 6), ("small", 3)):
        catalog.add_deck(workspace, f"{name}.md", write_deck(name, questions), now)
    assert all_decks.list_practised_decks(workspace, WHO) == ("follow",)
    for name in ("small", "follow"):
        start(workspace, name, now)
    for chosen, expected in (
        ("small", ("small", "follow")),
        ("large", ("large", "follow", "small")),
        ("gone", ("follow", "small")),
    ):
        settings.save_settings(workspace, 1, deck=chosen)
        assert all_decks.list_practised_decks(workspace, WHO) == expected


def test_what_cannot_wait_comes_before_reviews_and_new_cards_of_larger_decks(
    workspace: Workspace, now: datetime
) -> None:
    follow = write_deck("follow", 1) + b'**Counter-questions:**\n\n- *"And then?"* {#cq}\n  \xe2\x86\x92 testing it\n'
    for name, text in (("large", write_deck("large", 40)), ("follow", follow), ("slow", write_deck("slow", 9))):
        catalog.add_deck(workspace, f"{name}.md", text, now)
    start(workspace, "slow", now)
    start(workspace, "follow", now, Rating.EASY)
    decks = ("large", "slow", "follow")
    later = now + timedelta(minutes=2)

    def load_reason(among: tuple[str, ...], at: datetime) -> str:
        shown = all_decks.load_next_card(workspace, WHO, among, at).shown
        assert shown is not None
        return f"{shown.deck_id} {shown.reason}"

    assert load_reason(decks, later) == "follow follow-up"
    assert load_reason(("large", "slow"), later) == "slow learning"
    assert load_reason(("large", "slow"), now) == load_reason(("large", "slow"), now)  # until something is answered
    counts = all_decks.load_next_card(workspace, WHO, (*decks, "gone"), later).counts
    alone = [practice.load_next_card(workspace, WHO, deck, later).counts for deck in decks]
    assert counts == tuple(map(sum, zip(*alone, strict=True))) and counts.learning == 1


def test_new_cards_of_one_deck_come_before_what_another_would_ask_early(workspace: Workspace, now: datetime) -> None:
    for name in ("early", "fresh"):
        catalog.add_deck(workspace, f"{name}.md", write_deck(name, 1), now)
    start(workspace, "early", now, Rating.GOOD)  # comes back in ten minutes, and could be asked now
    assert practice.load_next_card(workspace, WHO, "early", now).shown is not None
    shown = all_decks.load_next_card(workspace, WHO, ("early", "fresh"), now).shown
    assert shown is not None and shown.deck_id == "fresh"


def test_a_pause_is_over_when_the_first_deck_goes_on(workspace: Workspace, now: datetime) -> None:
    for name, steps in (("long", 50), ("short", 30)):
        catalog.add_deck(workspace, f"{name}.md", write_deck(name, 1), now)
        settings.save_settings(workspace, 1, learning_steps=[1, steps])
        start(workspace, name, now, Rating.GOOD)
    catalog.add_deck(workspace, "prose.md", b"# Prose\n\nNothing is asked.\n", now)
    screen = all_decks.load_next_card(workspace, WHO, ("prose", "long", "short"), now)
    assert screen.shown is None and screen.pause is not None
    assert (screen.pause.reason, screen.pause.until) == ("wait", now + timedelta(minutes=10))
    empty = all_decks.load_next_card(workspace, WHO, ("prose",), now).pause
    assert empty is not None and (empty.reason, empty.until) == ("empty", None)
