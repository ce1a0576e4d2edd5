"""Hostile decks on every page of the real app: nothing of a deck runs, calls out, or reaches files that are not its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

import deck as reader
from tests.browser.conftest import settled
from tests.conftest import Server, serve

CORPUS = Path(__file__).parent.parent / "hostile"
TOGETHER, ALONE = sorted(CORPUS.glob("*.md")), sorted((CORPUS / "alone").glob("*.md"))
SLOWEST_MS = 60_000
BATCH = 8  # attacks on one page of topics
SECRET = "the-canary-outside-the-data-folder"
VIEWS = ("write", "publish", "versions", "files", "insight")
PAGES = ("today", "topics", "practice", "incidents", "labs", "listen", "interview", "progress", "settings")


class Watch:
    """A browser context that sees every request, dialog, frame and shout, and lets nothing leave."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.server = server
        self.found: list[str] = []
        self.context: BrowserContext = browser.new_context(viewport={"width": 1280, "height": 900})
        self.context.set_default_timeout(30_000)
        self.context.route("**/*", self._route)
        self.page: Page = self.context.new_page()
        self.page.on("dialog", lambda dialog: (self.found.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.page.on("console", lambda m: self.found.append(f"console {m.text}") if "HACKED" in m.text else None)
        self.page.on("popup", lambda page: self.found.append(f"window {page.url}"))
        self.page.on("download", lambda d: self.found.append(f"download {d.url}"))

    def _route(self, route: Route) -> None:
        url = route.request.url
        if url.startswith((self.server.url + "/", "data:", "blob:")):
            route.continue_()
            return
        self.found.append(f"request {url}")
        route.abort()

    def open(self, path: str) -> None:
        """Open a page and hold it against everything a deck might have done to it."""
        self.page.goto(self.server.url + path)
        settled(self.page, timeout=SLOWEST_MS)
        expect(self.page.get_by_role("heading", level=1).first).to_be_visible()
        self.check(path)

    def check(self, path: str) -> None:
        """Fail when something of the deck acted."""
        state = self.page.evaluate(
            """() => ({
                hacked: window.hacked ?? null,
                frames: document.querySelectorAll('iframe, object, embed, base, meta[http-equiv=refresh]').length,
                handlers: [...document.querySelectorAll('[data-testid=stMain] *')].filter(
                  (e) => [...e.attributes].some((a) => /^on|^srcdoc$/i.test(a.name) || /^\\s*(javascript|vbscript|data:text)\\s*:?/i.test(a.value) && /href|src|action/i.test(a.name))
                ).map((e) => e.outerHTML.slice(0, 200)),
                text: document.body.innerText,
            })"""
        )
        text = state.pop("text")
        assert state == {"hacked": None, "frames": 0, "handlers": []}, path
        assert SECRET not in text, path
        assert "This screen failed" not in text, path
        assert urlsplit(self.page.url).netloc == urlsplit(self.server.url).netloc, path
        assert self.found == [], path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app with every attack in its content folder, and a secret beside it."""
    home = tmp_path_factory.mktemp("hostile")
    content = home / "content"
    content.mkdir()
    for name in ("secret.txt", "secret.png", "secret.md"):
        (home / name).write_text(SECRET)
    (content / "attacks.md").write_text(together(), encoding="utf-8")
    for path in ALONE:
        (content / path.name).write_bytes(path.read_bytes())
    before = {path.name for path in home.iterdir()}
    with serve(home / "data", content) as server:
        yield server
        written = {p.name for p in home.iterdir()} - before - {"data", server.log.name}
        assert written == set(), "something was written outside the data folder"
        assert not list(content.rglob("pwned*"))
        assert not Path("pwned").exists()
        assert not Path("/tmp/pwned").exists()


@pytest.fixture
def watch(browser: Browser, hostile: Server) -> Iterator[Watch]:
    watching = Watch(browser, hostile)
    yield watching
    watching.context.close()


def together() -> str:
    """All attacks as one document, so many under a heading of their own that a page of topics shows several."""
    texts = [path.read_text(encoding="utf-8") for path in TOGETHER]
    batches = [texts[at : at + BATCH] for at in range(0, len(texts), BATCH)]
    return "\n\n".join(["# Attacks", *(x for n, batch in enumerate(batches) for x in (f"# Batch {n}", *batch))])


def attacks() -> reader.Deck:
    return reader.parse(together())


def test_the_corpus_is_large_enough() -> None:
    assert len(TOGETHER) + len(ALONE) >= 80
    assert len(attacks().sections) >= len(TOGETHER)


def test_every_attack_on_the_topics_page(watch: Watch) -> None:
    deck = attacks()
    whole = [section for section in deck.sections if section.title.startswith("Batch ")]
    assert len(whole) * BATCH >= len(TOGETHER)
    for section in whole:
        watch.open(f"/topics?deck=attacks&topic={quote(section.id)}")


def test_every_attack_in_practice(watch: Watch) -> None:
    for question in attacks().questions[::8]:
        watch.open(f"/practice?deck=attacks&question={quote(question.id)}")
        watch.page.keyboard.press("Space")
        settled(watch.page)
        watch.check(question.id)


def test_every_page(watch: Watch) -> None:
    for name in PAGES:
        watch.open(f"/{name}?deck=attacks")


def test_the_replay_plays(watch: Watch) -> None:
    for incident in attacks().incidents:
        watch.open(f"/incidents?deck=attacks&incident={quote(incident.id)}&t=6")
        watch.page.wait_for_timeout(1000)
        watch.check("replay")


def test_the_mentors_views(watch: Watch) -> None:
    for view in VIEWS:
        watch.open(f"/author?deck=attacks&view={view}")


def test_the_mentors_preview(watch: Watch) -> None:
    for section in attacks().sections[::12]:
        watch.open(f"/author?deck=attacks&view=write&line={section.line + 2}")


def test_decks_that_spoil_what_stands_below_them(watch: Watch) -> None:
    for path in ALONE:
        for page in ("topics", "author"):
            watch.open(f"/{page}?deck={path.stem}")


def test_links_lead_nowhere_that_acts(watch: Watch) -> None:
    watch.open("/topics?deck=attacks&topic=js-link")
    hrefs: list[str] = watch.page.eval_on_selector_all("[data-testid=stMain] a", "all => all.map(a => a.href)")
    assert hrefs
    assert all(href.startswith(("http://", "https://", "mailto:")) or not href for href in hrefs)
