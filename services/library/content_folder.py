"""What is in the content folder: the files that are decks, and why the others are not.

People edit this folder, so anything may turn up: links that editors leave for a moment, links that lead in a circle or
elsewhere, pipes that never end, files without a readable name, files that are far too large. What is no deck is skipped with
a sentence; nothing outside the folder is read, and nothing is opened that could block.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deck.markdown.ids import slugify_file_name

SUFFIX = ".md"
# The reader is linear to 10 MB; 20,000 questions are about 5 MB. A larger file is more likely a mistake than a deck.
MAX_FILE_BYTES = 16 * 1024 * 1024
# Endings under which other programs keep markdown.
_OTHER_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mdx")
_BINARY_PROBE = 8192  # bytes at the beginning that tell a text from anything else


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was last looked at: while all of it is the same, the file is not read again."""

    modified_ns: int
    changed_ns: int
    size: int
    inode: int


@dataclass(frozen=True, slots=True)
class ContentFile:
    """A file that may be a deck."""

    path: Path
    state: FileState


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that is not read: `name` can be shown as it is, `reason` is the end of a sentence."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ContentListing:
    """The folder at one moment. `names` are all names that end as those of decks do, whether or not the file can be read.

    Hidden names come last: the lock of an editor (`.#deck.md`) or a companion that macOS writes (`._deck.md`) must not take the
    id, and with it the histories, of the deck that it belongs to.
    """

    files: tuple[ContentFile, ...]
    skipped: tuple[SkippedFile, ...]
    names: tuple[str, ...]


def list_content(folder: Path) -> ContentListing:
    """Look at each name in the folder once. Raises OSError when the folder itself cannot be read."""
    root = Path(os.path.realpath(folder))
    files: list[ContentFile] = []
    skipped: list[SkippedFile] = []
    names: list[str] = []
    with os.scandir(folder) as entries:
        present = sorted(entries, key=lambda entry: (entry.name.startswith("."), entry.name))
    file_names = [entry.name for entry in present if entry.name.endswith(SUFFIX)]
    skipped += [SkippedFile(describe_name(entry.name), reason) for entry in present if (reason := _explain_near(entry))]
    for name in file_names:
        readable_name = describe_name(name)
        if readable_name != name:
            skipped.append(SkippedFile(readable_name, "its name is not valid UTF-8 or holds control characters"))
            continue
        names.append(name)
        try:
            state = _look_at(folder / name, root)
        except UnusableError as error:
            skipped.append(SkippedFile(readable_name, str(error)))
        except OSError as error:
            skipped.append(SkippedFile(readable_name, _explain(error)))
        else:
            files.append(ContentFile(folder / name, state))
    return ContentListing(files=tuple(files), skipped=tuple(skipped), names=tuple(names))


def read_content(file: ContentFile, folder: Path) -> bytes:
    """Read a listed file as it is now. Raises UnusableError when it is no deck any more, OSError when it cannot be read.

    It is opened without blocking and looked at again through the open file: what was listed may have been replaced.
    """
    path = Path(os.path.realpath(file.path))
    if not path.is_relative_to(os.path.realpath(folder)):
        raise UnusableError("it is a link to a file outside the folder")
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"):  # no system has all of them
        flags |= getattr(os, name, 0)
    descriptor = os.open(path, flags)
    with os.fdopen(descriptor, "rb") as stream:
        _check_kind(os.fstat(stream.fileno()))
        data = stream.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise UnusableError(_TOO_LARGE)
    # UTF-16 holds zeros in every other place, and says so at its beginning.
    if b"\0" in data[:_BINARY_PROBE] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnusableError("it is not a text file")
    return data


def assign_slugs(names: Sequence[str]) -> dict[str, str]:
    """Return each file's deck id. Names that differ only in what an id leaves out, such as capitals, are numbered."""
    used_slugs: set[str] = set()
    slugs: dict[str, str] = {}
    for name in names:
        base = slugify_file_name(Path(name).stem)
        slug = next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if slug not in used_slugs)
        used_slugs.add(slug)
        slugs[name] = slug
    return slugs


def describe_name(name: str) -> str:
    """Return a file's name as it can be logged and shown: what is no printable text is written as an escape."""
    return "".join(
        letter
        if letter.isprintable()
        else letter.encode("utf-8", "surrogateescape").decode("latin-1").encode("unicode_escape").decode("ascii")
        for letter in name
    )


class UnusableError(Exception):
    """A file that is no deck; the message is the end of a sentence."""


_TOO_LARGE = f"it has more than {MAX_FILE_BYTES // 1024 // 1024} MB"


def _explain_near(entry: os.DirEntry[str]) -> str:
    """Return why something that its author may take for a deck is not one: its ending, or that it is a folder; "" else."""
    if entry.name.endswith(SUFFIX) or entry.name.startswith("."):
        return ""  # looked at by itself, or hidden: an editor's, git's
    if entry.name.lower().endswith(_OTHER_SUFFIXES):
        return f"its name must end in {SUFFIX}"
    try:
        if entry.is_dir(follow_symlinks=False) and any(Path(entry.path).glob(f"*{SUFFIX}")):
            return f"it is a folder; decks stand beside it, not in it: move its {SUFFIX} files up"
    except OSError as error:
        return _explain(error)
    return ""


def _look_at(path: Path, root: Path) -> FileState:
    if path.is_symlink():
        target = Path(os.path.realpath(path, strict=True))
        if not target.is_relative_to(root):
            raise UnusableError("it is a link to a file outside the folder")
    status = path.stat()
    _check_kind(status)
    return FileState(
        modified_ns=status.st_mtime_ns,
        changed_ns=status.st_ctime_ns,  # grows with new permissions, too
        size=status.st_size,
        inode=status.st_ino,
    )


def _check_kind(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise UnusableError("it is a folder")
    if not stat.S_ISREG(status.st_mode):
        raise UnusableError("it is not a regular file")
    if status.st_size > MAX_FILE_BYTES:
        raise UnusableError(_TOO_LARGE)


def _explain(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "it is a link that leads nowhere"
    if isinstance(error, PermissionError):
        return "it cannot be read: permission denied"
    return f"it cannot be read ({error.strerror or error})"
