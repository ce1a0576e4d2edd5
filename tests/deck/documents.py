"""The documents that the property tests start from."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT.parent / "shared" / "source.md"


@cache
def decks() -> tuple[str, ...]:
    """Whole decks: those that ship, the format's documentation, and the client's document where it is."""
    paths = [*sorted((ROOT / "content").glob("*.md")), ROOT / "docs" / "deck-format.md"]
    if SOURCE.exists():
        paths.append(SOURCE)
    return tuple(p.read_text(encoding="utf-8") for p in paths)


@cache
def texts() -> tuple[str, ...]:
    """Shipped decks, the format's documentation, the fixtures, and the client's document where it is."""
    paths = [
        *sorted((ROOT / "content").glob("*.md")),
        ROOT / "docs" / "deck-format.md",
        *sorted((Path(__file__).parent / "blocks").glob("*.md")),
        *sorted((Path(__file__).parent / "timelines").glob("*.md")),
    ]
    if SOURCE.exists():
        paths += [SOURCE] * 4  # it is the one that is damaged already
    return tuple(p.read_text(encoding="utf-8") for p in paths)


@cache
def read_whole_deck() -> str:
    """A small deck with one of everything that a deck can hold."""
    return (Path(__file__).parent / "whole-deck.md").read_text(encoding="utf-8")


def piece(rng: Random) -> str:
    """Five to a hundred and fifty lines of one of them."""
    lines = rng.choice(texts()).split("\n")
    at = rng.randrange(len(lines))
    return "\n".join(lines[at : at + rng.randint(5, 150)])
