"""What is said of a deck before it is added."""

from __future__ import annotations

from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from deck.model import Problem
from services.library import publishing
from services.library.import_export import ImportedDeck, import_files
from services.workspace import Workspace
from ui import deck_import

DECK = """## Pools

**Question:** Why ten?

**Answer:** Because.

**Counter-questions:**

- *“And twenty?”*
  → testing whether they measure

- *“And two?”*
  → testing the lower end

## Incident: The storm

**00:00** – Traffic doubles

**00:05** – All is well
"""


def read(text: str) -> ImportedDeck:
    [imported] = import_files((("pools.md", text.encode()),))
    return imported


def test_what_was_read_is_counted_in_the_right_number() -> None:
    told = deck_import.describe_contents(read(DECK))
    assert told.endswith("1 question, 2 follow-up questions, 1 incident") and "topic" in told
    assert "script" not in told
    assert deck_import.describe_contents(read("Only a sentence.\n")) == "Text without questions"
    assert deck_import.describe_contents(read("# Notes\n\n## Queues\n\nOnly a sentence.\n")) == "1 topic, no questions"


def draw_problems_of(problems: tuple[Problem, ...]) -> AppTest:
    def draw(problems) -> None:
        from ui import deck_import

        deck_import.draw_problems(problems)

    app = AppTest.from_function(draw, kwargs={"problems": problems}, default_timeout=60).run()
    assert not app.exception
    return app


def test_problems_stand_by_severity_with_their_lines_and_remedies() -> None:
    app = draw_problems_of(
        (
            Problem(7, "info", "repaired", "A label was mended.", ""),
            Problem(3, "error", "twice", "The id “x” occurs twice.", "Give one another name."),
            Problem(4, "error", "twice", "It costs $5 and $6.", ""),
        )
    )
    errors, notes = app.expander
    assert errors.label.endswith("(2)") and "Errors" in errors.label and errors.proto.expanded
    assert "Notes" in notes.label and not notes.proto.expanded
    lines = errors.markdown[0].value.split("\n")
    assert lines[0] == "- **Line 3:** The id “x” occurs twice. Give one another name."
    assert lines[1].startswith("- **Line 4:**") and r"\$5" in lines[1]


def test_many_problems_are_folded_away_and_the_rest_is_counted() -> None:
    many = tuple(Problem(line, "warning", "x", "Something.", "") for line in range(1, 103))
    [warnings] = draw_problems_of(many).expander
    assert not warnings.proto.expanded
    assert warnings.markdown[0].value.count("\n") == deck_import.MAX_SHOWN - 1
    assert warnings.caption[0].value == "The first 100 of 102."
    [few] = draw_problems_of(many[: deck_import.MAX_OPEN]).expander
    assert few.proto.expanded
    [unread] = draw_problems_of((Problem(1, "info", "questions-unread", "None was read.", ""),)).expander
    assert unread.proto.expanded


def test_decks_are_added_together_and_the_last_is_chosen(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen: list[str] = []
    for name, value in {"workspace": workspace, "learner": 1, "now": now, "preference": ""}.items():
        monkeypatch.setattr(deck_import.session, f"get_{name}", lambda *_, value=value: value, raising=False)
    monkeypatch.setattr(deck_import.session, "choose_deck", chosen.append)
    decks = import_files(tuple((f"{name}.md", f"# Deck {name}\n\n**Q: What?**\n\nThat.\n".encode()) for name in "ab"))
    assert deck_import.add_to_library(decks) == (
        "“Deck a” is in the library (version 1).",
        "“Deck b” is in the library (version 1).",
    )
    assert chosen == ["b"]
    assert [(one.author, one.note) for one in publishing.list_versions(workspace, "a")] == [("", "Imported as a")]
