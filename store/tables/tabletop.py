"""Table-top exercises: rooms, players, votes, calls, injected events. Times are milliseconds in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from store.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRow:
    """A room. The fields from `phase` to `beat_at` are those of `replay.tabletop.Clock`; `deck` is the deck's own id."""

    id: int
    code: str
    deck: str
    deck_number: int
    incident: str
    mentor_seat: str
    vote_seconds: float
    speed: float
    phase: str
    second: float
    elapsed: float
    next_stop: int
    step: int
    beat_at: int
    version: int
    created_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerRow:
    """A player of a room. `seat` is the secret by which their browser is known."""

    id: int
    seat: str
    learner: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteRow:
    """What a player chose at a stop."""

    player: int
    stop: str
    choice: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """The minute at which a player called a problem, its cause or its end."""

    player: int
    kind: str
    minute: float


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectRow:
    """An event that the mentor added."""

    id: int
    minute: float
    text: str


# What `transaction` is told by whoever opens a room: codes are unique.
ROOMS_SCOPE = "rooms"
_ROOM = (
    "SELECT r.id, r.code, d.slug, r.deck, r.incident, r.mentor_seat, r.vote_seconds, r.speed, r.phase, r.second, r.elapsed,"
    " r.next_stop, r.step, r.beat_at, r.version, r.created_at FROM tabletop_rooms r JOIN decks d ON d.id = r.deck"
)
_ROOM_FIELDS = tuple(RoomRow.__dataclass_fields__)


def get_scope(code: str) -> str:
    """Return what `transaction` is told by writers of a room and of what happens in it."""
    return f"room:{code}"


def add_room(
    connection: Connection,
    *,
    code: str,
    deck: int,
    incident: str,
    mentor_seat: str,
    vote_seconds: float,
    speed: float,
    now: int,
) -> None:
    """Open a room in the lobby. Raises ConstraintError when the code is taken."""
    connection.execute(
        "INSERT INTO tabletop_rooms (code, deck, incident, mentor_seat, vote_seconds, speed, phase, second, elapsed,"
        " next_stop, step, beat_at, created_at) VALUES (?, ?, ?, ?, ?, ?, 'lobby', 0, 0, 0, 0, ?, ?)",
        (code, deck, incident, mentor_seat, vote_seconds, speed, now, now),
    )


def find_room(connection: Connection, code: str) -> RoomRow | None:
    """Return the room with this code, None where there is none."""
    row = connection.execute(f"{_ROOM} WHERE r.code = ?", (code,)).fetchone()
    return RoomRow(**dict(zip(_ROOM_FIELDS, row, strict=True))) if row else None


def save_clock(
    connection: Connection,
    room: int,
    *,
    phase: str,
    second: float,
    elapsed: float,
    next_stop: int,
    step: int,
    beat_at: int,
    is_change: bool,
) -> None:
    """Save where the exercise stands; a change raises the room's version, a beat of the clock does not."""
    connection.execute(
        "UPDATE tabletop_rooms SET phase = ?, second = ?, elapsed = ?, next_stop = ?, step = ?, beat_at = ?,"
        " version = version + ? WHERE id = ?",
        (phase, second, elapsed, next_stop, step, beat_at, int(is_change), room),
    )


def raise_version(connection: Connection, room: int) -> None:
    """Let every browser draw the room again."""
    connection.execute("UPDATE tabletop_rooms SET version = version + 1 WHERE id = ?", (room,))


def delete_rooms_before(connection: Connection, moment: int) -> None:
    """Delete the rooms that were opened before a moment, with all that belongs to them."""
    connection.execute("DELETE FROM tabletop_rooms WHERE created_at < ?", (moment,))


def add_player(connection: Connection, room: int, *, seat: str, learner: int, name: str, now: int) -> None:
    """Give a player a seat. Raises ConstraintError when somebody in the room has the name."""
    connection.execute(
        "INSERT INTO tabletop_players (room, seat, learner, name, joined_at) VALUES (?, ?, ?, ?, ?)",
        (room, seat, learner, name, now),
    )


