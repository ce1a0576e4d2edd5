"""Reset, due dates and flags of many cards: what changes, what stays, and that undo brings it back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from errors import UserError
from quiz.scheduler import Rating
from services.connections import connect
from services.library import catalog
from services.practice import bulk_changes, card_browser, practice
from services.practice.card_browser import CardFilter
from services.practice.context import load_context
from services.practice.practice import Learner
from services.practice.recompute import recompute_all
from services.workspace import Workspace
from store.connection import transaction
from tests.services.practice.test_filtered import TEXT

WHO = Learner(1, "UTC", "session-1")


@pytest.fixture
def ws(workspace: Workspace, now: datetime) -> Workspace:
    catalog.add_deck(workspace, "pools.md", TEXT.encode(), now)
    for card in ("q-ten", "q-queue"):
        grade(workspace, card, Rating.EASY, now - timedelta(days=30))
    return workspace


def grade(ws: Workspace, card: str, rating: Rating, now: datetime) -> None:
    practice.grade_card(ws, WHO, practice.load_card(ws, WHO, "pools", card, now), rating, now, f"{card}-{now}")


def load(ws: Workspace, card: str, now: datetime) -> practice.ShownCard:
    return practice.load_card(ws, WHO, "pools", card, now)


def test_a_reset_card_is_new_keeps_its_log_and_comes_back_by_undo(ws: Workspace, now: datetime) -> None:
    before = load(ws, "q-ten", now)
    ids = ["q-ten", "q-large", "gone"]
    for _ in range(2):  # sent twice
        assert bulk_changes.reset_cards(ws, WHO, "pools", ids, now, "key") == 1
    assert load(ws, "q-ten", now).memory is None
    assert len(card_browser.list_grades(ws, WHO, "pools", "q-ten")) == 1
    undone = practice.undo_last(ws, WHO, now, "undo")
    assert undone is not None and undone.shown is not None
    assert undone.shown.memory == before.memory


def test_a_memory_after_a_reset_is_not_made_of_the_grades_before_it(ws: Workspace, now: datetime) -> None:
    bulk_changes.reset_cards(ws, WHO, "pools", ["q-ten"], now, "key")
    grade(ws, "q-ten", Rating.GOOD, now)
    learned = load(ws, "q-ten", now).memory
    with connect(ws) as connection, transaction(connection):
        recompute_all(load_context(connection, WHO, "pools", now), reschedule=False)
    assert load(ws, "q-ten", now).memory == learned


def test_a_due_date_is_set_for_cards_that_have_one(ws: Workspace, now: datetime) -> None:
    before = load(ws, "q-queue", now)
    assert bulk_changes.set_due(ws, WHO, "pools", ["q-queue", "q-large"], now, "key", 3) == 1
    moved = load(ws, "q-queue", now).memory
    assert moved is not None and before.memory is not None
    assert moved.due.isoformat() == "2026-03-05T04:00:00+00:00"
    assert (moved.stability, moved.last_review) == (before.memory.stability, before.memory.last_review)
    assert load(ws, "q-large", now).memory is None
    undone = practice.undo_last(ws, WHO, now, "undo")
    assert undone is not None and undone.shown is not None and undone.shown.memory == before.memory
    with pytest.raises(UserError):
        bulk_changes.set_due(ws, WHO, "pools", ["q-queue"], now, "key", -1)


def test_a_shown_card_that_was_changed_meanwhile_is_stale(ws: Workspace, now: datetime) -> None:
    shown = load(ws, "q-queue", now)
    bulk_changes.set_due(ws, WHO, "pools", ["q-queue"], now, "key", 9)
    with pytest.raises(practice.StaleCardError):
        practice.grade_card(ws, WHO, shown, Rating.GOOD, now, "late")


def test_flags_can_be_filtered(ws: Workspace, now: datetime) -> None:
    assert bulk_changes.flag_cards(ws, WHO, "pools", ["q-ten", "q-large", "gone"], now, "", 3) == 2
    cards = card_browser.list_cards(ws, WHO, "pools", now)
    flagged = card_browser.filter_cards(cards, CardFilter(flags=frozenset({3})), {})
    assert {card.id for card in flagged if card.kind == "recall"} == {"q-ten", "q-large"}
    bulk_changes.flag_cards(ws, WHO, "pools", ["q-ten"], now, "", 0)
    assert {card.id for card in card_browser.list_cards(ws, WHO, "pools", now) if card.flag} >= {"q-large"}


def test_a_card_that_is_put_away_stays_so_when_it_is_reset(ws: Workspace, now: datetime) -> None:
    for card in ("q-ten", "q-queue"):
        practice.suspend_card(ws, WHO, load(ws, card, now), now, f"suspend {card}")
    practice.restore_card(ws, WHO, "pools", "q-queue", now, "restore")
    practice.bury_card(ws, WHO, load(ws, "q-queue", now), now, "bury")
    assert bulk_changes.reset_cards(ws, WHO, "pools", ["q-ten", "q-queue"], now, "key") == 2
    states = {card.id: card.states for card in card_browser.list_cards(ws, WHO, "pools", now)}
    assert (states["q-ten"], states["q-queue"]) == ({"new", "suspended"}, {"new"})


def test_a_card_that_is_made_due_is_asked_as_a_review_whatever_held_it_back(ws: Workspace, now: datetime) -> None:
    grade(ws, "q-ten", Rating.AGAIN, now)
    practice.bury_card(ws, WHO, load(ws, "q-queue", now), now, "bury")
    for _ in range(2):  # sent twice
        assert bulk_changes.set_due(ws, WHO, "pools", ["gone", "q-ten", "q-queue"], now, "key", 0) == 2
    states = {card.id: card.states for card in card_browser.list_cards(ws, WHO, "pools", now)}
    assert (states["q-ten"], states["q-queue"]) == ({"review", "due"}, {"review", "due"})
    memory = load(ws, "q-ten", now).memory
    assert memory is not None and (memory.step, memory.due) == (None, now.replace(hour=4))
    assert practice.load_next_card(ws, WHO, "pools", now).counts.review == 2


def test_days_are_the_learners_own(ws: Workspace, now: datetime) -> None:
    tokyo = Learner(1, "Asia/Tokyo", "session-1")
    evening = now.replace(hour=18, minute=30)  # 03:30 of the next day in Tokyo, whose study day is still this one
    bulk_changes.set_due(ws, tokyo, "pools", ["q-queue"], evening, "key", 1)
    memory = load(ws, "q-queue", evening).memory
    assert memory is not None and memory.due == now.replace(hour=19)


def test_what_was_taken_out_of_the_deck_is_passed_over(ws: Workspace, now: datetime) -> None:
    catalog.add_deck(ws, "pools.md", TEXT.partition("## Queues")[0].encode(), now)
    ids = ["q-queue", "q-ten"]
    assert bulk_changes.set_due(ws, WHO, "pools", ids, now, "due", 3) == 1
    assert bulk_changes.reset_cards(ws, WHO, "pools", ids, now, "reset") == 1


def test_undo_goes_on_behind_a_change_of_many(ws: Workspace, now: datetime) -> None:
    grade(ws, "q-ten", Rating.GOOD, now)
    bulk_changes.set_due(ws, WHO, "pools", ["q-ten"], now, "key", 3)
    assert practice.undo_last(ws, WHO, now, "first") is not None
    undone = practice.undo_last(ws, WHO, now, "second")
    assert undone is not None and undone.event == "grade"
