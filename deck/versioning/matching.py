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

from deck.model import CounterQuestion, Deck, DesignExercise, Estimate, Incident, Question, Story
from deck.render_exercises import render_exercise
from deck.versioning import similarity, subject_change
from deck.versioning.similarity import StudyItem, StudyItemKind, fold_prompt, score_pair

__all__ = ["Match", "Matching", "StudyItem", "list_study_items", "match_decks", "score_pair"]

MatchReason = Literal["same id", "same text", "near text"]

# Shares of 1. At `KEEP` the default is to keep the history; below `OFFER` two texts are not even put to the author.
KEEP_SCORE = 0.62
OFFER_SCORE = 0.45
RETURN_SCORE = 0.75  # of what left the deck, the prompt alone is at hand: only one that hardly changed brings it back
# Where questions follow one pattern ("What is the default port of …?") likeness proves nothing: it must be this much larger
# than the likeness to any other question.
RIVAL_MARGIN = 0.02
CONFIRMING_ANSWER = 0.8  # the share of the answer that stayed, from which on likeness is not in doubt
# Prompts of the old deck that are compared in full with a new one: the nearest by a cheaper measure.
_MOST_RIVALS = 6
_MOST_CANDIDATES = 25  # partners that are looked at for one item
_MOST_IN_TOPIC = 2_000  # of a topic's old items, in a deck too large for all pairs
_SAME_TOPIC_BONUS = 0.02  # decides between texts that are equally alike, and hardly anything else
_MOST_PAIRS = 4_000_000  # above this, only questions of one topic are compared


@dataclass(frozen=True, slots=True)
class Match:
    """An old item and the new one that stands for it. `score` is 0 to 1; `keeps_history` is the author's default."""

    old: StudyItem
    new: StudyItem
    reason: MatchReason
    score: float
    keeps_history: bool

    @property
    def is_edited(self) -> bool:
        """Tell whether what is asked or answered differs."""
        return fold_prompt(self.old.prompt) != fold_prompt(self.new.prompt) or fold_prompt(
            self.old.answer_text
        ) != fold_prompt(self.new.answer_text)

    @property
    def is_certain(self) -> bool:
        """Tell whether there is nothing to ask the author."""
        return self.reason == "same text" or (self.reason == "same id" and self.score >= OFFER_SCORE)


@dataclass(frozen=True, slots=True)
class Matching:
    """All matches in the order of the new deck; `added` and `removed` have no partner.

    `returning` pairs what had left the deck in earlier versions with what brings it back.
    """

    matches: tuple[Match, ...]
    returning: tuple[Match, ...]
    added: tuple[StudyItem, ...]
    removed: tuple[StudyItem, ...]


def list_study_items(deck: Deck) -> tuple[StudyItem, ...]:
    """Return everything in a deck that learners have histories with, in order."""
    return tuple(_iter_study_items(deck))


def match_decks(
    old: Deck | Sequence[StudyItem], new: Deck | Sequence[StudyItem], retired: Sequence[StudyItem] = ()
) -> Matching:
    """Find for each new item the old one it continues. Each item is in one pair at most.

    `retired` left the deck in earlier versions, the latest first: the exact text of one of these goes before a live text
    that is merely near.
    """
    before = list_study_items(old) if isinstance(old, Deck) else tuple(old)
    after = list_study_items(new) if isinstance(new, Deck) else tuple(new)
    live = _Pairing(before, after)
    live.pair_by_rename(new.meta.renamed if isinstance(new, Deck) else ())
    live.pair_by_explicit_id()
    live.pair_by_text()
    live.pair_by_id()
    retired_pairing = _Pairing(retired, tuple(live.new.values()))
    retired_pairing.pair_by_text()
    retired_pairing.pair_by_id()
    live.leave_out(retired_pairing)
    _pair_by_similarity(live, retired_pairing, (*before, *retired))
    order = {(item.kind, item.id): place for place, item in enumerate(after)}
    pairs, back = (tuple(sorted(p.pairs, key=lambda m: order[m.new.kind, m.new.id])) for p in (live, retired_pairing))
    return Matching(pairs, back, tuple(live.new.values()), tuple(live.old.values()))


