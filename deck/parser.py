"""Text -> Deck."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from deck import blocks, checks, images
from deck.links import resolve_topics
from deck.markdown.frontmatter import split
from deck.markdown.source import Source, decode
from deck.markdown.state import Reader
from deck.markdown.tokens import scan
from deck.model import Block, Deck, Details, Problem, Prose
from deck.repair import repair


def parse(source: str | bytes) -> Deck:
    """Read a document, damaged or not. Never raises: what is wrong is in the deck's problems.

    `source` is a whole file, as bytes (decoded by byte order mark, else UTF-8) or text. Linear in its length.
    """
    with _collection_paused():
        return _parse(source)


def _parse(source: str | bytes) -> Deck:
    text, encoding = decode(source)
    given = Source.of(text)
    filled = [n for n, line in enumerate(given.lines, 1) if line and not line.isspace()]
    meta, matter, problems = split(given)
    if encoding is not None:
        given.problems.append(encoding)
    given.problems.extend(problems)
    repair(given)
    reader = Reader(given, scan(given.lines))
    blocks.read(reader)
    _drop_last_rules(reader)
    resolve_topics(reader)
    images.check(reader)
    checks.check(reader)
    groups = _groups(reader)
    problems = _sorted(given.problems)
    covered = reader.covered | set(matter) | {n for p in problems for n in p.lines}
    return Deck(
        meta=meta,
        title=reader.title or meta.title,
        sections=tuple(reader.sections),
        blocks=tuple(reader.blocks),
        details=groups,
        problems=tuple(problems),
        dropped=tuple(n for n in filled if n not in covered),
        text=given.text,
    )


_paused = 0
_lock = threading.Lock()


@contextmanager
def _collection_paused() -> Iterator[None]:
    """No cyclic garbage collection meanwhile: hundreds of thousands of small objects are made, none of them garbage, and
    looking through them again and again would take as long as reading."""
    global _paused  # noqa: PLW0603 (one switch a process, like the collector itself)
    with _lock:
        if _paused == 0 and not gc.isenabled():
            was_on = False
        else:
            was_on = True
            _paused += 1
            gc.disable()
    try:
        yield
    finally:
        with _lock:
            if was_on:
                _paused -= 1
                if _paused == 0:
                    gc.enable()


def _drop_last_rules(reader: Reader) -> None:
    """A thematic break after which nothing more stands in its section ends nothing."""
    kept: list[Block] = []
    follows: Block | None = None
    for block in reversed(reader.blocks):
        last = follows is None or follows.section != block.section or follows.details != block.details
        if last and isinstance(block, Prose) and block.markdown == "---":
            continue
        kept.append(block)
        follows = block
    reader.blocks = kept[::-1]


def _sorted(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda p: (p.line, p.code))


def _groups(reader: Reader) -> tuple[Details, ...]:
    """Groups with their last line, empty ones left out (their lines are told)."""
    ends: dict[str, int] = {}
    for thing in [*reader.blocks, *reader.sections]:
        if thing.details:
            ends[thing.details] = max(ends.get(thing.details, 0), getattr(thing, "last", thing.line))
    used = set(ends)
    by_id = {d.id: d for d in reader.details}
    for group in reader.details:
        above = group.parent if group.id in ends else ""
        while above:
            used.add(above)
            above = by_id[above].parent
    for group in reader.details:
        if group.id not in used:
            message = f"The group “{group.title}” is empty."
            told = Problem(group.line, "warning", "details-empty", message, "Fill or delete it.", (group.line,))
            reader.source.problems.append(told)
    return tuple(replace(d, last=max(ends.get(d.id, d.line), d.line)) for d in reader.details if d.id in used)
