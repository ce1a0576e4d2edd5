"""The words in which a deck's text is read aloud, found out by a process of its own, once for each version, and kept.

A feed says how long each of its episodes lasts, so it needs every sentence of the deck: seven seconds of computing for a
deck of 350 kB, in which the server would answer nobody else.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from deck.model import Deck
from errors import UserError
from files import digest, write_atomically
from services.configuration import ROOT
from services.connections import connect
from services.library import parsed_decks
from services.library.deck_lookup import require_deck
from services.workspace import Workspace
from speech.script import read_ahead
from speech.text.reader import TextReader, create_reader
from store.tables.library import decks as table

LOGGER = logging.getLogger("rehearsal")
# Below this, a text is read about as fast here as a process starts.
MIN_TEXT_BYTES = 32 * 1024
# Ten times what a deck of 20,000 questions takes; after that the server reads it itself.
MAX_SECONDS = 1200.0
SUFFIX = ".readings.json"
# What decides how a text is read.
_SOURCES = ("speech/text", "speech/script")

# Versions that are known to be read: memory holds the readings of about ten decks like the one that is shipped.
MAX_KNOWN = 8
_known: dict[tuple[str, TextReader], None] = {}
_lock = threading.Lock()
_processes = threading.Semaphore(2)  # each keeps a core busy
_reading: dict[tuple[str, TextReader], threading.Lock] = {}


@dataclass(slots=True)
class _Work:
    """The processes that read now, and how often all were stopped: once in a server's life, more often in tests."""

    processes: set[subprocess.Popen[bytes]] = field(default_factory=set)
    stops: int = 0


_work = _Work()


class ReadingStoppedError(UserError):
    """The server stopped while a deck was read."""

    def __init__(self) -> None:
        super().__init__("The server is about to stop.", "Ask again in a minute.")


@lru_cache(maxsize=1)
def _get_version() -> str:
    """Return a value that changes whenever this program may read a text aloud in another way."""
    sources = sorted(path for name in _SOURCES for path in (ROOT / name).rglob("*.py"))
    return digest(parsed_decks.get_reader_version() + "".join(path.read_text("utf-8") for path in sources), 12)


def prepare_readings(ws: Workspace, deck_id: str, deck: Deck, engines: tuple[str, ...]) -> None:
    """Have the newest version of a deck read, with and without the respellings for an engine. Blocks, without computing.

    What fails costs time and nothing else: the server reads the text itself then. Raises ReadingStoppedError when it stops.
    """
    with connect(ws) as connection:
        version = table.load_newest_version(connection, require_deck(connection, deck_id).id)
        if version is None:
            return
        readers = {create_reader(deck): (), create_reader(deck, engines): engines}
        missing = {
            (version.sha, reader): names for reader, names in readers.items() if not _is_known(version.sha, reader)
        }
        text = table.load_text(connection, version.id) if missing else b""
    for (sha, reader), names in missing.items():
        with _lock:
            lock = _reading.setdefault((sha, reader), threading.Lock())
        with lock:
            if not _is_known(sha, reader):
                if len(text) >= MIN_TEXT_BYTES:
                    _load_or_read(ws.data / parsed_decks.FOLDER, sha, text, reader, names)
                with _lock:
                    _known[sha, reader] = None
                    while len(_known) > MAX_KNOWN:
                        del _known[next(iter(_known))]
        with _lock:
            _reading.pop((sha, reader), None)


def _is_known(sha: str, reader: TextReader) -> bool:
    with _lock:
        if (sha, reader) not in _known:
            return False
        _known[sha, reader] = _known.pop((sha, reader))  # the least recently used stands first
        return True


def _load_or_read(folder: Path, sha: str, text: bytes, reader: TextReader, engines: tuple[str, ...]) -> None:
    """Take over what was kept of a text, else have it read and keep it."""
    path = folder / f"{sha[:40]}-{_get_version()}-{digest(repr(reader), 12)}{SUFFIX}"
    try:
        read_ahead.take_over_reply(reader, path.read_text("ascii"))
    except (OSError, ValueError):
        pass
    else:
        return
    try:
        reply = _run_process(text, engines)
        read_ahead.take_over_reply(reader, reply)
        write_atomically(path, reply.encode("ascii"), durable=False)
        parsed_decks.prune_folder(folder, f"*{SUFFIX}")
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        LOGGER.warning("a deck is not read for the ear ahead of time: %s", error)


def _run_process(text: bytes, engines: tuple[str, ...]) -> str:
    """Return what the process writes. Somebody waits for it, so that it runs at the server's own priority.

    Raises ReadingStoppedError when the server stops meanwhile.
    """
    command = [sys.executable, "-m", "speech.script.read_ahead", *engines]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}
    stops = _work.stops  # as it is before the wait for a turn, in which the server may stop
    with _processes:
        with _lock:
            if stops != _work.stops:
                raise ReadingStoppedError
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            _work.processes.add(process)
        try:
            reply, complaint = process.communicate(text, timeout=MAX_SECONDS)
        finally:
            process.kill()  # one that took too long; nothing happens to one that ended
            process.wait()
            with _lock:
                _work.processes.discard(process)
    if stops != _work.stops:
        raise ReadingStoppedError
    if process.returncode:
        raise ValueError(complaint.decode("utf-8", "replace")[-500:] or f"exit status {process.returncode}")
    return reply.decode("ascii")


def stop_all() -> None:
    """End the processes that read, and those who wait for them: the server is about to stop."""
    with _lock:
        _work.stops += 1
        for process in _work.processes:
            process.kill()
