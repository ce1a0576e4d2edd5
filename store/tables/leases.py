"""Leases: which process does a piece of work that is to be done once, and how far it is.

A lease is taken by naming the state in which it was seen (`token` and `beat`): of two processes that saw the same, one gets it.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.connection import Connection


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """A lease as it was seen. `holder` is "" when it was given back; `seconds` are of sound that was made so far."""

    name: str
    holder: str
    token: int
    beat: int
    done: int
    seconds: float


def find_lease(connection: Connection, name: str) -> LeaseRow | None:
    """Return the lease of this name, None when nobody ever took it."""
    row = connection.execute(
        "SELECT name, holder, token, beat, done, seconds FROM leases WHERE name = ?", (name,)
    ).fetchone()
    return LeaseRow(*row) if row else None


def take_lease(connection: Connection, name: str, current: LeaseRow | None, holder: str, now: int) -> int | None:
    """Take a lease that was `current` in this state (None: there was none); return its token, None when somebody was faster.

    `now` is in ms.
    """
    if current is None:
        cursor = connection.execute(
            "INSERT INTO leases (name, holder, token, beat, renewed_at) VALUES (?, ?, 1, 0, ?) ON CONFLICT DO NOTHING",
            (name, holder, now),
        )
        return 1 if cursor.rowcount == 1 else None
    # The beat too: a holder that was slow and is alive after all keeps its lease.
    cursor = connection.execute(
        "UPDATE leases SET holder = ?, token = token + 1, beat = 0, done = 0, seconds = 0, followed = 0, renewed_at = ?"
        " WHERE name = ? AND token = ? AND beat = ? AND holder = ?",
        (holder, now, name, current.token, current.beat, current.holder),
    )
    return current.token + 1 if cursor.rowcount == 1 else None


def renew_lease(
    connection: Connection, name: str, token: int, holder: str, done: int, seconds: float, now: int
) -> bool | None:
    """Count the beat of a lease up and say how far the work is.

    Returns whether somebody follows it, None when the lease is lost.
    """
    row = connection.execute(
        "UPDATE leases SET beat = beat + 1, done = ?, seconds = ?, renewed_at = ?"
        " WHERE name = ? AND token = ? AND holder = ? RETURNING followed",
        (done, seconds, now, name, token, holder),
    ).fetchone()
    return None if row is None else bool(row[0])


def follow_lease(connection: Connection, name: str, token: int) -> None:
    """Have the holder know that somebody waits."""
    connection.execute("UPDATE leases SET followed = 1 WHERE name = ? AND token = ? AND followed = 0", (name, token))


def release_lease(connection: Connection, name: str, token: int, holder: str) -> None:
    """Give a lease back. One that is lost stays with who has it."""
    connection.execute(
        "UPDATE leases SET holder = '', beat = beat + 1 WHERE name = ? AND token = ? AND holder = ?",
        (name, token, holder),
    )


def delete_old_leases(connection: Connection, before: int) -> int:
    """Remove the leases that were renewed last before this moment (ms); return how many."""
    return connection.execute("DELETE FROM leases WHERE renewed_at < ?", (before,)).rowcount
