"""Labs on the real app: prediction, run, knob and kept miss; what if inside an incident; keyboard, phone, axe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import settled

Goto = Callable[..., None]

PREDICTION = ("textbox", re.compile("^Your prediction"))
IGNORED = {"include": [["[data-testid=stMain]"]]}


def predict(page: Page, text: str) -> None:
    role, name = PREDICTION
    page.get_by_role(role, name=name).fill(text)  # type: ignore[arg-type]
    page.get_by_role("button", name="Commit and run").click()
    expect(page.get_by_text("You predicted").first).to_be_visible()
    settled(page)


def complaints(page: Page) -> list[str]:
    found = Axe().run(page, context=IGNORED).response["violations"]
    return [
        f"{one['id']}: {node['target']}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


def test_a_prediction_that_misses_is_kept_and_can_be_made_again(page: Page, goto: Goto, serve_app) -> None:
    server = serve_app()
    goto(page, "/labs?lab=pools", base=server.url)
    expect(page.get_by_role("heading", name=re.compile("200 threads, 10 connections"))).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(0)
    expect(page.get_by_role("spinbutton")).to_have_count(0)
    predict(page, "5s")
    expect(page.locator(".js-plotly-plot")).to_have_count(1)
    expect(page.get_by_text("Saved under Labs")).to_be_visible()
    goto(page, "/labs", base=server.url)
    page.get_by_text("200 threads, 10 connections").last.click()
    page.get_by_role("button", name="Predict again").click()
    expect(page.get_by_role("textbox", name=PREDICTION[1])).to_be_visible()


def test_a_knob_is_turned_with_the_keyboard_and_the_link_shows_the_same(page: Page, goto: Goto) -> None:
    goto(page, "/labs?lab=mmck")
    field = page.get_by_role("textbox", name=PREDICTION[1])
    field.focus()
    page.keyboard.type("17%")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Close.")).to_be_visible()
    settled(page)
    servers = page.get_by_role("spinbutton", name="Servers")
    servers.focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"knobs=servers%3A12"))
    expect(page.get_by_role("columnheader", name="Previous run")).to_be_visible()
    settled(page)
    address = page.url
    other = page.context.new_page()
    other.goto(address)
    settled(other)
    predict(other, "1%")
    expect(other.get_by_role("spinbutton", name="Servers")).to_have_value("12")


def test_an_incident_is_run_again_with_a_knob_turned(page: Page, goto: Goto) -> None:
    goto(page, "/incidents?incident=inc-hot-partition")
    expect(page.get_by_text("Simulated, as it was")).to_have_count(0)
    page.get_by_text("Run this incident again with a knob turned").click()
    expect(page.get_by_text("Simulated, as it was").first).to_be_visible()
    expect(page.get_by_text("Stated in the text").first).to_be_visible()
    expect(page.get_by_text(re.compile("off by at most"))).to_be_visible()
    expect(page.get_by_text(re.compile("Goal:.*not reached"))).to_be_visible()
    share = page.get_by_role("spinbutton", name=re.compile("^Share of traffic"))
    share.fill("4")
    share.press("Enter")
    expect(page.get_by_text("Simulated, with your values").first).to_be_visible()
    expect(page.get_by_text(re.compile("Goal:.*, reached"))).to_be_visible()


@pytest.fixture(params=["light", "dark"])
def phone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        color_scheme=request.param,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def test_a_phone_shows_all_of_a_lab_without_scrolling_sideways(phone: Page, goto: Goto) -> None:
    goto(phone, "/labs?lab=mmc")
    assert complaints(phone) == []
    predict(phone, "200ms")
    expect(phone.locator(".js-plotly-plot")).to_have_count(1)
    width = phone.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= 390
    assert complaints(phone) == []
