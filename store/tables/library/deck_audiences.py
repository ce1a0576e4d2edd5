"""Whose decks are: a class's or one person's; without a row, everybody's. And whose words their versions are."""

from __future__ import annotations

from dataclasses import dataclass

from store.connection import Connection


@dataclass(frozen=True, slots=True)
class DeckAudience:
    """Whose a deck is: exactly one of the two is set."""

    deck: int
    class_id: int | None
    learner: int | None


def find_audience(connection: Connection, deck: int) -> DeckAudience | None:
    """Return whose a deck is; None for everybody's."""
    row = connection.execute("SELECT deck, class, learner FROM deck_audiences WHERE deck = ?", (deck,)).fetchone()
    return DeckAudience(*row) if row else None


def list_audiences(connection: Connection) -> dict[str, DeckAudience]:
    """Return whose decks are that are not everybody's, by their ids in addresses."""
    rows = connection.execute(
        "SELECT d.slug, a.deck, a.class, a.learner FROM deck_audiences a JOIN decks d ON d.id = a.deck ORDER BY d.slug"
    )
    return {str(slug): DeckAudience(*fields) for slug, *fields in rows}


def save_audience(connection: Connection, audience: DeckAudience) -> None:
    """Make a deck a class's or a person's."""
    connection.execute(
        "INSERT INTO deck_audiences (deck, class, learner) VALUES (?, ?, ?)"
        " ON CONFLICT (deck) DO UPDATE SET class = excluded.class, learner = excluded.learner",
        (audience.deck, audience.class_id, audience.learner),
    )


def delete_audience(connection: Connection, deck: int) -> None:
    """Make a deck everybody's."""
    connection.execute("DELETE FROM deck_audiences WHERE deck = ?", (deck,))


def list_class_decks(connection: Connection, class_id: int) -> tuple[int, ...]:
    """Return the decks that belong to a class, by number."""
    rows = connection.execute("SELECT deck FROM deck_audiences WHERE class = ? ORDER BY deck", (class_id,))
    return tuple(int(deck) for (deck,) in rows)


def list_private_decks(connection: Connection, learner: int) -> tuple[int, ...]:
    """Return the decks that are one person's alone, by number."""
    rows = connection.execute("SELECT deck FROM deck_audiences WHERE learner = ? ORDER BY deck", (learner,))
    return tuple(int(deck) for (deck,) in rows)


def note_author(connection: Connection, version: int, learner: int) -> None:
    """Write down whose words a version is."""
    connection.execute(
        "INSERT INTO version_authors (version, learner) VALUES (?, ?) ON CONFLICT (version) DO NOTHING",
        (version, learner),
    )


def list_written_versions(connection: Connection, learner: int) -> tuple[tuple[str, int, str, int], ...]:
    """Return (deck, number, note, time) of the versions that somebody published."""
    rows = connection.execute(
        "SELECT d.slug, v.number, v.note, v.created_at FROM version_authors a JOIN versions v ON v.id = a.version"
        " JOIN decks d ON d.id = v.deck WHERE a.learner = ? ORDER BY d.slug, v.number",
        (learner,),
    )
    return tuple((str(slug), int(number), str(note), int(at)) for slug, number, note, at in rows)
