"""Versions and Insight on the page Author: what changed, the way back, which questions fail."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from quiz.scheduler import Rating
from services.classes import classes
from services.library import audience, catalog, drafts, publishing
from services.practice import practice
from services.practice.context import Learner
from services.workspace import ROOT, Workspace
from ui import session
from ui.author import versions

DECK = """## Pools {#pools}

**Question:** Why ten? {#q-ten}

**Answer:** Because threads wait.

- [ ] threads outnumber connections
- [ ] shed load first

**Question:** What does a queue hide? {#q-queue}

**Answer:** The waiting.
"""


@pytest.fixture
def ws(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, now: datetime) -> Workspace:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    catalog.add_deck(workspace, "pools.md", DECK.encode(), now)
    return workspace


def visit(view: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60)
    app.switch_page("../pages/author.py")
    app.query_params.update({"deck": "pools", "view": view})
    app.run()
    assert not app.exception, app.exception
    return app


def publish(ws: Workspace, text: str, now: datetime, note: str) -> None:
    base = publishing.get_newest_number(ws, "pools")
    publishing.publish_text(ws, 1, "pools", text, base=base, now=now, author="Ada", note=note)


def test_versions_stand_newest_first_with_what_changed_and_the_way_back(ws: Workspace, now: datetime) -> None:
    publish(ws, DECK.replace("Why ten?", "Why eleven?"), now + timedelta(hours=1), "ten cost $5 and $6")
    publish(ws, DECK.replace("Why ten?", "Why twelve?"), now + timedelta(hours=2), "")
    app = visit("versions")
    [listed] = [element.value for element in app.markdown if "**Version 1**" in element.value]
    rows = listed.split("\n")
    assert [row.partition("**")[2].partition("**")[0] for row in rows] == ["Version 3", "Version 2", "Version 1"]
    assert r"2 Mar 2026, 13:00 · Ada · ten cost \$5 and \$6" in rows[1] and rows[0].endswith("14:00 · Ada")
    [change] = [element.value for element in app.markdown if "**edited**" in element.value]
    assert "Why twelve" in change and "before: Why eleven" in change and "line 3" in change
    assert "-**Question:** Why eleven? {#q-ten}" in app.code[0].value
    next(button for button in app.button if button.label == "Restore this version").click()
    app.run()
    assert not app.exception
    assert publishing.get_newest_number(ws, "pools") == 4
    assert (
        catalog.load_deck(ws, "pools").questions[0].prompt == "Why eleven?"
    )  # the one before the newest is offered first


def test_questions_that_fail_stand_with_their_numbers_and_lead_to_their_lines(ws: Workspace, now: datetime) -> None:
    empty = visit("insight")
    assert any("No one has practised this deck yet" in element.value for element in empty.markdown)
    for number, rating in enumerate((Rating.AGAIN, Rating.GOOD, Rating.AGAIN, Rating.GOOD)):
        at = now + timedelta(hours=number)
        who = Learner(1, "UTC", f"s{number}")
        shown = practice.load_card(ws, who, "pools", "q-ten", at)
        points = (("shed load first", number > 0), ("threads outnumber connections", False))
        practice.grade_card(ws, who, shown, rating, at, f"key-{number}", points=points)
    app = visit("insight")
    questions = app.dataframe[0].value
    row = questions[questions["Question"] == "Why ten?"].iloc[0]
    assert (row["Asked"], row["Failed"], row["Learners"], row["Typed"]) == (4, 50.0, 1, 4)
    assert row["Missed most"] == "4 of 4: threads outnumber connections"
    assert row["Line"] == "?deck=pools&view=write&line=3"
    missed = app.dataframe[1].value
    assert next(iter(missed["Key point"])) == "threads outnumber connections"
    assert (missed["Missed"][0], missed["Of"][0], missed["Share"][0]) == (4, 4, 100.0)
    people = app.dataframe[2].value
    assert (people["Answers"][0], people["Failed"][0]) == (4, 50.0)
    gaps = app.dataframe[3].value
    assert "What does a queue hide?" in list(gaps["Where"])


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception, app.exception


def test_a_conflict_in_one_deck_is_not_offered_in_another(ws: Workspace, now: datetime) -> None:
    catalog.add_deck(ws, "queues.md", DECK.replace("{#pools}", "{#waits}").encode(), now)
    drafts.save_draft(ws, 1, drafts.Draft("pools", 1, DECK.replace("Why ten?", "Why nine?"), "t"))
    drafts.save_draft(ws, 1, drafts.Draft("queues", 1, DECK.replace("Why ten?", "Why two?"), "t"))
    publish(ws, DECK.replace("Why ten?", "Why eleven?"), now + timedelta(hours=1), "")
    app = visit("publish")
    press(app, "Publish")
    assert "Merge both in the editor" in [button.label for button in app.button]
    next(field for field in app.selectbox if field.label == "Deck").set_value("queues").run()
    assert not app.exception
    labels = [button.label for button in app.button]
    assert "Publish" in labels and "Merge both in the editor" not in labels


def test_the_name_of_an_import_is_suggested_for_that_deck_alone(ws: Workspace) -> None:
    app = visit("publish")
    app.session_state["author deck"] = drafts.NEW_DECK
    app.session_state["new name"] = "Imported"
    drafts.save_draft(ws, 1, drafts.Draft(drafts.NEW_DECK, 0, DECK, "t"))
    app.run()
    assert next(field for field in app.text_input if field.label == "Name of the deck").value == "Imported"
    press(app, "Publish")
    assert publishing.get_newest_number(ws, "imported") == 1
    assert "new name" not in app.session_state


def test_a_diff_says_how_many_changes_it_leaves_out(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def draw() -> None:
        from services.library import publishing
        from ui.author import versions

        questions = "".join(f"**Question:** Why {n}?\n\n**Answer:** So {n}.\n\n" for n in range(3))
        versions.draw_comparison(publishing.compare_texts("## A\n", f"## A\n\n{questions}", ("before", "after")))

    monkeypatch.setattr(versions, "MAX_CHANGES", 2)
    app = AppTest.from_function(draw, default_timeout=60).run()
    assert not app.exception, app.exception
    assert "The first 2 of 3 changes." in [caption.value for caption in app.caption]


def test_saving_who_sees_a_deck_keeps_the_class_that_sees_it_now(
    ws: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (classes.make_class(ws, 1, name, now) for name in ("Autumn", "Spring"))
    assert first != second
    current = audience.Audience(audience.AudienceKind.CLASS, second)
    monkeypatch.setattr(session, "is_login_configured", lambda: True)
    monkeypatch.setattr(audience, "load_audience", lambda *_place: current)
    monkeypatch.setattr(session, "get_learner", lambda: 1)

    def draw() -> None:
        from ui.author.audience import show_audience

        show_audience("pools")

    app = AppTest.from_function(draw, default_timeout=60).run()
    assert not app.exception, app.exception
    assert next(field for field in app.selectbox if field.label == "Class").value == second
