"""What a class is to do by when. Whether somebody did it is read from what they did; nobody ticks anything off."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from deck.model import CounterQuestion, Deck, Question
from errors import UserError
from services.classes.looks import Seen, note_look
from services.connections import connect
from services.library import audience, catalog
from services.library.deck_lookup import require_deck
from services.replays import replays
from services.roles import Role, require_class_manager, require_class_mentor
from services.workspace import Workspace
from simulation.model import Model
from simulation.table import MODELS
from store.connection import Connection, from_ms, to_ms, transaction
from store.tables.classes import class_assignments as table
from store.tables.classes import classes
from store.tables.learners import learners

# More than anybody answers in the weeks that an assignment lasts.
MAX_CARDS = 1000


class AssignmentKind(StrEnum):
    """What there is to do."""

    INCIDENT = "incident"
    TOPIC = "topic"
    CARDS = "cards"
    LAB = "lab"
    INTERVIEW = "interview"


@dataclass(frozen=True, slots=True)
class Assignment:
    """Something to do. `target` is an incident, a topic or a lab's model, `title` what it is called ("" for the whole deck);
    `amount` is a number of cards. `due` is None where there is no date.
    """

    id: int
    class_id: int
    class_name: str
    deck_id: str
    deck_title: str
    kind: AssignmentKind
    target: str
    title: str
    amount: int
    due: date | None
    since: datetime


@dataclass(frozen=True, slots=True)
class OwnAssignment:
    """An assignment and how far somebody is with it: `finished` of `steps`."""

    assignment: Assignment
    finished: int
    steps: int

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is left to do."""
        return self.finished >= self.steps


@dataclass(frozen=True, slots=True)
class ClassAssignment:
    """An assignment and who has done it, by name. It `is_gone`, and counts as done, when the deck has it no longer."""

    assignment: Assignment
    finishers: tuple[str, ...]
    waiting: tuple[str, ...]
    is_gone: bool = False


def assign(
    ws: Workspace,
    learner: int,
    class_id: int,
    deck_id: str,
    kind: AssignmentKind,
    *,
    target: str = "",
    amount: int = 0,
    due: date | None,
    now: datetime,
) -> None:
    """Give a class something to do in a deck that it studies; the same thing twice is one.

    Raises UserError for somebody who neither teaches the class nor administers, and for what cannot be done or seen to be.
    """
    deck = catalog.load_deck(ws, deck_id)
    amount = amount if kind is AssignmentKind.CARDS else 0
    target = target if kind in (AssignmentKind.INCIDENT, AssignmentKind.TOPIC, AssignmentKind.LAB) else ""
    if kind is AssignmentKind.CARDS and not 1 <= amount <= MAX_CARDS:
        raise UserError(f"Choose 1 to {MAX_CARDS:,} cards.")
    if kind is not AssignmentKind.CARDS and not _list_steps(deck, kind, target):
        raise UserError("There is nothing in it that could be done.", "Choose something else.")
    with connect(ws) as connection, transaction(connection, scope=classes.get_scope(class_id)):
        require_class_manager(connection, learner, class_id)
        row = require_deck(connection, deck_id)
        audience.require_visible(connection, learner, row.id)
        if deck_id not in {studied.slug for studied in classes.list_class_decks(connection, class_id)}:
            raise UserError("The class does not study this deck.", "Assign the deck first.")
        assignment = table.AssignmentRow(
            id=0,
            class_id=class_id,
            deck=row.id,
            slug=deck_id,
            kind=kind,
            target=target,
            amount=amount,
            due_date=due.isoformat() if due else "",
            created_at=to_ms(now),
        )
        table.add_assignment(connection, assignment)


def withdraw_assignment(ws: Workspace, learner: int, class_id: int, assignment: int) -> None:
    """Withdraw an assignment. Raises UserError for somebody who neither teaches the class nor administers."""
    with connect(ws) as connection, transaction(connection, scope=classes.get_scope(class_id)):
        require_class_manager(connection, learner, class_id)
        table.delete_assignment(connection, class_id, assignment)


def list_own_assignments(ws: Workspace, learner: int) -> tuple[OwnAssignment, ...]:
    """Return what somebody's classes ask of them, the earliest date first, what has no date last."""
    assignments: list[OwnAssignment] = []
    with connect(ws) as connection:
        hidden = audience.find_hidden(connection, learner)
        for member in classes.list_memberships(connection, learner):
            if member.role != Role.LEARNER:
                continue
            for assignment, deck in _load_assignments(ws, connection, member.class_id):
                if assignment.deck_id not in hidden:
                    assignments.append(_measure(connection, learner, assignment, deck))
    return tuple(sorted(assignments, key=lambda own: (own.assignment.due or date.max, own.assignment.id)))


def list_assignments(ws: Workspace, learner: int, class_id: int) -> tuple[Assignment, ...]:
    """Return what a class is to do. Raises UserError for somebody who does not teach it."""
    with connect(ws) as connection:
        require_class_mentor(connection, learner, class_id)
        return tuple(assignment for assignment, _ in _load_assignments(ws, connection, class_id))


