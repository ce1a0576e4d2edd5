"""The cards of a learner's day in one deck, in the order in which practice asks them when every answer is Good.

The day is played through on the real tables by the real rules (limits, follow-ups, siblings, the plan before an interview)
in a transaction that is rolled back: the cards are those that would have been asked online.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from quiz import scheduler
from quiz.interval_text import describe_interval
from quiz.scheduler import CardPhase, Memory, Rating
from services.connections import connect
from services.practice.context import Learner, PracticeContext, ShownCard, load_context, present_card
from services.practice.grading import record_grade
from services.practice.next_card import NextCard, choose_next_card
from services.practice.planning.day_plan import load_plan
from services.workspace import Workspace
from store.connection import Connection, transaction
from store.tables.practice import memory_states

MAX_CARDS = 300  # of one deck: nobody answers more in a day, and a phone has little room
MAX_STEPS = 3 * MAX_CARDS  # a new card takes two or three answers until it is learned


@dataclass(frozen=True, slots=True)
class GradePreview:
    """What a grade does: `label` is when the card comes back. `wait` is that in seconds and `state` the state it comes back
    in where it does so on the same day, else None and "".
    """

    label: str
    wait: float | None
    state: str


@dataclass(frozen=True, slots=True)
class DayCard:
    """A card of the day as it stands now. `previews` are the four grades, Again to Easy, for each state in which it can be today;
    `state` is the one in which it is.
    """

    shown: ShownCard
    state: str
    previews: dict[str, tuple[GradePreview, ...]]


class _RollBack(Exception):
    """End the transaction without a trace."""


def list_day_cards(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> tuple[DayCard, ...]:
    """Return the cards of the rest of the study day. Raises UserError when there is no such deck."""
    cards: dict[int, ShownCard] = {}
    with connect(ws) as connection:
        context = load_context(connection, who, deck_id, now)
        load_plan(context)  # the plan of a day stays what it is: it must not be made of the answers played below
        # What the connection remembers of the day's counts is forgotten with it.
        with contextlib.suppress(_RollBack), transaction(connection, who.id):
            _play_day(context, cards)
            raise _RollBack
        fresh = {number: present_again(connection, context, card) for number, card in cards.items()}
    return tuple(_describe_card(card, now) for card in fresh.values() if card is not None)


def _play_day(context: PracticeContext, cards: dict[int, ShownCard]) -> None:
    """Answer Good until nothing is left, and collect what was asked."""
    end = context.day.end
    for step in range(MAX_STEPS):
        upcoming = choose_next_card(context)
        if upcoming.shown is None:
            later = _find_return(upcoming, context.now, end)
            if later is None:
                return
            context = load_context(context.connection, context.who, context.deck.slug, later)
            continue
        if upcoming.shown.row_id not in cards and len(cards) == MAX_CARDS:
            return
        cards.setdefault(upcoming.shown.row_id, upcoming.shown)
        record_grade(context, upcoming.shown, Rating.GOOD, f"played-{step}-{context.who.session}", None, None)


def _find_return(upcoming: NextCard, now: datetime, end: datetime) -> datetime | None:
    """Return when a card in learning comes back on this day, None when nothing does."""
    pause = upcoming.pause
    if pause is None or pause.reason != "wait" or pause.until is None:
        return None
    # A second more than the wait: stored times are rounded, and the card must be due then.
    later = max(pause.until, now) + timedelta(seconds=1)
    return later if later < end else None


def present_again(connection: Connection, context: PracticeContext, shown_card: ShownCard) -> ShownCard | None:
    """Return the card as it stands in the tables, None where it is gone."""
    row = memory_states.load_state(connection, context.who.id, shown_card.row_id)
    return None if row is None or row.retired else present_card(context, row, shown_card.reason)


def _describe_card(shown_card: ShownCard, now: datetime) -> DayCard:
    """Return a card with what each grade does, in the state it is in and in those that today's steps lead to."""
    first = _name_state(shown_card.memory)
    previews: dict[str, tuple[GradePreview, ...]] = {}
    waiting: list[Memory | None] = [shown_card.memory]
    while waiting:
        memory = waiting.pop(0)
        name = _name_state(memory)
        if name in previews:
            continue
        at = now if memory is None else max(now, memory.last_review)
        outcomes = scheduler.preview_grades(memory, at, shown_card.settings, shown_card.row_id)
        grades = []
        for outcome in outcomes:
            stays = outcome.memory.phase is not CardPhase.REVIEW
            label = describe_interval(outcome.interval, at, shown_card.settings)
            grades.append(
                GradePreview(
                    # Behind the first answer an interval of days depends on those before it.
                    label=label if stays or name == first else f"about {label}",
                    wait=outcome.interval.total_seconds() if stays else None,
                    state=_name_state(outcome.memory) if stays else "",
                )
            )
            if stays:
                waiting.append(outcome.memory)
        previews[name] = tuple(grades)
    return DayCard(shown=shown_card, state=first, previews=previews)


def _name_state(memory: Memory | None) -> str:
    """Return a name for what decides today's steps: `new`, `learning-1`, `review`, `relearning-0`."""
    if memory is None:
        return "new"
    return memory.phase.name.lower() + ("" if memory.step is None else f"-{memory.step}")
