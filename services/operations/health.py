"""Whether this instance can do its work: what stops it, and what it does without."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from datetime import datetime

from errors import UserError
from services.configuration import get_configuration
from services.connections import connect
from services.library import content_sync
from services.listening import episode_jobs, synthesizer
from services.object_storage import find_store_failure
from services.operations import backups
from services.roles import require_administrator
from services.workspace import Workspace
from speech.model import Voices
from store.connection import measure_size, probe
from store.database_errors import StoreError

# A grade is a few kilobytes, an episode some megabytes: below this, making room is the next thing to do.
MIN_FREE_BYTES = 50 * 1024 * 1024
# Whoever probes the server gives up after a few seconds, and may ask every few: neither a long write nor a speech engine, which
# takes a while to start, may hold up the answer.
_LOCK_SECONDS = 2.0
_VOICE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Health:
    """`failures` are sentences about what does not work, `warnings` about what works less well than it should."""

    failures: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def status(self) -> str:
        """Return `ok`, `degraded` or `unavailable`."""
        return "unavailable" if self.failures else "degraded" if self.warnings else "ok"


def check_life(ws: Workspace) -> Health:
    """Look whether the database opens, and what of the content folder could not be read. Cheap: for every few seconds."""
    failures = _find_database_failure(ws, write=False)
    return Health(failures=failures, warnings=content_sync.describe_skipped(ws))


def check_readiness(ws: Workspace) -> Health:
    """Look whether answers can be committed, decks were read, the disk has room, a voice speaks and the object
    store answers."""
    failures = [*_find_database_failure(ws, write=True)]
    if not content_sync.is_synced(ws):
        failures.append("The decks have not been read yet.")
    # Without the object store people can still practise: a replica is not taken out of service for it.
    store_failure = find_store_failure()
    warnings = [
        *content_sync.describe_skipped(ws),
        *_find_disk_warning(ws),
        *_find_voice_warning(),
        *filter(None, [store_failure]),
    ]
    return Health(failures=tuple(failures), warnings=tuple(warnings))


@dataclass(frozen=True, slots=True)
class HealthPart:
    """One thing that an instance needs: `sentences` say what is wrong, or that nothing is; `status` as in `Health`."""

    title: str
    status: str
    sentences: tuple[str, ...]


def inspect_health(ws: Workspace, learner: int, now: datetime) -> tuple[HealthPart, ...]:
    """Look at what `check_readiness` looks at, part by part, and at backups and work under way. Raises UserError for a
    learner who is no administrator.
    """
    with connect(ws) as connection:
        require_administrator(connection, learner)
    waiting_count, running_count = episode_jobs.count_busy()
    has_objects = bool(get_configuration().objects)
    progress = content_sync.get_progress(ws)
    reading = (f"Reading {progress.name}, {progress.done + 1} of {progress.total}.",) if progress else ()
    return (
        _make_part("Database", _find_database_failure(ws, write=True), "It is writable.", "unavailable"),
        _make_part("Decks", content_sync.describe_skipped(ws), " ".join(reading) or "All files have been read."),
        _make_part("Disk", _find_disk_warning(ws), "There is enough space."),
        _make_part("Voice", _find_voice_warning(), "A voice speaks."),
        _inspect_backup(ws, now),
        *(
            (_make_part("Object store", tuple(filter(None, (find_store_failure(),))), "It answers."),)
            if has_objects
            else ()
        ),
        HealthPart("Episodes", "ok", (f"{running_count} being made, {waiting_count} waiting.",)),
    )


def _make_part(title: str, findings: tuple[str, ...], otherwise: str, worst: str = "degraded") -> HealthPart:
    return HealthPart(title, worst if findings else "ok", findings or (otherwise,))


def _inspect_backup(ws: Workspace, now: datetime) -> HealthPart:
    try:
        description = backups.describe_daily_copy(ws, now)
    except UserError as error:
        return HealthPart("Backup", "degraded", (f"Cannot tell whether there is a backup: {error}",))
    missing = "There is no backup from today yet. One is made within half an hour."
    return HealthPart("Backup", "ok" if description else "degraded", (description or missing,))


def measure_database(ws: Workspace) -> int:
    """Return how many bytes the database takes; 0 when it cannot be asked."""
    try:
        return measure_size(ws.database)
    except (StoreError, UserError):
        return 0


def _find_database_failure(ws: Workspace, *, write: bool) -> tuple[str, ...]:
    try:
        probe(ws.database, _LOCK_SECONDS, write=write)
    except (StoreError, UserError) as error:
        return (f"The database cannot be {'written' if write else 'opened'}: {error}.",)
    return ()


def _find_disk_warning(ws: Workspace) -> tuple[str, ...]:
    try:
        free_bytes = shutil.disk_usage(ws.data).free
    except OSError as error:
        return (f"The data folder cannot be inspected: {error}.",)
    if free_bytes < MIN_FREE_BYTES:
        return (f"The disk of the data folder has {free_bytes // 1024 // 1024} MB left.",)
    return ()


_voice_checked: dict[str, tuple[float, tuple[str, ...]]] = {}


def _find_voice_warning() -> tuple[str, ...]:
    """Ask the default engine for its voices, once in a while."""
    engine = Voices().engine
    now = time.monotonic()
    checked = _voice_checked.get(engine)
    if checked is None or now - checked[0] > _VOICE_SECONDS:
        try:
            voices = synthesizer.list_voices(engine)
            warnings: tuple[str, ...] = () if voices else (f"The speech engine {engine} has no voices.",)
        except UserError as error:
            warnings = (f"No voice speaks: {error}",)
        checked = _voice_checked[engine] = (now, warnings)
    return checked[1]
