"""Which browsers are logged in, which log-ins were used up, and the keys that sign their cookies."""

from __future__ import annotations

from dataclasses import dataclass

from store.connection import Connection


@dataclass(frozen=True, slots=True)
class LoginSessionRow:
    """A browser that is logged in. Times are in ms; `id_hash` is the SHA-256 of what its cookie holds."""

    id_hash: bytes
    learner: int
    browser: str
    created_at: int
    used_at: int
    expires_at: int


_COLUMNS = "id_hash, learner, browser, created_at, used_at, expires_at"


def find_session(connection: Connection, id_hash: bytes, now: int) -> LoginSessionRow | None:
    """Return the session with this hash unless it has expired."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM login_sessions WHERE id_hash = ? AND expires_at > ?", (id_hash, now)
    ).fetchone()
    return LoginSessionRow(*row) if row else None


def list_sessions(connection: Connection, learner: int, now: int) -> tuple[LoginSessionRow, ...]:
    """Return a learner's sessions that have not expired, the last used first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM login_sessions WHERE learner = ? AND expires_at > ? ORDER BY used_at DESC",
        (learner, now),
    )
    return tuple(LoginSessionRow(*row) for row in rows)


def list_all_sessions(connection: Connection, now: int) -> tuple[LoginSessionRow, ...]:
    """Return everybody's sessions that have not expired, the last used first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM login_sessions WHERE expires_at > ? ORDER BY used_at DESC, id_hash", (now,)
    )
    return tuple(LoginSessionRow(*row) for row in rows)


def add_session(connection: Connection, row: LoginSessionRow) -> None:
    """Add a session, and remove those that have expired: nothing else does."""
    connection.execute("DELETE FROM login_sessions WHERE expires_at <= ?", (row.created_at,))
    connection.execute(
        f"INSERT INTO login_sessions ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
        (row.id_hash, row.learner, row.browser, row.created_at, row.used_at, row.expires_at),
    )


def extend_session(connection: Connection, id_hash: bytes, used_at: int, expires_at: int) -> None:
    """Keep that a session was used, and until when it holds now. One that is gone stays gone."""
    connection.execute(
        "UPDATE login_sessions SET used_at = ?, expires_at = ? WHERE id_hash = ?", (used_at, expires_at, id_hash)
    )


def delete_session(connection: Connection, id_hash: bytes) -> None:
    """End one session."""
    connection.execute("DELETE FROM login_sessions WHERE id_hash = ?", (id_hash,))


def delete_sessions(connection: Connection, learner: int) -> int:
    """End every session of a learner; return how many there were."""
    return connection.execute("DELETE FROM login_sessions WHERE learner = ?", (learner,)).rowcount


def use_state(connection: Connection, state_hash: bytes, now: int, expires_at: int) -> bool:
    """Keep that a log-in came back. Returns False when the same one had come back before."""
    connection.execute("DELETE FROM used_login_states WHERE expires_at <= ?", (now,))
    cursor = connection.execute(
        "INSERT INTO used_login_states (state_hash, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (state_hash, expires_at),
    )
    return cursor.rowcount == 1


def load_key(connection: Connection, name: str) -> bytes | None:
    """Return the key of this name."""
    row = connection.execute("SELECT value FROM signing_keys WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def add_key(connection: Connection, name: str, value: bytes) -> None:
    """Add a key; one that is there stays."""
    connection.execute("INSERT INTO signing_keys (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", (name, value))
