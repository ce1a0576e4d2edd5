"""People who log in: who they are, what they may do, and whose history they take over."""

from __future__ import annotations

import itertools
from datetime import datetime

import pytest

from errors import UserError
from services.configuration import LoginConfiguration
from services.learners import accounts, learners, login_sessions, settings
from services.learners.accounts import Identity
from services.roles import Role
from services.workspace import Workspace

STATES = itertools.count()
LOGIN = LoginConfiguration(
    issuer="https://login.example.org",
    client_id="rehearsal",
    client_secret="secret",
    scopes="openid",
    role_claim="realm_access.roles",
    mentor_values=frozenset({"teacher"}),
    administrator_values=frozenset({"it"}),
)


@pytest.fixture(autouse=True)
def login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHEARSAL_OIDC_ISSUER", "https://login.example.org")
    monkeypatch.setenv("REHEARSAL_OIDC_CLIENT_ID", "rehearsal")
    monkeypatch.setenv("REHEARSAL_OIDC_CLIENT_SECRET", "secret")


def log_in(ws: Workspace, now: datetime, subject: str, name: str = "", role: Role | None = None) -> int:
    identity = Identity(issuer="https://login.example.org", subject=subject, name=name or subject, email="", role=role)
    session_id = login_sessions.log_in(ws, identity, f"state {next(STATES)}", "", now)
    found = login_sessions.find_logged_in(ws, session_id, now)
    assert found is not None
    return found.learner


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({}, Role.LEARNER),
        ({"realm_access": {"roles": ["teacher"]}}, Role.MENTOR),
        ({"realm_access": {"roles": ["teacher", "it"]}}, Role.ADMINISTRATOR),
        ({"realm_access.roles": ["it"]}, Role.ADMINISTRATOR),
        ({"realm_access": {"roles": "teacher"}}, Role.MENTOR),
        ({"realm_access": {"roles": ["IT", "teachers", 7, None, ["it"], {"it": 1}]}}, Role.LEARNER),
        ({"realm_access": "it"}, Role.LEARNER),
        ({"realm_access": ["it"]}, Role.LEARNER),
        ({"roles": ["it"], "role": "administrator"}, Role.LEARNER),
        ({"realm_access": {"roles": [f"group-{n}" for n in range(200)] + ["it"]}}, Role.ADMINISTRATOR),
    ],
    ids=str,
)
def test_a_role_comes_from_the_configured_claim_alone(claims: dict, role: Role) -> None:
    found = accounts.read_identity({"iss": "https://login.example.org", "sub": "7", **claims}, LOGIN)
    assert found.role == role


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": "Ada", "email": "a@example.org"}, "Ada"),
        ({"name": " ", "preferred_username": "ada"}, "ada"),
        ({"name": 7, "email": "a@example.org"}, "a@example.org"),
        ({}, "7"),
    ],
)
def test_a_name_is_what_the_provider_offers(claims: dict, name: str) -> None:
    assert accounts.read_identity({"iss": "i", "sub": "7", **claims}, LOGIN).name == name


def test_names_are_kept_apart(workspace: Workspace, now: datetime) -> None:
    numbers = [log_in(workspace, now, subject, "Ada") for subject in "abc"]
    numbers.append(log_in(workspace, now, "d", "\u202e\u200b"))
    numbers.append(log_in(workspace, now, "e", "x" * 300))
    names = learners.list_names(workspace)
    assert [names[number] for number in numbers[:3]] == ["Ada", "Ada (2)", "Ada (3)"]
    assert names[numbers[3]] == "Learner (2)"
    assert len(names[numbers[4]]) <= learners.MAX_NAME_LENGTH
    assert log_in(workspace, now, "a", "Another name") == numbers[0]


def test_the_first_person_administers_and_may_take_over_the_history(workspace: Workspace, now: datetime) -> None:
    first, second = log_in(workspace, now, "first"), log_in(workspace, now, "second")
    assert [person.role for person in accounts.list_accounts(workspace, first)] == [Role.ADMINISTRATOR, Role.LEARNER]
    with pytest.raises(UserError):
        accounts.claim_learner(workspace, second, learners.FIRST_LEARNER)
    assert accounts.list_unclaimed_learners(workspace, first) == {}  # who is there from the start has done nothing yet
    settings.change_settings(workspace, learners.FIRST_LEARNER, {"name": "Ada"})
    assert accounts.list_unclaimed_learners(workspace, first) == {learners.FIRST_LEARNER: "Ada"}
    accounts.claim_learner(workspace, first, learners.FIRST_LEARNER)
    assert log_in(workspace, now, "first") == learners.FIRST_LEARNER
    with pytest.raises(UserError):
        accounts.claim_learner(workspace, learners.FIRST_LEARNER, second)  # somebody's own
    accounts.claim_learner(workspace, learners.FIRST_LEARNER, first)  # back again: nothing is lost
    assert log_in(workspace, now, "first") == first


def test_a_session_goes_along_with_its_person(workspace: Workspace, now: datetime) -> None:
    identity = Identity(issuer="https://login.example.org", subject="1", name="Ada", email="", role=None)
    session_id = login_sessions.log_in(workspace, identity, "state", "", now)
    here = login_sessions.find_logged_in(workspace, session_id, now)
    assert here is not None
    accounts.claim_learner(workspace, here.learner, learners.FIRST_LEARNER)
    moved = login_sessions.find_logged_in(workspace, session_id, now)
    assert moved is not None and moved.learner == learners.FIRST_LEARNER


def test_roles_are_an_administrators(workspace: Workspace, now: datetime) -> None:
    first, second = log_in(workspace, now, "first"), log_in(workspace, now, "second")
    for who in (first, second):
        with pytest.raises(UserError):
            accounts.change_role(workspace, second, who, Role.ADMINISTRATOR)
    with pytest.raises(UserError, match="left to administer"):
        accounts.change_role(workspace, first, first, Role.LEARNER)
    accounts.change_role(workspace, first, second, Role.ADMINISTRATOR)
    accounts.change_role(workspace, second, first, Role.LEARNER)
    with pytest.raises(UserError):
        accounts.list_accounts(workspace, first)


def test_a_role_of_the_claim_follows_the_claim(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHEARSAL_OIDC_ROLE_CLAIM", "groups")
    monkeypatch.setenv("REHEARSAL_OIDC_ADMINISTRATORS", "it")
    number = log_in(workspace, now, "first", role=Role.LEARNER)
    assert accounts.load_account(workspace, number).role == Role.LEARNER
    log_in(workspace, now, "first", role=Role.ADMINISTRATOR)
    assert accounts.load_account(workspace, number).role == Role.ADMINISTRATOR
    with pytest.raises(UserError, match="identity provider"):
        accounts.change_role(workspace, number, number, Role.MENTOR)
    log_in(workspace, now, "first", role=Role.LEARNER)
    assert accounts.load_account(workspace, number).role == Role.LEARNER


def test_whoever_nobody_logs_in_as_may_do_nothing(workspace: Workspace) -> None:
    for refused in (
        lambda: accounts.list_accounts(workspace, learners.FIRST_LEARNER),
        lambda: learners.list_learners(workspace, learners.FIRST_LEARNER),
        lambda: accounts.claim_learner(workspace, 99, learners.FIRST_LEARNER),
    ):
        with pytest.raises(UserError):
            refused()


def test_a_full_installation_says_so(workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHEARSAL_MAX_LEARNERS", "2")
    log_in(workspace, now, "first")
    with pytest.raises(UserError, match="cannot take another"):
        log_in(workspace, now, "second")
    log_in(workspace, now, "first")
