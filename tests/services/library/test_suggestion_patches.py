"""Suggestions as patches: `git am` and `deck apply` make of the file what accepting makes of the deck."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from commands.deck_main import main
from services.learners.learners import add_learner
from services.library import publishing, suggestion_patches, suggestion_queue, suggestions
from services.practice import own_cards
from services.practice.context import Learner
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


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("a\nb\n", "a\nc\n", ["@@ -1,2 +1,2 @@", " a", "-b", "+c"]),
        (
            "a\nb",
            "a\nb\n",
            ["@@ -1,2 +1,2 @@", " a", "-b", "\\ No newline at end of file", "+b"],
        ),
        ("a\r\n", "b\r\n", ["@@ -1 +1 @@", "-a\r", "+b\r"]),
        ("a\x0cb\u2028c\n", "a\n", ["@@ -1 +1 @@", "-a\x0cb\u2028c", "+a"]),
    ],
)
def test_a_diff_counts_lines_as_git_does(before: str, after: str, lines: list[str]) -> None:
    head = ["diff --git a/content/d.md b/content/d.md", "--- a/content/d.md", "+++ b/content/d.md"]
    assert suggestion_patches.write_diff("content/d.md", before, after) == "\n".join([*head, *lines]) + "\n"


@pytest.mark.engines("sqlite")
def test_a_message_says_who_when_and_why(workspace: Workspace, now: datetime) -> None:
    (workspace.content / "My Deck.md").write_text(TEXT, encoding="utf-8")
    publishing.publish_text(workspace, 1, "my-deck", TEXT, base=0, now=now)
    people = [add_learner(workspace, 1, name, now) for name in ("Ada", "Ben", "Cem", "Dan")]
    place = suggestions.load_place(workspace, 1, "my-deck", "q-retry")
    for who in people:
        changed = place.text.replace("second", "next")
        suggestions.suggest_change(workspace, who, "my-deck", place, changed, f"So {who}.", f"k{who}", now)
    own_cards.change_own_card(
        workspace, Learner(1, "UTC", "s"), "my-deck", "cq-enlarge", now, answer="The queue only moves.", offered=True
    )
    keys = [entry.key for entry in suggestion_queue.list_queue(workspace, 1, "my-deck")]
    found = suggestion_patches.write_patch(workspace, 1, "my-deck", keys, now + timedelta(days=1))
    assert found.left_out == ()
    messages = {}
    for text in found.text.split("From 0000000000000000000000000000000000000000 ")[1:]:
        head, _, body = text.partition("\n\n")
        messages[head.splitlines()[1]] = (head.splitlines(), body)
    head, body = messages["From: Ada <noreply@rehearsal.invalid>"]
    assert "Date: Mon, 02 Mar 2026 12:00:00 +0000" in head
    assert "Content-Type: text/plain; charset=UTF-8" in head
    assert any(line.startswith("Subject: [PATCH] Suggested by Ada, Ben, Cem and 1 more: So ") for line in head)
    assert body.startswith(f"Suggested-by: Ada: So {people[0]}.\nSuggested-by: Ben: So {people[1]}.\n")
    assert "diff --git a/content/My Deck.md b/content/My Deck.md\n" in body
    assert body.endswith("-- \nRehearsal\n\n")
    head, body = messages["From: A learner <noreply@rehearsal.invalid>"]
    assert "Date: Tue, 03 Mar 2026 12:00:00 +0000" in head  # an offer has no time of its own
    assert "Subject: [PATCH] A learner's answer: Why not enlarge it?" in head
    assert body.startswith("---\n")
    assert suggestion_patches.find_path(workspace, "uploaded") == "content/uploaded.md"
