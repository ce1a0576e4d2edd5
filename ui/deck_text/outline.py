"""The outline of a deck: what stands under a section, what comes next. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deck.model import (
    Block,
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
from ui.deck_text.safe_markdown import strip_markup

_TITLED = Incident | Script
# What an outline counts: one, and several.
_COUNTED: dict[type, tuple[str, str]] = {
    Question: ("question", "questions"),
    CounterQuestion: ("follow-up", "follow-ups"),
    Estimate: ("estimate", "estimates"),
    DesignExercise: ("design exercise", "design exercises"),
    Story: ("story", "stories"),
    Incident: ("incident", "incidents"),
    Script: ("script", "scripts"),
}
# A section is shown with all below it as long as the page stays readable.
MAX_BLOCKS_ON_PAGE = 40


@dataclass(frozen=True, slots=True)
class PageSection:
    """A section on a page with its own blocks. `depth` is 0 for the page's own section."""

    section: Section
    depth: int
    blocks: tuple[Block, ...]

    @property
    def has_own_heading(self) -> bool:
        """Tell whether its heading stands by itself: not when it only repeats what its first block says."""
        first = self.blocks[0] if self.blocks else None
        first_title = first.prompt if isinstance(first, Question) else first.title if isinstance(first, _TITLED) else ""
        return strip_markup(first_title) != strip_markup(self.section.title)

    @property
    def heading_level(self) -> int:
        """Return the level of the headings below its own: a page's title is 1, no section's heading is deeper than 3."""
        own = min(self.depth, 2) + 1
        return own + 1 if self.has_own_heading or not self.depth else own


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A topic's page: the sections shown on it, links to those that are not, and its neighbours."""

    sections: tuple[PageSection, ...]
    children: tuple[Section, ...]
    previous: Section | None
    following: Section | None


def list_children(deck: Deck, parent: str) -> tuple[Section, ...]:
    """Return the sections directly below one, in order; those at the top for ""."""
    return tuple(s for s in deck.sections if s.parent == parent)


def list_top_sections(deck: Deck) -> tuple[Section, ...]:
    """Return the sections of the outline's first level: a lone title above all else does not count as one."""
    first = list_children(deck, "")
    while len(first) == 1 and (below := list_children(deck, first[0].id)):
        first = below  # again: a document's title may stand above one part that holds all the rest
    return first


def list_subtree(deck: Deck, section: Section) -> tuple[tuple[Section, int], ...]:
    """Return the section and all below it in document order, each with its depth."""
    depths = {section.id: 0}
    items = [(section, 0)]
    for other in deck.sections:
        if other.parent in depths and other.id not in depths:
            depths[other.id] = depths[other.parent] + 1
            items.append((other, depths[other.id]))
    return tuple(items)


def build_topic_page(deck: Deck, section: Section) -> TopicPage:
    """Return what the page of a section shows."""
    by_section: dict[str, list[Block]] = {}
    for block in deck.blocks:
        by_section.setdefault(block.section, []).append(block)
    tree = list_subtree(deck, section)
    fits_on_page = sum(len(by_section.get(s.id, ())) for s, _ in tree) <= MAX_BLOCKS_ON_PAGE
    visible = tree if fits_on_page else tree[:1]
    order = list(deck.sections)
    first, last = order.index(visible[0][0]), max(order.index(s) for s, _ in visible)
    return TopicPage(
        sections=tuple(PageSection(s, depth, tuple(by_section.get(s.id, ()))) for s, depth in visible),
        children=() if fits_on_page else list_children(deck, section.id),
        previous=order[first - 1] if first else None,
        following=order[last + 1] if last + 1 < len(order) else None,
    )


def describe_counts(deck: Deck, section: Section) -> str:
    """Return what stands under a section, in words: `3 questions · 1 incident`."""
    ids = {s.id for s, _ in list_subtree(deck, section)}
    items = [type(block) for block in deck.blocks if block.section in ids]
    numbers = ((items.count(kind), names) for kind, names in _COUNTED.items())
    return " · ".join(f"{number} {names[number != 1]}" for number, names in numbers if number)


def choose_icon(deck: Deck, section: Section) -> str:
    """Return the icon of a section: that of a question, an incident or a script, else that of a topic."""
    own = next((block for block in deck.blocks if block.section == section.id), None)
    if isinstance(own, Question) and own.prompt == section.title:
        return ":material/quiz:"
    if isinstance(own, Incident):
        return ":material/timeline:"
    if isinstance(own, DesignExercise):
        return ":material/architecture:"
    return ":material/headphones:" if isinstance(own, Script) else ":material/menu_book:"


def has_questions(deck: Deck, section: Section) -> bool:
    """Tell whether anything is asked in a section or below it."""
    ids = {s.id for s, _ in list_subtree(deck, section)}
    return any(block.section in ids for block in deck.blocks if isinstance(block, Question | CounterQuestion))


def compute_readiness(deck: Deck, section: Section, recall: Mapping[str, tuple[float, int]]) -> float | None:
    """Return the mean recall of the cards in a section and below it, None where it has none.

    `recall` maps a section to the sum of its own cards' recall and their number.
    """
    own = [recall.get(s.id, (0.0, 0)) for s, _ in list_subtree(deck, section)]
    count = sum(number for _, number in own)
    return sum(total for total, _ in own) / count if count else None
