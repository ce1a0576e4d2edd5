"""What changed between two versions of a deck: line by line, and question by question."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from deck.markdown.labels import plain
from deck.model import Deck
from deck.versioning.matching import Item, Match, match

What = Literal["added", "edited", "removed", "moved"]
CONTEXT = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a learner meets that changed. `line` counts in the new text, in the old one for what was removed.

    `before` is the prompt it had (""), `detail` what else there is to say: the topic it moved from, what was edited.
    """

    what: What
    kind: str
    id: str
    prompt: str
    line: int
    before: str = ""
    detail: str = ""


def lines(old: str, new: str, names: tuple[str, str] = ("before", "after")) -> tuple[str, ...]:
    """A unified diff, without line ends; empty when the texts are equal."""
    found = difflib.unified_diff(old.splitlines(), new.splitlines(), *names, lineterm="", n=CONTEXT)
    return tuple(found)


def changes(old: Deck, new: Deck) -> tuple[Change, ...]:
    """By question, counter-question, incident and decision, in the order of the new text; what was removed comes last.

    A question that was both moved and edited is told twice. "Moved" is to another topic, or past its neighbours.
    """
    found = match(old, new)
    told = [*_moved(old, new, found.matches), *_edited(found.matches)]
    told += [Change("added", item.kind, item.id, item.prompt, item.line) for item in found.added]
    # A match that the default would not keep is a new question in the place of an old one.
    told += [Change("added", m.new.kind, m.new.id, m.new.prompt, m.new.line) for m in found.matches if not m.keep]
    told.sort(key=lambda change: (change.line, change.what))
    gone = [*found.removed, *(m.old for m in found.matches if not m.keep)]
    removed = [Change("removed", i.kind, i.id, i.prompt, i.line) for i in sorted(gone, key=lambda i: i.line)]
    return (*told, *removed)


def _edited(matches: Sequence[Match]) -> Iterator[Change]:
    for found in matches:
        if found.keep and found.edited:
            asked = plain(found.old.prompt) != plain(found.new.prompt)
            detail = "the question" if asked else "the answer"
            if asked and found.old.said != found.new.said:
                detail = "question and answer"
            yield _change("edited", found, found.old.prompt if asked else "", detail)


def _moved(old: Deck, new: Deck, matches: Sequence[Match]) -> Iterator[Change]:
    titles = [{s.id: s.title for s in deck.sections} for deck in (old, new)]
    kept = [m for m in matches if m.keep]
    stayed = []
    for found in kept:
        was, now = titles[0].get(found.old.topic, ""), titles[1].get(found.new.topic, "")
        if plain(was) != plain(now) and found.old.topic != found.new.topic:
            yield _change("moved", found, "", f"from “{was}” to “{now}”")
        else:
            stayed.append(found)
    # Of those that stayed in their topic, the fewest that explain the new order.
    place = {(m.old.kind, m.old.id): n for n, m in enumerate(sorted(stayed, key=lambda m: m.old.line))}
    in_order = _longest_rise([place[m.old.kind, m.old.id] for m in stayed])
    for index, found in enumerate(stayed):
        if index not in in_order:
            yield _change("moved", found, "", "past its neighbours")


def _change(what: What, found: Match, before: str, detail: str) -> Change:
    item: Item = found.new
    return Change(what, item.kind, item.id, item.prompt, item.line, before, detail)


def _longest_rise(numbers: Sequence[int]) -> frozenset[int]:
    """The places of a longest increasing subsequence: what did not move when the rest did."""
    tails: list[int] = []
    places: list[int] = []
    before = [-1] * len(numbers)
    for index, number in enumerate(numbers):
        at = bisect_left(tails, number)
        tails[at : at + 1] = [number]
        places[at : at + 1] = [index]
        before[index] = places[at - 1] if at else -1
    chain, index = set(), places[-1] if places else -1
    while index >= 0:
        chain.add(index)
        index = before[index]
    return frozenset(chain)
