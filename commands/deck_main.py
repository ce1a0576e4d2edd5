"""`python -m deck`: the commands that work on decks, in one table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from commands import apply, check, claims, diff, export, format, import_notes, language_server, show
from commands.input_files import make_printable
from errors import UserError

Subparsers = argparse._SubParsersAction

# name, what adds its arguments, what runs it and returns the exit status
COMMANDS: tuple[
    tuple[str, Callable[[Subparsers[argparse.ArgumentParser]], None], Callable[[argparse.Namespace], int]], ...
] = (
    ("check", check.add_check_parser, check.run_check),
    ("show", show.add_show_parser, show.run_show),
    ("format", format.add_format_parser, format.run_format),
    ("diff", diff.add_diff_parser, diff.run_diff),
    ("apply", apply.add_apply_parser, apply.run_apply),
    ("export", export.add_export_parser, export.run_export),
    ("import", import_notes.add_import_parser, import_notes.run_import),
    ("language-server", language_server.add_language_server_parser, language_server.run_language_server),
    ("claims", claims.add_claims_parser, claims.run_claims),
)


def main(argv: list[str] | None = None) -> int:
    """Run a command; 0 is fine, 1 is errors in a deck or a difference, 2 is bad input."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = argparse.ArgumentParser(prog="python -m deck", description="Read, check and clean decks.")
    subparsers = parser.add_subparsers(dest="command", required=True)
    for _, add_parser, _ in COMMANDS:
        add_parser(subparsers)
    try:
        args = parser.parse_args(argv)
        status = next(run for name, _, run in COMMANDS if name == args.command)(args)
        sys.stdout.flush()
        return status
    except UserError as error:
        print(make_printable(f"{error} {error.remedy}".strip()), file=sys.stderr)
        return 2
