"""Rename an id in a deck's source: where it is declared, where it is named, and in the list that keeps its history.

Learners' histories hang on ids. Front matter of the form `renamed: {old-id: new-id}` tells the next publication which question
is which, even where its text was edited as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deck.editing.id_writer import add_id_marks
from deck.markdown.frontmatter import LEADING_LINES
from deck.markdown.source import decode_text, split_keeping_breaks
from deck.model import Block, Deck, DesignExercise, Incident, Section
from deck.parser import parse
from errors import UserError

_NEW_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")  # what the deck format promises of ids
# A mapping written line by line, to which one more line can be added.
_RENAMED = re.compile(r"^renamed:[ \t]*$")
# The same in braces on its own line: it is written anew line by line, since a second `renamed:` would hide the first.
_RENAMED_IN_BRACES = re.compile(r"^renamed:[ \t]*\{[^{}]*\}[ \t]*$")


def list_declared_ids(deck: Deck) -> dict[str, Section | Block]:
    """Return what each id of a deck stands for. A heading and the block of the same id are one thing: the block."""
    declared: dict[str, Section | Block] = {section.id: section for section in deck.sections}
    declared |= {block.id: block for block in deck.blocks if getattr(block, "id", "")}  # type: ignore[union-attr]
    return declared


def find_id_uses(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Yield line and column (both from 0) of each place that declares or names an id: marks, links, lists of topics."""
    escaped = re.escape(name)
    # the id itself, {#pools} behind a heading, and links to it
    mark = re.compile(rf"(?<=\{{#){escaped}(?=\}})|(?<=\]\(#){escaped}(?=\))")
    # "**Topics:** pools, retries" and "must-know: [pools, retries]"; a list over several lines has "- pools"
    listed = re.compile(rf"(?<![\w-]){escaped}(?![\w-])")
    in_list = False
    for number, line in enumerate(split_keeping_breaks(text)[::2]):
        yield from ((number, match.start()) for match in mark.finditer(line))
        head = line.lstrip("*_ ").lower()
        names_ids = head.startswith(("topics:", "topics**", "must-know:", "nice-to-know:"))
        if names_ids or (in_list and line.lstrip().startswith("- ")):
            at = line.index(":") + 1 if ":" in line else 0
            yield from ((number, match.start()) for match in listed.finditer(line, at))
        in_list = head.startswith(("must-know:", "nice-to-know:")) or (in_list and line.lstrip().startswith("- "))


def rename_id(source: str | bytes, old: str, new: str) -> str:
    """Return the text with an id renamed and its history kept. Raises UserError where that cannot be done."""
    text, _ = decode_text(source)
    before = parse(text)
    declared = list_declared_ids(before)
    if old not in declared:
        raise UserError(f"No question, section or incident has the id “{old}”.")
    if _NEW_ID.fullmatch(new) is None:
        raise UserError("An id is lower-case letters, digits and hyphens.", "Write e.g. q-pools.")
    if new in declared:
        raise UserError(f"The id “{new}” is taken.", "Choose another one.")
    renamed = _replace_uses(text, old, new)
    thing = declared[old]
    if not _has_id(parse(renamed), new):
        last = (
            thing.line if isinstance(thing, Section | Incident | DesignExercise) else getattr(thing, "last", thing.line)
        )
        renamed = add_id_marks(renamed, {thing.line: (last, new)})
    after = parse(renamed)
    if not _has_id(after, new) or len(after.blocks) != len(before.blocks):
        raise UserError("This id cannot be written into the text.", f"Write {{#{new}}} behind its heading or question.")
    if isinstance(thing, Section):
        return renamed  # no learner's history hangs on a section
    return _note_rename(renamed, old, new, dict(before.meta.renamed))


def _has_id(deck: Deck, name: str) -> bool:
    return name in list_declared_ids(deck)


def _replace_uses(text: str, old: str, new: str) -> str:
    pieces = split_keeping_breaks(text)
    for number, column in sorted(find_id_uses(text, old), reverse=True):
        line = pieces[2 * number]
        pieces[2 * number] = f"{line[:column]}{new}{line[column + len(old) :]}"
    return "".join(pieces)


def _note_rename(text: str, old: str, new: str, renames: dict[str, str]) -> str:
    """Add a rename to the front matter; earlier names of the same question lead to the newest one."""
    pieces = split_keeping_breaks(text)
    lines, end = pieces[::2], pieces[1] if len(pieces) > 1 else "\n"
    start = next((i for i, line in enumerate(lines[:LEADING_LINES]) if line.strip()), 0)
    mark = lines[start].rstrip()
    if mark == "+++":
        return text  # TOML: the unchanged text of the question keeps its history
    if mark != "---":
        return f"---{end}renamed:{end}  {old}: {new}{end}---{end}{end}{text}"
    stop = next((i for i in range(start + 1, len(lines)) if lines[i].rstrip() in ("---", "...")), start)
    place = next((i for i in range(start, stop) if lines[i].startswith("renamed:")), -1)
    if place < 0:
        return _insert(pieces, stop, [f"renamed:{end}", f"  {old}: {new}{end}"])
    if _RENAMED_IN_BRACES.match(lines[place]):
        newest = {key: new if target == old else target for key, target in renames.items()}
        pieces[2 * place] = end.join(["renamed:", *(f"  {key}: {target}" for key, target in newest.items())])
    elif not _RENAMED.match(lines[place]):
        raise UserError("The list `renamed:` in the front matter cannot be added to.", "Write it with one id a line.")
    for i in range(place + 1, stop):
        key, _, target = lines[i].strip().partition(": ")
        if renames.get(key) == old and target.strip() == old:
            pieces[2 * i] = lines[i].replace(f": {old}", f": {new}")
    return _insert(pieces, place + 1, [f"  {old}: {new}{end}"])


def _insert(pieces: list[str], line: int, added: list[str]) -> str:
    return "".join([*pieces[: 2 * line], *added, *pieces[2 * line :]])
