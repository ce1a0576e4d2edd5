"""A real Chromium: `page` is a fresh tab, `goto` opens an address and waits until the screen has been drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from scripts import chromium

TIMEOUT_MS = 30_000
Goto = Callable[..., None]


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
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab of its own context, 1280 by 800, UTC."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, timezone_id="UTC", locale="en-GB")
    context.set_default_timeout(TIMEOUT_MS)
    yield context.new_page()
    context.close()


def settled(page: Page) -> None:
    """Wait until the script of the screen has run to its end."""
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()


def announced(page: Page, text: str) -> None:
    """Wait until a screen reader is told this; the same sentence stands on the screen."""
    expect(page.get_by_role("status").filter(has_text=text)).to_be_attached()


@pytest.fixture
def goto(app_server: str) -> Goto:
    """`goto(page, "/topics?topic=x")` opens it on the shared app (or on `base=`) and waits until it is drawn."""

    def open_and_wait(page: Page, path: str = "/", base: str = app_server) -> None:
        page.goto(base + path)
        settled(page)

    return open_and_wait
