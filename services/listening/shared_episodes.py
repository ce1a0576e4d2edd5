"""Finished episodes in an object store, for every replica: `episodes/<name>/made.json` and the files it names.

A file is named by the hash of its content (`episodes/<name>/<sha256>.mp3`) and never changes. The description is written last
and only where there is none: an episode is there with all its files or not at all, and the first of two renderings stays. The
folder of episodes on a replica's disk is a bounded cache of this.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from errors import UserError
from files import write_atomically
from objects.interface import ObjectMissingError, ObjectStore, StoredObject
from objects.transfer import CopyReport, DamagedObjectError, combine_hashes, fetch_file, hash_object

FOLDER = "episodes"
DESCRIPTION = "made.json"
SHARED_SUFFIXES = ("vtt", "json", "mp3")  # zip and M4B are made from these, where they are asked for
# An episode that no replica fetched for so long is removed: it is made again when somebody asks.
KEEP_DAYS = 90
# The description of one that is in use is written anew when it is older than this: that is how the store knows.
RENEW_DAYS = 30
# Files whose description is not there: their writer died, or is still at work.
KEEP_UNFINISHED_DAYS = 1
# That the store lacks an episode is believed for so long: a page asks for the same one at each rerun, a feed for sixty at once.
MISSING_SECONDS = 5.0
MAX_MISSING = 20_000
PARALLEL_LOOKUPS = 16

LOGGER = logging.getLogger("rehearsal")
_missing_lock = threading.Lock()
_missing: dict[tuple[str, str], float] = {}


@dataclass(frozen=True, slots=True)
class _File:
    """A file of an episode in the store: its size in bytes and the hash of its content."""

    size: int
    sha256: str


def publish_episode(store: ObjectStore, place: Path, name: str) -> bool:
    """Upload the finished episode that lies in the folder `place`; return False when the store has another rendering of it, which
    is then the one to use. Raises ObjectStoreError.
    """
    description = json.loads((place / f"{name}.made").read_bytes())
    files = {}
    for suffix in SHARED_SUFFIXES:
        path = place / f"{name}.{suffix}"
        files[suffix] = _describe_file(path)
        store.put(f"{FOLDER}/{name}/{files[suffix].sha256}.{suffix}", path)
    listed = {suffix: {"size": file.size, "sha256": file.sha256} for suffix, file in files.items()}
    if not store.create(f"{FOLDER}/{name}/{DESCRIPTION}", json.dumps({"made": description, "files": listed}).encode()):
        return False
    for suffix in SHARED_SUFFIXES:
        _date_file(place / f"{name}.{suffix}", description)
    write_atomically(_get_files_path(place, name), json.dumps(listed).encode(), durable=False)
    _note_missing(store, name, missing=False)
    return True


def is_published(place: Path, name: str) -> bool:
    """Tell whether the episode in the folder `place` came from the store or is known to be in it."""
    return _get_files_path(place, name).exists()


def fetch_description(store: ObjectStore, place: Path, name: str, *, fresh: bool = False) -> bool:
    """Put the description of an episode of the store into the folder `place`; return False when the store has none.

    That it has none is believed for some seconds unless `fresh`. Raises ObjectStoreError.
    """
    if not fresh and _is_known_missing(store, name):
        return False
    try:
        content = json.loads(store.read(f"{FOLDER}/{name}/{DESCRIPTION}"))
        description, files = content["made"], {suffix: _File(**content["files"][suffix]) for suffix in SHARED_SUFFIXES}
    except (ObjectMissingError, ValueError, KeyError, TypeError):
        _note_missing(store, name, missing=True)
        return False
    _note_missing(store, name, missing=False)
    for suffix, file in files.items():
        path = place / f"{name}.{suffix}"
        if path.exists() and _describe_file(path) != file:  # of a rendering that is not the one in use
            path.unlink(missing_ok=True)
    write_atomically(_get_files_path(place, name), json.dumps(content["files"]).encode(), durable=False)
    write_atomically(place / f"{name}.made", json.dumps(description).encode(), durable=False)
    return True


def fetch_descriptions(store: ObjectStore, place: Path, names: Iterable[str]) -> None:
    """Fetch the descriptions of episodes that are not here, many at once. What fails is asked for again one by one."""
    missing_names = [
        name for name in names if not (place / f"{name}.made").exists() and not _is_known_missing(store, name)
    ]
    if missing_names:
        # The pool's end waits for all of them. Errors stay in the futures: whoever needs an episode meets its error again.
        with ThreadPoolExecutor(min(PARALLEL_LOOKUPS, len(missing_names)), thread_name_prefix="episodes") as pool:
            for name in missing_names:
                pool.submit(fetch_description, store, place, name)


def sign_address(store: ObjectStore, place: Path, name: str, suffix: str, seconds: int) -> str | None:
    """Return a signed address of a file of an episode whose description is in the folder `place`; None where there is none."""
    try:
        file = _File(**json.loads(_get_files_path(place, name).read_bytes())[suffix])
    except (OSError, ValueError, KeyError, TypeError):
        return None  # made here and not in the store yet
    return store.sign_address(f"{FOLDER}/{name}/{file.sha256}.{suffix}", seconds)


def fetch_audio(store: ObjectStore, place: Path, name: str, suffix: str) -> None:
    """Put a file of an episode into the folder `place`, whole and checked. Raises UserError when the store has it no more.

    A damaged episode is removed from the store: it is made again when it is asked for next.
    """
    try:
        listed = json.loads(_get_files_path(place, name).read_bytes())
        description = json.loads((place / f"{name}.made").read_bytes())
        file = _File(**listed[suffix])
    except (OSError, ValueError, KeyError, TypeError):
        return  # made here and not in the store, or cleared away meanwhile
    target = place / f"{name}.{suffix}"
    try:
        fetch_file(store, f"{FOLDER}/{name}/{file.sha256}.{suffix}", target, file.size, file.sha256)
    except (ObjectMissingError, DamagedObjectError) as error:
        LOGGER.error("the episode %s is damaged in the object store and is removed: %s", name, error)
        remove_episode(store, name)
        for ending in (*SHARED_SUFFIXES, "made", "files"):
            (place / f"{name}.{ending}").unlink(missing_ok=True)
        raise UserError("This episode is no longer available.", "Open the Listen page and make it again.") from error
    _date_file(target, description)


def find_damage(store: ObjectStore, name: str) -> tuple[str, ...]:
    """Return what is wrong with an episode in the store, in sentences; reads all of it."""
    problems = []
    try:
        listed = json.loads(store.read(f"{FOLDER}/{name}/{DESCRIPTION}"))["files"]
        files = {suffix: _File(**listed[suffix]) for suffix in SHARED_SUFFIXES}
    except (ObjectMissingError, ValueError, KeyError, TypeError):
        return (f"{name}: its description cannot be read",)
    for suffix, file in files.items():
        address = f"{FOLDER}/{name}/{file.sha256}.{suffix}"
        item = store.find(address)
        if item is None:
            problems.append(f"{address}: missing")
        elif item.size != file.size or hash_object(store, item) != file.sha256:
            problems.append(f"{address}: damaged")
    return tuple(problems)


def publish_folder(store: ObjectStore, place: Path, report: Callable[[str], None]) -> CopyReport:
    """Upload the finished episodes of a folder that the store has not got, and read back what it has of each."""
    names = sorted(path.stem for path in place.glob("*.made") if (place / f"{path.stem}.mp3").exists())
    present = 0
    for name in names:
        if store.find(f"{FOLDER}/{name}/{DESCRIPTION}") is not None and not find_damage(store, name):
            present += 1
            continue
        remove_episode(store, name)
        publish_episode(store, place, name)
        report(f"{FOLDER}/{name}")
    return _describe_copy(store, tuple(names), present)


def fetch_all(store: ObjectStore, place: Path, report: Callable[[str], None]) -> CopyReport:
    """Fetch every episode of the store that the folder has not got, each file checked against its hash."""
    place.mkdir(parents=True, exist_ok=True)
    names, present = list_names(store), 0
    for name in names:
        if (place / f"{name}.made").exists() and (place / f"{name}.mp3").exists():
            present += 1
            continue
        fetch_description(store, place, name, fresh=True)
        for suffix in SHARED_SUFFIXES:
            fetch_audio(store, place, name, suffix)
        report(f"{FOLDER}/{name}")
    return _describe_copy(store, names, present)


def _describe_copy(store: ObjectStore, names: tuple[str, ...], present: int) -> CopyReport:
    """Read back every episode in the store. Raises DamagedObjectError when one is not as it was sent."""
    size = 0
    hashes: dict[str, str] = {}
    for name in names:
        problems = find_damage(store, name)
        if problems:
            raise DamagedObjectError(f"{problems[0]}.", "Run the copy again.")
        files = json.loads(store.read(f"{FOLDER}/{name}/{DESCRIPTION}"))["files"]
        size += sum(file["size"] for file in files.values())
        hashes |= {f"{name}.{suffix}": file["sha256"] for suffix, file in files.items()}
    return CopyReport(
        prefix=f"{FOLDER}/", objects=len(names), bytes=size, present=present, sha256=combine_hashes(hashes.items())
    )


def remove_episode(store: ObjectStore, name: str) -> None:
    """Remove an episode from the store, its description first."""
    store.delete(f"{FOLDER}/{name}/{DESCRIPTION}")
    for item in list(store.list(f"{FOLDER}/{name}/")):
        store.delete(item.name)


def list_names(store: ObjectStore) -> tuple[str, ...]:
    """Return the names of the episodes in the store."""
    ending = f"/{DESCRIPTION}"
    return tuple(
        item.name.removeprefix(f"{FOLDER}/").removesuffix(ending)
        for item in store.list(f"{FOLDER}/")
        if item.name.endswith(ending)
    )


def renew_used(store: ObjectStore, place: Path, now: datetime) -> int:
    """Write the descriptions anew of the episodes that were used on this replica within a day and are old in the store; return
    how many were.
    """
    renewed = 0
    for path in sorted(place.glob("*.made")):
        address = f"{FOLDER}/{path.stem}/{DESCRIPTION}"
        try:
            if now.timestamp() - path.stat().st_mtime > timedelta(days=1).total_seconds():
                continue
            item = store.find(address)
            if item is not None and now - item.modified > timedelta(days=RENEW_DAYS):
                store.put(address, store.read(address))
                renewed += 1
        except (FileNotFoundError, ObjectMissingError):
            continue
    return renewed


def remove_unused(store: ObjectStore, now: datetime) -> int:
    """Remove the episodes that nobody fetched for long, and files that no description names; return how many objects went."""
    episodes: dict[str, list[StoredObject]] = defaultdict(list)
    for item in store.list(f"{FOLDER}/"):
        episodes[item.name.rpartition("/")[0]].append(item)
    names_to_delete: list[str] = []
    for folder, files in episodes.items():
        description = next((file for file in files if file.name == f"{folder}/{DESCRIPTION}"), None)
        # The description is written anew while somebody uses the episode (`renew_used`): its date is that of the last use.
        if description is not None and now - description.modified > timedelta(days=KEEP_DAYS):
            names_to_delete += [description.name, *(file.name for file in files if file is not description)]
        elif description is None or len(files) > len(SHARED_SUFFIXES) + 1:
            file_names = _read_named_files(store, folder) if description is not None else set()
            names_to_delete += [
                file.name
                for file in files
                if file is not description
                and file.name not in file_names
                and now - file.modified > timedelta(days=KEEP_UNFINISHED_DAYS)
            ]
    for name in names_to_delete:
        store.delete(name)
    return len(names_to_delete)


def _read_named_files(store: ObjectStore, folder: str) -> set[str]:
    try:
        files = json.loads(store.read(f"{folder}/{DESCRIPTION}"))["files"]
        return {f"{folder}/{file['sha256']}.{suffix}" for suffix, file in files.items()}
    except (ObjectMissingError, ValueError, KeyError, TypeError):
        return set()


def _get_files_path(place: Path, name: str) -> Path:
    return place / f"{name}.files"


def _describe_file(path: Path) -> _File:
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    return _File(size=path.stat().st_size, sha256=sha256)


def _date_file(path: Path, description: dict[str, Any]) -> None:
    """Date a file by when its episode was made: date and size are its ETag, which must be the same on every replica."""
    seconds = int(datetime.fromisoformat(description["made_at"]).timestamp())
    os.utime(path, (seconds, seconds))


def _is_known_missing(store: ObjectStore, name: str) -> bool:
    with _missing_lock:
        return time.monotonic() - _missing.get((store.address, name), -MISSING_SECONDS) < MISSING_SECONDS


def _note_missing(store: ObjectStore, name: str, *, missing: bool) -> None:
    with _missing_lock:
        _missing.pop((store.address, name), None)
        if missing:
            while len(_missing) >= MAX_MISSING:
                del _missing[next(iter(_missing))]
            _missing[store.address, name] = time.monotonic()
