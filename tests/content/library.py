"""The decks that ship, each parsed once, and the client's document where it is beside the project."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import deck
from deck import Deck

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content"
SOURCE = ROOT.parent / "shared" / "source.md"
FIRST = "real-time-payments"
NAMES = (FIRST, "observability-on-call", "kubernetes-and-networks")


def path_of(name: str) -> Path:
    """The file of a deck."""
    return CONTENT / f"{name}.md"


@cache
def read(name: str) -> Deck:
    """The deck, as the product reads it."""
    return deck.parse(path_of(name).read_bytes())


@cache
def source() -> Deck | None:
    """The client's document, None where it is not here."""
    return deck.parse(SOURCE.read_bytes()) if SOURCE.exists() else None
