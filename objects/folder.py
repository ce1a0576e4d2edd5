"""A folder as an object store: an object is the file of that name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from files import stage_file, write_atomically
from objects.interface import ObjectMissingError, ObjectStoreError, StoredObject, require_name


class FolderStore:
    """The objects below a folder, which is made when something is stored. Files with a leading dot are none of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def address(self) -> str:
        """Return the path of the folder."""
        return str(self.folder)

    def put(self, name: str, content: bytes | Path) -> None:
        """Write aside, to the disk, and switch."""
        path = self._get_path(name)
        try:
            if isinstance(content, bytes):
                write_atomically(path, content)
            else:
                with stage_file(path) as staged:  # by the system, not through this process's memory
                    shutil.copyfile(content, staged)
        except OSError as error:
            raise _explain(error, "written") from error

    def create(self, name: str, content: bytes) -> bool:
        """Write aside and link it to its name."""
        path = self._get_path(name)
        try:
            # A link fails where the name is taken; a move, as `put` makes it, would replace what is there.
            aside = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}.tmp")
            write_atomically(aside, content)
            try:
                os.link(aside, path)
            except FileExistsError:
                return False
            finally:
                aside.unlink(missing_ok=True)
        except OSError as error:
            raise _explain(error, "written") from error
        return True

    def read(self, name: str) -> bytes:
        """Return the content of the file."""
        try:
            return self._get_path(name).read_bytes()
        except OSError as error:
            raise _explain(error, "read", name) from error

    def read_range(self, name: str, start: int, length: int) -> bytes:
        """Return a part of the file."""
        try:
            with self._get_path(name).open("rb") as stream:
                stream.seek(start)
                return stream.read(length)
        except OSError as error:
            raise _explain(error, "read", name) from error

    def find(self, name: str) -> StoredObject | None:
        """Return size and date of the file."""
        path = self._get_path(name)
        try:
            return _describe(path, name) if path.is_file() else None
        except OSError as error:
            raise _explain(error, "read") from error

    def list(self, prefix: str) -> Iterator[StoredObject]:
        """Yield every file below the folder of this prefix."""
        root = self.folder / require_name(prefix.rstrip("/")) if prefix else self.folder
        for path in sorted(root.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            with suppress(OSError, ValueError):  # removed meanwhile, or none of ours
                if path.is_file():
                    yield _describe(path, require_name(name))

    def delete(self, name: str) -> None:
        """Remove the file."""
        try:
            self._get_path(name).unlink(missing_ok=True)
        except OSError as error:
            raise _explain(error, "written") from error

    def sign_address(self, name: str, seconds: int) -> str | None:
        """Return None: a folder answers nobody but this program."""
        return None

    def _get_path(self, name: str) -> Path:
        return self.folder / require_name(name)


def _describe(path: Path, name: str) -> StoredObject:
    status = path.stat()
    return StoredObject(name=name, size=status.st_size, modified=datetime.fromtimestamp(status.st_mtime, UTC))


def _explain(error: OSError, what: str, name: str = "") -> ObjectStoreError:
    if name and isinstance(error, FileNotFoundError):
        return ObjectMissingError(f"There is no {name} in the data folder.")
    return ObjectStoreError(
        f"The data folder cannot be {what}: {error.strerror or error}.",
        "See that Rehearsal may write there and that there is room, then try again.",
    )
