"""Every block of a deck as it looks on the screen: one function for each kind, in one table at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from itertools import groupby
from typing import Any

import streamlit as st

from deck.estimates.estimate_notation import write_plainly
from deck.model import (
    Block,
    Callout,
    Choice,
    Code,
    CounterQuestion,
    Deck,
    DesignExercise,
    Details,
    Diagram,
    Dialogue,
    Estimate,
    Event,
    EventRole,
    Incident,
    Part,
    Prose,
    Question,
    Script,
    Story,
    WrongAnswer,
)
from quiz import units
from quiz.exercises import estimate
from ui import navigation, own_suggestions, session
from ui.deck_text import limits, pager
from ui.deck_text.safe_markdown import (
    draw_heading,
    draw_markdown,
    draw_overflow,
    fence_code,
    is_self_contained,
    sanitize,
    sanitize_cell,
    sanitize_inline,
)

IN_DEPTH, IN_PLAIN_WORDS = "Full answer", "Plain words"

# Colour is never the only sign: each kind has its own icon, and its label is written out.
_CALLOUT_BOXES: dict[str, tuple[Callable[..., Any], str]] = {
    "insight": (st.info, ":material/lightbulb:"),
    "soundbite": (st.success, ":material/format_quote:"),
    "rule of thumb": (st.info, ":material/straighten:"),
    "rule": (st.info, ":material/gavel:"),
    "pitfall": (st.warning, ":material/warning:"),
    "tip": (st.success, ":material/tips_and_updates:"),
    "recommendation": (st.success, ":material/recommend:"),
    "war story": (st.info, ":material/history_edu:"),
    "red flag": (st.error, ":material/flag:"),
    "failure mode": (st.error, ":material/report:"),
}
_DEFAULT_BOX = (st.info, ":material/push_pin:")
_ROLE_ICONS: dict[EventRole, str] = {
    "trigger": ":material/bolt:",
    "symptom": ":material/sick:",
    "false signal": ":material/wrong_location:",
    "diagnosis": ":material/search:",
    "mitigation": ":material/healing:",
    "recovery": ":material/check_circle:",
    "lesson": ":material/school:",
}
# The first line of a flow chart that runs from left to right or back; comments and front matter may stand above it.
_SIDEWAYS = re.compile(r"^(\s*(?:flowchart|graph)[ \t]+)(?:LR|RL)\b", re.MULTILINE)
_SHOWN_SEED = 0  # of the numbers with which a topic's page shows an estimate
_INTERVIEWER_WORDS = ("interview", "director", "panel", "recruiter", "hiring")


def draw_block(block: Block, deck: Deck, level: int = 2) -> None:
    """Draw one block of the deck. `level` is that of its heading where it has one: one below what it stands under."""
    if isinstance(block, Question | Incident | Script):
        with _mark_place(block.id):
            HEADED_DRAWERS[type(block)](block, deck, "#" * level)
    elif isinstance(block, CounterQuestion | Estimate | DesignExercise | Story):
        with _mark_place(block.id):
            DRAWERS[type(block)](block, deck)
    else:
        DRAWERS[type(block)](block, deck)


def _mark_place(block_id: str) -> Any:
    """Return a container that a link can lead to (`?at=<block id>`); nothing else may use its key."""
    if st.query_params.get("at") != block_id:
        return nullcontext()
    return st.container(key=f"scroll-block-{block_id}")


def draw_blocks(blocks: Sequence[Block], deck: Deck, level: int = 2) -> None:
    """Draw blocks in order, and only a part where there are very many.

    A `:::details` group becomes an expander, and a run of follow-ups stands under one label.
    """
    blocks = pager.select_range(blocks, limits.MAX_BLOCKS, "blocks", f"blocks:{blocks[0].section}" if blocks else "")
    groups = {group.id: group for group in deck.details}
    _draw_grouped([(_list_groups(block.details, groups), block) for block in blocks], groups, deck, level)


def _list_groups(group: str, groups: Mapping[str, Details]) -> tuple[str, ...]:
    """Return the groups around a block, outermost first."""
    chain: tuple[str, ...] = ()
    while group in groups and group not in chain:
        chain = (group, *chain)
        group = groups[group].parent
    return chain


def _draw_grouped(
    nested: list[tuple[tuple[str, ...], Block]], groups: Mapping[str, Details], deck: Deck, level: int
) -> None:
    for group, members in groupby(nested, key=lambda pair: pair[0][0] if pair[0] else ""):
        inner = [(chain[1:], block) for chain, block in members]
        if group:
            with st.expander(sanitize_inline(groups[group].title) or "Details", icon=":material/unfold_more:"):
                _draw_grouped(inner, groups, deck, level)
        else:
            _draw_runs((block for _, block in inner), deck, level)


def _draw_runs(blocks: Iterable[Block], deck: Deck, level: int) -> None:
    for follow_ups, members in groupby(blocks, key=lambda block: isinstance(block, CounterQuestion)):
        if follow_ups:
            st.markdown("**:material/subdirectory_arrow_right: Follow-up questions**")
        for block in members:
            draw_block(block, deck, level)


def draw_key_points(points: Iterable[str], title: str = "Key points") -> None:
    """Draw what a good answer, or a story, must contain."""
    lines = "\n".join(f"- {sanitize_inline(point)}" for point in points)
    if lines:
        st.markdown(f":material/checklist: **{title}**\n\n{lines}")


def draw_wrong_answers(wrong_answers: Iterable[WrongAnswer]) -> None:
    """Draw what people often answer wrongly, each with its reason."""
    lines = "\n".join(
        f"- {sanitize_inline(wrong.text)}" + (f"  \n  {sanitize_inline(wrong.reason)}" if wrong.reason else "")
        for wrong in wrong_answers
    )
    if lines:
        st.markdown(f":material/cancel: **Common wrong answers**\n\n{lines}")


def draw_choices(options: Iterable[Choice]) -> None:
    """Draw options with what is right, and why."""
    for option in options:
        icon = ":green[:material/check_circle:] Right" if option.right else ":red[:material/cancel:] Wrong"
        why = f"  \n{sanitize_inline(option.explanation)}" if option.explanation else ""
        st.markdown(f"{icon} · {sanitize_inline(option.text)}{why}")


def _draw_prose(block: Prose, _deck: Deck) -> None:
    draw_markdown(block.markdown)


def _draw_callout(block: Callout, _deck: Deck) -> None:
    box, icon = _CALLOUT_BOXES.get(block.kind, _DEFAULT_BOX)
    # A paragraph goes right below its label; a list, quote or table needs a line of its own to be one.
    between = "  \n" if block.text[:1].isalnum() or block.text[:1] in "\"“‘'" else "\n\n"
    box(f"**{sanitize_inline(block.label or block.kind)}**{between}{sanitize(block.text)}", icon=icon)
    draw_overflow(block.text)


def _draw_title(block: Code | Diagram, deck: Deck) -> None:
    """Draw a block's title, unless the heading above says the same."""
    section = deck.find_section(block.section)
    if block.title and not (section and section.title == block.title):
        st.caption(sanitize_inline(block.title))


