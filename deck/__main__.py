"""`python -m deck check|show|format|diff|export|claims`: the reader on the command line."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from pathlib import Path

from commands import claims, diff, estimates, export
from deck import images
from deck.formatter import format_deck
from deck.inspect import deck_to_dict
from deck.markdown.source import decode_text
from deck.model import Deck, Problem
from deck.parser import parse
from errors import UserError

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_UNPRINTABLE_IN_LINES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SNIFFED_BYTES = 8192
STDIN = "-"


def _load_file(path: str) -> bytes:
    """The bytes of a file (`-`: of standard input), or one sentence about why not."""
    place = Path(path)
    try:
        if place.is_dir():
            raise UserError(f"{path} is a folder, not a markdown file.")
        data = sys.stdin.buffer.read() if path == STDIN else place.read_bytes()
    except FileNotFoundError:
        raise UserError(f"There is no file {path}.") from None
    except PermissionError:
        raise UserError(f"{path} may not be read: permission denied.") from None
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    if b"\0" in data[:_SNIFFED_BYTES] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UserError(f"{path} is not a text file.")
    return data


def _format_problem(path: str, problem: Problem) -> str:
    said = f"{path}:{problem.line}: {problem.severity}: {problem.message}"
    return _UNPRINTABLE.sub("\ufffd", f"{said} {problem.remedy}".rstrip())


def _check_files(paths: list[str]) -> int:
    failed = False
    for path in paths:
        data = _load_file(path)
        deck = parse(data)
        unseen = (*_find_missing_pictures(path, data), *estimates.find_estimate_problems(deck))
        problems = sorted((*deck.problems, *unseen), key=lambda problem: problem.line)
        for problem in problems:
            print(_format_problem(path, problem))
        for line in deck.unparsed_lines:
            print(f"{path}:{line}: error: The reader lost this line. Please report it with the file.")
        failed = failed or bool(deck.unparsed_lines) or any(p.severity == "error" for p in problems)
    return 1 if failed else 0


def _find_missing_pictures(path: str, data: bytes) -> tuple[Problem, ...]:
    """Pictures that should lie beside the file. A text from standard input has no place."""
    if path == STDIN:
        return ()
    shown = images.find_images(decode_text(data)[0].split("\n"))
    return images.find_missing_images(
        shown, lambda address: images.find_file_beside(Path(path).parent, address) is not None
    )


def _summarize(deck: Deck) -> str:
    events = sum(len(i.events) for i in deck.incidents)
    parts = sum(len(s.parts) for s in deck.scripts)
    return "\n".join(
        [
            deck.title or "(no title)",
            f"  {len(deck.sections)} sections",
            f"  {len(deck.questions)} questions, {len(deck.counter_questions)} counter-questions",
            f"  {len(deck.incidents)} incidents with {events} events",
            f"  {parts} script parts, {len(deck.diagrams)} diagrams, {len(deck.code)} code examples",
            f"  {len(deck.design_exercises)} design exercises, {len(deck.estimates)} estimates, {len(deck.stories)} stories",
            f"  {len(deck.callouts)} callouts, {len(deck.dialogues)} dialogues",
            f"  {len(deck.problems)} problems",
        ]
    )


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deck", description="Read, check and clean decks.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="print problems as path:line: severity: what. Remedy; exit 1 on errors")
    check.add_argument("files", nargs="+", metavar="FILE")
    show = commands.add_parser("show", help="print what the reader sees")
    show.add_argument("file", metavar="FILE")
    show.add_argument("--json", action="store_true", help="as one JSON object")
    clean = commands.add_parser("format", help="print the deck as clean, canonical markdown")
    clean.add_argument("file", metavar="FILE")
    clean.add_argument("--write", action="store_true", help="put it in the file's place instead")
    diff.add_diff_parser(commands)
    export.add_export_parser(commands)
    claims.add_claims_parser(commands)
    return parser


def _run_command(args: argparse.Namespace) -> int:
    if args.command == "check":
        return _check_files(args.files)
    if args.command == "diff":
        said, status = diff.run_diff(args, _load_file)
        print(_UNPRINTABLE_IN_LINES.sub("\ufffd", said), end="\n" if said else "")
        return status
    if args.command == "claims":
        said, status = claims.run_claims(args, _load_file)
        print(_UNPRINTABLE_IN_LINES.sub("\ufffd", said), end="\n" if said else "")
        return status
    if args.command == "export":
        print(export.run_export(args, _load_file))
        return 0
    deck = parse(_load_file(args.file))
    if args.command == "show":
        print(json.dumps(deck_to_dict(deck), indent=2) if args.json else _summarize(deck))
        return 0
    text = format_deck(deck)
    if args.write and args.file == STDIN:
        raise UserError("Standard input cannot be written back.", "Leave --write out.")
    if args.write:
        try:
            temporary = Path(f"{args.file}.tmp")
            temporary.write_text(text, encoding="utf-8", newline="\n")
            temporary.replace(args.file)
        except OSError as error:
            raise UserError(f"{args.file} cannot be written: {error.strerror}.") from None
        return 0
    sys.stdout.buffer.write(text.encode("utf-8"))
    return 0


def main(argv: list[str] | None = None) -> int:
    """Run a command; 0 is fine, 1 is errors in a deck, 2 is bad input."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status = _run_command(_build_parser().parse_args(argv))
        sys.stdout.flush()
        return status
    except UserError as error:
        print(_UNPRINTABLE.sub("\ufffd", f"{error} {error.remedy}".strip()), file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
