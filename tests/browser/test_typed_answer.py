"""A typed answer at the keyboard: verdicts, corrections, a kept wording that a mentor accepts."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services.library import publishing
from services.workspace import Workspace
from tests.browser.conftest import fill_new_field, wait_for_keys

DECK = """---
title: Pools
---

## Pools {#pools}

**Question:** Why is a pool of ten behind two hundred threads dangerous? {#q-ten}

**Answer:** A hundred and ninety threads wait for a connection while the processor idles, and no graph of the processor shows it.
The load has to be refused before anybody makes the pool larger. Each borrower must return its connection in a finally block.

**Key points:**

- [ ] threads outnumber connections
- [ ] waiting is invisible to processor graphs
- [ ] shed load before you resize
- [ ] every borrower gives back what it took, also after an exception

**Common wrong answers:**

- Add more application servers
  → each of them brings its own pool, and the database has even more to do
"""
ANSWER = (
    "There are far more threads than connections, so most of them wait. You can't see that they are waiting on any "
    "processor graph. I would add more application servers. And whoever crashes in between must clean up behind himself."
)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "pools.md").write_text(DECK, encoding="utf-8")
    return folder


def log_points(data: Path) -> list[list[object]]:
    connection = sqlite3.connect(data / "rehearsal.sqlite3")
    rows = connection.execute("SELECT points FROM log WHERE points IS NOT NULL").fetchall()
    connection.close()
    return [json.loads(row[0]) for row in rows]


def write_answer(page: Page, answer: str) -> None:
    wait_for_keys(page)
    page.get_by_role("button", name="Type the answer").click()
    fill_new_field(page, page.get_by_role("textbox", name="Your answer"), answer)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Good")).to_be_visible()


def test_verdicts_are_shown_corrected_and_logged_by_the_keyboard_alone(
    page: Page, goto: Callable[..., None], serve_app, content: Path
) -> None:
    server = serve_app(content=content)
    goto(page, "/practice?question=q-ten", base=server.url)
    write_answer(page, ANSWER)
    expect(page.get_by_text("2 of 4 points said")).to_be_visible()
    expect(page.get_by_text("Near a common wrong answer: Add more application servers")).to_be_visible()
    expect(
        page.get_by_text("each of them brings its own pool")
    ).to_be_visible()  # in the warning, and not in the list again
    page.keyboard.press("t")  # the fourth point: "clean up behind himself"
    expect(page.get_by_text("3 of 4 points said")).to_be_visible()
    expect(page.get_by_text("Saved as your wording")).to_be_visible()
    page.keyboard.press("q")  # the first point was not meant after all
    expect(page.get_by_text("2 of 4 points said")).to_be_visible()
    page.keyboard.press("q")
    expect(page.get_by_text("3 of 4 points said")).to_be_visible()
    if shots := os.environ.get("TYPED_SHOTS"):
        page.screenshot(path=f"{shots}/typed.png", full_page=True)
    page.keyboard.press("3")
    expect(page.get_by_text("Saved as your wording")).to_have_count(0)
    ((first, second, third, fourth),) = log_points(server.data)
    assert (first[1], second[1], fourth[1]) == (1, 1, 1)
    assert third[1] in (0, None)


def test_a_kept_wording_is_accepted_by_a_mentor(
    page: Page, goto: Callable[..., None], serve_app, content: Path
) -> None:
    server = serve_app(content=content)
    goto(page, "/practice?question=q-ten", base=server.url)
    write_answer(page, ANSWER)
    page.keyboard.press("t")
    expect(page.get_by_text("Saved as your wording")).to_be_visible()
    goto(page, "/author?view=suggestions", base=server.url)
    expect(page.get_by_text("clean up behind himself").first).to_be_visible()
    expect(page.get_by_text("far more threads")).to_have_count(0)  # nothing else of the answer
    page.get_by_role("button", name="Accept and publish").click()
    expect(page.get_by_text("Accepted: version 2 is published.")).to_be_visible()
    text = publishing.load_text(Workspace(server.data, content), "pools", 2)
    assert "also after an exception ~ " in text


def test_where_little_can_be_judged_the_points_are_ticked(
    page: Page, goto: Callable[..., None], serve_app, content: Path
) -> None:
    server = serve_app(content=content)
    goto(page, "/practice?question=q-ten", base=server.url)
    write_answer(page, UNCLEAR)
    expect(page.get_by_text("Tick what you said.")).to_be_visible()
    expect(page.locator("[class*=st-key-grade-] button[kind=primary]")).to_have_count(0)  # nothing is suggested
    boxes = page.get_by_role("checkbox")
    page.keyboard.press("w")
    expect(boxes.nth(1)).to_be_checked()
    page.keyboard.press("e")
    expect(boxes.nth(2)).to_be_checked()
    page.keyboard.press("2")
    expect(page.get_by_text("Tick what you said.")).to_have_count(0)
    ((_, second, third, _),) = log_points(server.data)
    assert (second[1], third[1]) == (1, 1)


# Near most points and clear about none.
UNCLEAR = (
    "There is one socket for many workers. You would not see it on the dashboards. I refuse some visitors early. "
    "Nothing on the screen tells you so."
)
