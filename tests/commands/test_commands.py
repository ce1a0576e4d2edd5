"""`python -m deck diff` and `export`, and what the documentation says of them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

import deck as reader
from deck.__main__ import main
from exchange.export.formats import FORMATS
from services.workspace import ROOT
from ui.author.snippets import SNIPPETS

TEXT = "## Pools\n\n**Question:** Why ten? {#q-ten}\n\n**Answer:** Because.\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "pools.md"
    place.write_text(TEXT)
    return place


def test_no_difference_prints_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(file), str(file)]) == 0
    assert capsys.readouterr().out == ""


def test_a_difference_is_told_by_question_and_by_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = file.with_name("new.md")
    other.write_text(TEXT.replace("ten?", "eleven?"))
    assert main(["diff", str(file), str(other)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "edited question q-ten, line 3: Why eleven? (the question) — before: Why ten?"
    assert "-**Question:** Why ten? {#q-ten}" in said
    assert main(["diff", "--questions", str(file), str(other)]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written(file: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = file.with_name("out")
    assert main(["export", str(file), "--to", name, "--output", str(out)]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    assert out.stat().st_size > 0
    assert zipfile.is_zipfile(out) == (name in {"apkg", "zip"})


def test_an_export_does_not_overwrite_the_deck(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(file), "--to", "markdown"]) == 2
    assert "is the deck itself" in capsys.readouterr().err
    assert file.read_text() == TEXT


def test_a_missing_file_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(tmp_path / "a.md"), str(tmp_path / "b.md")]) == 2
    assert capsys.readouterr().err.startswith("There is no file")


@pytest.mark.parametrize("name", [".", "-", "bin"])
def test_what_cannot_be_exported_is_a_sentence(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bin").write_bytes(b"\0\1")
    assert main(["export", name if len(name) == 1 else str(tmp_path / name)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_standard_input_is_a_file_too(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for command, said in (("check", ""), ("format", "**Question:** Why ten? {#q-ten}"), ("show", "1 questions")):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
        assert main([command, "-"]) == 0
        assert said in capsys.readouterr().out
    assert main(["format", "-", "--write"]) == 2


def test_every_command_and_format_is_documented() -> None:
    said = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
    assert all(
        f"python -m deck {command} " in said for command in ("check", "format", "show", "diff", "export", "claims")
    )
    assert all(name in said for name in FORMATS)


@pytest.mark.parametrize(("name", "text"), SNIPPETS, ids=[name for name, _ in SNIPPETS])
def test_every_snippet_is_read_without_a_complaint(name: str, text: str) -> None:
    parsed = reader.parse(text if name == "Front matter" else f"## A topic above\n\nText.\n\n{text}\n")
    assert [p.message for p in parsed.problems if p.severity != "info"] == []
    assert len(parsed.blocks) > (0 if name in {"Front matter", "Topic"} else 1) - (name == "Front matter")
