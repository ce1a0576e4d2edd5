"""Who is in a class: joining by a link or by a group of the identity provider, leaving, being removed, being made a mentor."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from errors import UserError
from services.connections import connect
from services.roles import Role, find_role, require_administrator, require_class_manager
from services.secret_hash import hash_secret
from services.workspace import Workspace
from store.connection import Connection, from_ms, to_ms, transaction
from store.tables.classes import classes as table
from store.tables.learners import learners

MAX_DAYS = 365  # that a link may lead into a class
# People that one link lets in: enough for a year of a university's course, too few for a link that is open to everybody.
MAX_USES = 1000
# Letters of a token in an address: a longer one is none of ours and is not worth hashing.
MAX_TOKEN_LENGTH = 200
# 256 random bits: nobody finds an invitation by trying.
_TOKEN_BYTES = 32
_BY_CLAIM = "claim"
_BY_LINK = "invitation"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link into a class, without its secret. Times are aware; `is_open` is whether it still leads anywhere."""

    id: int
    uses: int
    max_uses: int
    expires_at: datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class Welcome:
    """What an invitation leads to, for somebody who is about to join: the class, and who teaches it."""

    class_id: int
    name: str
    mentors: tuple[str, ...]
    is_member: bool


def make_invitation(ws: Workspace, learner: int, class_id: int, *, days: int, uses: int, now: datetime) -> str:
    """Make a link into a class that holds for some days and some people; return its token, which is stored nowhere.

    Raises UserError for somebody who neither teaches the class nor administers, and for numbers out of bounds.
    """
    if not 1 <= days <= MAX_DAYS or not 1 <= uses <= MAX_USES:
        raise UserError(
            f"An invitation is valid for 1 to {MAX_DAYS} days and 1 to {MAX_USES} people.",
            "Choose numbers in these ranges.",
        )
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with connect(ws) as connection, transaction(connection, scope=table.get_scope(class_id)):
        require_class_manager(connection, learner, class_id)
        table.add_invitation(
            connection,
            class_id,
            hash_secret(token),
            max_uses=uses,
            now=to_ms(now),
            expires_at=to_ms(now + timedelta(days=days)),
        )
    return token


def list_invitations(ws: Workspace, learner: int, class_id: int, now: datetime) -> tuple[Invitation, ...]:
    """Return the links into a class, the newest first. Raises UserError for somebody who may not manage it."""
    with connect(ws) as connection:
        require_class_manager(connection, learner, class_id)
        rows = table.list_invitations(connection, class_id)
    return tuple(
        Invitation(row.id, row.uses, row.max_uses, from_ms(row.expires_at), is_open=_is_open(row, now)) for row in rows
    )


def revoke_invitation(ws: Workspace, learner: int, class_id: int, invitation: int, now: datetime) -> None:
    """Revoke a link; who came by it stays in the class. Raises UserError for somebody who may not manage the class."""
    with connect(ws) as connection, transaction(connection, scope=table.get_scope(class_id)):
        require_class_manager(connection, learner, class_id)
        table.revoke_invitation(connection, class_id, invitation, to_ms(now))


def read_invitation(ws: Workspace, learner: int, token: str, now: datetime) -> Welcome:
    """Return what a link leads to. Raises UserError for one that is unknown, revoked, expired or used up."""
    with connect(ws) as connection:
        invitation = _require_open(connection, learner, token, now)
        row = table.load_class(connection, invitation.class_id)
        names = learners.list_names(connection)
        members = table.list_members(connection, invitation.class_id)
    mentors = tuple(names[member.learner] for member in members if member.role == Role.MENTOR)
    is_member = any(member.learner == learner for member in members)
    return Welcome(invitation.class_id, row.name if row else "", mentors, is_member)


def join_class(ws: Workspace, learner: int, token: str, now: datetime) -> int:
    """Join the class that a link leads to; return its number. Who is in it already uses nothing up.

    Raises UserError for a link that is unknown, revoked, expired or used up.
    """
    with connect(ws) as connection:
        class_id = _require_open(connection, learner, token, now).class_id
        with transaction(connection, scope=table.get_scope(class_id)):
            if find_role(connection, learner) is None:
                raise UserError("There is no such learner.", "Log in first.")
            invitation = _require_open(connection, learner, token, now)  # it may have been revoked since
            if table.find_member(connection, class_id, learner) is None:
                if not table.use_invitation(connection, invitation.id):
                    raise _build_refusal()
                row = table.MemberRow(class_id, learner, Role.LEARNER, _BY_LINK, consents=False, joined_at=to_ms(now))
                table.add_member(connection, row)
    return class_id


