"""What cannot be done with a card or a text of one's own, and what is said of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from quiz.scheduler import Rating
from services.library import catalog
from services.practice import all_decks, bulk_changes, card_browser, cram, filtered, own_cards, practice, suspended
from services.practice.context import Learner
from services.practice.planning import chapter_readiness, deadline_plan, priority, statistics, today
from services.workspace import Workspace
from tests.refusals import check_refusals
from tests.services.private_deck import PrivateDeck, private_deck, school

__all__ = ["private_deck", "school"]  # fixtures

pytestmark = pytest.mark.engines("sqlite")  # sentences, not statements
WHO, ELSEWHERE = Learner(1, "UTC", "here"), Learner(1, "UTC", "elsewhere")
TEXT = b"## Pools\n\n**Question:** Why? {#q}\n\n**Answer:** So.\n"
GONE = ("This question is not in the deck.", "Continue with the cards that are due.")
DAYS = (f"A card can be due in 0 to {bulk_changes.MAX_DAYS:,} days.", "Choose another number.")
FLAG = ("There is no such flag.", f"Choose one of {', '.join(own_cards.FLAGS)}.")
LONG = (f"A text can have at most {own_cards.MAX_LETTERS:,} characters.", "Shorten it.")


def test_everything_that_is_refused(workspace: Workspace, now: datetime) -> None:
    ws, long = workspace, "x" * own_cards.MAX_LETTERS
    check_refusals(
        [(lambda: all_decks.list_practised_decks(ws, WHO), "There is no deck yet.", "Add a document to begin.")]
    )
    catalog.add_deck(ws, "d.md", TEXT, now)

    def change(card: str = "q", **changes: object) -> own_cards.OwnCard:
        return own_cards.change_own_card(ws, WHO, "d", card, now, **changes)

    def set_due(days: int) -> int:
        return bulk_changes.set_due(ws, WHO, "d", ["q"], now, f"k{days}", days)

    check_refusals(
        [
            (lambda: set_due(-1), *DAYS),
            (lambda: set_due(bulk_changes.MAX_DAYS + 1), *DAYS),
            (lambda: change(note=f"{long}x"), *LONG),
            (lambda: change(answer=f"{long}x"), *LONG),
            (lambda: change(prompt=f"{long}x"), *LONG),
            (lambda: change(flag=-1), *FLAG),
            (lambda: change(flag=len(own_cards.FLAGS)), *FLAG),
            (lambda: change("gone", note="x"), *GONE),
            (lambda: practice.load_card(ws, WHO, "d", "gone", now), *GONE),
            (lambda: practice.restore_card(ws, WHO, "d", "gone", now, "k"), *GONE),
            (
                lambda: card_browser.list_grades(ws, WHO, "d", "gone"),
                "This card is not in the deck.",
                "It may have been removed. Reload the page.",
            ),
            (
                lambda: card_browser.list_grades(ws, WHO, "gone", "q"),
                "This card is not in the deck.",
                "It may have been removed. Reload the page.",
            ),
        ]
    )
    kept = change(note=f" {long[2:]} ", answer=long, prompt=long, flag=len(own_cards.FLAGS) - 1, offered=True)
    assert (kept.note, kept.offered, kept.flag) == (long[2:], True, len(own_cards.FLAGS) - 1)
    assert not change(answer=" ").offered  # without an answer there is nothing to offer
    for key, who in (("a", WHO), ("b", ELSEWHERE)):
        at = now + timedelta(minutes=20 * (key == "b"))
        shown = practice.load_card(ws, who, "d", "q", at)
        practice.grade_card(ws, who, shown, Rating.GOOD, at, key * 16)
    later = now + timedelta(hours=1)
    check_refusals(
        [
            (
                lambda: practice.undo_last(ws, WHO, later, "u" * 16),
                "This card has since been changed elsewhere, so the answer cannot be undone here.",
                "Undo it where it was changed last.",
            )
        ]
    )
    assert practice.undo_last(ws, Learner(1, "UTC", "third"), later, "v" * 16) is None
    assert set_due(0) == set_due(bulk_changes.MAX_DAYS) == 1


def test_a_deck_of_somebody_elses_is_not_practised(private_deck: PrivateDeck) -> None:
    ws, now, stranger = private_deck.ws, private_deck.now, Learner(private_deck.stranger, "UTC", "s")
    assert all_decks.list_practised_decks(ws, stranger) == ("d",)
    assert all_decks.load_next_card(ws, stranger, ("own",), now).shown is None
    owner = Learner(private_deck.owner, "UTC", "s")
    shown = practice.load_card(ws, owner, "own", "q-ten", now)
    private_deck.check_hidden(
        [
            lambda: practice.load_next_card(ws, stranger, "own", now),
            lambda: practice.load_card(ws, stranger, "own", "q-ten", now),
            lambda: practice.grade_card(ws, stranger, shown, Rating.GOOD, now, "k"),
            lambda: cram.pick_cards(ws, stranger, "own", now),
            lambda: filtered.pick_topic_cards(ws, stranger, "own", now, "pools"),
            lambda: card_browser.list_cards(ws, stranger, "own", now),
            lambda: suspended.list_suspended(ws, stranger, "own", now),
            lambda: priority.rank_questions(ws, stranger, "own", now),
            lambda: statistics.load_statistics(ws, stranger, "own", now),
            lambda: deadline_plan.plan_deadline(ws, stranger, "own", now),
            lambda: chapter_readiness.load_topic_recall(ws, stranger, "own", now),
            lambda: today.load_today(ws, stranger, "own", now),
        ]
    )
    assert practice.grade_card(ws, owner, shown, Rating.GOOD, now, "k").outcome is not None
