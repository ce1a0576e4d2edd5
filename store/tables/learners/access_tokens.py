"""Keys that open a learner's feed or offline page without a log-in; the hash of each secret only. Times are ms in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from store.connection import Connection

TokenKind = Literal["feed", "offline"]


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token without its secret. `used_at` is None for one that was never used."""

    id: int
    learner: int
    kind: TokenKind
    name: str
    created_at: int
    used_at: int | None


_COLUMNS = "id, learner, kind, name, created_at, used_at"


def add_token(
    connection: Connection, learner: int, kind: TokenKind, name: str, secret_hash: bytes, created_at: int
) -> int:
    """Add a token and return its number; one with this secret is there once."""
    connection.execute(
        "INSERT INTO access_tokens (learner, kind, name, secret_hash, created_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (secret_hash) DO NOTHING",
        (learner, kind, name, secret_hash, created_at),
    )
    row = connection.execute("SELECT id FROM access_tokens WHERE secret_hash = ?", (secret_hash,)).fetchone()
    return int(row[0])


def find_token(connection: Connection, kind: TokenKind, secret_hash: bytes) -> TokenRow | None:
    """Return the token whose secret has this hash."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM access_tokens WHERE secret_hash = ? AND kind = ?", (secret_hash, kind)
    ).fetchone()
    return TokenRow(*row) if row else None


def list_tokens(connection: Connection, learner: int) -> tuple[TokenRow, ...]:
    """Return a learner's tokens, the oldest first."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM access_tokens WHERE learner = ? ORDER BY id", (learner,))
    return tuple(TokenRow(*row) for row in rows)


def list_all_tokens(connection: Connection) -> tuple[TokenRow, ...]:
    """Return the tokens of everybody, by learner, the oldest first."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM access_tokens ORDER BY learner, id")
    return tuple(TokenRow(*row) for row in rows)


def load_token(connection: Connection, number: int) -> TokenRow | None:
    """Return a token by its number."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM access_tokens WHERE id = ?", (number,)).fetchone()
    return TokenRow(*row) if row else None


def touch_token(connection: Connection, number: int, now: int) -> None:
    """Keep when a token was used last."""
    connection.execute("UPDATE access_tokens SET used_at = ? WHERE id = ?", (now, number))


def delete_token(connection: Connection, number: int) -> None:
    """Delete a token: from now on its secret opens nothing."""
    connection.execute("DELETE FROM access_tokens WHERE id = ?", (number,))


def delete_tokens(connection: Connection, learner: int) -> int:
    """Delete all tokens of a learner; return how many there were."""
    return connection.execute("DELETE FROM access_tokens WHERE learner = ?", (learner,)).rowcount
