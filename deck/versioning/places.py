"""A place in a deck's text: the lines of a question, a topic, an event; and the same lines in a later version."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from deck import distractors
from deck.markdown.source import split_keeping_breaks
from deck.model import CounterQuestion as FollowUp
from deck.model import Deck, DesignExercise, Estimate, Event, Incident, Question, Script, Story

_LAB_MARK = "lab:"  # before a model's name: what a card about a lab comes from
_EVENT_MARK = "@"  # parts an incident's id from an event's number; no id holds it
_MAX_DIGITS = 9  # of an event's number in an address; Python takes long to read one of thousands


@dataclass(frozen=True, slots=True)
class Place:
    """Lines of a deck's text, counted from 1 and inclusive. `id` is what links name, `title` what people call it."""

    id: str
    title: str
    first: int
    last: int


def find_place(deck: Deck, text: str, place_id: str) -> Place | None:
    """Return the place that an id names: a block, a topic, a decision, or `incident@3` for an incident's third event."""
    event = split_event_id(place_id)
    place = _find_event(deck, *event) if event else _find_named(deck, place_id)
    return _trim(place, split_lines(text)) if place is not None else None


def list_inner_places(deck: Deck, place: Place) -> tuple[Place, ...]:
    """Return the smaller places inside one: the questions of a topic, the events of an incident."""
    return tuple(
        part for part in _iter_places(deck) if place.first <= part.first and part.last <= place.last and part != place
    )


def _find_named(deck: Deck, place_id: str) -> Place | None:
    match = next((place for place in _iter_places(deck) if place.id == place_id), None)
    if match is not None:
        return match
    lines = [section.line for section in deck.sections]
    for section in deck.sections:
        if section.id == place_id:
            following = min((line for line in lines if line > section.line), default=0)
            return Place(section.id, section.title, section.line, following - 1 if following else -1)
    for incident in deck.incidents:
        for lab in incident.labs:
            if place_id == f"{_LAB_MARK}{lab.model}":
                return Place(place_id, incident.title, lab.line, lab.last)
    for incident in deck.incidents:  # a decision that was drawn up stands nowhere: the step in question does
        for stop in distractors.list_decisions(deck, incident):
            if stop.id == place_id:
                event = incident.events[min(stop.after + 1, len(incident.events) - 1)]
                return Place(place_id, stop.prompt, event.line, event.last)
    return None


def _find_event(deck: Deck, incident_id: str, number: int) -> Place | None:
    for incident in deck.incidents:
        if incident.id == incident_id and 1 <= number <= len(incident.events):
            return _make_event_place(incident, number, incident.events[number - 1])
    return None


def make_event_id(incident_id: str, number: int) -> str:
    """Return the id of the place of an incident's event; events are counted from 1."""
    return f"{incident_id}{_EVENT_MARK}{number}"


def split_event_id(place_id: str) -> tuple[str, int] | None:
    """Return the incident's id and the event's number of the place of an event; None for any other place."""
    incident_id, mark, number = place_id.rpartition(_EVENT_MARK)
    is_number = number.isascii() and number.isdecimal() and len(number) <= _MAX_DIGITS
    return (incident_id, int(number)) if mark and is_number else None


def _make_event_place(incident: Incident, number: int, event: Event) -> Place:
    return Place(make_event_id(incident.id, number), f"{event.at} {event.text}".strip(), event.line, event.last)


def _iter_places(deck: Deck) -> Iterator[Place]:
    """Yield the blocks that have ids, with their parts, in the order of the text."""
    for block in deck.blocks:
        if isinstance(block, Question | FollowUp | Estimate | Story):
            yield Place(block.id, block.prompt, block.line, block.last)
        elif isinstance(block, DesignExercise | Script):
            yield Place(block.id, block.title, block.line, block.last)
            if isinstance(block, Script):
                for part in block.parts:
                    yield Place(part.id, part.title, part.line, part.last)
        elif isinstance(block, Incident):
            yield Place(block.id, block.title, block.line, block.last)
            yield from (_make_event_place(block, number, event) for number, event in enumerate(block.events, 1))
            yield from (Place(stop.id, stop.prompt, stop.line, stop.last) for stop in block.decisions)


def _trim(place: Place, lines: list[str]) -> Place:
    """Return the place without blank lines at its end; one that is open reaches to the end of the text."""
    last = len(lines) if place.last < 0 else min(place.last, len(lines))
    while last > place.first and not lines[last - 1].strip():
        last -= 1
    return Place(place.id, place.title, place.first, last)


def split_lines(text: str) -> list[str]:
    """Return the lines of a text without their ends, as the reader counts them."""
    return split_keeping_breaks(text)[::2]


def get_lines(text: str, first: int, last: int) -> str:
    """Return some lines of a text, joined by LF."""
    return "\n".join(split_lines(text)[first - 1 : last])


def replace_lines(text: str, first: int, last: int, new: str) -> str:
    """Return the text with other lines in the place of these; line ends stay those of the text. "" deletes the lines."""
    pieces = split_keeping_breaks(text)
    ends = pieces[1::2]
    end = ends[min(first, len(ends)) - 1] if ends else "\n"
    head, tail = "".join(pieces[: 2 * (first - 1)]), "".join(pieces[2 * last - 1 :])
    body = end.join(split_lines(new)) if new else ""
    return head + body + tail


def locate_lines(old: str, new: str, first: int, last: int) -> tuple[int, int]:
    """Return where lines of an old text stand in a new one: between the nearest lines around them that both have.

    The last is smaller than the first when nothing is left of them.
    """
    if old == new:
        return first, last
    runs, length = _find_common_runs(old, new)
    above, below = 0, length + 1  # the partners of the nearest common lines, counted from 1
    for old_start, new_start, size in runs:
        if old_start + 1 < first:  # lines old_start+1 … of the old text are new_start+1 … of the new one
            above = max(above, new_start + min(size, first - 1 - old_start))
        if old_start + size > last:
            below = min(below, new_start + max(1, last + 1 - old_start))
    return above + 1, below - 1


# A queue asks for many places of a few pairs of texts.
@lru_cache(maxsize=8)
def _find_common_runs(old: str, new: str) -> tuple[tuple[tuple[int, int, int], ...], int]:
    """Return the runs of lines that two texts share, and how many lines the new one has."""
    after = split_lines(new)
    return tuple(_iter_common_runs(split_lines(old), after)), len(after)


def _iter_common_runs(before: list[str], after: list[str]) -> Iterator[tuple[int, int, int]]:
    """Yield (start, start, length) of the lines that two texts share, in order. Equal ends are not compared line by line."""
    shorter = min(len(before), len(after))
    head = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    most = shorter - head
    tail = next((n for n in range(most) if before[-1 - n] != after[-1 - n]), most)
    yield 0, 0, head
    middle = before[head : len(before) - tail], after[head : len(after) - tail]
    for old_start, new_start, size in difflib.SequenceMatcher(None, *middle).get_matching_blocks():
        if size:
            yield head + old_start, head + new_start, size
    if tail:
        yield len(before) - tail, len(after) - tail, tail
