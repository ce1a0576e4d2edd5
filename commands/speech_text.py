"""`python -m speech text [FILE|-]`: what a voice is given to say for each line of markdown."""

from __future__ import annotations

import argparse

from commands.input_files import STDIN, load_file
from deck.markdown.source import decode_text, split_keeping_breaks
from deck.parser import parse
from speech.text.reader import TextReader, create_reader


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of `python -m speech`."""
    parser = argparse.ArgumentParser(prog="python -m speech", description="What is said of a deck.")
    commands = parser.add_subparsers(dest="command", required=True)
    text = commands.add_parser("text", help="print one line of spoken text for each line of markdown")
    text.add_argument("file", nargs="?", default=STDIN, metavar="FILE", help="a file, or - for standard input")
    text.add_argument("--language", help="read as this language (default: the deck's own, else English)")
    return parser


def speak_lines(data: bytes, language: str | None = None) -> tuple[str, ...]:
    """Return a line of spoken text for each line of markdown, "" where nothing is said.

    A front matter is not read out; its language and its pronunciations are used.
    """
    text = decode_text(data)[0]
    reader, head = TextReader(language or "en"), 0
    pieces = split_keeping_breaks(text)
    if text.startswith("---\n") or text.startswith("---\r\n"):
        lines = pieces[::2]
        head = next((number for number, line in enumerate(lines[1:], start=2) if line.strip() in {"---", "..."}), 0)
    if head:
        own = create_reader(parse(data))
        reader = TextReader(language or own.language, own.pronunciations)
    return ("",) * head + reader.read_lines("".join(pieces[2 * head :]))


def run_command(arguments: argparse.Namespace) -> str:
    """Return what to print. Raises UserError when the file cannot be read."""
    return "".join(f"{line}\n" for line in speak_lines(load_file(arguments.file), arguments.language))
