"""Practice at the keyboard and under the thumb, on the real app."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import announced, fill_new_field, settled, wait_for_keys

ANSWERED = "Because threads wait for it."


TEXT = f"""---
title: Pools
---

## Pools {{#pools}}

**Question:** Why is a pool of ten dangerous? {{#q-ten}}

**Answer:** {ANSWERED}

**Counter-questions:**

- *"Why not enlarge it?"* {{#cq-enlarge}}
  → testing limits

## Queues {{#queues}}

**Question:** What does a queue hide? {{#q-queue}}

**Answer:** The waiting.
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "pools.md").write_text(TEXT, encoding="utf-8")
    return folder


def asked(page: Page, prompt: str) -> None:
    expect(page.get_by_role("heading", name=prompt)).to_be_visible()
    expect(page.get_by_role("button", name="Show the answer")).to_be_visible()


def log(data: Path) -> list[tuple[str, int | None]]:
    connection = sqlite3.connect(data / "rehearsal.sqlite3")
    rows = connection.execute("SELECT event, rating FROM log ORDER BY id").fetchall()
    connection.close()
    return rows


def test_a_session_at_the_keyboard(page: Page, goto: Callable[..., None], serve_app, content: Path) -> None:
    server = serve_app(content=content)
    sent: list[object] = []

    def note_sent(message: object) -> None:
        sent.append(message)

    page.on("websocket", lambda socket: socket.on("framesent", note_sent))
    goto(page, "/practice", base=server.url)
    wait_for_keys(page)
    asked(page, "Why is a pool of ten dangerous?")
    assert len(sent) == 1  # the first run was asked for early, in Streamlit's own words, and not once more
    page.keyboard.press("3")  # nothing is revealed yet: nothing to grade
    page.keyboard.press("Space")
    expect(page.get_by_text(ANSWERED)).to_be_visible()
    for name, interval in (("Again", "1 min"), ("Hard", "6 min"), ("Good", "10 min"), ("Easy", "d")):
        expect(page.get_by_role("button", name=name)).to_contain_text(interval)
    page.keyboard.press("4")
    asked(page, "Why not enlarge it?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("limits", exact=False)).to_be_visible()
    page.keyboard.press("u")
    asked(page, "Why is a pool of ten dangerous?")
    page.keyboard.press("b")
    asked(page, "What does a queue hide?")
    page.keyboard.press("s")
    expect(page.get_by_text("All done")).to_be_visible()
    page.keyboard.press("u")  # behind the last card
    asked(page, "What does a queue hide?")
    page.keyboard.press("?")
    expect(page.get_by_text("undo the last step")).to_be_visible()
    assert log(server.data) == [
        ("grade", 4),
        ("undo", None),
        ("bury", None),
        ("suspend", None),
        ("undo", None),
    ]


def test_kill_9_loses_nothing(page: Page, goto: Callable[..., None], serve_app, content: Path) -> None:
    server = serve_app(content=content)
    goto(page, "/practice", base=server.url)
    wait_for_keys(page)
    asked(page, "Why is a pool of ten dangerous?")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Easy").click()
    asked(page, "Why not enlarge it?")
    server.kill()
    again = serve_app(data=server.data, content=content)
    goto(page, "/practice", base=again.url)
    asked(page, "Why not enlarge it?")
    assert log(again.data) == [("grade", 4)]


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of this name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("name => document.activeElement.closest('button, summary')?.innerText.includes(name)", name):
            return
    pytest.fail(f"Tab never reached {name}")


def test_a_control_one_went_to_by_tab_is_operated_by_space_and_enter(
    page: Page, goto: Callable[..., None], serve_app, content: Path
) -> None:
    server = serve_app(content=content)
    goto(page, "/practice", base=server.url)
    wait_for_keys(page)
    asked(page, "Why is a pool of ten dangerous?")
    tab_to(page, "Bury")
    page.keyboard.press("Space")
    asked(page, "What does a queue hide?")
    expect(page.get_by_text("The waiting.")).to_have_count(0)
    tab_to(page, "Cram: go through")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Start cramming")).to_be_visible()
    expect(page.get_by_role("button", name="Show the answer")).to_be_visible()
    assert log(server.data) == [("bury", None)]


def test_after_a_click_or_a_closed_menu_the_keys_are_the_card_s(
    page: Page, goto: Callable[..., None], serve_app, content: Path
) -> None:
    server = serve_app(content=content)
    goto(page, "/practice", base=server.url)
    wait_for_keys(page)
    asked(page, "Why is a pool of ten dangerous?")
    page.get_by_role("radio", name="Fairly").or_(page.get_by_role("button", name="Fairly")).first.click()
    page.keyboard.press("Space")
    expect(page.get_by_text(ANSWERED)).to_be_visible()
    page.keyboard.press("3")
    asked(page, "Why not enlarge it?")
    page.get_by_role("button", name="Card types").click()
    expect(page.locator("label", has_text="Fill the gap")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("label", has_text="Fill the gap")).to_be_hidden()
    page.keyboard.press("Shift+4")
    page.keyboard.press("Space")
    expect(page.get_by_text("limits", exact=False)).to_be_visible()
    page.get_by_role("button", name="Keys").focus()
    page.keyboard.press("1")
    asked(page, "What does a queue hide?")
    expect(page.locator("[class*=st-key-practice-card]")).to_have_css("outline-style", "none")
    connection = sqlite3.connect(server.data / "rehearsal.sqlite3")
    assert connection.execute("SELECT rating, confidence FROM log ORDER BY id").fetchall() == [(3, 75), (1, 95)]
    connection.close()


def test_a_link_opens_its_card_and_grading_goes_on(
    page: Page, goto: Callable[..., None], serve_app, content: Path
) -> None:
    server = serve_app(content=content)
    goto(page, "/practice?question=q-queue", base=server.url)
    wait_for_keys(page)
    asked(page, "What does a queue hide?")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Easy").click()
    asked(page, "Why is a pool of ten dangerous?")
    goto(page, "/practice?question=nothing", base=server.url)
    announced(page, "not in the deck")


def test_confidence_is_kept_and_a_double_click_counts_once(
    page: Page, goto: Callable[..., None], serve_app, content: Path
) -> None:
    server = serve_app(content=content)
    goto(page, "/practice", base=server.url)
    wait_for_keys(page)
    page.get_by_role("radio", name="Certain").or_(page.get_by_role("button", name="Certain")).first.click()
    page.get_by_role("button", name="Show the answer").click()
    page.get_by_role("button", name="Good").dblclick()
    asked(page, "Why not enlarge it?")
    connection = sqlite3.connect(server.data / "rehearsal.sqlite3")
    assert connection.execute("SELECT event, confidence FROM log").fetchall() == [("grade", 95)]
    connection.close()


def test_cram_leaves_the_schedule_alone(page: Page, goto: Callable[..., None], serve_app, content: Path) -> None:
    server = serve_app(content=content)
    goto(page, "/practice", base=server.url)
    page.get_by_text("Cram: go through").click()
    page.get_by_role("button", name="Start cramming").click()
    expect(page.get_by_text("3 to cram")).to_be_visible()
    for left in ("3", "2", "1"):
        expect(page.get_by_text(f"{left} to cram")).to_be_visible()
        page.get_by_role("button", name="Show the answer").click()
        page.get_by_role("button", name="Good").click()
    expect(page.get_by_text("Cram finished")).to_be_visible()
    page.get_by_role("button", name="Stop cramming").click()
    asked(page, "Why is a pool of ten dangerous?")
    connection = sqlite3.connect(server.data / "rehearsal.sqlite3")
    assert connection.execute("SELECT DISTINCT event FROM log").fetchall() == [("cram",)]
    assert connection.execute("SELECT sum(reps) FROM states").fetchone() == (0,)
    connection.close()


def test_on_a_phone_the_grades_are_under_the_thumb(
    page: Page, goto: Callable[..., None], serve_app, content: Path
) -> None:
    long = "\n\n".join(f"Paragraph {n} of a long answer." for n in range(40))
    (content / "pools.md").write_text(TEXT.replace(ANSWERED, long), encoding="utf-8")
    server = serve_app(content=content)
    page.set_viewport_size({"width": 390, "height": 844})
    goto(page, "/practice", base=server.url)
    page.get_by_role("button", name="Show the answer").click()
    boxes = []
    for name in ("Again", "Hard", "Good", "Easy"):
        button = page.get_by_role("button", name=name)
        expect(button).to_be_in_viewport(ratio=1)
        box = button.bounding_box()
        assert box is not None
        boxes.append(box)
    assert len({round(box["y"]) for box in boxes}) == 1
    assert min(box["height"] for box in boxes) >= 44
    assert boxes[0]["y"] > 700
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # A short screen: the answer comes into view, and so does the next question after the end of the answer.
    page.get_by_text("Paragraph 39").scroll_into_view_if_needed()
    page.set_viewport_size({"width": 390, "height": 420})
    page.get_by_role("button", name="Good").click()
    expect(page.locator("[class*=st-key-scroll-head]")).to_be_in_viewport()
    page.get_by_role("button", name="Show the answer").click()
    page.wait_for_function(
        "() => document.querySelector('[class*=st-key-scroll-answer]')?.getBoundingClientRect().top < innerHeight * 0.6"
    )


TYPED = """---
title: Typed
---

## Caches {#caches}

**Question:** What stops a stampede? {#q-stampede}

**Answer:** One request refills the key, which is called **single flight** by those who built it.

- [ ] one request refills the key
"""


def test_what_is_typed_is_finished_at_the_keyboard(page: Page, goto: Callable[..., None], serve_app, content) -> None:
    (content / "pools.md").unlink()
    (content / "typed.md").write_text(TYPED, encoding="utf-8")
    server = serve_app(content=content)
    goto(page, "/practice", base=server.url)
    wait_for_keys(page)
    page.get_by_role("button", name="Card types").click()
    page.locator("label", has_text="Type the answer").click()
    expect(page.get_by_role("checkbox", name="Type the answer")).to_be_checked()
    page.keyboard.press("Escape")
    fill_new_field(page, page.get_by_role("textbox", name="Your answer"), "one request refills the key")
    page.keyboard.press("Enter")  # a new line, no more
    expect(page.get_by_role("button", name="Show the answer")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("1 of 1 point said")).to_be_visible()
    page.keyboard.press("3")
    expect(page.get_by_text("1 of 1 point said")).to_have_count(0)
    connection = sqlite3.connect(server.data / "rehearsal.sqlite3")
    assert connection.execute("SELECT rating FROM log").fetchall() == [(3,)]
    connection.close()


def test_what_was_suspended_is_taken_back_another_day(
    page: Page, goto: Callable[..., None], serve_app, content: Path
) -> None:
    server = serve_app(content=content)
    goto(page, "/practice", base=server.url)
    wait_for_keys(page)
    asked(page, "Why is a pool of ten dangerous?")
    page.keyboard.press("s")
    announced(page, "Suspended.")
    goto(page, "/practice", base=server.url)  # another session: nothing to undo
    page.get_by_role("button", name="Suspended and buried cards").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Why is a pool of ten dangerous?")
    dialog.get_by_role("button", name="Unsuspend").click()
    expect(dialog).to_contain_text("No suspended or buried cards")
    assert [event for event, _ in log(server.data)] == ["suspend", "resume"]


def test_a_key_that_comes_before_its_button_is_not_lost(
    page: Page, goto: Callable[..., None], serve_app, content: Path
) -> None:
    server = serve_app(content=content)
    goto(page, "/practice", base=server.url)
    wait_for_keys(page)
    asked(page, "Why is a pool of ten dangerous?")
    page.keyboard.press("Space")
    page.keyboard.press("3")
    asked(page, "Why not enlarge it?")
    page.keyboard.press("Space")
    page.keyboard.press("4")
    asked(page, "What does a queue hide?")
    assert log(server.data) == [("grade", 3), ("grade", 4)]


def test_what_is_typed_outlives_a_reload_and_is_forgotten_once_graded(
    page: Page, goto: Callable[..., None], serve_app, content: Path
) -> None:
    pointed = TEXT.replace(ANSWERED, f"{ANSWERED}\n\n**Key points:**\n\n- [ ] threads wait for a connection")
    (content / "pools.md").write_text(pointed, encoding="utf-8")
    server = serve_app(content=content)
    goto(page, "/practice?question=q-ten", base=server.url)
    page.get_by_role("button", name="Type the answer").click()
    field = page.get_by_label("Your answer")
    expect(field).to_be_visible()
    settled(page)  # what is typed is kept from when the page asks for it, at the end of its script
    field.click()
    page.keyboard.type("Every thread waits")
    goto(page, "/practice?question=q-ten", base=server.url)
    page.get_by_role("button", name="Type the answer").click()
    expect(field).to_have_value("Every thread waits")
    field.press("Control+Enter")
    page.get_by_role("button", name="Good").click()
    expect(page.get_by_role("heading", name="Why not enlarge it?")).to_be_visible()
    page.get_by_role("button", name="Show the answer").click()
    page.get_by_label("Write your answer").click()
    page.keyboard.type("The queue only moves")
    goto(page, "/practice?question=cq-enlarge", base=server.url)
    page.get_by_role("button", name="Show the answer").click()
    expect(page.locator("[class*=st-key-practice-card] p").filter(has_text="The queue only moves")).to_be_visible()
    goto(page, "/practice?question=q-ten", base=server.url)
    page.get_by_role("button", name="Type the answer").click()
    expect(field).to_have_value("")
