"""Rooms of table-top exercises: opening, joining, the mentor's commands, votes and calls. Every write is one transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from deck.model import Deck
from errors import UserError
from replay import tabletop as clocks
from replay.model import DecisionPoint, Track
from replay.tabletop import Clock, Command, TabletopPhase
from replay.time_map import find_minute
from services.connections import connect
from services.library import catalog
from services.library.deck_lookup import require_deck
from services.replays import replays
from services.workspace import Workspace
from store.connection import Connection, from_ms, to_ms, transaction
from store.tables import tabletop as table

# Of a code: none that looks like another one when it is written on a whiteboard.
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
# 30⁶ codes: 700 million, too many to be guessed while a room is open.
CODE_LENGTH = 6
# A vote takes a moment to be read, and longer talk wants a pause of the exercise. Speeds multiply that of the replay, which
# shows a whole incident in about two minutes.
VOTE_SECONDS = (10.0, 600.0)
SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0)
# A department: with more, nobody talks about a decision, and each player is an open stream.
MAX_PLAYERS = 60
# Events that a mentor adds while it runs: an exercise of an hour has one every few minutes.
MAX_INJECTS = 100
# Letters: names stand in a column of the board.
MAX_NAME_LENGTH = 40
# Letters: an event is read aloud, not studied.
MAX_INJECT_LENGTH = 500
CALLS = ("detect", "diagnose", "recover")
# Rooms older than this go when a new one is opened. Decisions and cards of the players stay.
_KEPT_DAYS = 30
# The clock is saved so often at most; a killed server loses no more of the exercise than that.
_BEAT_MS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room as it is at one moment, with everything that its browsers may need."""

    row: table.RoomRow
    clock: Clock
    deck: Deck
    track: Track
    players: tuple[table.PlayerRow, ...]
    votes: tuple[table.VoteRow, ...]
    calls: tuple[table.CallRow, ...]
    injects: tuple[table.InjectRow, ...]

    @property
    def open_stop(self) -> DecisionPoint | None:
        """Return the decision that is voted on or discussed, None between decisions."""
        if self.clock.phase in {"voting", "spread", "team"}:
            return self.track.decision_points[self.clock.next_stop]
        return None

    @property
    def minute(self) -> float:
        """Return the minute of the incident."""
        return find_minute(self.track.knots, self.clock.second)

    def find_player(self, seat: str) -> table.PlayerRow | None:
        """Return the player who has this seat."""
        return next(
            (player for player in self.players if secrets.compare_digest(player.seat.encode(), seat.encode())), None
        )

    def is_mentor(self, seat: str) -> bool:
        """Tell whether this seat is the mentor's."""
        return secrets.compare_digest(self.row.mentor_seat.encode(), seat.encode())


def open_room(
    ws: Workspace, deck_id: str, incident: str, now: datetime, *, vote_seconds: float = 60.0, speed: float = 1.0
) -> tuple[str, str]:
    """Open a room; return its code and the mentor's seat, a secret.

    :raises UserError: when there is no such incident, it has nothing to decide, or the settings are out of range
    """
    if not VOTE_SECONDS[0] <= vote_seconds <= VOTE_SECONDS[1]:
        raise UserError(f"A vote can last {VOTE_SECONDS[0]:g} to {VOTE_SECONDS[1]:g} seconds.")
    if speed not in SPEEDS:
        raise UserError(f"The speed is one of {', '.join(f'{one:g}' for one in SPEEDS)}.")
    track = replays.load_track(catalog.load_deck(ws, deck_id), incident)
    if not track.decision_points:
        raise UserError(
            "This incident has no decisions to vote on.", "Choose another one, or add a decision to the deck."
        )
    seat = make_seat()
    with connect(ws) as connection, transaction(connection, scope=table.ROOMS_SCOPE):
        deck = require_deck(connection, deck_id).id
        table.delete_rooms_before(connection, to_ms(now - timedelta(days=_KEPT_DAYS)))
        while True:
            code = "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))
            if table.find_room(connection, code) is None:
                break
        table.add_room(
            connection,
            code=code,
            deck=deck,
            incident=incident,
            mentor_seat=seat,
            vote_seconds=vote_seconds,
            speed=speed,
            now=to_ms(now),
        )
    return code, seat


