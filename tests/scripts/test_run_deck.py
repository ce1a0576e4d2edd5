"""The doorway for pre-commit."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.run_deck import run


def test_formatting_takes_every_file_and_the_worst_status_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "first.md", tmp_path / "second.md"
    for path in (first, second):
        path.write_text("**Question:** Why?\n\n\n\n**Answer:** Because.\n")
    assert run(["format", "--write", str(first), str(second)]) == 0
    assert first.read_text() == second.read_text() and "\n\n\n" not in second.read_text()
    assert run(["format", "--write", str(tmp_path / "none.md"), str(first)]) == 2
    assert "none.md" in capsys.readouterr().err
    assert run(["format"]) == 0


def test_another_command_takes_all_files_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("**Question:** Why?\n")
    run(["check", str(tmp_path / "a.md"), str(tmp_path / "b.md")])
    printed = capsys.readouterr().out
    assert "a.md" in printed and "b.md" in printed
