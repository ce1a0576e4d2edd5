"""A zip from somebody: looked through before anything in it is unpacked, and never unpacked to disk.

The directory of a zip can lie about sizes, so that reading stops at the size it names. What is unpacked has at
most `MAX_BYTES` in all.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection
from pathlib import PurePosixPath

from errors import UserError

# Files of an archive, and bytes of all of them unpacked.
MAX_ENTRIES = 2_000
MAX_BYTES = 50 * 1024 * 1024
MAX_RATIO = 200  # text packs to a tenth, at most to a hundredth


def open_archive(data: bytes) -> zipfile.ZipFile:
    """Open the archive when nothing is wrong with its directory.

    Raises UserError for a bomb, a path out of it, a link or a password.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UserError("This is not a zip archive, or it is damaged.", "Pack it again and try once more.") from error
    if len(entries) > MAX_ENTRIES:
        raise UserError(f"The archive has {len(entries):,} files; {MAX_ENTRIES:,} is the most.", "Pack less.")
    for entry in entries:
        _check_path(entry)
        if entry.flag_bits & 0x1:
            raise UserError(f"“{_make_display_name(entry)}” is encrypted.", "Pack it without a password.")
        if entry.file_size > 1024 * 1024 and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
            raise UserError(
                f"“{_make_display_name(entry)}” grows more than {MAX_RATIO} times when unpacked.", "It is not opened."
            )
    total = sum(entry.file_size for entry in entries)
    if total > MAX_BYTES:
        raise UserError(
            f"Unpacked, the archive has {total / 1024 / 1024:.0f} MB; {MAX_BYTES // 1024 // 1024} MB is the most.",
            "Pack less.",
        )
    return archive


def read_member(archive: zipfile.ZipFile, name: str, most: int = MAX_BYTES) -> bytes:
    """Return a member's bytes, at most so many.

    Raises UserError when it is longer than its directory says, damaged or too long.
    """
    try:
        entry = archive.getinfo(name)
        with archive.open(entry) as stream:
            data = stream.read(most + 1)
    except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise UserError(f"“{name[:80]}” in the archive is damaged.", "Pack it again.") from error
    except Exception as error:  # zlib.error, lzma.LZMAError and their like share no base
        if type(error).__module__.split(".")[0] in {"zlib", "_lzma", "lzma", "bz2"}:
            raise UserError(f"“{name[:80]}” in the archive is damaged.", "Pack it again.") from error
        raise
    if len(data) > most:
        raise UserError(f"“{name[:80]}” is larger than {most // 1024 // 1024} MB.", "Split it.")
    return data


def list_members(archive: zipfile.ZipFile, suffixes: Collection[str] | None) -> tuple[str, ...]:
    """Return the paths of files with one of these suffixes, without what a system hides.

    Suffixes are in lower case with the dot; None stands for any.
    """
    result = []
    for entry in archive.infolist():
        path = PurePosixPath(entry.filename)
        hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
        if not entry.is_dir() and not hidden and (suffixes is None or path.suffix.lower() in suffixes):
            result.append(entry.filename)
    return tuple(sorted(result))


def _check_path(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    path = PurePosixPath(name.replace("\\", "/"))
    outside = path.is_absolute() or ".." in path.parts or ":" in path.parts[0] if path.parts else True
    if outside or "\0" in name:
        raise UserError(
            f"“{_make_display_name(entry)}” would leave the archive's folder.", "The archive is not opened."
        )
    if (entry.external_attr >> 16) & 0o170000 == 0o120000:
        raise UserError(f"“{_make_display_name(entry)}” is a link.", "Pack the file itself.")


def _make_display_name(entry: zipfile.ZipInfo) -> str:
    return entry.filename.encode("ascii", "replace").decode()[:80]
