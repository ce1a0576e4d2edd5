"""A mock interview on the real app: a microphone that speaks, the keyboard alone, the network cut; and a phone."""

from __future__ import annotations

import contextlib
import json
import re
import wave
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from scripts import chromium
from tests.browser.conftest import TIMEOUT_MS, settled
from tests.conftest import serve
from tests.mock_interview.recordings import speak
from tests.mock_interview.round_values import DECK

MAIN = {"include": [["[data-testid=stMain]"]]}
PRESSES = 60  # of Tab, before a control counts as out of reach


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("interview") / "content"
    folder.mkdir()
    (folder / "pools.md").write_text(DECK, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def microphone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the fake microphone hears: a sentence and a second of silence, again and again."""
    folder = tmp_path_factory.mktemp("microphone")
    sounds, rate = speak(folder)
    samples = np.concatenate([np.zeros(rate // 2, np.float32), sounds[0], np.zeros(rate, np.float32)])
    path = folder / "voice.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture(scope="module")
def speaking_browser(browser: Browser, microphone: Path) -> Iterator[Browser]:
    """A Chromium of its own, with a microphone."""
    flags = (
        *chromium.FLAGS,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone}",
    )
    started = browser.browser_type.launch(executable_path=str(chromium.find_browser()), args=list(flags))
    yield started
    started.close()


@contextlib.contextmanager
def open_page(started: Browser, **more: object) -> Iterator[tuple[Page, list[str]]]:
    """A tab that reaches this machine and nothing else, and the addresses that it asked for elsewhere."""
    context = started.new_context(timezone_id="UTC", locale="en-GB", permissions=["microphone"], **more)  # type: ignore[arg-type]
    context.set_default_timeout(TIMEOUT_MS)
    asked: list[str] = []

    def is_foreign(url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in ("localhost", "127.0.0.1")

    def cut(route) -> None:
        asked.append(route.request.url)
        route.abort()

    context.route(is_foreign, cut)
    context.on("request", lambda request: request.method == "POST" and asked.append(request.url))
    page = context.new_page()
    yield page, asked
    context.close()


def focused_name(page: Page) -> str:
    """The words of what has the focus, inside components too."""
    return page.evaluate(
        """() => { let node = document.activeElement;
        while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
        if (!node?.matches('a, button, input, textarea, summary')) return '';
        return (node?.closest('label')?.innerText || node?.getAttribute('aria-label') || node?.innerText || '').trim(); }"""
    )


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    for _ in range(PRESSES):
        if re.search(name, focused_name(page)):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{name} cannot be reached by Tab")


def wait_until(page: Page, script: str) -> None:
    """Wait for a script to say yes; the policy of the page forbids what `wait_for_function` does."""
    for _ in range(TIMEOUT_MS // 100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {script}")


def wait_for_question(page: Page) -> None:
    expect(page.get_by_role("button", name="Done")).to_be_enabled()
    expect(page.get_by_text(re.compile(r"\d left"))).to_be_visible()
    settled(page)


def wait_for_review(page: Page) -> None:
    expect(page.get_by_role("heading", name="What did you say?")).to_be_visible()
    expect(page.get_by_text("Check what you said")).to_be_attached()  # the keys are listened to
    settled(page)


def test_a_whole_round_by_keyboard_with_a_reload_a_crash_and_a_full_disk(
    speaking_browser: Browser, content: Path, tmp_path: Path
) -> None:
    with (
        open_page(speaking_browser, viewport={"width": 1280, "height": 900}) as (page, asked),
        contextlib.ExitStack() as servers,
    ):
        server = servers.enter_context(serve(tmp_path / "served", content))
        page.goto(f"{server.url}/interview")
        settled(page)
        tab_to(page, "Start the round")
        page.keyboard.press("Enter")
        wait_for_question(page)
        # Recorded, and a reload in the middle of the answer: it goes on in a second recording.
        page.keyboard.press("m")
        expect(page.get_by_text("Recording.", exact=True)).to_be_visible()
        wait_until(page, "Object.entries(localStorage).some(([k, v]) => k.includes('progress') && v > 4)")
        page.reload()
        expect(page.get_by_text("Welcome back.")).to_be_visible()
        settled(page)
        page.keyboard.press("m")
        expect(page.get_by_text("Recording.", exact=True)).to_be_visible()
        wait_until(page, "Object.entries(localStorage).some(([k, v]) => k.includes('progress') && v > 8)")
        # The server is killed while somebody speaks; it comes back, and the answer is there.
        server.kill()
        port = int(server.url.rpartition(":")[2])
        servers.enter_context(serve(tmp_path / "served", content, port=port))
        page.reload()
        expect(page.get_by_text("Welcome back.")).to_be_visible()
        settled(page)
        page.keyboard.press("d")
        wait_for_review(page)
        page.keyboard.press("q")
        expect(page.get_by_role("checkbox").first).to_be_checked()
        page.keyboard.press("3")
        expect(page.get_by_role("radio", name="Fairly sure")).to_be_checked()
        settled(page)
        page.keyboard.press("Enter")
        wait_for_question(page)
        # No room for the recording: said, and typing goes on.
        page.evaluate(
            "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
        )
        page.keyboard.press("m")
        expect(page.get_by_text("no room left")).to_be_visible()
        tab_to(page, "^Your answer")
        page.keyboard.type("I decided to shed load, because 190 threads waited.")
        page.keyboard.press("Control+Enter")
        wait_for_review(page)
        page.keyboard.press("Enter")
        wait_for_question(page)
        # An answer that runs over its time is interrupted with the next question. The clock is put on in one go with the reload:
        # it would write its own time again.
        number = page.get_by_role("region", name="Question").get_attribute("aria-label").removeprefix("Question ")
        progress = f"rehearsal.interview.progress.{page.url.partition('round=')[2]}.{number}"
        page.evaluate(f"() => {{ localStorage.setItem('{progress}', '4000'); location.reload(); }}")
        expect(page.get_by_text("Welcome back.")).to_be_visible()
        settled(page)
        tab_to(page, "^Your answer")
        page.keyboard.type("and then, and then")
        expect(page.get_by_text("Let me stop you there.")).to_have_count(0)  # the clock stands
        page.get_by_role("button", name="Continue").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Let me stop you there.")).to_be_visible()
        settled(page)
        tab_to(page, "End the round here")
        page.keyboard.press("Enter")
        tab_to(page, "End the round$")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Scorecard")).to_be_visible()
        expect(page.get_by_role("heading", name="The evidence says")).to_have_count(0)  # not before one's own scores
        settled(page)
        for dimension in ("Clarity", "Depth", "Trade-offs", "Failure", "Leadership"):
            group = page.get_by_role("radiogroup", name=re.compile(dimension))
            group.get_by_role("radio").first.focus()
            page.keyboard.press("Space")
            settled(page)
        tab_to(page, "Save my scores")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="The evidence says")).to_be_visible()
        # Both recordings of the first answer can be heard; the file takes them along.
        expect(page.locator("audio").nth(1)).to_be_attached()
        page.locator("audio").nth(1).evaluate("(audio) => audio.play()")
        wait_until(
            page,
            """() => { const all = (root) => [...root.querySelectorAll('*')].flatMap((n) => [n, ...(n.shadowRoot ? all(n.shadowRoot) : [])]);
            return all(document).some((n) => n.tagName === 'AUDIO' && n.currentTime > 0.3); }""",
        )
        with page.expect_download() as saved:
            page.get_by_role("button", name="Export round with recordings").press("Enter")
        whole = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))
        # A later answer has one where its microphone was open for long enough.
        first_answer = [one for one in whole["recordings"] if one["number"] == 1]
        assert len(first_answer) == 2
        assert all(len(one["data"]) > 4000 for one in first_answer)
        first = whole["turns"][0]
        assert len(first["levels"]) > 200
        assert first["marks"][0][1] is True
        assert first["confidence"] == 75
        assert whole["turns"][1]["text"].startswith("I decided")
        assert any(turn["interrupted"] for turn in whole["turns"])
        page.goto(f"http://localhost:{port}/interview")
        expect(page.get_by_role("heading", name="Your rounds")).to_be_visible()
        assert asked == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_round_on_a_phone_has_no_barrier(
    speaking_browser: Browser, content: Path, tmp_path: Path, theme: str
) -> None:
    def complaints(page: Page) -> list[str]:
        settled(page)
        width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        found = Axe().run(page, context=MAIN).response["violations"]
        wide = [] if width <= 390 else [f"{width} px wide"]
        grave = [one for one in found if one["impact"] in {"serious", "critical"}]
        return wide + [f"{one['id']}: {node['html'][:120]}" for one in grave for node in one["nodes"]]

    viewport = {"width": 390, "height": 844}
    with (
        open_page(speaking_browser, viewport=viewport, color_scheme=theme, reduced_motion="reduce") as (page, _),
        serve(tmp_path / "served", content) as server,
    ):
        page.goto(f"{server.url}/interview")
        settled(page)
        assert complaints(page) == []
        page.get_by_role("button", name="Start the round").click()
        wait_for_question(page)
        assert complaints(page) == []
        page.get_by_label("Your answer").fill("I run 40 services. We had 3 outages, and I decided to rebuild one.")
        page.get_by_role("button", name="Done").click()
        wait_for_review(page)
        assert complaints(page) == []
        page.get_by_text("End the round here").click()
        page.get_by_role("button", name="End the round", exact=True).click()
        expect(page.get_by_role("heading", name="Scorecard")).to_be_visible()
        assert complaints(page) == []
        for choice in page.get_by_text("2 In part").all():
            choice.click()
            settled(page)
        page.get_by_role("button", name="Save my scores").click()
        expect(page.get_by_role("heading", name="The evidence says")).to_be_visible()
        assert complaints(page) == []
        page.goto(f"{server.url}/interview?sheet=pools&minutes=20&seed=4")
        expect(page.get_by_role("heading", name="Interviewer’s sheet")).to_be_visible()
        assert complaints(page) == []
