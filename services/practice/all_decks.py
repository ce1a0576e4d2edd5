"""Several decks in one queue: what a learner practises, and which card of all of it comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random

from errors import UserError
from quiz.queue import QueuePause, QueueReason
from services.connections import connect
from services.learners import settings
from services.library import audience
from services.practice.context import Learner, load_context
from services.practice.next_card import NextCard, QueueCounts, choose_next_card
from services.workspace import Workspace
from store.tables.library import decks
from store.tables.practice import memory_states

# What cannot wait comes first, from whatever deck; reviews and new cards are mixed within their deck.
_RANKS: dict[QueueReason, int] = {"follow-up": 0, "learning": 1, "review": 2, "new": 2, "ahead": 3}


def list_practised_decks(ws: Workspace, who: Learner) -> tuple[str, ...]:
    """Return the ids of the decks in which the learner has answered a card, the chosen one first, answered or not.

    Raises UserError when there is no deck.
    """
    visible_decks = audience.list_visible_decks(ws, who.id)
    if not visible_decks:
        raise UserError("There is no deck yet.", "Add a document to begin.")
    preferred = settings.load_settings(ws, who.id).get("deck")
    largest = max(visible_decks, key=lambda deck: deck.questions + deck.counter_questions).id
    selected_deck = str(preferred) if preferred in {deck.id for deck in visible_decks} else largest
    with connect(ws) as connection:
        rows = {deck.id: decks.find_deck(connection, deck.id) for deck in visible_decks}
        begun_decks = [
            name for name, row in rows.items() if row and memory_states.has_begun(connection, who.id, row.id)
        ]
    return (selected_deck, *(name for name in begun_decks if name != selected_deck))


def load_next_card(ws: Workspace, who: Learner, deck_ids: Sequence[str], now: datetime) -> NextCard:
    """Return what to practise now of several decks, mixed by how much is left of each.

    Counts are those of all decks together; a deck that was removed is passed over.
    """
    next_cards: list[NextCard] = []
    with connect(ws) as connection:
        for deck_id in deck_ids:
            try:
                next_cards.append(choose_next_card(load_context(connection, who, deck_id, now)))
            except UserError:  # errors of the database are no UserErrors before the connection is given back
                continue
    counts = QueueCounts(*(sum(one.counts[place] for one in next_cards) for place in range(3)))
    ready = [one for one in next_cards if one.shown is not None]
    if ready:
        return NextCard(_choose_deck(ready, counts.total).shown, None, counts)
    return NextCard(None, _merge_pauses([one.pause for one in next_cards if one.pause is not None]), counts)


def _choose_deck(ready: Sequence[NextCard], remaining: int) -> NextCard:
    """Return one of the decks' next cards: the kind that can wait least, and among equals by chance.

    A deck is the more likely to be drawn the more is left of it. `remaining` seeds the draw: until something is answered, the
    same card comes again.
    """
    ranks = [_RANKS.get(one.shown.reason, 2) if one.shown else 9 for one in ready]
    first = [one for one, rank in zip(ready, ranks, strict=True) if rank == min(ranks)]
    return Random(remaining).choices(first, [1 + one.counts.total for one in first])[0]


def _merge_pauses(pauses: Sequence[QueuePause]) -> QueuePause:
    """Return why nothing can be asked of any deck: the reason of the deck that can go on first."""
    dated = [pause for pause in pauses if pause.until is not None]
    if dated:
        return min(dated, key=lambda pause: pause.until.timestamp() if pause.until else 0.0)
    reasons = {pause.reason for pause in pauses}
    return QueuePause("empty" if reasons <= {"empty"} else "done", None)
