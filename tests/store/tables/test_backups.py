"""Which day has a backup, and where it is."""

from __future__ import annotations

from dataclasses import replace

from store.connection import Connection
from store.tables import backups
from store.tables.backups import BackupRow


def test_the_backups_of_days(connection: Connection) -> None:
    early = BackupRow("2026-03-01", "a.sqlite3", "host:/data", 100)
    late = BackupRow("2026-03-02", "b.sqlite3", "host:/data", 200, sent_at=250)
    backups.save_backup(connection, late)
    backups.save_backup(connection, early)
    assert backups.list_backups(connection) == (early, late)
    assert backups.find_backup(connection, "2026-03-02") == late
    assert backups.find_backup(connection, "2026-03-03") is None

    again = BackupRow("2026-03-02", "c.sqlite3", "other:/data", 300)
    backups.save_backup(connection, again)
    assert backups.list_backups(connection) == (early, again)

    backups.mark_sent(connection, "2026-03-02", 400)
    backups.mark_sent(connection, "2026-03-02", 500)  # the first time stays
    assert backups.list_backups(connection) == (early, replace(again, sent_at=400))

    backups.delete_backups(connection, ["2026-03-01", "2026-02-01"])
    assert backups.list_backups(connection) == (replace(again, sent_at=400),)
