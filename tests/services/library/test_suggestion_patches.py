"""Suggestions as patches: `git am` and `deck apply` make of the file what accepting makes of the deck."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from commands.deck_main import main
from services.learners.learners import add_learner
from services.library import publishing, suggestion_patches, suggestion_queue
from services.workspace import Workspace
from tests.services.library.test_suggestions import TEXT, suggest

WANTED = TEXT.replace("wait for it", "wait for ten connections").replace("second", "next")


@pytest.fixture
def patch(workspace: Workspace, now: datetime, tmp_path: Path) -> Path:
    publishing.publish_text(workspace, 1, "d", TEXT, base=0, now=now)
    eve = add_learner(workspace, 1, 'Ève "diff --git" <root>', now)
    suggest(workspace, "q-ten", "wait for it", "wait for ten connections", now, learner=eve, reason="Précis, --- a/b")
    suggest(workspace, "q-retry", "second", "next", now)
    suggest(workspace, "q-retry", "second", "third", now)
    keys = [entry.key for entry in suggestion_queue.list_queue(workspace, 1, "d")]
    found = suggestion_patches.write_patch(workspace, 1, "d", keys, now)
    assert len(found.left_out) == 1 and "When is a retry safe?" in found.left_out[0]
    path = tmp_path / "d.patch"
    path.write_text(found.text, encoding="utf-8")
    repository = tmp_path / "repository" / "content"
    repository.mkdir(parents=True)
    (repository / "d.md").write_text(TEXT, encoding="utf-8")
    return path


def test_deck_apply_takes_it(patch: Path, tmp_path: Path) -> None:
    assert main(["apply", str(patch), "--root", str(tmp_path / "repository")]) == 0
    assert (tmp_path / "repository" / "content" / "d.md").read_text(encoding="utf-8") == WANTED


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_git_am_takes_it_with_author_and_reason(patch: Path, tmp_path: Path) -> None:
    def git(*arguments: str) -> str:
        command = ["git", "-c", "user.name=M", "-c", "user.email=m@b.invalid", "-c", "commit.gpgsign=false", *arguments]
        return subprocess.run(
            command, check=True, capture_output=True, encoding="utf-8", cwd=tmp_path / "repository"
        ).stdout

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "start")
    git("am", "-q", str(patch))
    assert (tmp_path / "repository" / "content" / "d.md").read_text(encoding="utf-8") == WANTED
    first, second = git("log", "--reverse", "--format=%an|%s", "-2").splitlines()
    assert first.startswith("Ève") and first.endswith("Précis, --- a/b")
    assert second.endswith("|Suggested by Learner: Clearer.")
