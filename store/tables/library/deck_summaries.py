"""What the list of decks shows of each version, kept so that no deck has to be read for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from store.connection import Connection


def save_summary(connection: Connection, version: int, reader: str, summary: Mapping[str, Any]) -> None:
    """Keep the summary of a version, and the `reader` that its card list was made with."""
    connection.execute(
        "INSERT INTO deck_summaries (version, reader, summary) VALUES (?, ?, ?)"
        " ON CONFLICT (version) DO UPDATE SET reader = excluded.reader, summary = excluded.summary",
        (version, reader, json.dumps(summary, ensure_ascii=True)),
    )


def load_summary(connection: Connection, version: int, reader: str) -> dict[str, Any] | None:
    """Return the summary of a version; None when it was made by another reader, or not at all."""
    row = connection.execute(
        "SELECT summary FROM deck_summaries WHERE version = ? AND reader = ?", (version, reader)
    ).fetchone()
    return dict(json.loads(row[0])) if row else None
