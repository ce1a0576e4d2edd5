"""Two servers on one data folder and one content folder: everything that both may do at the same moment."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services.connections import connect
from services.workspace import ROOT, Workspace
from store import backup
from store.tables.practice import review_log
from tests.databases import make_environment

SCRIPT = Path(__file__).with_name("twin.py")
HOUSE = ROOT / "tests" / "browser" / "house_deck.md"


@pytest.mark.timeout(240)
def test_two_of_everything(workspace: Workspace) -> None:
    shutil.copy(HOUSE, workspace.content / "house.md")
    command = [sys.executable, str(SCRIPT), str(workspace.data), str(workspace.content)]
    names = ("first", "second")
    twins = [
        subprocess.Popen(
            [*command, name, other], cwd=ROOT, env=make_environment(workspace), stdout=subprocess.PIPE, text=True
        )
        for name, other in (names, names[::-1])
    ]
    outputs = [twin.communicate(timeout=200)[0] for twin in twins]
    assert [twin.returncode for twin in twins] == [0, 0]
    first, second = ({line.split()[0]: line.split(maxsplit=1)[1] for line in out.splitlines()} for out in outputs)
    assert not [line for out in outputs for line in out.splitlines() if " raised " in line]
    assert first["migrate_and_read"] == second["migrate_and_read"]
    assert first["migrate_and_read"].startswith("[('house', 1, ")
    assert first["render"] == second["render"]
    assert first["render"].startswith("('', ")
    assert sorted((first["grade"], second["grade"])) == ["False", "True"]
    assert sorted((first["grade_stale"], second["grade_stale"])) == ["'graded'", "'stale'"]
    assert first["add_deck"] == second["add_deck"] == "('added', 1)"
    assert first["take_over"] == second["take_over"] == "2"
    assert sorted((first["publish"], second["publish"])) == ["'conflict'", "2"]
    assert first["keep_draft"] == second["keep_draft"] == "'whole'"
    with connect(workspace) as connection:
        assert len(review_log.list_entries(connection, 1)) == 2
    assert backup.find_damage(workspace.database) == []
    left = [path.name for path in workspace.data.rglob("*") if path.suffix in {".part", ".tmp", ".frames"}]
    assert left == []
