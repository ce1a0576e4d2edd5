"""Where people log in: what a browser without a session sees, and what each role finds in the sidebar."""

from __future__ import annotations

from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from errors import UserError
from services.learners import access_tokens, accounts, learners, login_sessions
from services.roles import Role
from services.workspace import ROOT, Workspace
from ui import navigation, session


@pytest.fixture(autouse=True)
def login(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    for name, value in {"ISSUER": "https://login.example.org", "CLIENT_ID": "r", "CLIENT_SECRET": "s"}.items():
        monkeypatch.setenv(f"REHEARSAL_OIDC_{name}", value)


def log_in(ws: Workspace, now: datetime, subject: str) -> str:
    who = accounts.Identity(issuer="https://login.example.org", subject=subject, name=subject, email="", role=None)
    return login_sessions.log_in(ws, who, subject, "", now)


def test_without_a_session_nothing_is_drawn() -> None:
    with pytest.raises(UserError, match="logged out"):
        session.require_login()
    page = AppTest.from_file(str(ROOT / "pages" / "topics.py"), default_timeout=30).run()
    assert page.exception and not page.markdown


@pytest.mark.parametrize(("role", "pages"), [(Role.LEARNER, set()), (Role.MENTOR, {"add", "author"})])
def test_a_role_sees_its_pages(monkeypatch: pytest.MonkeyPatch, role: Role, pages: set[str]) -> None:
    monkeypatch.setattr(session, "get_role", lambda: role)
    above = {"add", "author", "admin"}
    assert {name for name in above if navigation.is_offered(name)} == pages
    assert all(navigation.is_offered(screen.name) for screen in navigation.SCREENS if screen.name not in above)
    with pytest.raises(UserError):
        navigation.go_to("admin")


def test_nothing_is_to_be_administered_where_nobody_logs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.delenv(f"REHEARSAL_OIDC_{name}")
    assert session.get_role() == Role.ADMINISTRATOR
    assert not navigation.is_offered("admin") and navigation.is_offered("author")


def test_the_next_person_at_a_browser_sees_nothing_of_the_last(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookies = {"rehearsal-session": log_in(workspace, now, "first")}
    state: dict[str, object] = {}
    monkeypatch.setattr(session, "get_now", lambda: now)
    monkeypatch.setattr(session.st, "session_state", state)
    monkeypatch.setattr(session, "read_session_id", lambda _: cookies["rehearsal-session"])
    first = session.get_learner()
    state["draft"] = "words of the first person"
    cookies["rehearsal-session"] = log_in(workspace, now, "second")
    with pytest.raises(UserError, match="Somebody else"):
        session.get_learner()
    assert not state
    second = session.get_learner()
    assert second not in (first, learners.FIRST_LEARNER)
    login_sessions.log_out_everywhere(workspace, second)
    with pytest.raises(UserError, match="logged out"):
        session.get_learner()


def test_an_administrator_takes_over_a_history_and_gives_a_role(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = log_in(workspace, now, "first")
    log_in(workspace, now, "second")
    access_tokens.create_token(
        workspace, learners.FIRST_LEARNER, "feed", "Phone", now
    )  # a history from before the log-in
    monkeypatch.setattr(session, "get_now", lambda: now)
    monkeypatch.setattr(session, "read_session_id", lambda _: session_id)
    page = AppTest.from_file(str(ROOT / "pages" / "admin.py"), default_timeout=30).run()
    assert not page.exception
    page.selectbox[1].select(Role.MENTOR).run()
    assert "second is now a mentor" in page.success[0].value
    claim = next(button for button in page.button if button.label == "This is me")
    claim.click().run()
    assert not page.exception and page.success[0].value == "You have taken over the history."
    here = login_sessions.find_logged_in(workspace, session_id, now)
    assert here is not None and here.learner == learners.FIRST_LEARNER


@pytest.mark.parametrize("view", ["classes", "sessions", "tokens", "storage", "health"])
def test_an_administrator_opens_every_view(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    session_id = log_in(workspace, now, "first")
    log_in(workspace, now, "*second*")
    access_tokens.create_token(workspace, learners.FIRST_LEARNER, "feed", "Phone", now)
    monkeypatch.setattr(session, "get_now", lambda: now)
    monkeypatch.setattr(session, "read_session_id", lambda _: session_id)
    page = AppTest.from_file(str(ROOT / "pages" / "admin.py"), default_timeout=30)
    page.query_params["view"] = view
    page.run()
    assert not page.exception and not page.error and (page.markdown or page.button)
    if view == "tokens":
        page.button[0].click().run()
        assert "revoked" in page.success[0].value
        assert access_tokens.list_tokens(workspace, learners.FIRST_LEARNER) == ()


def test_somebody_logs_out_a_browser_that_was_left_behind(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = accounts.Identity(issuer="https://login.example.org", subject="first", name="first", email="", role=None)
    left_behind = login_sessions.log_in(workspace, who, "then", "Mozilla/5.0 (iPhone) Safari/605", now)
    here = login_sessions.log_in(workspace, who, "now", "Mozilla/5.0 (Windows) Firefox/131", now)
    other = log_in(workspace, now, "second")
    monkeypatch.setattr(session, "get_now", lambda: now)
    monkeypatch.setattr(session, "read_session_id", lambda _: here)
    page = AppTest.from_file(str(ROOT / "pages" / "settings.py"), default_timeout=30).run()
    assert not page.exception
    assert any(text.value == "**Firefox on Windows** · this browser" for text in page.markdown)
    assert any(text.value == "**Safari on iPhone**" for text in page.markdown)
    (button,) = (button for button in page.button if button.label == "Log out")
    button.click().run()
    assert not page.exception and page.toast[0].value == "Safari on iPhone is logged out."
    assert not any(button.label == "Log out" for button in page.button)
    assert login_sessions.find_logged_in(workspace, left_behind, now) is None
    assert login_sessions.find_logged_in(workspace, here, now) and login_sessions.find_logged_in(workspace, other, now)


def test_a_person_is_disabled_and_enabled_again(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id, other = log_in(workspace, now, "first"), log_in(workspace, now, "second")
    monkeypatch.setattr(session, "get_now", lambda: now)
    monkeypatch.setattr(session, "read_session_id", lambda _: session_id)
    page = AppTest.from_file(str(ROOT / "pages" / "admin.py"), default_timeout=30).run()
    [button for button in page.button if button.label == "Disable"][1].click().run()
    assert "can no longer log in" in page.success[0].value
    assert login_sessions.find_logged_in(workspace, other, now) is None
    who = accounts.Identity(issuer="https://login.example.org", subject="second", name="", email="", role=None)
    with pytest.raises(UserError, match="disabled"):
        login_sessions.log_in(workspace, who, "again", "", now)
    next(button for button in page.button if button.label == "Enable").click().run()
    assert login_sessions.find_logged_in(workspace, login_sessions.log_in(workspace, who, "anew", "", now), now)
    next(button for button in page.button if button.label == "Disable").click().run()
    assert "Nobody would be left" in page.error[0].value