def _draw_code(block: Code, deck: Deck) -> None:
    _draw_title(block, deck)
    st.code(block.source, language=block.language or None, wrap_lines=False)


def _draw_diagram(block: Diagram, deck: Deck) -> None:
    _draw_title(block, deck)
    # A diagram that could fetch something from elsewhere is shown as the text it is.
    if block.language == "mermaid" and is_self_contained(block.source):
        source = turn_top_down(block.source) if session.is_narrow() else block.source
        st.markdown(fence_code(source, "mermaid"))
    else:
        st.code(block.source, language=None)
    if block.spoken:
        with st.expander("Diagram in words", icon=":material/record_voice_over:"):
            draw_markdown(block.spoken)


def turn_top_down(source: str) -> str:
    """Return a mermaid flow chart that runs from the top down where it ran sideways; any other diagram as it is."""
    return _SIDEWAYS.sub(r"\1TD", source, count=1)


def _draw_dialogue(block: Dialogue, _deck: Deck) -> None:
    for turn in block.turns:
        asks = turn.speaker.lower().startswith(_INTERVIEWER_WORDS)
        with st.chat_message(
            turn.speaker or "speaker", avatar=":material/person_search:" if asks else ":material/person:"
        ):
            st.caption(sanitize_inline(turn.speaker))
            draw_markdown(turn.text)


