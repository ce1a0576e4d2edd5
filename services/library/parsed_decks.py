"""Decks that were read, kept by the hash of their text: in memory, and on disk for the next start.

Reading is most of what a large deck costs. The file on disk is a pickle of the deck's values in the private data folder;
only classes of `deck.model` and times are made from it, and a file that another version of the reader wrote is not used.
"""

from __future__ import annotations

import hashlib
import io
import logging
import pickle
import sys
import threading
from collections.abc import Collection
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version as get_version
from pathlib import Path

import deck as reader
from deck.model import Deck
from files import write_atomically
from services.configuration import ROOT
from store.connection import Connection
from store.tables.library import decks as table

LOGGER = logging.getLogger("rehearsal")
FOLDER = "parsed"
# Below this, reading the text is as fast as reading the file.
MIN_TEXT_BYTES = 64 * 1024
MAX_FILES = 64
MAX_IN_MEMORY = 64
_NAME_LETTERS = 40  # of a text's hash, in the name of its file
# What decides how a text is read and which cards it gives, in which order: our own sources, and the libraries they read with.
_READER_SOURCES = ("deck", "files.py", "quiz", "services/library/versions.py")
_READER_LIBRARIES = ("markdown-it-py", "PyYAML", "rapidfuzz")
_SAFE_MODULES = frozenset({"deck.model", "datetime"})


@lru_cache(maxsize=1)
def get_reader_version() -> str:
    """Return a value that changes whenever this program may read a text in another way."""
    libraries = [get_version(name) for name in _READER_LIBRARIES]
    digest = hashlib.sha256(repr((sys.version_info, libraries)).encode())
    for name in _READER_SOURCES:
        place = ROOT / name
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


_memory: dict[str, Deck] = {}
_memory_lock = threading.Lock()
# One text is read once, and nobody waits for another text's reading.
_reading: dict[str, threading.Lock] = {}


def load_parsed(connection: Connection, version: table.VersionRow) -> Deck:
    """Return the deck of a version, the same object for the same text."""
    parsed = _get(version.sha)
    if parsed is not None:
        return parsed
    with _memory_lock:
        lock = _reading.setdefault(version.sha, threading.Lock())
    with lock:
        parsed = _get(version.sha)
        if parsed is None:
            folder = get_folder(connection)
            parsed = _read_file(folder, version.sha)
            if parsed is None:
                text = table.load_text(connection, version.id)
                parsed = reader.parse(text)
                _write_file(folder, version.sha, parsed, len(text))
            remember(version.sha, parsed)
    with _memory_lock:
        _reading.pop(version.sha, None)
    return parsed


def remember(sha: str, parsed: Deck) -> None:
    """Keep a deck in memory; the least recently used one goes first."""
    with _memory_lock:
        _memory.pop(sha, None)
        while len(_memory) >= MAX_IN_MEMORY:
            del _memory[next(iter(_memory))]
        _memory[sha] = parsed


def store_parsed(connection: Connection, sha: str, parsed: Deck, size: int) -> None:
    """Keep a deck that was just read, in memory and on disk. `size` is that of its text in bytes."""
    remember(sha, parsed)
    _write_file(get_folder(connection), sha, parsed, size)


def forget_unknown(data: Path, hashes: Collection[str]) -> None:
    """Forget every text whose hash is not among these, in memory and in the data folder."""
    beginnings = {sha[:_NAME_LETTERS] for sha in hashes}
    with _memory_lock:
        for sha in [sha for sha in _memory if sha not in hashes]:
            del _memory[sha]
    for path in (data / FOLDER).glob("*-*"):
        if path.suffix in (".pickle", ".json") and path.name[:_NAME_LETTERS] not in beginnings:
            path.unlink(missing_ok=True)


def get_folder(connection: Connection) -> Path:
    """Return the folder in the data folder that holds what was read."""
    if connection.folder is None:
        raise ValueError("the connection was opened without a data folder")
    return connection.folder / FOLDER


def _get(sha: str) -> Deck | None:
    with _memory_lock:
        parsed = _memory.pop(sha, None)
        if parsed is not None:
            _memory[sha] = parsed  # the least recently used stands first
        return parsed


def _get_path(folder: Path, sha: str) -> Path:
    return folder / f"{sha[:_NAME_LETTERS]}-{get_reader_version()}.pickle"


class _DeckUnpickler(pickle.Unpickler):
    """Makes decks and nothing else: a file that was put there by somebody must not run anything."""

    def find_class(self, module: str, name: str) -> object:
        """Return a class that a deck may hold. Raises UnpicklingError for any other."""
        # A dotted name walks through a module's attributes to whatever it imported.
        if module in _SAFE_MODULES and "." not in name:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not a part of a deck")


def _read_file(folder: Path, sha: str) -> Deck | None:
    try:
        data = _get_path(folder, sha).read_bytes()
    except OSError:
        return None
    try:
        parsed = _DeckUnpickler(io.BytesIO(data)).load()
    except Exception:  # noqa: BLE001  a damaged pickle raises anything; the text is still there to be read
        LOGGER.warning("a parsed deck on disk is damaged and is made again: %s", sha[:12])
        return None
    return parsed if isinstance(parsed, Deck) else None


def _write_file(folder: Path, sha: str, parsed: Deck, size: int) -> None:
    """Write a file whole or not at all. A failure costs time at the next start and nothing else."""
    if size < MIN_TEXT_BYTES:
        return
    with suppress(OSError):
        data = pickle.dumps(parsed, protocol=pickle.HIGHEST_PROTOCOL)
        write_atomically(_get_path(folder, sha), data, durable=False)
        prune_folder(folder, "*.pickle")


def prune_folder(folder: Path, pattern: str) -> None:
    """Delete the oldest of the files whose names match, so that 64 stay."""
    files = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[MAX_FILES:]:
        path.unlink(missing_ok=True)
