"""What browser tabs stand at. Times are milliseconds in UTC."""

from __future__ import annotations

from store.connection import Connection


def find_content(connection: Connection, tab: str, learner: int, since: int) -> str | None:
    """Return what was kept of a tab; None when it is another learner's, older than `since`, or not there."""
    row = connection.execute(
        "SELECT content FROM open_tabs WHERE tab = ? AND learner = ? AND saved_at >= ?", (tab, learner, since)
    ).fetchone()
    return str(row[0]) if row else None


def save_content(connection: Connection, tab: str, learner: int, content: str, now: int) -> None:
    """Keep what a tab stands at in the place of what was kept before."""
    connection.execute(
        "INSERT INTO open_tabs (tab, learner, content, saved_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (tab) DO UPDATE SET learner = excluded.learner, content = excluded.content, "
        "saved_at = excluded.saved_at",
        (tab, learner, content, now),
    )


def delete_old(connection: Connection, before: int) -> None:
    """Remove the tabs that nobody came back to."""
    connection.execute("DELETE FROM open_tabs WHERE saved_at < ?", (before,))


def list_tabs(connection: Connection, learner: int) -> tuple[tuple[str, int], ...]:
    """Return (content, time in ms) of a learner's tabs, the oldest first."""
    rows = connection.execute(
        "SELECT content, saved_at FROM open_tabs WHERE learner = ? ORDER BY saved_at, tab", (learner,)
    )
    return tuple((str(content), int(at)) for content, at in rows)
