"""Draw it yourself: a diagram's boxes and arrows from its name, checked off one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from deck.model import Deck, Diagram
from quiz.diagrams.ascii_art import read_ascii_art
from quiz.diagrams.graph import DrawingExercise, Graph, is_drawable, list_diagrams
from quiz.diagrams.mermaid import read_mermaid

_MAX_DECKS = 16  # decks whose drawings are kept: as many as several learners read at once, each a few kilobytes
# The drawings of a deck, looked up for every topic that is shown and made once a deck. By identity, as in
# `quiz.exercises.sources`.
_drawings_by_deck: dict[int, tuple[Deck, tuple[DrawingExercise, ...]]] = {}


@dataclass(frozen=True, slots=True)
class DrawingScore:
    """How much of a diagram was drawn."""

    boxes: int
    all_boxes: int
    arrows: int
    all_arrows: int

    @property
    def share(self) -> float:
        """Return the share of boxes and arrows that were drawn, 0 to 1."""
        total = self.all_boxes + self.all_arrows
        return (self.boxes + self.arrows) / total if total else 0.0


def read_graph(diagram: Diagram) -> Graph | None:
    """Return the boxes and arrows of a diagram; None where there are none to be read."""
    return read_mermaid(diagram.source) if diagram.language == "mermaid" else read_ascii_art(diagram.source)


def list_drawings(deck: Deck) -> tuple[DrawingExercise, ...]:
    """Return the diagrams of a deck that can be drawn from memory, in the order of the text."""
    cached = _drawings_by_deck.get(id(deck))
    if cached is None:
        while len(_drawings_by_deck) >= _MAX_DECKS:
            _drawings_by_deck.pop(next(iter(_drawings_by_deck), 0), None)
        cached = (deck, tuple(_make_drawings(deck)))
        _drawings_by_deck[id(deck)] = cached
    return cached[1]


def _make_drawings(deck: Deck) -> Iterator[DrawingExercise]:
    places: Counter[str] = Counter()
    for diagram in list_diagrams(deck):
        places[diagram.section] += 1
        graph = read_graph(diagram)
        if graph is None or not is_drawable(graph):
            continue
        section = deck.find_section(diagram.section)
        title = diagram.title or (section.title if section else "")
        if section is not None and title.casefold() == "diagram to draw":
            title = section.title
        yield DrawingExercise(
            id=f"{diagram.section or 'deck'}-{places[diagram.section]}",
            title=title,
            section=diagram.section,
            diagram=diagram,
            graph=graph,
        )


def score_drawing(graph: Graph, ticked: Collection[str]) -> DrawingScore:
    """Return the score of what was ticked: labels of boxes, and arrows as `Arrow.describe` gives them."""
    return DrawingScore(
        boxes=sum(name_box(box) in ticked for box in graph.boxes),
        all_boxes=len(graph.boxes),
        arrows=sum(arrow.describe() in ticked for arrow in graph.arrows),
        all_arrows=len(graph.arrows),
    )


def name_box(label: str) -> str:
    """Return the line of a box in the list of ticks: an arrow's line is another, whatever the box is called."""
    return f"[{label}]"
