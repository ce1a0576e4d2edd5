"""Classes: their members, invitations and decks. Times are milliseconds in UTC, dates YYYY-MM-DD ("" for none)."""

from __future__ import annotations

from dataclasses import dataclass

from store.connection import Connection


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class. Whoever has the group `claim_value` at the identity provider belongs to it ("": nobody by a group)."""

    id: int
    name: str
    claim_value: str
    interview_date: str
    created_at: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody in a class: `role` is learner or mentor; `consents` to figures about fewer than five people."""

    class_id: int
    learner: int
    role: str
    source: str
    consents: bool
    joined_at: int


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """A link into a class. The token itself is in the link alone."""

    id: int
    class_id: int
    max_uses: int
    uses: int
    created_at: int
    expires_at: int
    revoked_at: int | None


@dataclass(frozen=True, slots=True)
class ClassDeckRow:
    """A deck that a class studies; `slug` is its id in addresses. `due_date` "" is the class's date."""

    class_id: int
    deck: int
    slug: str
    due_date: str
    assigned_at: int


# What `transaction` is told by writers of the classes' own rows: their names are unique.
CLASSES_SCOPE = "classes"
_CLASS = "id, name, claim_value, interview_date, created_at"
_MEMBER = "class, learner, role, source, consents, joined_at"
_INVITATION = "id, class, max_uses, uses, created_at, expires_at, revoked_at"


def get_scope(class_id: int) -> str:
    """Return what `transaction` is told by writers of a class's members, links, decks, figures and looks."""
    return f"class:{class_id}"


def has_classes(connection: Connection) -> bool:
    """Tell whether there is any class."""
    return connection.execute("SELECT 1 FROM classes LIMIT 1").fetchone() is not None


def list_classes(connection: Connection) -> tuple[ClassRow, ...]:
    """Return all classes by name."""
    return tuple(ClassRow(*row) for row in connection.execute(f"SELECT {_CLASS} FROM classes ORDER BY name, id"))


def list_classes_by_claim(connection: Connection) -> tuple[ClassRow, ...]:
    """Return the classes whose members come from a group of the identity provider."""
    rows = connection.execute(f"SELECT {_CLASS} FROM classes WHERE claim_value <> '' ORDER BY id")
    return tuple(ClassRow(*row) for row in rows)


def load_class(connection: Connection, class_id: int) -> ClassRow | None:
    """Return a class by its number."""
    row = connection.execute(f"SELECT {_CLASS} FROM classes WHERE id = ?", (class_id,)).fetchone()
    return ClassRow(*row) if row else None


def add_class(connection: Connection, name: str, now: int) -> int | None:
    """Add a class and return its number; None when there is one of this name."""
    row = connection.execute(
        "INSERT INTO classes (name, created_at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING RETURNING id", (name, now)
    ).fetchone()
    return int(row[0]) if row else None


def save_class(connection: Connection, row: ClassRow) -> None:
    """Write what a class is called, who belongs to it by a group, and its date."""
    connection.execute(
        "UPDATE classes SET name = ?, claim_value = ?, interview_date = ? WHERE id = ?",
        (row.name, row.claim_value, row.interview_date, row.id),
    )


def delete_class(connection: Connection, class_id: int) -> None:
    """Delete a class with its members, links and assignments. Nobody's history belongs to it."""
    connection.execute("DELETE FROM classes WHERE id = ?", (class_id,))


def list_members(connection: Connection, class_id: int) -> tuple[MemberRow, ...]:
    """Return everybody in a class, in the order in which they came."""
    rows = connection.execute(
        f"SELECT {_MEMBER} FROM class_members WHERE class = ? ORDER BY joined_at, learner", (class_id,)
    )
    return tuple(_to_member(row) for row in rows)


def list_memberships(connection: Connection, learner: int) -> tuple[MemberRow, ...]:
    """Return the classes that somebody is in, the earliest joined first."""
    rows = connection.execute(
        f"SELECT {_MEMBER} FROM class_members WHERE learner = ? ORDER BY joined_at, class", (learner,)
    )
    return tuple(_to_member(row) for row in rows)


def find_member(connection: Connection, class_id: int, learner: int) -> MemberRow | None:
    """Return somebody's place in a class; None for somebody who is not in it."""
    row = connection.execute(
        f"SELECT {_MEMBER} FROM class_members WHERE class = ? AND learner = ?", (class_id, learner)
    ).fetchone()
    return _to_member(row) if row else None


def add_member(connection: Connection, row: MemberRow) -> None:
    """Add somebody to a class; nothing changes for somebody who is in it."""
    connection.execute(
        f"INSERT INTO class_members ({_MEMBER}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (class, learner) DO NOTHING",
        (row.class_id, row.learner, row.role, row.source, int(row.consents), row.joined_at),
    )