def _draw_question(block: Question, deck: Deck, marks: str) -> None:
    with st.container(border=True):
        draw_heading(marks, block.prompt)
        depth = IN_DEPTH
        with st.container(horizontal=True, vertical_alignment="center"):
            if block.eli8:
                depth = st.segmented_control(
                    "Answer",
                    (IN_DEPTH, IN_PLAIN_WORDS),
                    default=IN_DEPTH,
                    key=f"depth:{block.id}",
                    label_visibility="collapsed",
                    required=True,
                )
            navigation.draw_link("practice", "Practise this", icon=":material/style:", question=block.id)
            own_suggestions.draw_suggest_link(block.id)
        if depth == IN_PLAIN_WORDS:
            draw_markdown(block.eli8)
        elif block.kind == "choice":
            _draw_choice_answer(block, deck)  # with its key points, folded away until they are asked for
        else:
            draw_parts(block.body, deck)
        if depth == IN_DEPTH and block.kind != "choice":
            draw_key_points(block.key_points)
            draw_wrong_answers(block.wrong_answers)


def _draw_choice_answer(block: Question, deck: Deck) -> None:
    st.markdown("\n".join(f"- {sanitize_inline(option.text)}" for option in block.choices))
    with st.expander("Show the right answer", icon=":material/visibility:"):
        draw_choices(block.choices)
        draw_parts(block.body, deck)
        draw_key_points(block.key_points)
        draw_wrong_answers(block.wrong_answers)


def draw_parts(body: Iterable[Part], deck: Deck) -> None:
    """Draw the parts of an answer or of an incident's introduction."""
    for piece in body:
        draw_block(piece, deck)


def _draw_counter_question(block: CounterQuestion, _deck: Deck) -> None:
    with st.expander(sanitize_inline(block.prompt), icon=":material/help:"):
        if block.tests:
            st.markdown(f":material/psychology: **What it tests:** {sanitize_inline(block.tests)}")
        draw_markdown(block.answer)
        draw_key_points(block.key_points)
        draw_wrong_answers(block.wrong_answers)
        with st.container(horizontal=True):
            navigation.draw_link("practice", "Practise this", icon=":material/style:", question=block.id)
            own_suggestions.draw_suggest_link(block.id)


def _draw_incident(block: Incident, deck: Deck, marks: str) -> None:
    with st.container(border=True):
        # Not by `draw_heading`, which would take the icon for deck text and show its name.
        st.markdown(f"{marks} :material/timeline: {sanitize_inline(block.title)}")
        navigation.draw_link("incidents", "Watch the replay", icon=":material/play_circle:", incident=block.id)
        draw_parts(block.intro, deck)
        events = pager.select_range(block.events, limits.MAX_ROWS, "events", f"events:{block.id}")
        st.markdown("\n".join(("| When | Role | What happened |", "|:--|:--|:--|", *map(_format_event_row, events))))
        if block.lessons:
            st.markdown("**Lessons**\n\n" + "\n".join(f"- {sanitize_inline(lesson)}" for lesson in block.lessons))


def _format_event_row(event: Event) -> str:
    text = sanitize_cell("; ".join((event.text, *event.details)))
    return f"| {sanitize_cell(event.at)} | {_ROLE_ICONS[event.role]} {event.role} | {text} |"


def format_minutes(low_high: tuple[float, float]) -> str:
    """Return `8–10 min`, `5 min`, or "" where nothing is promised."""
    low, high = low_high
    if high <= 0:
        return ""
    return f"{high:g} min" if low in (0, high) else f"{low:g}–{high:g} min"


def draw_listen_link(script: Script, label: str, icon: str) -> None:
    """Draw a link to a script's episode; one of a single part is listed under that part."""
    ref = script.parts[0].id if len(script.parts) == 1 else script.id
    navigation.draw_link("listen", label, icon=icon, kind="script", ref=ref)


