"""Which changes are drawn, with which tests they are tried, and how they are counted."""

from __future__ import annotations

import configparser
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts import mutants


def test_every_room_names_code_and_tests_that_are_there() -> None:
    for name, room in mutants.list_rooms().items():
        assert (mutants.ROOT / room.source).is_dir(), name
        assert all((mutants.ROOT / test).is_dir() for test in room.tests), name
        assert all(list(mutants.ROOT.glob(pattern)) for pattern in room.files), name
    assert set(mutants.WHOLE_ROOMS) == {"services", "replay", "speech/script", "exchange"}


def test_the_configuration_copies_all_but_what_is_changed(tmp_path: Path) -> None:
    (tmp_path / "tests" / "services" / "practice").mkdir(parents=True)
    room = mutants.list_rooms()["services/practice"]
    mutants.write_configuration(tmp_path, room, ["deck", "pyproject.toml", "services", "store", "tests"])
    parser = configparser.ConfigParser()
    parser.read(tmp_path / "setup.cfg")
    settings = {key: value.split("\n")[1:] for key, value in parser["mutmut"].items()}
    assert settings["source_paths"] == ["services"]
    assert settings["only_mutate"] == ["services/practice/*"]
    assert settings["also_copy"] == ["deck", "store"]
    assert settings["pytest_add_cli_args"][-2:] == ["-k", "not postgresql"]
    assert "not slow and not browser" in settings["pytest_add_cli_args"]
    assert settings["pytest_add_cli_args_test_selection"] == ["tests/services/practice"]


# Exit codes of the tests of each change: noticed, passed, no tests, no test reaches it, not tried.
CODES = {"x_a__1": 1, "x_a__2": 0, "x_b__1": 5, "x_b__2": 33, "x_c__1": None}


class Mutmut:
    """Stands for git and mutmut, which would take minutes: makes these changes, tries those that are named."""

    def __init__(self) -> None:
        self.tried: list[str] = []

    def run(self, command: list[str], *, cwd: Path, **_options: object) -> SimpleNamespace:
        if command[0] == "git":
            return SimpleNamespace(stdout="pyproject.toml\0replay/__init__.py\0gone.py\0", stderr="")
        if command[3] == "show":
            return SimpleNamespace(stdout=f"diff of {command[4]}", stderr="")
        chosen = [name for name in command if name in CODES]
        self.tried += chosen
        meta = Path(cwd) / "mutants" / "replay" / "a.py.meta"
        meta.parent.mkdir(parents=True, exist_ok=True)
        meta.write_text(json.dumps({"exit_code_by_key": {n: CODES[n] if n in chosen else None for n in CODES}}))
        return SimpleNamespace(stdout="", stderr="")


def test_what_no_test_noticed_is_counted_and_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(subprocess, "run", Mutmut().run)
    monkeypatch.setattr(sys, "argv", ["mutants", "replay", "--sample", "9"])
    assert mutants.main() == 0
    *diffs, score = capsys.readouterr().out.splitlines()
    assert sorted(diffs) == ["diff of x_a__2", "diff of x_b__1", "diff of x_b__2"]
    assert score == "replay: 4 of 5 changes tried, 1 noticed (25 %)"


def test_the_same_seed_draws_the_same_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = []
    for seed in (1, 1, 2, 3, 4):
        mutmut = Mutmut()
        monkeypatch.setattr(subprocess, "run", mutmut.run)
        mutants.measure_room("replay", 2, seed, 1)
        draws.append(mutmut.tried)
    assert draws[0] == draws[1] and all(len(set(draw)) == 2 for draw in draws)
    assert len({tuple(draw) for draw in draws}) > 1


def test_a_room_without_changes_ends_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: SimpleNamespace(stdout="", stderr=""))
    with pytest.raises(SystemExit, match="exchange: mutmut made no change"):
        mutants.measure_room("exchange", 2, 1, 1)
