"""A learner's data goes out and comes in again, once."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from errors import UserError
from quiz.scheduler import Rating
from services.connections import connect
from services.learners import learners as people
from services.learners import settings
from services.library import catalog
from services.listening import feeds
from services.own_data import data_export
from services.practice import practice
from services.practice.practice import Learner
from services.workspace import Workspace
from store.tables.learners import learners
from store.tables.practice import review_log

WHO = Learner(1, "UTC", "session")
TEXT = b"""## Pools

**Question:** Why? {#q-why}

**Answer:** Because.

**Counter-questions:**

- *"And then?"* {#cq-then} \xe2\x86\x92 testing depth

**Question:** When? {#q-when}

**Answer:** Now.
"""


@pytest.fixture
def used(workspace: Workspace, now: datetime) -> Workspace:
    """A workspace in which the learner answered, undid, buried and suspended."""
    catalog.add_deck(workspace, "pools.md", TEXT, now)
    settings.save_settings(workspace, 1, new_per_day=7)
    with connect(workspace) as connection:
        learners.save_weights(connection, 1, "FSRS-6", WEIGHTS, now=5, reviews=900, losses=(0.35, 0.33))
    for number, rating in enumerate((Rating.GOOD, Rating.AGAIN, Rating.EASY)):
        shown = practice.load_next_card(workspace, WHO, "pools", now).shown
        assert shown is not None
        points = (("names “it”", False), ("says when", True)) if number == 0 else None
        at = now + timedelta(seconds=9)
        practice.grade_card(workspace, WHO, shown, rating, at, f"k{number}", confidence=75, points=points)
    practice.undo_last(workspace, WHO, now, "u")
    shown = practice.load_card(workspace, WHO, "pools", "q-when", now)
    practice.suspend_card(workspace, WHO, shown, now, "s")
    return workspace


WEIGHTS = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)


def elsewhere(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "elsewhere", tmp_path / "elsewhere-content")


def export(ws: Workspace, now: datetime) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(data_export.export_learner(ws, 1, now))
    return whole


def test_the_review_log_has_the_columns_of_py_fsrs(used: Workspace, now: datetime) -> None:
    rows = list(csv.DictReader(io.StringIO(data_export.export_review_log(used, 1))))
    assert list(rows[0]) == ["card_id", "review_rating", "review_time", "review_duration"]
    at = str(int((now + timedelta(seconds=9)).timestamp() * 1000))
    assert [tuple(row.values())[1:] for row in rows] == [("3", at, "9000"), ("1", at, "9000")]


def test_what_goes_out_comes_in_whole(used: Workspace, tmp_path: Path, now: datetime) -> None:
    there = elsewhere(tmp_path)
    catalog.add_deck(there, "pools.md", TEXT, now)
    taken = data_export.import_learner(there, 1, data_export.export_learner(used, 1, now), now)
    assert (taken.new_rows, taken.known_rows, taken.cards) == (5, 0, 3)
    here, copy = export(used, now), export(there, now)
    assert [w.pop("id") for w in here["weights"]] == [w.pop("id") for w in copy["weights"]]
    assert copy == here
    later = now + timedelta(minutes=1)
    mine, theirs = (practice.load_next_card(ws, WHO, "pools", later) for ws in (used, there))
    assert mine.counts == theirs.counts
    assert mine.shown is not None
    assert theirs.shown is not None
    assert mine.shown.card == theirs.shown.card
    assert [c.memory for c in mine.shown.choices] == [c.memory for c in theirs.shown.choices]


def test_what_typed_answers_were_scored_on_goes_along(used: Workspace, tmp_path: Path, now: datetime) -> None:
    there = elsewhere(tmp_path)
    catalog.add_deck(there, "pools.md", TEXT, now)
    data_export.import_learner(there, 1, data_export.export_learner(used, 1, now), now)
    with connect(there) as connection:
        scored = [row.entry.points for row in review_log.list_entries(connection, 1)]
    assert scored == [(("names “it”", False), ("says when", True)), None, None, None, None]


def test_an_export_of_before_typed_answers_were_kept_is_taken_in(
    used: Workspace, tmp_path: Path, now: datetime
) -> None:
    old = export(used, now)
    old["version"] = 1
    for row in old["log"]:
        row.pop("points", None)
    there = elsewhere(tmp_path)
    assert data_export.import_learner(there, 1, json.dumps(old).encode(), now).new_rows == 5


def test_an_undo_that_comes_in_frees_the_answer_before_it(used: Workspace, tmp_path: Path, now: datetime) -> None:
    there = elsewhere(tmp_path)
    catalog.add_deck(there, "pools.md", TEXT, now)
    data_export.import_learner(there, 1, data_export.export_learner(used, 1, now), now)
    shown = practice.load_card(used, WHO, "pools", "q-why", now + timedelta(hours=1))
    other = Learner(1, "UTC", "other")
    practice.grade_card(used, other, shown, Rating.GOOD, now + timedelta(hours=1), "other")
    data_export.import_learner(there, 1, data_export.export_learner(used, 1, now), now)
    first = Learner(1, "UTC", "session")
    practice.undo_last(there, first, now, "suspend")
    practice.undo_last(there, first, now, "again")
    with pytest.raises(UserError, match="elsewhere"):
        practice.undo_last(there, first, now, "good")
    practice.undo_last(used, other, now + timedelta(hours=1), "other undone")
    data_export.import_learner(there, 1, data_export.export_learner(used, 1, now), now)
    undone = practice.undo_last(there, first, now, "good")
    assert undone is not None
    assert undone.shown is not None
    assert undone.shown.memory is None


def test_undo_goes_on_in_the_copy(used: Workspace, tmp_path: Path, now: datetime) -> None:
    there = elsewhere(tmp_path)
    catalog.add_deck(there, "pools.md", TEXT, now)
    data_export.import_learner(there, 1, data_export.export_learner(used, 1, now), now)
    undone = practice.undo_last(there, WHO, now, "again")
    assert undone is not None
    assert (undone.event, undone.shown and undone.shown.card.id) == ("suspend", "q-when")


def test_taking_in_twice_changes_nothing(used: Workspace, tmp_path: Path, now: datetime) -> None:
    data = data_export.export_learner(used, 1, now)
    assert data_export.import_learner(used, 1, data, now).new_rows == 0
    assert data_export.export_learner(used, 1, now) == data


def test_the_later_review_wins(used: Workspace, now: datetime) -> None:
    old = data_export.export_learner(used, 1, now)
    later = now + timedelta(minutes=30)
    shown = practice.load_card(used, WHO, "pools", "q-why", later)
    practice.grade_card(used, WHO, shown, Rating.EASY, later, "later")
    data_export.import_learner(used, 1, old, later)
    memory = practice.load_card(used, WHO, "pools", "q-why", later).memory
    assert memory is not None
    assert memory.last_review == later


def test_histories_wait_for_a_deck_that_is_not_there_yet(used: Workspace, tmp_path: Path, now: datetime) -> None:
    there = elsewhere(tmp_path)
    data_export.import_learner(there, 1, data_export.export_learner(used, 1, now), now)
    assert catalog.list_decks(there) == ()
    catalog.add_deck(there, "pools.md", TEXT, now)
    memory = practice.load_card(there, WHO, "pools", "q-why", now).memory
    assert memory is not None
    assert memory.reps == 1
    assert (
        practice.load_next_card(there, WHO, "pools", now).counts
        == practice.load_next_card(used, WHO, "pools", now).counts
    )


def damage(whole: dict[str, Any], how: str) -> bytes:
    if how == "cut":
        return json.dumps(whole).encode()[:-200]
    if how == "another program":
        whole["format"] = "anki"
    if how == "a list":
        return b"[]"
    if how == "a rating of 9":
        whole["log"][0]["rating"] = 9
    if how == "a half-filled memory":
        whole["decks"][0]["cards"][0]["memory"]["stability"] = None
    if how == "an unknown card":
        whole["log"][0]["card"] = "nobody"
    if how == "a text for a number":
        whole["log"][0]["at"] = "soon"
    if how == "a preference out of bounds":
        whole["preferences"]["desired_retention"] = 3
    if how == "an unknown field":
        whole["log"][0]["surprise"] = 1
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    "how",
    [
        "cut",
        "another program",
        "a list",
        "a rating of 9",
        "a half-filled memory",
        "an unknown card",
        "a text for a number",
        "a preference out of bounds",
        "an unknown field",
    ],
)
def test_a_damaged_file_is_refused_with_a_sentence_and_changes_nothing(
    used: Workspace, tmp_path: Path, now: datetime, how: str
) -> None:
    there = elsewhere(tmp_path)
    catalog.add_deck(there, "pools.md", TEXT, now)
    before = data_export.export_learner(there, 1, now)
    with pytest.raises(UserError) as caught:
        data_export.import_learner(there, 1, damage(export(used, now), how), now)
    assert caught.value.remedy
    assert data_export.export_learner(there, 1, now) == before


def test_another_learner_cannot_take_it_for_theirs(used: Workspace, now: datetime) -> None:
    with connect(used) as connection:
        connection.execute("INSERT INTO learners (id, name, created_at) VALUES (2, 'Second', 0)")
    with pytest.raises(UserError, match="another learner"):
        data_export.import_learner(used, 2, data_export.export_learner(used, 1, now), now)
    with connect(used) as connection:
        assert review_log.list_entries(connection, 2) == ()


@pytest.mark.parametrize(("name", "kept"), [("Ada", "Eve"), (5, "Eve"), ("", "Eve"), (" Mona ", "Mona")])
def test_an_import_takes_no_name_that_is_taken_or_unreadable_and_no_feed(
    used: Workspace, tmp_path: Path, now: datetime, name: object, kept: str
) -> None:
    there = elsewhere(tmp_path)
    catalog.add_deck(there, "pools.md", TEXT, now)
    people.add_learner(there, 1, "Ada", now)
    people.rename_learner(there, 1, 1, "Eve")
    content = export(used, now)
    content["preferences"] |= {"name": name, "feed": {"since": "some day"}}
    data_export.import_learner(there, 1, json.dumps(content).encode(), now)
    assert people.list_names(there) == {1: kept, 2: "Ada"}
    assert feeds.load_subscription(there, 1) is None
