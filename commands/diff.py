"""`python -m deck diff OLD NEW`: what changed, by question and line by line."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from deck.markdown.source import decode_text
from deck.parser import parse
from deck.versioning import diff


def add_diff_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Tell the parser."""
    parser = commands.add_parser("diff", help="print what changed between two files; exit 1 when something did")
    parser.add_argument("old", metavar="OLD")
    parser.add_argument("new", metavar="NEW")
    parser.add_argument("--questions", action="store_true", help="only by question, without the lines")


def run_diff(args: argparse.Namespace, load: Callable[[str], bytes]) -> tuple[str, int]:
    """What to print, and the exit status: 0 when nothing changed."""
    old, new = (decode_text(load(path))[0] for path in (args.old, args.new))
    said = [format_change(change) for change in diff.list_changes(parse(old), parse(new))]
    found = diff.diff_lines(old, new, (args.old, args.new))
    if found and not args.questions:
        said += ["", *found] if said else list(found)
    return "\n".join(said), int(bool(found))


def format_change(change: diff.Change) -> str:
    detail = f" ({change.detail})" if change.detail else ""
    before = f" — before: {change.before}" if change.before else ""
    return f"{change.change} {change.kind} {change.id}, line {change.line}: {change.prompt}{detail}{before}"