def _iter_study_items(deck: Deck) -> Iterator[StudyItem]:
    for block in deck.blocks:
        if isinstance(block, Question):
            texts = [block.answer, block.eli8, *block.key_points, *(c.text for c in block.choices)]
            yield _make_item(block, "question", block.prompt, texts, block.topic)
        elif isinstance(block, CounterQuestion):
            yield _make_item(
                block, "question", block.prompt, [block.tests, block.answer, *block.key_points], block.topic
            )
        elif isinstance(block, DesignExercise):
            yield _make_item(block, "question", block.title, render_exercise(block), block.section)
        elif isinstance(block, Estimate | Story):
            yield _make_item(block, "question", block.prompt, [*render_exercise(block)][1:], block.section)
        elif isinstance(block, Incident):
            yield _make_item(block, "incident", block.title, [event.text for event in block.events], block.section)
            for stop in block.decisions:
                yield StudyItem(
                    id=stop.id,
                    kind="decision",
                    prompt=stop.prompt,
                    answer_text=_join_lines(choice.text for choice in stop.choices),
                    topic=block.id,
                    line=stop.line,
                    has_explicit_id=False,
                )


def _make_item(
    block: Question | CounterQuestion | DesignExercise | Estimate | Story | Incident,
    kind: StudyItemKind,
    prompt: str,
    texts: Iterable[str],
    topic: str,
) -> StudyItem:
    return StudyItem(
        id=block.id,
        kind=kind,
        prompt=prompt,
        answer_text=_join_lines(texts),
        topic=topic,
        line=block.line,
        has_explicit_id=block.explicit_id,
    )


def _join_lines(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)


class _Pairing:
    """What is still alone on either side, and the pairs found so far."""

    def __init__(self, old: Sequence[StudyItem], new: Sequence[StudyItem]) -> None:
        self.old = {(item.kind, item.id): item for item in old}
        self.new = {(item.kind, item.id): item for item in new}
        self.pairs: list[Match] = []

    def add_pair(self, old: StudyItem, new: StudyItem, why: MatchReason, alike: float, keep: bool = True) -> None:
        del self.old[old.kind, old.id]
        del self.new[new.kind, new.id]
        self.pairs.append(Match(old, new, why, alike, keep))

    def pair_by_rename(self, renamed: Iterable[tuple[str, str]]) -> None:
        """Pair items whose id the author renamed; an old id that is still in use, or a new one that was before, tells nothing."""
        for before, after in renamed:
            for kind in get_args(StudyItemKind):
                old, new = self.old.get((kind, before)), self.new.get((kind, after))
                if old is None or new is None or (kind, before) in self.new or (kind, after) in self.old:
                    continue
                self.add_pair(old, new, "same id", score_pair(old, new))

    def pair_by_explicit_id(self) -> None:
        """Pair items whose id the author wrote on both sides."""
        for key in [
            k for k, item in self.new.items() if k in self.old and item.has_explicit_id and self.old[k].has_explicit_id
        ]:
            self.add_pair(self.old[key], self.new[key], "same id", score_pair(self.old[key], self.new[key]))

    def pair_by_text(self) -> None:
        """Pair items of the same prompt.

        Where it stands several times, the answer, the topic, the neighbours, then the order decides.
        """
        groups: dict[tuple[str, str], tuple[list[StudyItem], list[StudyItem]]] = {}
        for side, items in enumerate((self.old, self.new)):
            for item in items.values():
                if words := fold_prompt(item.prompt):
                    groups.setdefault((item.kind, words), ([], []))[side].append(item)
        neighbours = similarity.list_neighbours(self.old.values()), similarity.list_neighbours(self.new.values())
        for old, new in groups.values():
            for old_item, new_item in similarity.pair_same_wording(old, new, *neighbours):
                self.add_pair(old_item, new_item, "same text", 1.0)

    def pair_by_id(self) -> None:
        """Pair items of one id on both sides, of which one was not written by the author.

        A heading's slug, or a mark that was added.
        """
        for key in [k for k in self.new if k in self.old]:
            self.add_pair(self.old[key], self.new[key], "same id", score_pair(self.old[key], self.new[key]))

    def leave_out(self, other: _Pairing) -> None:
        """Leave out what the other pairing has paired."""
        for pair in other.pairs:
            self.new.pop((pair.new.kind, pair.new.id), None)

    def iter_candidates(self, kind: StudyItemKind) -> Iterator[tuple[float, StudyItem, StudyItem]]:
        """Yield (similarity, old, new) for the unpaired items that score at least `OFFER_SCORE`."""
        old = [item for item in self.old.values() if item.kind == kind]
        new = [item for item in self.new.values() if item.kind == kind]
        if len(old) * len(new) > _MOST_PAIRS:
            topics: dict[str, list[StudyItem]] = {}
            for item in old:
                topics.setdefault(item.topic, []).append(item)
            for item in new:
                yield from _iter_scored(topics.get(item.topic, [])[:_MOST_IN_TOPIC], [item])
        elif old and new:
            yield from _iter_scored(old, new)


