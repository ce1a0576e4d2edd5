"""Copies of objects on the server's own disk: fetched once, and bounded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from objects.folder import FolderStore
from objects.interface import ObjectStoreError
from services import object_cache
from services.workspace import Workspace

pytestmark = pytest.mark.engines("sqlite")  # no database is opened


def place(folder: Path, name: str, size: int, used: int) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    os.utime(path, (used, 1))
    return path


def test_what_was_not_used_for_longest_goes_until_the_limit_is_kept(tmp_path: Path) -> None:
    old, middle = place(tmp_path, "a/old", 40, used=100), place(tmp_path, "b/middle", 40, used=200)
    new = place(tmp_path, "a/new", 40, used=300)
    object_cache.prune_cache(tmp_path, 120)
    assert old.exists()
    object_cache.prune_cache(tmp_path, 119)
    assert [path.exists() for path in (old, middle, new)] == [False, True, True]
    object_cache.prune_cache(tmp_path, 0)
    assert [path.exists() for path in (middle, new)] == [False, False]


def test_what_is_asked_for_while_the_cache_is_pruned_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [place(tmp_path, name, 40, used) for used, name in enumerate(("old", "older-but-asked-for", "new"), 100)]
    unlink = Path.unlink

    def unlink_while_asked_for(path: Path, missing_ok: bool = False) -> None:
        os.utime(paths[1], (200, 1))
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink_while_asked_for)
    object_cache.prune_cache(tmp_path, 40)
    assert [path.exists() for path in paths] == [False, True, False]


def test_an_object_is_fetched_once_and_its_use_is_noted(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "store")
    store.put("pictures/a.png", b"picture")
    ws = Workspace(data=tmp_path / "data", content=tmp_path)
    path = object_cache.get_cached_file(ws, store, "pictures/a.png")
    assert path is not None
    assert path == ws.data / "cache" / "pictures/a.png"
    assert path.read_bytes() == b"picture"
    store.delete("pictures/a.png")
    os.utime(path, (100, 50))
    assert object_cache.get_cached_file(ws, store, "pictures/a.png") == path
    status = path.stat()
    assert status.st_atime > 1_000_000
    assert status.st_mtime == 50  # the date of the content stays
    assert object_cache.get_cached_file(ws, store, "pictures/b.png") is None


def test_a_store_that_cannot_be_asked_is_not_an_object_that_is_missing(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "store")
    (tmp_path / "store" / "pictures" / "a.png").mkdir(parents=True)  # a folder in its place cannot be read
    with pytest.raises(ObjectStoreError):
        object_cache.get_cached_file(Workspace(data=tmp_path / "data", content=tmp_path), store, "pictures/a.png")


def test_the_folder_is_looked_through_at_the_first_copy_and_after_many_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(object_cache, "BYTES_BETWEEN_PRUNINGS", 100)
    store = FolderStore(tmp_path / "store")
    for name, size in (("a", 10), ("b", 60), ("c", 39), ("d", 1)):
        store.put(name, b"x" * size)
    ws = Workspace(data=tmp_path / "data", content=tmp_path)
    pruned = []
    monkeypatch.setattr(object_cache, "prune_cache", pruned.append)
    counts = []
    for name in "abcd":
        object_cache.get_cached_file(ws, store, name)
        counts.append(len(pruned))
    assert counts == [1, 1, 1, 2]
