"""`python -m deck claims FILE`: the precise claims of a deck, with line, source and the day somebody checked them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from commands.input_files import load_file, make_printable
from deck.markdown.source import decode_text
from deck.versioning.places import split_lines
from errors import UserError

_NOTES = Path("docs") / "claims"
_YEAR = 365  # days after which a claim is to be checked again


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of the note. `line` is where the deck says it, None where it does not any more; `checked` None: not yet."""

    id: str
    claim: str
    line: int | None
    source: str
    address: str
    checked: date | None

    def is_old(self, today: date, days: int) -> bool:
        """Tell whether it is to be checked again: never checked, or longer ago than so many days."""
        return self.checked is None or (today - self.checked).days > days


def add_claims_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to a parser."""
    parser = commands.add_parser(
        "claims", help="list a deck's precise claims with line, source and date checked; exit 1 when one is lost or old"
    )
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--json", action="store_true", help="as one JSON array")
    parser.add_argument("--old", action="store_true", help="only those that are older than --days, or never checked")
    parser.add_argument("--days", type=int, default=_YEAR, metavar="N", help=f"what is old (default: {_YEAR} days)")
    parser.add_argument(
        "--notes", metavar="PATH", help=f"the note (default: {_NOTES}/NAME.yaml beside the deck or above)"
    )


def run_claims(args: argparse.Namespace) -> int:
    """Print the claims; the status is 1 where one is not in the deck, or with `--old` where one is old."""
    today = datetime.now(UTC).date()
    text, _ = decode_text(load_file(args.file))
    note = Path(args.notes) if args.notes else find_note(Path(args.file))
    claims = read_claims(load_file(str(note)), split_lines(text), str(note))
    listed = [claim for claim in claims if claim.is_old(today, args.days)] if args.old else claims
    if args.json:
        rows = [_claim_to_dict(claim, today, args.days) for claim in listed]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        for claim in listed:
            print(make_printable(_format_claim(args.file, claim, today, args.days)))
    return int(any(claim.line is None for claim in listed) or (args.old and bool(listed)))


def find_note(deck_file: Path) -> Path:
    """Return the note of a deck: docs/claims/NAME.yaml in its folder or in one above. Raises UserError where there is none."""
    for folder in deck_file.resolve().parents:
        note = folder / _NOTES / f"{deck_file.stem}.yaml"
        if note.is_file():
            return note
    raise UserError(
        f"There is no note of claims for {deck_file}.",
        f"Write {_NOTES}/{deck_file.stem}.yaml, or name one with --notes.",
    )


def read_claims(data: bytes, lines: Sequence[str], name: str) -> tuple[Claim, ...]:
    """Return the claims of a note, each with the first line of the deck that holds its words. Raises UserError for a bad note."""
    try:
        rows = yaml.safe_load(data)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UserError(f"{name} is no YAML: {' '.join(str(error).split())}.") from None
    if rows is None:
        return ()
    if not isinstance(rows, list):
        raise UserError(f"{name} is not a list of claims.", "Write each as “- id: …” with claim, source and checked.")
    return tuple(_read_claim(row, lines, f"{name}, claim {place}") for place, row in enumerate(rows, 1))


def _read_claim(row: Any, lines: Sequence[str], place: str) -> Claim:
    if not isinstance(row, dict) or not isinstance(row.get("claim"), str) or not row["claim"].strip():
        raise UserError(f"{place}: “claim” is missing.", "Copy words of it as they stand on one line of the deck.")
    source = row.get("source")
    if not isinstance(source, dict) or not source.get("name"):
        raise UserError(f"{place}: “source” needs a name and an address.")
    checked = row.get("checked")
    if isinstance(checked, datetime):  # YAML reads a date with a time of day as one
        checked = checked.date()
    if checked is not None and not isinstance(checked, date):
        raise UserError(f"{place}: “checked” is not a date.", "Write it as 2026-11-27, or null for not yet.")
    line = next((number for number, text in enumerate(lines, 1) if row["claim"] in text), None)
    return Claim(
        id=str(row.get("id", "")),
        claim=row["claim"],
        line=line,
        source=str(source["name"]),
        address=str(source.get("address", "")),
        checked=checked,
    )


def _claim_to_dict(claim: Claim, today: date, days: int) -> dict[str, Any]:
    return {
        "id": claim.id,
        "claim": claim.claim,
        "line": claim.line,
        "source": {"name": claim.source, "address": claim.address},
        "checked": claim.checked.isoformat() if claim.checked else None,
        "old": claim.is_old(today, days),
    }


def _format_claim(path: str, claim: Claim, today: date, days: int) -> str:
    place = f"{path}:{claim.line}" if claim.line else f"{path}: not in the deck any more"
    when = f"checked {claim.checked.isoformat()}" if claim.checked else "never checked"
    again = ", check it again" if claim.checked and claim.is_old(today, days) else ""
    return f"{place}: {claim.claim} ({when}{again}) — {claim.source} <{claim.address}>"
