"""Erasing on the screens: another learner of this machine, and somebody nobody logs in as. It is asked before."""

from __future__ import annotations

from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from services.learners import accounts, learners, login_sessions
from services.library import publishing
from services.workspace import ROOT, Workspace
from ui import session

TEXT = "## Pools {#pools}\n\n**Question:** Why? {#q}\n\n**Answer:** Because threads wait for it.\n"


@pytest.fixture(autouse=True)
def deck(workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    publishing.publish_text(workspace, 1, "d", TEXT, base=0, now=now)


def open_page(name: str, **query: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "pages" / f"{name}.py"), default_timeout=30)
    for key, value in query.items():
        page.query_params[key] = value
    return page.run()


def test_another_learner_of_this_machine_can_be_erased(workspace: Workspace, now: datetime) -> None:
    other = learners.add_learner(workspace, 1, "Bo", now)
    page = open_page("author", deck="d", view="learners")
    assert not page.exception and [b.key for b in page.button if b.label == "Erase"] == [f"erase {other}"]
    page.button(key=f"erase {other}").click().run()
    assert page.button(key=f"erase for good {other}").label == "Erase Bo"
    assert learners.learner_exists(workspace, other)  # it is asked first
    assert not any("log in again" in text.value for text in page.markdown)


def test_a_history_that_is_nobodys_can_be_erased_by_an_administrator(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = learners.add_learner(workspace, 1, "Bo", now)
    for name, value in {"ISSUER": "https://login.example.org", "CLIENT_ID": "r", "CLIENT_SECRET": "s"}.items():
        monkeypatch.setenv(f"REHEARSAL_OIDC_{name}", value)
    who = accounts.Identity(issuer="https://login.example.org", subject="a", name="Ada", email="", role=None)
    session_id = login_sessions.log_in(workspace, who, "a", "", now)
    monkeypatch.setattr(session, "get_now", lambda: now)
    monkeypatch.setattr(session, "read_session_id", lambda _: session_id)
    page = open_page("admin")
    next(box for box in page.selectbox if box.label == "Learner").select(other).run()
    page.button(key=f"erase {other}").click().run()
    assert not page.exception and page.button(key=f"erase for good {other}").label == "Erase Bo"
