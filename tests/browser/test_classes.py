"""A class from end to end, by two people who log in: made, joined by a link, something to do, done, figures withheld."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from quiz.scheduler import Rating
from services.learners import accounts, login_sessions
from services.library import publishing
from services.roles import Role
from services.workspace import Workspace
from tests.browser.conftest import settled
from tests.conftest import Server
from tests.services.classes.conftest import ISSUER, TEXT, School

LOGIN = {
    "REHEARSAL_OIDC_ISSUER": ISSUER,
    "REHEARSAL_OIDC_CLIENT_ID": "r",
    "REHEARSAL_OIDC_CLIENT_SECRET": "s",
}


def log_in(school: School, name: str, role: Role) -> tuple[int, str]:
    """Log somebody in; return the learner and what the browser's cookie holds."""
    who = accounts.Identity(issuer=ISSUER, subject=name, name=name, email="", role=role)
    secret = login_sessions.log_in(school.ws, who, name, "", school.now)
    here = login_sessions.find_logged_in(school.ws, secret, school.now)
    assert here is not None
    return here.learner, secret


def test_a_class_from_the_link_to_the_figures(
    browser: Browser, serve_app: Callable[..., Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)
    now = datetime.now(UTC) - timedelta(minutes=5)
    school = School(Workspace(tmp_path / "served", tmp_path / "content"), now)
    school.ws.content.mkdir()
    mentor, mentor_cookie = log_in(school, "Mona", Role.ADMINISTRATOR)
    ann, ann_cookie = log_in(school, "Ann", Role.LEARNER)
    publishing.publish_text(school.ws, mentor, "d", "---\ntitle: Pools\n---\n" + TEXT, base=0, now=now)
    base = serve_app(content=tmp_path / "content", env=LOGIN).url

    def open_page(secret: str, path: str, width: int = 1280) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 844}, timezone_id="UTC", locale="en-GB")
        context.add_cookies([{"name": "rehearsal-session", "value": secret, "url": base}])
        page = context.new_page()
        page.goto(base + path)
        settled(page)
        return page

    teaching = open_page(mentor_cookie, "/classes")
    teaching.get_by_text("Create a class").click()
    teaching.get_by_label("Name", exact=True).fill("Backend")
    teaching.get_by_role("button", name="Create the class").click()
    teaching.get_by_role("button", name="Create a link").click()
    link = teaching.get_by_text("/classes?join=").inner_text()
    teaching.get_by_role("radio", name="Set-up").click()
    teaching.get_by_role("button", name="Assign the deck").click()
    expect(teaching.get_by_text("The deck is assigned to the class.")).to_be_visible()
    teaching.get_by_role("radio", name="Assignments").click()
    teaching.get_by_role("button", name="Assign", exact=True).click()
    expect(teaching.get_by_text("The assignment was added.")).to_be_visible()

    learning = open_page(ann_cookie, link[link.index("/classes") :], width=390)
    learning.get_by_role("button", name="Join the class").click()
    expect(learning.get_by_text("You are in Backend.")).to_be_visible()
    learning.goto(base + "/")
    settled(learning)
    expect(learning.get_by_text("For your class")).to_be_visible()
    learning.get_by_role("link", name="Open the replay").or_(
        learning.get_by_role("button", name="Open the replay")
    ).first.click()
    expect(learning.get_by_text("The storm").first).to_be_visible()
    school.answer(ann, Rating.AGAIN)

    teaching.get_by_role("radio", name="Figures").click()
    expect(teaching.get_by_text("1 of 1")).to_be_visible()
    expect(teaching.get_by_text("1 question is not shown")).to_be_visible()
    learning.goto(base + "/classes")
    settled(learning)
    learning.get_by_text("Who looked: 1").click()
    expect(learning.get_by_text("never see your typed answers")).to_be_visible()
    for page in (teaching, learning):
        page.context.close()
