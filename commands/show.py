"""`python -m deck show FILE`: what the reader sees in a file."""

from __future__ import annotations

import argparse
import json

from commands.input_files import load_file
from deck.inspect import deck_to_dict
from deck.model import Deck
from deck.parser import parse


def add_show_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to a parser."""
    parser = commands.add_parser("show", help="print what the reader sees")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--json", action="store_true", help="as one JSON object")


def run_show(args: argparse.Namespace) -> int:
    """Print the deck of a file, as counts or as JSON."""
    deck = parse(load_file(args.file))
    print(json.dumps(deck_to_dict(deck), indent=2) if args.json else _summarize(deck))
    return 0


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
