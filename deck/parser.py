"""Text -> Deck."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from deck import blocks, checks, images
from deck.languages import detect_language, find_language
from deck.markdown.frontmatter import split_front_matter
from deck.markdown.parser_state import ParserState
from deck.markdown.source import Source, decode_text
from deck.markdown.tokens import tokenize
from deck.model import Block, Deck, Details, Meta, Problem, Prose
from deck.near_misses import Snapshot, report_near_misses
from deck.notations import rewrite_notations
from deck.repair import repair_source
from deck.topic_links import resolve_topics

_LANGUAGE_LINES = 400  # lines of a text from which its language is told


def parse(source: str | bytes) -> Deck:
    """Read a document, damaged or not. Never raises: what is wrong is in the deck's problems.

    `source` is a whole file, as bytes (decoded by byte order mark, else UTF-8) or text. Linear in its length.
    """
    with _pause_garbage_collection():
        return _parse(source)


def _parse(source: str | bytes) -> Deck:
    text, encoding = decode_text(source)
    original = Source.from_text(text)
    filled = [n for n, line in enumerate(original.lines, 1) if line and not line.isspace()]
    meta, matter, problems = split_front_matter(original)
    if encoding is not None:
        original.problems.append(encoding)
    original.problems.extend(problems)
    repair_source(original)
    meta = _detect_language(meta, original)
    snapshot = Snapshot.take(original)
    document = rewrite_notations(original, meta)
    state = ParserState(original, tokenize(original.lines), meta)
    state.unanswered_lines = document.unanswered
    blocks.read_blocks(state)
    _drop_final_rules(state)
    resolve_topics(state)
    images.check_images(state)
    checks.check_document(state)
    report_near_misses(state, snapshot)
    groups = _close_groups(state)
    problems = _sort_problems(original.problems)
    covered = state.consumed_lines | set(matter) | {n for p in problems for n in p.lines}
    return Deck(
        meta=meta,
        title=state.title or meta.title,
        sections=tuple(state.sections),
        blocks=tuple(state.blocks),
        details=groups,
        problems=tuple(problems),
        unparsed_lines=tuple(n for n in filled if n not in covered),
        text=original.text,
    )


def tell_language(lines: Sequence[str]) -> str:
    """Return the code of the language that a text seems to be written in, "" where that cannot be told."""
    return detect_language("\n".join(lines[:_LANGUAGE_LINES]))


def _detect_language(meta: Meta, source: Source) -> Meta:
    """Return the front matter with the language that the text is written in, where the author has not said which."""
    if meta.language:
        return meta
    code = tell_language(source.lines)
    if code not in ("", "en"):
        name = find_language(code).name
        message = f"The deck's language was taken to be {name}."
        source.report(0, "info", "language-assumed", message, f"Write `language: {code}` in the front matter.")
    return replace(meta, language=code or "en")


_pause_count = 0
_pause_lock = threading.Lock()


@contextmanager
def _pause_garbage_collection() -> Iterator[None]:
    """Pause the cyclic garbage collector: hundreds of thousands of small objects are made, none of them garbage, and
    looking through them again and again would take as long as reading."""
    global _pause_count  # noqa: PLW0603 (one switch a process, like the collector itself)
    with _pause_lock:
        if _pause_count == 0 and not gc.isenabled():
            was_on = False
        else:
            was_on = True
            _pause_count += 1
            gc.disable()
    try:
        yield
    finally:
        with _pause_lock:
            if was_on:
                _pause_count -= 1
                if _pause_count == 0:
                    gc.enable()


def _drop_final_rules(state: ParserState) -> None:
    """Drop thematic breaks after which nothing more stands in their section: they end nothing."""
    remaining: list[Block] = []
    follows: Block | None = None
    for block in reversed(state.blocks):
        last = follows is None or follows.section != block.section or follows.details != block.details
        if last and isinstance(block, Prose) and block.markdown == "---":
            continue
        remaining.append(block)
        follows = block
    state.blocks = remaining[::-1]


def _sort_problems(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda p: (p.line, p.code))


def _close_groups(state: ParserState) -> tuple[Details, ...]:
    """Return groups with their last line, empty ones left out (their lines are reported)."""
    ends: dict[str, int] = {}
    for thing in [*state.blocks, *state.sections]:
        if thing.details:
            ends[thing.details] = max(ends.get(thing.details, 0), getattr(thing, "last", thing.line))
    used_ids = set(ends)
    by_id = {d.id: d for d in state.details}
    for group in state.details:
        above = group.parent if group.id in ends else ""
        while above:
            used_ids.add(above)
            above = by_id[above].parent
    for group in state.details:
        if group.id not in used_ids:
            message = f"The group “{group.title}” is empty."
            problem = Problem(group.line, "warning", "details-empty", message, "Fill or delete it.", (group.line,))
            state.source.problems.append(problem)
    return tuple(replace(d, last=max(ends.get(d.id, d.line), d.line)) for d in state.details if d.id in used_ids)
