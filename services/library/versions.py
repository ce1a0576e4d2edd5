"""How a text becomes a version: the cards it has, what tells them from edited ones, and the deck that is read from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deck import distractors
from deck.model import CounterQuestion, Decision, Deck, Estimate, Question
from deck.render_exercises import render_exercise
from quiz import exercises
from quiz.author_priority import sort_by_priority
from quiz.exercises import decision
from services.library import card_matching, parsed_decks
from store.connection import Connection
from store.tables.library import deck_summaries
from store.tables.library import decks as table


def build_card_rows(parsed: Deck) -> tuple[table.CardRow, ...]:
    """Return the cards of a deck as the store keeps them, in the order in which they are first asked."""
    blocks = {b.id: b for b in parsed.blocks if isinstance(b, Question | CounterQuestion | Estimate)}
    question_hashes = {name: _hash_question(block) for name, block in blocks.items()}
    decision_hashes = {
        d.id: _hash_decision(d) for incident in parsed.incidents for d in distractors.list_decisions(parsed, incident)
    }
    return tuple(
        table.CardRow(
            name=c.id,
            kind=c.kind,
            source=c.source,
            topic=c.topic,
            family=c.sibling_group,
            follows=c.follows,
            prompt="" if c.kind == decision.NAME else blocks[c.source].prompt if c.source in blocks else "",
            sha=(decision_hashes if c.kind == decision.NAME else question_hashes).get(c.source, ""),
            kept_only=c.saved_only,
        )
        for c in sort_by_priority(parsed, exercises.find_practice_cards(parsed))
    )


def _hash_question(block: Question | CounterQuestion | Estimate) -> str:
    """Hash what is asked and answered, without where it stands: an edit elsewhere must not make a card stale that is shown."""
    if isinstance(block, Estimate):
        return table.compute_sha("\x1f".join(render_exercise(block)).encode("utf-8", "replace"))[:16]
    texts = [block.prompt, block.answer, *block.key_points]
    texts += [wording for wordings in block.wordings for wording in wordings]
    texts += [f"{wrong.text}{wrong.reason}" for wrong in block.wrong_answers]
    texts += (
        [block.eli8, *(f"{c.right}{c.text}{c.explanation}" for c in block.choices)]
        if isinstance(block, Question)
        else [block.tests]
    )
    return table.compute_sha("\x1f".join(texts).encode())[:16]


def _hash_decision(point: Decision) -> str:
    """Hash what is asked and offered at a decision."""
    texts = [point.prompt, *(f"{c.right}{c.text}{c.explanation}" for c in point.choices)]
    return table.compute_sha("\x1f".join(texts).encode("utf-8", "replace"))[:16]


def publish_version(
    connection: Connection,
    row: table.DeckRow,
    data: bytes,
    parsed: Deck,
    author: str,
    note: str,
    now: int,
    continuations: Mapping[str, str] | None = None,
    rows: tuple[table.CardRow, ...] | None = None,
) -> table.VersionRow:
    """Add a version and set its cards, unless the newest has this text already. Call it inside a transaction.

    Edited questions keep their histories as `services.library.card_matching` says; `continuations` are the author's answers.
    `rows` are the deck's cards where they were made beforehand: for a large deck that takes seconds, in which nobody else
    writes.
    """
    version = table.load_newest_version(connection, row.id)
    before = load_parsed_version(connection, version) if version else None
    sha = table.compute_sha(data)
    if version is None or version.sha != sha:
        version = table.add_version(connection, row.id, data, author, note, now)
    cards = build_card_rows(parsed) if rows is None else rows
    card_matching.match_and_set_cards(connection, row, before, parsed, cards, now, continuations)
    parsed_decks.remember(sha, parsed)
    store_summary(connection, version, parsed)
    return version


def load_parsed_version(connection: Connection, version: table.VersionRow) -> Deck:
    """Return the deck of a version: from memory, from disk, or read from its text."""
    return parsed_decks.load_parsed(connection, version)


def store_summary(connection: Connection, version: table.VersionRow, parsed: Deck) -> None:
    """Keep what the list of decks shows, and that the card list was made by this program's reader."""
    summary = describe_deck(parsed)
    deck_summaries.save_summary(connection, version.id, parsed_decks.get_reader_version(), summary)


def describe_deck(parsed: Deck) -> dict[str, Any]:
    """Return what the list of decks shows of a deck: texts and counts."""
    return {
        "title": parsed.title,
        "level": parsed.meta.level,
        "description": parsed.meta.description,
        "questions": len(parsed.questions),
        "counter_questions": len(parsed.counter_questions),
        "incidents": len(parsed.incidents),
        "scripts": len(parsed.scripts),
        "problems": len(parsed.problems),
    }
