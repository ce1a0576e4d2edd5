"""Rows of exercises whose wrong options are chosen together, so that looks give no right option away.

The cards of one kind are put into rows in the order of the text. All exercises of a row are planned at once, and anew each
time that every exercise of a card was asked: the same card brings other wrong options then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from deck.model import Deck
from deck.option_balance import choose_row, draw_sets
from quiz.exercises import sources
from quiz.exercises.options import WRONG_OPTIONS
from quiz.model import Card

# A card's options change so many times before the first ones come again.
ROUNDS = 4
# Plans are kept for the rows that were met last: what a row costs is paid once.
_MAX_PLANS = 256

Wrong = tuple[str, ...]
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class OptionMaterial:
    """What an exercise asks for: `right` among texts of the `pool` (ring, text) that are not true.

    `truths` are texts that hold; `prompt` and `situation` are shown above the options.
    """

    right: str
    truths: tuple[str, ...]
    pool: Sequence[tuple[int, str]]
    prompt: str
    situation: str = ""


@dataclass(frozen=True, slots=True)
class RowKind:
    """What rows are made of: `name` of the kind, its cards, what it asks on a card's source, and the cards in a row."""

    name: str
    find_cards: Callable[[Deck], Iterator[Card]]
    list_asked: Callable[[Deck, str], Sequence[OptionMaterial]]
    length: int


# By identity: a deck is frozen, and hashing a large one costs more than reading it. Holding it keeps its id its own.
_card_sources: dict[tuple[int, str], tuple[Deck, dict[str, int]]] = {}
_plans: dict[tuple[int, str, int, int], tuple[Deck, dict[str, tuple[Wrong, ...]]]] = {}


def choose_exercise(
    deck: Deck, kind: RowKind, source: str, seed: int, among: Collection[int] | None = None
) -> tuple[int, Wrong]:
    """Return which of the exercises on a source a seed asks for, and its wrong options.

    `among` are the places of those that may be asked (None: all). Raises LookupError where none of them is made, and for a
    source that no card of this kind stands for.
    """
    first = _plan(deck, kind, source, 0)
    places = [place for place, wrong in enumerate(first) if wrong and (among is None or place in among)]
    if not places:
        raise LookupError(source)
    place = places[seed % len(places)]
    turn = seed // len(places) % ROUNDS
    return place, (turn and _plan(deck, kind, source, turn)[place]) or first[place]


def _plan(deck: Deck, kind: RowKind, source: str, turn: int) -> tuple[Wrong, ...]:
    """Return the wrong options of each exercise on a source, in the kind's order; () for one that should not be made."""
    places = _place_sources(deck, kind)
    rows = max(1, len(places) // kind.length)
    row = places[source] * rows // len(places)
    key = id(deck), kind.name, row, turn
    entry = _plans.get(key)
    if entry is None or entry[0] is not deck:
        members = [one for one, place in places.items() if place * rows // len(places) == row]
        entry = deck, _plan_row(deck, members, Random(f"{kind.name}:{row}:{turn}"), kind)
        _keep(_plans, key, entry)
    return entry[1][source]


def _place_sources(deck: Deck, kind: RowKind) -> dict[str, int]:
    entry = _card_sources.get((id(deck), kind.name))
    if entry is None or entry[0] is not deck:
        source_ids = dict.fromkeys(card.source for card in kind.find_cards(deck))
        entry = deck, {source: place for place, source in enumerate(source_ids)}
        _keep(_card_sources, (id(deck), kind.name), entry)
    return entry[1]


def _keep(cache: dict[_Key, _Value], key: _Key, value: _Value) -> None:
    while len(cache) >= _MAX_PLANS:
        cache.pop(next(iter(cache)), None)
    cache[key] = value


def _plan_row(deck: Deck, members: Sequence[str], rng: Random, kind: RowKind) -> dict[str, tuple[Wrong, ...]]:
    items = [(source, one) for source in members for one in kind.list_asked(deck, source)]
    eligible = [
        sources.list_eligible(one.right, one.truths, one.pool, WRONG_OPTIONS, rng, deck.meta.language, one.prompt)
        for _, one in items
    ]
    possible_sets = [
        draw_sets(one.right, texts, min(WRONG_OPTIONS, len(texts)), rng, one.prompt, one.situation)
        for (_, one), texts in zip(items, eligible, strict=True)
    ]
    option_sets = choose_row(possible_sets, [source for source, _ in items])
    out: dict[str, list[Wrong]] = {source: [] for source in members}
    for (source, _), texts, one in zip(items, eligible, option_sets, strict=True):
        out[source].append(tuple(texts[place] for place in one.places) if one else ())
    return {source: tuple(wrong) for source, wrong in out.items()}