def _pair_by_similarity(live: _Pairing, retired_pairing: _Pairing, every: Sequence[StudyItem]) -> None:
    """Pair the most similar items first, whether the old one is live or retired, until none is similar enough.

    `every` holds all old items, paired or not: a new item that is just as similar to another one is no match.
    """
    retired_pairing.new = dict(live.new)
    rivals = _Rivals(every, len(live.new))
    for kind in get_args(StudyItemKind):
        result = [(alike, live, old, new) for alike, old, new in live.iter_candidates(kind)]
        # Of what had left there is no answer to weigh: its wording counts as wording alone does.
        result += [
            (alike * similarity.ALONE_WEIGHT, retired_pairing, old, new)
            for alike, old, new in retired_pairing.iter_candidates(kind)
            if alike >= RETURN_SCORE
        ]
        result.sort(key=lambda c: (-c[0], c[1] is retired_pairing, c[2].line, c[3].line))
        for alike, side, old, new in result:
            if (kind, old.id) not in side.old or (kind, new.id) not in live.new:
                continue
            keep = (
                alike >= KEEP_SCORE
                and not rivals.is_as_similar(old, new)
                and not subject_change.asks_about_something_else(
                    fold_prompt(old.prompt), fold_prompt(new.prompt), similarity.compare_answers(old, new)
                )
            )
            if side is live:
                live.add_pair(old, new, "near text", alike, keep)
                retired_pairing.new.pop((kind, new.id), None)
            elif keep:
                retired_pairing.add_pair(old, new, "near text", alike, keep)
                del live.new[kind, new.id]


class _Rivals:
    """The prompts of all old items: what else a new one is worded like."""

    def __init__(self, every: Sequence[StudyItem], new_count: int) -> None:
        self._prompts: dict[str, list[str]] = {}
        if len(every) * new_count <= _MOST_PAIRS:
            for item in every:
                self._prompts.setdefault(item.kind, []).append(fold_prompt(item.prompt))

    def is_as_similar(self, old: StudyItem, new: StudyItem) -> bool:
        """Return whether another prompt is as similar to the new one, or nearly so, and the answer does not decide."""
        if (similarity.compare_answers(old, new) or 0) >= CONFIRMING_ANSWER:
            return False
        old_prompt, new_prompt = fold_prompt(old.prompt), fold_prompt(new.prompt)
        near = process.extract(
            new_prompt, self._prompts.get(new.kind, ()), scorer=fuzz.token_sort_ratio, limit=_MOST_RIVALS
        )
        limit = similarity.compare_texts(old_prompt, new_prompt) - RIVAL_MARGIN
        return any(words != old_prompt and similarity.compare_texts(words, new_prompt) > limit for words, *_ in near)


def _iter_scored(old: list[StudyItem], new: list[StudyItem]) -> Iterator[tuple[float, StudyItem, StudyItem]]:
    """Return pairs worth a look: of each item those that it resembles most."""
    result = similarity.score_pairs(old, new)
    # Two that are equally alike: the one that stayed in its topic is the one.
    topics = np.array([item.topic for item in old]), np.array([item.topic for item in new])
    result = np.minimum(1.0, result + _SAME_TOPIC_BONUS * np.equal.outer(*topics))
    near = np.zeros_like(result, dtype=bool)
    for axis in (0, 1):
        most = min(_MOST_CANDIDATES, result.shape[axis])
        near |= result >= np.partition(result, -most, axis=axis).take([-most], axis=axis)
    for row, column in zip(*(near & (result >= OFFER_SCORE)).nonzero(), strict=True):
        yield float(result[row, column]), old[row], new[column]
