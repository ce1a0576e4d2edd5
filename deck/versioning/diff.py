"""What changed between two versions of a deck: line by line, and question by question."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from deck.markdown.labels import fold_text
from deck.model import Deck
from deck.versioning.matching import Match, StudyItem, match_decks
from deck.versioning.places import split_lines

ChangeKind = Literal["added", "edited", "removed", "moved"]
# As many as `diff -u` and `git diff` show.
CONTEXT_LINES = 3


@dataclass(frozen=True, slots=True)
class DeckChange:
    """One thing a learner meets that changed. `line` counts in the new text, in the old one for what was removed.

    `before` is the prompt it had (""), `detail` what else there is to say: the topic it moved from, what was edited.
    """

    change: ChangeKind
    kind: str
    id: str
    prompt: str
    line: int
    before: str = ""
    detail: str = ""


def diff_lines(old: str, new: str, names: tuple[str, str] = ("before", "after")) -> tuple[str, ...]:
    """Return a unified diff, without line ends; empty when the texts are equal."""
    return tuple(difflib.unified_diff(_list_lines(old), _list_lines(new), *names, lineterm="", n=CONTEXT_LINES))


def _list_lines(text: str) -> list[str]:
    """Return the lines of a text as patches count them; a break at its end begins no further line."""
    lines = split_lines(text)
    return lines if lines[-1] else lines[:-1]


def list_changes(old: Deck, new: Deck) -> tuple[DeckChange, ...]:
    """List changes by question, counter-question, incident and decision, in the order of the new text.

    What was removed comes last.

    A question that was both moved and edited is listed twice. "Moved" is to another topic, or past its neighbours.
    """
    result = match_decks(old, new)
    changes = [*_list_moved(old, new, result.matches), *_list_edited(result.matches)]
    changes += [DeckChange("added", item.kind, item.id, item.prompt, item.line) for item in result.added]
    # A match that the default would not keep is a new question in the place of an old one.
    changes += [
        DeckChange("added", m.new.kind, m.new.id, m.new.prompt, m.new.line)
        for m in result.matches
        if not m.keeps_history
    ]
    changes.sort(key=lambda change: (change.line, change.change))
    removed_items = [*result.removed, *(m.old for m in result.matches if not m.keeps_history)]
    removed = [
        DeckChange("removed", i.kind, i.id, i.prompt, i.line) for i in sorted(removed_items, key=lambda i: i.line)
    ]
    return (*changes, *removed)


def _list_edited(matches: Sequence[Match]) -> Iterator[DeckChange]:
    for result in matches:
        if result.keeps_history and result.is_edited:
            is_reworded = fold_text(result.old.prompt) != fold_text(result.new.prompt)
            detail = "the question" if is_reworded else "the answer"
            if is_reworded and result.old.answer_text != result.new.answer_text:
                detail = "question and answer"
            yield _build_change("edited", result, result.old.prompt if is_reworded else "", detail)


def _list_moved(old: Deck, new: Deck, matches: Sequence[Match]) -> Iterator[DeckChange]:
    titles = [{s.id: s.title for s in deck.sections} for deck in (old, new)]
    remaining = [m for m in matches if m.keeps_history]
    stayed = []
    for result in remaining:
        was, now = titles[0].get(result.old.topic, ""), titles[1].get(result.new.topic, "")
        if fold_text(was) != fold_text(now) and result.old.topic != result.new.topic:
            yield _build_change("moved", result, "", f"from “{was}” to “{now}”")
        else:
            stayed.append(result)
    # Of those that stayed in their topic, the fewest that explain the new order.
    place = {(m.old.kind, m.old.id): n for n, m in enumerate(sorted(stayed, key=lambda m: m.old.line))}
    in_order = _find_longest_rise([place[m.old.kind, m.old.id] for m in stayed])
    for index, result in enumerate(stayed):
        if index not in in_order:
            yield _build_change("moved", result, "", "past its neighbours")


def _build_change(what: ChangeKind, match: Match, before: str, detail: str) -> DeckChange:
    item: StudyItem = match.new
    return DeckChange(
        change=what, kind=item.kind, id=item.id, prompt=item.prompt, line=item.line, before=before, detail=detail
    )


def _find_longest_rise(numbers: Sequence[int]) -> frozenset[int]:
    """Return the places of a longest increasing subsequence: what did not move when the rest did."""
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
