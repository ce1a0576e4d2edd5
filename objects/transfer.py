"""Objects on their way: fetched into a file and checked, or copied from one store to another, counted and hashed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from files import digest, stage_file
from objects.interface import ObjectStore, ObjectStoreError, StoredObject

PART_BYTES = 8 * 1024 * 1024  # what is fetched again when a line breaks


class DamagedObjectError(ObjectStoreError):
    """What the store gave is not what was put there."""


@dataclass(frozen=True, slots=True)
class CopyReport:
    """What a copy came to: how many objects and bytes there are below a prefix in both stores, how many were there already, and
    one hash over names and contents, the same for both.
    """

    prefix: str
    objects: int
    bytes: int
    present: int
    sha256: str


def fetch_file(store: ObjectStore, name: str, target: Path, size: int, sha256: str) -> None:
    """Fetch an object of known size and hash into a file, which appears whole or not at all.

    Raises DamagedObjectError when the content is another one.
    """
    running_hash = hashlib.sha256()
    with stage_file(target, durable=False) as staged, staged.open("xb") as stream:
        for start in range(0, size, PART_BYTES):
            part = store.read_range(name, start, min(PART_BYTES, size - start))
            running_hash.update(part)
            stream.write(part)
        # Within the block: what is damaged never gets the name.
        if running_hash.hexdigest() != sha256:
            raise DamagedObjectError(f"{name} is damaged, or it was changed while it was read.", "Try again.")


def hash_object(store: ObjectStore, item: StoredObject) -> str:
    """Return the SHA-256 of an object, read part by part."""
    running_hash = hashlib.sha256()
    for start in range(0, item.size, PART_BYTES):
        running_hash.update(store.read_range(item.name, start, min(PART_BYTES, item.size - start)))
    return running_hash.hexdigest()


def copy_objects(
    source: ObjectStore, target: ObjectStore, prefix: str, scratch: Path, report: Callable[[str], None] = lambda _: None
) -> CopyReport:
    """Copy every object below a prefix and read both back. One that is there with the same content is left alone, so that a copy
    that was broken off continues where it stopped.

    `scratch` is a file for one object at a time. Raises DamagedObjectError when what arrived is not what was sent.
    """
    present = total = 0
    hashes: dict[str, str] = {}
    target_objects = {item.name: item for item in target.list(prefix)}
    for item in sorted(source.list(prefix), key=lambda entry: entry.name):
        sha = hash_object(source, item)
        old = target_objects.get(item.name)
        if old is not None and old.size == item.size and hash_object(target, old) == sha:
            present += 1
        else:
            fetch_file(source, item.name, scratch, item.size, sha)
            target.put(item.name, scratch)
            scratch.unlink()
            # What the target says and holds is asked again: a store that answers before it has written must not pass.
            arrived = target.find(item.name)
            if arrived is None or hash_object(target, arrived) != sha:
                raise DamagedObjectError(f"{item.name} did not arrive as it was sent.", "Run the copy again.")
            report(item.name)
        total += item.size
        hashes[item.name] = sha
    return CopyReport(
        prefix=prefix, objects=len(hashes), bytes=total, present=present, sha256=combine_hashes(hashes.items())
    )


def combine_hashes(pairs: Iterable[tuple[str, str]]) -> str:
    """Return one hash over names and the hashes of their contents."""
    return digest("".join(f"{name} {sha256}\n" for name, sha256 in sorted(pairs)))