def normalize_code(text: str) -> str:
    """Return a code as people type it: in capitals, without spaces and hyphens."""
    return "".join(text.upper().replace("-", "").split())


def load_room(ws: Workspace, code: str) -> Room:
    """Return the room with this code as it was saved last.

    :raises UserError: when there is none, or its incident is gone
    """
    with connect(ws) as connection:
        row = _require_room(connection, code)
        players = table.list_players(connection, row.id)
        votes = table.list_votes(connection, row.id)
        calls = table.list_calls(connection, row.id)
        injects = table.list_injects(connection, row.id)
    deck = catalog.load_deck(ws, row.deck)
    return Room(
        row=row,
        clock=_make_clock(row),
        deck=deck,
        track=replays.load_track(deck, row.incident),
        players=players,
        votes=votes,
        calls=calls,
        injects=injects,
    )


def make_seat() -> str:
    """Return a new seat: a secret that nobody can guess."""
    return secrets.token_urlsafe(16)


def join_room(ws: Workspace, code: str, learner: int, name: str, now: datetime, seat: str = "") -> str:
    """Take a seat in a room; return the seat, a secret. Misses go to this learner's cards.

    Whoever may ask twice, by a double click, makes the `seat` beforehand: it is taken once, and returned again. It must come
    from `make_seat`, never from a browser.

    :raises UserError: when there is no such room, it is full or over, or the name is empty, too long or taken
    """
    clean_name = " ".join(name.split())
    if not 0 < len(clean_name) <= MAX_NAME_LENGTH:
        raise UserError(
            f"A name can have 1 to {MAX_NAME_LENGTH} characters.", "Enter the name that the group knows you by."
        )
    seat = seat or make_seat()
    with connect(ws) as connection, transaction(connection, scope=table.get_scope(normalize_code(code))):
        row = _require_room(connection, code)
        players = table.list_players(connection, row.id)
        if any(player.seat == seat and player.learner == learner for player in players):
            return seat
        if row.phase == "over":
            raise UserError("This exercise is over.", "Ask for the link to its debrief, or open another room.")
        if len(players) >= MAX_PLAYERS:
            raise UserError(f"The room is full: it holds {MAX_PLAYERS} players.")
        # Not a matter of rights: the board and the debrief tell players apart by their names.
        if any(player.name.casefold() == clean_name.casefold() for player in players):
            raise UserError(f"Somebody in this room is called {clean_name}.", "Add a letter of your surname.")
        table.add_player(connection, row.id, seat=seat, learner=learner, name=clean_name, now=to_ms(now))
        table.raise_version(connection, row.id)
    return seat


def beat(ws: Workspace, code: str, now: datetime) -> table.RoomRow:
    """Let the room's clock go on, and return the room. Whoever watches calls this several times a second.

    :raises UserError: when there is no such room, or its incident is gone
    """
    track = _load_track(ws, code)
    with connect(ws) as connection:
        row = _require_room(connection, code)
        next_clock = _advance(row, track, now)
        is_due = next_clock.step != row.step or to_ms(now) - row.beat_at >= _BEAT_MS
        if row.phase in {"playing", "voting"} and is_due:
            with transaction(connection, scope=table.get_scope(normalize_code(code))):
                # Read again under the lock: of several watchers one makes the clock go on.
                row = _require_room(connection, code)
                _save_clock(connection, row, _advance(row, track, now))
                row = _require_room(connection, code)
    return row


def command_room(ws: Workspace, code: str, seat: str, command: Command, step: int, now: datetime) -> None:
    """Do what the mentor says. Given twice for the same step it is done once.

    When the team's step is shown, or the exercise is ended at a decision, each player's wrong vote becomes a card of theirs,
    in the same transaction.

    :raises UserError: when the seat is not the mentor's, or the command means nothing now
    """
    track = _load_track(ws, code)
    with connect(ws) as connection, transaction(connection, scope=table.get_scope(normalize_code(code))):
        row = _require_room(connection, code)
        _require_mentor(row, seat)
        clock = _advance(row, track, now)
        next_clock = clocks.apply_command(clock, command, step)
        # An exercise may be ended while a decision is open: what was voted on until then counts.
        is_decided = clock.phase == "spread" or (clock.phase == "voting" and next_clock.phase == "over")
        if is_decided and next_clock.phase in {"team", "over"}:
            _keep_decisions(connection, row, track.decision_points[clock.next_stop], now)
        if next_clock.phase in {"playing", "voting"} and row.phase not in {"playing", "voting"}:
            # Time counts from now on: a clock that stood still owes nothing.
            next_clock = replace(next_clock, beat_at=now)
        _save_clock(connection, row, next_clock)


