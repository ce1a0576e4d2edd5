"""The mentor's workshop in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services.library import publishing
from services.workspace import Workspace
from tests.browser.conftest import fill_new_field, settled, stop_the_clock, wait_for
from tests.conftest import Server

ONE = """## Pools {#pools}

**Question:** Why is a pool of ten behind two hundred threads dangerous? {#q-ten}

**Answer:** Because a hundred and ninety threads can end up waiting for ten connections.
"""
Serve = Callable[..., Server]


@pytest.fixture
def content(workspace: Workspace) -> Path:
    (workspace.content / "pools.md").write_text(ONE, encoding="utf-8")
    return workspace.content


def editor(page: Page, server: Server, view: str = "write") -> None:
    page.goto(f"{server.url}/author?deck=pools&view={view}")
    settled(page)
    if view == "write":
        expect(page.get_by_role("textbox", name="Deck in markdown")).to_be_visible()


def type_at_end(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Deck in markdown").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)


def drafted(server: Server, wanted: str) -> bool:
    """Whether the draft on disk has this text now."""
    place = server.data / "drafts" / "1" / "pools.json"
    return place.is_file() and wanted in json.loads(place.read_text())["text"]


def kept(page: Page, server: Server, wanted: str) -> None:
    """Wait until the draft on disk has this text."""
    wait_for(page, lambda: drafted(server, wanted))


def test_problems_appear_as_one_types_and_lead_to_their_line(page: Page, serve_app: Serve, content: Path) -> None:
    editor(page, serve_app(content=content))
    expect(page.get_by_text("No problems")).to_be_visible()
    type_at_end(page, "\n## Next\n\n```java\nnever closed\n")
    problem = page.get_by_role("button", name=re.compile("warning, line 8"))
    expect(problem).to_be_visible()
    expect(page.locator(".cm-lint-marker")).to_have_count(1)
    page.keyboard.press("Control+Home")
    problem.click()
    expect(page.locator(".cm-activeLine")).to_contain_text("```java")
    type_at_end(page, "```\n\n**Question:** Why?\n\n**Anwser:** So.\n")
    page.get_by_role("button", name=re.compile(r"Fix line \d+")).click()
    expect(page.locator(".cm-content")).to_contain_text("**Answer:** So.")
    expect(page.get_by_role("button", name=re.compile(r"Fix line \d+"))).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.locator(".cm-content")).to_contain_text("**Anwser:** So.")


def test_the_preview_is_what_a_candidate_sees(page: Page, serve_app: Serve, content: Path) -> None:
    editor(page, serve_app(content=content))
    type_at_end(page, "\n**Question:** Which graph shows it?\n\n**Answer:** The wait time.\n")
    expect(page.get_by_role("heading", name="Which graph shows it?")).to_be_visible()
    page.get_by_label("Insert").select_option("Incident")
    expect(page.get_by_role("button", name=re.compile("Play", re.I)).first).to_be_visible()


@pytest.mark.parametrize(
    ("keys", "apart"),
    [(1, 0), (5, 400)],
    ids=["one-stroke", "no-pause-between-strokes"],
)
def test_a_draft_is_at_most_two_seconds_behind(
    page: Page, serve_app: Serve, content: Path, keys: int, apart: int
) -> None:
    """By the page's own clock: two seconds after the first stroke it has been sent, however slow the machine is.
    `apart` is in ms.
    """
    page.clock.install()
    server = serve_app(content=content)
    editor(page, server)
    stop_the_clock(page)
    type_at_end(page, "\nFirst thought.\n")
    for _ in range(keys - 1):
        page.clock.run_for(apart)
        page.keyboard.insert_text("and ")
    page.clock.run_for(2000 - apart * (keys - 1))
    kept(page, server, "First thought.")


def test_a_draft_survives_reload_and_crash(page: Page, serve_app: Serve, content: Path) -> None:
    server = serve_app(content=content)
    editor(page, server)
    type_at_end(page, "\nFirst thought.\n")
    kept(page, server, "First thought.")
    page.reload()
    settled(page)
    expect(page.locator(".cm-content")).to_contain_text("First thought.")
    type_at_end(page, "Second thought.\n")
    kept(page, server, "Second thought.")
    server.kill()
    again = serve_app(content=content)
    editor(page, again)
    expect(page.locator(".cm-content")).to_contain_text("Second thought.")


def test_what_was_typed_is_there_after_a_look_at_another_view(page: Page, serve_app: Serve, content: Path) -> None:
    server = serve_app(content=content)
    editor(page, server)
    for view, thought in (("Versions", "First thought."), ("Insight", "Second thought.")):
        type_at_end(page, f"\n{thought}\n")
        page.get_by_text(view, exact=True).first.click()  # at once: the editor has not reported yet
        expect(page.get_by_role("textbox", name="Deck in markdown")).to_have_count(0)
        page.get_by_text("Write", exact=True).first.click()
        expect(page.locator(".cm-content")).to_contain_text(thought)
        kept(page, server, thought)
    page.get_by_role("link", name="Settings").click()
    settled(page)
    page.get_by_role("link", name="Author").click()
    expect(page.locator(".cm-content")).to_contain_text("Second thought.")
    type_at_end(page, "Third thought.\n")
    kept(page, server, "Third thought.")
    assert drafted(server, "First thought.")


def test_typing_neither_loses_letters_nor_moves_the_cursor(page: Page, serve_app: Serve, content: Path) -> None:
    server = serve_app(content=content)
    editor(page, server)
    page.get_by_role("textbox", name="Deck in markdown").click()
    page.keyboard.press("Control+End")
    said = "the quick brown fox jumps over the lazy dog " * 4
    page.keyboard.type(said, delay=15)
    kept(page, server, said.strip())


def test_publishing_keeps_the_history_of_an_edited_question(page: Page, serve_app: Serve, content: Path) -> None:
    (content / "pools.md").write_text(ONE.replace(" {#q-ten}", ""), encoding="utf-8")
    server = serve_app(content=content)
    editor(page, server)
    page.get_by_role("textbox", name="Deck in markdown").click()
    page.keyboard.press("Control+Home")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.insert_text(" Say it in one sentence.")
    kept(page, server, "one sentence")
    page.get_by_text("Publish", exact=True).first.click()
    expect(page.get_by_role("radio", name="Edited: keep history")).to_be_checked()
    fill_new_field(page, page.get_by_label("What changed, in a few words"), "Asks for one sentence")
    page.get_by_role("button", name="Publish", exact=True).last.click()
    expect(page.get_by_text("Version 2 is published.")).to_be_visible()
    page.get_by_text("Versions", exact=True).click()
    expect(page.get_by_text("Asks for one sentence")).to_be_visible()
    expect(page.get_by_text("edited")).to_be_visible()


def test_the_second_of_two_mentors_is_told_and_loses_nothing(page: Page, serve_app: Serve, content: Path) -> None:
    server = serve_app(content=content)
    editor(page, server)
    type_at_end(page, "\n## Mine\n\nMy paragraph.\n")
    kept(page, server, "My paragraph.")
    theirs = ONE.replace("## Pools", "Their paragraph.\n\n## Pools")
    ws = Workspace(server.data, content)
    publishing.publish_text(ws, 1, "pools", theirs, base=1, now=datetime.now(UTC), author="Bob")
    page.get_by_text("Publish", exact=True).first.click()
    settled(page)
    page.get_by_role("button", name="Publish", exact=True).last.click()
    expect(page.get_by_text("was published by Bob")).to_be_visible()
    page.get_by_role("button", name="Merge both in the editor").click()
    expect(page.locator(".cm-content")).to_contain_text("My paragraph.")
    expect(page.locator(".cm-content")).to_contain_text("Their paragraph.")


def test_a_damaged_upload_shows_its_repairs(page: Page, serve_app: Serve, content: Path) -> None:
    editor(page, serve_app(content=content), "files")
    damaged = "## Broken\n\n```java\nint x;\n\n**Question:** Why â€œquotesâ€\x9d?\n\n**Answer:** So.\n".encode()
    page.locator("input[type=file]").set_input_files(
        {"name": "broken.md", "mimeType": "text/markdown", "buffer": damaged}
    )
    expect(page.get_by_text(re.compile(r"Warnings|Repairs")).first).to_be_visible()
    page.get_by_role("button", name="Add to library").click()
    expect(page.get_by_text("is in the library")).to_be_visible()


def test_a_file_that_changes_on_disk_is_picked_up_while_the_app_runs(
    page: Page, serve_app: Serve, content: Path
) -> None:
    server = serve_app(content=content)
    page.goto(f"{server.url}/topics?deck=pools&topic=pools")
    settled(page)
    (content / "pools.md").write_text(ONE + "\nWritten in another editor.\n", encoding="utf-8")
    page.reload()
    expect(page.get_by_text("Written in another editor.")).to_be_visible()


PASTED = """# Storage split

## Incident timeline

### 2018 October 21 22:52 UTC

The cluster manager elects a new primary.

### 2018 October 21 23:07 UTC

Deploys are locked.

### 2018 October 22 23:03 UTC

All queued jobs are processed.
"""


def test_a_pasted_post_mortem_becomes_a_replay(page: Page, serve_app: Serve, content: Path) -> None:
    server = serve_app(content=content)
    editor(page, server, "files")
    box = page.get_by_label("Or paste markdown, a public post-mortem, or anything with headings or times")
    box.fill(PASTED)
    box.press("Control+Enter")
    page.get_by_role("button", name="Add to library").click()
    expect(page.get_by_text("is in the library")).to_be_visible()
    page.goto(f"{server.url}/incidents?deck=storage-split&incident=storage-split&t=15")
    settled(page)
    expect(page.get_by_role("slider", name="Position in the incident")).to_be_visible()
    expect(page.get_by_text("Deploys are locked.").first).to_be_visible()


def test_going_back_and_opening_a_file_leave_a_draft_alone(page: Page, serve_app: Serve, content: Path) -> None:
    server = serve_app(content=content)
    ws = Workspace(server.data, content)
    publishing.publish_text(ws, 1, "pools", ONE + "\nMore.\n", base=1, now=datetime.now(UTC), author="Bob")
    editor(page, server)
    type_at_end(page, "\nMy own line.\n")
    kept(page, server, "My own line.")
    page.get_by_text("Versions", exact=True).click()
    page.get_by_role("button", name="Restore this version").click()
    expect(page.get_by_text("has the text of version 1")).to_be_visible()
    assert drafted(server, "My own line.")
    page.get_by_text("Files", exact=True).click()
    page.locator("input[type=file]").set_input_files(
        {"name": "pools.md", "mimeType": "text/markdown", "buffer": b"# Other\n\nText.\n"}
    )
    expect(page.get_by_text("that is not published")).to_be_visible()
    expect(page.get_by_role("button", name="Publish it as a new version of the deck")).to_be_visible()
    page.get_by_text("Write", exact=True).click()
    expect(page.locator(".cm-content")).to_contain_text("My own line.")


def test_a_browser_learns_as_another_and_no_link_of_a_deck_does_that(
    page: Page, serve_app: Serve, content: Path
) -> None:
    (content / "pools.md").write_text(ONE + "\n[Go on](/as/1) from here.\n", encoding="utf-8")
    server = serve_app(content=content)
    editor(page, server, "learners")
    page.get_by_label("A new learner").fill("Ada")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Learning as Learner")).to_be_visible()
    page.get_by_role("button", name="Switch to this learner").click()
    expect(page.get_by_text("Learning as Ada")).to_be_visible()
    page.goto(f"{server.url}/topics?deck=pools&topic=pools")
    settled(page)
    address = page.get_by_role("link", name="Go on").get_attribute("href")
    page.goto(f"{server.url}{address}")
    page.goto(f"{server.url}/author?view=learners")
    expect(page.get_by_text("Learning as Ada")).to_be_visible()
