"""Practice: the next card, a grade, undo, bury, suspend. Each is one transaction, on disk before it returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from errors import UserError
from quiz import exercises, siblings
from quiz.queue import QueueReason
from quiz.scheduler import Rating
from services import instruments
from services.connections import connect, repeat_if_lost
from services.practice import recompute
from services.practice.context import (
    Learner,
    NoSuchCardError,
    PracticeContext,
    ShownCard,
    SiblingFlags,
    StaleCardError,
    load_context,
    load_siblings,
    load_unchanged,
    make_log_entry,
    present_card,
)
from services.practice.grading import GradeResult, list_changed_flags, record_grade
from services.practice.next_card import NextCard, QueueCounts, choose_next_card
from services.workspace import Workspace
from store.connection import to_ms, transaction
from store.tables.library import decks as table
from store.tables.practice import memory_states, review_log
from store.tables.practice.review_log import Points

__all__ = [
    "GradeResult",
    "Learner",
    "NextCard",
    "Points",
    "QueueCounts",
    "ShownCard",
    "StaleCardError",
    "UndoResult",
    "answer_card",
    "bury_card",
    "grade_card",
    "load_card",
    "load_next_card",
    "restore_card",
    "suspend_card",
    "undo_last",
]


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What was taken back, and the card as it stands again (None when it left the deck meanwhile). `points` are those
    of a typed answer: it was written before the learner saw the answer, and counts when the card is graded again.
    """

    event: review_log.LogEvent
    shown: ShownCard | None
    points: Points | None = None


