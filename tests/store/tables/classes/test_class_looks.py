"""Who looked at what, and what people share."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store.connection import Connection
from store.tables.classes import class_looks, classes
from store.tables.classes.class_looks import LookRow, ShareRow
from store.tables.classes.classes import MemberRow
from tests.store.rows import add_deck, add_learner


@pytest.fixture
def class_id(connection: Connection) -> int:
    """A class with a mentor, 1, and the learners 2 and 3, who joined at 100 and at 500."""
    for number in (2, 3):
        add_learner(connection, number)
    number = classes.add_class(connection, "Spring", 0)
    assert number is not None
    for learner, role, at in ((1, "mentor", 0), (2, "learner", 100), (3, "learner", 500)):
        classes.add_member(connection, MemberRow(number, learner, role, "claim", consents=False, joined_at=at))
    return number


def look(
    connection: Connection, class_id: int, what: str, now: int, deck: int | None = None, learner: int | None = None
) -> None:
    class_looks.add_look(connection, class_id, 1, what, now, deck=deck, learner=learner, unless_since=now - 60)


def test_the_same_look_is_written_once_a_while(connection: Connection, class_id: int) -> None:
    deck = add_deck(connection, "caches")
    for now in (1000, 1030, 1059):
        look(connection, class_id, "figures", now, deck)
    assert [row.at for row in class_looks.list_own_looks(connection, 1)] == [1000]
    look(connection, class_id, "figures", 1060, deck)
    assert [row.at for row in class_looks.list_own_looks(connection, 1)] == [1060, 1000]


def test_another_person_deck_or_thing_is_another_look(connection: Connection, class_id: int) -> None:
    deck, other = add_deck(connection, "caches"), add_deck(connection, "queues")
    rows: list[tuple[str, int | None, int | None]] = [
        ("figures", deck, None),
        ("figures", other, None),
        ("figures", None, None),
        ("members", deck, None),
        ("figures", deck, 2),
        ("figures", deck, 3),
    ]
    for what, number, learner in rows:
        look(connection, class_id, what, 1000, number, learner)
    class_looks.add_look(connection, class_id, 3, "figures", 1000, deck=deck, learner=None, unless_since=940)
    slugs = {deck: "caches", other: "queues", None: ""}
    assert list(reversed(class_looks.list_own_looks(connection, 1))) == [
        LookRow(class_id, 1, learner, slugs[number], what, 1000) for what, number, learner in rows
    ]


def test_people_see_looks_at_them_and_at_their_class_since_they_joined(connection: Connection, class_id: int) -> None:
    other = classes.add_class(connection, "Autumn", 0)
    assert other is not None
    look(connection, class_id, "figures", 50)
    look(connection, class_id, "figures", 499)
    look(connection, class_id, "figures", 600)
    look(connection, class_id, "text", 700, learner=2)
    look(connection, other, "figures", 800)
    assert [(row.what, row.at) for row in class_looks.list_looks(connection, 2)] == [
        ("text", 700),
        ("figures", 600),
        ("figures", 499),
    ]
    assert [(row.what, row.at) for row in class_looks.list_looks(connection, 3)] == [("figures", 600)]
    assert class_looks.list_looks(connection, 1) == ()  # a mentor is not who is looked at
    classes.delete_member(connection, class_id, 2)
    assert [row.what for row in class_looks.list_looks(connection, 2)] == ["text"]


def test_a_thing_is_shared_with_one_class_until_it_is_taken_back(connection: Connection, class_id: int) -> None:
    other = classes.add_class(connection, "Autumn", 0)
    assert other is not None
    classes.add_member(connection, MemberRow(other, 2, "learner", "claim", consents=False, joined_at=0))
    note = ShareRow(class_id, 2, "note", "caches", "q1", 100)
    shares = [
        note,
        replace(note, kind="answer", shared_at=300),
        replace(note, item="q2", shared_at=200),
        replace(note, learner=3, shared_at=400),
        replace(note, class_id=other, shared_at=500),
        replace(note, deck="queues", shared_at=50),
    ]
    for row in shares:
        class_looks.add_share(connection, row)
    class_looks.add_share(connection, replace(note, shared_at=900))  # sharing it again changes nothing
    assert class_looks.list_shares(connection, learner=2, class_id=class_id) == (
        shares[1],
        shares[2],
        note,
        shares[5],
    )
    assert class_looks.list_shares(connection, learner=2)[0] == shares[4]
    assert class_looks.list_shares(connection, class_id=class_id)[0] == shares[3]
    assert len(class_looks.list_shares(connection)) == 6
    class_looks.delete_share(connection, replace(note, shared_at=12345))
    assert set(class_looks.list_shares(connection)) == set(shares[1:])
