"""A deck's questions as notes: what every flat format (CSV, Anki, cram sheet) is made from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from deck.model import Choice, CounterQuestion, Deck, Question
from deck.render import part_markdown


@dataclass(frozen=True, slots=True)
class Note:
    """One question. Texts are markdown; `tags` are words without spaces; `topic` is the section's title."""

    id: str
    question: str
    answer: str
    plain_words: str
    key_points: tuple[str, ...]
    tests: str
    topic: str
    tags: tuple[str, ...]


def notes(deck: Deck) -> Iterator[Note]:
    """Every question and counter-question, in order."""
    titles = {s.id: s.title for s in deck.sections}
    for block in deck.blocks:
        if isinstance(block, Question):
            asked = "\n".join([block.prompt, "", *(f"- {c.text}" for c in block.choices)]).strip()
            yield Note(
                block.id,
                asked,
                _answer(block),
                block.eli8,
                block.key_points,
                "",
                titles.get(block.topic, ""),
                _tags(deck, block.topic, block.kind),
            )
        elif isinstance(block, CounterQuestion):
            yield Note(
                block.id,
                block.prompt,
                block.answer,
                "",
                block.key_points,
                block.tests,
                titles.get(block.topic, ""),
                _tags(deck, block.topic, "counter-question"),
            )


def _answer(question: Question) -> str:
    body = "\n\n".join(chunk for part in question.body for chunk in part_markdown(part)) or question.answer
    right = [_right(c) for c in question.choices if c.right]
    return "\n\n".join([*right, body]).strip()


def _right(choice: Choice) -> str:
    return f"**{choice.text}**" + (f" ({choice.why})" if choice.why else "")


def _tags(deck: Deck, topic: str, kind: str) -> tuple[str, ...]:
    found = [_tag(tag) for tag in deck.meta.tags]
    found += ["::".join(["topic", *(_tag(s.id) for s in reversed(deck.ancestry(topic)))]), f"kind::{kind}"]
    return tuple(tag for tag in found if tag)


def _tag(text: str) -> str:
    return re.sub(r"[\s\"':,]+", "-", text.strip())
