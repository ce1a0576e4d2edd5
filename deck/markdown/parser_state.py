"""The state that the rules of `deck.blocks` share while they read a document from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable

from deck.markdown.headings import slugify
from deck.markdown.ids import IdRegistry, make_text_id
from deck.markdown.section_lookup import list_title_words
from deck.markdown.source import Source
from deck.markdown.tokens import Node
from deck.model import (
    Block,
    Details,
    Incident,
    Meta,
    Problem,
    Prose,
    Question,
    Section,
    Severity,
)


class ParserState:
    """A cursor over nodes, and what was read so far. A rule reads from `position` on and moves it."""

    def __init__(self, source: Source, nodes: list[Node], meta: Meta | None = None) -> None:
        self.meta = meta or Meta()
        self.unanswered_lines: set[int] = set()  # source lines of questions without an answer on purpose
        self.source, self.lines, self.origin, self.nodes = source, source.lines, source.origin, nodes
        self.position = 0
        self.title = ""
        self.sections: list[Section] = []
        self._named: dict[str, list[int]] = {}
        self._indexed = 0
        self.last_question_ids: dict[str, str] = {}  # section id -> id of its last question
        self.section_numbers: dict[str, str] = {}  # section id -> number as written, e.g. "4)"
        self.blocks: list[Block] = []
        self.details: list[Details] = []
        self.open_details: list[int] = []
        self.consumed_lines: set[int] = set()
        self.section_ids, self.question_ids, self.incident_ids = IdRegistry(), IdRegistry(), IdRegistry()
        self.decision_ids, self.script_ids, self.details_ids = IdRegistry(), IdRegistry(), IdRegistry()
        self.layered_headings: set[int] = set()  # first line indexes of headings that are questions
        self.timeline_checked_until = 0  # index of the first node not yet looked at for a timeline
        self.last_incident: tuple[int, int] | None = None  # place of the last incident and the level of what holds it
        self.last_question: int | None = None  # index in blocks, within the current section
        self._stack: list[Section] = []
        self._prose: tuple[int, int] | None = None

    # -- where we are ---------------------------------------------------------------------------------------------

    @property
    def node(self) -> Node | None:
        """The node to be read next, None at the end."""
        return self.nodes[self.position] if self.position < len(self.nodes) else None

    @property
    def section(self) -> str:
        """The id of the section being read, "" before the first heading."""
        return self._stack[-1].id if self._stack else ""

    @property
    def section_title(self) -> str:
        """The title of the section being read, the document's before the first heading."""
        return self._stack[-1].title if self._stack else self.title

    @property
    def sections_by_word(self) -> dict[str, list[int]]:
        """For each word of a title, the places of the sections that have it; made when first asked for."""
        for place in range(self._indexed, len(self.sections)):
            for word in list_title_words(self.sections[place].title):
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

    def get_source_line(self, node: Node) -> int:
        """Return the first source line of a node."""
        return self.origin[node.first]

    def get_source_span(self, nodes: Iterable[Node]) -> tuple[int, int]:
        """Return the first and last source line of nodes, whatever order repairs put them in."""
        places = [self.origin[i] for n in nodes for i in range(n.first, n.last + 1)]
        return (min(places), max(places)) if places else (1, 1)

    def join_lines(self, first: int, last: int) -> str:
        """Return the repaired lines `first` to `last` as one text."""
        return "\n".join(self.lines[first : last + 1])

    def get_node_text(self, node: Node) -> str:
        """Return a node's repaired lines as one text."""
        return self.join_lines(node.first, node.last)

    # -- what was read --------------------------------------------------------------------------------------------

    def consume(self, *nodes: Node) -> None:
        """Account for the lines of these nodes."""
        for node in nodes:
            if node.first == node.last:
                self.consumed_lines.add(self.origin[node.first])
            else:
                self.consumed_lines.update(self.origin[node.first : node.last + 1])

    def report(
        self, line: int, severity: Severity, code: str, message: str, remedy: str = "", *, fix: str = ""
    ) -> None:
        """Record a problem at a source line; `fix` is what the line should say instead."""
        self.source.problems.append(Problem(line, severity, code, message, remedy, fix=fix))

    def add_block(self, block: Block) -> int:
        """Add a block and return its place."""
        self.end_prose()
        self.blocks.append(block)
        if isinstance(block, Question):
            self.last_question = len(self.blocks) - 1
            self.last_question_ids[block.topic] = block.id
        return len(self.blocks) - 1

    def add_prose(self, node: Node) -> None:
        """Add a node as prose; neighbouring ones become one block."""
        self.consume(node)
        if self._prose is not None:
            self._prose = (self._prose[0], node.last)
        else:
            self._prose = (node.first, node.last)

    def end_prose(self) -> None:
        """End the prose that is being gathered."""
        if self._prose is None:
            return
        first, last = self._prose
        self._prose = None
        places = self.origin[first : last + 1]
        self.blocks.append(Prose(self.join_lines(first, last), self.section, min(places), max(places), self.group))

    def open_section(self, node: Node, title: str, explicit: str = "", preferred_id: str = "") -> Section:
        """Begin a section at a heading."""
        self.end_prose()
        self.last_question = None
        while self._stack and self._stack[-1].level >= node.level:
            self._stack.pop()
        if explicit and self.section_ids.is_reserved(explicit):
            self.report(
                self.get_source_line(node),
                "error",
                "id-repeated",
                f"The id “{explicit}” occurs twice.",
                "Choose another id.",
            )
        new_id = self.section_ids.reserve(explicit or preferred_id or slugify(title))
        parent = self.section
        section = Section(
            id=new_id,
            title=title,
            level=node.level,
            line=self.get_source_line(node),
            parent=parent,
            explicit_id=bool(explicit),
            details=self.group,
        )
        self.sections.append(section)
        self._stack.append(section)
        self.consume(node)
        return section

    def make_question_id(self, explicit: str, prompt: str, line: int, prefix: str = "q") -> str:
        """Return the id of a question: the author's, else from its text, else from text and topic."""
        if explicit:
            if self.question_ids.is_reserved(explicit):
                self.report(line, "error", "id-repeated", f"The id “{explicit}” occurs twice.", "Choose another id.")
            return self.question_ids.reserve(explicit)
        created = make_text_id(prefix, prompt)
        if self.question_ids.is_reserved(created):
            created = make_text_id(prefix, prompt, self.section_title)
        return self.question_ids.reserve(created)

    def replace_block(self, place: int, block: Block) -> None:
        """Put a completed block in the place of an earlier one."""
        self.blocks[place] = block

    def get_incident(self, place: int) -> Incident:
        """Return the incident at a place."""
        block = self.blocks[place]
        if not isinstance(block, Incident):
            raise TypeError(f"block {place} is no incident")
        return block

    def find_current_question(self) -> Question | None:
        """Return the last question of the current section."""
        if self.last_question is None:
            return None
        block = self.blocks[self.last_question]
        return block if isinstance(block, Question) else None
