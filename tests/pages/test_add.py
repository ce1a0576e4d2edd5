"""Adding a deck by pasting it: what was found, the new version of a name that is there, and the first round."""

from __future__ import annotations

from services.library import catalog
from services.workspace import Workspace
from tests.pages.conftest import Visit, press, read_texts

TEXT = "---\ntitle: Pools\n---\n\n## Pools {#pools}\n\n**Question:** Why eleven? {#q-eleven}\n\n**Answer:** Because.\n"


def paste(app, text: str):
    next(area for area in app.text_area if area.label.startswith("Or paste")).set_value(text).run()
    assert not app.exception
    return app


def test_a_pasted_deck_is_shown_added_and_practised(visit: Visit, ws: Workspace) -> None:
    app = paste(visit("add"), TEXT.replace("Pools", "Locks"))
    told = read_texts(app)
    assert "**Locks**" in told and "1 topic, 1 question" in told and "Questions keep their histories" not in told
    press(app, "Add")
    assert "“Locks” is in the library (version 1)." in read_texts(app)
    assert catalog.load_deck(ws, "locks").title == "Locks"
    press(app, "Practise 1 card")
    state = app.session_state["practice"]
    assert (state.deck, state.round) == ("locks", "filtered")


def test_a_name_that_is_there_gets_a_new_version(visit: Visit, ws: Workspace) -> None:
    app = paste(visit("add"), TEXT)
    assert "already has this name. Its questions keep their histories." in read_texts(app)
    press(app, "Add as a new version")
    assert "(version 2)" in read_texts(app)
    assert [question.id for question in catalog.load_deck(ws, "pools").questions] == ["q-eleven"]


def test_a_text_without_questions_says_how_one_is_written(visit: Visit) -> None:
    app = press(paste(visit("add"), "# Notes\n\nOnly a sentence.\n"), "Add")
    told = read_texts(app)
    assert "It has no questions yet." in told and not any(b.label.startswith("Practise") for b in app.button)
