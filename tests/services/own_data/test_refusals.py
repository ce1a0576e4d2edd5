"""What cannot be taken in, erased or cleared, and what is said of it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from services.learners import learners
from services.library import catalog
from services.operations import storage
from services.own_data import data_export, erasure
from services.practice import practice
from services.practice.context import Learner
from services.workspace import Workspace
from tests.refusals import check_refusals

pytestmark = pytest.mark.engines("sqlite")  # sentences, not statements
DAMAGED = ("This file is not an export, or it is damaged.", "Choose another one.")
OTHER = ("This file comes from another program or a newer version.", "Update, then try again.")


def test_everything_that_is_refused(workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    ws = workspace
    catalog.add_deck(ws, "d.md", b"## A\n\n**Question:** Why? {#q}\n\n**Answer:** So.\n", now)
    shown = practice.load_card(ws, Learner(1, "UTC", "s"), "d", "q", now)
    practice.grade_card(ws, Learner(1, "UTC", "s"), shown, practice.Rating.GOOD, now, "k" * 16)
    bob = learners.add_learner(ws, 1, "Bob", now)
    whole: dict[str, Any] = json.loads(data_export.export_learner(ws, 1, now))

    def take_in(changes: dict[str, Any], learner: int = 1) -> object:
        return data_export.import_learner(ws, learner, json.dumps({**whole, **changes}).encode(), now)

    check_refusals(
        [
            (lambda: data_export.import_learner(ws, 1, b"{", now), *DAMAGED),
            (lambda: data_export.import_learner(ws, 1, b"[]", now), *DAMAGED),
            (lambda: data_export.import_learner(ws, 1, b"{}", now), *DAMAGED),
            (lambda: take_in({"log": 5}), *DAMAGED),
            (lambda: take_in({"format": "other"}), *OTHER),
            (lambda: take_in({"version": 999}), *OTHER),
            (
                lambda: take_in({}, bob),
                "This export belongs to another learner of this instance.",
                "Switch to that learner.",
            ),
            (lambda: erasure.erase_person(ws, 1, 999, now), "There is no such person.", "Choose one from the list."),
            (lambda: erasure.erase_self(ws, 999, now), "There is no such person.", "They were erased already."),
            (
                lambda: storage.clear_storage(ws, 1, "database", now),
                "These files must stay.",
                "Choose episodes, sentences or parsed decks.",
            ),
        ]
    )
    take_in({})
    large = ("The file is larger than 100 MB.", "Choose the JSON file that the export made.")
    data = json.dumps(whole).encode()
    monkeypatch.setattr(data_export, "MAX_BYTES", len(data) - 1)
    check_refusals([(lambda: data_export.import_learner(ws, 1, data, now), *large)])
    monkeypatch.setattr(data_export, "MAX_BYTES", len(data))
    data_export.import_learner(ws, 1, data, now)
