"""What an editor is told of a deck, without the protocol: outline, completion, definitions, renames, fixes.

Lines and columns count from 0, columns in code points.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field

from deck.editing.id_renaming import find_id_uses, list_declared_ids
from deck.model import (
    CounterQuestion,
    Deck,
    DesignExercise,
    Estimate,
    Incident,
    Question,
    Script,
    Section,
    Story,
)
from deck.versioning.places import split_lines

# What an id may consist of, as the reader takes it: a click anywhere in one finds all of it.
_ID_CHARACTERS = re.compile(r"[A-Za-z0-9_.:-]+")
# Where an id is being typed: a link into the deck, a list of topics, a list of the front matter.
_ID_WANTED = re.compile(
    r"(?:\]\(#|(?:\*\*)?topics:(?:\*\*)?[^\n]*?[\s,]|(?:must-know|nice-to-know):\s*\[?[^\n]*?[\s,\[])(?P<typed>[\w-]*)$",
    re.IGNORECASE,
)
# The beginning of a line where a label may stand, as far as it is typed: "**Ans", "- Key po".
_LABEL_WANTED = re.compile(r"^\s*(?:[-*>]\s+)?(?:\*\*)?(?P<typed>[A-Za-z -]{0,20})$")
# The labels of the deck format, each with what is inserted for it.
LABELS: tuple[tuple[str, str], ...] = (
    ("Question", "**Question:** "),
    ("Answer", "**Answer:** "),
    ("Key points", "**Key points:**\n\n- [ ] "),
    ("Common wrong answers", "**Common wrong answers:**\n\n- "),
    ("Counter-questions", "**Counter-questions:**\n\n- *“”*\n  → testing "),
    ("ELI8", "**ELI8:**\n"),
    ("Architect view", "**Architect view:**\n\n- "),
    ("Director insight", "**Director insight:** "),
    ("Director soundbite", "**Director soundbite:**\n> "),
    ("Rule of thumb", "**Rule of thumb:** "),
    ("War story", "**War story:** "),
    ("Decision", "**Decision:** "),
    ("Post-mortem lessons", "**Post-mortem lessons:**\n\n- "),
    ("Topics", "**Topics:** "),
    ("Estimate", "**Estimate:** "),
    ("Story", "**Story:** "),
    ("Brief", "**Brief:** "),
    ("Rubric", "**Rubric:**\n\n- "),
    ("Spoken Summary", "**Spoken Summary:** "),
)
_MOST_TITLE = 120  # characters of a prompt in the outline


@dataclass(slots=True)
class Symbol:
    """An entry of the outline: from its line to the line before the next one of its rank."""

    name: str
    kind: str  # "section", "question" (exercises too), "incident", "event", "script"
    detail: str
    first: int
    last: int
    children: list[Symbol] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to complete: what is shown, what is inserted, and how many characters before the cursor it replaces."""

    label: str
    text: str
    detail: str
    replaces: int


@dataclass(frozen=True, slots=True)
class LineEdit:
    """Lines `first` to `stop` (exclusive) become `lines`."""

    first: int
    stop: int
    lines: tuple[str, ...]


def list_symbols(deck: Deck) -> list[Symbol]:
    """Return the outline: sections with their questions, incidents with their events, scripts and exercises."""
    count = len(split_lines(deck.text))
    roots: list[Symbol] = []
    stack: list[tuple[int, Symbol]] = []
    things = sorted(
        [*deck.sections, *_list_named_blocks(deck)], key=lambda thing: (thing.line, not isinstance(thing, Section))
    )
    for thing in things:
        line = thing.line - 1
        if isinstance(thing, Section):
            while stack and stack[-1][0] >= thing.level:
                _close(stack.pop()[1], line - 1)
            symbol = Symbol(thing.title, "section", thing.id, line, count - 1)
            (stack[-1][1].children if stack else roots).append(symbol)
            stack.append((thing.level, symbol))
            continue
        symbol = _build_block_symbol(thing)
        above = stack[-1][1] if stack else None
        if above is not None and above.first == symbol.first:  # the heading is the question: one entry
            above.kind, above.detail = symbol.kind, symbol.detail
            above.children += symbol.children
        else:
            (above.children if above is not None else roots).append(symbol)
    return roots


