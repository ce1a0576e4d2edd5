"""A table-top exercise on the real app: mentor and two players, a server that is killed, spread, team, cards, debrief."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import fill_new_field, settled

Goto = Callable[..., None]

DECK = """# House

## Incident: The slow broker {#inc-broker}

**00:00** – *Trigger:* A consumer group of forty joins.

**00:01** – *Symptom:* Lag grows by a thousand a second.

**Decision:** The lag grows. What do you do first? {#dec-lag}

- [ ] Add twelve partitions to the topic at once
- [x] Pause the batch consumers and measure again

**00:02** – *Mitigation:* The batch consumers are paused.

**00:03** – *Recovery:* Lag is back to nought.
"""


def join(browser: Browser, url: str, code: str, name: str, width: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 844}, reduced_motion="reduce").new_page()
    page.goto(f"{url}/tabletop?room={code}")
    settled(page)
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("Waiting for the mentor to start")).to_be_visible()
    return page


def test_a_group_goes_through_an_incident(browser: Browser, page: Page, goto: Goto, serve_app, tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "house.md").write_text(DECK)
    server = serve_app(content=content)
    goto(page, "/tabletop?incident=inc-broker", base=server.url)
    page.get_by_role("button", name="Open the room").click()
    expect(page.get_by_role("button", name="Start the exercise")).to_be_visible()
    code = re.findall(r"room=(\w+)", page.url)[0]
    ada, bob = join(browser, server.url, code, "Ada", 390), join(browser, server.url, code, "Bob", 1280)
    page.get_by_role("button", name="Start the exercise").click()
    fill_new_field(page, page.get_by_label("An event to add"), "The press office calls")
    page.get_by_label("An event to add").press("Enter")
    expect(ada.get_by_text("The press office calls")).to_be_visible()
    expect(ada.get_by_text("What comes next")).to_have_count(0)

    expect(ada.get_by_role("button", name="Vote", exact=True)).to_be_visible()
    clock = ada.get_by_role("timer", name="Clock of the incident").inner_text()
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait(timeout=10)
    again = serve_app(data=server.data, content=content)
    address = ada.url.replace(server.url, again.url)
    for one in (page, ada, bob):
        one.goto(one.url.replace(server.url, again.url))
    assert address == ada.url
    expect(ada.get_by_role("timer", name="Clock of the incident")).to_have_text(clock)

    # From the keyboard: the arrows pass over the options, Enter votes.
    first = ada.get_by_role("radio").first
    first.focus()
    ada.keyboard.press("Space")
    ada.keyboard.press("Enter")
    expect(ada.get_by_text("Your vote is in.")).to_be_visible()
    assert ada.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    complaints = Axe().run(ada, context={"include": [["[data-testid=stMain]"]]}).response["violations"]
    assert [one["id"] for one in complaints if one["impact"] in {"serious", "critical"}] == []
    bob.get_by_role("radio").nth(1).check()
    bob.get_by_role("button", name="Vote", exact=True).click()
    expect(ada.get_by_text("How the group voted")).to_be_visible()
    expect(ada.get_by_text("1 vote, yours")).to_be_visible()
    expect(ada.get_by_text("What the team did:")).to_have_count(0)
    page.get_by_role("button", name="Show what the team did").click()
    expect(ada.get_by_text("The batch consumers are paused.").first).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="End the exercise").click()
    ada.get_by_role("link", name="Open the debrief").click()
    expect(ada.get_by_role("cell", name="1 of 1")).to_be_visible()
    goto(ada, "/incidents", base=again.url)
    expect(ada.get_by_text("Decisions to practise")).to_be_visible()
