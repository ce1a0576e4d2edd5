"""`python -m objects`: count the files of an instance, check them, and move them between a data folder and an object store."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path

from errors import UserError
from objects.folder import FolderStore
from objects.interface import ObjectStore
from objects.s3 import S3Store
from objects.transfer import CopyReport, copy_objects
from services.configuration import get_configuration
from services.listening import shared_episodes
from services.object_storage import open_remote_store, open_store
from services.operations import backups
from services.workspace import from_environment

# Files that cannot be made again, by how their names begin. Episodes lie otherwise in a store than in a folder, and are copied by
# what knows both.
IRREPLACEABLE_PREFIXES = ("pictures/", "drafts/", "backups/")


def main(arguments: list[str] | None = None) -> int:
    """Run a command: 0 when all is well, 1 when a check found something, 2 for a mistake in what was asked."""
    options = _make_parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except UserError as error:
        print(f"{error} {error.remedy}".rstrip(), file=sys.stderr)
    except BrokenPipeError:
        raise  # `commands.entry` knows what it means
    except OSError as error:
        print(f"It could not be done: {error}.", file=sys.stderr)
    return 2


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m objects", description="Count, check or move an instance's files.")
    commands = parser.add_subparsers(dest="command", required=True)
    lists = commands.add_parser("list", help="count the files, by the first part of their names")
    lists.set_defaults(run=list_objects)
    checks = commands.add_parser("check", help="check that every finished episode is complete")
    checks.set_defaults(run=check_objects)
    copies = commands.add_parser(
        "copy", help="copy every file from one place to another; an interrupted copy resumes where it stopped"
    )
    copies.add_argument("source", help="a data folder, or s3://bucket/prefix")
    copies.add_argument("target", help="a data folder, or s3://bucket/prefix")
    copies.add_argument("--quiet", action="store_true", help="print the sums only")
    copies.set_defaults(run=copy_all)
    return parser


def list_objects(_options: argparse.Namespace) -> int:
    """Print how many files there are and how large they are, by the first part of their names."""
    store = open_store(from_environment())
    counts: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for item in store.list(""):
        folder = item.name.partition("/")[0] if "/" in item.name else "."
        counts[folder] += 1
        sizes[folder] += item.size
    print(store.address)
    for folder in sorted(counts):
        print(f"{folder}\t{counts[folder]}\t{sizes[folder]}")
    return 0


def check_objects(_options: argparse.Namespace) -> int:
    """Read every file of every episode in the object store and compare it with its hash; 1 when something is wrong."""
    store = open_remote_store()
    if store is None:
        raise UserError(
            "There is no object store.", "Set REHEARSAL_OBJECTS; a database is checked by `python -m store check`."
        )
    problems = 0
    names = shared_episodes.list_names(store)
    for name in names:
        for problem in shared_episodes.find_damage(store, name):
            print(problem)
            problems += 1
    if not problems:
        print(f"{store.address}: {len(names)} episodes ok")
    return 1 if problems else 0


def copy_all(options: argparse.Namespace) -> int:
    """Copy everything; print for each kind the objects, the bytes, how many were there before, and one hash for both sides."""
    source, target = open_place(options.source), open_place(options.target)
    if source.address == target.address:
        raise UserError("Source and target are the same.", "Name two places.")

    def report(name: str) -> None:
        if not options.quiet:
            print(f"copied {name}", flush=True)

    with tempfile.TemporaryDirectory(prefix="copy-") as scratch:
        for prefix in IRREPLACEABLE_PREFIXES:
            _print_report(copy_objects(source, target, prefix, Path(scratch) / "object", report))
        if isinstance(source, FolderStore) and not isinstance(target, FolderStore):
            _print_report(shared_episodes.publish_folder(target, source.folder / "audio" / "episodes", report))
        elif isinstance(target, FolderStore) and not isinstance(source, FolderStore):
            _print_report(shared_episodes.fetch_all(source, target.folder / "audio" / "episodes", report))
        elif isinstance(source, FolderStore):
            _print_report(copy_objects(source, target, "audio/episodes/", Path(scratch) / "object", report))
        else:
            _print_report(copy_objects(source, target, "episodes/", Path(scratch) / "object", report))
    print("Not copied: the database, audio/clips, parsed/ and the search index. The last three are made again.")
    return 0


def open_place(text: str) -> ObjectStore:
    """Return the store at `s3://bucket/prefix`, or the folder of this path. Raises UserError for what is neither."""
    if "://" not in text:
        return FolderStore(Path(text).resolve())
    try:
        return S3Store(text, get_configuration().objects_endpoint or os.environ.get("AWS_ENDPOINT_URL", ""))
    except ValueError as error:
        raise UserError(f"{text} {error}.", "Name a folder or s3://bucket/prefix.") from error


def list_backups() -> tuple[str, ...]:
    """Return the addresses of the backups in the object store, as `python -m store restore` takes them; none without a store."""
    store = open_remote_store()
    if store is None:
        return ()
    root = get_configuration().objects.rstrip("/")
    return tuple(f"{root}/{name}" for name in backups.list_sent_copies(store))


def fetch_backup(address: str, folder: Path, now: datetime) -> Path:
    """Fetch the backup at `s3://…/backups/NAME` into a folder, beside those that are there. Raises UserError."""
    place, separator, name = address.rpartition(f"/{backups.FOLDER}/")
    if not separator or not name:
        raise UserError(f"{address} is not a backup.", "`python -m store restore` lists the backups.")
    target = folder / f"fetched-{now:%Y%m%dT%H%M%S}-{name}"
    backups.fetch_copy(open_place(place), f"{backups.FOLDER}/{name}", target)
    return target


def describe_what_is_left_out(folder: Path) -> str:
    """Return a sentence about the files that a copy of the database lacks, "" when there are none."""
    store = open_remote_store()
    if store is not None:
        return (
            f"The copy holds the database alone. Pictures, drafts and episodes are in {store.address}: "
            "`python -m objects copy` copies them."
        )
    folders = [str(folder / name) for name in ("pictures", "drafts") if any((folder / name).rglob("*.*"))]
    if not folders:
        return ""
    # On the same disk they are found again: pictures are named by their content and never change.
    return f"The copy holds the database alone. Copy {' and '.join(folders)} too when it goes elsewhere."


def _print_report(copied: CopyReport) -> None:
    print(
        f"{copied.prefix}\tobjects={copied.objects}\tbytes={copied.bytes}\talready there={copied.present}\tsha256={copied.sha256}"
    )
