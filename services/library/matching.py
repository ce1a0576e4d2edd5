"""On publish: which question continues which, and what that does to the cards learners have histories with."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from deck import distractors
from deck.model import Deck, Incident
from deck.versioning.matching import Match, Matching, match
from deck.versioning.similarity import Item, Kind
from quiz.exercises import decision, next_event, order
from store.tables import decks as table
from store.tables import incident_decisions, renames

NEW = ""  # the author's answer for "this is a new question"
_KINDS: dict[str, Kind] = {order.NAME: "incident", next_event.NAME: "incident", decision.NAME: "decision"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What publishing a text would do to histories.

    `ask` are the pairs an author should look at: near texts, and ids that were given to another text. `returning` pairs
    questions that had left the deck with the ones that bring them back; `removed` will be retired, `added` begin anew.
    """

    matching: Matching
    ask: tuple[Match, ...]
    returning: tuple[Match, ...]
    added: tuple[Item, ...]
    removed: tuple[Item, ...]


def plan(connection: sqlite3.Connection, deck_row: int, old: Deck | None, new: Deck) -> Plan:
    """Match a new text with the newest published one, and what is new in it with what once left the deck."""
    found = match(old if old is not None else (), new, _retired(connection, deck_row))
    asked = tuple(m for m in (*found.matches, *found.returning) if not m.sure)
    return Plan(found, asked, found.returning, found.added, found.removed)


def apply(
    connection: sqlite3.Connection,
    deck_row: int,
    planned: Plan,
    drawn: Mapping[str, str],
    chosen: Mapping[str, str] | None,
    now: int,
) -> None:
    """Rename cards, and what is kept of incidents, as planned; call it in the transaction that publishes, before the new
    card list is set.

    `chosen` maps a new question's id to the old one's id whose history it continues, or to `NEW`; what is not in it goes
    by the default. `drawn` are the decisions that nobody wrote, old id to new.
    """
    renamed: dict[Kind, dict[str, str]] = {"question": {}, "incident": {}, "decision": dict(drawn)}
    fresh: dict[Kind, set[str]] = {"question": set(), "incident": set(), "decision": set()}
    for pair in (*planned.matching.matches, *planned.returning):
        if _continues(pair, chosen):
            renamed[pair.new.kind][pair.old.id] = pair.new.id
        else:
            fresh[pair.new.kind].add(pair.new.id)
    for kind, moving in renamed.items():
        begun = fresh[kind] - set(moving.values())
        renames.rename_sources(connection, deck_row, moving, begun, now, partial(_hangs, kind))
    incident_decisions.rename(connection, deck_row, renamed["decision"], renamed["incident"])


def _hangs(kind: Kind, card: str) -> bool:
    """Whether cards of this kind hang on what is matched as `kind`."""
    return _KINDS.get(card, "question") == kind


def _continues(pair: Match, chosen: Mapping[str, str] | None) -> bool:
    return (chosen or {}).get(pair.new.id, pair.old.id if pair.keep else NEW) == pair.old.id


def drawn(old: Deck | None, new: Deck, planned: Plan, chosen: Mapping[str, str] | None) -> dict[str, str]:
    """Which decision that was drawn up for a replay is which now, old id to new: those of an incident that goes on are
    matched by their steps like questions, and nobody is asked.
    """
    incidents = {incident.id: incident for incident in new.incidents}
    before = {incident.id: incident for incident in (old.incidents if old is not None else ())}
    found: dict[str, str] = {}
    for pair in planned.matching.matches:
        if pair.new.kind == "incident" and old is not None and _continues(pair, chosen):
            was, now = before[pair.old.id], incidents[pair.new.id]
            if was != now:
                stops = match(_steps(old, was), _steps(new, now))
                found.update((m.old.id, m.new.id) for m in stops.matches if m.keep)
    return found


def _steps(deck: Deck, incident: Incident) -> tuple[Item, ...]:
    """The decisions that were drawn up from an incident, told apart by the step that is right and what precedes it."""
    if not distractors.drawn(incident):
        return ()
    return tuple(
        Item(stop.id, "decision", right.text, incident.events[stop.after].text, "", stop.line, False)
        for stop in distractors.of(deck, incident)
        for right in stop.choices
        if right.right
    )


def settle(connection: sqlite3.Connection, deck_row: int, new: Deck) -> None:
    """Tie what learners keep to the decisions of the deck, where it names one by an id that no decision has: an earlier
    version of this program counted the events. Call it inside a transaction.
    """
    kept = incident_decisions.kept(connection, deck_row)
    incidents = {incident.id: incident for incident in new.incidents}
    moved = {}
    for miss in kept:
        incident = incidents.get(miss.incident)
        stops = {stop.id: stop for stop in distractors.of(new, incident)} if incident is not None else {}
        if miss.stop not in stops:
            found = next((name for name, stop in stops.items() if distractors.answer(stop) == miss.answer), None)
            if found is not None:
                moved[miss.stop] = found
    if moved:
        incident_decisions.rename(connection, deck_row, moved, {})


def _retired(connection: sqlite3.Connection, deck_row: int) -> tuple[Item, ...]:
    """Retired questions as items, the latest first."""
    found: dict[str, Item] = {}
    for card in renames.retired(connection, deck_row):
        if card.prompt and card.name == card.source:
            found.setdefault(card.source, Item(card.source, "question", card.prompt, "", "", len(found), False))
    return tuple(found.values())


def publish(
    connection: sqlite3.Connection,
    row: table.DeckRow,
    old: Deck | None,
    new: Deck,
    cards: tuple[table.CardRow, ...],
    now: int,
    chosen: Mapping[str, str] | None = None,
) -> Plan:
    """Match, rename, and set the deck's cards. Call it inside a transaction."""
    planned = plan(connection, row.id, old, new)
    apply(connection, row.id, planned, drawn(old, new, planned, chosen), chosen, now)
    table.set_cards(connection, row.id, cards, now)
    settle(connection, row.id, new)
    return planned