def _draw_script(block: Script, _deck: Deck, marks: str) -> None:
    with st.container(border=True):
        total = format_minutes(block.minutes)
        st.markdown(f"{marks} :material/headphones: {sanitize_inline(block.title)}{' · ' + total if total else ''}")
        draw_listen_link(block, "Listen", ":material/play_circle:")
        for piece in block.parts:
            promised = format_minutes(piece.minutes)
            with st.expander(
                f"{sanitize_inline(piece.title)}{' · ' + promised if promised else ''}", icon=":material/notes:"
            ):
                draw_markdown(piece.text)


def _draw_estimate(block: Estimate, deck: Deck) -> None:
    """Draw an estimate with one set of numbers; practice draws others."""
    try:
        exercise = estimate.make_exercise(deck, estimate.make_card(block), _SHOWN_SEED)
    except LookupError:
        draw_markdown(write_plainly(block.prompt, with_names=True))
        return
    with st.container(border=True):
        st.markdown(f"#### :material/calculate: {sanitize_inline(exercise.prompt)}")
        draw_markdown(exercise.context)
        navigation.draw_link("practice", "Practise this", icon=":material/style:", question=block.id)
        with st.expander("How to get there", icon=":material/function:"):
            answer = units.format_quantity(exercise.answer, exercise.unit)
            st.markdown(f"**{sanitize_inline(answer)}** ({estimate.format_tolerance(exercise.tolerance)})")
            draw_markdown(exercise.derivation)
            draw_key_points(block.key_points)


def _draw_story(block: Story, deck: Deck) -> None:
    with st.container(border=True):
        st.markdown(f"#### :material/history_edu: {sanitize_inline(block.prompt)}")
        navigation.draw_link("stories", "Write your story", icon=":material/edit:", story=block.id)
        draw_parts(block.body, deck)
        draw_key_points(block.key_points, "It must contain")
        if block.example:
            with st.expander("An example", icon=":material/notes:"):
                draw_parts(block.example, deck)


def _draw_design(block: DesignExercise, deck: Deck) -> None:
    """Draw a design exercise folded: whoever wants to practise it is not told the answer by passing."""
    draw_parts(block.brief, deck)
    minutes = format_minutes((sum(s.minutes[0] for s in block.steps), sum(s.minutes[1] for s in block.steps)))
    label = f"Design it against the clock · {minutes}" if minutes else "Design it against the clock"
    navigation.draw_link("design", label, icon=":material/timer:", exercise=block.id)
    if block.clarifying:
        with st.expander("Questions worth asking", icon=":material/contact_support:"):
            draw_clarifying(block)
    for number, step in enumerate(block.steps, 1):
        promised = format_minutes(step.minutes)
        title = f"{number}. {sanitize_inline(step.title)}{' · ' + promised if promised else ''}"
        with st.expander(title, icon=":material/notes:"):
            draw_parts(step.task, deck)
            if step.answer:
                st.markdown("**Model answer**")
                draw_parts(step.answer, deck)
    if block.diagram is not None:
        with st.expander("The diagram to draw", icon=":material/draw:"):
            draw_block(block.diagram, deck)
    if block.rubric:
        with st.expander("Rubric", icon=":material/checklist:"):
            for level in block.rubric:
                anchors = "\n".join(f"- {sanitize_inline(anchor)}" for anchor in level.anchors)
                st.markdown(f"**{sanitize_inline(level.level)}**\n\n{anchors}")
    draw_parts(block.notes, deck)


def draw_clarifying(block: DesignExercise) -> None:
    """Draw the questions worth asking, each with what its answer decides."""
    rows = (
        f"- {sanitize_inline(c.question)}" + (f" → *{sanitize_inline(c.decides)}*" if c.decides else "")
        for c in block.clarifying
    )
    st.markdown("\n".join(rows))


DRAWERS: dict[type, Callable[[Any, Deck], None]] = {
    Prose: _draw_prose,
    Callout: _draw_callout,
    Code: _draw_code,
    Diagram: _draw_diagram,
    Dialogue: _draw_dialogue,
    CounterQuestion: _draw_counter_question,
    Estimate: _draw_estimate,
    DesignExercise: _draw_design,
    Story: _draw_story,
}
HEADED_DRAWERS: dict[type, Callable[[Any, Deck, str], None]] = {
    Question: _draw_question,
    Incident: _draw_incident,
    Script: _draw_script,
}
