"""The card browser: what it lists, how it is narrowed and sorted, and changes to many cards at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from types import ModuleType

import pytest

from errors import UserError
from quiz.scheduler import Rating
from services.library import catalog
from services.practice import bulk_changes, card_browser, practice
from services.practice.card_browser import BrowserCard, BulkChange, CardFilter
from services.practice.practice import Learner
from services.workspace import Workspace
from tests.services.practice.test_filtered import TEXT

WHO = Learner(1, "UTC", "session-1")
ABOVE = {"pools": frozenset({"pools"}), "sizes": frozenset({"sizes", "pools"}), "queues": frozenset({"queues"})}


@pytest.fixture
def ws(workspace: Workspace, now: datetime) -> Workspace:
    catalog.add_deck(workspace, "pools.md", TEXT.encode(), now)
    return workspace


def grade(ws: Workspace, card: str, rating: Rating, now: datetime) -> None:
    practice.grade_card(ws, WHO, practice.load_card(ws, WHO, "pools", card, now), rating, now, f"{card}-{now}")


def by_id(ws: Workspace, now: datetime) -> dict[str, BrowserCard]:
    return {card.id: card for card in card_browser.list_cards(ws, WHO, "pools", now)}


def ids(cards: tuple[BrowserCard, ...]) -> list[str]:
    return [card.id for card in cards if card.kind == "recall"]


def test_a_card_says_where_it_stands(ws: Workspace, now: datetime) -> None:
    assert by_id(ws, now)["q-ten"].states == {"new"}
    assert by_id(ws, now)["q-ten"].recall is None
    grade(ws, "q-ten", Rating.EASY, now)
    grade(ws, "q-queue", Rating.AGAIN, now)
    later = by_id(ws, now + timedelta(hours=1))
    assert later["q-ten"].states == {"review"} and later["q-ten"].reviews == 1
    assert later["q-queue"].states == {"learning", "due"}
    assert (later["q-large"].topic, later["q-large"].topic_title) == ("sizes", "Sizes")
    much_later = by_id(ws, now + timedelta(days=90))["q-ten"]
    assert much_later.states == {"review", "due"}
    assert much_later.recall is not None and 0 < much_later.recall < 0.95


def test_filters_hold_together(ws: Workspace, now: datetime) -> None:
    grade(ws, "q-ten", Rating.EASY, now)
    cards = card_browser.list_cards(ws, WHO, "pools", now)

    def passed(**chosen: object) -> list[str]:
        return ids(card_browser.filter_cards(cards, CardFilter(**chosen), ABOVE))

    assert passed() == ["q-ten", "q-large", "q-queue"]
    assert passed(topics=frozenset({"pools"})) == ["q-ten", "q-large"]
    assert passed(states=frozenset({"new"}), topics=frozenset({"pools"})) == ["q-large"]
    assert passed(states=frozenset({"new", "review"})) == ["q-ten", "q-large", "q-queue"]
    assert passed(words="QUEUE hide") == ["q-queue"]
    assert passed(words="queue dangerous") == []


def test_the_weakest_stand_first_and_new_ones_last(ws: Workspace, now: datetime) -> None:
    grade(ws, "q-ten", Rating.EASY, now)
    grade(ws, "q-queue", Rating.HARD, now)
    cards = card_browser.list_cards(ws, WHO, "pools", now + timedelta(days=10))
    weakest = ids(card_browser.filter_cards(cards, CardFilter(), ABOVE, "recall"))
    assert weakest == ["q-queue", "q-ten", "q-large"]
    assert ids(card_browser.filter_cards(cards, CardFilter(), ABOVE, "due"))[0] == "q-queue"
    assert ids(card_browser.filter_cards(cards, CardFilter(), ABOVE, "difficulty"))[0] == "q-queue"


def test_many_are_suspended_and_brought_back_once(ws: Workspace, now: datetime) -> None:
    chosen = ["q-ten", "q-large", "not-there"]
    assert card_browser.suspend_cards(ws, WHO, "pools", chosen, now, "bulk-1") == 2
    card_browser.suspend_cards(ws, WHO, "pools", chosen, now, "bulk-1")  # a double click
    cards = by_id(ws, now)
    assert "suspended" in cards["q-ten"].states and "suspended" in cards["q-large"].states
    assert "suspended" not in cards["q-queue"].states
    assert card_browser.restore_cards(ws, WHO, "pools", chosen, now, "bulk-2") == 2
    assert not any("suspended" in card.states for card in by_id(ws, now).values())


def test_a_card_has_its_history(ws: Workspace, now: datetime) -> None:
    grade(ws, "q-ten", Rating.AGAIN, now)
    grade(ws, "q-ten", Rating.GOOD, now + timedelta(minutes=5))
    practice.undo_last(ws, WHO, now + timedelta(minutes=6), "undo")
    assert card_browser.list_grades(ws, WHO, "pools", "q-ten") == ((now, 1),)
    assert card_browser.list_grades(ws, WHO, "pools", "q-queue") == ()
    with pytest.raises(UserError):
        card_browser.list_grades(ws, WHO, "pools", "nothing")


def test_an_estimate_is_listed_as_one_reads_it(workspace: Workspace, now: datetime) -> None:
    text = (
        "# Sizing\n\n## Pools\n\n**Estimate:** At {rps: 200..2000 requests/s} and {hold: 20..50 ms}, how many are busy?\n\n"
        "**Answer:** {rps * hold} ± 10 %\n"
    )
    catalog.add_deck(workspace, "pools.md", text.encode(), now)
    (card,) = card_browser.list_cards(workspace, WHO, "pools", now)
    assert card.prompt == "At 200–2,000 requests/s and 20–50 ms, how many are busy?"


def make_card(name: str, **values: object) -> BrowserCard:
    card = BrowserCard(
        id=name,
        prompt=f"What is {name}?",
        kind="recall",
        topic="pools",
        topic_title="Pools",
        states=frozenset({"new"}),
        due=None,
        stability=None,
        difficulty=None,
        recall=None,
        reviews=0,
        lapses=0,
        source=name,
    )
    return replace(card, **values)  # type: ignore[arg-type]


DAY = datetime.fromisoformat("2026-03-02T12:00:00+00:00")
SORTED = [
    make_card("new"),
    make_card("strong", due=DAY + timedelta(days=30), recall=0.95, difficulty=2.0, lapses=1),
    make_card("weak", due=DAY, recall=0.4, difficulty=9.0, lapses=7),
    make_card("fair", due=DAY + timedelta(days=3), recall=0.8, difficulty=5.0, lapses=2),
]


@pytest.mark.parametrize(
    ("order", "sorted_ids"),
    [
        ("deck", ["new", "strong", "weak", "fair"]),
        ("due", ["weak", "fair", "strong", "new"]),
        ("recall", ["weak", "fair", "strong", "new"]),
        ("difficulty", ["weak", "fair", "strong", "new"]),
        ("lapses", ["weak", "fair", "strong", "new"]),
    ],
)
def test_each_order_puts_first_what_needs_attention(order: card_browser.CardOrder, sorted_ids: list[str]) -> None:
    assert ids(card_browser.filter_cards(SORTED, CardFilter(), {}, order)) == sorted_ids


@pytest.mark.parametrize(
    ("chosen", "passed"),
    [
        (CardFilter(words="WHAT new"), ["new"]),
        (CardFilter(words="new weak"), []),
        (CardFilter(flags=frozenset({2, 3})), ["fair"]),
        (CardFilter(flags=frozenset({0})), ["new", "strong", "weak"]),
        (
            CardFilter(topics=frozenset({"pools"})),
            ["new", "strong", "weak", "fair"],
        ),  # a topic that nothing is known of
        (CardFilter(topics=frozenset({"other"})), []),
        (CardFilter(states=frozenset({"leech", "due"})), ["weak"]),
        (CardFilter(states=frozenset({"due"}), words="fair"), []),
    ],
)
def test_what_passes_passes_all_filters(chosen: CardFilter, passed: list[str]) -> None:
    new, strong, weak, fair = SORTED
    cards = (new, strong, replace(weak, states=frozenset({"review", "due"})), replace(fair, flag=3))
    assert ids(card_browser.filter_cards(cards, chosen, {})) == passed


def test_a_card_tells_its_memory_and_all_that_holds_of_it(ws: Workspace, now: datetime) -> None:
    start = now - timedelta(days=60)
    grade(ws, "q-ten", Rating.EASY, start)
    lapse = start + timedelta(days=40)
    grade(ws, "q-ten", Rating.AGAIN, lapse)
    memory = practice.load_card(ws, WHO, "pools", "q-ten", now).memory
    assert memory is not None
    card = by_id(ws, now)["q-ten"]
    assert (card.due, card.stability, card.difficulty) == (memory.due, memory.stability, memory.difficulty)
    assert (card.reviews, card.lapses, card.states) == (2, 1, {"learning", "due"})
    assert "due" in by_id(ws, memory.due)["q-ten"].states
    assert "due" not in by_id(ws, memory.due - timedelta(seconds=1))["q-ten"].states
    practice.bury_card(ws, WHO, practice.load_card(ws, WHO, "pools", "q-queue", now), now, "bury")
    practice.suspend_card(ws, WHO, practice.load_card(ws, WHO, "pools", "q-ten", now), now, "suspend")
    cards = by_id(ws, now)
    assert cards["q-queue"].states == {"new", "buried"}
    assert cards["q-ten"].states == {"learning", "suspended"}
    assert by_id(ws, now + timedelta(days=1))["q-queue"].states == {"new"}


def test_a_flag_belongs_to_the_question_and_to_what_is_made_of_it(ws: Workspace, now: datetime) -> None:
    bulk_changes.flag_cards(ws, WHO, "pools", ["q-ten"], now, "", 2)
    cards = by_id(ws, now)
    flagged = {card.id for card in cards.values() if card.flag == 2}
    assert flagged == {card.id for card in cards.values() if card.source == "q-ten"} and "q-ten" in flagged


def test_a_change_of_many_counts_once_for_each_card(ws: Workspace, now: datetime) -> None:
    chosen = ["q-ten", "q-large"]
    card_browser.suspend_cards(ws, WHO, "pools", chosen, now, "put away")
    assert all("suspended" in by_id(ws, now)[name].states for name in chosen)
    card_browser.restore_cards(ws, WHO, "pools", chosen, now, "bring back")
    assert not any("suspended" in by_id(ws, now)[name].states for name in chosen)
    card_browser.suspend_cards(ws, WHO, "pools", chosen, now, "put away")  # the same click again, late
    assert not any("suspended" in by_id(ws, now)[name].states for name in chosen)


def refuse(*_: object, **__: object) -> None:
    raise UserError("The disk is full: nothing more can be saved.")


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize(
    ("module", "function", "change"),
    [
        (practice, "suspend_card", card_browser.suspend_cards),
        (practice, "restore_card", card_browser.restore_cards),
        (bulk_changes, "change_own_card", partial(bulk_changes.flag_cards, flag=2)),
    ],
)
def test_what_the_database_refuses_is_told_and_not_counted_as_gone(
    ws: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch, module: ModuleType, function: str, change: BulkChange
) -> None:
    assert change(ws, WHO, "pools", ["gone"], now, "key") == 0
    monkeypatch.setattr(module, function, refuse)
    with pytest.raises(UserError, match="disk is full"):
        change(ws, WHO, "pools", ["q-ten"], now, "key")
