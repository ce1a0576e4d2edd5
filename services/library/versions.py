"""A text becomes a version: its cards, its identities, and the deck that is read from it once."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import deck as reader
from deck import distractors
from deck.model import CounterQuestion, Decision, Deck, Estimate, Question
from deck.render_exercises import render_exercise
from quiz import exercises
from quiz.exercises import decision
from services.library import matching
from store.connection import Connection
from store.tables import decks as table


def build_card_rows(parsed: Deck) -> tuple[table.CardRow, ...]:
    """Return the cards of a deck as the store keeps them."""
    blocks = {b.id: b for b in parsed.blocks if isinstance(b, Question | CounterQuestion | Estimate)}
    prints = {name: _hash_question(block) for name, block in blocks.items()}
    decided = {
        d.id: _hash_decision(d) for incident in parsed.incidents for d in distractors.list_decisions(parsed, incident)
    }
    return tuple(
        table.CardRow(
            c.id,
            c.kind,
            c.source,
            c.topic,
            c.sibling_group,
            c.follows,
            "" if c.kind == decision.NAME else blocks[c.source].prompt if c.source in blocks else "",
            (decided if c.kind == decision.NAME else prints).get(c.source, ""),
            c.saved_only,
        )
        for c in exercises.find_practice_cards(parsed)
    )


def _hash_question(block: Question | CounterQuestion | Estimate) -> str:
    """Hash what is asked and answered, without where it stands.

    An edit elsewhere in the deck does not make a shown card stale.
    """
    if isinstance(block, Estimate):
        return table.compute_sha("\x1f".join(render_exercise(block)).encode("utf-8", "replace"))[:16]
    said = [block.prompt, block.answer, *block.key_points]
    said += [wording for also in block.wordings for wording in also]
    said += [f"{wrong.text}{wrong.reason}" for wrong in block.wrong_answers]
    said += (
        [block.eli8, *(f"{c.right}{c.text}{c.explanation}" for c in block.choices)]
        if isinstance(block, Question)
        else [block.tests]
    )
    return table.compute_sha("\x1f".join(said).encode())[:16]


def _hash_decision(asked: Decision) -> str:
    """Hash what is asked and offered at a decision."""
    said = [asked.prompt, *(f"{c.right}{c.text}{c.explanation}" for c in asked.choices)]
    return table.compute_sha("\x1f".join(said).encode("utf-8", "replace"))[:16]


def publish_version(
    connection: Connection,
    row: table.DeckRow,
    data: bytes,
    parsed: Deck,
    author: str,
    note: str,
    now: int,
    chosen: Mapping[str, str] | None = None,
) -> table.VersionRow:
    """Add a version and its cards, unless the newest has this text already. Call it inside a transaction.

    Edited questions keep their histories as `services.library.matching` says; `chosen` are the author's answers.
    """
    version = table.load_newest_version(connection, row.id)
    before = load_parsed_version(connection, version) if version else None
    if version is None or version.sha != table.compute_sha(data):
        version = table.add_version(connection, row.id, data, author, note, now)
    matching.match_and_set_cards(connection, row, before, parsed, build_card_rows(parsed), now, chosen)
    return version


def load_parsed_version(connection: Connection, version: table.VersionRow) -> Deck:
    """Return the deck of a version. A text is parsed once a process, whichever deck it belongs to."""
    with _cache_lock:
        known = _cache.get(version.sha)
        if known is None:
            known = reader.parse(table.load_text(connection, version.id))
            while len(_cache) >= _CACHE_SIZE:
                del _cache[next(iter(_cache))]
        else:
            del _cache[version.sha]  # put back below: the least recently used goes first
        _cache[version.sha] = known
        return known


_CACHE_SIZE = 64
_cache: dict[str, Deck] = {}
_cache_lock = threading.RLock()
