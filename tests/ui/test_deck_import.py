"""What is said of a deck before it is added."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from deck.model import Problem
from errors import UserError
from services.library.import_export import ImportedDeck, import_files
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


def test_a_deck_that_cannot_be_added_says_which_were(monkeypatch: pytest.MonkeyPatch) -> None:
    def publish(_ws: object, _learner: int, slug: str, *_: object, **__: object) -> SimpleNamespace:
        if slug == "b":
            raise UserError("It has been changed meanwhile.", "Load it again.")
        return SimpleNamespace(number=1)

    for name, value in {"get_workspace": None, "get_learner": 1, "get_now": None, "get_preference": ""}.items():
        monkeypatch.setattr(deck_import.session, name, lambda *_, value=value: value)
    monkeypatch.setattr(deck_import.session, "choose_deck", lambda _slug: None)
    monkeypatch.setattr(deck_import.images, "save_images", lambda *_: None)
    monkeypatch.setattr(deck_import.publishing, "get_newest_number", lambda *_: 0)
    monkeypatch.setattr(deck_import.publishing, "publish_text", publish)
    decks = [
        import_files(((f"{name}.md", f"# Deck {name}\n\n**Q: What?**\n\nThat.\n".encode()),))[0]
        for name in ("a", "b", "c")
    ]
    with pytest.raises(UserError, match="“Deck b” could not be added, nor was any deck after it") as caught:
        deck_import.add_to_library(decks)
    assert caught.value.remedy == "Load it again.  \n“Deck a” is in the library (version 1)."
    with pytest.raises(UserError, match=r"^It has been changed meanwhile"):
        deck_import.add_to_library(decks[1:])
