"""Rooms of table-top exercises, and what happens in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store.connection import Connection
from store.tables import tabletop
from store.tables.tabletop import CallRow, PlayerRow, RoomRow, VoteRow
from tests.store.rows import add_deck, add_learner


def open_room(connection: Connection, code: str, deck: int, now: int = 1000) -> RoomRow:
    tabletop.add_room(
        connection, code=code, deck=deck, incident="outage", mentor_seat="m", vote_seconds=20.0, speed=1.5, now=now
    )
    room = tabletop.find_room(connection, code)
    assert room is not None
    return room


def seat_player(connection: Connection, room: RoomRow, name: str, learner: int = 1) -> int:
    tabletop.add_player(connection, room.id, seat=f"{room.code} {name}", learner=learner, name=name, now=2000)
    return next(player.id for player in tabletop.list_players(connection, room.id) if player.name == name)


def test_a_room_opens_in_the_lobby_and_is_found_by_its_code(connection: Connection) -> None:
    deck = add_deck(connection, "caches")
    room = open_room(connection, "AAA", deck)
    assert room == RoomRow(
        id=room.id,
        code="AAA",
        deck="caches",
        deck_number=deck,
        incident="outage",
        mentor_seat="m",
        vote_seconds=20.0,
        speed=1.5,
        phase="lobby",
        second=0.0,
        elapsed=0.0,
        next_stop=0,
        step=0,
        beat_at=1000,
        version=0,
        created_at=1000,
    )
    assert tabletop.find_room(connection, "BBB") is None


@pytest.mark.parametrize("is_change", [True, False])
def test_only_a_change_of_the_clock_is_a_new_version_of_the_room(connection: Connection, is_change: bool) -> None:
    deck = add_deck(connection, "caches")
    room, other = open_room(connection, "AAA", deck), open_room(connection, "BBB", deck)
    tabletop.save_clock(
        connection,
        room.id,
        phase="vote",
        second=61.5,
        elapsed=12.5,
        next_stop=2,
        step=3,
        beat_at=4000,
        is_change=is_change,
    )
    changed = replace(
        room, phase="vote", second=61.5, elapsed=12.5, next_stop=2, step=3, beat_at=4000, version=int(is_change)
    )
    assert tabletop.find_room(connection, "AAA") == changed
    tabletop.raise_version(connection, room.id)
    assert tabletop.find_room(connection, "AAA") == replace(changed, version=int(is_change) + 1)
    assert tabletop.find_room(connection, "BBB") == other


def test_what_happens_in_a_room_is_told_of_that_room_in_order(connection: Connection) -> None:
    add_learner(connection, 2)
    deck = add_deck(connection, "caches")
    room, other = open_room(connection, "AAA", deck), open_room(connection, "BBB", deck)
    zoe, ada = seat_player(connection, room, "Zoe"), seat_player(connection, room, "Ada", 2)
    elsewhere = seat_player(connection, other, "Ada")
    assert tabletop.list_players(connection, room.id) == (
        PlayerRow(id=zoe, seat="AAA Zoe", learner=1, name="Zoe"),
        PlayerRow(id=ada, seat="AAA Ada", learner=2, name="Ada"),
    )

    tabletop.save_vote(connection, zoe, stop="s1", choice=0, now=50)
    tabletop.save_vote(connection, ada, stop="s1", choice=1, now=20)
    tabletop.save_vote(connection, zoe, stop="s2", choice=2, now=10)
    tabletop.save_vote(connection, zoe, stop="s1", choice=3, now=60)  # a player may change their mind
    tabletop.save_vote(connection, elsewhere, stop="s1", choice=1, now=1)
    assert tabletop.list_votes(connection, room.id) == (
        VoteRow(player=zoe, stop="s2", choice=2),
        VoteRow(player=ada, stop="s1", choice=1),
        VoteRow(player=zoe, stop="s1", choice=3),
    )

    tabletop.add_call(connection, zoe, kind="diagnose", minute=9.5, now=70)
    tabletop.add_call(connection, ada, kind="detect", minute=2.0, now=30)
    tabletop.add_call(connection, ada, kind="detect", minute=1.0, now=40)  # the first word counts
    tabletop.add_call(connection, elsewhere, kind="detect", minute=3.0, now=1)
    tabletop.add_call(connection, zoe, kind="detect", minute=8.0, now=71)
    assert tabletop.list_calls(connection, room.id) == (
        CallRow(player=ada, kind="detect", minute=2.0),
        CallRow(player=zoe, kind="diagnose", minute=9.5),
        CallRow(player=zoe, kind="detect", minute=8.0),
    )

    for key, minute, text in (("k1", 8.0, "late"), ("k2", 3.0, "early"), ("k1", 9.0, "late, twice")):
        tabletop.add_inject(connection, room.id, key=key, minute=minute, text=text, now=80)
    tabletop.add_inject(connection, other.id, key="k1", minute=1.0, text="elsewhere", now=80)
    injects = tabletop.list_injects(connection, room.id)
    assert [(inject.minute, inject.text) for inject in injects] == [(8.0, "late"), (3.0, "early")]

    assert tabletop.list_appearances(connection, 1) == [
        {
            "deck": "caches",
            "incident": "outage",
            "name": "Zoe",
            "joined_at": 2000,
            "votes": [{"stop": "s2", "choice": 2, "at": 10}, {"stop": "s1", "choice": 3, "at": 60}],
            "calls": [{"kind": "diagnose", "minute": 9.5, "at": 70}, {"kind": "detect", "minute": 8.0, "at": 71}],
        },
        {
            "deck": "caches",
            "incident": "outage",
            "name": "Ada",
            "joined_at": 2000,
            "votes": [{"stop": "s1", "choice": 1, "at": 1}],
            "calls": [{"kind": "detect", "minute": 3.0, "at": 1}],
        },
    ]


def test_only_old_rooms_are_deleted_and_their_players_with_them(connection: Connection) -> None:
    deck = add_deck(connection, "caches")
    old, limit = open_room(connection, "OLD", deck, now=100), open_room(connection, "LIM", deck, now=500)
    seat_player(connection, old, "Ada")
    seat_player(connection, limit, "Ada")
    tabletop.delete_rooms_before(connection, 500)
    assert tabletop.find_room(connection, "OLD") is None
    assert tabletop.list_players(connection, old.id) == ()
    assert tabletop.find_room(connection, "LIM") == limit
    assert len(tabletop.list_players(connection, limit.id)) == 1


def test_writers_of_different_rooms_do_not_wait_for_each_other() -> None:
    assert tabletop.get_scope("AAA") != tabletop.get_scope("BBB")
