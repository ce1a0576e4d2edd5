"""Frames of an episode that another process makes, handed over as they come: a listener here hears what there is meanwhile.

Processes that share a data folder read the maker's own file. Replicas that share an object store pass parts through it, below
`making/<episode>/<token>/`; the maker sends them only when somebody follows.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from objects.interface import ObjectMissingError, ObjectStore
from services.leases import get_process_number
from store.tables.leases import LeaseRow

FOLDER = "making"


class FramesPublisher:
    """Sends what a growing file has gained since last time."""

    def __init__(self, store: ObjectStore, name: str, token: int, frames: Path) -> None:
        self._store = store
        self._folder = f"{FOLDER}/{name}/{token}"
        self._frames = frames
        self._sent = 0
        self._parts = 0

    def publish(self) -> None:
        """Send one part with everything that is new. Raises ObjectStoreError."""
        with self._frames.open("rb") as stream:
            stream.seek(self._sent)
            content = stream.read()
        if content:
            self._store.put(_name_part(self._folder, self._parts), content)
            self._sent += len(content)
            self._parts += 1


def remove_parts(store: ObjectStore, name: str, token: int) -> None:
    """Remove the parts of a maker of an episode and of those before it, which died. Raises ObjectStoreError."""
    for part in list(store.list(f"{FOLDER}/{name}/")):
        if int(part.name.split("/")[-2]) <= token:
            store.delete(part.name)


def remove_abandoned(store: ObjectStore, now: datetime) -> int:
    """Remove the parts that nobody added to for a day: their maker died and nobody took over; return how many."""
    old = [part.name for part in store.list(f"{FOLDER}/") if now - part.modified > timedelta(days=1)]
    for name in old:
        store.delete(name)
    return len(old)


class FramesFollower:
    """Copies the frames that another process makes into a file of this one."""

    def __init__(self, store: ObjectStore | None, folder: Path, name: str) -> None:
        self._store = store
        self._folder = folder
        self._name = name
        self._token = 0
        self._parts = 0
        self._read = 0

    def copy_new(self, row: LeaseRow, sink: BinaryIO) -> None:
        """Append what is new to `sink`, which is emptied when another maker has begun anew. Raises ObjectStoreError."""
        if row.token != self._token:
            self._token, self._parts, self._read = row.token, 0, 0
            sink.seek(0)
            sink.truncate()
        if self._store is None:
            self._copy_file(row, sink)
        else:
            self._copy_parts(self._store, sink)
        sink.flush()

    def _copy_file(self, row: LeaseRow, sink: BinaryIO) -> None:
        source = get_frames_path(self._folder, self._name, get_process_number(row.holder))
        try:
            with source.open("rb") as stream:
                stream.seek(self._read)
                content = stream.read()
        except FileNotFoundError:
            return
        sink.write(content)
        self._read += len(content)

    def _copy_parts(self, store: ObjectStore, sink: BinaryIO) -> None:
        while True:
            try:
                content = store.read(_name_part(f"{FOLDER}/{self._name}/{self._token}", self._parts))
            except ObjectMissingError:
                return
            sink.write(content)
            self._parts += 1


def get_frames_path(folder: Path, name: str, process: int) -> Path:
    """Return the file of frames that a process makes of an episode, below the folder of audio."""
    return folder / "making" / f"{name}.{process}.frames"


def _name_part(folder: str, number: int) -> str:
    return f"{folder}/{number:06d}"
