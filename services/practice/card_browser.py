"""The card browser: every card of a deck with its schedule, to be filtered, sorted, and changed many at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from errors import UserError
from quiz import scheduler
from quiz.scheduler import CardPhase
from services.connections import connect
from services.library import catalog
from services.practice import context as practice_context
from services.practice import practice
from services.practice.context import Learner, NoSuchCardError, PracticeContext, StaleCardError
from services.practice.mapping import to_memory
from services.practice.suspended import read_prompt
from services.workspace import Workspace
from store.connection import from_ms, to_ms
from store.tables.library import decks
from store.tables.practice import memory_states, own_cards, review_log
from store.tables.practice.memory_states import StateRow

State = Literal["new", "learning", "due", "review", "suspended", "buried", "leech"]
STATES: tuple[State, ...] = ("new", "learning", "due", "review", "suspended", "buried", "leech")
BulkChange = Callable[[Workspace, Learner, str, Sequence[str], datetime, str], int]
CardOrder = Literal["deck", "due", "recall", "difficulty", "lapses"]


@dataclass(frozen=True, slots=True)
class BrowserCard:
    """A card of the browser. `prompt` is markdown, `topic` a section id and `topic_title` its title; `source` is the id of what
    the card comes from; `states` are all that hold of it. `due`, `stability` (days), `difficulty` (1 to 10) and `recall` (now,
    0 to 1) are None for a new card.
    """

    id: str
    prompt: str
    kind: str
    topic: str
    topic_title: str
    states: frozenset[State]
    due: datetime | None
    stability: float | None
    difficulty: float | None
    recall: float | None
    reviews: int
    lapses: int
    source: str
    flag: int = 0


@dataclass(frozen=True, slots=True)
class CardFilter:
    """What to show: cards in one of the `states`, of one of the `topics` (with all below them), with one of the `flags`,
    whose prompt holds all the `words`. Empty means all.
    """

    states: frozenset[State] = frozenset()
    topics: frozenset[str] = frozenset()
    words: str = ""
    flags: frozenset[int] = frozenset()


def list_cards(ws: Workspace, learner: Learner, deck_id: str, now: datetime) -> tuple[BrowserCard, ...]:
    """Return every card of a deck in the order of the text. Raises UserError when there is no such deck."""
    deck = catalog.load_deck(ws, deck_id)
    titles = {section.id: section.title for section in deck.sections}
    with connect(ws) as connection:
        context = practice_context.load_context(connection, learner, deck_id, now)
        rows = memory_states.list_states(connection, learner.id, context.deck.id)
        flags = {
            row: own.flag for row, own in own_cards.list_own_cards(connection, learner.id, context.deck.id).items()
        }
        # A flag belongs to the question's own card, in whatever form it is asked (`own_cards`).
        by_name = {row.name: flags.get(row.card, 0) for row in rows}
        return tuple(
            replace(
                _describe(context, row, read_prompt(deck, row), titles.get(row.topic, row.topic)),
                flag=by_name.get(row.source, by_name[row.name]),
            )
            for row in rows
        )


def filter_cards(
    cards: Iterable[BrowserCard],
    card_filter: CardFilter,
    ancestors: dict[str, frozenset[str]],
    order: CardOrder = "deck",
) -> tuple[BrowserCard, ...]:
    """Return the cards that pass, sorted. `ancestors` maps a section to itself and all above it. Pure."""
    words = card_filter.words.casefold().split()
    passed = [
        card
        for card in cards
        if (not card_filter.states or card_filter.states & card.states)
        and (not card_filter.flags or card.flag in card_filter.flags)
        and (not card_filter.topics or card_filter.topics & ancestors.get(card.topic, frozenset((card.topic,))))
        and all(word in card.prompt.casefold() for word in words)
    ]
    if order == "due":
        passed.sort(key=lambda card: (card.due is None, card.due.timestamp() if card.due else 0))
    elif order == "recall":
        passed.sort(key=lambda card: (card.recall is None, card.recall or 0))
    elif order == "difficulty":
        passed.sort(key=lambda card: -(card.difficulty or 0))
    elif order == "lapses":
        passed.sort(key=lambda card: -card.lapses)
    return tuple(passed)


def list_grades(ws: Workspace, learner: Learner, deck_id: str, card_id: str) -> tuple[tuple[datetime, int], ...]:
    """Return when a card was graded and how (1 to 4), oldest first; undone grades are left out.

    Raises UserError when there is no such deck or card.
    """
    with connect(ws) as connection:
        deck = decks.find_deck(connection, deck_id)
        number = decks.find_card_id(connection, deck.id, card_id) if deck else None
        if number is None:
            raise UserError("This card is not in the deck.", "It may have been removed. Reload the page.")
        return tuple(
            (from_ms(at), rating) for at, rating in review_log.list_card_grades(connection, learner.id, number)
        )


def suspend_cards(
    ws: Workspace, learner: Learner, deck_id: str, card_ids: Sequence[str], now: datetime, key: str
) -> int:
    """Suspend cards; return how many were, those that left the deck not among them. `key` makes the whole count once."""
    suspended_count = 0
    for number, card_id in enumerate(card_ids):
        try:
            shown_card = practice.load_card(ws, learner, deck_id, card_id, now)
            practice.suspend_card(ws, learner, shown_card, now, f"{key}-{number}")
        except (NoSuchCardError, StaleCardError):
            continue  # it left the deck, or was graded in another window meanwhile
        suspended_count += 1
    return suspended_count


def restore_cards(
    ws: Workspace, learner: Learner, deck_id: str, card_ids: Sequence[str], now: datetime, key: str
) -> int:
    """Unsuspend and unbury cards; return how many of them are in the deck. `key` makes the whole count once."""
    restored_count = 0
    for number, card_id in enumerate(card_ids):
        try:
            practice.restore_card(ws, learner, deck_id, card_id, now, f"{key}-{number}")
        except NoSuchCardError:
            continue  # it left the deck meanwhile
        restored_count += 1
    return restored_count


def _describe(context: PracticeContext, row: StateRow, prompt: str, topic_title: str) -> BrowserCard:
    memory = to_memory(row.memory)
    recall = None if memory is None else scheduler.compute_retrievability(memory, context.now, context.settings)
    return BrowserCard(
        id=row.name,
        source=row.source,
        prompt=prompt,
        kind=row.kind,
        topic=row.topic,
        topic_title=topic_title,
        states=_list_states(row, context.now),
        due=memory.due if memory else None,
        stability=memory.stability if memory else None,
        difficulty=memory.difficulty if memory else None,
        recall=recall,
        reviews=row.memory.reps,
        lapses=row.memory.lapses,
    )


def _list_states(row: StateRow, now: datetime) -> frozenset[State]:
    memory = to_memory(row.memory)
    states: set[State] = set()
    if memory is None:
        states.add("new")
    elif memory.phase is CardPhase.REVIEW:
        states.add("review")
    else:
        states.add("learning")
    # A buried card counts as due too: it will be asked when its day is over. A suspended one never is.
    if memory is not None and memory.due <= now and not row.flags.suspended:
        states.add("due")
    if row.flags.suspended:
        states.add("suspended")
    elif row.flags.buried_until > to_ms(now):
        states.add("buried")
    if row.flags.leech:
        states.add("leech")
    return frozenset(states)
