"""What a mentor learns about a deck: which questions fail, which key points are missed, and what the deck still lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from deck.model import CounterQuestion, Deck, Question
from deck.versioning.matching import KEEP_SCORE
from services.configuration import get_configuration
from services.connections import connect
from services.library import audience, catalog
from services.library.deck_lookup import require_deck
from services.roles import require_mentor
from services.workspace import Workspace
from store.connection import Connection, from_ms
from store.tables.library import deck_stats as counts
from store.tables.practice import log_counts
from store.tables.practice.review_log import Points

# An ordinary pace of speaking; Listen's own estimate depends on the voice.
WORDS_PER_MINUTE = 150
MIN_PEOPLE = 5  # figures about fewer people say something about each of them, and a mentor could tell who they are
THIN_ANSWER_WORDS = 12  # words; an answer shorter than this rarely teaches
# Code is announced and not read aloud, so its words take no time.
_CODE_FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class MissedPoint:
    """A key point as it reads now; `misses` of its `attempts` (the typed answers that were scored on it) missed it."""

    point: str
    misses: int
    attempts: int


@dataclass(frozen=True, slots=True)
class QuestionStatistics:
    """One question as all learners answered it. `failure_rate` is a share of 1, `seconds` the mean time (None: never measured),
    `typed` how many answers were typed and scored; `missed_points` are the key points that any of them missed, the most
    missed first.
    """

    id: str
    prompt: str
    line: int
    times_asked: int
    failure_rate: float
    seconds: float | None
    sure_and_wrong: int
    learners: int
    leeches: int
    typed: int
    missed_points: tuple[MissedPoint, ...]


@dataclass(frozen=True, slots=True)
class LearnerActivity:
    """Somebody who practised the deck, by the name they chose."""

    name: str
    answers: int
    failure_rate: float
    last: datetime


@dataclass(frozen=True, slots=True)
class ContentGap:
    """Something the deck lacks, with its line."""

    what: str
    title: str
    line: int


def measure_questions(ws: Workspace, learner: int, deck_id: str) -> tuple[QuestionStatistics, ...]:
    """Return every question that was asked, the most failed first. Raises UserError for a learner who is no mentor.

    Where people log in there are none: mentors see how their classes answer (`services.classes.figures`).
    """
    parsed = catalog.load_deck(ws, deck_id)
    blocks = {b.id: b for b in parsed.blocks if isinstance(b, Question | CounterQuestion)}
    with connect(ws) as connection:
        row_id = _open_deck(learner, connection, deck_id)
        if get_configuration().login is not None:
            return ()
        log_counts.fold_if_long(connection, None)
        figures = counts.count_by_question(connection, row_id)
        typed = counts.count_typed_answers(connection, row_id)
    answers: dict[str, list[tuple[Points, int]]] = {}
    for source, points, count in typed:
        answers.setdefault(source, []).append((points, count))
    rows = [
        QuestionStatistics(
            id=row.source,
            prompt=blocks[row.source].prompt,
            line=blocks[row.source].line,
            times_asked=row.answers,
            failure_rate=row.failures / row.answers,
            seconds=row.milliseconds / 1000 if row.milliseconds is not None else None,
            sure_and_wrong=row.confident_failures,
            learners=row.learners,
            leeches=row.leeches,
            typed=sum(count for _, count in answers.get(row.source, ())),
            missed_points=count_missed_points(blocks[row.source].key_points, answers.get(row.source, ())),
        )
        for row in figures
        if row.source in blocks
    ]
    return tuple(sorted(rows, key=lambda r: (-r.failure_rate, -r.times_asked, r.line)))


def count_missed_points(key_points: Sequence[str], answers: Iterable[tuple[Points, int]]) -> tuple[MissedPoint, ...]:
    """Return the key points that typed answers missed, the most missed first.

    `key_points` are those of today. `answers` are judged points, as they read when they were judged, each with the number of
    answers that were judged so. A point that was left undecided counts neither as an attempt nor as a miss. One that was
    reworded since is found again by its nearest text; one that was removed is left out.
    """
    misses, attempts = dict.fromkeys(key_points, 0), dict.fromkeys(key_points, 0)
    for points, count in answers:
        today = _match_points(key_points, [point for point, _ in points])
        for point, was_made in points:
            if point in today and was_made is not None:
                attempts[today[point]] += count
                misses[today[point]] += 0 if was_made else count
    missed_points = [MissedPoint(point, misses[point], attempts[point]) for point in misses if misses[point]]
    return tuple(sorted(missed_points, key=lambda m: (-m.misses / m.attempts, -m.misses)))


def _match_points(key_points: Sequence[str], then: Sequence[str]) -> dict[str, str]:
    """Return how the points of an earlier day read today: the same text, then the nearest of those that are left."""
    same = {point: point for point in then if point in key_points}
    pairs = sorted(
        (
            (fuzz.token_sort_ratio(before, after, processor=default_process) / 100, before, after)
            for before in then
            for after in key_points
            if before not in same and after not in same
        ),
        reverse=True,
    )
    # The nearest pairs first, each text once. As near as questions must be to keep their history.
    for score, before, after in pairs:
        if score >= KEEP_SCORE and before not in same and after not in same.values():
            same[before] = after
    return same


def list_learner_activity(ws: Workspace, learner: int, deck_id: str) -> tuple[LearnerActivity, ...]:
    """Return who practised the deck, the latest first. Raises UserError for a learner who is no mentor.

    Where people log in, none are returned: how much somebody practises is their own business.
    """
    with connect(ws) as connection:
        row_id = _open_deck(learner, connection, deck_id)
        if get_configuration().login is not None:
            return ()
        log_counts.fold_if_long(connection, None)
        rows = counts.count_by_learner(connection, row_id)
    return tuple(LearnerActivity(name, answers, failed / answers, from_ms(at)) for name, answers, failed, at in rows)


def find_gaps(deck: Deck) -> tuple[ContentGap, ...]:
    """Return what the deck lacks, by line.

    That is topics without questions, questions without key points, thin answers, and incidents without decisions.
    """
    topics = {b.topic for b in deck.blocks if isinstance(b, Question | CounterQuestion)}
    covered = topics | {above.id for topic in topics for above in deck.list_ancestors(topic)}
    # Sections with a text of their own. Those of incidents and scripts are told or read aloud, and need no questions.
    explained = {b.section for b in deck.blocks} - {i.section for i in deck.incidents} - _find_script_sections(deck)
    gaps = [
        ContentGap("a topic without questions", s.title, s.line) for s in deck.sections if s.id in explained - covered
    ]
    for block in deck.blocks:
        if isinstance(block, Question | CounterQuestion) and not getattr(block, "choices", ()):
            if not block.key_points:
                gaps.append(ContentGap("a question without key points", block.prompt, block.line))
            if len(block.answer.split()) < THIN_ANSWER_WORDS and not getattr(block, "body", ()):
                gaps.append(ContentGap("a thin answer", block.prompt, block.line))
    gaps += [ContentGap("an incident without a decision", i.title, i.line) for i in deck.incidents if not i.decisions]
    return tuple(sorted(gaps, key=lambda gap: gap.line))


def estimate_minutes(deck: Deck) -> tuple[float, float]:
    """Return about how many minutes it takes to say the scripts, and the questions with their answers; code is left out."""
    scripts = " ".join(part.text for script in deck.scripts for part in script.parts)
    texts = " ".join(f"{b.prompt} {b.answer}" for b in deck.blocks if isinstance(b, Question | CounterQuestion))
    return estimate_spoken_minutes(scripts), estimate_spoken_minutes(texts)


def estimate_spoken_minutes(text: str) -> float:
    """Return about how many minutes it takes to say a markdown text."""
    return len(_CODE_FENCE.sub("", text).split()) / WORDS_PER_MINUTE


def _find_script_sections(deck: Deck) -> set[str]:
    return {part.section for script in deck.scripts for part in script.parts} | {s.section for s in deck.scripts}


def _open_deck(learner: int, connection: Connection, deck_id: str) -> int:
    require_mentor(connection, learner, "Only mentors see how others are doing.")
    deck = require_deck(connection, deck_id)
    audience.require_editable(connection, learner, deck.id)
    return deck.id
