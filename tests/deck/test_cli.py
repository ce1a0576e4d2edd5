"""`python -m deck`: what it prints, and with which status it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deck.__main__ import main

GOOD = "# A deck\n\n## Topic\n\n**Question:** Why? {#q-a}\n\n**Answer:** So.\n"
WARNS = "# A deck\n\n**Question:** Why?\n"
FAILS = "## A {#x}\n\na\n\n## B {#x}\n\nb\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "deck.md"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_check_is_silent_on_a_good_deck(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(file)]) == 0
    assert capsys.readouterr().out == ""


def test_check_prints_path_line_severity_what_and_remedy(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(WARNS, encoding="utf-8")
    assert main(["check", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}:3: warning: This question has no answer. Add **Answer:** below it.\n"


def test_check_fails_on_an_error_in_any_file(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.md"
    other.write_text(FAILS, encoding="utf-8")
    assert main(["check", str(file), str(other)]) == 1
    assert f"{other}:5: error: The id “x” occurs twice." in capsys.readouterr().out


def test_messages_hold_no_control_characters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "d.md"
    path.write_text("## \u202eevil {#a}\n\n## x {#a}\n\n:::details \u2066gone\n:::\n", encoding="utf-8")
    main(["check", str(path)])
    out = capsys.readouterr().out
    assert "\u202e" not in out
    assert "\u2066" not in out


def test_show_prints_one_object(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(file), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["title"] == "A deck"
    assert shown["questions"][0]["id"] == "q-a"
    assert shown["questions"][0]["line"] == 5
    names = (
        "title sections questions counter_questions incidents scripts diagrams code callouts dialogues problems dropped"
    )
    assert set(names.split()) <= set(shown)


def test_show_in_words(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(file)]) == 0
    assert "1 questions" in capsys.readouterr().out


def test_format_prints_or_writes_and_is_stable(file: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file.write_text("# A deck\n\n## 1) Topic\n\n**Question:** Why? {#q-a}\n**Answer:** donâ€™t\n", encoding="utf-8")
    assert main(["format", str(file)]) == 0
    printed = capfdbinary.readouterr().out.decode()
    assert printed == "# A deck\n\n## Topic\n\n**Question:** Why? {#q-a}\n\n**Answer:** don’t\n"
    assert main(["format", "--write", str(file)]) == 0
    assert file.read_text(encoding="utf-8") == printed
    assert main(["format", "--write", str(file)]) == 0
    assert file.read_text(encoding="utf-8") == printed
    assert [p.name for p in file.parent.iterdir()] == ["deck.md"]


@pytest.mark.parametrize("command", ["check", "show", "format"])
def test_bad_input_gets_one_sentence_and_status_two(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    binary = tmp_path / "x.bin"
    binary.write_bytes(b"\x7fELF\x00\x01" * 50)
    for path in (tmp_path / "missing.md", tmp_path, binary, Path("bad\0name.md")):
        assert main([command, str(path)]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.count("\n") == 1
        assert "Traceback" not in err


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_unreadable(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.chmod(0)
    assert main(["check", str(file)]) == 2
    assert "denied" in capsys.readouterr().err


def test_as_a_command(file: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "deck", "check", str(file)], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    run = subprocess.run([sys.executable, "-m", "deck", "nonsense"], capture_output=True, text=True, check=False)
    assert run.returncode == 2
