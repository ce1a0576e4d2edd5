"""What can be found in a deck: one entry for each topic, question, incident, script and block of text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from deck.estimates.estimate_notation import write_plainly
from deck.model import (
    Block,
    Callout,
    Code,
    CounterQuestion,
    Deck,
    DesignExercise,
    Diagram,
    Dialogue,
    Estimate,
    Incident,
    Part,
    Prose,
    Question,
    Script,
    Story,
)
from deck.render_exercises import render_exercise

EntryKind = Literal["deck", "topic", "question", "follow-up", "incident", "script", "text"]
KINDS: tuple[EntryKind, ...] = ("deck", "topic", "question", "follow-up", "incident", "script", "text")

# Markup that only gets in the way of a snippet: emphasis, code marks, and what begins a line of a heading, a quote, a
# list or a table. An underscore stays, because it is a letter of identifiers.
_MARKUP = re.compile(r"\*{1,3}|`+|^[ \t]*(?:#{1,6}|>|[-*+]|\d+[.)])[ \t]+|\[[ xX]\][ \t]+|\{#[^}\n]*\}", re.MULTILINE)
# A picture or a link is found by its words, not by its address.
_LINK = re.compile(r"!?\[([^\]\[\n]{0,500})\]\([^)\n]{0,2000}\)")
# An address that is its own text, as in `<https://example.org>`: kept, without the brackets.
_BARE_LINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """A thing that can be found. `title` is what it is called, for a text the heading above it; `topic` the section it
    stands in ("" for the deck itself); `block` the id of a question, incident or script ("" for what has none); `line`
    its first line.
    """

    kind: EntryKind
    title: str
    body: str
    topic: str
    block: str
    line: int


def list_entries(deck: Deck) -> Iterator[SearchEntry]:
    """Yield every entry of a deck: itself, its topics, its blocks in the order of the text."""
    about = extract_words(f"{deck.meta.description} {' '.join(deck.meta.tags)}")
    yield SearchEntry(kind="deck", title=extract_words(deck.title), body=about, topic="", block="", line=1)
    titles = {section.id: section.title for section in deck.sections}
    for section in deck.sections:
        yield SearchEntry(
            kind="topic",
            title=extract_words(section.title),
            body="",
            topic=section.id,
            block="",
            line=section.line,
        )
    for block in deck.blocks:
        yield from _list_block_entries(block, titles)


def extract_words(markdown: str) -> str:
    """Return the words of a text on one line."""
    words = _MARKUP.sub("", _BARE_LINK.sub(r"\1", _LINK.sub(r"\1", markdown)))
    return " ".join(words.replace("|", " ").split())


def _list_block_entries(block: Block, titles: dict[str, str]) -> Iterator[SearchEntry]:
    kind: EntryKind = "text"
    key = ""
    title = titles.get(block.section, "")
    if isinstance(block, Question):
        kind, key, title = "question", block.id, block.prompt
        texts = [block.eli8, *map(_read_part, block.body), *block.key_points]
        texts += [text for choice in block.choices for text in (choice.text, choice.explanation)]
    elif isinstance(block, CounterQuestion):
        kind, key, title = "follow-up", block.id, block.prompt
        texts = [block.about, block.tests, block.answer, *block.key_points]
    elif isinstance(block, Incident):
        kind, key, title = "incident", block.id, block.title
        texts = [*map(_read_part, block.intro), *_read_events(block), *block.lessons]
    elif isinstance(block, Script):
        kind, key, title = "script", block.id, block.title
        texts = [text for part in block.parts for text in (part.title, part.text)]
    elif isinstance(block, Estimate | DesignExercise | Story):
        # To somebody who searches, these are questions.
        key, title = block.id, block.title if isinstance(block, DesignExercise) else write_plainly(block.prompt)
        kind = "question"
        texts = [write_plainly(chunk) if isinstance(block, Estimate) else chunk for chunk in render_exercise(block)]
    else:
        texts = [_read_part(block)]
    # A follow-up that stands outside every section belongs to the topic of its question.
    topic = block.topic if isinstance(block, CounterQuestion) and not block.section else block.section
    yield SearchEntry(
        kind=kind,
        title=extract_words(title),
        body=" ".join(filter(None, map(extract_words, texts))),
        topic=topic,
        block=key,
        line=block.line,
    )


def _read_events(incident: Incident) -> Iterable[str]:
    for event in incident.events:
        yield from (event.at, event.text, *event.details)
    for decision in incident.decisions:
        yield decision.prompt


def _read_part(part: Part) -> str:
    match part:
        case Prose():
            return part.markdown
        case Callout():
            return f"{part.label} {part.text}"
        case Code():
            return f"{part.title} {part.source}"
        case Diagram():
            return f"{part.title} {part.spoken} {part.source}"
        case Dialogue():
            return " ".join(f"{turn.speaker}: {turn.text}" for turn in part.turns)
