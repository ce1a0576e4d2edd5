"""Classes: made, renamed, given a date and decks, and deleted, by their mentors and by administrators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from errors import UserError
from services.classes.looks import Seen, note_look
from services.connections import connect
from services.library import audience
from services.library.deck_lookup import require_deck
from services.roles import Role, find_role, require_administrator, require_class_manager, require_mentor
from services.workspace import Workspace
from store.connection import Connection, to_ms, transaction
from store.tables.classes import classes as table
from store.tables.learners import learners

# Letters: a name stands in headings, lists and links.
MAX_NAME_LENGTH = 80
# Letters of a value of a claim: providers use names, paths or identifiers of 36 letters.
MAX_GROUP_LENGTH = 200


@dataclass(frozen=True, slots=True)
class ClassDeck:
    """A deck that a class studies; `due` is a date of its own, None: the class's holds."""

    deck_id: str
    due: date | None


@dataclass(frozen=True, slots=True)
class ClassSummary:
    """A class as somebody sees it who belongs to it or may manage it.

    `group` is the group of the identity provider whose people belong to it ("": none), `mentors` and `learners` are names
    by number; `learners` is empty for somebody who only learns there.
    """

    id: int
    name: str
    group: str
    interview: date | None
    decks: tuple[ClassDeck, ...]
    mentors: dict[int, str]
    learners: dict[int, str]
    role: Role | None
    consents: bool


def has_classes(ws: Workspace) -> bool:
    """Tell whether there is any class on this instance."""
    with connect(ws) as connection:
        return table.has_classes(connection)


def list_own_classes(ws: Workspace, learner: int) -> tuple[ClassSummary, ...]:
    """Return the classes that somebody learns in or teaches."""
    with connect(ws) as connection:
        memberships = table.list_memberships(connection, learner)
        names = learners.list_names(connection) if memberships else {}
        summaries = [
            _summarize(connection, row, learner, names)
            for member in memberships
            if (row := table.load_class(connection, member.class_id)) is not None
        ]
    return tuple(summaries)


def note_people_seen(ws: Workspace, learner: int, class_id: int, now: datetime) -> None:
    """Write down that a mentor or an administrator sees who is in a class. Raises UserError for somebody who may not."""
    with connect(ws) as connection, transaction(connection, scope=table.get_scope(class_id)):
        require_class_manager(connection, learner, class_id)
        if any(member.role == Role.LEARNER for member in table.list_members(connection, class_id)):
            note_look(connection, class_id, learner, Seen.PEOPLE, now)


def list_all_classes(ws: Workspace, learner: int) -> tuple[ClassSummary, ...]:
    """Return every class. Raises UserError for a learner who is no administrator."""
    with connect(ws) as connection:
        require_administrator(connection, learner)
        names = learners.list_names(connection)
        return tuple(_summarize(connection, row, learner, names) for row in table.list_classes(connection))


def make_class(ws: Workspace, learner: int, name: str, now: datetime) -> int:
    """Make a class that its maker teaches; return its number.

    Raises UserError for a learner who is no mentor, and for a name that is empty, too long or taken.
    """
    clean_name = _check_name(name)
    with connect(ws) as connection, transaction(connection, scope=table.CLASSES_SCOPE):
        require_mentor(connection, learner, "Only mentors make classes.")
        class_id = table.add_class(connection, clean_name, to_ms(now))
        if class_id is None:
            raise UserError(f"There is a class called “{clean_name}” already.", "Choose another name.")
        maker = table.MemberRow(class_id, learner, Role.MENTOR, "appointed", consents=False, joined_at=to_ms(now))
        table.add_member(connection, maker)
    return class_id


