"""What cannot be done with accounts, names, addresses, sessions and settings, and what is said of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from services.learners import access_tokens, accounts, learners, login_cookie, login_sessions, settings
from services.roles import Role
from services.workspace import Workspace
from tests.refusals import check_refusals

pytestmark = pytest.mark.engines("sqlite")  # sentences, not statements
PERSON = ("There is no such person.", "Choose one from the list.")
WHO = ("The identity provider did not say who you are.", "Tell its administrator.")
WRONG = ("A preference has a value of the wrong kind.", "Set it again, or reset it.")
MINUTES = ("Minutes a day must be between 5 and 600.", "Choose a number in that range.")
KINDS = ("Some of these card types do not exist.", "Choose from the list.")
DATE = ("The interview's date cannot be read.", "Choose a date.")


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"interview": "tomorrow"}, DATE),
        ({"interview": 5}, DATE),
        ({"interview_minutes": 4}, MINUTES),
        ({"interview_minutes": 601}, MINUTES),
        ({"interview_minutes": "5"}, MINUTES),
        ({"kinds": ["recall"]}, KINDS),
        ({"kinds": ["recall", "decision", "charades"]}, KINDS),
        ({"kinds": "recall"}, KINDS),
        ({"new_per_day": "ten"}, WRONG),
        ({"learn_ahead": "soon"}, WRONG),
        ({"learning_steps": 5}, WRONG),
        ({"zone": 7}, WRONG),
    ],
)
def test_a_setting_out_of_bounds_or_of_another_kind(chosen: dict[str, Any], sentence: tuple[str, str]) -> None:
    check_refusals([(lambda: settings.check_settings(chosen), *sentence)])


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"interview": "2026-05-01"},
        {"interview": None, "interview_minutes": None, "kinds": None, "new_per_day": None},
        {"interview_minutes": 5},
        {"interview_minutes": 600},
        {"kinds": ["recall", "decision", "typed"]},
        {"desired_retention": 0.9, "learning_steps": [1, 10.5], "learn_ahead": 20},
    ],
)
def test_a_setting_within_its_bounds(chosen: dict[str, Any]) -> None:
    settings.check_settings(chosen)


def test_where_people_log_in(workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"ISSUER": "https://login.example.org", "CLIENT_ID": "r", "CLIENT_SECRET": "s"}.items():
        monkeypatch.setenv(f"REHEARSAL_OIDC_{name}", value)
    ws, states = workspace, iter(range(99))

    def log_in(subject: str, state: str = "", role: Role | None = None) -> tuple[str, int]:
        who = accounts.Identity(issuer="i", subject=subject, name=subject, email="", role=role, groups=None)
        found = login_sessions.log_in(ws, who, state or f"state {next(states)}", "", now)
        here = login_sessions.find_logged_in(ws, found, now)
        assert here is not None
        return found, here.learner

    _, admin = log_in("ada", role=Role.ADMINISTRATOR)
    _, bob = log_in("bob", "twice", Role.LEARNER)
    name = login_sessions.list_sessions(ws, bob, now)[0].name
    login = accounts.get_configuration().login
    assert login is not None
    long = "x" * (accounts.MAX_SUBJECT_LENGTH + 1)
    check_refusals(
        [
            (lambda: log_in("bob", "twice"), "This log-in was used before.", "Log in again."),
            *((lambda c=claims: accounts.read_identity(c, login), *WHO) for claims in (
                {}, {"iss": "i"}, {"sub": "s"}, {"iss": "i", "sub": ""}, {"iss": 1, "sub": "s"}, {"iss": "i", "sub": long}
            )),
            (lambda: accounts.change_role(ws, admin, 999, Role.MENTOR), *PERSON),
            (lambda: accounts.disable_account(ws, admin, 999, now), *PERSON),
            (lambda: accounts.claim_learner(ws, admin, bob), "There is no such history to take over.", "Choose one from the list."),
            (lambda: accounts.change_role(ws, admin, admin, Role.MENTOR), "Nobody would be left to administer.", "Make somebody else an administrator first."),
            (lambda: accounts.disable_account(ws, admin, admin, now), "Nobody would be left to administer.", "Make somebody else an administrator first."),
            (lambda: learners.rename_learner(ws, admin, bob, "Bo"), "People log in here.", "They become learners at their first log-in."),
            (lambda: login_sessions.end_session(ws, admin, name, now), "There is no such session.", "Choose one from the list."),
            (lambda: login_sessions.end_any_session(ws, admin, "gone", now), "This session has ended already.", "Choose one from the list."),
        ]
    )  # fmt: skip
    accounts.disable_account(ws, admin, bob, now)
    monkeypatch.setenv("REHEARSAL_MAX_LEARNERS", str(len(learners.list_names(ws))))
    check_refusals(
        [
            (lambda: log_in("bob"), "Your account is disabled here.", "Ask the administrator of this installation."),
            (lambda: log_in("eve"), "This installation cannot take another learner.", "Ask its administrator."),
        ]
    )
    monkeypatch.setenv("REHEARSAL_OIDC_ROLE_CLAIM", "roles")
    monkeypatch.setenv("REHEARSAL_OIDC_ADMINISTRATORS", "admins")
    sentence = ("Roles come from the identity provider.", "Change the claim roles of this person there.")
    check_refusals([(lambda: accounts.change_role(ws, admin, bob, Role.MENTOR), *sentence)])


def test_names_and_addresses(workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    ws = workspace
    bob = learners.add_learner(ws, 1, "Bob", now)
    monkeypatch.setattr(access_tokens, "MAX_TOKENS", 1)
    access_tokens.create_token(ws, 1, "feed", "Phone", now)
    number = access_tokens.list_tokens(ws, 1)[0].number
    letters = f"The name can have 1 to {access_tokens.MAX_NAME_LETTERS} characters."
    remedy = "Name the app or the device, such as “Phone”."
    length = learners.MAX_NAME_LENGTH
    check_refusals(
        [
            (lambda: access_tokens.create_token(ws, 1, "feed", "Car", now), "You have 1 addresses already.", "Revoke one in Settings."),
            (lambda: access_tokens.create_token(ws, 1, "feed", " ", now), letters, remedy),
            (lambda: access_tokens.create_token(ws, 1, "feed", "x" * (access_tokens.MAX_NAME_LETTERS + 1), now), letters, remedy),
            (lambda: access_tokens.create_token(ws, 1, "feed", "a\x07b", now), letters, remedy),
            (lambda: access_tokens.revoke_token(ws, bob, number), "There is no such address.", "Choose one from the list."),
            (lambda: access_tokens.revoke_token(ws, 1, 999), "There is no such address.", "Choose one from the list."),
            (lambda: learners.rename_learner(ws, 1, 999, "X"), "There is no such learner.", "Choose one from the list."),
            (lambda: learners.rename_learner(ws, 1, bob, "\u200b"), f"A name can have 1 to {length} characters.", "Choose another one."),
            (lambda: learners.rename_learner(ws, 1, bob, "x" * (length + 1)), f"A name can have 1 to {length} characters.", "Choose another one."),
            (lambda: learners.add_learner(ws, 1, " ＢＯＢ ", now), "There is a learner called “ＢＯＢ” already.", "Add something that tells the two apart."),
        ]
    )  # fmt: skip
    access_tokens.create_token(ws, bob, "feed", "x" * access_tokens.MAX_NAME_LETTERS, now)
    learners.rename_learner(ws, 1, bob, "x" * length)
    assert learners.list_names(ws)[bob] == "x" * length


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ("Ada", {}, "Ada"),
        (" Ada  B ", {1: "Bob"}, "Ada B"),
        ("Ada", {1: "ada"}, "Ada (2)"),
        ("Ada", {1: "ada", 2: "ADA (2)"}, "Ada (3)"),
        ("", {}, "Learner"),
        ("\u200b", {1: "Learner"}, "Learner (2)"),
        ("x" * 99, {}, "x" * (learners.MAX_NAME_LENGTH - 6)),
    ],
)
def test_a_name_from_elsewhere_is_made_free(wanted: str, taken: dict[int, str], name: str) -> None:
    assert learners.find_free_name(wanted, taken) == name


def test_the_plain_cookie_counts_only_where_people_come_by_http(monkeypatch: pytest.MonkeyPatch) -> None:
    both = {"rehearsal-session": "plain", "__Host-rehearsal-session": "secure"}
    offline = {"rehearsal-offline": "plain"}
    assert login_cookie.list_session_cookies() == ("__Host-rehearsal-session", "rehearsal-session")
    assert login_cookie.list_offline_cookies() == ("__Host-rehearsal-offline", "rehearsal-offline")
    assert login_cookie.read_session_id(both) == "secure"
    assert login_cookie.read_session_id({"rehearsal-session": "plain"}) == "plain"
    assert (login_cookie.read_offline_token(offline), login_cookie.read_offline_token({})) == ("plain", "")
    monkeypatch.setenv("REHEARSAL_URL", "https://learn.example.org")
    assert (login_cookie.read_session_id(both), login_cookie.read_offline_token(offline)) == ("secure", "")
    monkeypatch.setenv("REHEARSAL_URL", "http://learn.example.org")
    assert login_cookie.read_offline_token(offline) == "plain"
