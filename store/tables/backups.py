"""Which days have a backup, and where each is. Times are milliseconds in UTC."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from store.connection import Connection


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A day's backup: `day` is YYYY-MM-DD, `place` a machine and a folder, `sent_at` None while no object store has it."""

    day: str
    file: str
    place: str
    made_at: int
    sent_at: int | None = None


_COLUMNS = "day, file, place, made_at, sent_at"


def find_backup(connection: Connection, day: str) -> BackupRow | None:
    """Return the backup of a day, None when nobody made it."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM backups WHERE day = ?", (day,)).fetchone()
    return BackupRow(*row) if row else None


def list_backups(connection: Connection) -> tuple[BackupRow, ...]:
    """Return the backups, the oldest first."""
    return tuple(BackupRow(*row) for row in connection.execute(f"SELECT {_COLUMNS} FROM backups ORDER BY day"))


def save_backup(connection: Connection, row: BackupRow) -> None:
    """Write down that a day's backup was made; one that is made again takes the place of the first."""
    connection.execute(
        f"INSERT INTO backups ({_COLUMNS}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (day) DO UPDATE SET"
        " file = excluded.file, place = excluded.place, made_at = excluded.made_at, sent_at = excluded.sent_at",
        (row.day, row.file, row.place, row.made_at, row.sent_at),
    )


def mark_sent(connection: Connection, day: str, now: int) -> None:
    """Write down that the object store has a day's backup."""
    connection.execute("UPDATE backups SET sent_at = ? WHERE day = ? AND sent_at IS NULL", (now, day))


def delete_backups(connection: Connection, days: Iterable[str]) -> None:
    """Forget the backups of days that are not kept."""
    connection.executemany("DELETE FROM backups WHERE day = ?", [(day,) for day in days])
