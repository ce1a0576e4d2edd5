"""`python -m mock_interview plan DECK… --minutes 45 --seed N --json`: the plan of a mock interview."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from commands.entry import SentenceParser
from commands.input_files import load_file, make_printable
from deck.parser import parse
from errors import UserError
from mock_interview.budgets import DEFAULT_ROLE, ROLES
from mock_interview.levels import settle_level
from mock_interview.model import PART_TITLES, ROUND_MINUTES, RoundPlan
from mock_interview.plan import build_plan, describe_plan
from services.interview.material import load_material


def plan_round(paths: Sequence[str], minutes: int, seed: int, level: str, role: str) -> RoundPlan:
    """Return the plan of a round from deck files. Without a learner there is no history: chance chooses by the seed."""
    decks = [(Path(path).stem, parse(load_file(path))) for path in paths]
    settled = settle_level(level, [deck.meta.level for _, deck in decks])
    materials = [load_material(name, deck, seed, settled) for name, deck in decks]
    return build_plan(materials, minutes=minutes, seed=seed, level=settled, role=role)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status: 0, or 2 with one sentence on standard error."""
    parser = SentenceParser(prog="python -m mock_interview", description="Mock interviews from decks.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=SentenceParser)
    planning = commands.add_parser("plan", help="the plan of a round")
    planning.add_argument("decks", nargs="+", metavar="DECK", help="a markdown file")
    planning.add_argument("--minutes", type=int, default=45, choices=ROUND_MINUTES)
    planning.add_argument("--seed", type=int, default=1, help="the same seed gives the same round")
    planning.add_argument("--level", default="", help="such as senior or director; by default the deck's")
    planning.add_argument("--role", default=DEFAULT_ROLE, choices=ROLES)
    planning.add_argument("--json", action="store_true", help="one JSON object instead of lines to read")
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        options = parser.parse_args(arguments)
        plan = plan_round(options.decks, options.minutes, options.seed, options.level, options.role)
    except UserError as error:
        print(make_printable(f"{error} {error.remedy}".strip()), file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(describe_plan(plan), ensure_ascii=False, indent=1))
        return 0
    print(f"{plan.minutes} minutes, {plan.role}, {plan.level}, seed {plan.seed}")
    for part in plan.parts:
        print(
            f"{part.start:3d}  {part.minutes:2d} min  {PART_TITLES[part.kind]}: {' '.join(part.question.prompt.split())}"
        )
        for follow_up in part.follow_ups:
            print(f"             {' '.join(follow_up.prompt.split())}")
    for note in plan.notes:
        print(note)
    return 0