def list_players(connection: Connection, room: int) -> tuple[PlayerRow, ...]:
    """Return the players in the order in which they came."""
    rows = connection.execute(
        "SELECT id, seat, learner, name FROM tabletop_players WHERE room = ? ORDER BY id", (room,)
    ).fetchall()
    return tuple(PlayerRow(id=id_, seat=seat, learner=learner, name=name) for id_, seat, learner, name in rows)


def save_vote(connection: Connection, player: int, *, stop: str, choice: int, now: int) -> None:
    """Save a vote; until the vote is closed a player may change their mind."""
    connection.execute(
        "INSERT INTO tabletop_votes (player, stop, choice, at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (player, stop) DO UPDATE SET choice = excluded.choice, at = excluded.at",
        (player, stop, choice, now),
    )


def list_votes(connection: Connection, room: int) -> tuple[VoteRow, ...]:
    """Return every vote in the room."""
    rows = connection.execute(
        "SELECT v.player, v.stop, v.choice FROM tabletop_votes v JOIN tabletop_players p ON p.id = v.player"
        " WHERE p.room = ? ORDER BY v.at, v.player",
        (room,),
    ).fetchall()
    return tuple(VoteRow(player=player, stop=stop, choice=choice) for player, stop, choice in rows)


def add_call(connection: Connection, player: int, *, kind: str, minute: float, now: int) -> None:
    """Note a player's call; the first of its kind stays."""
    connection.execute(
        "INSERT INTO tabletop_calls (player, kind, minute, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (player, kind, minute, now),
    )


def list_calls(connection: Connection, room: int) -> tuple[CallRow, ...]:
    """Return every call in the room."""
    rows = connection.execute(
        "SELECT c.player, c.kind, c.minute FROM tabletop_calls c JOIN tabletop_players p ON p.id = c.player"
        " WHERE p.room = ? ORDER BY c.at, c.player, c.kind",
        (room,),
    ).fetchall()
    return tuple(CallRow(player=player, kind=kind, minute=minute) for player, kind, minute in rows)


def add_inject(connection: Connection, room: int, *, key: str, minute: float, text: str, now: int) -> None:
    """Add an event of the mentor's; the same key twice is one event."""
    connection.execute(
        "INSERT INTO tabletop_injects (room, key, minute, text, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (room, key, minute, text, now),
    )


def list_injects(connection: Connection, room: int) -> tuple[InjectRow, ...]:
    """Return the mentor's events, oldest first."""
    rows = connection.execute(
        "SELECT id, minute, text FROM tabletop_injects WHERE room = ? ORDER BY id", (room,)
    ).fetchall()
    return tuple(InjectRow(id=id_, minute=minute, text=text) for id_, minute, text in rows)


def list_appearances(connection: Connection, learner: int) -> list[dict[str, Any]]:
    """Return what a learner did in rooms as plain values: the name they took, votes and calls. Times are in ms."""
    players = connection.execute(
        "SELECT p.id, d.slug, r.incident, p.name, p.joined_at FROM tabletop_players p"
        " JOIN tabletop_rooms r ON r.id = p.room JOIN decks d ON d.id = r.deck WHERE p.learner = ? ORDER BY p.id",
        (learner,),
    ).fetchall()
    return [
        {
            "deck": slug,
            "incident": incident,
            "name": name,
            "joined_at": joined_at,
            "votes": [
                {"stop": stop, "choice": choice, "at": at}
                for stop, choice, at in connection.execute(
                    "SELECT stop, choice, at FROM tabletop_votes WHERE player = ? ORDER BY at, stop", (player,)
                )
            ],
            "calls": [
                {"kind": kind, "minute": minute, "at": at}
                for kind, minute, at in connection.execute(
                    "SELECT kind, minute, at FROM tabletop_calls WHERE player = ? ORDER BY at, kind", (player,)
                )
            ],
        }
        for player, slug, incident, name, joined_at in players
    ]
