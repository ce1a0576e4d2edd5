"""Design exercises: `### Design: …` with a brief, clarifying questions, timed steps, a rubric by level and a diagram."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from deck.blocks.exercises.contents import add_node, add_text, ends_exercise, read_label_text
from deck.blocks.parts import read_part
from deck.blocks.script import split_minutes
from deck.markdown.labels import fold_text
from deck.markdown.list_items import ListItem, join_wrapped_lines, parse_list_item, split_arrow
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node, tokenize
from deck.model import ClarifyingQuestion, DesignExercise, DesignStep, Diagram, Part, RubricLevel

# "Design: a URL shortener", "System design round 2: chat". Without the colon it is a chapter: "Design principles".
_HEADING = re.compile(r"^(?:system )?design(?: exercise| round)?(?: ?\d+)?\s*:\s*(\S.*)$", re.IGNORECASE)
# This pattern, _CLARIFYING and _DIAGRAM meet folded text: lower case, single spaces.
_BRIEF = re.compile(r"(?:the )?brief$")
_CLARIFYING = re.compile(r"clarifying questions?\b.*$")
# "Step 2: Numbers (5 minutes)", "Step – Numbers": the number and the sign behind it are decoration
_STEP = re.compile(r"^step\b[\s:.–—-]*(?:\d+\b[\s:.)–—-]*)?(.*)$", re.IGNORECASE | re.DOTALL)
# "Rubric", "Rubric (staff)", "Rubric – senior": what stands behind the word is the level of all anchors in the list.
_RUBRIC = re.compile(r"^rubric\b[\s:(–—-]*(.*?)\)?$", re.IGNORECASE | re.DOTALL)
_DIAGRAM = re.compile(r"(?:the )?diagram(?: to draw)?$")
# a level at the head of a rubric's item: "**Senior:** …", "Senior: …", "**Staff**"
_LEVEL = re.compile(r"^(?:(\*\*|__)([^*_\n]{1,60}?):?\1:?|([^\W\d][\w /-]{1,40}):(?=\s|$))\s*(.*)$", re.DOTALL)


@dataclass(slots=True)
class _StepDraft:
    title: str
    minutes: tuple[float, float]
    line: int
    task: list[Part] = field(default_factory=list)
    answer: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class _Draft:
    """What was read so far; `parts` is where the next part goes."""

    brief: list[Part] = field(default_factory=list)
    notes: list[Part] = field(default_factory=list)
    clarifying: list[ClarifyingQuestion] = field(default_factory=list)
    steps: list[_StepDraft] = field(default_factory=list)
    rubric: list[RubricLevel] = field(default_factory=list)
    diagram: Diagram | None = None
    parts: list[Part] = field(default_factory=list)


def read_design(state: ParserState) -> bool:
    """Read a design exercise: a heading "Design: …" under which a brief or a step stands."""
    node = state.node
    if node is None or node.kind != "heading" or (node.level == 1 and not state.title and not state.sections):
        return False
    match = _HEADING.match(" ".join(node.title.split())) if ":" in node.title else None
    if match is None or not begins_design(state, state.position):
        return False
    section = state.open_section(node, " ".join(node.title.split()), node.explicit)
    start = state.position
    state.position += 1
    draft = _Draft()
    draft.parts = draft.notes
    while (below := state.node) is not None and not ends_exercise(state, state.position):
        if not _read_labelled(state, below, draft):
            add_node(state, draft.parts)
    low, high = state.get_source_span(state.nodes[start : state.position])
    line = state.get_source_line(node)
    _report_gaps(state, draft, line)
    state.add_block(
        DesignExercise(
            id=state.make_question_id(node.explicit, match[1], line, "design"),
            title=match[1],
            section=section.id,
            brief=tuple(draft.brief),
            clarifying=tuple(draft.clarifying),
            steps=tuple(DesignStep(s.title, s.minutes, tuple(s.task), tuple(s.answer), s.line) for s in draft.steps),
            rubric=tuple(draft.rubric),
            diagram=draft.diagram,
            line=min(line, low),
            last=high,
            notes=tuple(draft.notes),
            explicit_id=bool(node.explicit),
            details=state.group,
        )
    )
    return True


def begins_design(state: ParserState, position: int) -> bool:
    """Tell whether the heading here is that of a design exercise."""
    node = state.nodes[position]
    return node.kind == "heading" and bool(_HEADING.match(node.title)) and _has_brief_or_step(state, position)


def _has_brief_or_step(state: ParserState, heading: int) -> bool:
    for position in range(heading + 1, len(state.nodes)):
        node = state.nodes[position]
        if ends_exercise(state, position):
            return False
        if node.label is not None and (_BRIEF.match(fold_text(node.label.text)) or _STEP.match(node.label.text)):
            return True
    return False


def _read_labelled(state: ParserState, node: Node, draft: _Draft) -> bool:
    """Read a paragraph that begins with one of the exercise's labels; False where it is something else."""
    if node.kind != "paragraph" or node.label is None:
        return False
    words = fold_text(node.label.text)
    if _BRIEF.match(words):
        draft.parts = draft.brief
        add_text(state, node, read_label_text(state, node), draft.parts)
    elif step := _STEP.match(node.label.text):
        title, minutes = split_minutes(step[1].strip())
        step_draft = _StepDraft(title, minutes, state.get_source_line(node))
        draft.steps.append(step_draft)
        draft.parts = step_draft.task
        add_text(state, node, read_label_text(state, node), draft.parts)
    elif node.label.kind == "answer" and draft.steps and draft.parts is draft.steps[-1].task:
        draft.parts = draft.steps[-1].answer
        add_text(state, node, read_label_text(state, node), draft.parts)
    elif _CLARIFYING.match(words):
        return _read_clarifying(state, node, draft)
    elif rubric := _RUBRIC.match(node.label.text):
        return _read_rubric(state, node, rubric[1].strip(), draft)
    elif _DIAGRAM.match(words):
        return _read_diagram(state, node, draft)
    else:
        return False
    return True


