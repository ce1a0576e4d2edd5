"""The outline of a deck: what stands under a section, what comes next, and where a word is found. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from deck.model import Block, CounterQuestion, Deck, Incident, Question, Script, Section
from ui.text import plain

_TITLED = Incident | Script
# A section is shown with all below it as long as the page stays readable.
ONE_PAGE = 40


@dataclass(frozen=True, slots=True)
class Hit:
    """Something a search found: `kind` in words, `topic` the section to open."""

    kind: str
    text: str
    topic: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A section on a page with its own blocks. `depth` is 0 for the page's own section."""

    section: Section
    depth: int
    blocks: tuple[Block, ...]

    @property
    def headed(self) -> bool:
        """Whether its heading stands by itself: not when it only repeats what its first block says."""
        first = self.blocks[0] if self.blocks else None
        said = first.prompt if isinstance(first, Question) else first.title if isinstance(first, _TITLED) else ""
        return plain(said) != plain(self.section.title)

    @property
    def level(self) -> int:
        """The level of the headings below its own: a page's title is 1, no section's heading is deeper than 3."""
        own = min(self.depth, 2) + 1
        return own + 1 if self.headed or not self.depth else own


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic's page: the sections shown on it, links to those that are not, and its neighbours."""

    leaves: tuple[Leaf, ...]
    children: tuple[Section, ...]
    before: Section | None
    after: Section | None


def children(deck: Deck, parent: str) -> tuple[Section, ...]:
    """The sections directly below one, in order; those at the top for ""."""
    return tuple(s for s in deck.sections if s.parent == parent)


def top(deck: Deck) -> tuple[Section, ...]:
    """The sections of the outline's first level: a lone title above everything else does not count as one."""
    first = children(deck, "")
    while len(first) == 1 and (below := children(deck, first[0].id)):
        first = below
    return first


def subtree(deck: Deck, section: Section) -> tuple[tuple[Section, int], ...]:
    """The section and all below it in document order, each with its depth."""
    depths = {section.id: 0}
    found = [(section, 0)]
    for other in deck.sections:
        if other.parent in depths and other.id not in depths:
            depths[other.id] = depths[other.parent] + 1
            found.append((other, depths[other.id]))
    return tuple(found)


def topic(deck: Deck, section: Section) -> Topic:
    """What the page of a section shows."""
    by_section: dict[str, list[Block]] = {}
    for block in deck.blocks:
        by_section.setdefault(block.section, []).append(block)
    tree = subtree(deck, section)
    whole = sum(len(by_section.get(s.id, ())) for s, _ in tree) <= ONE_PAGE
    shown = tree if whole else tree[:1]
    order = list(deck.sections)
    first, last = order.index(shown[0][0]), max(order.index(s) for s, _ in shown)
    return Topic(
        leaves=tuple(Leaf(s, depth, tuple(by_section.get(s.id, ()))) for s, depth in shown),
        children=() if whole else children(deck, section.id),
        before=order[first - 1] if first else None,
        after=order[last + 1] if last + 1 < len(order) else None,
    )


def counts(deck: Deck, section: Section) -> str:
    """What stands under a section, in words: `3 questions · 1 incident`."""
    ids = {s.id for s, _ in subtree(deck, section)}
    found = [type(block) for block in deck.blocks if block.section in ids]
    named = ((Question, "question"), (CounterQuestion, "follow-up"), (Incident, "incident"), (Script, "script"))
    numbers = ((found.count(kind), name) for kind, name in named)
    return " · ".join(f"{number} {name}{'' if number == 1 else 's'}" for number, name in numbers if number)


def icon(deck: Deck, section: Section) -> str:
    """A sign for what a section is: a question, an incident, a script, else a topic."""
    own = next((block for block in deck.blocks if block.section == section.id), None)
    if isinstance(own, Question) and own.prompt == section.title:
        return ":material/quiz:"
    if isinstance(own, Incident):
        return ":material/timeline:"
    return ":material/headphones:" if isinstance(own, Script) else ":material/menu_book:"


def search(deck: Deck, words: str, most: int = 40) -> tuple[Hit, ...]:
    """Titles and prompts that hold all the words, in document order, at most so many."""
    wanted = words.casefold().split()
    found = []
    for hit in _everything(deck):
        text = hit.text.casefold()
        if wanted and all(word in text for word in wanted):
            found.append(hit)
            if len(found) == most:
                break
    return tuple(found)


def _everything(deck: Deck) -> list[Hit]:
    hits = [Hit("Topic", plain(s.title), s.id) for s in deck.sections]
    for block in deck.blocks:
        if isinstance(block, Question):
            hits.append(Hit("Question", plain(block.prompt), block.topic))
        elif isinstance(block, CounterQuestion):
            hits.append(Hit("Follow-up", plain(block.prompt), block.topic))
        elif isinstance(block, Incident | Script):
            hits.append(Hit(type(block).__name__, plain(block.title), block.section))
    return hits
