"""Everything that the database holds of one learner, removed. What others practise stays, without the learner's name."""

from __future__ import annotations

from store.connection import Connection

# Deleted before the learner, whose deletion takes the rest along: rows of the log point to weights and to each other, and a
# foreign key that is looked at in between would refuse.
_FIRST = ("log", "weights")


def list_written_versions(connection: Connection, learner: int, name: str) -> tuple[int, ...]:
    """Return the ids of the versions that somebody published. Those from before authors were kept go by the name."""
    rows = connection.execute(
        "SELECT v.id FROM versions v LEFT JOIN version_authors a ON a.version = v.id"
        " WHERE a.learner = ? OR (a.learner IS NULL AND v.author <> '' AND v.author = ?) ORDER BY v.id",
        (learner, name),
    )
    return tuple(int(number) for (number,) in rows)


def rename_author(connection: Connection, version: int, author: str) -> None:
    """Put another author in the place of a version's. A version never changes, so it is deleted and written again."""
    row = connection.execute(
        "SELECT id, deck, number, text, sha, note, created_at, published FROM versions WHERE id = ?", (version,)
    ).fetchone()
    summary = connection.execute(
        "SELECT version, reader, summary FROM deck_summaries WHERE version = ?", (version,)
    ).fetchone()
    # Takes the summary along, which is written again below, and the row that says who the author is, which is not.
    connection.execute("DELETE FROM versions WHERE id = ?", (version,))
    connection.execute(
        "INSERT INTO versions (id, deck, number, text, sha, note, created_at, published, author)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, author),
    )
    if summary is not None:
        connection.execute("INSERT INTO deck_summaries (version, reader, summary) VALUES (?, ?, ?)", tuple(summary))


def find_other_author(connection: Connection, deck: int, learner: int) -> int | None:
    """Return who published the newest version of a deck that is not this learner's; None where nobody else did."""
    row = connection.execute(
        "SELECT a.learner FROM version_authors a JOIN versions v ON v.id = a.version"
        " WHERE v.deck = ? AND a.learner <> ? ORDER BY v.number DESC LIMIT 1",
        (deck, learner),
    ).fetchone()
    return int(row[0]) if row else None


def has_other_histories(connection: Connection, deck: int, learner: int) -> bool:
    """Tell whether somebody else has answered or written something in a deck."""
    values = {"deck": deck, "learner": learner}
    for table in ("log", "choices", "misses", "own_texts", "wordings"):
        sql = f"SELECT 1 FROM {table} WHERE deck = :deck AND learner <> :learner LIMIT 1"
        if connection.execute(sql, values).fetchone() is not None:
            return True
    sql = "SELECT 1 FROM own_cards WHERE learner <> :learner AND card IN (SELECT id FROM cards WHERE deck = :deck) LIMIT 1"
    return connection.execute(sql, values).fetchone() is not None


def delete_deck(connection: Connection, deck: int) -> None:
    """Delete a deck with its versions, its cards and the histories on them."""
    connection.execute("DELETE FROM decks WHERE id = ?", (deck,))


def empty_deck(connection: Connection, deck: int, now: int) -> None:
    """Delete every text of a deck and take it from the lists. Its cards keep the histories of those who practised it."""
    connection.execute("DELETE FROM versions WHERE deck = ?", (deck,))
    # A card's prompt is a sentence of the deck as well.
    connection.execute("UPDATE cards SET prompt = '', sha = '' WHERE deck = ?", (deck,))
    connection.execute(
        "UPDATE decks SET cards_sha = '', file_sha = '', revision = revision + 1, retired_at = ? WHERE id = ?",
        (now, deck),
    )
    connection.execute("DELETE FROM deck_audiences WHERE deck = ?", (deck,))


def delete_learner(connection: Connection, learner: int, now: int) -> None:
    """Delete a learner and every row that is theirs. Decks that are theirs alone have to be gone before. What stays is the
    number, which nobody else gets.
    """
    # Suggestions that came to nothing go; the others stay without a name: they are in the deck, or wait for a mentor.
    connection.execute("DELETE FROM suggestions WHERE learner = ? AND status IN ('declined', 'withdrawn')", (learner,))
    for table in _FIRST:
        connection.execute(f"DELETE FROM {table} WHERE learner = ?", (learner,))
    connection.execute("DELETE FROM learners WHERE id = ?", (learner,))
    connection.execute(
        "INSERT INTO erased_learners (number, erased_at) VALUES (?, ?)"
        " ON CONFLICT (number) DO UPDATE SET erased_at = excluded.erased_at",
        (learner, now),
    )


def note_erased_deck(connection: Connection, beginning: bytes, now: int) -> None:
    """Write down that a deck went, by the SHA-256 of how the names of its episodes begin."""
    connection.execute(
        "INSERT INTO erased_decks (beginning, erased_at) VALUES (?, ?)"
        " ON CONFLICT (beginning) DO UPDATE SET erased_at = excluded.erased_at",
        (beginning, now),
    )


def list_erased_learners(connection: Connection) -> tuple[tuple[int, int], ...]:
    """Return (number, when) of everybody who was erased, by number."""
    rows = connection.execute("SELECT number, erased_at FROM erased_learners ORDER BY number")
    return tuple((int(number), int(at)) for number, at in rows)


def list_erased_decks(connection: Connection) -> frozenset[bytes]:
    """Return the hashes of the decks that went, as `note_erased_deck` wrote them."""
    rows = connection.execute("SELECT beginning FROM erased_decks ORDER BY beginning")
    return frozenset(bytes(beginning) for (beginning,) in rows)


def list_known_hashes(connection: Connection) -> frozenset[str]:
    """Return the SHA-256 of every version's text."""
    return frozenset(str(sha) for (sha,) in connection.execute("SELECT DISTINCT sha FROM versions"))


def bring_back_first(connection: Connection, learner: int, name: str, now: int) -> None:
    """Put an empty learner in the place of one that an instance cannot do without."""
    connection.execute("INSERT INTO learners (id, name, created_at) VALUES (?, ?, ?)", (learner, name, now))