def _find_list(state: ParserState, node: Node) -> Node | None:
    """Return the list right below a label that says nothing more."""
    after = state.nodes[state.position + 1] if state.position + 1 < len(state.nodes) else None
    alone = node.label is not None and not node.label.rest and node.first == node.last
    return after if alone and after is not None and after.kind == "list" else None


def _read_clarifying(state: ParserState, node: Node, draft: _Draft) -> bool:
    items = _find_list(state, node)
    if items is None:
        _report_list(state, node, "clarifying questions")
        return False
    for first, last in items.items:
        question, decides = split_arrow(join_wrapped_lines(parse_list_item(state.lines, first, last).text))
        if question or decides:
            draft.clarifying.append(ClarifyingQuestion(question, decides))
    state.consume(node, items)
    state.position += 2
    draft.parts = draft.notes
    return True


def _read_rubric(state: ParserState, node: Node, level: str, draft: _Draft) -> bool:
    """Read `**Rubric:**` over levels with their anchors, or `**Rubric (staff):**` over anchors."""
    items = _find_list(state, node)
    if items is None:
        _report_list(state, node, "rubric")
        return False
    entries = [parse_list_item(state.lines, first, last) for first, last in items.items]
    if level:
        levels = [RubricLevel(level, tuple(a for e in entries if (a := join_wrapped_lines(e.text))))]
    else:
        levels = [_read_level(entry) for entry in entries]
        for entry, rubric_level in zip(entries, levels, strict=True):
            if not rubric_level.level or not rubric_level.anchors:
                message = "This line of the rubric names no level, or nothing that one can observe at it."
                remedy = "Write “- **Senior:** what is seen; what is seen”."
                state.report(state.origin[entry.first], "warning", "design-rubric", message, remedy)
    draft.rubric += [rubric_level for rubric_level in levels if rubric_level.level or rubric_level.anchors]
    state.consume(node, items)
    state.position += 2
    draft.parts = draft.notes
    return True


def _read_level(entry: ListItem) -> RubricLevel:
    """Read an item of a rubric: its level, then anchors parted by semicolons or as a list of their own."""
    lines = list(entry.lines)
    head: list[str] = []
    anchors: list[str] = []
    for node in tokenize(lines):
        if node.kind == "list":
            anchors += [join_wrapped_lines(parse_list_item(lines, first, last).text) for first, last in node.items]
        elif not head and not anchors and node.kind == "paragraph":
            head = lines[node.first : node.last + 1]
        else:
            anchors.append(join_wrapped_lines("\n".join(lines[node.first : node.last + 1])))
    text = join_wrapped_lines("\n".join(head))
    match = _LEVEL.match(text)
    level = (match[2] or match[3]).strip() if match else ""
    behind = [part.strip() for part in (match[4] if match else text).split("; ")]
    return RubricLevel(level, tuple(a for a in (*behind, *anchors) if a))


def _read_diagram(state: ParserState, node: Node, draft: _Draft) -> bool:
    """Read the diagram below its label."""
    start = state.position
    alone = node.label is not None and not node.label.rest and node.first == node.last
    if alone and draft.diagram is None:
        state.position += 1
        after = state.node
        part = read_part(state) if after is not None and _may_be_diagram(after) else None
        if isinstance(part, Diagram):
            state.consume(node)
            draft.diagram = part
            draft.parts = draft.notes
            return True
        state.position = start
    message = "There is no diagram below this label, or the exercise already has one."
    state.report(
        state.get_source_line(node), "warning", "design-diagram", message, "Put one mermaid or ascii fence below it."
    )
    return False


def _may_be_diagram(node: Node) -> bool:
    return node.kind == "fence" or (node.label is not None and node.label.kind == "spoken")


def _report_list(state: ParserState, node: Node, what: str) -> None:
    message = f"There is no list below the label of the {what}, so it was kept as text."
    state.report(
        state.get_source_line(node), "warning", "design-list", message, "Put a bullet list right below the label."
    )


def _report_gaps(state: ParserState, draft: _Draft, line: int) -> None:
    gaps = (
        (not draft.brief, "brief", "Add **Brief:** with what is to be designed."),
        (not draft.steps, "steps", "Add **Step Requirements (5 minutes):** and the steps that follow it."),
        (not draft.rubric, "rubric", "Add **Rubric:** with a list of levels and what one observes at each."),
    )
    for missing, what, remedy in gaps:
        if missing:
            state.report(line, "warning", f"design-no-{what}", f"This design exercise has no {what}.", remedy)