def set_member_role(connection: Connection, class_id: int, learner: int, role: str) -> None:
    """Make a member a mentor or a learner of the class."""
    connection.execute("UPDATE class_members SET role = ? WHERE class = ? AND learner = ?", (role, class_id, learner))


def set_consent(connection: Connection, class_id: int, learner: int, consents: bool) -> None:
    """Keep whether somebody's figures may be shown although few are behind them."""
    connection.execute(
        "UPDATE class_members SET consents = ? WHERE class = ? AND learner = ?", (int(consents), class_id, learner)
    )


def delete_member(connection: Connection, class_id: int, learner: int) -> None:
    """Take somebody out of a class; what they shared with it goes too."""
    # By the foreign key of the shares, which point to the member and not to the learner.
    connection.execute("DELETE FROM class_members WHERE class = ? AND learner = ?", (class_id, learner))


def add_invitation(
    connection: Connection, class_id: int, token_hash: bytes, *, max_uses: int, now: int, expires_at: int
) -> None:
    """Add a link into a class."""
    connection.execute(
        "INSERT INTO class_invitations (class, token_hash, max_uses, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
        (class_id, token_hash, max_uses, now, expires_at),
    )


def list_invitations(connection: Connection, class_id: int) -> tuple[InvitationRow, ...]:
    """Return a class's links, the newest first."""
    rows = connection.execute(
        f"SELECT {_INVITATION} FROM class_invitations WHERE class = ? ORDER BY created_at DESC, id DESC", (class_id,)
    )
    return tuple(InvitationRow(*row) for row in rows)


def find_invitation(connection: Connection, token_hash: bytes) -> InvitationRow | None:
    """Return the link with this token."""
    row = connection.execute(
        f"SELECT {_INVITATION} FROM class_invitations WHERE token_hash = ?", (token_hash,)
    ).fetchone()
    return InvitationRow(*row) if row else None


def use_invitation(connection: Connection, invitation: int) -> bool:
    """Count one more use of a link; False when it has been used as often as it may be."""
    # One statement tests and counts, so that two people cannot share the last use.
    row = connection.execute(
        "UPDATE class_invitations SET uses = uses + 1 WHERE id = ? AND uses < max_uses RETURNING id", (invitation,)
    ).fetchone()
    return row is not None


def revoke_invitation(connection: Connection, class_id: int, invitation: int, now: int) -> None:
    """Let a link of this class lead nowhere from now on."""
    connection.execute(
        "UPDATE class_invitations SET revoked_at = ? WHERE class = ? AND id = ? AND revoked_at IS NULL",
        (now, class_id, invitation),
    )


def list_class_decks(connection: Connection, class_id: int) -> tuple[ClassDeckRow, ...]:
    """Return the decks a class studies, by slug."""
    rows = connection.execute(
        "SELECT c.class, c.deck, d.slug, c.due_date, c.assigned_at FROM class_decks c JOIN decks d ON d.id = c.deck"
        " WHERE c.class = ? AND d.retired_at IS NULL ORDER BY d.slug",
        (class_id,),
    )
    return tuple(ClassDeckRow(*row) for row in rows)


def save_class_deck(connection: Connection, class_id: int, deck: int, due_date: str, now: int) -> None:
    """Give a class a deck, or another date for a deck that it has."""
    connection.execute(
        "INSERT INTO class_decks (class, deck, due_date, assigned_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (class, deck) DO UPDATE SET due_date = excluded.due_date",
        (class_id, deck, due_date, now),
    )


def delete_class_deck(connection: Connection, class_id: int, deck: int) -> None:
    """Take a deck, and what was assigned from it, away from a class."""
    connection.execute("DELETE FROM class_assignments WHERE class = ? AND deck = ?", (class_id, deck))
    connection.execute("DELETE FROM class_decks WHERE class = ? AND deck = ?", (class_id, deck))


def list_dates(connection: Connection, learner: int, deck: int) -> tuple[tuple[str, str], ...]:
    """Return (date, class's name) of the dates that a learner's classes set for a deck, the earliest first."""
    rows = connection.execute(
        "SELECT CASE WHEN d.due_date <> '' THEN d.due_date ELSE c.interview_date END AS day, c.name"
        " FROM class_members m JOIN class_decks d ON d.class = m.class JOIN classes c ON c.id = m.class"
        " WHERE m.learner = ? AND m.role = 'learner' AND d.deck = ? AND (d.due_date <> '' OR c.interview_date <> '')"
        " ORDER BY day, c.name",
        (learner, deck),
    )
    return tuple((str(day), str(name)) for day, name in rows)


def _to_member(row: tuple[int, int, str, str, int, int]) -> MemberRow:
    class_id, learner, role, source, consents, joined_at = row
    return MemberRow(class_id, learner, role, source, bool(consents), joined_at)