def vote(ws: Workspace, code: str, seat: str, stop_id: str, choice: int, now: datetime) -> None:
    """Save a player's vote; the vote is closed when everybody has voted. Sent twice it counts once.

    :raises UserError: when the seat is nobody's, the vote is closed, or there is no such option
    """
    track = _load_track(ws, code)
    with connect(ws) as connection, transaction(connection, scope=table.get_scope(normalize_code(code))):
        row, player = _require_player(connection, code, seat)
        clock = _advance(row, track, now)
        stop = track.decision_points[clock.next_stop] if clock.next_stop < len(track.decision_points) else None
        if clock.phase != "voting" or stop is None or stop.id != stop_id:
            raise UserError("This vote is closed.", "Wait for the next decision.")
        if not 0 <= choice < len(stop.choices):
            raise UserError("There is no such option.", f"Choose one of the {len(stop.choices)} that are shown.")
        table.save_vote(connection, player.id, stop=stop.id, choice=choice, now=to_ms(now))
        players = table.list_players(connection, row.id)
        votes = [one for one in table.list_votes(connection, row.id) if one.stop == stop.id]
        _save_clock(connection, row, clocks.close_full_vote(clock, len(players), len(votes)))
        table.raise_version(connection, row.id)


def call(ws: Workspace, code: str, seat: str, kind: str, now: datetime) -> None:
    """Note the minute at which a player sees a problem, knows its cause, or thinks that it is over. Only the first call counts.

    :raises UserError: when the seat is nobody's, the exercise has not begun or is over, or there is no such call
    """
    if kind not in CALLS:
        raise UserError("Unknown call.", f"Choose one of {', '.join(CALLS)}.")
    track = _load_track(ws, code)
    with connect(ws) as connection, transaction(connection, scope=table.get_scope(normalize_code(code))):
        row, player = _require_player(connection, code, seat)
        if row.phase in {"lobby", "over"}:
            raise UserError("The exercise is not running.", "Calls count from its start to its end.")
        minute = find_minute(track.knots, _advance(row, track, now).second)
        table.add_call(connection, player.id, kind=kind, minute=minute, now=to_ms(now))
        table.raise_version(connection, row.id)


def inject(ws: Workspace, code: str, seat: str, key: str, text: str, now: datetime) -> None:
    """Add an event that the deck does not have, at the present minute. The same key twice is one event.

    :raises UserError: when the seat is not the mentor's, or the text is empty or too long
    """
    clean_text = " ".join(text.split())
    if not 0 < len(clean_text) <= MAX_INJECT_LENGTH:
        raise UserError(f"An event can have 1 to {MAX_INJECT_LENGTH} characters.")
    track = _load_track(ws, code)
    with connect(ws) as connection, transaction(connection, scope=table.get_scope(normalize_code(code))):
        row = _require_room(connection, code)
        _require_mentor(row, seat)
        if row.phase in {"lobby", "over"}:
            raise UserError("The exercise is not running.", "Start it, then add events.")
        if len(table.list_injects(connection, row.id)) >= MAX_INJECTS:
            raise UserError(f"An exercise can have at most {MAX_INJECTS} added events.")
        minute = find_minute(track.knots, _advance(row, track, now).second)
        table.add_inject(connection, row.id, key=key[:80], minute=minute, text=clean_text, now=to_ms(now))
        table.raise_version(connection, row.id)


