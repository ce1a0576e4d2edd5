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


NO_ADDRESS = "is not an address such as https://learn.example.org"
NOTHING_ELSE = "must hold a scheme, a host, perhaps a port and a path, and nothing else"
NO_DATABASE = "names no database: write it after the host, as in postgresql://user@host/database"
NO_ISSUER = "is not an address such as https://login.example.org"
SECONDS = f"is not between 0 and {configuration.MAX_MODEL_SECONDS} seconds"
LIMIT = "is not a whole number from 1 to 2097151"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("REHEARSAL_URL", "learn.example.org", NO_ADDRESS),
        ("REHEARSAL_URL", "ftp://learn.example.org", NO_ADDRESS),
        ("REHEARSAL_URL", "https://", NO_ADDRESS),
        ("REHEARSAL_URL", "https://a b", "names a host that cannot be one: a b"),
        ("REHEARSAL_URL", "https://me:secret@learn.example.org", NOTHING_ELSE),
        ("REHEARSAL_URL", "https://learn.example.org/?x=1", NOTHING_ELSE),
        ("REHEARSAL_URL", "https://learn.example.org/#x", NOTHING_ELSE),
        ("REHEARSAL_URL", "https://learn.example.org:99999", "is not an address (Port out of range 0-65535)"),
        ("REHEARSAL_DATABASE", "mysql://db.example.org/rehearsal", "is neither sqlite nor an address such as postgresql://user@host/database"),
        ("REHEARSAL_DATABASE", "postgresql://db.example.org", NO_DATABASE),
        ("REHEARSAL_DATABASE", "postgresql://db.example.org:port/rehearsal", "Port could not be cast to integer value as 'port'"),
        ("REHEARSAL_METRICS", "maybe", "is neither on nor off"),
        ("REHEARSAL_LOG_FORMAT", "xml", "is neither text nor json"),
        ("REHEARSAL_MAX_LEARNERS", "0", LIMIT),
        ("REHEARSAL_MAX_LEARNERS", "many", LIMIT),
        ("REHEARSAL_MAX_LEARNERS", "2097152", LIMIT),
        ("REHEARSAL_DATA", __file__, "is not a folder"),
        ("REHEARSAL_JUDGE_TIMEOUT", "0", SECONDS),
        ("REHEARSAL_JUDGE_TIMEOUT", "120.5", SECONDS),
        ("REHEARSAL_JUDGE_TIMEOUT", "soon", "is not a number of seconds"),
        ("REHEARSAL_JUDGE_URL", "ftp://x", "is not an http address"),
        ("REHEARSAL_OIDC_ISSUER", "login.example.org", NO_ISSUER),
        ("REHEARSAL_OIDC_ISSUER", "https://login.example.org/?x", NO_ISSUER),
        ("REHEARSAL_OIDC_ISSUER", "https://me@login.example.org", NO_ISSUER),
        ("REHEARSAL_OIDC_ISSUER", "https://login.example.org:x", "is not an address (Port could not be cast to integer value as 'x')"),
        ("REHEARSAL_OIDC_ISSUER", "http://login.example.org", "must begin with https: log-ins would cross the network unencrypted"),
        ("REHEARSAL_OIDC_CLIENT_ID_FILE", "/dev/null", "is an empty file"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_a_sentence(name: str, value: str, sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        load_configuration({name: value})
    said = str(caught.value)
    assert said.startswith(f"{name}=") and said.endswith(f" {sentence}.")
    meaning = next(setting.meaning for setting in SETTINGS if setting.name == name)
    assert caught.value.remedy == f"It sets {meaning}."


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("REHEARSAL_METRICS", "Yes", "metrics", True),
        ("REHEARSAL_METRICS", "1", "metrics", True),
        ("REHEARSAL_METRICS", "TRUE", "metrics", True),
        ("REHEARSAL_METRICS", "no", "metrics", False),
        ("REHEARSAL_METRICS", "0", "metrics", False),
        ("REHEARSAL_METRICS", "false", "metrics", False),
        ("REHEARSAL_LOG_FORMAT", "json", "json_logs", True),
        ("REHEARSAL_LOG_FORMAT", "text", "json_logs", False),
        ("REHEARSAL_MAX_LEARNERS", " 1 ", "max_learners", 1),
        ("REHEARSAL_MAX_LEARNERS", "2097151", "max_learners", 2_097_151),
        ("REHEARSAL_DATABASE", "postgres:///?dbname=x", "database", "postgres:///?dbname=x"),
        ("REHEARSAL_CONTENT", "/tmp/../tmp/gone", "content", Path("/tmp/gone")),
    ],
)
def test_a_value_is_read(name: str, value: str, field: str, expected: object) -> None:
    assert getattr(load_configuration({name: value}), field) == expected


