"""Suggesting a change on the page, and deciding about it in the mentor's queue."""

from __future__ import annotations

from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from services.library import publishing, suggestion_queue, suggestions
from services.workspace import ROOT, Workspace
from tests.services.library.test_suggestions import EVIL, TEXT, suggest


@pytest.fixture(autouse=True)
def deck(workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    publishing.publish_text(workspace, 1, "d", TEXT, base=0, now=now)


def open_page(name: str, **query: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "pages" / f"{name}.py"), default_timeout=30)
    for key, value in query.items():
        page.query_params[key] = value
    return page.run()


def press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click()
    return page.run()


def test_a_change_is_sent_from_the_page_once(workspace: Workspace) -> None:
    page = open_page("suggest", deck="d", place="q-ten")
    assert page.text_area[0].value == suggestions.load_place(workspace, 1, "d", "q-ten").text
    press(page, "Send")
    assert "Nothing was changed" in page.error[0].value
    page.text_area[0].set_value(page.text_area[0].value.replace("wait", "queue"))
    press(page, "Send")
    assert "reason is missing" in page.error[0].value
    page.text_input[0].set_value(f"Clearer {EVIL}")
    press(page, "Send")
    assert not page.exception and "Sent." in page.success[0].value
    (entry,) = suggestion_queue.list_queue(workspace, 1, "d")
    assert entry.people == 1


def test_an_event_is_chosen_inside_its_incident(workspace: Workspace) -> None:
    page = open_page("suggest", deck="d", place="inc-night")
    page.selectbox[0].select("inc-night@2").run()
    assert page.text_area[0].value.startswith("**00:05**")
    assert not open_page("suggest", deck="d", place="of another deck").text_area
    assert not open_page("suggest", deck="d").error  # the bare address asks for nothing that could be missing


def test_the_queue_shows_and_accepts(workspace: Workspace, now: datetime) -> None:
    suggest(workspace, "q-ten", "wait for it", "queue for it", now, reason=f"See {EVIL}")
    page = open_page("author", deck="d", view="suggestions")
    assert not page.exception
    shown = "".join(code.value for code in page.code)
    assert (
        "-**Answer:** Because threads wait for it." in shown and "+**Answer:** Because threads queue for it." in shown
    )
    said = "".join(text.value for text in page.markdown)
    assert "<script>" not in said.replace("\\<script\\>", "") and "![x](https" not in said
    press(page, "Accept and publish")
    assert page.success[0].value == "Accepted: version 2 is published."
    assert "queue for it" in publishing.load_text(workspace, "d", 2)


def test_several_that_are_ticked_become_one_version(workspace: Workspace, now: datetime) -> None:
    suggest(workspace, "q-ten", "wait for it", "queue for it", now)
    suggest(workspace, "q-ten", "wait for it", "line up for it", now)
    suggest(workspace, "q-ten", "wait for it", "stand in line for it", now, reason="A [plainer](x) word.")
    suggest(workspace, "q-retry", "second", "next", now)
    page = open_page("author", deck="d", view="suggestions")
    assert not page.checkbox
    page.session_state["batch"] = True
    page.run()
    same = "Line 5, change: Why is a pool of ten dangerous? (Learner)"
    (listed,) = (box.options for box in page.selectbox if box.label == "Suggestion")
    assert sorted(listed) == [
        "Line 25, change: When is a retry safe? (Learner)",
        f"{same}: A [plainer](x) word",
        f"{same}: Clearer, 1 of 2",
        f"{same}: Clearer, 2 of 2",
    ]
    plainer = next(box for box in page.checkbox if "plainer" in box.label)
    assert "[plainer](x)" not in plainer.label  # the words of others are no markdown here
    for box in page.checkbox:
        if "plainer" not in box.label:
            box.check()
    page.run()
    button = next(button for button in page.button if button.label == "Accept 3 and publish")
    assert button.disabled and "is changed by another suggestion" in page.warning[0].value
    next(box for box in page.checkbox if "1 of 2" in box.label).uncheck()
    page.run()
    press(page, "Accept 2 and publish")
    assert page.success[0].value == "Accepted 2 suggestions: version 2 is published."
    assert publishing.get_newest_number(workspace, "d") == 2
    assert len(suggestion_queue.list_queue(workspace, 1, "d")) == 2


def test_the_queue_edits_and_declines(workspace: Workspace, now: datetime) -> None:
    suggest(workspace, "q-ten", "wait for it", "queue for it", now)
    suggest(workspace, "q-retry", "second", "next", now)
    page = open_page("author", deck="d", view="suggestions")
    page.toggle[0].set_value(True).run()
    page.text_area[0].set_value(page.text_area[0].value.replace("queue", "line up"))
    press(page, "Accept as edited")
    assert "line up for it" in publishing.load_text(workspace, "d", 2)
    press(page, "Decline")
    assert "reason is missing" in page.error[0].value
    next(field for field in page.text_input if field.label == "Reason for declining").set_value("It is fine.")
    press(page, "Decline")
    assert page.success[0].value == "Declined."
    today = open_page("today", deck="d")
    assert any("It is fine" in text.value for text in today.markdown)
    press(today, "OK")
    assert not any("It is fine" in text.value for text in today.markdown)


def test_two_mentors_have_a_draft_each_and_nobodys_is_overwritten(workspace: Workspace, now: datetime) -> None:
    from services.learners.learners import add_learner
    from services.library import drafts
    from ui.author import draft_session

    other = add_learner(workspace, 1, "Bo", now)
    pages = {}
    for learner in (1, other):
        pages[learner] = page = AppTest.from_file(str(ROOT / "pages" / "author.py"), default_timeout=60)
        page.session_state["learner-number"] = learner
        page.query_params["deck"] = "d"
        page.run()
        assert not page.exception
    for learner, (old, new) in {1: ("wait for it", "queue for it"), other: ("The waiting.", "The wait.")}.items():
        opened = pages[learner].session_state["open draft"]
        draft = drafts.Draft("d", 1, opened.draft.text.replace(old, new), opened.draft.token, 1)
        drafts.save_draft(workspace, learner, draft)
        pages[learner].session_state["open draft"] = draft_session.OpenDraft(draft)
        pages[learner].session_state["author view next"] = "Publish"
        pages[learner].run()
    press(pages[1], "Publish")
    assert publishing.get_newest_number(workspace, "d") == 2
    kept = drafts.load_draft(workspace, other, "d")
    assert kept is not None and "The wait." in kept.text and "queue for it" not in kept.text
    press(pages[other], "Publish")
    assert publishing.get_newest_number(workspace, "d") == 2
    assert any("was published" in error.value for error in pages[other].error)
    press(pages[other], "Merge both in the editor")
    merged = drafts.load_draft(workspace, other, "d")
    assert merged is not None and merged.base == 2
    assert merged.text == TEXT.replace("wait for it", "queue for it").replace("The waiting.", "The wait.")


def test_today_leads_a_mentor_to_what_waits(workspace: Workspace, now: datetime) -> None:
    suggest(workspace, "q-retry", "second", "next", now)
    assert suggestion_queue.count_waiting(workspace, 1) == {"d": 1}
    page = open_page("author", deck="d", view="write")
    page.query_params["view"] = "suggestions"
    page.run()
    assert any(button.label == "Accept and publish" for button in page.button)
