"""Which question of an edited deck is which question of the deck before: same id, then same text, then nearest text.

Counter-questions, incidents and decisions are matched like questions: a learner's history hangs on all of them. Pure, and
symmetric in nothing: `old` is what learners have history with, `new` is what the author wants to publish.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from rapidfuzz import fuzz, process

from deck.model import CounterQuestion, Deck, Incident, Question
from deck.versioning import rewording, similarity
from deck.versioning.similarity import Item, Kind, folded, score

__all__ = ["Item", "Match", "Matching", "items", "match", "score"]

Why = Literal["same id", "same text", "near text"]

# Shares of 1. At `KEEP` the default is to keep the history; below `OFFER` two texts are not even put to the author.
KEEP = 0.62
OFFER = 0.45
RETURN = 0.75  # of what left the deck, the prompt alone is at hand: only one that hardly changed brings it back
# Where questions follow one pattern ("What is the default port of …?") likeness proves nothing: it must be this much larger
# than the likeness to any other question.
MARGIN = 0.02
CONFIRMS = 0.8  # the share of the answer that stayed, from which on likeness is not in doubt
_NEAREST = 6
_CANDIDATES = 25  # partners that are looked at for one item
_PAIRS = 4_000_000  # above this, only questions of one topic are compared


@dataclass(frozen=True, slots=True)
class Match:
    """An old item and the new one that stands for it. `score` is 0 to 1; `keep` is the default for the author."""

    old: Item
    new: Item
    why: Why
    score: float
    keep: bool

    @property
    def edited(self) -> bool:
        """Whether what is asked or answered differs."""
        return folded(self.old.prompt) != folded(self.new.prompt) or folded(self.old.said) != folded(self.new.said)

    @property
    def sure(self) -> bool:
        """Whether there is nothing to ask the author."""
        return self.why == "same text" or (self.why == "same id" and self.score >= OFFER)


@dataclass(frozen=True, slots=True)
class Matching:
    """All matches in the order of the new deck; `added` and `removed` have no partner.

    `returning` pairs what had left the deck in earlier versions with what brings it back.
    """

    matches: tuple[Match, ...]
    returning: tuple[Match, ...]
    added: tuple[Item, ...]
    removed: tuple[Item, ...]


def items(deck: Deck) -> tuple[Item, ...]:
    """Everything in a deck that learners have histories with, in order."""
    return tuple(_items(deck))


def match(old: Deck | Sequence[Item], new: Deck | Sequence[Item], retired: Sequence[Item] = ()) -> Matching:
    """Find for each new item the old one it continues. Each item is in one pair at most.

    `retired` left the deck in earlier versions, the latest first: the exact text of one of these goes before a live text
    that is merely near.
    """
    before = items(old) if isinstance(old, Deck) else tuple(old)
    after = items(new) if isinstance(new, Deck) else tuple(new)
    live = _Pairing(before, after)
    live.by_explicit_id()
    live.by_text()
    live.by_id()
    gone = _Pairing(retired, tuple(live.new.values()))
    gone.by_text()
    gone.by_id()
    live.without(gone)
    _by_nearness(live, gone, (*before, *retired))
    order = {(item.kind, item.id): place for place, item in enumerate(after)}
    pairs, back = (tuple(sorted(p.pairs, key=lambda m: order[m.new.kind, m.new.id])) for p in (live, gone))
    return Matching(pairs, back, tuple(live.new.values()), tuple(live.old.values()))


def _items(deck: Deck) -> Iterator[Item]:
    for block in deck.blocks:
        if isinstance(block, Question):
            said = [block.answer, block.eli8, *block.key_points, *(c.text for c in block.choices)]
            yield Item(block.id, "question", block.prompt, _join(said), block.topic, block.line, block.explicit_id)
        elif isinstance(block, CounterQuestion):
            said = [block.tests, block.answer, *block.key_points]
            yield Item(block.id, "question", block.prompt, _join(said), block.topic, block.line, block.explicit_id)
        elif isinstance(block, Incident):
            told = _join(event.text for event in block.events)
            yield Item(block.id, "incident", block.title, told, block.section, block.line, block.explicit_id)
            for stop in block.decisions:
                options = _join(choice.text for choice in stop.choices)
                yield Item(stop.id, "decision", stop.prompt, options, block.id, stop.line, False)


def _join(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)


class _Pairing:
    """What is still alone on either side, and the pairs found so far."""

    def __init__(self, old: Sequence[Item], new: Sequence[Item]) -> None:
        self.old = {(item.kind, item.id): item for item in old}
        self.new = {(item.kind, item.id): item for item in new}
        self.pairs: list[Match] = []

    def pair(self, old: Item, new: Item, why: Why, alike: float, keep: bool = True) -> None:
        del self.old[old.kind, old.id]
        del self.new[new.kind, new.id]
        self.pairs.append(Match(old, new, why, alike, keep))

    def by_explicit_id(self) -> None:
        """An id that the author wrote on both sides is the author's word."""
        for key in [k for k, item in self.new.items() if k in self.old and item.explicit and self.old[k].explicit]:
            self.pair(self.old[key], self.new[key], "same id", score(self.old[key], self.new[key]))

    def by_text(self) -> None:
        """The same prompt; where it stands several times, the answer, the topic, the neighbours, then the order decides."""
        groups: dict[tuple[str, str], tuple[list[Item], list[Item]]] = {}
        for side, items in enumerate((self.old, self.new)):
            for item in items.values():
                if words := folded(item.prompt):
                    groups.setdefault((item.kind, words), ([], []))[side].append(item)
        neighbours = similarity.around(self.old.values()), similarity.around(self.new.values())
        for old, new in groups.values():
            for one, other in similarity.same_words(old, new, *neighbours):
                self.pair(one, other, "same text", 1.0)

    def by_id(self) -> None:
        """An id on both sides of which one was not written by the author: a heading's slug, or a mark that was added."""
        for key in [k for k in self.new if k in self.old]:
            self.pair(self.old[key], self.new[key], "same id", score(self.old[key], self.new[key]))

    def without(self, other: _Pairing) -> None:
        """Leave alone what the other has paired."""
        for pair in other.pairs:
            self.new.pop((pair.new.kind, pair.new.id), None)

    def candidates(self, kind: Kind) -> Iterator[tuple[float, Item, Item]]:
        """(likeness, old, new) of what is left and resembles each other by `OFFER`."""
        old = [item for item in self.old.values() if item.kind == kind]
        new = [item for item in self.new.values() if item.kind == kind]
        if len(old) * len(new) > _PAIRS:
            topics: dict[str, list[Item]] = {}
            for item in old:
                topics.setdefault(item.topic, []).append(item)
            for item in new:
                yield from _scored(topics.get(item.topic, [])[:2000], [item])
        elif old and new:
            yield from _scored(old, new)


