"""Levels of seniority: an order for the words that authors use."""

from __future__ import annotations

from collections.abc import Sequence

# Each line is one step of the ladder, with the words that stand for it in titles and rubrics.
_LADDER: tuple[tuple[str, ...], ...] = (
    ("junior", "entry", "graduate", "intern"),
    ("mid", "middle", "intermediate", "engineer"),
    ("senior",),
    ("staff", "lead", "tech lead", "manager"),
    ("principal", "architect", "distinguished"),
    ("director", "head", "vp", "chief", "cto"),
)
LEVELS = ("junior", "mid", "senior", "staff", "principal", "director")
DEFAULT_LEVEL = "senior"


def rank_level(level: str) -> int | None:
    """Return the place on the ladder of the highest level named ("senior to staff" is staff); None for none."""
    words = " ".join(level.casefold().replace("-", " ").replace("/", " ").split())
    padded = f" {words} "  # whole words only: no intern in "international"
    ranks = [rank for rank, names in enumerate(_LADDER) if any(f" {name} " in padded for name in names)]
    return max(ranks, default=None)


def settle_level(requested: str, deck_levels: Sequence[str]) -> str:
    """Return the level of a round: the one wished for, else the highest one of the decks, else senior."""
    if requested.strip():
        return requested.strip()
    ranks = [rank for level in deck_levels if (rank := rank_level(level)) is not None]
    return LEVELS[max(ranks)] if ranks else DEFAULT_LEVEL


def choose_level(levels: Sequence[str], requested: str) -> str:
    """Return the offered level nearest to the one wished for, the lower of two equally near; "" where there is none."""
    exact = next((level for level in levels if level.casefold() == requested.casefold()), None)
    if exact is not None:
        return exact
    target = rank_level(requested)
    ranked = [(rank, level) for level in levels if (rank := rank_level(level)) is not None]
    if not ranked or target is None:
        return levels[0] if levels else ""
    return min(ranked, key=lambda entry: (abs(entry[0] - target), entry[0]))[1]
