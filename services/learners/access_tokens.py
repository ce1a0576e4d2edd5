"""Keys for what cannot log in: podcast apps, and the offline page on a phone. Each has a name, and can be revoked alone.

A secret is shown once, when it is made; the database keeps its hash. A token may do no more than its person: it opens nothing
for an account that is disabled or, where people log in, for a learner as whom nobody does.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from errors import UserError
from services.configuration import get_configuration
from services.connections import connect
from services.roles import find_role, require_administrator
from services.secret_hash import hash_secret
from services.workspace import Workspace
from store.connection import Connection, from_ms, to_ms, transaction
from store.tables.learners import access_tokens as table
from store.tables.learners import learners
from store.tables.learners.access_tokens import TokenKind

MAX_TOKENS = 20  # of one learner: more devices than anybody has
# Letters: a device's name stands on one line of a list.
MAX_NAME_LETTERS = 60
FEED_PREFERENCE = "feed"
# How often a use is written down: podcast clients poll, and a write for each request would cost more than the request.
TOUCH_EVERY = timedelta(minutes=10)
_SECRET_BYTES = 24


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token as its owner sees it, without its secret. Times are aware; `used_at` is None for one never used."""

    number: int
    kind: TokenKind
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnedToken:
    """A token as an administrator sees it: with whose it is."""

    owner: str
    token: AccessToken


def create_token(ws: Workspace, learner: int, kind: TokenKind, name: str, now: datetime) -> str:
    """Make a token and return its secret, which is not kept. Raises UserError without a name, or with too many tokens."""
    name = " ".join(name.split())
    if not name or len(name) > MAX_NAME_LETTERS or not name.isprintable():
        raise UserError(
            f"The name can have 1 to {MAX_NAME_LETTERS} characters.", "Name the app or the device, such as “Phone”."
        )
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    with connect(ws) as connection, transaction(connection, learner):
        if len(table.list_tokens(connection, learner)) >= MAX_TOKENS:
            raise UserError(f"You have {MAX_TOKENS} addresses already.", "Revoke one in Settings.")
        table.add_token(connection, learner, kind, name, hash_secret(secret), to_ms(now))
    return secret


def list_tokens(ws: Workspace, learner: int) -> tuple[AccessToken, ...]:
    """Return a learner's own tokens, the oldest first."""
    with connect(ws) as connection:
        return tuple(_to_token(row) for row in table.list_tokens(connection, learner))


def revoke_token(ws: Workspace, learner: int, number: int) -> None:
    """Revoke one of a learner's own tokens. Raises UserError for one that is not theirs."""
    with connect(ws) as connection, transaction(connection, learner):
        row = table.load_token(connection, number)
        if row is None or row.learner != learner:
            raise UserError("There is no such address.", "Choose one from the list.")
        _delete(connection, row)


def find_owner(ws: Workspace, kind: TokenKind, secret: str, now: datetime) -> int | None:
    """Return the learner whom a token speaks for; None for a wrong or revoked one, and for a person who may not log in."""
    with connect(ws) as connection:
        row = table.find_token(connection, kind, hash_secret(secret)) if secret else None
        # A role is what tells that somebody may use the learner's account now.
        if row is None or find_role(connection, row.learner) is None:
            return None
        if row.used_at is None or to_ms(now) - row.used_at >= TOUCH_EVERY // timedelta(milliseconds=1):
            with transaction(connection, row.learner):
                table.touch_token(connection, row.id, to_ms(now))
        return row.learner


def describe_device(ws: Workspace, secret: str, now: datetime) -> tuple[str, str] | None:
    """Return whose offline device a secret is for, and its name; None for a wrong or revoked one."""
    if find_owner(ws, "offline", secret, now) is None:
        return None
    with connect(ws) as connection:
        row = table.find_token(connection, "offline", hash_secret(secret))
        return (learners.list_names(connection)[row.learner], row.name) if row else None


def list_all_tokens(ws: Workspace, learner: int) -> tuple[OwnedToken, ...]:
    """Return everybody's tokens. Raises UserError for a learner who is no administrator."""
    with connect(ws) as connection:
        require_administrator(connection, learner)
        names = learners.list_names(connection)
        rows = table.list_all_tokens(connection)
        return tuple(OwnedToken(names.get(row.learner, ""), _to_token(row)) for row in rows)


def revoke_any_token(ws: Workspace, learner: int, number: int) -> None:
    """Revoke somebody's token. Raises UserError for a learner who is no administrator."""
    with connect(ws) as connection, transaction(connection):
        require_administrator(connection, learner)
        row = table.load_token(connection, number)
        if row is not None:
            _delete(connection, row)


def revoke_all(connection: Connection, learner: int) -> None:
    """Revoke all tokens of a learner. Call it inside a transaction."""
    table.delete_tokens(connection, learner)
    learners.save_preferences(connection, learner, {FEED_PREFERENCE: None})


def adopt_earlier_tokens(ws: Workspace, now: datetime) -> int:
    """Move the feed addresses that earlier versions kept among a learner's preferences here; return how many there were.

    They go on to work. Call it at the start of the server.
    """
    adopted = 0
    with connect(ws) as connection:
        for learner in learners.list_names(connection):
            feed = learners.load_preferences(connection, learner).get(FEED_PREFERENCE)
            if not isinstance(feed, dict) or "token" not in feed:
                continue
            with transaction(connection, learner):
                # Added once, even when two replicas start at the same time: a secret's hash is unique.
                if feed["token"]:
                    made_at = _read_moment(feed.get("since"), now)
                    secret_hash = hash_secret(str(feed["token"]))
                    table.add_token(connection, learner, "feed", "Podcast app", secret_hash, to_ms(made_at))
                remaining = {name: value for name, value in feed.items() if name != "token"}
                learners.save_preferences(connection, learner, {FEED_PREFERENCE: remaining})
            adopted += 1
    return adopted


def describe_tokens(connection: Connection, learner: int) -> list[dict[str, Any]]:
    """Return a learner's tokens as plain values, without their secrets, for the file that they take away."""
    return [
        {
            "kind": row.kind,
            "name": row.name,
            "created_at": from_ms(row.created_at).isoformat(),
            "used_at": from_ms(row.used_at).isoformat() if row.used_at is not None else None,
        }
        for row in table.list_tokens(connection, learner)
    ]


def has_tokens(connection: Connection, learner: int, kind: TokenKind) -> bool:
    """Tell whether a learner has a token of this kind."""
    return any(row.kind == kind for row in table.list_tokens(connection, learner))


def is_offered(kind: TokenKind) -> bool:
    """Tell whether tokens of this kind are of use here: without a log-in the offline page needs none."""
    return kind == "feed" or get_configuration().login is not None


def _delete(connection: Connection, row: table.TokenRow) -> None:
    table.delete_token(connection, row.id)
    if row.kind == "feed" and not has_tokens(connection, row.learner, "feed"):
        learners.save_preferences(connection, row.learner, {FEED_PREFERENCE: None})  # the next feed begins anew


def _read_moment(text: object, default: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return default
    return moment if moment.tzinfo else default


def _to_token(row: table.TokenRow) -> AccessToken:
    used_at = from_ms(row.used_at) if row.used_at is not None else None
    return AccessToken(number=row.id, kind=row.kind, name=row.name, created_at=from_ms(row.created_at), used_at=used_at)
