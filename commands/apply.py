"""`python -m deck apply PATCH`: apply a unified diff to deck files, check the result, write all of it or nothing."""

from __future__ import annotations

import argparse
import os
import re
import stat
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from commands.check import FileProblem, find_text_problems, format_findings
from commands.input_files import STDIN, load_file, make_printable
from deck.versioning.patches import FilePatch, apply_hunks, read_patch
from errors import UserError
from files import stage_file

# Enough to rewrite two decks of the largest size; a larger file is hardly a patch.
MAX_PATCH_BYTES = 32 * 1024 * 1024
MAX_FILE_BYTES = 16 * 1024 * 1024  # as many as are read from the content folder
SUFFIXES = (".md", ".markdown")
# git's prefixes, the mnemonic ones too (diff.mnemonicPrefix).
_PREFIX = re.compile(r"^[abciow12]/")
_DRIVE = re.compile(r"^[A-Za-z]:")


class _UnfitError(Exception):
    """A file of the patch that is not applied; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class _Result:
    """A file with the patch in it, not written yet. `original` is the file as it is, before the first part of the patch."""

    path: Path
    name: str
    original: bytes
    data: bytes
    notes: tuple[str, ...]
    problems: tuple[FileProblem, ...]


def add_apply_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to a parser."""
    parser = commands.add_parser(
        "apply",
        help="apply a patch to deck files; exit 1 when it does not fit",
        description="Apply what git diff, git format-patch, diff -u or the page Author wrote. All files are written, or none.",
    )
    parser.add_argument("patch", metavar="PATCH", help="the file with the patch, or - for standard input")
    parser.add_argument("file", metavar="FILE", nargs="?", help="the deck it is for, whatever the patch calls it")
    parser.add_argument(
        "--root", default=".", metavar="FOLDER", help="where the names in the patch begin; outside nothing is written"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
    parser.add_argument(
        "--keep-errors", action="store_true", help="write a deck too in which the reader finds new errors"
    )


def run_apply(args: argparse.Namespace) -> int:
    """Apply a patch; the status is 1 when a part of it does not fit or brings new errors, and then nothing is written."""
    patches = _load_patch(args.patch)
    if args.file and len(patches) > 1:
        raise UserError(f"The patch is for {len(patches)} files.", "Leave FILE out, or split the patch.")
    failures: list[str] = []
    results: dict[Path, _Result] = {}
    for patch in patches:
        try:
            _apply_one(args, patch, results)
        except _UnfitError as error:
            failures.append(str(error))
    for result in results.values():
        for note in result.notes:
            print(make_printable(f"{result.name}: {note}"))
    problems = [finding for result in results.values() for finding in result.problems]
    if problems:
        print(format_findings(problems))
    for sentence in failures:
        print(make_printable(sentence))
    if failures:
        print("Nothing was written.")
        return 1
    if any(finding.problem.severity == "error" for finding in problems) and not args.keep_errors:
        print("Nothing was written: the result has new errors. --keep-errors writes it all the same.")
        return 1
    if not args.dry_run:
        _write_all(list(results.values()))
    for result in results.values():
        print(make_printable(f"{result.name}: {'would be patched' if args.dry_run else 'patched'}."))
    return 0


def _load_patch(path: str) -> tuple[FilePatch, ...]:
    data = load_file(path)
    if len(data) > MAX_PATCH_BYTES:
        raise UserError(f"The patch is larger than {MAX_PATCH_BYTES // 1024 // 1024} MB.", "Split it.")
    try:
        patches = read_patch(data.decode("utf-8", "surrogateescape"))
    except ValueError as error:
        raise UserError(str(error), "Make it with git diff or diff -u.") from None
    patches = tuple(patch for patch in patches if patch.hunks or patch.obstacle)
    if not patches:
        raise UserError(
            f"{'Standard input' if path == STDIN else path} holds no patch.", "Make it with git diff or diff -u."
        )
    return patches


def _apply_one(args: argparse.Namespace, patch: FilePatch, results: dict[Path, _Result]) -> None:
    """Apply the changes of one file to it, or to what an earlier part of the patch made of it. Raises _UnfitError."""
    patch_name = patch.target or patch.source
    if patch.obstacle:
        raise _UnfitError(f"{patch_name}: this file {patch.obstacle}.")
    path, name = (Path(args.file), args.file) if args.file else _find_target(Path(args.root), patch)
    earlier_result = results.get(path)
    before = earlier_result.data if earlier_result else _read(path, name, is_new=not patch.source)
    outcome = apply_hunks(before.decode("utf-8", "surrogateescape"), patch.hunks)
    if outcome.failures:
        raise _UnfitError("\n".join(f"{name}: {sentence}" for sentence in outcome.failures))
    data = outcome.text.encode("utf-8", "surrogateescape")
    if len(data) > MAX_FILE_BYTES:
        raise _UnfitError(f"{name}: the result is larger than {MAX_FILE_BYTES // 1024 // 1024} MB.")
    # Compared with the file itself: what an earlier part of the patch broke is new as well, until a later part mends it.
    original = earlier_result.original if earlier_result else before
    earlier_notes = earlier_result.notes if earlier_result else ()
    results[path] = _Result(
        path=path,
        name=name,
        original=original,
        data=data,
        notes=(*earlier_notes, *outcome.notes),
        problems=_list_new_problems(str(path), original, data),
    )


def _list_new_problems(path: str, before: bytes, after: bytes) -> tuple[FileProblem, ...]:
    """Return the errors and warnings of a text that the one before it did not have."""
    old_counts = Counter((f.problem.code, f.problem.message) for f in find_text_problems(path, before))
    findings = []
    for finding in find_text_problems(path, after):
        key = finding.problem.code, finding.problem.message
        if old_counts[key]:
            old_counts[key] -= 1
        elif finding.problem.severity != "info":
            findings.append(finding)
    return tuple(findings)


def _find_target(root: Path, patch: FilePatch) -> tuple[Path, str]:
    """Return the file that a patch is for, below `root`. Raises _UnfitError for a name that leads elsewhere."""
    names = [name for name in (patch.source, patch.target) if name]
    for name in names:
        _refuse_unsafe(name)
    stripped = [_PREFIX.sub("", name) for name in names]
    candidates = list(dict.fromkeys((*stripped, *names) if patch.is_git else (*names, *stripped)))
    name_in_root = next((name for name in candidates if os.path.lexists(root / name)), None)
    if name_in_root is None:
        if patch.source:
            raise _UnfitError(
                f"{candidates[0]}: there is no such file. Name the folder with --root, or the file behind the patch."
            )
        name_in_root = _PREFIX.sub("", patch.target)
    _refuse_links(root, name_in_root)
    return root / name_in_root, name_in_root


def _refuse_unsafe(name: str) -> None:
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in parts:
        raise _UnfitError(f"{name}: this name leads out of the folder. Name the file behind the patch if you mean it.")
    if any(part.startswith(".") and part != "." for part in parts) or not name.isprintable():
        raise _UnfitError(f"{name!a}: a hidden or unprintable name is not allowed.")
    if not name.lower().endswith(SUFFIXES):
        raise _UnfitError(f"{name}: only files whose names end in .md are patched.")


def _refuse_links(root: Path, name: str) -> None:
    """Raise _UnfitError where a part of the way to a file is a link: it may lead out of the folder."""
    place = root
    for part in Path(name).parts:
        place /= part
        if place.is_symlink():
            raise _UnfitError(f"{name}: {part} is a link. Patch the file that it leads to.")


def _read(path: Path, name: str, *, is_new: bool) -> bytes:
    try:
        status = path.stat()
    except FileNotFoundError:
        if is_new:
            return b""
        raise UserError(f"There is no file {name}.") from None
    except (OSError, ValueError) as error:
        raise UserError(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    if not stat.S_ISREG(status.st_mode):
        raise _UnfitError(f"{name}: this is not a regular file.")
    if status.st_size > MAX_FILE_BYTES:
        raise _UnfitError(f"{name}: the file is larger than {MAX_FILE_BYTES // 1024 // 1024} MB.")
    if is_new and status.st_size:
        raise _UnfitError(f"{name}: the patch creates this file, but it already exists.")
    return load_file(str(path)) if status.st_size else b""


def _write_all(results: list[_Result]) -> None:
    """Write each file whole, with the rights that it had; none is put in its place before all are written."""
    try:
        with ExitStack() as stack:
            for result in results:
                mode = stat.S_IMODE(result.path.stat().st_mode) if result.path.exists() else None
                staged = stack.enter_context(stage_file(result.path))
                staged.write_bytes(result.data)
                if mode is not None:
                    staged.chmod(mode)
    except OSError as error:
        raise UserError(f"{error.filename or 'A file'} cannot be written: {error.strerror}.") from None
