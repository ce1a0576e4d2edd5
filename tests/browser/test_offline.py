"""A day offline: saved, practised, heard and watched offline, merged when the connection is back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import wait_for

DECK = """---
title: Pools
---

## Pools {#pools}

**Question:** Why is a pool of ten dangerous? {#q-ten}

**Answer:** Because threads wait for it. <script>alert(1)</script>

**Question:** What does a queue hide? {#q-queue}

**Answer:** The waiting.

### Incident: The pool ran dry

**00:00** – Traffic doubles.

**00:05** – All connections are busy.

**00:20** – The pool is enlarged.
"""


def list_log(data: Path) -> list[tuple[str, str, int]]:
    connection = sqlite3.connect(data / "rehearsal.sqlite3")
    rows = connection.execute(
        "SELECT c.name, l.event, l.rating FROM log l JOIN cards c ON c.id = l.card ORDER BY l.id"
    ).fetchall()
    connection.close()
    return rows


def reveal(page: Page, question: str) -> None:
    expect(page.get_by_text(question)).to_be_visible()
    page.keyboard.press("Space")
    expect(page.locator(".answer")).to_be_visible()


def test_a_day_offline(page: Page, serve_app: Callable[..., object], tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "pools.md").write_text(DECK, encoding="utf-8")
    server = serve_app(content=content)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{server.url}/offline/")
    page.get_by_role("button", name="Save today for offline").click()
    expect(page.get_by_text("You can go offline now")).to_be_visible()
    seconds = page.evaluate(
        "() => new Promise(done => { const a = document.querySelector('audio');"
        " a.onloadedmetadata = () => done(a.duration); a.load(); a.preload = 'metadata'; })"
    )
    assert seconds > 5

    page.context.set_offline(True)
    page.reload()
    page.get_by_role("link", name="The pool ran dry").click()
    expect(page.get_by_role("button", name="Play", exact=False).first).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Practise").click()
    reveal(page, "Why is a pool of ten dangerous?")
    expect(page.locator(".answer script")).to_have_count(0)
    page.keyboard.press("4")
    reveal(page, "What does a queue hide?")
    page.keyboard.press("1")
    page.keyboard.press("u")  # at once: it takes back the answer that is still being stored
    expect(page.get_by_text("Undone.")).to_be_visible()
    reveal(page, "What does a queue hide?")
    page.keyboard.press("4")
    expect(page.get_by_text("2 answers not sent yet")).to_be_visible()
    page.reload()
    expect(page.get_by_text("2 answers on this device")).to_be_visible()
    assert list_log(server.data) == []

    page.context.set_offline(False)
    # The connection is back: the page sends by itself, or the worker does before it, and what became of the answers stays.
    expect(page.get_by_text("2 answers sent and counted")).to_be_visible()
    assert list_log(server.data) == [("q-ten", "grade", 4), ("q-queue", "grade", 4)]
    page.reload()
    expect(page.get_by_text("2 answers sent and counted")).to_be_visible()


def test_what_the_worker_sends_while_no_page_is_open_is_told(
    page: Page, serve_app: Callable[..., object], tmp_path: Path
) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "pools.md").write_text(DECK.partition("### Incident")[0], encoding="utf-8")
    server = serve_app(content=content)
    page.goto(f"{server.url}/offline/")
    session = page.context.new_cdp_session(page)
    registrations: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(one["registrationId"] for one in event["registrations"]),
    )
    page.get_by_role("button", name="Save today for offline").click()
    expect(page.get_by_text("You can go offline now")).to_be_visible()
    session.send("ServiceWorker.enable")
    page.context.set_offline(True)
    page.get_by_role("button", name="Practise").click()
    reveal(page, "Why is a pool of ten dangerous?")
    page.keyboard.press("3")
    expect(page.get_by_text("1 answer not sent yet")).to_be_visible()
    page.goto("about:blank")
    page.context.set_offline(False)
    session.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": server.url,
            "registrationId": wait_for(page, lambda: registrations)[0],
            "tag": "answers",
            "lastChance": False,
        },
    )
    wait_for(page, lambda: list_log(server.data))
    page.goto(f"{server.url}/offline/")
    expect(page.get_by_text("1 answer sent and counted")).to_be_visible()
