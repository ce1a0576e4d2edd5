"""Which question of an edited deck is which question of the deck before: same id, then same text, then nearest text.

Counter-questions, incidents and decisions are matched like questions: a learner's history hangs on all of them. Pure, and
symmetric in nothing: `old` is what learners have history with, `new` is what the author wants to publish.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from deck.labels import plain
from deck.model import CounterQuestion, Deck, Incident, Question

Kind = Literal["question", "incident", "decision"]
Why = Literal["same id", "same text", "near text"]

# Shares of 1. At `KEEP` the default is to keep the history; below `OFFER` two texts are not even put to the author.
KEEP = 0.62
OFFER = 0.45
# One side alone is proof enough: the same answer under a new wording, or the same wording over a new answer.
SAME_ANSWER, SAME_PROMPT = 0.88, 0.86
RETURN = 0.75  # of what left the deck, the prompt alone is at hand: only one that hardly changed brings it back
SHORT = 40  # letters; an answer shorter than this proves little
_COMPARED = 1500  # letters of an answer that are looked at
_PAIRS = 4_000_000  # above this, only questions of one topic are compared


@dataclass(frozen=True, slots=True)
class Item:
    """Something a learner may have a history with. `said` is its answer, or whatever else tells it from others."""

    id: str
    kind: Kind
    prompt: str
    said: str
    topic: str
    line: int
    explicit: bool


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
        return _words(self.old.prompt) != _words(self.new.prompt) or _words(self.old.said) != _words(self.new.said)

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
    live.by_nearness()
    gone.new = dict(live.new)
    gone.by_nearness(RETURN)
    live.without(gone)
    order = {(item.kind, item.id): place for place, item in enumerate(after)}
    pairs, back = (tuple(sorted(p.pairs, key=lambda m: order[m.new.kind, m.new.id])) for p in (live, gone))
    return Matching(pairs, back, tuple(live.new.values()), tuple(live.old.values()))


def score(old: Item, new: Item) -> float:
    """How alike two items are, 0 to 1: prompt and answer weighed together, or either alone where it is conclusive."""
    asked, told = _alike(_words(old.prompt), _words(new.prompt)), _answers(old, new)
    return _weigh(asked, told, min(len(old.said), len(new.said)))


def _weigh(asked: float, told: float | None, length: int) -> float:
    if told is None:
        return asked
    both = 0.55 * asked + 0.45 * told
    if told >= SAME_ANSWER and length >= SHORT:
        return max(both, told * 0.9)
    return max(both, asked * 0.9) if asked >= SAME_PROMPT else both


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


def _words(text: str) -> str:
    return plain(text)


def _alike(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other)) / 100


def _answers(old: Item, new: Item) -> float | None:
    """None where neither has an answer that could tell them apart."""
    if not old.said and not new.said:
        return None
    one, other = _words(old.said)[:_COMPARED], _words(new.said)[:_COMPARED]
    if not one or not other:
        return None
    return fuzz.ratio(one, other) / 100


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
        """The same prompt; where it stands several times, the answer, then the topic, then the order decides."""
        waiting: dict[tuple[str, str], list[Item]] = {}
        for item in self.old.values():
            waiting.setdefault((item.kind, _words(item.prompt)), []).append(item)
        for item in list(self.new.values()):
            same = waiting.get((item.kind, _words(item.prompt)), [])
            if not same or not _words(item.prompt):
                continue
            best = max(same, key=lambda o: (_answers(o, item) or 0, o.topic == item.topic, o.id == item.id, -o.line))
            same.remove(best)
            self.pair(best, item, "same text", 1.0)

    def by_id(self) -> None:
        """An id on both sides of which one was not written by the author: a heading's slug, or a mark that was added."""
        for key in [k for k in self.new if k in self.old]:
            self.pair(self.old[key], self.new[key], "same id", score(self.old[key], self.new[key]))

    def without(self, other: _Pairing) -> None:
        """Leave alone what the other has paired."""
        for pair in other.pairs:
            self.new.pop((pair.new.kind, pair.new.id), None)

    def by_nearness(self, least: float = OFFER) -> None:
        """The most alike pair first, until nothing that is left resembles anything by `least`."""
        for kind in ("question", "incident", "decision"):
            found = sorted(
                self._candidates(
                    [i for i in self.old.values() if i.kind == kind], [i for i in self.new.values() if i.kind == kind]
                ),
                key=lambda c: (-c[0], c[1].line, c[2].line),
            )
            for alike, old, new in found:
                if alike >= least and (kind, old.id) in self.old and (kind, new.id) in self.new:
                    self.pair(old, new, "near text", alike, alike >= KEEP)

    def _candidates(self, old: list[Item], new: list[Item]) -> Iterator[tuple[float, Item, Item]]:
        if len(old) * len(new) > _PAIRS:
            topics: dict[str, list[Item]] = {}
            for item in old:
                topics.setdefault(item.topic, []).append(item)
            for item in new:
                yield from _scored(topics.get(item.topic, [])[:2000], [item])
        elif old and new:
            yield from _scored(old, new)


def _scored(old: list[Item], new: list[Item]) -> Iterator[tuple[float, Item, Item]]:
    """Pairs worth a look. Prompts and answers are compared in bulk; only promising pairs are weighed exactly."""
    asked = process.cdist(
        [_words(i.prompt) for i in old], [_words(i.prompt) for i in new], scorer=fuzz.token_sort_ratio, score_cutoff=35
    )
    told = process.cdist(
        [_words(i.said)[:_COMPARED] for i in old],
        [_words(i.said)[:_COMPARED] for i in new],
        scorer=fuzz.ratio,
        score_cutoff=50,
    )
    for row, column in zip(*((asked > 0) | (told > 0)).nonzero(), strict=True):
        alike = score(old[row], new[column])
        # Two that are equally alike: the one that stayed in its topic is the one.
        alike = min(1.0, alike + (0.02 if old[row].topic == new[column].topic else 0.0))
        if alike >= OFFER:
            yield alike, old[row], new[column]
