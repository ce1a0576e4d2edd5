"""Changes to many cards at once: reset, set the due date, flag. Each card is a transaction and a row of the log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from errors import UserError
from quiz.study_days import get_day_start
from services.connections import connect
from services.practice.context import Learner, NoSuchCardError, PracticeContext, load_context, make_log_entry
from services.practice.own_cards import change_own_card
from services.workspace import Workspace
from store.connection import to_ms, transaction
from store.tables.library import decks
from store.tables.practice import memory_states, review_log
from store.tables.practice.memory_states import Flags, MemoryRow, StateRow

MAX_DAYS = 36_500  # a hundred years, as long as an interval may be
_NEW = MemoryRow(phase=0, step=None, stability=None, difficulty=None, due=None, last_review=None, reps=0, lapses=0)
# The number of `Phase.REVIEW` in the table: a card with a due date of its own is in review.
_PHASE_REVIEW = 2
StateChange = Callable[[PracticeContext, StateRow], tuple[MemoryRow, Flags] | None]


def reset_cards(ws: Workspace, who: Learner, deck_id: str, card_ids: Sequence[str], now: datetime, key: str) -> int:
    """Make cards new again; what was answered stays in the log. Returns how many were not new.

    A suspended card stays suspended. `key` makes the whole count once.
    """

    def reset(_context: PracticeContext, row: StateRow) -> tuple[MemoryRow, Flags] | None:
        if row.memory.phase == 0:
            return None
        return _NEW, memory_states.make_flags(suspended=row.flags.suspended)

    return _change_cards(ws, who, deck_id, card_ids, now, key, reset)


def set_due(
    ws: Workspace, who: Learner, deck_id: str, card_ids: Sequence[str], now: datetime, key: str, days: int
) -> int:
    """Make cards due in `days` study days (0: today). Returns how many were changed: a new card has no due date.

    Raises UserError for a number out of bounds.
    """
    if not 0 <= days <= MAX_DAYS:
        raise UserError(f"A card can be due in 0 to {MAX_DAYS:,} days.", "Choose another number.")

    def move(context: PracticeContext, row: StateRow) -> tuple[MemoryRow, Flags] | None:
        if row.memory.phase == 0:
            return None
        day = context.day.study_date + timedelta(days=days)
        due = to_ms(get_day_start(day, context.settings.zone, context.settings.rollover_hour))
        memory = row.memory._replace(phase=_PHASE_REVIEW, step=None, due=due)
        # What would hold the card back, or bring it sooner, gives way to the date that was chosen.
        return memory, row.flags._replace(buried_until=0, spaced_until=0, called_at=0)

    return _change_cards(ws, who, deck_id, card_ids, now, key, move)


def flag_cards(
    ws: Workspace, who: Learner, deck_id: str, card_ids: Sequence[str], now: datetime, key: str, flag: int
) -> int:
    """Give cards a flag of `own_cards.FLAGS` (0 takes it away). Returns how many were flagged.

    Raises UserError for a number that is no flag.
    """
    del key  # the same flag twice is the same flag
    flagged_count = 0
    for card_id in card_ids:
        try:
            change_own_card(ws, who, deck_id, card_id, now, flag=flag)
        except NoSuchCardError:
            continue  # it left the deck meanwhile
        flagged_count += 1
    return flagged_count


def _change_cards(
    ws: Workspace, who: Learner, deck_id: str, card_ids: Sequence[str], now: datetime, key: str, change: StateChange
) -> int:
    changed_count = 0
    for number, card_id in enumerate(card_ids):
        with connect(ws) as connection, transaction(connection, who.id):
            context = load_context(connection, who, deck_id, now)
            card = decks.find_card_id(connection, context.deck.id, card_id)
            row = memory_states.load_state(connection, who.id, card) if card is not None else None
            if row is None or row.retired:
                continue
            if review_log.find_by_key(connection, f"{key}-{number}"):
                changed_count += 1  # by the first half of a double click
                continue
            changed = change(context, row)
            if changed is None:
                continue
            # "resume" is the log's word for a change of the schedule that is no answer: undo restores what was before it.
            entry = make_log_entry(context, row.card, "resume", f"{key}-{number}")._replace(
                was=row.memory, touched=((row.card, row.flags),), was_last=row.last_event
            )
            last = review_log.append_entry(connection, entry)
            memory_states.save_state(connection, who.id, row.card, *changed, last)
        changed_count += 1
    return changed_count
