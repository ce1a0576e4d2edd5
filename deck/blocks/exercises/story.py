"""Behavioural prompts: `**Story:** …` with guidance and, as key points, what the story must contain."""

from __future__ import annotations

from deck.blocks.exercises.contents import add_node, add_text, ends_exercise, read_label_text, read_points
from deck.markdown.headings import split_id
from deck.markdown.list_items import join_wrapped_lines, strip_quotation
from deck.markdown.parser_state import ParserState
from deck.model import Part, Story


def read_story(state: ParserState) -> bool:
    """Read a prompt with all that stands below it; an example follows `**Answer:**`."""
    node = state.node
    if node is None or node.kind != "paragraph" or node.label is None or node.label.kind != "story":
        return False
    state.end_prose()
    start = state.position
    prompt, explicit = split_id(join_wrapped_lines(read_label_text(state, node)))
    prompt = strip_quotation(prompt)
    body: list[Part] = []
    example: list[Part] = []
    points: tuple[str, ...] = ()
    parts = body
    while (below := state.node) is not None and not ends_exercise(state, state.position):
        if (new_points := read_points(state)) is not None:
            points += new_points
        elif below.label is not None and below.label.kind == "answer" and parts is body:
            parts = example
            add_text(state, below, read_label_text(state, below), parts)
        else:
            add_node(state, parts)
    low, high = state.get_source_span(state.nodes[start : state.position])
    line = state.get_source_line(node)
    if not prompt:
        state.report(line, "error", "story-empty", "A story has no prompt.", "Write it after the label.")
    if not points:
        message = "This story has no key points."
        state.report(line, "warning", "story-no-points", message, "Add key points below it, as - [ ].")
    state.add_block(
        Story(
            id=state.make_question_id(explicit, prompt, line, "story"),
            section=state.section,
            prompt=prompt,
            line=min(line, low),
            last=high,
            body=tuple(body),
            example=tuple(example),
            key_points=points,
            explicit_id=bool(explicit),
            details=state.group,
        )
    )
    return True
