"""Progress in the incidents: how hard, what was decided, what comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from services.library import catalog
from services.replays import replay_progress, replays
from services.workspace import Workspace
from tests.replay.incidents import deck, event, incident
from tests.services.practice.test_filtered import TEXT


@pytest.mark.parametrize(
    ("points", "difficulty"), [(0, "easy"), (2, "easy"), (3, "medium"), (5, "medium"), (6, "hard")]
)
def test_decisions_and_false_signals_make_an_incident_hard(points: int, difficulty: str) -> None:
    assert replay_progress.rate_difficulty(points) == difficulty


def test_the_easiest_that_was_not_begun_comes_next() -> None:
    incidents = [("hard", 7), ("easy", 1), ("easy-too", 1)]
    assert replay_progress.find_next(incidents, set()) == "easy"
    assert replay_progress.find_next(incidents, {"easy"}) == "easy-too"
    assert replay_progress.find_next(incidents, {"easy", "easy-too", "hard"}) == ""


def test_the_last_decision_counts(workspace: Workspace, now: datetime) -> None:
    catalog.add_deck(workspace, "pools.md", TEXT.encode(), now)
    deck = catalog.load_deck(workspace, "pools")

    def progress() -> replay_progress.IncidentProgress:
        return replay_progress.load_progress(workspace, 1, "pools", deck)["inc-storm"]

    assert (progress().decided, progress().is_next) == (0, True)
    choices = replays.load_track(deck, "inc-storm").decision_points[0].choices
    right = next(index for index, choice in enumerate(choices) if choice.right)
    wrong = next(index for index, choice in enumerate(choices) if not choice.right)
    for choice, expected in ((wrong, 0), (right, 1)):
        decision: replays.ReportedDecision = {"incident": "inc-storm", "stop": "dec-storm", "choice": choice}
        replays.save_decision(workspace, 1, "pools", deck, decision, now)
        assert (progress().decided, progress().right, progress().is_next) == (1, expected, False)


def test_each_incident_has_its_own_difficulty_and_one_without_decisions_is_never_next(workspace: Workspace) -> None:
    quiet = incident(event(0, "It begins", "T"), event(5, "It ends", "R"), id="inc-quiet")
    shelf = replace(deck(), blocks=(quiet, *deck().incidents))
    found = replay_progress.load_progress(workspace, 1, "not-there", shelf)
    storm, echo = found["inc-storm"], found["inc-echo"]
    # One decision and a signal that misleads, against two decisions.
    assert [(one.difficulty, one.decisions, one.is_next) for one in (storm, echo)] == [
        ("medium", 1, False),
        ("easy", 2, True),
    ]
    assert not found["inc-quiet"].is_next and found["inc-quiet"].difficulty == "easy"
    assert {(one.decided, one.right) for one in found.values()} == {(0, 0)}