def list_class_assignments(
    ws: Workspace, learner: int, class_id: int, now: datetime, assignment_ids: Collection[int] | None = None
) -> tuple[ClassAssignment, ...]:
    """Return what a class is to do and who has done it. The look is written down.

    `assignment_ids` says which (None: all of them), since in a large class each costs a look at everybody's work. Raises
    UserError for somebody who does not teach the class.
    """
    with connect(ws) as connection, transaction(connection, scope=classes.get_scope(class_id)):
        require_class_mentor(connection, learner, class_id)
        loaded = [
            one
            for one in _load_assignments(ws, connection, class_id)
            if assignment_ids is None or one[0].id in assignment_ids
        ]
        names = learners.list_names(connection)
        people = [m.learner for m in classes.list_members(connection, class_id) if m.role == Role.LEARNER]
        if loaded and people:
            note_look(connection, class_id, learner, Seen.ASSIGNMENTS, now)
        statuses = []
        for assignment, deck in loaded:
            finishers = {who for who in people if _measure(connection, who, assignment, deck).is_done}
            waiting = tuple(names[who] for who in people if who not in finishers)
            statuses.append(
                ClassAssignment(
                    assignment,
                    finishers=tuple(names[who] for who in people if who in finishers),
                    waiting=waiting,
                    is_gone=assignment.kind is not AssignmentKind.CARDS
                    and not _list_steps(deck, assignment.kind, assignment.target),
                )
            )
    return tuple(statuses)


def find_model(name: str) -> Model | None:
    """Return the model of a lab by its name."""
    return next((model for model in MODELS if model.name == name), None)


def _load_assignments(ws: Workspace, connection: Connection, class_id: int) -> list[tuple[Assignment, Deck]]:
    row = classes.load_class(connection, class_id)
    pairs = []
    for one in table.list_assignments(connection, class_id):
        try:
            deck = catalog.load_deck(ws, one.slug)
        except UserError:  # taken out of the library meanwhile
            continue
        kind = AssignmentKind(one.kind)
        assignment = Assignment(
            id=one.id,
            class_id=class_id,
            class_name=row.name if row else "",
            deck_id=one.slug,
            deck_title=deck.title or one.slug,
            kind=kind,
            target=one.target,
            title=_find_title(deck, kind, one.target),
            amount=one.amount,
            due=date.fromisoformat(one.due_date) if one.due_date else None,
            since=from_ms(one.created_at),
        )
        pairs.append((assignment, deck))
    return pairs


def _find_title(deck: Deck, kind: AssignmentKind, target: str) -> str:
    if kind is AssignmentKind.INCIDENT:
        return next((one.short_title or one.title for one in deck.incidents if one.id == target), target)
    if kind is AssignmentKind.TOPIC:
        return next((one.title for one in deck.sections if one.id == target), target)
    if kind is AssignmentKind.LAB:
        model = find_model(target)
        return model.title if model else target
    return ""


def _list_steps(deck: Deck, kind: AssignmentKind, target: str) -> frozenset[str]:
    """Return the steps of an assignment.

    They are an incident's decisions or a topic's questions; a lab or an interview is one step.
    """
    if kind is AssignmentKind.INCIDENT:
        if all(one.id != target for one in deck.incidents):
            return frozenset()
        return frozenset(point.id for point in replays.load_track(deck, target).decision_points)
    if kind is AssignmentKind.TOPIC:
        return frozenset(
            block.id
            for block in deck.blocks
            if isinstance(block, Question | CounterQuestion)
            and target in {section.id for section in deck.list_ancestors(block.topic)}
        )
    if kind is AssignmentKind.LAB:
        return frozenset({target}) if find_model(target) else frozenset()
    return frozenset({deck.title}) if deck.questions or deck.counter_questions else frozenset()


def _measure(connection: Connection, learner: int, assignment: Assignment, deck: Deck) -> OwnAssignment:
    """Return how far somebody is. What they did before it was assigned does not count."""
    row, since = require_deck(connection, assignment.deck_id).id, to_ms(assignment.since)
    kind, target = assignment.kind, assignment.target
    if kind is AssignmentKind.CARDS:
        answered = table.count_answers(connection, learner, row, since)
        return OwnAssignment(assignment, min(answered, assignment.amount), assignment.amount)
    steps = _list_steps(deck, kind, target)
    if kind is AssignmentKind.INCIDENT:
        finished = len(steps & table.list_decided_stops(connection, learner, row, target, since))
    elif kind is AssignmentKind.TOPIC:
        finished = table.count_answered_sources(connection, learner, row, steps, since)
    elif kind is AssignmentKind.LAB:
        finished = int(table.has_run_lab(connection, learner, row, target, since))
    else:
        plans = table.find_interview_plans(connection, learner, since)
        finished = int(any(assignment.deck_id in json.loads(plan)["decks"] for plan in plans))
    # An author may have taken out what there was to do: then nothing is left, and mentors are told.
    return OwnAssignment(assignment, finished, len(steps))