def _by_nearness(live: _Pairing, gone: _Pairing, every: Sequence[Item]) -> None:
    """The most alike pair first, whether the old one is live or had left, until nothing that is left resembles anything.

    `every` are all old items, paired or not: what a new one resembles no less is no proof.
    """
    gone.new = dict(live.new)
    rivals = _Rivals(every, len(live.new))
    for kind in get_args(Kind):
        found = [(alike, live, old, new) for alike, old, new in live.candidates(kind)]
        # Of what had left there is no answer to weigh: its wording counts as wording alone does.
        found += [(alike * 0.9, gone, old, new) for alike, old, new in gone.candidates(kind) if alike >= RETURN]
        found.sort(key=lambda c: (-c[0], c[1] is gone, c[2].line, c[3].line))
        for alike, side, old, new in found:
            if (kind, old.id) not in side.old or (kind, new.id) not in live.new:
                continue
            keep = (
                alike >= KEEP
                and not rivals.as_alike(old, new)
                and not rewording.about_else(folded(old.prompt), folded(new.prompt), similarity.answers(old, new))
            )
            if side is live:
                live.pair(old, new, "near text", alike, keep)
                gone.new.pop((kind, new.id), None)
            elif keep:
                gone.pair(old, new, "near text", alike, keep)
                del live.new[kind, new.id]


class _Rivals:
    """The prompts of all old items: what else a new one is worded like."""

    def __init__(self, every: Sequence[Item], asked: int) -> None:
        self._prompts: dict[str, list[str]] = {}
        if len(every) * asked <= _PAIRS:
            for item in every:
                self._prompts.setdefault(item.kind, []).append(folded(item.prompt))

    def as_alike(self, old: Item, new: Item) -> bool:
        """Whether another prompt is as much like the new one, or nearly, and the answer does not tell which it is."""
        if (similarity.answers(old, new) or 0) >= CONFIRMS:
            return False
        known, asked = folded(old.prompt), folded(new.prompt)
        near = process.extract(asked, self._prompts.get(new.kind, ()), scorer=fuzz.token_sort_ratio, limit=_NEAREST)
        limit = similarity.alike(known, asked) - MARGIN
        return any(words != known and similarity.alike(words, asked) > limit for words, *_ in near)


def _scored(old: list[Item], new: list[Item]) -> Iterator[tuple[float, Item, Item]]:
    """Pairs worth a look: of each item those that it resembles most."""
    found = similarity.scores(old, new)
    # Two that are equally alike: the one that stayed in its topic is the one.
    topics = np.array([item.topic for item in old]), np.array([item.topic for item in new])
    found = np.minimum(1.0, found + 0.02 * np.equal.outer(*topics))
    near = np.zeros_like(found, dtype=bool)
    for axis in (0, 1):
        most = min(_CANDIDATES, found.shape[axis])
        near |= found >= np.partition(found, -most, axis=axis).take([-most], axis=axis)
    for row, column in zip(*(near & (found >= OFFER)).nonzero(), strict=True):
        yield float(found[row, column]), old[row], new[column]
