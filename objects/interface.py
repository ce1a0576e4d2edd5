"""What the app asks of the place where its files lie, whether that is a folder or an S3 bucket."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from errors import UserError

# Parts of letters, digits, `.`, `_` and `-` between slashes, none of which begins with a dot: a name that is the same
# in every kind of store and leads nowhere else in a folder.
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object as a store lists it: its name, its size in bytes, and when it was written (UTC)."""

    name: str
    size: int
    modified: datetime


class ObjectStoreError(UserError):
    """The store did not do what it was asked: it is out of reach, overloaded, full, or it refuses our keys."""


class ObjectMissingError(ObjectStoreError):
    """There is no object of this name."""


class ObjectStore(Protocol):
    """A flat set of named objects. An object is seen whole or not at all, however its writing ends.

    Every method raises ObjectStoreError when the store cannot be used and ValueError for a name that is none. All may be
    called from several threads.
    """

    @property
    def address(self) -> str:
        """Return the address of the store as a person would write it, without any keys."""

    def put(self, name: str, content: bytes | Path) -> None:
        """Store bytes, or what a file holds, under a name; what was there is replaced."""

    def create(self, name: str, content: bytes) -> bool:
        """Store bytes under a name that is not taken; return False when it is, and leave what is there."""

    def read(self, name: str) -> bytes:
        """Return the content of an object. Raises ObjectMissingError."""

    def read_range(self, name: str, start: int, length: int) -> bytes:
        """Return `length` bytes from `start` on, fewer at the end. Raises ObjectMissingError."""

    def find(self, name: str) -> StoredObject | None:
        """Return what is known of an object, None when there is none."""

    def list(self, prefix: str) -> Iterator[StoredObject]:
        """Yield the objects below a prefix that ends with a slash ("": all), in no particular order."""

    def delete(self, name: str) -> None:
        """Remove an object; nothing happens when there is none."""

    def sign_address(self, name: str, seconds: int) -> str | None:
        """Return an address at which anybody may fetch the object for a while, None where the store has none."""


def require_name(name: str) -> str:
    """Return the name. Raises ValueError when it is none."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot name an object")
    return name
