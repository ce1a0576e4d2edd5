"""Find and remove what this machine's own disk keeps of people who were erased, perhaps by another replica.

A replica has files that no other one can reach: sentences that were spoken, decks as they were read, copies of pictures and
of episodes. The database records by number who was erased. Each replica looks there at its start and once a minute, does what
is new, and notes beside its files what it has done.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from exchange.importers.images import FOLDER as PICTURES
from files import digest, write_atomically
from services import object_cache
from services.connections import connect
from services.library import parsed_decks
from services.object_storage import ObjectStoreError, open_remote_store
from services.search.search import discard_index
from services.workspace import Workspace
from store.connection import to_ms
from store.tables.learners import erasure

LOGGER = logging.getLogger("rehearsal")
MARK_FILE = "erased.json"
# Work that was under way when somebody was erased, such as an episode, may still end: then it is looked for once more.
LATE_WORK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Erased:
    """Who was erased, by number; which decks went, by the hash of how the names of their episodes begin; what texts stay."""

    learners: tuple[tuple[int, int], ...]
    decks: frozenset[bytes]
    hashes: frozenset[str]

    def describe(self, now: datetime) -> str:
        """Return a value that changes when there may be new traces to show."""
        newest = max((at for _, at in self.learners), default=0)
        return digest(repr((self.learners, sorted(self.decks), newest < to_ms(now - LATE_WORK))), 32)


def forget_erased(ws: Workspace, now: datetime, *, whatever: bool = False) -> tuple[str, ...]:
    """Remove what the data folder keeps of people who were erased, unless that was done; `whatever` does it again.

    Returns the names of what could not be removed; it is tried again the next time.
    """
    with connect(ws) as connection:
        learners = erasure.list_erased_learners(connection)
        if not learners:
            return ()
        erased = _Erased(
            learners=learners,
            decks=erasure.list_erased_decks(connection),
            hashes=erasure.list_known_hashes(connection),
        )
    mark = erased.describe(now)
    if not whatever and _read_mark(ws) == mark:
        return ()
    parsed_decks.forget_unknown(ws.data, erased.hashes)
    failed = tuple(_remove_files(ws, erased))
    if not failed:
        write_atomically(ws.data / MARK_FILE, json.dumps({"erased": mark}).encode())
    return failed


def forget_erased_quietly(ws: Workspace, now: datetime) -> None:
    """Do the same beside what the server does; log what stands in the way."""
    try:
        failed = forget_erased(ws, now)
    except Exception:
        LOGGER.exception("files of people who were erased could not be looked for")
        return
    if failed:
        LOGGER.warning("files of people who were erased are left: %s", ", ".join(failed))


def get_beginning(slug: str) -> str:
    """Return how the names of a deck's episodes begin, as `services.listening.episode_files.make_name` writes them.

    An episode of another deck whose name begins in the same way goes too, and is made again.
    """
    return re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-")[:80].strip("-")


def hash_beginning(slug: str) -> bytes:
    """Return what is stored of a deck that was removed: its name cannot be read from it."""
    return hashlib.sha256(get_beginning(slug).encode()).digest()


def _read_mark(ws: Workspace) -> str:
    try:
        return str(json.loads((ws.data / MARK_FILE).read_bytes())["erased"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _remove_files(ws: Workspace, erased: _Erased) -> Iterator[str]:
    """Remove files; yield the names of those that stayed. Sentences go all: whose they were is written nowhere, and they
    are spoken again when they are needed.
    """
    folders = [ws.audio / "clips", *(ws.data / "drafts" / str(number) for number, _ in erased.learners)]
    if erased.decks:
        folders.append(ws.audio / "cards")
        discard_index(ws)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            yield folder.relative_to(ws.data).as_posix()
    for folder in (ws.audio / "episodes", ws.audio / "making"):
        for path in folder.glob("*-*"):
            if _is_of_erased_deck(path.name, erased.decks):
                yield from _remove(ws, path)
    yield from _remove_pictures(ws)


def _is_of_erased_deck(name: str, decks: frozenset[bytes]) -> bool:
    """Tell whether a file's name begins as those of a deck that went do."""
    ends = (place for place, letter in enumerate(name) if letter == "-")
    return any(hashlib.sha256(name[:end].encode()).digest() in decks for end in ends)


def _remove_pictures(ws: Workspace) -> Iterator[str]:
    """Remove copies of pictures that the object store has no more; yield the names of those that stayed."""
    store, folder = open_remote_store(), ws.data / object_cache.FOLDER / PICTURES
    copies = [path for path in folder.glob("*") if path.is_file()]
    if store is None or not copies:
        return
    try:
        stored_names = {one.name for one in store.list(f"{PICTURES}/")}
    except ObjectStoreError:
        yield f"{object_cache.FOLDER}/{PICTURES}"
        return
    for path in copies:
        if f"{PICTURES}/{path.name}" not in stored_names:
            yield from _remove(ws, path)


def _remove(ws: Workspace, path: Path) -> Iterator[str]:
    with suppress(OSError):
        path.unlink(missing_ok=True)
        return
    yield path.relative_to(ws.data).as_posix()