def load_next_card(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> NextCard:
    """Return what to practise now. Raises UserError when there is no such deck."""
    with connect(ws) as connection:
        return choose_next_card(load_context(connection, who, deck_id, now))


def load_card(ws: Workspace, who: Learner, deck_id: str, card_id: str, now: datetime) -> ShownCard:
    """Return a card by its id (or a former one), due or not. Raises NoSuchCardError when the deck has none.

    The forms of a question used to be cards: an old link to "q~gap" leads to the question "q".
    """
    question_id, _, form = card_id.rpartition("~")
    with connect(ws) as connection:
        context = load_context(connection, who, deck_id, now)
        number = table.find_card_id(connection, context.deck.id, card_id)
        if number is None and form in exercises.FORMS:
            number = table.find_card_id(connection, context.deck.id, question_id)
        row = memory_states.load_state(connection, who.id, number) if number is not None else None
        if row is None or row.retired:
            raise NoSuchCardError
        return present_card(context, row, "asked")


def grade_card(
    ws: Workspace,
    who: Learner,
    shown_card: ShownCard,
    rating: Rating,
    now: datetime,
    key: str,
    *,
    confidence: int | None = None,
    points: Points | None = None,
) -> GradeResult:
    """Count an answer, once: a `key` that was counted before changes nothing.

    `confidence` is in percent. `points` are the key points that a typed answer was scored on, each with whether the answer
    made it; None when it was not typed. Raises StaleCardError when the card changed since it was shown. A card shown for
    cramming is logged and its schedule stays as it is.
    """

    def grade() -> GradeResult:
        with connect(ws) as connection, transaction(connection, who.id):
            context = load_context(connection, who, shown_card.deck_id, now)
            return record_grade(context, shown_card, rating, key, confidence, points)

    with instruments.GRADE_SECONDS.time():
        result = repeat_if_lost(grade)
    if not result.repeated:
        instruments.GRADES.inc()
    return result


def answer_card(
    ws: Workspace,
    who: Learner,
    shown_card: ShownCard,
    rating: Rating,
    now: datetime,
    key: str,
    *,
    confidence: int | None = None,
    points: Points | None = None,
) -> tuple[GradeResult, NextCard]:
    """Grade a card as `grade_card` does, and return what to practise next as the grade leaves it.

    Both are read and written in one transaction, and it is on disk before the card is handed out.
    """

    def answer() -> tuple[GradeResult, NextCard]:
        with connect(ws) as connection, transaction(connection, who.id):
            context = load_context(connection, who, shown_card.deck_id, now)
            return record_grade(context, shown_card, rating, key, confidence, points), choose_next_card(context)

    with instruments.GRADE_SECONDS.time():
        result, next_card = repeat_if_lost(answer)
    if not result.repeated:
        instruments.GRADES.inc()
    return result, next_card


def bury_card(ws: Workspace, who: Learner, shown_card: ShownCard, now: datetime, key: str) -> None:
    """Leave the card until tomorrow. Raises StaleCardError like `grade_card`."""
    with connect(ws) as connection:
        context = load_context(connection, who, shown_card.deck_id, now)
        with transaction(connection, who.id):
            if not review_log.find_by_key(connection, key):
                row, sibling_flags = load_unchanged(context, shown_card)
                _change_flags(
                    context,
                    row,
                    sibling_flags,
                    "bury",
                    key,
                    row.flags._replace(buried_until=to_ms(context.day.end), called_at=0),
                )


def suspend_card(ws: Workspace, who: Learner, shown_card: ShownCard, now: datetime, key: str) -> None:
    """Suspend the card until `restore_card`; its follow-ups wait for it no longer. Raises StaleCardError like `grade_card`."""
    with connect(ws) as connection:
        context = load_context(connection, who, shown_card.deck_id, now)
        with transaction(connection, who.id):
            if not review_log.find_by_key(connection, key):
                row, sibling_flags = load_unchanged(context, shown_card)
                _change_flags(
                    context, row, sibling_flags, "suspend", key, row.flags._replace(suspended=True, called_at=0)
                )


def restore_card(ws: Workspace, who: Learner, deck_id: str, card_id: str, now: datetime, key: str) -> None:
    """Unsuspend or unbury a card. Raises NoSuchCardError when the deck has none."""
    with connect(ws) as connection:
        context = load_context(connection, who, deck_id, now)
        with transaction(connection, who.id):
            number = table.find_card_id(connection, context.deck.id, card_id)
            row = memory_states.load_state(connection, who.id, number) if number is not None else None
            if row is None:
                raise NoSuchCardError
            if not review_log.find_by_key(connection, key):
                sibling_flags = load_siblings(context, row)
                _change_flags(
                    context, row, sibling_flags, "resume", key, row.flags._replace(suspended=False, buried_until=0)
                )


def undo_last(ws: Workspace, who: Learner, now: datetime, key: str) -> UndoResult | None:
    """Undo the newest grade, bury, suspend or restore of this session; return None when there is none.

    The undo is a row of the log too. Raises UserError when the card was changed elsewhere afterwards.
    """
    with connect(ws) as connection:
        last = review_log.find_last_undoable(connection, who.id, who.session)
        if last is None:
            return None
        context = load_context(connection, who, table.load_slug(connection, last.entry.deck), now)
        with transaction(connection, who.id):
            # The second half of a double click: this undo is done, or the other half has undone what this one saw.
            if (
                review_log.find_by_key(connection, key)
                or review_log.find_last_undoable(connection, who.id, who.session) != last
            ):
                return None
            if review_log.has_changed_since(connection, last):
                raise UserError(
                    "This card has since been changed elsewhere, so the answer cannot be undone here.",
                    "Undo it where it was changed last.",
                )
            back = make_log_entry(context, last.entry.card, "undo", key)
            # Before the memory is restored: a memory that is worked out anew must not count the answer that is taken back.
            review_log.append_entry(connection, back._replace(undoes=last.id))
            flags = dict(last.entry.touched)
            memory = recompute.restore_memory(context, last.entry)
            if memory is not None and last.entry.card in flags:
                before = last.entry.was_last or 0  # the event that was the card's last one then; 0 for none
                memory_states.save_state(
                    connection, who.id, last.entry.card, memory, flags.pop(last.entry.card), before
                )
                memory_states.save_flags(connection, who.id, flags.items())
        row = memory_states.load_state(connection, who.id, last.entry.card)
        why: QueueReason = "cram" if last.entry.event == "cram" else "undone"
        shown_card = present_card(context, row, why) if row and not row.retired else None
        return UndoResult(last.entry.event, shown_card, last.entry.points)


def _change_flags(
    context: PracticeContext,
    row: memory_states.StateRow,
    sibling_flags: SiblingFlags,
    event: review_log.LogEvent,
    key: str,
    flags: memory_states.Flags,
) -> None:
    """Change a card's flags, with the log row that can take it back."""
    # A suspended card is not answered: follow-ups that wait for it would wait for ever.
    changed = tuple(siblings.release_follow_ups(s for s, _ in sibling_flags.values())) if event == "suspend" else ()
    was = ((row.card, row.flags), *((s.card, sibling_flags[s.card][1]) for s in changed))
    log_entry = make_log_entry(context, row.card, event, key)._replace(
        was=row.memory, touched=was, was_last=row.last_event
    )
    number = review_log.append_entry(context.connection, log_entry)
    memory_states.save_state(context.connection, context.who.id, row.card, row.memory, flags, number)
    memory_states.save_flags(context.connection, context.who.id, list_changed_flags(changed, sibling_flags))
