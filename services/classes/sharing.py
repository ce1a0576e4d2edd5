"""What learners share with the mentors of a class, one thing at a time, until they take it back.

Recordings cannot be shared: they never leave the browser they were made in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from errors import UserError
from services.classes.looks import Seen, note_look
from services.connections import connect
from services.library import audience
from services.roles import require_class_mentor
from services.workspace import Workspace
from store.connection import Connection, from_ms, to_ms, transaction
from store.tables import interviews
from store.tables.classes import class_looks as table
from store.tables.classes import classes
from store.tables.classes.class_looks import ShareRow
from store.tables.learners import learners
from store.tables.library import decks
from store.tables.practice import own_cards, own_texts


class SharedKind(StrEnum):
    """What can be shared: an own answer or a note on a card, what was written for a story or a design, an interview."""

    ANSWER = "answer"
    NOTE = "note"
    TEXT = "text"
    INTERVIEW = "interview"


@dataclass(frozen=True, slots=True)
class OwnItem:
    """Something of a learner's that can be shared: `deck_id` is "" for an interview, `item` a card, an exercise or a round.

    An interview has no title but the moment it began, aware, which the screen writes in the reader's zone.
    """

    kind: SharedKind
    deck_id: str
    item: str
    title: str
    is_shared: bool
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SharedItem:
    """Something that somebody shares with a class, without its words. `shared_at` and `started_at` are aware.

    `title` and `started_at` are those of `OwnItem`.
    """

    learner: int
    name: str
    kind: SharedKind
    deck_id: str
    item: str
    title: str
    shared_at: datetime
    started_at: datetime | None = None


def list_own_items(ws: Workspace, learner: int, class_id: int) -> tuple[OwnItem, ...]:
    """Return everything that a learner could share with a class, with what they do share."""
    with connect(ws) as connection:
        shared = {
            (row.kind, row.deck, row.item) for row in table.list_shares(connection, learner=learner, class_id=class_id)
        }
        items = _list_items(connection, learner)
    return tuple(
        OwnItem(one.kind, one.deck_id, one.item, one.title, is_shared=one[:3] in shared, started_at=one.started_at)
        for one in items
    )


def share_item(
    ws: Workspace, learner: int, class_id: int, kind: SharedKind, deck_id: str, item: str, now: datetime
) -> None:
    """Show one thing to the mentors of a class. Raises UserError for somebody who is not in it, and for what is not theirs."""
    with connect(ws) as connection, transaction(connection, scope=classes.get_scope(class_id)):
        if classes.find_member(connection, class_id, learner) is None:
            raise UserError("You are not in this class.", "Load the page again.")
        if (kind, deck_id, item) not in {one[:3] for one in _list_items(connection, learner)}:
            raise UserError("There is no such note, answer, text or interview of yours.", "Choose one from the list.")
        table.add_share(connection, ShareRow(class_id, learner, kind, deck_id, item, to_ms(now)))


def take_back(ws: Workspace, learner: int, class_id: int, kind: SharedKind, deck_id: str, item: str) -> None:
    """Stop showing a thing to the mentors of a class."""
    with connect(ws) as connection, transaction(connection, scope=classes.get_scope(class_id)):
        table.delete_share(connection, ShareRow(class_id, learner, kind, deck_id, item, 0))


def list_shared(ws: Workspace, learner: int, class_id: int) -> tuple[SharedItem, ...]:
    """Return what people share with a class, without its words. Raises UserError for somebody who does not teach it."""
    with connect(ws) as connection:
        require_class_mentor(connection, learner, class_id)
        names = learners.list_names(connection)
        owned: dict[int, dict[tuple[str, str, str], _Item]] = {}
        items = []
        for row in table.list_shares(connection, class_id=class_id):
            if row.learner not in owned:
                owned[row.learner] = {one[:3]: one for one in _list_items(connection, row.learner)}
            found = owned[row.learner].get((row.kind, row.deck, row.item))
            if found is not None:  # else it was deleted since
                items.append(
                    SharedItem(
                        learner=row.learner,
                        name=names[row.learner],
                        kind=SharedKind(row.kind),
                        deck_id=row.deck,
                        item=row.item,
                        title=found.title,
                        shared_at=from_ms(row.shared_at),
                        started_at=found.started_at,
                    )
                )
    return tuple(items)


def read_shared(
    ws: Workspace, learner: int, class_id: int, who: int, kind: SharedKind, deck_id: str, item: str, now: datetime
) -> str:
    """Return the words of a thing that somebody (`who`) shares, as markdown, and write down the look.

    Raises UserError for somebody who does not teach the class, and for what is not shared (any more).
    """
    with connect(ws) as connection, transaction(connection, scope=classes.get_scope(class_id)):
        require_class_mentor(connection, learner, class_id)
        shared = table.list_shares(connection, learner=who, class_id=class_id)
        if (kind, deck_id, item) not in {(row.kind, row.deck, row.item) for row in shared}:
            raise UserError("This is not shared any more.", "Load the page again.")
        row = decks.find_deck(connection, deck_id) if deck_id else None
        note_look(connection, class_id, learner, Seen.SHARED, now, deck=row.id if row else None, learner=who)
        return _read_words(connection, who, kind, row.id if row else 0, item)


class _Item(NamedTuple):
    kind: SharedKind
    deck_id: str
    item: str
    title: str
    started_at: datetime | None = None


def _list_items(connection: Connection, learner: int) -> list[_Item]:
    """Return all that somebody wrote."""
    items: list[_Item] = []
    hidden = audience.find_hidden(connection, learner)
    for deck in decks.list_decks(connection):
        if deck.slug in hidden:
            continue
        own = own_cards.list_own_cards(connection, learner, deck.id)
        cards = {card.id: card.card for card in decks.list_cards(connection, deck.id)} if own else {}
        for number, row in own.items():
            if number in cards and row.answer:
                items.append(_Item(SharedKind.ANSWER, deck.slug, cards[number].name, cards[number].prompt))
            if number in cards and row.note:
                items.append(_Item(SharedKind.NOTE, deck.slug, cards[number].name, cards[number].prompt))
        exercises = dict.fromkeys(row.exercise for row in own_texts.list_texts(connection, learner, deck.id))
        items += [_Item(SharedKind.TEXT, deck.slug, exercise, exercise) for exercise in exercises]
    # Rounds that were received to be scored are other people's.
    for one in interviews.list_rounds(connection, learner):
        if one.origin == "own" and one.finished_at is not None:
            items.append(_Item(SharedKind.INTERVIEW, "", one.key, "", from_ms(one.started_at)))
    return items


def _read_words(connection: Connection, who: int, kind: SharedKind, deck: int, item: str) -> str:
    if kind is SharedKind.TEXT:
        texts = [row for row in own_texts.list_texts(connection, who, deck) if row.exercise == item]
        return "\n\n".join(f"**{row.slot}**\n\n{row.text}" for row in texts)
    if kind is SharedKind.INTERVIEW:
        row = interviews.find_round(connection, who, item)
        turns = interviews.list_turns(connection, row.id) if row else ()
        answers = [json.loads(turn.content) for turn in turns]
        return "\n\n".join(
            f"**{turn['question']['prompt']}**\n\n{turn['text'] or '—'}" for turn in answers if turn.get("answered")
        )
    number = decks.find_card_id(connection, deck, item)
    own = own_cards.load_own_card(connection, who, number) if number is not None else own_cards.OwnCardRow()
    return own.answer if kind is SharedKind.ANSWER else own.note
