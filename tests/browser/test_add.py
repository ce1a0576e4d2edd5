"""A document of one's own, from the bare app to the first card, in three clicks."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import wait_for_keys

DECK = """# Queues

**Question:** What does a queue hide?

**Answer:** The waiting.

**Question:** When is it full?

**Answer:** Never, until it is.
"""


def test_a_file_becomes_cards_to_practise(page: Page, goto, serve_app, tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    server = serve_app(content=content)
    goto(page, "/today", base=server.url)
    page.get_by_test_id("stMain").get_by_role("link", name="Add a deck").click()
    path = tmp_path / "queues.md"
    path.write_text(DECK, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_text("2 questions")).to_be_visible()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("is in the library (version 1)")).to_be_visible()
    page.get_by_role("button", name="Practise 2 cards").click()
    expect(page.get_by_role("heading", name="What does a queue hide?")).to_be_visible()
    wait_for_keys(page)
    page.keyboard.press("Space")
    page.keyboard.press("3")
    expect(page.get_by_role("heading", name="When is it full?")).to_be_visible()


def test_a_paste_without_questions_says_so(page: Page, goto) -> None:
    goto(page, "/add")
    page.get_by_label("Or paste markdown").fill("# Notes\n\nJust a thought.\n")
    page.get_by_label("Or paste markdown").press("Control+Enter")
    expect(page.get_by_text("Text without questions")).to_be_visible()
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_in_viewport()


def test_several_files_become_one_deck_and_a_bad_one_is_named(page: Page, goto, serve_app, tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    server = serve_app(content=content)
    goto(page, "/add", base=server.url)
    (tmp_path / "week-1.md").write_text(DECK, encoding="utf-8")
    (tmp_path / "week-2.txt").write_text("leader\tdecides\nfollower\tobeys\n", encoding="utf-8")
    (tmp_path / "week-3.docx").write_bytes(b"no word document")
    files = [tmp_path / name for name in ("week-1.md", "week-2.txt", "week-3.docx")]
    page.locator("input[type=file]").set_input_files(files)
    expect(page.get_by_text("“week-3.docx” was left out")).to_be_visible()
    expect(page.get_by_label("Name of the deck")).to_have_value("week")
    expect(page.get_by_text("4 questions")).to_be_visible()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("“week” is in the library (version 1)")).to_be_visible()
