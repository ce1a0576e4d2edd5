"""Files that are written whole or not at all, and the digest that names a content.

Every room may import this module; it imports none of them.
"""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def digest(content: bytes | str, length: int = 64) -> str:
    """Return the first `length` hexadecimal digits of the SHA-256 of a content, text as UTF-8.

    Lone surrogates, which the names of files and pasted texts may hold, are encoded too.
    """
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()[:length]


# Names of devices, with whatever ending: Windows writes no such file
# (https://learn.microsoft.com/windows/win32/fileio/naming-a-file).
_DEVICE_NAME = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)


def make_portable_stem(stem: str) -> str:
    """Return the name of a file without its ending, such that every system can write it: `con` becomes `con-file`."""
    return f"{stem}-file" if _DEVICE_NAME.fullmatch(stem) else stem


@contextmanager
def stage_file(path: Path, *, durable: bool = True, suffix: str = ".tmp") -> Iterator[Path]:
    """Yield a path beside `path` to write to; move it to `path` when the block ends, remove it when the block raises.

    Readers see the old file or the new one, never a part. With `durable`, file and folder are synchronised first, so
    that the new file survives a power failure; caches that can be made again do without. The folder is made. Raises
    OSError when the disk refuses.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(f".{path.name}.{uuid.uuid4().hex}{suffix}")
    try:
        yield staged
        if durable:
            _synchronise(staged)
        staged.replace(path)
        if durable:
            _synchronise(path.parent)
    finally:
        staged.unlink(missing_ok=True)


def write_atomically(path: Path, *parts: bytes, durable: bool = True) -> None:
    """Write the parts, one after the other, as the content of `path`; see `stage_file`."""
    with stage_file(path, durable=durable) as staged, staged.open("xb") as stream:
        for part in parts:
            stream.write(part)


def _synchronise(path: Path) -> None:
    """Have the system write what it holds of a file or a folder to the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open a folder; NTFS journals the move itself
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
