"""`python -m deck diff` and `export`, and what the documentation says of them."""

from __future__ import annotations

import io
import json
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


def test_a_formatted_deck_is_printed_or_takes_the_place_of_its_file_alone(
    file: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    file.write_text("**Question:** Why é?\n\n\n\n**Answer:** Because.\n", encoding="utf-8")
    before, neighbour = file.read_bytes(), file.with_name("pools.md.tmp")
    neighbour.write_text("somebody's own")
    assert main(["format", str(file)]) == 0
    printed = capsysbinary.readouterr().out
    assert "Why é?".encode() in printed and b"\n\n\n" not in printed and file.read_bytes() == before
    assert main(["format", "--write", str(file)]) == 0
    assert capsysbinary.readouterr().out == b"" and file.read_bytes() == printed
    assert {path.name for path in file.parent.iterdir()} == {"pools.md", "pools.md.tmp"}
    assert neighbour.read_text() == "somebody's own"


def test_what_a_deck_holds_is_counted_or_shown_whole(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(
        "# The pools\n\n## Pools\n\n**Question:** Why ten?\n\n**Answer:** Because.\n\n**Counter-questions:**\n\n"
        '- *"And two?"*\n  → testing the lower end\n\n- *"And twenty?"*\n  → testing the upper end\n\n'
        "## Incident: Dry\n\n**00:00** – Traffic doubles\n\n**00:05** – All wait\n\n**00:09** – It ends\n"
    )
    assert main(["show", str(file)]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "The pools"
    assert "1 questions, 2 counter-questions" in lines and "1 incidents with 3 events" in lines
    assert main(["show", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "The pools"


def test_an_export_takes_the_pictures_beside_the_deck_along_and_nothing_else(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("my pool.png", "notes.txt"):
        file.with_name(name).write_bytes(b"\x89PNG")
    file.write_text(f"{TEXT}\n![a pool](my%20pool.png)\n\n![no picture](notes.txt)\n\n![gone](none.png)\n")
    assert main(["export", str(file), "--to", "zip"]) == 0
    target = file.with_suffix(".zip")
    assert capsys.readouterr().out.strip() == str(target)
    names = zipfile.ZipFile(target).namelist()
    assert [name for name in names if name.endswith(".png")] and not any(name.endswith(".txt") for name in names)
    assert any(name.startswith("pools") for name in names)
    assert not list(file.parent.glob(".*"))


def test_a_terminal_is_not_steered_by_a_deck(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("**Question:** Why \x1b[31m\u202eten\x9b?\n\n**Anwser:** \x07\n")
    main(["check", str(file)])
    other = file.with_name("other.md")
    other.write_text("**Question:** Why\tnot?\n\n**Answer:** So.\n")
    main(["diff", str(file), str(other)])
    printed = capsys.readouterr().out
    assert not set("\x1b\u202e\x9b\x07") & set(printed) and "\ufffd" in printed
    assert "Why\tnot?" in printed  # tabs do no harm


@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_a_text_in_utf_16_is_text_and_a_binary_is_none(
    mark: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(f"{mark}{TEXT}".encode("utf-16-le"))
    assert main(["show", str(file)]) == (0 if mark else 2)
    told = capsys.readouterr()
    assert "1 questions" in told.out if mark else told.err == f"{file} is not a text file.\n"


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
