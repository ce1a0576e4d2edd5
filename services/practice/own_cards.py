"""What a learner adds to a card: a note, an answer or a wording of their own, a flag.

It is private, unless they offer an answer to the deck's mentors, and stays with the card when the deck gets a new version.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from errors import UserError
from services.connections import connect
from services.library.deck_lookup import require_deck
from services.practice.context import Learner, NoSuchCardError
from services.workspace import Workspace
from store.connection import Connection, to_ms, transaction
from store.tables.library import decks
from store.tables.practice import own_cards

MAX_LETTERS = 20_000  # of one text: many times a long answer, and no way to fill a disk
FLAGS = ("none", "red", "orange", "green", "blue", "pink", "turquoise", "purple")  # Anki's


@dataclass(frozen=True, slots=True)
class OwnCard:
    """A learner's additions to a card. An empty text is none; `flag` counts in `FLAGS`; `offered` is whether mentors may
    read the answer.
    """

    note: str = ""
    answer: str = ""
    prompt: str = ""
    flag: int = 0
    offered: bool = False


def load_own_card(ws: Workspace, who: Learner, deck_id: str, card_id: str) -> OwnCard:
    """Return what the learner added to a card. Raises NoSuchCardError when the deck has none."""
    with connect(ws) as connection:
        row = own_cards.load_own_card(connection, who.id, _find_card(connection, deck_id, card_id))
    return OwnCard(note=row.note, answer=row.answer, prompt=row.prompt, flag=row.flag, offered=row.offered)


def load_own_cards(ws: Workspace, who: Learner, deck_id: str) -> dict[str, OwnCard]:
    """Return what the learner added to the cards of a deck, by card id. Raises UserError when there is no such deck."""
    with connect(ws) as connection:
        deck = require_deck(connection, deck_id).id
        rows = own_cards.list_own_cards(connection, who.id, deck)
        names = {card.id: card.card.name for card in decks.list_cards(connection, deck)} if rows else {}
    return {
        names[number]: OwnCard(note=r.note, answer=r.answer, prompt=r.prompt, flag=r.flag, offered=r.offered)
        for number, r in rows.items()
        if number in names
    }


def change_own_card(ws: Workspace, who: Learner, deck_id: str, card_id: str, now: datetime, **changes: Any) -> OwnCard:
    """Save changes of these fields of the learner's card, on disk before it returns.

    Raises NoSuchCardError when the deck has none, UserError when a text is too long or the flag is none of `FLAGS`.
    """
    with connect(ws) as connection, transaction(connection, who.id):
        number = _find_card(connection, deck_id, card_id)
        row = own_cards.load_own_card(connection, who.id, number)
        own = replace(
            OwnCard(note=row.note, answer=row.answer, prompt=row.prompt, flag=row.flag, offered=row.offered), **changes
        )
        _check(own)
        own = replace(own, note=own.note.strip(), answer=own.answer.strip(), prompt=own.prompt.strip())
        own = replace(own, offered=own.offered and bool(own.answer))  # an answer that is deleted is offered no longer
        new_row = own_cards.OwnCardRow(own.note, own.answer, own.prompt, own.flag, own.offered, to_ms(now))
        own_cards.save_own_card(connection, who.id, number, new_row)
    return own


def _check(own: OwnCard) -> None:
    if max(len(own.note), len(own.answer), len(own.prompt)) > MAX_LETTERS:
        raise UserError(f"A text can have at most {MAX_LETTERS:,} characters.", "Shorten it.")
    if not 0 <= own.flag < len(FLAGS):
        raise UserError("There is no such flag.", f"Choose one of {', '.join(FLAGS)}.")


def _find_card(connection: Connection, deck_id: str, card_id: str) -> int:
    """Return the number of the card that additions belong to: the question's own, whichever way it is asked."""
    deck = require_deck(connection, deck_id)
    number = decks.find_card_id(connection, deck.id, card_id)
    if number is None:
        raise NoSuchCardError
    source = decks.find_card_id(connection, deck.id, decks.load_card_source(connection, number))
    return number if source is None else source
