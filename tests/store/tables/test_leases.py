"""Leases: of those who saw the same state one gets it, and a holder that was given up changes nothing."""

from __future__ import annotations

from store.connection import Connection
from store.tables import leases
from store.tables.leases import LeaseRow


def test_a_lease_is_taken_only_in_the_state_in_which_it_was_seen(connection: Connection) -> None:
    assert leases.find_lease(connection, "episode") is None
    assert leases.take_lease(connection, "episode", None, "a", 100) == 1
    assert leases.take_lease(connection, "episode", None, "b", 100) is None
    seen = leases.find_lease(connection, "episode")
    assert seen == LeaseRow("episode", "a", token=1, beat=0, done=0, seconds=0.0)
    assert leases.renew_lease(connection, "episode", 1, "a", 3, 7.5, 200) is False
    assert leases.find_lease(connection, "episode") == LeaseRow("episode", "a", token=1, beat=1, done=3, seconds=7.5)
    assert leases.take_lease(connection, "episode", seen, "b", 300) is None  # it beat since
    seen = leases.find_lease(connection, "episode")
    assert leases.take_lease(connection, "episode", seen, "b", 300) == 2
    assert leases.take_lease(connection, "episode", seen, "c", 300) is None
    assert leases.find_lease(connection, "episode") == LeaseRow("episode", "b", token=2, beat=0, done=0, seconds=0.0)
    assert leases.take_lease(connection, "another", None, "a", 300) == 1


def test_a_holder_that_was_given_up_neither_renews_nor_gives_back(connection: Connection) -> None:
    leases.take_lease(connection, "episode", None, "a", 100)
    leases.take_lease(connection, "another", None, "a", 100)
    leases.take_lease(connection, "episode", leases.find_lease(connection, "episode"), "b", 200)
    for token, holder in ((1, "a"), (2, "a"), (1, "b")):
        assert leases.renew_lease(connection, "episode", token, holder, 9, 9.0, 300) is None
        leases.release_lease(connection, "episode", token, holder)
    assert leases.find_lease(connection, "episode") == LeaseRow("episode", "b", token=2, beat=0, done=0, seconds=0.0)
    leases.release_lease(connection, "episode", 2, "b")
    assert leases.find_lease(connection, "episode") == LeaseRow("episode", "", token=2, beat=1, done=0, seconds=0.0)
    assert leases.find_lease(connection, "another") == LeaseRow("another", "a", token=1, beat=0, done=0, seconds=0.0)


def test_the_holder_learns_that_somebody_waits_until_the_lease_is_taken_anew(connection: Connection) -> None:
    leases.take_lease(connection, "episode", None, "a", 100)
    leases.follow_lease(connection, "episode", 2)  # a token that is not in use
    leases.follow_lease(connection, "another", 1)
    assert leases.renew_lease(connection, "episode", 1, "a", 0, 0, 200) is False
    leases.follow_lease(connection, "episode", 1)
    assert leases.renew_lease(connection, "episode", 1, "a", 0, 0, 200) is True
    leases.take_lease(connection, "episode", leases.find_lease(connection, "episode"), "b", 300)
    assert leases.renew_lease(connection, "episode", 2, "b", 0, 0, 400) is False


def test_leases_that_nobody_renewed_lately_are_removed(connection: Connection) -> None:
    for name, at in (("old", 100), ("renewed", 100), ("at the limit", 500)):
        leases.take_lease(connection, name, None, "a", at)
    leases.renew_lease(connection, "renewed", 1, "a", 0, 0, 900)
    assert leases.delete_old_leases(connection, 500) == 1
    assert leases.find_lease(connection, "old") is None
    assert leases.find_lease(connection, "renewed") is not None
    assert leases.find_lease(connection, "at the limit") is not None
