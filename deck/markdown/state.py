"""The state that the rules of `deck.blocks` share while they read a document from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable

from deck.markdown.headings import slug
from deck.markdown.source import Source
from deck.markdown.tokens import Node
from deck.model import (
    Block,
    Details,
    Incident,
    Problem,
    Prose,
    Question,
    Section,
    Severity,
)
from deck.sections import words
from deck.versioning.ids import Ids, text_id


class Reader:
    """A cursor over nodes, and what was read so far. A rule reads from `at` on and moves it."""

    def __init__(self, source: Source, nodes: list[Node]) -> None:
        self.source, self.lines, self.origin, self.nodes = source, source.lines, source.origin, nodes
        self.at = 0
        self.title = ""
        self.sections: list[Section] = []
        self._named: dict[str, list[int]] = {}
        self._indexed = 0
        self.asked: dict[str, str] = {}  # section id -> id of its last question
        self.numbers: dict[str, str] = {}  # section id -> number as written, e.g. "4)"
        self.blocks: list[Block] = []
        self.details: list[Details] = []
        self.open_details: list[int] = []
        self.covered: set[int] = set()
        self.section_ids, self.question_ids, self.incident_ids = Ids(), Ids(), Ids()
        self.decision_ids, self.script_ids, self.details_ids = Ids(), Ids(), Ids()
        self.layered_headings: set[int] = set()  # first line indexes of headings that are questions
        self.checked = 0  # index of the first node not yet looked at for a timeline
        self.incident: tuple[int, int] | None = None  # place of the last incident and the level of what holds it
        self.last_question: int | None = None  # index in blocks, within the current section
        self._stack: list[Section] = []
        self._prose: tuple[int, int] | None = None

    # -- where we are ---------------------------------------------------------------------------------------------

    @property
    def node(self) -> Node | None:
        """The node to be read next, None at the end."""
        return self.nodes[self.at] if self.at < len(self.nodes) else None

    @property
    def section(self) -> str:
        """The id of the section being read, "" before the first heading."""
        return self._stack[-1].id if self._stack else ""

    @property
    def section_title(self) -> str:
        """The title of the section being read, the document's before the first heading."""
        return self._stack[-1].title if self._stack else self.title

    @property
    def named(self) -> dict[str, list[int]]:
        """For each word of a title, the places of the sections that have it; made when first asked for."""
        for place in range(self._indexed, len(self.sections)):
            for word in words(self.sections[place].title):
                self._named.setdefault(word, []).append(place)
        self._indexed = len(self.sections)
        return self._named

    @property
    def ancestors(self) -> list[Section]:
        """The sections being read, outermost first."""
        return list(self._stack)

    @property
    def group(self) -> str:
        """The id of the `:::details` group being read."""
        return self.details[self.open_details[-1]].id if self.open_details else ""

    def line(self, node: Node) -> int:
        """The first source line of a node."""
        return self.origin[node.first]

    def span(self, nodes: Iterable[Node]) -> tuple[int, int]:
        """First and last source line of nodes, whatever order repairs put them in."""
        places = [self.origin[i] for n in nodes for i in range(n.first, n.last + 1)]
        return (min(places), max(places)) if places else (1, 1)

    def raw(self, first: int, last: int) -> str:
        """Repaired lines `first` to `last` as one text."""
        return "\n".join(self.lines[first : last + 1])

    def text(self, node: Node) -> str:
        """A node's repaired lines as one text."""
        return self.raw(node.first, node.last)

    # -- what was read --------------------------------------------------------------------------------------------

    def cover(self, *nodes: Node) -> None:
        """Account for the lines of these nodes."""
        for node in nodes:
            self.covered.update(self.origin[node.first : node.last + 1])

    def tell(self, line: int, severity: Severity, code: str, message: str, remedy: str = "") -> None:
        """Record a problem at a source line."""
        self.source.problems.append(Problem(line, severity, code, message, remedy))

    def emit(self, block: Block) -> int:
        """Add a block; returns its place."""
        self.flush()
        self.blocks.append(block)
        if isinstance(block, Question):
            self.last_question = len(self.blocks) - 1
            self.asked[block.topic] = block.id
        return len(self.blocks) - 1

    def prose(self, node: Node) -> None:
        """Add a node as prose; neighbouring ones become one block."""
        self.cover(node)
        if self._prose is not None:
            self._prose = (self._prose[0], node.last)
        else:
            self._prose = (node.first, node.last)

    def flush(self) -> None:
        """End the prose that is being gathered."""
        if self._prose is None:
            return
        first, last = self._prose
        self._prose = None
        places = self.origin[first : last + 1]
        self.blocks.append(Prose(self.raw(first, last), self.section, min(places), max(places), self.group))

    def open_section(self, node: Node, title: str, explicit: str = "", wanted: str = "") -> Section:
        """Begin a section at a heading."""
        self.flush()
        self.last_question = None
        while self._stack and self._stack[-1].level >= node.level:
            self._stack.pop()
        if explicit and self.section_ids.has(explicit):
            self.tell(
                self.line(node), "error", "id-repeated", f"The id “{explicit}” stands twice.", "Choose another id."
            )
        made = self.section_ids.take(explicit or wanted or slug(title))
        parent = self.section
        section = Section(made, title, node.level, self.line(node), parent, bool(explicit), self.group)
        self.sections.append(section)
        self._stack.append(section)
        self.cover(node)
        return section

    def question_id(self, explicit: str, prompt: str, line: int, prefix: str = "q") -> str:
        """The id of a question: the author's, else from its text, else from text and topic."""
        if explicit:
            if self.question_ids.has(explicit):
                self.tell(line, "error", "id-repeated", f"The id “{explicit}” stands twice.", "Choose another id.")
            return self.question_ids.take(explicit)
        made = text_id(prefix, prompt)
        if self.question_ids.has(made):
            made = text_id(prefix, prompt, self.section_title)
        return self.question_ids.take(made)

    def replace(self, place: int, block: Block) -> None:
        """Put a completed block in the place of an earlier one."""
        self.blocks[place] = block

    def incident_at(self, place: int) -> Incident:
        """The incident at a place."""
        block = self.blocks[place]
        if not isinstance(block, Incident):
            raise TypeError(f"block {place} is no incident")
        return block

    def question_here(self) -> Question | None:
        """The last question of the current section."""
        if self.last_question is None:
            return None
        block = self.blocks[self.last_question]
        return block if isinstance(block, Question) else None