def change_class(
    ws: Workspace, learner: int, class_id: int, *, name: str, interview: date | None, group: str = ""
) -> None:
    """Change a class's name, its date, and the group whose people belong to it from their next log-in on.

    Raises UserError for somebody who neither teaches the class nor administers, and for a name that is taken.
    """
    clean_name, group = _check_name(name), group.strip()
    if len(group) > MAX_GROUP_LENGTH:
        raise UserError(
            f"A group can have at most {MAX_GROUP_LENGTH} characters.", "Copy it from the identity provider."
        )
    # Not the class's own scope: no two classes may be given the same name at the same moment.
    with connect(ws) as connection, transaction(connection, scope=table.CLASSES_SCOPE):
        require_class_manager(connection, learner, class_id)
        row = _require_class(connection, class_id)
        if any(other.name == clean_name and other.id != class_id for other in table.list_classes(connection)):
            raise UserError(f"There is a class called “{clean_name}” already.", "Choose another name.")
        role = find_role(connection, learner)
        if group != row.claim_value and not (role and role.includes(Role.ADMINISTRATOR)):
            raise UserError("Only administrators choose the group of a class.", "Ask an administrator.")
        day = interview.isoformat() if interview else ""
        table.save_class(connection, replace(row, name=clean_name, claim_value=group, interview_date=day))


def delete_class(ws: Workspace, learner: int, class_id: int) -> None:
    """Delete a class. What people learned stays theirs; decks that were the class's become private to who deletes it.

    Raises UserError for somebody who neither teaches the class nor administers.
    """
    # Without a scope, so that nobody else writes meanwhile: decks get another owner, and members lose the class.
    with connect(ws) as connection, transaction(connection):
        require_class_manager(connection, learner, class_id)
        audience.hand_over_class_decks(connection, class_id, learner)
        table.delete_class(connection, class_id)


def assign_deck(ws: Workspace, learner: int, class_id: int, deck_id: str, due: date | None, now: datetime) -> None:
    """Give a class a deck to study, with a date of its own or the class's (None). Assigning it again changes the date.

    Raises UserError for somebody who neither teaches the class nor administers, and for a deck that the class may not see.
    """
    with connect(ws) as connection, transaction(connection, scope=table.get_scope(class_id)):
        require_class_manager(connection, learner, class_id)
        deck = require_deck(connection, deck_id)
        audience.require_visible(connection, learner, deck.id)
        audience.require_visible_to_class(connection, class_id, deck.id)
        table.save_class_deck(connection, class_id, deck.id, due.isoformat() if due else "", to_ms(now))


def withdraw_deck(ws: Workspace, learner: int, class_id: int, deck_id: str) -> None:
    """Take a deck away from a class, with what was assigned from it. Raises UserError for somebody who may not."""
    with connect(ws) as connection, transaction(connection, scope=table.get_scope(class_id)):
        require_class_manager(connection, learner, class_id)
        table.delete_class_deck(connection, class_id, require_deck(connection, deck_id).id)


def _summarize(connection: Connection, row: table.ClassRow, learner: int, names: Mapping[int, str]) -> ClassSummary:
    """Return a class as `learner` may see it: the names of learners are for mentors and administrators."""
    members = table.list_members(connection, row.id)
    own = next((member for member in members if member.learner == learner), None)
    role = find_role(connection, learner)
    may_see = (role is not None and role.includes(Role.ADMINISTRATOR)) or (
        own is not None and own.role == Role.MENTOR and role is not None and role.includes(Role.MENTOR)
    )
    return ClassSummary(
        id=row.id,
        name=row.name,
        group=row.claim_value if may_see else "",
        interview=date.fromisoformat(row.interview_date) if row.interview_date else None,
        decks=tuple(
            ClassDeck(deck.slug, date.fromisoformat(deck.due_date) if deck.due_date else None)
            for deck in table.list_class_decks(connection, row.id)
        ),
        mentors={m.learner: names[m.learner] for m in members if m.role == Role.MENTOR},
        learners={m.learner: names[m.learner] for m in members if m.role != Role.MENTOR} if may_see else {},
        role=Role(own.role) if own else None,
        consents=own.consents if own else False,
    )


def _require_class(connection: Connection, class_id: int) -> table.ClassRow:
    row = table.load_class(connection, class_id)
    if row is None:
        raise UserError("There is no such class.", "Choose one from the list.")
    return row


def _check_name(name: str) -> str:
    clean_name = " ".join(name.split())
    if not clean_name.isprintable() or not 0 < len(clean_name) <= MAX_NAME_LENGTH:
        raise UserError(f"A class's name can have 1 to {MAX_NAME_LENGTH} characters.", "Choose another name.")
    return clean_name
