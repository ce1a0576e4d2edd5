"""`python -m deck format FILE`: a deck as clean, canonical markdown."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from commands.input_files import STDIN, load_file
from deck.formatter import format_deck
from deck.parser import parse
from errors import UserError
from files import write_atomically


def add_format_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to a parser."""
    parser = commands.add_parser("format", help="print the deck as clean, canonical markdown")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--write", action="store_true", help="put it in the file's place instead")


def run_format(args: argparse.Namespace) -> int:
    """Print the formatted deck, or write it over its file."""
    text = format_deck(parse(load_file(args.file)))
    if not args.write:
        # As bytes: print would write the platform's own line ends, and fail at letters that its encoding lacks.
        sys.stdout.buffer.write(text.encode("utf-8"))
        return 0
    if args.file == STDIN:
        raise UserError("Standard input cannot be written back.", "Leave --write out.")
    try:
        write_atomically(Path(args.file), text.encode())
    except OSError as error:
        raise UserError(f"{args.file} cannot be written: {error.strerror}.") from None
    return 0
