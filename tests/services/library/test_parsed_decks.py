"""Decks that were read are kept by the hash of their text: bounded, in memory and on disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import deck
from services.connections import connect
from services.library import parsed_decks
from services.workspace import Workspace
from store.tables.library import decks

pytestmark = pytest.mark.engines("sqlite")  # files, not statements
QUESTION = "**Question:** What is number one?\n\n**Answer:** A number that is larger than the one before it.\n\n"
LARGE = QUESTION.replace("before it.", "before it. " + "It waits for the next one to come. " * 2000)


def make_version(ws: Workspace, text: str) -> decks.VersionRow:
    with connect(ws) as connection:
        row = decks.create_deck(connection, f"deck {len(text)}", "added", 0)
        return decks.add_version(connection, row.id, text.encode(), "", "", 0)


def list_files(ws: Workspace) -> list[str]:
    folder = ws.data / parsed_decks.FOLDER
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_large_text_is_read_once_and_kept_for_the_next_start(workspace: Workspace) -> None:
    assert len(LARGE.encode()) >= parsed_decks.MIN_TEXT_BYTES
    version, small = make_version(workspace, LARGE), make_version(workspace, QUESTION)
    with connect(workspace) as connection:
        first = parsed_decks.load_parsed(connection, version)
        assert parsed_decks.load_parsed(connection, version) is first
        parsed_decks.load_parsed(connection, small)
        assert list_files(workspace) == [f"{version.sha[:40]}-{parsed_decks.get_reader_version()}.pickle"]
        parsed_decks.forget_unknown(Path("nowhere"), ())  # another process: nothing in memory
        again = parsed_decks.load_parsed(connection, version)
    assert again is not first
    assert again == first
    assert len(again.questions) == 1


def test_only_texts_that_are_known_stay(workspace: Workspace) -> None:
    version, other = make_version(workspace, LARGE), make_version(workspace, LARGE + QUESTION)
    parsed_decks.forget_unknown(Path("nowhere"), ())
    with connect(workspace) as connection:
        kept, gone = (parsed_decks.load_parsed(connection, one) for one in (version, other))
        (workspace.data / parsed_decks.FOLDER / "unrelated-note.txt").write_text("stays")
        parsed_decks.forget_unknown(workspace.data, {version.sha})
        names = list_files(workspace)
        assert [name[:40] for name in names if name.endswith(".pickle")] == [version.sha[:40]]
        assert "unrelated-note.txt" in names
        assert parsed_decks.load_parsed(connection, version) is kept
        assert parsed_decks.load_parsed(connection, other) is not gone


def test_the_deck_that_was_not_used_for_longest_is_forgotten_first(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsed_decks, "MAX_IN_MEMORY", 2)
    versions = [make_version(workspace, QUESTION * count) for count in (1, 2, 3)]
    parsed_decks.forget_unknown(Path("nowhere"), ())
    with connect(workspace) as connection:
        first, _ = (parsed_decks.load_parsed(connection, version) for version in versions[:2])
        assert parsed_decks.load_parsed(connection, versions[0]) is first  # used again
        parsed_decks.remember(versions[2].sha, deck.parse(QUESTION * 3))
        assert parsed_decks.load_parsed(connection, versions[0]) is first


def test_the_oldest_files_go_so_that_so_many_stay(tmp_path: Path) -> None:
    for number in range(parsed_decks.MAX_FILES + 2):
        path = tmp_path / f"{number:03}.pickle"
        path.write_bytes(b"")
        os.utime(path, (number, 1000 - number))  # the last one is the oldest
    (tmp_path / "note.txt").write_text("")
    parsed_decks.prune_folder(tmp_path, "*.pickle")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [*(f"{number:03}.pickle" for number in range(parsed_decks.MAX_FILES)), "note.txt"]
