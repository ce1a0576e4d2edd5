"""`python -m deck diff OLD NEW`: what changed, by question and line by line."""

from __future__ import annotations

import argparse

from commands.input_files import load_file, make_printable
from deck.markdown.source import decode_text
from deck.parser import parse
from deck.versioning import diff


def add_diff_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to a parser."""
    parser = commands.add_parser("diff", help="print what changed between two files; exit 1 when something did")
    parser.add_argument("old", metavar="OLD")
    parser.add_argument("new", metavar="NEW")
    parser.add_argument("--questions", action="store_true", help="only by question, without the lines")


def run_diff(args: argparse.Namespace) -> int:
    """Print what changed, question by question and line by line; the status is 1 where something did."""
    old, new = (decode_text(load_file(path))[0] for path in (args.old, args.new))
    rows = [format_change(change) for change in diff.list_changes(parse(old), parse(new))]
    changed = diff.diff_lines(old, new, (args.old, args.new))
    if changed and not args.questions:
        rows += ["", *changed] if rows else list(changed)
    if rows:
        print(make_printable("\n".join(rows), keep_lines=True))
    return int(bool(changed))


def format_change(change: diff.DeckChange) -> str:
    """Return one change as a line of text."""
    detail = f" ({change.detail})" if change.detail else ""
    before = f" — before: {change.before}" if change.before else ""
    return f"{change.change} {change.kind} {change.id}, line {change.line}: {change.prompt}{detail}{before}"
