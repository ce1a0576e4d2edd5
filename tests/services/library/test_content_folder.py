"""Odd things in the content folder: skipped and told, and the other decks are served."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deck import parser
from services.library import catalog, content_folder, content_sync, parsed_decks, suggestion_patches
from services.operations import health
from services.workspace import Workspace

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DECK = "# Pools\n\n**Question:** Why bound a pool?\n\n**Answer:** So that a burst waits in one place.\n"


def dangle(path: Path) -> None:
    path.symlink_to("nowhere.md")


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def lead_outside(path: Path) -> None:
    outside = path.parent.parent / "private.md"
    outside.write_text("# Private\n\n**Question:** Key?\n\n**Answer:** 42\n")
    path.symlink_to(outside)


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_socket(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as door:  # a path over 100 characters fails: bind by the descriptor
        door.bind(f"/proc/self/fd/{folder}/{path.name}")
    os.close(folder)


def make_folder(path: Path) -> None:
    path.mkdir()


def make_huge(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(20 * 1024 * 1024)


def make_binary(path: Path) -> None:
    path.write_bytes(b"\x00\x05\x16\x07\x00\x02Mac OS X" + bytes(200))


ODD: dict[str, tuple[Callable[[Path], None], str]] = {
    "dangling": (dangle, "leads nowhere"),
    "loop": (loop, "cannot be read"),
    "outside": (lead_outside, "outside the folder"),
    "fifo": (make_fifo, "not a regular file"),
    "socket": (make_socket, "not a regular file"),
    "folder": (make_folder, "is a folder"),
    "huge": (make_huge, "more than 16 MB"),
    "binary": (make_binary, "not a text file"),
}


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    content = tmp_path / "content"
    content.mkdir()
    (content / "pools.md").write_text(DECK)
    return Workspace(tmp_path / "data", content)


def list_ids(ws: Workspace) -> list[str]:
    return [summary.id for summary in catalog.list_decks(ws)]


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_file_is_skipped_and_told(ws: Workspace, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    make, reason = ODD[kind]
    make(ws.content / ".#deck.md")
    with caplog.at_level(logging.WARNING, "rehearsal"):
        content_sync.sync_content(ws, NOW)
        content_sync.sync_content(ws, NOW)
    assert list_ids(ws) == ["pools"]
    [sentence] = content_sync.describe_skipped(ws)
    assert sentence.startswith(".#deck.md ") and reason in sentence
    assert sum(".#deck.md" in record.getMessage() for record in caplog.records) == 1
    found = health.check_life(ws)
    assert (found.status, found.warnings) == ("degraded", (sentence,))


@pytest.mark.parametrize("kind", ["dangling", "binary"])
@pytest.mark.parametrize("name", [".#pools.md", "._pools.md"])
def test_an_editor_s_file_does_not_take_the_deck_s_place(ws: Workspace, kind: str, name: str) -> None:
    content_sync.sync_content(ws, NOW)
    ODD[kind][0](ws.content / name)
    (ws.content / "pools.md").write_text(DECK.replace("# ", "# Newer ", 1))
    content_sync.sync_content(ws, NOW)
    assert [(summary.id, summary.title[:5]) for summary in catalog.list_decks(ws)] == [("pools", "Newer")]
    assert suggestion_patches.find_path(ws, "pools") == "content/pools.md"


def test_what_nearly_is_a_deck_is_told(ws: Workspace) -> None:
    for name in ("LOUD.MD", "long.markdown", "notes.txt"):
        (ws.content / name).write_text(DECK)
    for name in ("more", "pictures"):
        (ws.content / name).mkdir()
    (ws.content / "more" / "inner.md").write_text(DECK)
    (ws.content / "pictures" / "a.png").write_bytes(b"")
    content_sync.sync_content(ws, NOW)
    assert list_ids(ws) == ["pools"]
    assert content_sync.describe_skipped(ws) == (
        "LOUD.MD in the content folder is not read: its name must end in .md.",
        "long.markdown in the content folder is not read: its name must end in .md.",
        "more in the content folder is not read: it is a folder; decks stand beside it, not in it: move its .md files up.",
    )


def test_a_name_that_is_not_text_is_told_as_an_escape(ws: Workspace) -> None:
    (Path(os.fsdecode(os.fsencode(ws.content) + b"/caf\xe9.md"))).write_text(DECK)
    (ws.content / "two\nlines.md").write_text(DECK)
    content_sync.sync_content(ws, NOW)
    assert list_ids(ws) == ["pools"]
    told = content_sync.describe_skipped(ws)
    assert len(told) == 2
    assert any(sentence.startswith("caf\\xe9.md") for sentence in told)
    assert all(sentence.isprintable() for sentence in told)


def test_a_link_inside_the_folder_is_a_deck(ws: Workspace) -> None:
    (ws.content / "..data").mkdir()
    (ws.content / "..data" / "caches.md").write_text(DECK.replace("pool", "cache"))
    (ws.content / "caches.md").symlink_to("..data/caches.md")  # as Kubernetes mounts a ConfigMap
    content_sync.sync_content(ws, NOW)
    assert list_ids(ws) == ["caches", "pools"]
    assert content_sync.describe_skipped(ws) == ()


def test_a_deck_that_turns_odd_keeps_its_last_version(ws: Workspace) -> None:
    content_sync.sync_content(ws, NOW)
    (ws.content / "pools.md").unlink()
    (ws.content / "pools.md").symlink_to("gone.md")
    content_sync.sync_content(ws, NOW + timedelta(minutes=1))
    assert list_ids(ws) == ["pools"]
    (ws.content / "pools.md").unlink()
    content_sync.sync_content(ws, NOW + timedelta(minutes=2))
    assert list_ids(ws) == []
    assert content_sync.describe_skipped(ws) == ()


def test_a_folder_that_is_gone_retires_nothing(ws: Workspace) -> None:
    content_sync.sync_content(ws, NOW)
    ws.content.rename(ws.content.with_name("elsewhere"))
    content_sync.sync_content(ws, NOW)
    assert list_ids(ws) == ["pools"]
    assert "cannot be read" in content_sync.describe_skipped(ws)[0]


def test_a_file_that_is_mended_is_read(ws: Workspace) -> None:
    make_binary(ws.content / "caches.md")
    content_sync.sync_content(ws, NOW)
    assert list_ids(ws) == ["pools"]
    (ws.content / "caches.md").write_text(DECK.replace("pool", "cache"))
    content_sync.sync_content(ws, NOW)
    assert list_ids(ws) == ["caches", "pools"]
    assert health.check_life(ws).status == "ok"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(ODD)),
            st.binary(min_size=1, max_size=20).filter(lambda name: b"/" not in name and b"\0" not in name),
        ),
        max_size=5,
        unique_by=lambda pair: pair[1],
    )
)
def test_whatever_lies_there_the_good_decks_are_served(
    tmp_path_factory: pytest.TempPathFactory, odd: list[tuple[str, bytes]]
) -> None:
    place = tmp_path_factory.mktemp("odd")
    ws = Workspace(place / "data", place / "content")
    ws.content.mkdir()
    for kind, name in odd:
        path = Path(os.fsdecode(os.fsencode(ws.content) + b"/" + name + b".md"))
        if not os.path.lexists(path) and kind != "socket":
            ODD[kind][0](path)
    (ws.content / "zz pools.md").unlink(missing_ok=True) if not (ws.content / "zz pools.md").is_dir() else None
    (ws.content / "zz good.md").write_text(DECK)
    content_sync.sync_content(ws, NOW)
    assert [summary.title for summary in catalog.list_decks(ws)] == ["Pools"]
    assert all(sentence.isprintable() for sentence in content_sync.describe_skipped(ws))


def test_what_is_replaced_between_look_and_reading_is_not_followed(ws: Workspace) -> None:
    [file] = content_folder.list_content(ws.content).files
    file.path.unlink()
    lead_outside(file.path)
    with pytest.raises(content_folder.UnusableError, match="outside"):
        content_folder.read_content(file, ws.content)
    file.path.unlink()
    make_fifo(file.path)
    with pytest.raises(content_folder.UnusableError, match="regular"):
        content_folder.read_content(file, ws.content)


def test_a_restart_with_nothing_changed_reads_no_deck(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    (ws.content / "large.md").write_text("# Large\n\n" + "**Question:** What?\n\n**Answer:** That.\n\n" * 3000)
    content_sync.sync_content(ws, NOW)
    before = catalog.list_decks(ws)
    content_sync._states.clear()
    parsed_decks._memory.clear()
    monkeypatch.setattr(parser, "_parse", lambda *_: pytest.fail("a deck was read"))
    content_sync.sync_content(ws, NOW)
    assert catalog.list_decks(ws) == before
    assert len(catalog.load_deck(ws, "large").questions) == 3000


def test_another_reader_makes_the_cards_again(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    content_sync.sync_content(ws, NOW)
    content_sync._states.clear()
    parsed_decks._memory.clear()
    monkeypatch.setattr(parsed_decks, "get_reader_version", lambda: "another")
    read: list[object] = []
    parse = parser.parse
    monkeypatch.setattr(parsed_decks.reader, "parse", lambda text: read.append(text) or parse(text))
    content_sync.sync_content(ws, NOW)
    assert len(read) == 1


def test_a_damaged_or_hostile_parsed_file_is_not_believed(ws: Workspace) -> None:
    (ws.content / "large.md").write_text("# Large\n\n" + "**Question:** What?\n\n**Answer:** That.\n\n" * 3000)
    content_sync.sync_content(ws, NOW)
    [file] = (ws.data / parsed_decks.FOLDER).glob("*.pickle")
    for content in (b"", file.read_bytes()[:1000], b"cos\nsystem\n(S'touch /tmp/rehearsal-was-here'\ntR."):
        file.write_bytes(content)
        parsed_decks._memory.clear()
        assert len(catalog.load_deck(ws, "large").questions) == 3000
    assert not Path("/tmp/rehearsal-was-here").exists()


def test_a_look_is_shared_by_the_reruns_of_a_second(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    content_sync.sync_if_changed(ws, NOW)
    looks: list[Path] = []
    listed = content_folder.list_content
    monkeypatch.setattr(content_folder, "list_content", lambda folder: looks.append(folder) or listed(folder))
    monkeypatch.setattr(content_sync.time, "monotonic", lambda: 1_000.0)
    content_sync._get_state(ws).looked_at = 1_000.0
    for _ in range(20):
        content_sync.sync_if_changed(ws, NOW)
    assert looks == []
    (ws.content / "caches.md").write_text(DECK.replace("pool", "cache"))  # a new name is seen at once
    content_sync.sync_if_changed(ws, NOW)
    assert list_ids(ws) == ["caches", "pools"]


def test_a_large_deck_is_read_beside_what_people_do(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    content_sync.sync_if_changed(ws, NOW)
    monkeypatch.setattr(content_sync, "MAX_INLINE_BYTES", 10_000)
    begun, go_on = threading.Event(), threading.Event()
    parse = parser.parse

    def wait_and_parse(text: bytes) -> object:
        begun.set()
        assert go_on.wait(20)
        return parse(text)

    monkeypatch.setattr(content_sync.reader, "parse", wait_and_parse)
    (ws.content / "large.md").write_text("# Large\n\n" + "**Question:** What?\n\n**Answer:** That.\n\n" * 1000)
    content_sync.sync_if_changed(ws, NOW)
    assert begun.wait(20)
    progress = content_sync.get_progress(ws)
    assert progress is not None and (progress.done, progress.total, progress.name) == (0, 1, "large.md")
    assert not content_sync.is_synced(ws)
    content_sync.sync_if_changed(ws, NOW)  # does not wait
    assert list_ids(ws) == ["pools"]
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "content-sync":
            thread.join(20)
    assert list_ids(ws) == ["large", "pools"]
    assert content_sync.is_synced(ws)


def test_a_folder_that_can_be_read_again_is_told_no_longer(ws: Workspace) -> None:
    content_sync.sync_content(ws, NOW)
    elsewhere = ws.content.rename(ws.content.with_name("elsewhere"))
    content_sync.sync_if_changed(ws, NOW, is_first_run=True)
    assert "cannot be read" in content_sync.describe_skipped(ws)[0]
    elsewhere.rename(ws.content)
    content_sync.sync_if_changed(ws, NOW, is_first_run=True)
    assert content_sync.describe_skipped(ws) == ()


def test_a_file_is_read_where_the_system_cannot_open_without_blocking(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "O_NONBLOCK")  # Windows
    content_sync.sync_content(ws, NOW)
    assert list_ids(ws) == ["pools"]


def test_a_patch_names_the_file_of_a_deck_whose_id_was_numbered(ws: Workspace) -> None:
    (ws.content / "Pools.md").write_text(DECK)
    paths = {suggestion_patches.find_path(ws, "pools"), suggestion_patches.find_path(ws, "pools-2")}
    assert paths == {"content/pools.md", "content/Pools.md"}
