"""Question mode in a real browser: fifty questions graded by the headset's buttons, the screen hidden, the server killed on
the way and started again: each is counted once, in the order in which it was graded."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from services.listening import episode_files
from services.workspace import Workspace
from tests.browser.test_listen import audio, until
from tests.conftest import Server, serve

QUESTIONS = 50
DECK = "# Fifty\n\n## Queues {#queues}\n\n" + "\n\n".join(
    f"**Question:** What fills pool {n}? {{#q-{n}}}\n\n**Answer:** Waiting number {n}." for n in range(1, QUESTIONS + 1)
)
# Catches what the page asks of the Media Session, so that the test can press the headset's buttons.
CATCH_HANDLERS = """
window.pressed = {};
const real = navigator.mediaSession.setActionHandler.bind(navigator.mediaSession);
navigator.mediaSession.setActionHandler = (name, handler) => { window.pressed[name] = handler; real(name, handler); };
"""
HIDE = """() => {
  Object.defineProperty(document, "visibilityState", { get: () => "hidden", configurable: true });
  Object.defineProperty(document, "hidden", { get: () => true, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def press(page: Page, button: str) -> None:
    page.evaluate("(name) => window.pressed[name]()", button)


def hear(page: Page, end: float) -> None:
    """Play a question to its end; the player stops there and waits."""
    audio(page, "a.pause()")  # else it may reach the end and stop before it is told to play
    audio(page, f"a.currentTime = {end} - 0.6")
    until(page, "!a.seeking")
    audio(page, "void a.play()")
    until(page, f"a.paused && a.currentTime > {end} - 0.4")


def read_grades(data: Path) -> list[tuple[str, int]]:
    with sqlite3.connect(data / "rehearsal.sqlite3") as database:
        return database.execute(
            "SELECT c.name, l.rating FROM log l JOIN cards c ON c.id = l.card WHERE l.event = 'grade' ORDER BY l.id"
        ).fetchall()


def test_fifty_questions_are_graded_once_each_though_the_server_dies(
    page: Page, goto: Any, serve_app: Callable[..., Server], tmp_path: Path
) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "fifty.md").write_text(DECK, "utf-8")
    server = serve_app(content=content)
    page.add_init_script(CATCH_HANDLERS)
    goto(page, "/listen?deck=fifty&kind=drill&ref=queues", server.url)
    page.get_by_role("button", name="Create and play").click()
    expect(page.get_by_text("Download:")).to_be_visible(timeout=60_000)
    until(page, "a.src.includes('/audio/') && a.readyState >= 1 && a.textTracks[0].cues")
    audio(page, "a.pause()")
    page.get_by_label("Question mode").check()
    until(page, "a.src.startsWith('blob:') && a.readyState >= 1")
    page.get_by_label("Speed", exact=True).first.select_option("2.5")
    name = (page.get_by_role("link", name="MP3").get_attribute("href") or "").rpartition("/")[2].partition(".")[0]
    episode = episode_files.find_episode(Workspace(server.data, server.data), name)
    assert episode is not None
    ends = [mark.end for mark in episode.timeline.marks if mark.question]
    assert len(ends) == QUESTIONS
    page.evaluate(HIDE)

    press(page, "nexttrack")  # nothing was heard: nothing is graded
    expected = []
    with contextlib.ExitStack() as servers:
        for number, end in enumerate(ends, start=1):
            if number == 18:
                server.kill()
            if number == 35:
                servers.enter_context(serve(server.data, content, port=int(server.url.rpartition(":")[2])))
            hear(page, end)
            is_known = number % 3 != 0
            press(page, "nexttrack" if is_known else "previoustrack")
            expected.append((f"q-{number}", 3 if is_known else 1))
        page.wait_for_function("() => !localStorage.getItem('rehearsal.grades')", timeout=60_000)
        assert read_grades(server.data) == expected
