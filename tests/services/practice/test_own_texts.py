"""What is written for design exercises and stories: kept, private, exported, and with the exercise through a rewording."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from errors import UserError
from services.learners import learners
from services.library import catalog, publishing
from services.own_data import data_export
from services.practice import own_texts
from services.workspace import Workspace

TEXT = """## Stories {#stories}

**Story:** Tell me about an outage that your own decision caused.

- [ ] a number

### Design: A limiter for a partner with fifty calls

**Brief:** Fifty calls a minute.
"""


@pytest.fixture
def ws(workspace: Workspace, now: datetime) -> Workspace:
    catalog.add_deck(workspace, "rounds.md", TEXT.encode(), now)
    return workspace


def test_texts_are_kept_by_slot_and_go_when_they_are_emptied(ws: Workspace, now: datetime) -> None:
    own_texts.save_texts(ws, 1, "rounds", "story-a", {"action": " I stopped it. ", "result": "3 hours"}, now)
    assert own_texts.load_texts(ws, 1, "rounds", "story-a") == {"action": "I stopped it.", "result": "3 hours"}
    own_texts.save_texts(ws, 1, "rounds", "story-a", {"result": "  "}, now)
    assert own_texts.load_texts(ws, 1, "rounds", "story-a") == {"action": "I stopped it."}
    assert own_texts.load_texts(ws, 1, "rounds", "story-b") == {}
    assert own_texts.list_begun(ws, 1, "rounds") == {"story-a"}


def test_another_learner_sees_nothing_of_it(ws: Workspace, now: datetime) -> None:
    other = learners.add_learner(ws, 1, "Second", now)
    own_texts.save_texts(ws, 1, "rounds", "story-a", {"action": "mine"}, now)
    assert own_texts.load_texts(ws, other, "rounds", "story-a") == {}
    assert own_texts.list_begun(ws, other, "rounds") == frozenset()


def test_what_is_too_long_is_refused_and_nothing_is_lost(ws: Workspace, now: datetime) -> None:
    own_texts.save_texts(ws, 1, "rounds", "story-a", {"action": "kept"}, now)
    with pytest.raises(UserError, match="20,000"):
        own_texts.save_texts(ws, 1, "rounds", "story-a", {"action": "x" * 20_001, "task": "new"}, now)
    assert own_texts.load_texts(ws, 1, "rounds", "story-a") == {"action": "kept"}


def test_a_deck_that_is_not_there_is_one_sentence(workspace: Workspace, now: datetime) -> None:
    with pytest.raises(UserError, match="no such deck"):
        own_texts.save_texts(workspace, 1, "none", "x", {"a": "b"}, now)


def test_ticks_are_texts_too() -> None:
    assert own_texts.split_ticks({own_texts.TICKS: "names the store\nasks for the peak"}) == {
        "names the store",
        "asks for the peak",
    }
    assert own_texts.split_ticks({}) == frozenset()


def test_texts_follow_an_exercise_that_is_reworded(ws: Workspace, now: datetime) -> None:
    before = catalog.load_deck(ws, "rounds")
    story, design = before.stories[0].id, before.design_exercises[0].id
    for exercise in (story, design):
        own_texts.save_texts(ws, 1, "rounds", exercise, {"action": f"for {exercise}"}, now)
    text = TEXT.replace("that your own decision caused", "that a decision of your own caused").replace(
        "A limiter for", "The limiter for"
    )
    publishing.publish_text(ws, 1, "rounds", text, base=1, now=now + timedelta(hours=1), author="Ada", note="")
    after = catalog.load_deck(ws, "rounds")
    assert after.stories[0].id != story
    assert own_texts.load_texts(ws, 1, "rounds", after.stories[0].id) == {"action": f"for {story}"}
    assert own_texts.load_texts(ws, 1, "rounds", after.design_exercises[0].id) == {"action": f"for {design}"}


def test_they_are_exported_and_the_newer_text_wins(ws: Workspace, now: datetime, tmp_path: Path) -> None:
    own_texts.save_texts(ws, 1, "rounds", "story-a", {"action": "old", "task": "old"}, now)
    exported = data_export.export_learner(ws, 1, now)
    assert "old" in json.dumps(json.loads(exported)["decks"])
    own_texts.save_texts(ws, 1, "rounds", "story-a", {"action": "new"}, now + timedelta(minutes=1))
    data_export.import_learner(ws, 1, exported, now)
    assert own_texts.load_texts(ws, 1, "rounds", "story-a") == {"action": "new", "task": "old"}
    (tmp_path / "c").mkdir()
    fresh = Workspace(data=tmp_path / "d", content=tmp_path / "c")
    fresh.data.mkdir()
    catalog.add_deck(fresh, "rounds.md", TEXT.encode(), now)
    data_export.import_learner(fresh, 1, exported, now)
    assert own_texts.load_texts(fresh, 1, "rounds", "story-a") == {"action": "old", "task": "old"}


def test_the_longest_text_that_is_allowed_is_kept(ws: Workspace, now: datetime) -> None:
    own_texts.save_texts(ws, 1, "rounds", "story-a", {"action": "x" * 20_000}, now)
    assert own_texts.load_texts(ws, 1, "rounds", "story-a") == {"action": "x" * 20_000}
