"""A real Chromium: `page` is a fresh tab, `goto` opens an address and waits until the screen has been drawn."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from scripts import chromium

TIMEOUT_MS = 30_000
# `make stress` sets them: how many times slower than it is the browser pretends its CPU to be, and where on earth it stands.
SLOWNESS = float(os.environ.get("TEST_SLOWNESS", "1"))
ZONE = os.environ.get("TEST_ZONE", "")
Goto = Callable[..., None]
T = TypeVar("T")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder is a browser test."""
    for item in items:
        if "/tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session."""
    executable = chromium.find_browser()
    if executable is None:
        pytest.fail(chromium.ADVICE)
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(executable), args=list(chromium.FLAGS))
        if SLOWNESS > 1 or ZONE:
            hinder(started)
        yield started
        started.close()


def hinder(browser: Browser) -> None:
    """Have the tabs of a browser run `SLOWNESS` times slower, and in `ZONE`."""
    new_context = browser.new_context

    def new_hindered_context(**options: Any) -> BrowserContext:
        context = new_context(**options | ({"timezone_id": ZONE} if ZONE else {}))
        if SLOWNESS > 1:
            context.on("page", lambda page: set_rate(context, page))
        return context

    def set_rate(context: BrowserContext, page: Page) -> None:
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWNESS})

    browser.new_context = new_hindered_context  # type: ignore[method-assign]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab of its own context, 1280 by 800, UTC."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, timezone_id="UTC", locale="en-GB")
    context.set_default_timeout(TIMEOUT_MS)
    yield context.new_page()
    context.close()


# The script has run to its end, and nothing is drawn whose code is still being loaded.
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]:not(:has([data-testid=stSkeleton]))"


def settled(page: Page, timeout: float = TIMEOUT_MS) -> None:
    """Wait until the script of the screen has run to its end and what it drew is there."""
    expect(page.locator(SETTLED)).to_be_visible(timeout=timeout)


def fill_new_field(page: Page, field: Locator, text: str) -> None:
    """Fill a field that a click before has brought. Streamlit sets the first value of a field a moment after it is drawn, and
    drops what it was filled with until then; nobody types that fast.
    """
    expect(field).to_be_visible()
    settled(page)
    field.fill(text)


def announced(page: Page, text: str) -> None:
    """Wait until a screen reader is told this; the same sentence stands on the screen."""
    expect(page.get_by_role("status").filter(has_text=text)).to_be_attached()


def wait_for_keys(page: Page) -> None:
    """Wait until a card's keys are listened to: the page's script has told the page its ground."""
    expect(page.locator("html[style*='--rehearsal-ground']")).to_have_count(1)


def wait_for(page: Page, look: Callable[[], T]) -> T:
    """Wait until something outside of the page is there, such as a row or a file, and return it.

    What the page says of itself is waited for by `expect`.
    """
    deadline = time.monotonic() + TIMEOUT_MS / 1000
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not come"
        page.wait_for_timeout(20)
    return found


def stop_the_clock(page: Page) -> None:
    """Stop the time of a page whose clock was installed; it goes on by `page.clock.run_for` and `fast_forward` alone.

    It can be stopped at a time to come only, and a busy machine takes its time to do so: it jumps ahead by a minute.
    """
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 60)


@pytest.fixture
def goto(app_server: str) -> Goto:
    """`goto(page, "/topics?topic=x")` opens it on the shared app (or on `base=`) and waits until it is drawn."""

    def open_and_wait(page: Page, path: str = "/", base: str = app_server) -> None:
        page.goto(base + path)
        settled(page)

    return open_and_wait
