"""Nothing acknowledged is ever lost, and nothing counts twice."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from services.connections import connect
from services.workspace import ROOT, Workspace
from store import backup
from store.connection import transaction
from store.tables.library import decks as table
from store.tables.practice import memory_states, review_log
from tests.databases import make_environment

SCRIPT = Path(__file__).with_name("grader.py")
# Each engine does the same; what costs time is starting processes, and one commit after another.
KILLS = {"sqlite": 50, "postgresql": 12}
# SQLite lets writers in in no order, and one that waits for 30 s gives up: on a busy machine too all of them are done before.
PROCESSES, GRADES = 8, 60


def furnish(ws: Workspace, names: list[str], learners: int) -> None:
    """A deck of these cards and some learners who may do as many as they like."""
    rows = [table.CardRow(n, "recall", n, "t", f"family-{i // 4}", "", n, "") for i, n in enumerate(names)]
    with connect(ws) as connection, transaction(connection):
        for learner in range(1, learners + 1):
            connection.execute(
                "INSERT INTO learners (id, name, created_at) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
                (learner, f"Learner {learner}"),
            )
            connection.execute("INSERT INTO preferences VALUES (?, 'new_per_day', '9999')", (learner,))
            connection.execute("INSERT INTO preferences VALUES (?, 'reviews_per_day', '9999')", (learner,))
        deck = table.create_deck(connection, "load", "added", 0)
        table.replace_cards(connection, deck.id, rows, 0)


def run(*arguments: str, ws: Workspace) -> subprocess.Popen[str]:
    command = [sys.executable, str(SCRIPT), str(ws.data), *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=make_environment(ws), stdout=subprocess.PIPE, text=True)


def check_states_follow_from_the_log(ws: Workspace, learner: int) -> None:
    """Each card's number of reviews is the number of its grades: no state without its row, no row without its state."""
    with connect(ws) as connection:
        deck = table.find_deck(connection, "load")
        assert deck is not None
        graded = Counter(row.entry.card for row in review_log.list_graded_entries(connection, learner))
        reps = {
            row.card: row.memory.reps
            for row in memory_states.list_states(connection, learner, deck.id)
            if row.memory.reps
        }
    assert reps == dict(graded)


@pytest.mark.timeout(240)
def test_sigkill_at_random_moments_loses_no_acknowledged_grade(workspace: Workspace, engine: str) -> None:
    kills = KILLS[engine]
    furnish(workspace, [f"card-{n}" for n in range(400)], learners=3)
    out, _ = run("kill", "7", str(kills), ws=workspace).communicate(timeout=200)
    lines = out.splitlines()
    assert [line for line in lines if line.startswith("round")] == ["round []"] * kills
    acknowledged = [line.split()[1] for line in lines if line.startswith("acknowledged")]
    assert len(acknowledged) > kills * 3
    with connect(workspace) as connection:
        found = Counter(row.entry.key for n in (1, 2, 3) for row in review_log.list_entries(connection, n))
    assert set(acknowledged) <= set(found)
    assert set(found.values()) == {1}
    for learner in (1, 2, 3):
        check_states_follow_from_the_log(workspace, learner)


@pytest.mark.timeout(240)
def test_eight_processes_that_grade_at_once_are_all_counted_once(workspace: Workspace) -> None:
    furnish(workspace, [f"p{p}-{n}" for p in range(PROCESSES) for n in range(25)], learners=1)
    names = [f"p{p}" for p in range(PROCESSES)]
    assert run("share", str(GRADES), *names, ws=workspace).wait(timeout=200) == 0
    with connect(workspace) as connection:
        keys = Counter(row.entry.key for row in review_log.list_entries(connection, 1))
    assert keys == Counter(f"p{p}-{n}" for p in range(PROCESSES) for n in range(GRADES))
    check_states_follow_from_the_log(workspace, 1)
    assert backup.find_damage(workspace.database) == []
