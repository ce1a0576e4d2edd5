"""`python -m deck export FILE --to FORMAT`: a deck as an Anki package, CSV, handbook, cram sheet or markdown."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

from commands.input_files import STDIN, load_file
from deck import images
from deck.markdown.ids import slugify_file_name
from deck.markdown.source import decode_text
from deck.parser import parse
from errors import UserError
from exchange.export.attachments import MEDIA_TYPES, Attachments
from exchange.export.formats import FORMATS
from files import write_atomically


def add_export_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to a parser."""
    parser = commands.add_parser("export", help=f"write the deck as one of {', '.join(FORMATS)}")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--to", choices=tuple(FORMATS), default="apkg", help="the format (default: apkg)")
    parser.add_argument("--output", metavar="PATH", help="where to (default: beside the file)")


def run_export(args: argparse.Namespace) -> int:
    """Write the file and print its path. Notes keep their GUIDs as long as the deck's file keeps its name.

    The time in the package is the deck file's own: the same deck gives the same notes, an edited one later notes.
    """
    form = FORMATS[args.to]
    place = Path(args.file)
    if args.file == STDIN:
        raise UserError("An export needs a file: its name and date go into it.", "Save the text first.")
    data = load_file(args.file)
    target = Path(args.output) if args.output else place.with_name(f"{place.stem}{form.suffix}")
    if not args.output and target == place:
        raise UserError(f"{target} is the deck itself.", "Name another file with --output.")
    modified_at = datetime.fromtimestamp(place.stat().st_mtime, UTC)
    content = form.build_file(
        parse(data), slugify_file_name(place.stem), modified_at, Attachments(_find_pictures(data, place.parent))
    )
    try:
        write_atomically(target, content)
    except OSError as error:
        raise UserError(f"{target} cannot be written: {error.strerror}.") from None
    print(target)
    return 0


def _find_pictures(data: bytes, folder: Path) -> dict[str, Path]:
    """Return the pictures that the deck shows and that lie beside it or below."""
    addresses = (unquote(image.address) for image in images.find_images(decode_text(data)[0].split("\n")))
    result = {address: images.find_file_beside(folder, address) for address in addresses}
    return {address: path for address, path in result.items() if path and path.suffix.lower() in MEDIA_TYPES}
