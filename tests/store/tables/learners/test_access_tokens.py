"""Tokens open what they were made for, until they are deleted."""

from __future__ import annotations

from store.connection import Connection
from store.tables.learners import access_tokens
from store.tables.learners.access_tokens import TokenRow
from tests.store.rows import add_learner


def test_a_token_is_known_by_its_secret_and_for_its_kind_alone(connection: Connection) -> None:
    add_learner(connection, 2)
    feed = access_tokens.add_token(connection, 2, "feed", "phone", b"one", 100)
    offline = access_tokens.add_token(connection, 1, "offline", "", b"two", 200)
    assert access_tokens.add_token(connection, 2, "feed", "again", b"one", 300) == feed
    row = TokenRow(feed, 2, "feed", "phone", created_at=100, used_at=None)
    assert access_tokens.find_token(connection, "feed", b"one") == row
    assert access_tokens.find_token(connection, "offline", b"one") is None
    assert access_tokens.find_token(connection, "feed", b"two") is None
    assert access_tokens.load_token(connection, feed) == row
    assert access_tokens.load_token(connection, offline + 1) is None
    assert [token.id for token in access_tokens.list_all_tokens(connection)] == [offline, feed]


def test_what_happens_to_one_token_happens_to_no_other(connection: Connection) -> None:
    add_learner(connection, 2)
    numbers = [
        access_tokens.add_token(connection, who, "feed", "", secret, 100)
        for who, secret in ((1, b"a"), (1, b"b"), (2, b"c"))
    ]
    access_tokens.touch_token(connection, numbers[1], 500)
    assert [token.used_at for token in access_tokens.list_all_tokens(connection)] == [None, 500, None]
    assert [token.id for token in access_tokens.list_tokens(connection, 1)] == numbers[:2]
    access_tokens.delete_token(connection, numbers[0])
    assert access_tokens.find_token(connection, "feed", b"a") is None
    assert [token.id for token in access_tokens.list_all_tokens(connection)] == numbers[1:]
    assert access_tokens.delete_tokens(connection, 1) == 1
    assert access_tokens.delete_tokens(connection, 1) == 0
    assert [token.id for token in access_tokens.list_all_tokens(connection)] == numbers[2:]
