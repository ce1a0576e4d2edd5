"""Browsers that are logged in. A session is a random id in a cookie; the database keeps its hash, and ends it."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from errors import UserError
from services.connections import connect
from services.learners import access_tokens, accounts
from services.learners.accounts import Identity
from services.roles import Role, require_administrator
from services.secret_hash import hash_secret
from services.workspace import Workspace
from store.connection import from_ms, to_ms, transaction
from store.tables.learners import accounts as account_table
from store.tables.learners import learners as learner_table
from store.tables.learners import login_sessions

# A session ends when it was not used for a week, and after a month whatever happens.
IDLE = timedelta(days=7)
LIFETIME = timedelta(days=30)
# How often a use is written down: a write for each request would cost more than the request.
TOUCH_EVERY = timedelta(minutes=10)
STATE_LIFETIME = timedelta(minutes=10)  # how long somebody may take at the provider
_KEY_NAME = "login"
_KEY_BYTES = 32
_ID_BYTES = 32  # 256 random bits: nobody finds a session by trying
_MAX_BROWSER = 200  # letters of a browser's name that are kept


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Somebody who is logged in: which learner, with which role. `session` is the hash of the session's id."""

    learner: int
    role: Role
    session: bytes
    used_at: datetime


@dataclass(frozen=True, slots=True)
class LoginSession:
    """A browser that is logged in, as its owner sees it. Times are aware."""

    name: str
    browser: str
    created_at: datetime
    used_at: datetime


@dataclass(frozen=True, slots=True)
class OwnedSession:
    """A session as an administrator sees it: with whose it is."""

    owner: str
    session: LoginSession


def load_signing_key(ws: Workspace) -> bytes:
    """Return the key that signs the cookie of a log-in under way, made at the first use."""
    with connect(ws) as connection:
        key = login_sessions.load_key(connection, _KEY_NAME)
        if key is None:
            with transaction(connection):
                login_sessions.add_key(connection, _KEY_NAME, secrets.token_bytes(_KEY_BYTES))
            key = login_sessions.load_key(connection, _KEY_NAME)  # perhaps that of a replica that was faster
    return key or b""


def log_in(ws: Workspace, identity: Identity, state: str, browser: str, now: datetime, *, former: str = "") -> str:
    """Begin a session for the person who came back from the provider; return its id, for the cookie.

    `state` is that of this log-in and is taken once. `former` is the session that this browser had; it ends. Raises
    UserError for a log-in that was used up, and when there is no place for another learner.
    """
    session_id = secrets.token_urlsafe(_ID_BYTES)
    with connect(ws) as connection, transaction(connection, scope=account_table.ACCOUNTS_SCOPE):
        # Remembered for twice as long as its cookie lasts, since the clocks of two replicas may differ.
        expires_at = to_ms(now + 2 * STATE_LIFETIME)
        if not login_sessions.use_state(connection, hash_secret(state), to_ms(now), expires_at):
            raise UserError("This log-in was used before.", "Log in again.")
        learner = accounts.admit_account(connection, identity, now)
        if former:
            login_sessions.delete_session(connection, hash_secret(former))
        row = login_sessions.LoginSessionRow(
            id_hash=hash_secret(session_id),
            learner=learner,
            browser=browser[:_MAX_BROWSER],
            created_at=to_ms(now),
            used_at=to_ms(now),
            expires_at=to_ms(now + IDLE),
        )
        login_sessions.add_session(connection, row)
    return session_id


def find_logged_in(ws: Workspace, session_id: str, now: datetime) -> LoggedIn | None:
    """Return who is logged in with this session; None when it is unknown, has ended or has expired."""
    return find_by_hash(ws, hash_secret(session_id), now) if session_id else None


def find_by_hash(ws: Workspace, session: bytes, now: datetime) -> LoggedIn | None:
    """Return who is logged in with the session of this hash."""
    with connect(ws) as connection:
        row = login_sessions.find_session(connection, session, to_ms(now))
        person = account_table.load_account(connection, row.learner) if row else None
    if row is None or person is None or person.disabled_at is not None:
        return None
    return LoggedIn(row.learner, Role(person.role), session, from_ms(row.used_at))