def leave_class(ws: Workspace, learner: int, class_id: int) -> None:
    """Leave a class; what was shared with its mentors is theirs no longer.

    Raises UserError for somebody whom the identity provider put there, and for the last mentor of a class with people in it.
    """
    with connect(ws) as connection, transaction(connection, scope=table.get_scope(class_id)):
        member = table.find_member(connection, class_id, learner)
        if member is None:
            return
        if member.source == _BY_CLAIM:
            raise UserError(
                "Your organisation's log-in puts you in this class.", "Ask whoever looks after it to take you out."
            )
        _refuse_last_mentor(connection, class_id, member)
        table.delete_member(connection, class_id, learner)


def remove_member(ws: Workspace, learner: int, class_id: int, who: int) -> None:
    """Take somebody out of a class; what they learned stays theirs.

    Raises UserError for somebody who neither teaches the class nor administers. Mentors are removed by administrators.
    """
    with connect(ws) as connection, transaction(connection, scope=table.get_scope(class_id)):
        require_class_manager(connection, learner, class_id)
        member = table.find_member(connection, class_id, who)
        if member is None:
            return
        if member.role == Role.MENTOR:
            require_administrator(connection, learner)
            _refuse_last_mentor(connection, class_id, member)
        table.delete_member(connection, class_id, who)


def appoint_mentor(ws: Workspace, learner: int, class_id: int, who: int, now: datetime) -> None:
    """Make somebody a mentor of a class. Raises UserError for a learner who is no administrator, and for a person whose
    role is not that of a mentor.
    """
    with connect(ws) as connection, transaction(connection, scope=table.get_scope(class_id)):
        require_administrator(connection, learner)
        if table.load_class(connection, class_id) is None:
            raise UserError("There is no such class.", "Choose one from the list.")
        role = find_role(connection, who)
        if role is None or not role.includes(Role.MENTOR):
            raise UserError("This person is not a mentor.", "Give them that role first.")
        row = table.MemberRow(class_id, who, Role.MENTOR, "appointed", consents=False, joined_at=to_ms(now))
        table.add_member(connection, row)  # who learns there already stays the member they are
        table.set_member_role(connection, class_id, who, Role.MENTOR)


def set_consent(ws: Workspace, learner: int, class_id: int, consents: bool) -> None:
    """Keep whether a learner's mentors may see figures with fewer than five people behind them. Raises UserError for
    somebody who is not in the class.
    """
    with connect(ws) as connection, transaction(connection, scope=table.get_scope(class_id)):
        if table.find_member(connection, class_id, learner) is None:
            raise UserError("You are not in this class.", "Load the page again.")
        table.set_consent(connection, class_id, learner, consents)


def follow_groups(connection: Connection, learner: int, groups: Collection[str], now: datetime) -> None:
    """Put somebody who logs in into the classes of their groups, and take them out of those whose group they lost.

    Whoever came by a link or was appointed stays. Runs inside a transaction.
    """
    memberships = {row.class_id: row for row in table.list_memberships(connection, learner)}
    class_ids = {row.id for row in table.list_classes_by_claim(connection) if row.claim_value in groups}
    by_claim = {number for number, row in memberships.items() if row.source == _BY_CLAIM}
    changed = (class_ids - memberships.keys()) | (by_claim - class_ids)
    # The log-in's transaction has a lock of its own; the classes that change are locked as well, in one go.
    connection.lock_more(*(table.get_scope(class_id) for class_id in changed))
    for class_id in sorted(class_ids - memberships.keys()):
        row = table.MemberRow(class_id, learner, Role.LEARNER, _BY_CLAIM, consents=False, joined_at=to_ms(now))
        table.add_member(connection, row)
    for class_id, member in memberships.items():
        if member.source == _BY_CLAIM and class_id not in class_ids:
            table.delete_member(connection, class_id, learner)


def _require_open(connection: Connection, learner: int, token: str, now: datetime) -> table.InvitationRow:
    """Return the invitation. For somebody who is in its class already it holds even when it is used up."""
    if not 0 < len(token) <= MAX_TOKEN_LENGTH:
        raise _build_refusal()
    invitation = table.find_invitation(connection, hash_secret(token))
    if invitation is None:
        raise _build_refusal()
    is_member = table.find_member(connection, invitation.class_id, learner) is not None
    if not _is_open(invitation, now) and not is_member:
        raise _build_refusal()
    return invitation


def _is_open(row: table.InvitationRow, now: datetime) -> bool:
    return row.revoked_at is None and to_ms(now) < row.expires_at and row.uses < row.max_uses


def _refuse_last_mentor(connection: Connection, class_id: int, member: table.MemberRow) -> None:
    members = table.list_members(connection, class_id)
    others = [one for one in members if one.role == Role.MENTOR and one.learner != member.learner]
    if member.role == Role.MENTOR and not others and len(members) > 1:
        raise UserError(
            "Nobody would be left to teach this class.",
            "Have an administrator make somebody else its mentor, or delete the class.",
        )


def _build_refusal() -> UserError:
    """Return one sentence for every invitation that does not hold: it does not say which tokens there are."""
    return UserError("This invitation is no longer valid.", "Ask for a new link.")
