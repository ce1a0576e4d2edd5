"""`python -m deck import FILE`: foreign notes as one deck, in markdown or as the reader sees it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from commands.input_files import STDIN, make_printable
from deck.inspect import deck_to_dict
from deck.parser import parse
from errors import UserError
from exchange.importers.archive import MAX_ENTRIES
from exchange.importers.formats import (
    CONTAINED_SUFFIXES,
    MAX_FILE_BYTES,
    SUFFIXES,
    ImportedText,
    import_folder,
    join_texts,
)
from exchange.importers.sandbox import import_safely


def add_import_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to a parser."""
    parser = commands.add_parser("import", help=f"read foreign notes ({', '.join(SUFFIXES)}, or a folder) as a deck")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print the deck as one JSON object")
    parser.add_argument("--output", metavar="PATH", help="write the markdown here, its pictures beside it")


def run_import(args: argparse.Namespace) -> int:
    """Print or write the deck; what was left out goes to standard error."""
    imported = load_notes(args.file)
    for warning in imported.warnings:
        print(make_printable(warning), file=sys.stderr)
    if args.output:
        _write(Path(args.output), imported)
        print(args.output)
    elif args.json:
        print(json.dumps(deck_to_dict(parse(imported.text)), indent=2))
    else:
        print(make_printable(imported.text, keep_lines=True), end="")
    return 0


def load_notes(path: str) -> ImportedText:
    """Return what a file or a folder holds as one deck; several files become its chapters. Raises UserError."""
    place = Path(path)
    try:
        if path == STDIN:
            return join_texts("deck", import_safely("pasted.txt", sys.stdin.buffer.read(MAX_FILE_BYTES + 1)))
        if place.is_dir():
            return import_folder(place.resolve().name, dict(_read_folder(place)))
        data = place.read_bytes()
    except FileNotFoundError:
        raise UserError(f"There is no file {path}.") from None
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    return join_texts(place.stem, import_safely(place.name, data))


def _read_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a folder that can be read, hidden ones and links left out."""
    count = 0
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if any(part.startswith(".") for part in inside.parts) or path.is_symlink() or not path.is_file():
            continue
        if path.suffix.lower() not in CONTAINED_SUFFIXES:
            continue
        count += 1
        if count > MAX_ENTRIES:
            raise UserError(f"The folder has more than {MAX_ENTRIES:,} files.", "Import a part of it.")
        yield inside.as_posix(), path.read_bytes()


def _write(target: Path, imported: ImportedText) -> None:
    try:
        target.write_text(imported.text, encoding="utf-8", newline="\n")
        for picture in imported.pictures:
            place = target.parent / picture.address
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(picture.data)
    except OSError as error:
        raise UserError(f"{target} cannot be written: {error.strerror}.") from None
