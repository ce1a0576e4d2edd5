"""People who log in: who they are at the provider, which learner they are here, and their role.

There are accounts only where an identity provider is configured; otherwise there are learners alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from errors import UserError
from services.classes import membership
from services.configuration import LoginConfiguration, get_configuration
from services.connections import connect
from services.learners import access_tokens, learners
from services.roles import Role, require_administrator
from services.workspace import Workspace
from store.connection import Connection, from_ms, to_ms, transaction
from store.tables.learners import accounts as account_table
from store.tables.learners import learners as learner_table
from store.tables.learners import login_sessions as login_session_table

MAX_SUBJECT_LENGTH = 255  # OpenID Connect Core, section 2: a subject is no longer
# In the order in which they are taken for a name (OpenID Connect Core, section 5.1).
_NAME_CLAIMS = ("name", "preferred_username", "nickname", "given_name", "email")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a provider said of somebody who logged in. `role` is None where roles are not taken from a claim, `groups` where
    classes are not.
    """

    issuer: str
    subject: str
    name: str
    email: str
    role: Role | None
    groups: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A person who logs in here. Times are aware; `seen_at` is their last log-in, `disabled_at` since when they may not."""

    learner: int
    name: str
    email: str
    role: Role
    created_at: datetime
    seen_at: datetime
    disabled_at: datetime | None = None


def read_identity(claims: Mapping[str, Any], login: LoginConfiguration) -> Identity:
    """Return who the claims of a checked ID token speak of. Raises UserError where they name nobody."""
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not isinstance(issuer, str) or not isinstance(subject, str) or not 0 < len(subject) <= MAX_SUBJECT_LENGTH:
        raise UserError("The identity provider did not say who you are.", "Tell its administrator.")
    names = (claims.get(claim) for claim in _NAME_CLAIMS)
    email = claims.get("email")
    return Identity(
        issuer=issuer,
        subject=subject,
        name=next((name for name in names if isinstance(name, str) and name.strip()), subject),
        email=email if isinstance(email, str) else "",
        role=_read_role(claims, login),
        groups=_read_values(claims, login.classes_claim) if login.classes_claim else None,
    )


def _read_role(claims: Mapping[str, Any], login: LoginConfiguration) -> Role | None:
    """Return the highest role that the configured claim gives. A claim that is missing gives none above learner."""
    if not login.role_claim:
        return None
    values = _read_values(claims, login.role_claim)
    if values & login.administrator_values:
        return Role.ADMINISTRATOR
    return Role.MENTOR if values & login.mentor_values else Role.LEARNER


def _read_values(claims: Mapping[str, Any], name: str) -> frozenset[str]:
    """Return the texts of a claim, which is one text or a list. `name` may be a path such as realm_access.roles."""
    value: Any = claims.get(name)
    if value is None:  # a claim whose own name has dots in it was found above
        value = claims
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
    if isinstance(value, str):
        return frozenset({value})
    return frozenset(filter(_is_text, value)) if isinstance(value, list) else frozenset()


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def admit_account(connection: Connection, identity: Identity, now: datetime) -> int:
    """Return the learner that this person is, added when they log in for the first time. Runs inside a transaction.

    Where roles are kept here, the first person to log in becomes the administrator. Raises UserError when the
    installation is full.
    """
    account = account_table.find_account(connection, identity.issuer, identity.subject)
    if account is not None:
        if account.disabled_at is not None:
            raise UserError("Your account is disabled here.", "Ask the administrator of this installation.")
        account_table.note_login(connection, account.learner, identity.email, to_ms(now))
        # What the provider says holds anew at each log-in: that is how a role or a class is taken away again.
        if identity.role is not None:
            account_table.set_role(connection, account.learner, identity.role)
        if identity.groups is not None:
            membership.follow_groups(connection, account.learner, identity.groups, now)
        return account.learner
    names = learner_table.list_names(connection)
    if len(names) >= get_configuration().max_learners:
        raise UserError("This installation cannot take another learner.", "Ask its administrator.")
    number = learner_table.add_learner(connection, learners.find_free_name(identity.name, names), to_ms(now))
    role = identity.role
    # Under the lock of all accounts (`log_in`): of two who come first, one administers.
    if role is None:
        role = Role.LEARNER if account_table.count_administrators(connection) else Role.ADMINISTRATOR
    row = account_table.AccountRow(
        learner=number,
        issuer=identity.issuer,
        subject=identity.subject,
        email=identity.email,
        role=role,
        created_at=to_ms(now),
        seen_at=to_ms(now),
    )
    account_table.add_account(connection, row)
    if identity.groups is not None:
        membership.follow_groups(connection, number, identity.groups, now)
    return number


def load_account(ws: Workspace, learner: int) -> Account | None:
    """Return the person who is this learner; None where nobody logs in as them."""
    with connect(ws) as connection:
        row = account_table.load_account(connection, learner)
        return _to_account(row, learner_table.list_names(connection)) if row else None


def list_accounts(ws: Workspace, learner: int) -> tuple[Account, ...]:
    """Return everybody who ever logged in. Raises UserError for a learner who is no administrator."""
    with connect(ws) as connection:
        require_administrator(connection, learner)
        names = learner_table.list_names(connection)
        return tuple(_to_account(row, names) for row in account_table.list_accounts(connection))


def change_role(ws: Workspace, learner: int, who: int, role: Role) -> None:
    """Give a person another role. Raises UserError for a learner who is no administrator, where the provider gives the
    roles, and when nobody would be left to administer.
    """
    login = get_configuration().login
    with connect(ws) as connection, transaction(connection):
        require_administrator(connection, learner)
        if login is not None and login.role_claim:
            raise UserError(
                "Roles come from the identity provider.", f"Change the claim {login.role_claim} of this person there."
            )
        row = account_table.load_account(connection, who)
        if row is None:
            raise UserError("There is no such person.", "Choose one from the list.")
        if role != Role.ADMINISTRATOR:
            _require_another_administrator(connection, row)
        account_table.set_role(connection, who, role)


def disable_account(ws: Workspace, learner: int, who: int, now: datetime) -> None:
    """Keep a person from logging in: their sessions and tokens end, what they learned stays. Raises UserError for a learner
    who is no administrator, and when nobody would be left to administer.
    """
    with connect(ws) as connection, transaction(connection):
        require_administrator(connection, learner)
        row = account_table.load_account(connection, who)
        if row is None:
            raise UserError("There is no such person.", "Choose one from the list.")
        _require_another_administrator(connection, row)
        if row.disabled_at is None:
            account_table.set_disabled(connection, who, to_ms(now))
        login_session_table.delete_sessions(connection, who)
        access_tokens.revoke_all(connection, who)


def enable_account(ws: Workspace, learner: int, who: int) -> None:
    """Let a person log in again; sessions and tokens of before stay ended. Raises UserError for a learner who is no
    administrator.
    """
    with connect(ws) as connection, transaction(connection):
        require_administrator(connection, learner)
        account_table.set_disabled(connection, who, None)


def _require_another_administrator(connection: Connection, row: account_table.AccountRow) -> None:
    """Raise UserError where this person is the only one left who administers."""
    is_last = account_table.count_administrators(connection) == 1
    if row.role == Role.ADMINISTRATOR and row.disabled_at is None and is_last:
        raise UserError("Nobody would be left to administer.", "Make somebody else an administrator first.")


def list_unclaimed_learners(ws: Workspace, learner: int) -> dict[int, str]:
    """Return the learners from before the log-in was set up, with their names. The first learner, with whom every database
    begins, is among them only if there is a history. Raises UserError for a learner who is no administrator.
    """
    with connect(ws) as connection:
        require_administrator(connection, learner)
        names = learner_table.list_names(connection)
        return {
            number: names[number]
            for number in account_table.list_unclaimed_learners(connection)
            if number != learners.FIRST_LEARNER or account_table.has_history(connection, number)
        }


def claim_learner(ws: Workspace, learner: int, target: int) -> None:
    """Make an administrator the learner `target`, as whom nobody logs in yet, with all their history.

    What the administrator learned until now stays with the learner they were, who can be claimed in turn. Raises UserError for
    a learner who is no administrator, and for a target that is somebody's already.
    """
    with connect(ws) as connection, transaction(connection):
        require_administrator(connection, learner)
        if target not in account_table.list_unclaimed_learners(connection):
            raise UserError("There is no such history to take over.", "Choose one from the list.")
        account_table.move_account(connection, learner, target)


def _to_account(row: account_table.AccountRow, names: Mapping[int, str]) -> Account:
    return Account(
        learner=row.learner,
        name=names[row.learner],
        email=row.email,
        role=Role(row.role),
        created_at=from_ms(row.created_at),
        seen_at=from_ms(row.seen_at),
        disabled_at=from_ms(row.disabled_at) if row.disabled_at is not None else None,
    )
