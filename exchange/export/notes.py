"""A deck's questions as notes: what every flat format (CSV, Anki, cram sheet) is made from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from deck.model import Choice, CounterQuestion, Deck, Question
from deck.render import render_part


@dataclass(frozen=True, slots=True)
class ExportNote:
    """One question. Texts are markdown; `tags` are words without spaces; `topic` is the section's title."""

    id: str
    question: str
    answer: str
    plain_words: str
    key_points: tuple[str, ...]
    tests: str
    topic: str
    tags: tuple[str, ...]


def list_notes(deck: Deck) -> Iterator[ExportNote]:
    """Yield every question and counter-question, in order."""
    titles = {s.id: s.title for s in deck.sections}
    for block in deck.blocks:
        if isinstance(block, Question):
            asked = "\n".join([block.prompt, "", *(f"- {c.text}" for c in block.choices)]).strip()
            yield ExportNote(
                block.id,
                asked,
                _join_answer(block),
                block.eli8,
                block.key_points,
                "",
                titles.get(block.topic, ""),
                _list_tags(deck, block.topic, block.kind),
            )
        elif isinstance(block, CounterQuestion):
            yield ExportNote(
                block.id,
                block.prompt,
                block.answer,
                "",
                block.key_points,
                block.tests,
                titles.get(block.topic, ""),
                _list_tags(deck, block.topic, "counter-question"),
            )


def _join_answer(question: Question) -> str:
    body = "\n\n".join(chunk for part in question.body for chunk in render_part(part)) or question.answer
    right = [_format_right(c) for c in question.choices if c.right]
    return "\n\n".join([*right, body]).strip()


def _format_right(choice: Choice) -> str:
    return f"**{choice.text}**" + (f" ({choice.explanation})" if choice.explanation else "")


def _list_tags(deck: Deck, topic: str, kind: str) -> tuple[str, ...]:
    result = [_make_tag(tag) for tag in deck.meta.tags]
    result += ["::".join(["topic", *(_make_tag(s.id) for s in reversed(deck.list_ancestors(topic)))]), f"kind::{kind}"]
    return tuple(tag for tag in result if tag)


def _make_tag(text: str) -> str:
    return re.sub(r"[\s\"':,]+", "-", text.strip())
