"""Frames that another process makes: handed over as they come, each once, and begun anew with another maker."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from objects.folder import FolderStore
from services.listening.shared_frames import (
    FramesFollower,
    FramesPublisher,
    get_frames_path,
    remove_abandoned,
    remove_parts,
)
from store.tables.leases import LeaseRow


def make_row(token: int, holder: str = "machine/7/x") -> LeaseRow:
    return LeaseRow(name="episode:one", holder=holder, token=token, beat=0, done=0, seconds=0.0)


def list_parts(store: FolderStore) -> list[str]:
    return sorted(part.name for part in store.list("making/"))


def test_parts_are_sent_once_and_followed_to_the_last(tmp_path: Path) -> None:
    store, frames, sink = FolderStore(tmp_path / "store"), tmp_path / "frames", io.BytesIO()
    publisher = FramesPublisher(store, "one", 3, frames)
    follower = FramesFollower(store, tmp_path, "one")
    follower.copy_new(make_row(3), sink)
    assert sink.getvalue() == b""
    for more in (b"first ", b"", b"second"):
        with frames.open("ab") as stream:
            stream.write(more)
        publisher.publish()
        follower.copy_new(make_row(3), sink)
    assert sink.getvalue() == b"first second"
    assert list_parts(store) == ["making/one/3/000000", "making/one/3/000001"]
    # The maker died, and another began anew.
    other = tmp_path / "other"
    other.write_bytes(b"anew")
    FramesPublisher(store, "one", 4, other).publish()
    follower.copy_new(make_row(4), sink)
    assert sink.getvalue() == b"anew"
    late = io.BytesIO()
    FramesFollower(store, tmp_path, "one").copy_new(make_row(3), late)
    assert late.getvalue() == b"first second"


def test_parts_of_a_maker_go_with_those_before_it_and_no_others(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "store")
    for name, token in (("one", 2), ("one", 3), ("one", 10), ("other", 1)):
        store.put(f"making/{name}/{token}/000000", b"x")
    remove_parts(store, "one", 3)
    assert list_parts(store) == ["making/one/10/000000", "making/other/1/000000"]
    now = datetime.now(UTC)
    assert remove_abandoned(store, now + timedelta(hours=23)) == 0
    assert remove_abandoned(store, now + timedelta(hours=25)) == 2
    assert list_parts(store) == []


def test_processes_of_one_machine_read_the_makers_file(tmp_path: Path) -> None:
    source = get_frames_path(tmp_path, "one", 7)
    assert source != get_frames_path(tmp_path, "one", os.getpid())
    follower, sink = FramesFollower(None, tmp_path, "one"), io.BytesIO()
    follower.copy_new(make_row(1), sink)  # nothing is there yet
    source.parent.mkdir(parents=True)
    source.write_bytes(b"first ")
    follower.copy_new(make_row(1), sink)
    with source.open("ab") as stream:
        stream.write(b"second")
    follower.copy_new(make_row(1), sink)
    follower.copy_new(make_row(1), sink)
    assert sink.getvalue() == b"first second"
    get_frames_path(tmp_path, "one", 8).write_bytes(b"anew")
    follower.copy_new(make_row(2, "machine/8/x"), sink)
    assert sink.getvalue() == b"anew"
