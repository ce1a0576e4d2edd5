"""Who looked at what of a class or of one person, and what people share with a class's mentors. Times are ms in UTC."""

from __future__ import annotations

from dataclasses import dataclass

from store.connection import Connection


@dataclass(frozen=True, slots=True)
class LookRow:
    """A look: `viewer` None is somebody who is not here any more, `learner` None the class as a whole, `slug` "" no deck."""

    class_id: int
    viewer: int | None
    learner: int | None
    slug: str
    what: str
    at: int


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One thing that somebody shows to a class's mentors. `deck` is its id in addresses ("" for none)."""

    class_id: int
    learner: int
    kind: str
    deck: str
    item: str
    shared_at: int


_SHARE = "class, learner, kind, deck, item, shared_at"


def add_look(
    connection: Connection,
    class_id: int,
    viewer: int,
    what: str,
    now: int,
    *,
    deck: int | None,
    learner: int | None,
    unless_since: int,
) -> None:
    """Write down a look, unless the same one stands there since `unless_since`: a page is drawn many times."""
    values = {
        "class": class_id,
        "viewer": viewer,
        "learner": learner,
        "deck": deck,
        "what": what,
        "at": now,
        "since": unless_since,
    }
    # NULL equals nothing in SQL, and no learner or deck has the number 0; the casts tell PostgreSQL the type of a NULL.
    same = connection.execute(
        "SELECT 1 FROM class_looks WHERE class = :class AND viewer = :viewer AND what = :what"
        " AND coalesce(learner, 0) = coalesce(CAST(:learner AS BIGINT), 0)"
        " AND coalesce(deck, 0) = coalesce(CAST(:deck AS BIGINT), 0)"
        " AND at > :since AND at <= :at LIMIT 1",
        values,
    ).fetchone()
    if same is None:
        connection.execute(
            "INSERT INTO class_looks (class, viewer, learner, deck, what, at)"
            " VALUES (:class, :viewer, :learner, :deck, :what, :at)",
            values,
        )


def list_looks(connection: Connection, learner: int) -> tuple[LookRow, ...]:
    """Return the looks at somebody, and at the classes they were in at the time, the newest first."""
    rows = connection.execute(
        "SELECT l.class, l.viewer, l.learner, coalesce(d.slug, ''), l.what, l.at FROM class_looks l"
        " LEFT JOIN decks d ON d.id = l.deck"
        " LEFT JOIN class_members m ON m.class = l.class AND m.learner = ?"
        " WHERE l.learner = ? OR (l.learner IS NULL AND m.role = 'learner' AND m.joined_at <= l.at)"
        " ORDER BY l.at DESC, l.id DESC",
        (learner, learner),
    )
    return tuple(LookRow(*row) for row in rows)


def list_own_looks(connection: Connection, viewer: int) -> tuple[LookRow, ...]:
    """Return what somebody looked at, the newest first."""
    rows = connection.execute(
        "SELECT l.class, l.viewer, l.learner, coalesce(d.slug, ''), l.what, l.at FROM class_looks l"
        " LEFT JOIN decks d ON d.id = l.deck WHERE l.viewer = ? ORDER BY l.at DESC, l.id DESC",
        (viewer,),
    )
    return tuple(LookRow(*row) for row in rows)


def add_share(connection: Connection, row: ShareRow) -> None:
    """Share a thing; sharing it again changes nothing."""
    connection.execute(
        f"INSERT INTO class_shares ({_SHARE}) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (class, learner, kind, deck, item) DO NOTHING",
        (row.class_id, row.learner, row.kind, row.deck, row.item, row.shared_at),
    )


def delete_share(connection: Connection, row: ShareRow) -> None:
    """Take a thing back, whenever it was shared."""
    connection.execute(
        "DELETE FROM class_shares WHERE class = ? AND learner = ? AND kind = ? AND deck = ? AND item = ?",
        (row.class_id, row.learner, row.kind, row.deck, row.item),
    )


def list_shares(
    connection: Connection, *, learner: int | None = None, class_id: int | None = None
) -> tuple[ShareRow, ...]:
    """Return what somebody shares, or what is shared with a class, or both, the newest first."""
    # The casts tell PostgreSQL the type of a value that may be NULL.
    rows = connection.execute(
        f"SELECT {_SHARE} FROM class_shares WHERE (CAST(:learner AS BIGINT) IS NULL OR learner = :learner)"
        " AND (CAST(:class AS BIGINT) IS NULL OR class = :class) ORDER BY shared_at DESC, kind, deck, item",
        {"learner": learner, "class": class_id},
    )
    return tuple(ShareRow(*row) for row in rows)
