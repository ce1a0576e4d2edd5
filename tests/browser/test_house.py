"""The house from a visitor's chair."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser.conftest import settled
from tests.conftest import serve
from ui.navigation import SCREENS

TOPIC = "topics?topic=pools"
PAGES = [screen.name for screen in SCREENS if screen.name != "admin"]  # that one is there with a log-in only
# Markup of others: the uploader's drop zone; a `div` between the sidebar's list and its items; the editor's scroller, whose
# content takes the focus.
KNOWN = {"presentation-role-conflict"}
NOT_OURS = {"exclude": [["[data-testid=stSidebarNavItems]"]]}
EDITOR = 'class="cm-scroller"'

HOSTILE = """# Hostile

## Inline {#inline}

<script>window.hacked = 1</script> <img src=x onerror="window.hacked = 2">
<iframe srcdoc="<script>parent.hacked = 3</script>"></iframe>

[click](javascript:window.hacked=4) [data](data:text/html,<script>window.hacked=5</script>)

It costs $5 and $6. :red[not red] :smile: :material/home: ![spy](https://spy.example/pixel.png)

```mermaid
flowchart LR
  a["<img src=x onerror='window.hacked=6'>"] --> b
  click b href "javascript:window.hacked=7"
```

**Question:** What is <b onclick="window.hacked=8">bold</b>? {#q}

**Answer:** <svg onload="window.hacked=9"></svg> `$x$`
"""


@pytest.fixture(scope="module")
def app_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a deck with one of everything, so that no test here depends on what is shipped."""
    content = tmp_path_factory.mktemp("house") / "content"
    content.mkdir()
    (content / "house.md").write_text((Path(__file__).parent / "house_deck.md").read_text())
    with serve(content.parent / "data", content) as server:
        yield server.url


def test_the_bare_address_leads_to_today(page: Page, goto) -> None:
    goto(page, "/")
    expect(page).to_have_url(re.compile(r"/today$"))
    expect(page).to_have_title(re.compile("Rehearsal|Today"))


# One tab goes through all pages: a context of its own for each would load and compile Streamlit's scripts anew each time.


def find_complaints(page: Page) -> list[str]:
    """What axe finds on the page that is ours."""
    return [
        f"{violation['id']} ({violation['impact']}): {node['html'][:160]}"
        for violation in Axe().run(page, context=NOT_OURS).response["violations"]
        for node in violation["nodes"]
        if violation["id"] not in KNOWN and EDITOR not in node["html"]
    ]


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_every_page_opens_without_an_error_within_the_policy_and_axes_rules(
    browser: Browser, goto, shade: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=shade, reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # Streamlit looks for its server below a page's address first; that the first try fails is how it finds out.
        if message.type == "error" and "status of 404" not in message.text:
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    found = {}
    for name in (*PAGES, TOPIC):
        goto(page, f"/{name}")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
        if wrong := [*complaints, *find_complaints(page)]:
            found[name] = wrong
        complaints.clear()
    context.close()
    assert found == {}


def test_a_phone_shows_every_page_without_scrolling_sideways(browser: Browser, goto) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    wide = {}
    for name in (*PAGES, TOPIC):
        goto(page, f"/{name}")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        wide[name] = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    context.close()
    assert {name: width for name, width in wide.items() if width > 390} == {}


def test_keys_alone_reach_a_page(page: Page, goto) -> None:
    goto(page, "/topics")
    link = page.get_by_test_id("stSidebarNav").get_by_role("link", name="Settings")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Settings")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/settings$"))


def test_a_topic_has_an_address_and_layers_are_toggled(page: Page, goto) -> None:
    goto(page, "/topics?topic=bucket")
    expect(page.get_by_text("taking a token is a single atomic step")).to_be_visible()
    page.get_by_role("radio", name="Plain words").or_(page.get_by_text("Plain words")).first.click()
    expect(page.get_by_text("You get ten tokens a minute.")).to_be_visible()
    expect(page.get_by_text("taking a token is a single atomic step")).to_be_hidden()


def test_a_search_from_any_page_leads_to_the_place(page: Page, goto) -> None:
    goto(page, "/settings")
    page.locator("h1").click()
    page.keyboard.press("/")
    box = page.get_by_role("searchbox", name="Search all decks")
    expect(box).to_be_focused()
    page.keyboard.type("forty workers")
    hit = page.get_by_role("link", name=re.compile("Forty workers share"))
    expect(hit).to_be_visible()
    expect(page).to_have_url(re.compile(r"/search\?q=forty"))
    page.keyboard.press("ArrowDown")
    expect(page.locator("[class*=st-key-search-results] a").first).to_be_focused()
    hit.click()
    expect(page.get_by_role("heading", level=1, name="Pools and queues")).to_be_visible()
    expect(page).to_have_url(re.compile(r"topic=pools"))
    page.reload()
    expect(page.get_by_role("heading", level=1, name="Pools and queues")).to_be_visible()


def test_the_search_opens_from_a_text_field_too_and_forgives_a_slip(page: Page, goto) -> None:
    goto(page, "/settings")
    page.get_by_label("Your name").click()
    page.keyboard.press("Control+k")
    box = page.get_by_role("searchbox", name="Search all decks")
    expect(box).to_be_focused()
    page.keyboard.type("worekrs")
    expect(page.get_by_text("Showing results for")).to_contain_text("workers")
    expect(page.get_by_role("link", name=re.compile("Forty workers share"))).to_be_visible()
    box.fill("zzzz")
    expect(page.get_by_text("Nothing found")).to_be_visible()


def test_a_mermaid_diagram_is_drawn_under_the_policy(page: Page, goto) -> None:
    goto(page, "/topics?topic=way")
    drawn = page.locator("img[alt='Mermaid flowchart']")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("image => image.naturalWidth") > 100


def test_a_hostile_deck_runs_no_script_and_calls_nobody(page: Page, serve_app: Callable, tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "hostile.md").write_text(HOSTILE)
    server = serve_app(content=content)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server.url}/topics?topic=inline")
    settled(page)
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text("It costs $5 and $6. :red[not red]")).to_be_visible()
    expect(main.get_by_text("Picture: spy")).to_be_visible()
    expect(main.get_by_text("flowchart LR")).to_be_visible()  # as text: its labels hold markup
    assert main.locator("img[alt='Mermaid flowchart']").count() == 0
    assert main.locator(".katex").count() == 0
    assert main.locator("iframe, script").count() == 0
    for link in main.get_by_role("link").all():
        assert not (link.get_attribute("href") or "").startswith(("javascript:", "data:"))
    main.get_by_text("click", exact=True).click()
    assert page.evaluate("window.hacked") is None
    assert all(url.startswith((server.url, "data:", "blob:")) for url in asked)


def test_settings_are_kept(page: Page, serve_app: Callable) -> None:
    server = serve_app()
    page.goto(f"{server.url}/settings")
    settled(page)
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Your name").press("Tab")
    page.get_by_role("button", name="Save name and zone").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    server.kill()
    again = serve_app(data=server.data)
    page.goto(f"{again.url}/settings")
    settled(page)
    expect(page.get_by_label("Your name")).to_have_value("Ada")
