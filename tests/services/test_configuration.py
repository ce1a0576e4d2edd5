"""Every setting is read in one place, checked at the start, and told in the documentation."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from errors import UserError
from services import configuration
from services.configuration import ROOT, SETTINGS, get_configuration, load_configuration, parse_public_address
from services.workspace import Workspace


def test_nothing_has_to_be_set() -> None:
    found = load_configuration({})
    assert (found.data, found.content) == (ROOT / "data", ROOT / "content")
    assert (found.public, found.metrics, found.json_logs, found.max_learners) == (None, False, False, 10_000)


@pytest.mark.parametrize(
    ("text", "origin", "path"),
    [
        ("https://learn.example.org", "https://learn.example.org", ""),
        ("https://Learn.Example.org:443/", "https://learn.example.org", ""),
        ("http://learn.example.org:80", "http://learn.example.org", ""),
        ("http://10.0.0.5:8501", "http://10.0.0.5:8501", ""),
        ("https://[::1]:8501/a/b/", "https://[::1]:8501", "/a/b"),
    ],
)
def test_an_address_is_written_as_browsers_write_it(text: str, origin: str, path: str) -> None:
    found = parse_public_address(text)
    assert found is not None
    assert (found.origin, found.path, found.url) == (origin, path, origin + path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REHEARSAL_URL", "learn.example.org"),
        ("REHEARSAL_URL", "ftp://learn.example.org"),
        ("REHEARSAL_URL", "https://"),
        ("REHEARSAL_URL", "https://a b"),
        ("REHEARSAL_URL", "https://me:secret@learn.example.org"),
        ("REHEARSAL_URL", "https://learn.example.org/?x=1"),
        ("REHEARSAL_URL", "https://learn.example.org:99999"),
        ("REHEARSAL_DATABASE", "mysql://db.example.org/rehearsal"),
        ("REHEARSAL_DATABASE", "postgresql://db.example.org"),
        ("REHEARSAL_DATABASE", "postgresql://db.example.org:port/rehearsal"),
        ("REHEARSAL_METRICS", "maybe"),
        ("REHEARSAL_LOG_FORMAT", "xml"),
        ("REHEARSAL_MAX_LEARNERS", "0"),
        ("REHEARSAL_MAX_LEARNERS", "many"),
        ("REHEARSAL_MAX_LEARNERS", "2097152"),
        ("REHEARSAL_DATA", __file__),
    ],
)
def test_a_wrong_value_is_a_sentence(name: str, value: str) -> None:
    with pytest.raises(UserError, match=name) as caught:
        load_configuration({name: value})
    assert caught.value.remedy


def test_the_database_is_a_file_unless_an_address_is_given() -> None:
    assert load_configuration({"REHEARSAL_DATABASE": "sqlite"}).database == ""
    address = "postgresql://me:secret@db.example.org/rehearsal?sslmode=require"
    found = load_configuration({"REHEARSAL_DATABASE": address})
    assert found.database == address
    assert "secret" not in repr(found) and "secret" not in repr(Workspace(ROOT, ROOT, address))
    with pytest.raises(UserError) as caught:
        load_configuration({"REHEARSAL_DATABASE": "postgresql://me:secret@db.example.org"})
    assert "secret" not in str(caught.value)


def test_a_name_that_is_none_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UserError, match="REHEARSAL_DTA") as caught:
        load_configuration({"REHEARSAL_DTA": "/srv"})
    assert "REHEARSAL_DATA" in caught.value.remedy


def test_a_change_of_the_environment_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHEARSAL_METRICS", "on")
    assert get_configuration().metrics
    monkeypatch.setenv("REHEARSAL_METRICS", "off")
    assert not get_configuration().metrics


def test_what_was_read_during_a_change_is_not_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    read = configuration.load_configuration

    def read_slowly() -> configuration.Configuration:
        found = read()
        monkeypatch.setattr(configuration, "load_configuration", read)
        monkeypatch.setenv("REHEARSAL_DATA", str(tmp_path))  # another thread, meanwhile
        return found

    monkeypatch.delenv("REHEARSAL_DATA", raising=False)
    monkeypatch.setattr(configuration, "load_configuration", read_slowly)
    assert get_configuration().data == ROOT / "data"
    assert get_configuration().data == tmp_path
    assert get_configuration() is get_configuration()


def test_the_server_ends_with_the_sentence() -> None:
    code = "from server.startup import require_usable_settings as check; check()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "REHEARSAL_METRICS": "perhaps"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("REHEARSAL_METRICS=perhaps is neither on nor off.")
    assert "Traceback" not in done.stderr


def test_every_variable_that_the_program_reads_is_in_the_table() -> None:
    names = {setting.name for setting in SETTINGS}
    found: dict[str, Path] = {}
    for path in ROOT.rglob("*.py"):
        if ".venv" not in path.parts and "tests" not in path.parts and "data" not in path.parts:
            found.update(dict.fromkeys(re.findall(r"\bREHEARSAL_[A-Z_]+[A-Z]\b", path.read_text()), path))
    assert {name: path for name, path in found.items() if name not in names} == {}


def test_the_table_is_in_the_documentation() -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    rows = {row[0]: row[1:] for row in re.findall(r"^\| `(REHEARSAL_\w+)` \| (.*?) \| (.*?) \|$", text, re.MULTILINE)}
    expected = {
        setting.name: (f"`{setting.default}`" if setting.default else "", setting.meaning) for setting in SETTINGS
    }
    assert rows == expected
