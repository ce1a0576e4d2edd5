"""Learners' own wordings of key points."""

from __future__ import annotations

from dataclasses import replace

from store.connection import Connection
from store.tables.practice import wordings
from store.tables.practice.wordings import OfferedRow, WordingRow
from tests.store.rows import add_deck, add_learner

DROP = WordingRow("q1", "evicts the oldest", "drops it", 100)


def test_a_wording_is_kept_once_and_read_in_order(connection: Connection) -> None:
    add_learner(connection, 2)
    deck, other = add_deck(connection, "caches"), add_deck(connection, "queues")
    hidden = replace(DROP, question="q2", wording="throws it out", said_at=50, offered=False, decision="declined")
    for row in (DROP, hidden, replace(DROP, said_at=900)):
        wordings.save_wording(connection, 1, deck, row)
    wordings.save_wording(connection, 2, deck, replace(DROP, wording="hers"))
    wordings.save_wording(connection, 1, other, replace(DROP, wording="elsewhere"))
    assert wordings.list_wordings(connection, 1, deck) == (DROP, hidden)
    assert wordings.list_wordings(connection, 1, deck, "q2") == (hidden,)
    assert wordings.list_wordings(connection, 1, deck, "q3") == ()


def test_what_becomes_of_a_wording_becomes_of_no_other(connection: Connection) -> None:
    add_learner(connection, 2)
    deck = add_deck(connection, "caches")
    rows = [DROP, replace(DROP, question="q2"), replace(DROP, point="another"), replace(DROP, wording="another")]
    for row in rows:
        wordings.save_wording(connection, 1, deck, row)
    wordings.save_wording(connection, 2, deck, DROP)
    hidden = replace(DROP, offered=False)
    wordings.offer_wording(connection, 1, deck, hidden)
    assert wordings.list_wordings(connection, 1, deck) == (hidden, *rows[1:])
    wordings.offer_wording(connection, 1, deck, DROP)
    assert wordings.list_wordings(connection, 1, deck) == (DROP, *rows[1:])
    wordings.delete_wording(connection, 1, deck, DROP)
    assert wordings.list_wordings(connection, 1, deck) == tuple(rows[1:])
    assert wordings.list_wordings(connection, 2, deck) == (DROP,)


def test_mentors_see_what_most_say_first_and_nothing_that_was_decided(connection: Connection) -> None:
    for number in (2, 3):
        add_learner(connection, number)
    deck, other = add_deck(connection, "caches"), add_deck(connection, "queues")
    once, twice, late = replace(DROP, wording="once"), replace(DROP, wording="twice"), replace(DROP, wording="late")
    for learner, row in ((1, once), (1, twice), (3, replace(twice, offered=False)), (2, twice), (2, late)):
        wordings.save_wording(connection, learner, deck, row)
    wordings.save_wording(connection, 1, other, late)
    offered = [OfferedRow("q1", DROP.point, word, number) for word, number in (("twice", 2), ("once", 1), ("late", 1))]
    assert wordings.list_offered(connection, deck) == tuple(offered)
    assert wordings.list_learners(connection, deck, offered[0]) == (1, 2)

    wordings.decide(connection, deck, offered[0], "accepted")
    assert wordings.list_offered(connection, deck) == tuple(offered[1:])
    assert wordings.list_learners(connection, deck, offered[0]) == ()
    assert {row.decision for row in wordings.list_wordings(connection, 3, deck)} == {"accepted"}
    assert [row.decision for row in wordings.list_wordings(connection, 1, deck)] == ["open", "accepted"]
    assert [row.wording for row in wordings.list_offered(connection, other)] == ["late"]
