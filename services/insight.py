"""What a mentor learns about a deck: which questions fail, and what the deck still lacks."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from deck.errors import UserError
from deck.model import CounterQuestion, Deck, Question
from services import library
from services.authoring import may_author
from services.opened import opened
from services.workspace import Workspace
from store import decks as table
from store import insight as counts
from store.database import from_ms

WORDS_A_MINUTE = 150
THIN = 12  # words; an answer shorter than this rarely teaches
_CODE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as all learners met it. `failed` is a share of 1, `seconds` the mean time (None: never measured)."""

    id: str
    prompt: str
    line: int
    asked: int
    failed: float
    seconds: float | None
    sure_and_wrong: int
    learners: int
    leeches: int


@dataclass(frozen=True, slots=True)
class Practised:
    """Somebody who practised the deck, by the name they chose."""

    name: str
    answers: int
    failed: float
    last: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the deck lacks, with its line."""

    what: str
    title: str
    line: int


def questions(ws: Workspace, learner: int, deck_id: str) -> tuple[Asked, ...]:
    """Every question that was asked, the most failed first. Raises UserError for a learner who may not author."""
    parsed = library.deck(ws, deck_id)
    known = {b.id: b for b in parsed.blocks if isinstance(b, Question | CounterQuestion)}
    with opened(ws) as connection:
        found = counts.by_question(connection, _deck(ws, learner, connection, deck_id))
    rows = [
        Asked(
            row.source,
            known[row.source].prompt,
            known[row.source].line,
            row.asked,
            row.failed / row.asked,
            row.milliseconds / 1000 if row.milliseconds is not None else None,
            row.sure_wrong,
            row.learners,
            row.leeches,
        )
        for row in found
        if row.source in known
    ]
    return tuple(sorted(rows, key=lambda r: (-r.failed, -r.asked, r.line)))


def learners(ws: Workspace, learner: int, deck_id: str) -> tuple[Practised, ...]:
    """Who practised the deck, the latest first. Raises UserError for a learner who may not author."""
    with opened(ws) as connection:
        found = counts.by_learner(connection, _deck(ws, learner, connection, deck_id))
    return tuple(Practised(name, asked, failed / asked, from_ms(at)) for name, asked, failed, at in found)


def gaps(deck: Deck) -> tuple[Gap, ...]:
    """Topics without questions, questions without key points, thin answers, incidents without decisions; by line."""
    asked = {b.topic for b in deck.blocks if isinstance(b, Question | CounterQuestion)}
    covered = asked | {above.id for topic in asked for above in deck.ancestry(topic)}
    told = {b.section for b in deck.blocks} - {i.section for i in deck.incidents} - _spoken(deck)
    found = [Gap("a topic without questions", s.title, s.line) for s in deck.sections if s.id in told - covered]
    for block in deck.blocks:
        if isinstance(block, Question | CounterQuestion) and not getattr(block, "choices", ()):
            if not block.key_points:
                found.append(Gap("a question without key points", block.prompt, block.line))
            if len(block.answer.split()) < THIN and not getattr(block, "body", ()):
                found.append(Gap("a thin answer", block.prompt, block.line))
    found += [Gap("an incident without a decision", i.title, i.line) for i in deck.incidents if not i.decisions]
    return tuple(sorted(found, key=lambda gap: gap.line))


def minutes(deck: Deck) -> tuple[float, float]:
    """(scripts, questions with answers): about how long they take to say at 150 words a minute, code left out."""
    scripts = " ".join(part.text for script in deck.scripts for part in script.parts)
    said = " ".join(f"{b.prompt} {b.answer}" for b in deck.blocks if isinstance(b, Question | CounterQuestion))
    return spoken_minutes(scripts), spoken_minutes(said)


def spoken_minutes(text: str) -> float:
    """About how long a markdown text takes to say."""
    return len(_CODE.sub("", text).split()) / WORDS_A_MINUTE


def _spoken(deck: Deck) -> set[str]:
    return {part.section for script in deck.scripts for part in script.parts} | {s.section for s in deck.scripts}


def _deck(ws: Workspace, learner: int, connection: sqlite3.Connection, deck_id: str) -> int:
    if not may_author(ws, learner):
        raise UserError("Only mentors see how others do.", "Ask a mentor of this instance.")
    row = table.find(connection, deck_id)
    if row is None:
        raise UserError("There is no such deck.", "Choose another one.")
    return row.id