LOGIN = {
    "REHEARSAL_OIDC_ISSUER": "https://login.example.org/realm",
    "REHEARSAL_OIDC_CLIENT_ID": "rehearsal",
    "REHEARSAL_OIDC_CLIENT_SECRET": "s3cret",
}


def test_the_whole_of_a_login(tmp_path: Path) -> None:
    found = load_configuration(LOGIN).login
    assert found is not None
    assert (found.issuer, found.client_id, found.client_secret) == tuple(LOGIN.values())
    assert (found.scopes, found.role_claim, found.classes_claim) == ("openid profile email", "", "")
    secret = tmp_path / "secret"
    secret.write_text(" filed \n")
    more = {
        **LOGIN,
        "REHEARSAL_OIDC_CLIENT_SECRET": "",
        "REHEARSAL_OIDC_CLIENT_SECRET_FILE": str(secret),
        "REHEARSAL_OIDC_SCOPES": "email groups",
        "REHEARSAL_OIDC_ROLE_CLAIM": "roles",
        "REHEARSAL_OIDC_MENTORS": "teachers, heads ,",
        "REHEARSAL_OIDC_ADMINISTRATORS": "admins",
        "REHEARSAL_OIDC_CLASSES_CLAIM": "groups",
    }
    found = load_configuration(more).login
    assert found is not None
    assert (found.client_secret, found.scopes) == ("filed", "openid email groups")
    assert (found.mentor_values, found.administrator_values) == ({"teachers", "heads"}, {"admins"})
    assert (found.role_claim, found.classes_claim) == ("roles", "groups")
    local = load_configuration({**LOGIN, "REHEARSAL_OIDC_ISSUER": "http://localhost:9000"}).login
    assert local is not None and local.issuer == "http://localhost:9000"


@pytest.mark.parametrize(
    ("changes", "sentence", "remedy"),
    [
        ({"REHEARSAL_OIDC_ISSUER": ""}, "REHEARSAL_OIDC_CLIENT_ID is set, but REHEARSAL_OIDC_ISSUER is not.", "Set both, or neither."),
        ({"REHEARSAL_OIDC_CLIENT_SECRET": ""}, "Neither of REHEARSAL_OIDC_CLIENT_SECRET and REHEARSAL_OIDC_CLIENT_SECRET_FILE is set.", "Set one of the two."),
        ({"REHEARSAL_OIDC_CLIENT_ID_FILE": __file__}, "Both of REHEARSAL_OIDC_CLIENT_ID and REHEARSAL_OIDC_CLIENT_ID_FILE are set.", "Set one of the two."),
        ({"REHEARSAL_OIDC_MENTORS": "m"}, "Roles have values, but no claim to find them in.", "Set REHEARSAL_OIDC_ROLE_CLAIM."),
        ({"REHEARSAL_OIDC_ROLE_CLAIM": "r"}, "With roles from a claim, nobody could ever be an administrator.", "Set REHEARSAL_OIDC_ADMINISTRATORS."),
        ({"REHEARSAL_OBJECTS_ENDPOINT": "http://x"}, "REHEARSAL_OBJECTS_ENDPOINT is set, but REHEARSAL_OBJECTS is not.", "Set both, or neither."),
        ({f"REHEARSAL_{'Q' * 60}": "x"}, f"There is no setting REHEARSAL_{'Q' * 60}.", "The settings are listed in docs/operations.md."),
        ({"REHEARSAL_URLS": "x"}, "There is no setting REHEARSAL_URLS.", "Did you mean REHEARSAL_URL?"),
    ],
)  # fmt: skip
def test_settings_that_miss_each_other(changes: dict[str, str], sentence: str, remedy: str) -> None:
    with pytest.raises(UserError) as caught:
        load_configuration({**LOGIN, **changes})
    assert (str(caught.value), caught.value.remedy) == (sentence, remedy)


def test_the_path_below_which_browsers_reach_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(configuration, "_server_path", "")
    assert configuration.find_base_path() == ""
    configuration.set_server_path("/served/")
    assert configuration.find_base_path() == "/served"
    monkeypatch.setenv("REHEARSAL_URL", "https://learn.example.org/a/b/")
    assert configuration.find_base_path() == "/a/b"


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
