"""What learners add to cards: notes, answers and wordings of their own, flags. Times are milliseconds in UTC."""

from __future__ import annotations

from dataclasses import dataclass

from store.connection import Connection


@dataclass(frozen=True, slots=True)
class OwnCardRow:
    """A learner's additions to a card. An empty text is none; `flag` is 0 for none, else 1 to 7; `offered` is whether the
    deck's mentors may read the answer.
    """

    note: str = ""
    answer: str = ""
    prompt: str = ""
    flag: int = 0
    offered: bool = False
    changed_at: int = 0


_COLUMNS = "note, answer, prompt, flag, offered, changed_at"
# What is saved takes the place of all that was: a learner who empties a field empties it here.
_REPLACE = ", ".join(f"{column} = excluded.{column}" for column in _COLUMNS.split(", "))


def load_own_card(connection: Connection, learner: int, card: int) -> OwnCardRow:
    """Return what a learner added to a card; nothing at all where they added nothing."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM own_cards WHERE learner = ? AND card = ?", (learner, card)
    ).fetchone()
    return _to_row(row) if row else OwnCardRow()


def save_own_card(connection: Connection, learner: int, card: int, row: OwnCardRow) -> None:
    """Save what a learner added; a row without anything in it is removed."""
    if not (row.note or row.answer or row.prompt or row.flag):
        connection.execute("DELETE FROM own_cards WHERE learner = ? AND card = ?", (learner, card))
        return
    connection.execute(
        f"INSERT INTO own_cards (learner, card, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        f" ON CONFLICT (learner, card) DO UPDATE SET {_REPLACE}",
        (learner, card, row.note, row.answer, row.prompt, row.flag, int(row.offered), row.changed_at),
    )


def list_own_cards(connection: Connection, learner: int, deck: int) -> dict[int, OwnCardRow]:
    """Return everything a learner added to the cards of a deck, by card, retired cards too."""
    rows = connection.execute(
        f"SELECT card, {_COLUMNS} FROM own_cards WHERE learner = ? AND card IN (SELECT id FROM cards WHERE deck = ?)",
        (learner, deck),
    )
    return {int(row[0]): _to_row(row[1:]) for row in rows}


def list_offered_answers(connection: Connection, deck: int) -> tuple[tuple[int, str, str], ...]:
    """Return (learner, source of the card, answer) of the answers that learners offer to the deck's mentors, the latest
    first.
    """
    rows = connection.execute(
        "SELECT o.learner, c.source, o.answer FROM own_cards o JOIN cards c ON c.id = o.card"
        " WHERE o.offered = 1 AND o.answer <> '' AND c.deck = ? AND c.retired_at IS NULL"
        " ORDER BY o.changed_at DESC, o.learner",
        (deck,),
    )
    return tuple((int(learner), str(source), str(answer)) for learner, source, answer in rows)


def _to_row(row: tuple[str, str, str, int, int, int]) -> OwnCardRow:
    note, answer, prompt, flag, offered, changed_at = row
    return OwnCardRow(note, answer, prompt, int(flag), bool(offered), int(changed_at))
