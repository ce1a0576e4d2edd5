"""Boxes and arrows of a diagram, and which diagrams of a deck can be drawn from memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from deck.model import Code, Deck, Diagram, Part

MIN_BOXES, MIN_ARROWS = 2, 1  # less is no drawing
MAX_ARROWS = 60  # more is no checklist


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow between two boxes by their labels; `label` is what stands on it (""). Without a `head` it is a plain line."""

    source: str
    target: str
    label: str = ""
    head: bool = True

    def describe(self) -> str:
        """Return the arrow as a line to read: `Client → API (POST with key)`."""
        mark = "→" if self.head else "–"
        return f"{self.source} {mark} {self.target}" + (f" ({self.label})" if self.label else "")


@dataclass(frozen=True, slots=True)
class Graph:
    """What a drawing must hold: `boxes` by their labels and `arrows`, each once, in the order of the text."""

    boxes: tuple[str, ...]
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True, slots=True)
class DrawingExercise:
    """A diagram to be drawn. `id` is stable while its section and its place there stay; `title` names it."""

    id: str
    title: str
    section: str
    diagram: Diagram
    graph: Graph


def make_graph(boxes: Iterable[str], arrows: Iterable[Arrow]) -> Graph:
    """Return a graph without doubles."""
    return Graph(boxes=tuple(dict.fromkeys(boxes)), arrows=tuple(dict.fromkeys(arrows)))


def is_drawable(graph: Graph) -> bool:
    """Tell whether there is enough to draw, and not too much to check."""
    return len(graph.boxes) >= MIN_BOXES and MIN_ARROWS <= len(graph.arrows) <= MAX_ARROWS


def list_diagrams(deck: Deck) -> tuple[Diagram, ...]:
    """Return all diagrams of a deck in the order of the text, those inside of answers too."""
    diagrams: dict[int, Diagram] = {}

    def collect(parts: Iterable[Part | object]) -> None:
        for part in parts:
            if isinstance(part, Diagram):
                diagrams[part.line] = part
            elif not isinstance(part, Code):
                for name in ("body", "brief", "context", "derivation", "parts"):
                    inside = getattr(part, name, ())
                    if isinstance(inside, tuple):
                        collect(inside)

    collect(deck.diagrams)
    collect(deck.blocks)
    return tuple(diagrams[line] for line in sorted(diagrams))