NamedBlock = Question | CounterQuestion | Incident | Script | Estimate | DesignExercise | Story


def _list_named_blocks(deck: Deck) -> list[NamedBlock]:
    return [block for block in deck.blocks if isinstance(block, NamedBlock)]


def _close(symbol: Symbol, last: int) -> None:
    symbol.last = max(symbol.first, last)


def _build_block_symbol(block: NamedBlock) -> Symbol:
    name = block.title if isinstance(block, Incident | Script | DesignExercise) else block.prompt
    kind = {"Incident": "incident", "Script": "script"}.get(type(block).__name__, "question")
    title = " ".join(name.split())[:_MOST_TITLE] or "Untitled"
    symbol = Symbol(title, kind, block.id, block.line - 1, max(block.last, block.line) - 1)
    if isinstance(block, Incident):
        symbol.children = [
            Symbol(
                f"{event.at} {event.text}".strip()[:_MOST_TITLE] or "Event",
                "event",
                event.role,
                event.line - 1,
                event.last - 1,
            )
            for event in block.events
        ]
    return symbol


def find_id_at(text: str, line: int, column: int) -> str:
    """Return the id under the cursor, where that place declares or names one; "" elsewhere."""
    lines = split_lines(text)
    if line >= len(lines):
        return ""
    word = next((m.group() for m in _ID_CHARACTERS.finditer(lines[line]) if m.start() <= column <= m.end()), "")
    # The same word elsewhere is no id: only where the deck declares or names one.
    places = find_id_uses(text, word) if word else iter(())
    return word if any(at == line and start <= column <= start + len(word) for at, start in places) else ""


def find_declared_line(deck: Deck, name: str) -> int | None:
    """Return the line that declares an id."""
    thing = list_declared_ids(deck).get(name)
    return None if thing is None else thing.line - 1


def find_id_of_line(deck: Deck, line: int) -> str:
    """Return the id of the question, incident or section that begins at a line; a block goes before its heading."""
    blocks = [block.id for block in _list_named_blocks(deck) if block.line - 1 == line]
    return next(iter(blocks), "") or next((section.id for section in deck.sections if section.line - 1 == line), "")


def suggest(text: str, deck: Deck, line: int, column: int) -> list[Suggestion]:
    """Return labels at the beginning of a line, and ids where one is named."""
    lines = split_lines(text)
    head = lines[line][:column] if line < len(lines) else ""
    match = _ID_WANTED.search(head)
    if match is not None:
        typed = match["typed"]
        return [
            Suggestion(name, name, _describe(thing), len(typed))
            for name, thing in sorted(list_declared_ids(deck).items())
            if name.startswith(typed)
        ]
    label = _LABEL_WANTED.match(head)
    if label is None:
        return []
    typed = label["typed"].strip().lower()
    # What the label replaces: from the asterisks on, else from what is typed; on an empty line nothing, its indent stays.
    replaced = len(head) - len(head.lstrip()) if not head.strip() else 0
    start = head.find("**") if "**" in head else label.start("typed")
    return [
        Suggestion(name, inserted, "label of the deck format", len(head) - (replaced or start))
        for name, inserted in LABELS
        if name.lower().startswith(typed)
    ]


def _describe(thing: object) -> str:
    return str(getattr(thing, "prompt", "") or getattr(thing, "title", ""))[:_MOST_TITLE]


def list_line_edits(before: str, after: str) -> list[LineEdit]:
    """Return the smallest edits of whole lines that make one text of the other."""
    old, new = split_lines(before), split_lines(after)
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [LineEdit(a, b, tuple(new[c:d])) for tag, a, b, c, d in codes if tag != "equal"]