def list_living(ws: Workspace, sessions: Collection[bytes], now: datetime) -> set[bytes]:
    """Return which sessions of these hashes have not ended."""
    with connect(ws) as connection:
        rows = (login_sessions.find_session(connection, session, to_ms(now)) for session in sessions)
        return {row.id_hash for row in rows if row is not None}


def needs_touch(logged_in: LoggedIn, now: datetime) -> bool:
    """Tell whether it is time to write down that a session was used."""
    return now - logged_in.used_at >= TOUCH_EVERY


def touch(ws: Workspace, logged_in: LoggedIn, now: datetime) -> None:
    """Let a session last longer because it was used."""
    with connect(ws) as connection, transaction(connection, logged_in.learner):
        row = login_sessions.find_session(connection, logged_in.session, to_ms(now))
        if row is not None:
            end = min(now + IDLE, from_ms(row.created_at) + LIFETIME)
            login_sessions.extend_session(connection, logged_in.session, to_ms(now), to_ms(end))


def log_out(ws: Workspace, session_id: str) -> None:
    """End a session; an unknown one is ignored."""
    with connect(ws) as connection, transaction(connection, scope=account_table.ACCOUNTS_SCOPE):
        login_sessions.delete_session(connection, hash_secret(session_id))


def log_out_everywhere(ws: Workspace, learner: int, *, with_tokens: bool = False) -> int:
    """End every session of a learner, this browser's too; return how many there were. `with_tokens` revokes the addresses
    of their feed and their offline devices as well.
    """
    with connect(ws) as connection, transaction(connection, learner):
        if with_tokens:
            access_tokens.revoke_all(connection, learner)
        return login_sessions.delete_sessions(connection, learner)


def log_out_other(ws: Workspace, learner: int, who: int, *, with_tokens: bool = False) -> int:
    """End every session of somebody else, as `log_out_everywhere` does. Raises UserError for a learner who is no
    administrator.
    """
    with connect(ws) as connection, transaction(connection):
        require_administrator(connection, learner)
        if with_tokens:
            access_tokens.revoke_all(connection, who)
        return login_sessions.delete_sessions(connection, who)


def list_all_sessions(ws: Workspace, learner: int, now: datetime) -> tuple[OwnedSession, ...]:
    """Return everybody's sessions, the last used first. Raises UserError for a learner who is no administrator."""
    with connect(ws) as connection:
        require_administrator(connection, learner)
        names = learner_table.list_names(connection)
        rows = login_sessions.list_all_sessions(connection, to_ms(now))
    return tuple(OwnedSession(names.get(row.learner, ""), _to_session(row)) for row in rows)


def end_any_session(ws: Workspace, learner: int, name: str, now: datetime) -> None:
    """End somebody's session. Raises UserError for a learner who is no administrator, and for a session that has ended."""
    with connect(ws) as connection, transaction(connection):
        require_administrator(connection, learner)
        for row in login_sessions.list_all_sessions(connection, to_ms(now)):
            if row.id_hash.hex() == name:
                login_sessions.delete_session(connection, row.id_hash)
                return
    raise UserError("This session has ended already.", "Choose one from the list.")


def list_sessions(ws: Workspace, learner: int, now: datetime) -> tuple[LoginSession, ...]:
    """Return a learner's own sessions, the last used first. `name` is what `end_session` takes."""
    with connect(ws) as connection:
        rows = login_sessions.list_sessions(connection, learner, to_ms(now))
    return tuple(map(_to_session, rows))


def end_session(ws: Workspace, learner: int, name: str, now: datetime) -> None:
    """End one of a learner's own sessions. Raises UserError for one that is not theirs."""
    with connect(ws) as connection, transaction(connection, learner):
        for row in login_sessions.list_sessions(connection, learner, to_ms(now)):
            if row.id_hash.hex() == name:
                login_sessions.delete_session(connection, row.id_hash)
                return
    raise UserError("There is no such session.", "Choose one from the list.")


def _to_session(row: login_sessions.LoginSessionRow) -> LoginSession:
    return LoginSession(row.id_hash.hex(), row.browser, from_ms(row.created_at), from_ms(row.used_at))