def describe_room(room: Room, seat: str) -> dict[str, Any]:
    """Return what the browser with this seat draws: what is still to come is the mentor's alone.

    :raises UserError: when the seat is nobody's
    """
    player, is_mentor = room.find_player(seat), room.is_mentor(seat)
    if player is None and not is_mentor:
        raise UserError("You are not in the room yet.", "Join the room with its code.")
    stop, phase = room.open_stop, room.clock.phase
    votes = [one for one in room.votes if stop is not None and one.stop == stop.id]
    voted = {one.player for one in votes}
    names = {one.id: one.name for one in room.players}
    described: dict[str, Any] = {
        "version": room.row.version,
        "step": room.clock.step,
        "phase": phase,
        "second": room.clock.second,
        "limit": _find_limit(room),
        "speed": room.row.speed,
        "voteLeft": max(0.0, room.row.vote_seconds - room.clock.elapsed),
        "players": [{"name": one.name, "hasVoted": one.id in voted} for one in room.players],
        "injects": [{"id": one.id, "minute": one.minute, "text": one.text} for one in room.injects],
        "calls": [one.kind for one in room.calls if player is not None and one.player == player.id],
        "mine": next((one.choice for one in votes if player is not None and one.player == player.id), None),
        "stop": None,
    }
    if stop is not None:
        shows_spread = phase in {"spread", "team"} or is_mentor
        described["stop"] = {
            "id": stop.id,
            "number": room.clock.next_stop + 1,
            "of": len(room.track.decision_points),
            "prompt": stop.prompt,
            "choices": [
                {
                    "text": choice.text,
                    "voters": [names[one.player] for one in votes if one.choice == place] if shows_spread else None,
                    "isRight": choice.right if phase == "team" or is_mentor else None,
                    "explanation": choice.explanation if phase == "team" or is_mentor else "",
                }
                for place, choice in enumerate(stop.choices)
            ],
            "team": room.track.moments[stop.team_event].text
            if stop.team_event is not None and (phase == "team" or is_mentor)
            else "",
        }
    return described


def _find_limit(room: Room) -> float:
    """Return the second at which the clock stops by itself: the next decision or the end."""
    stops = room.track.decision_points
    return stops[room.clock.next_stop].second if room.clock.next_stop < len(stops) else room.track.duration


def _require_room(connection: Connection, code: str) -> table.RoomRow:
    row = table.find_room(connection, normalize_code(code))
    if row is None:
        raise UserError("There is no room with this code.", "Check the code, or ask the mentor for the link.")
    return row


def _load_track(ws: Workspace, code: str) -> Track:
    """Return the track of a room's incident. Before a transaction: a deck that has to be parsed must not hold the lock."""
    with connect(ws) as connection:
        row = _require_room(connection, code)
    return replays.load_track(catalog.load_deck(ws, row.deck), row.incident)


def _require_mentor(row: table.RoomRow, seat: str) -> None:
    if not secrets.compare_digest(row.mentor_seat.encode(), seat.encode()):
        raise UserError("Only the mentor of this room can do that.")


def _require_player(connection: Connection, code: str, seat: str) -> tuple[table.RoomRow, table.PlayerRow]:
    row = _require_room(connection, code)
    for player in table.list_players(connection, row.id):
        if secrets.compare_digest(player.seat.encode(), seat.encode()):
            return row, player
    raise UserError("You are not in the room yet.", "Join the room with its code.")


def _make_clock(row: table.RoomRow) -> Clock:
    return Clock(
        phase=cast(TabletopPhase, row.phase),
        second=row.second,
        elapsed=row.elapsed,
        next_stop=row.next_stop,
        step=row.step,
        beat_at=from_ms(row.beat_at),
    )


def _advance(row: table.RoomRow, track: Track, now: datetime) -> Clock:
    stops = [stop.second for stop in track.decision_points]
    return clocks.advance_clock(_make_clock(row), stops, track.duration, row.vote_seconds, row.speed, now)


def _save_clock(connection: Connection, row: table.RoomRow, clock: Clock) -> None:
    table.save_clock(
        connection,
        row.id,
        phase=clock.phase,
        second=clock.second,
        elapsed=clock.elapsed,
        next_stop=clock.next_stop,
        step=clock.step,
        beat_at=to_ms(clock.beat_at),
        is_change=clock.step != row.step,
    )


def _keep_decisions(connection: Connection, row: table.RoomRow, stop: DecisionPoint, now: datetime) -> None:
    """Write what each player decided into their history, and a wrong decision to their cards."""
    players = {player.id: player for player in table.list_players(connection, row.id)}
    connection.lock_more(*(player.learner for player in players.values()))  # they may be practising meanwhile
    for one in table.list_votes(connection, row.id):
        if one.stop == stop.id:
            replays.keep_vote(connection, players[one.player].learner, row.deck, row.incident, stop, one.choice, now)
