"""Addresses of feeds and offline devices: named, used, revoked, and dead when their person may not log in."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from errors import UserError
from services.connections import connect
from services.learners import access_tokens, accounts, learners, login_sessions, settings
from services.listening import feeds
from services.own_data import data_export
from services.workspace import Workspace


@pytest.fixture
def people(workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """An administrator and a learner who log in."""
    for name, value in {"ISSUER": "https://login.example.org", "CLIENT_ID": "r", "CLIENT_SECRET": "s"}.items():
        monkeypatch.setenv(f"REHEARSAL_OIDC_{name}", value)
    found = []
    for subject in ("first", "second"):
        who = accounts.Identity(issuer="https://login.example.org", subject=subject, name=subject, email="", role=None)
        here = login_sessions.find_logged_in(workspace, login_sessions.log_in(workspace, who, subject, "", now), now)
        assert here is not None
        found.append(here.learner)
    return found[0], found[1]


def test_a_token_speaks_for_its_learner_until_it_is_revoked(workspace: Workspace, now: datetime) -> None:
    secret = access_tokens.create_token(workspace, 1, "feed", "  My   phone ", now)
    (token,) = access_tokens.list_tokens(workspace, 1)
    assert (token.name, token.kind, token.used_at) == ("My phone", "feed", None)
    assert access_tokens.find_owner(workspace, "feed", secret, now) == 1
    assert access_tokens.find_owner(workspace, "offline", secret, now) is None
    assert access_tokens.find_owner(workspace, "feed", secret[:-1], now) is None
    soon, later = now + timedelta(minutes=5), now + timedelta(minutes=11)
    access_tokens.find_owner(workspace, "feed", secret, soon)
    assert access_tokens.list_tokens(workspace, 1)[0].used_at == now
    access_tokens.find_owner(workspace, "feed", secret, later)
    assert access_tokens.list_tokens(workspace, 1)[0].used_at == later
    access_tokens.revoke_token(workspace, 1, token.number)
    assert access_tokens.find_owner(workspace, "feed", secret, now) is None
    assert access_tokens.list_tokens(workspace, 1) == ()


@pytest.mark.engines("sqlite")
def test_the_secret_is_nowhere_in_the_database(workspace: Workspace, now: datetime) -> None:
    made = feeds.subscribe(workspace, 1, now)
    with connect(workspace) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert made.token.encode() not in workspace.database.read_bytes()
    exported = data_export.export_learner(workspace, 1, now)
    assert b'"name":"Podcast app"' in exported and made.token.encode() not in exported


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\u202eb"])
def test_a_token_needs_a_name(workspace: Workspace, now: datetime, name: str) -> None:
    with pytest.raises(UserError, match="name"):
        access_tokens.create_token(workspace, 1, "feed", name, now)


def test_another_persons_token_cannot_be_revoked(workspace: Workspace, now: datetime) -> None:
    secret = access_tokens.create_token(workspace, 1, "feed", "Phone", now)
    (token,) = access_tokens.list_tokens(workspace, 1)
    other = learners.add_learner(workspace, 1, "Eve", now)
    with pytest.raises(UserError, match="no such address"):
        access_tokens.revoke_token(workspace, other, token.number)
    assert access_tokens.find_owner(workspace, "feed", secret, now) == 1
    assert access_tokens.list_tokens(workspace, other) == ()


def test_there_are_not_more_than_somebody_has_devices(workspace: Workspace, now: datetime) -> None:
    for number in range(access_tokens.MAX_TOKENS):
        access_tokens.create_token(workspace, 1, "feed", f"Phone {number}", now)
    with pytest.raises(UserError, match="already"):
        access_tokens.create_token(workspace, 1, "feed", "One more", now)


def test_an_address_of_an_earlier_version_goes_on_to_work(workspace: Workspace, now: datetime) -> None:
    since = now - timedelta(days=40)
    kept = {"token": "t" * 32, "since": since.isoformat(), "zone": "UTC", "seen": {}, "items": {}, "days": {}}
    settings.save_settings(workspace, 1, feed=kept)
    assert feeds.find_subscription(workspace, "1-" + "t" * 32, now) is None
    assert access_tokens.adopt_earlier_tokens(workspace, now) == 1
    assert access_tokens.adopt_earlier_tokens(workspace, now) == 0
    found = feeds.find_subscription(workspace, "1-" + "t" * 32, now)
    assert found is not None and found.since == since
    (token,) = access_tokens.list_tokens(workspace, 1)
    assert (token.name, token.created_at) == ("Podcast app", since)
    assert "token" not in settings.load_settings(workspace, 1)["feed"]


def test_a_disabled_account_has_nothing_left(workspace: Workspace, now: datetime, people: tuple[int, int]) -> None:
    administrator, learner = people
    feed = feeds.subscribe(workspace, learner, now, name="Phone")
    offline = access_tokens.create_token(workspace, learner, "offline", "Phone", now)
    accounts.disable_account(workspace, administrator, learner, now)
    assert login_sessions.list_sessions(workspace, learner, now) == ()
    accounts.enable_account(workspace, administrator, learner)
    assert feeds.find_subscription(workspace, feed.key, now) is None
    assert access_tokens.find_owner(workspace, "offline", offline, now) is None


def test_a_disabled_person_does_not_come_in_again(workspace: Workspace, now: datetime, people: tuple[int, int]) -> None:
    administrator, learner = people
    accounts.disable_account(workspace, administrator, learner, now)
    who = accounts.Identity(issuer="https://login.example.org", subject="second", name="x", email="", role=None)
    with pytest.raises(UserError, match="disabled"):
        login_sessions.log_in(workspace, who, "again", "", now)
    secret = access_tokens.create_token(workspace, learner, "feed", "Phone", now)  # as a race would leave it
    assert access_tokens.find_owner(workspace, "feed", secret, now) is None
    with pytest.raises(UserError, match="Nobody would be left"):
        accounts.disable_account(workspace, administrator, administrator, now)


@pytest.mark.parametrize("with_tokens", [False, True])
def test_tokens_end_with_the_sessions_where_that_is_chosen(
    workspace: Workspace, now: datetime, people: tuple[int, int], with_tokens: bool
) -> None:
    administrator, learner = people
    feed = feeds.subscribe(workspace, learner, now)
    login_sessions.log_out_other(workspace, administrator, learner, with_tokens=with_tokens)
    assert (feeds.find_subscription(workspace, feed.key, now) is None) is with_tokens
    login_sessions.log_out_everywhere(workspace, administrator, with_tokens=with_tokens)


def test_an_administrator_sees_and_ends_what_is_there(
    workspace: Workspace, now: datetime, people: tuple[int, int]
) -> None:
    administrator, learner = people
    access_tokens.create_token(workspace, learner, "offline", "Phone", now)
    (owned,) = access_tokens.list_all_tokens(workspace, administrator)
    assert (owned.owner, owned.token.name) == ("second", "Phone")
    access_tokens.revoke_any_token(workspace, administrator, owned.token.number)
    assert access_tokens.list_all_tokens(workspace, administrator) == ()
    theirs = next(s for s in login_sessions.list_all_sessions(workspace, administrator, now) if s.owner == "second")
    login_sessions.end_any_session(workspace, administrator, theirs.session.name, now)
    assert login_sessions.list_sessions(workspace, learner, now) == ()
    with pytest.raises(UserError, match="ended already"):
        login_sessions.end_any_session(workspace, administrator, theirs.session.name, now)


def test_a_use_is_written_down_again_after_ten_minutes(workspace: Workspace, now: datetime) -> None:
    secret = access_tokens.create_token(workspace, 1, "feed", "Phone", now)
    for minutes, seen in ((0, 0), (9, 0), (10, 10), (19, 10), (20, 20)):
        access_tokens.find_owner(workspace, "feed", secret, now + timedelta(minutes=minutes))
        assert access_tokens.list_tokens(workspace, 1)[0].used_at == now + timedelta(minutes=seen)
    assert access_tokens.find_owner(workspace, "feed", "", now) is None


def test_a_device_is_known_by_its_name_and_its_learners(workspace: Workspace, now: datetime) -> None:
    other = learners.add_learner(workspace, 1, "Eve", now)
    secret = access_tokens.create_token(workspace, other, "offline", "Tablet", now)
    assert access_tokens.describe_device(workspace, secret, now) == ("Eve", "Tablet")
    assert access_tokens.describe_device(workspace, secret + "x", now) is None
    feed = access_tokens.create_token(workspace, other, "feed", "Phone", now)
    assert access_tokens.describe_device(workspace, feed, now) is None
    with connect(workspace) as connection:
        assert access_tokens.has_tokens(connection, other, "feed")
        assert not access_tokens.has_tokens(connection, 1, "feed")
        first, second = access_tokens.describe_tokens(connection, other)
    assert (first["kind"], first["name"], first["created_at"], first["used_at"]) == (
        "offline",
        "Tablet",
        now.isoformat(),
        now.isoformat(),
    )
    assert (second["kind"], second["used_at"]) == ("feed", None)


def test_a_feed_begins_anew_once_the_last_of_its_addresses_is_revoked(workspace: Workspace, now: datetime) -> None:
    settings.save_settings(workspace, 1, feed={"zone": "UTC"})
    for kind, name in (("feed", "Phone"), ("feed", "Car"), ("offline", "Tablet")):
        access_tokens.create_token(workspace, 1, kind, name, now)  # type: ignore[arg-type]
    phone, car, tablet = access_tokens.list_tokens(workspace, 1)
    for token, is_kept in ((tablet, True), (phone, True), (car, False)):
        access_tokens.revoke_token(workspace, 1, token.number)
        assert ("feed" in settings.load_settings(workspace, 1)) is is_kept


def test_tokens_for_offline_devices_are_of_use_only_where_people_log_in(monkeypatch: pytest.MonkeyPatch) -> None:
    assert access_tokens.is_offered("feed")
    assert not access_tokens.is_offered("offline")
    for name, value in {"ISSUER": "https://login.example.org", "CLIENT_ID": "r", "CLIENT_SECRET": "s"}.items():
        monkeypatch.setenv(f"REHEARSAL_OIDC_{name}", value)
    assert access_tokens.is_offered("offline")
    assert access_tokens.is_offered("feed")
