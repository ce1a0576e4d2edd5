"""Where an instance lives: a file in its data folder, or the database of a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.workspace import Workspace, from_environment

pytestmark = pytest.mark.engines("sqlite")  # no database is opened
ADDRESS = "postgresql://ada:secret@db.example.org/rehearsal"


def test_the_database_is_a_file_unless_an_address_is_given(tmp_path: Path) -> None:
    ws = Workspace(data=tmp_path, content=tmp_path / "decks")
    assert ws.database == tmp_path / "rehearsal.sqlite3"
    assert ws.audio == tmp_path / "audio"
    on_server = Workspace(data=tmp_path, content=tmp_path / "decks", address=ADDRESS)
    assert on_server.database == ADDRESS
    assert "secret" not in repr(on_server)
    assert on_server != ws


def test_the_environment_names_it_and_the_same_values_give_the_same_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, folder in (("DATA", "data"), ("CONTENT", "decks")):
        monkeypatch.setenv(f"REHEARSAL_{name}", str(tmp_path / folder))
    monkeypatch.delenv("REHEARSAL_DATABASE", raising=False)
    ws = from_environment()
    assert (ws.data, ws.content, ws.address) == (tmp_path / "data", tmp_path / "decks", "")
    assert from_environment() is ws
    monkeypatch.setenv("REHEARSAL_DATABASE", ADDRESS)
    assert from_environment().address == ADDRESS
    monkeypatch.setenv("REHEARSAL_DATA", str(tmp_path / "other"))
    assert from_environment().data == tmp_path / "other"
