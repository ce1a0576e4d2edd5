"""`deck check` for machines: GitHub's annotations, SARIF, JSON, and the hooks for pre-commit."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from commands.deck_main import main

ROOT = Path(__file__).parents[2]
DECK = "# A deck\n\n## One {#x}\n\n## Two, 100 % {#x}\n\n**Question:** Why?\n\n**Anwser:** So.\n"


@pytest.fixture
def deck_file(tmp_path: Path) -> Path:
    path = tmp_path / "a,b:c.md"
    path.write_text(DECK, encoding="utf-8")
    return path


def check(path: Path, form: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["check", str(path), "--format", form]) == 1
    return capsys.readouterr().out


def test_annotations_name_file_line_and_code(deck_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = check(deck_file, "github", capsys).splitlines()
    pattern = re.compile(r"::(error|warning|notice) file=[^,:]+%2Cb%3Ac\.md,line=\d+,title=[\w-]+::\S.*$")
    assert lines and all(pattern.match(line) for line in lines)
    assert [line[:7] for line in lines if "line=5" in line] == ["::error"]


def test_sarif_has_the_structure_that_its_schema_requires(deck_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = json.loads(check(deck_file, "sarif", capsys))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"]
    rules = [rule["id"] for rule in driver["rules"]]
    assert len(rules) == len(set(rules))
    assert run["results"]
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["ruleId"] in rules
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        assert physical["artifactLocation"]["uri"].startswith("file:///")
        assert physical["region"]["startLine"] >= 1


def test_sarif_of_a_relative_path_is_a_relative_reference(
    deck_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(deck_file.parent)
    log = json.loads(check(Path(deck_file.name), "sarif", capsys))
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%2Cb%3Ac.md"


def test_json_has_the_line_as_it_should_be(deck_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(check(deck_file, "json", capsys))
    assert {"path", "line", "severity", "code", "message", "remedy", "fix"} == set(rows[0])
    (typo,) = [row for row in rows if row["code"] == "label-misspelt"]
    assert (typo["line"], typo["fix"]) == (9, "**Answer:** So.")


def test_problems_of_every_kind_stand_in_the_order_of_their_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kinds.md"
    path.write_text(
        "# Kinds\n\n## One {#x}\n\n![a pool](none.png)\n\n## Two {#x}\n\n## Two\n\nText.\n\n## Two\n\nOther.\n\n"
        "**Question:** Why?\n\n**Anwser:** So.\n\n**Estimate:** {n: 2..9 GB}?\n\n**Answer:** {n} ms\n",
        encoding="utf-8",
    )
    rows = json.loads(check(path, "json", capsys))
    assert [row["line"] for row in rows] == sorted(row["line"] for row in rows)
    levels = {row["line"]: row["severity"] for row in rows}
    assert {"error", "warning", "info"} == set(levels.values())
    assert any("none.png" in row["message"] for row in rows)
    plain = check(path, "text", capsys).splitlines()
    first = rows[0]
    assert plain[0] == f"{path}:{first['line']}: {first['severity']}: {first['message']} {first['remedy']}".rstrip()
    annotations = check(path, "github", capsys).splitlines()
    results = json.loads(check(path, "sarif", capsys))["runs"][0]["results"]
    for row, annotation, result in zip(rows, annotations, results, strict=True):
        words = {"error": ("error", "error"), "warning": ("warning", "warning"), "info": ("notice", "note")}
        assert (annotation[2:].partition(" ")[0], result["level"]) == words[row["severity"]]


def test_pictures_of_standard_input_lie_nowhere(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"![a pool](none.png)\n")))
    main(["check", "-"])
    assert "none.png" not in capsys.readouterr().out


def test_nothing_is_printed_of_a_sound_deck(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "d.md"
    path.write_text("# A deck\n\n**Question:** Why?\n\n**Answer:** So.\n", encoding="utf-8")
    assert main(["check", str(path), "--format", "github"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["check", str(path), "--format", "sarif"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"][0]["results"] == []


def test_the_hooks_run_in_another_repository(deck_file: Path) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {hook["id"] for hook in hooks} == {"deck-check", "deck-format"}
    for hook in hooks:
        script, *arguments = hook["entry"].split()
        done = subprocess.run(
            [sys.executable, ROOT / script, *arguments, deck_file.name],
            cwd=deck_file.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == (1 if hook["id"] == "deck-check" else 0), done.stderr
    assert "**Anwser:**" in deck_file.read_text(encoding="utf-8")


def test_respellings_for_one_engine_alone_are_checked_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[object] = []
    monkeypatch.setattr(
        "services.listening.pronunciations.check_pronunciations",
        lambda deck, _text: checked.append(deck.meta.engine_pronunciations) or (),
    )
    path = tmp_path / "hikari.md"
    path.write_text("---\npronunciations:\n  Hikari:\n    pyttsx3: hee-KAH-ree\n---\n# Hikari\n", encoding="utf-8")
    main(["check", str(path)])
    assert checked == [(("pyttsx3", "Hikari", "hee-KAH-ree"),)]
