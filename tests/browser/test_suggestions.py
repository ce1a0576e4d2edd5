"""Suggestions from end to end, by two people who log in: sent from a replay and from a card, accepted as one version."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from quiz.scheduler import Rating
from services.connections import connect
from services.library import publishing
from services.library.deck_lookup import require_deck
from services.roles import Role
from services.workspace import Workspace
from store.tables.practice import memory_states
from store.tables.practice.memory_states import MemoryRow
from tests.browser.conftest import settled
from tests.browser.test_classes import LOGIN, log_in
from tests.conftest import Server
from tests.services.classes.conftest import TEXT, School


def remembered(ws: Workspace, learner: int) -> list[tuple[str, bool, MemoryRow]]:
    """What FSRS knows of the cards that a learner was asked: (source, whether it left the deck, memory)."""
    with connect(ws) as connection:
        states = memory_states.list_states(connection, learner, require_deck(connection, "d").id, retired=True)
        return [(state.source, state.retired, state.memory) for state in states if state.memory.reps]


def send(page: Page, old: str, new: str, reason: str) -> None:
    """Change some words on the page that suggests, say why, and send it."""
    field = page.get_by_label("Markdown")
    expect(field).to_have_value(re.compile(re.escape(old)))
    settled(page)
    field.fill(field.input_value().replace(old, new))
    field.press("Control+Enter")
    expect(page.get_by_text("Preview")).to_be_visible()  # the new text has arrived
    page.get_by_label("Why?").fill(reason)
    page.get_by_label("Why?").press("Enter")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("You will hear on Today what the mentors decide.")).to_be_visible()


def test_suggestions_from_a_replay_and_a_card_become_one_version(
    browser: Browser, serve_app: Callable[..., Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)
    now = datetime.now(UTC) - timedelta(minutes=5)
    school = School(Workspace(tmp_path / "served", tmp_path / "content"), now)
    school.ws.content.mkdir()
    mentor, mentor_cookie = log_in(school, "Mona", Role.MENTOR)
    ann, ann_cookie = log_in(school, "Ann", Role.LEARNER)
    publishing.publish_text(school.ws, mentor, "d", TEXT, base=0, now=now)
    school.answer(ann, Rating.GOOD)
    before = remembered(school.ws, ann)
    base = serve_app(content=tmp_path / "content", env=LOGIN).url

    def open_page(secret: str, path: str) -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, timezone_id="UTC", locale="en-GB")
        context.add_cookies([{"name": "rehearsal-session", "value": secret, "url": base}])
        page = context.new_page()
        page.goto(base + path)
        settled(page)
        return page

    learning = open_page(ann_cookie, "/incidents?deck=d&incident=storm&t=5")
    player = learning.locator(".player[data-ready=true]")
    suggest = player.get_by_role("button", name="Suggest a change to this event")
    suggest.click()
    expect(player.locator(".hint")).to_have_text("Decide first: the text of this event gives the answer away.")
    player.get_by_label("The limit").check()
    player.get_by_role("button", name="Commit").click()
    suggest.click()
    send(learning, "Threads reach 200", "Threads reach their limit of 200", "Says that it is a limit.")
    expect(learning.get_by_role("link", name="Back to the replay")).to_have_attribute("href", re.compile("t=5"))
    learning.goto(base + "/practice?deck=d&question=q-ten")
    settled(learning)
    learning.get_by_role("button", name="Show the answer").click()
    learning.get_by_role("link", name="Suggest a change").click()
    send(learning, "Why is a pool of ten", "What makes a pool of ten", "Asks for more than a reason.")

    deciding = open_page(mentor_cookie, "/")
    deciding.get_by_role("link", name="2 suggestions are waiting").click()
    expect(deciding.get_by_text("Asks for more than a reason.")).to_be_visible()
    expect(deciding.get_by_text("+**Question:** What makes a pool of ten")).to_be_visible()
    deciding.get_by_text("Accept several together").click()
    for box in ("Why is a pool", "Threads reach"):
        deciding.get_by_test_id("stCheckbox").filter(has_text=box).locator("label").click()
        settled(deciding)
    deciding.get_by_role("button", name="Accept 2 and publish").click()
    expect(deciding.get_by_text("Accepted 2 suggestions: version 2 is published.")).to_be_visible()

    text = publishing.load_text(school.ws, "d", 2)
    assert text == TEXT.replace("Threads reach 200", "Threads reach their limit of 200").replace(
        "Why is a pool of ten", "What makes a pool of ten"
    )
    (made, _) = publishing.list_versions(school.ws, "d")
    assert made.author == "Mona"
    assert made.note == "Suggested by Ann: Says that it is a limit. Asks for more than a reason."
    assert remembered(school.ws, ann) == before
    learning.goto(base + "/")
    expect(learning.get_by_text("accepted, in version 2. Thank you.")).to_have_count(2)
    for page in (learning, deciding):
        page.context.close()
