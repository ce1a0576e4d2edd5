"""A deck's questions as notes: what every flat format (CSV, Anki, cram sheet) is made from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from deck.estimates.estimate_notation import write_plainly
from deck.markdown.clean_text import clean_text
from deck.model import Choice, CounterQuestion, Deck, DesignExercise, Estimate, Question, Story
from deck.render import render_parts
from deck.render_exercises import render_exercise


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
    """Yield every question, counter-question, estimate, design exercise and story, in order."""
    titles = {s.id: s.title for s in deck.sections}
    for block in deck.blocks:
        if isinstance(block, Question):
            prompt = "\n".join([block.prompt, "", *(f"- {c.text}" for c in block.choices)]).strip()
            yield ExportNote(
                id=block.id,
                question=prompt,
                answer=_join_answer(block),
                plain_words=block.eli8,
                key_points=block.key_points,
                tests="",
                topic=titles.get(block.topic, ""),
                tags=_list_tags(deck, block.topic, block.kind),
            )
        elif isinstance(block, CounterQuestion):
            yield ExportNote(
                id=block.id,
                question=block.prompt,
                answer=_join_texts(block.answer, _list_wrong_answers(block)),
                plain_words="",
                key_points=block.key_points,
                tests=block.tests,
                topic=titles.get(block.topic, ""),
                tags=_list_tags(deck, block.topic, "counter-question"),
            )
        elif isinstance(block, Estimate | DesignExercise | Story):
            yield _make_exercise_note(deck, block, titles.get(block.section, ""))


def _make_exercise_note(deck: Deck, block: Estimate | DesignExercise | Story, topic: str) -> ExportNote:
    """Return an exercise as a plain note: a flat format can neither draw numbers nor reveal an answer step by step."""
    if isinstance(block, Estimate):
        kind, question = (
            "estimate",
            write_plainly(_join_texts(block.prompt, render_parts(block.context)), with_names=True),
        )
        answer = write_plainly(
            _join_texts(f"**{block.answer}**" if block.answer else "", render_parts(block.derivation))
        )
        points = block.key_points
    elif isinstance(block, Story):
        kind, question, points = "story", block.prompt, block.key_points
        answer = _join_texts(render_parts(block.body), render_parts(block.example))
    else:
        kind, question, points = "design", _join_texts(f"Design: {block.title}", render_parts(block.brief)), ()
        answer = _join_texts(*render_exercise(replace(block, brief=())))
    return ExportNote(
        id=block.id,
        question=question,
        answer=answer,
        plain_words="",
        key_points=points,
        tests="",
        topic=topic,
        tags=_list_tags(deck, block.section, kind),
    )


def _join_texts(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)


def _join_answer(question: Question) -> str:
    body = render_parts(question.body) or question.answer
    right = [_format_right(c) for c in question.choices if c.right]
    return _join_texts(*right, body, _list_wrong_answers(question)).strip()


def _list_wrong_answers(block: Question | CounterQuestion) -> str:
    rows = [f"- {wrong.text}" + (f" → {wrong.reason}" if wrong.reason else "") for wrong in block.wrong_answers]
    return "\n".join(["**Common wrong answers:**", "", *rows]) if rows else ""


def _format_right(choice: Choice) -> str:
    return f"**{choice.text}**" + (f" ({choice.explanation})" if choice.explanation else "")


def _list_tags(deck: Deck, topic: str, kind: str) -> tuple[str, ...]:
    result = [_make_tag(tag) for tag in deck.meta.tags]
    result += ["::".join(["topic", *(_make_tag(s.id) for s in reversed(deck.list_ancestors(topic)))]), f"kind::{kind}"]
    return tuple(tag for tag in result if tag)


# What parts words or cells, or acts instead of being seen.
_NO_TAG_LETTERS = re.compile(r"[\s\"':,;|<>&]+")
# A tag may be the first word of a cell, where a spreadsheet takes it for a formula.
_FORMULA_START = "-=+@＝＋－＠"


def _make_tag(text: str) -> str:
    return _NO_TAG_LETTERS.sub("-", clean_text(text)).lstrip(_FORMULA_START).rstrip("-")
