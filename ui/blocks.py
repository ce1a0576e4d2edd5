"""Every block of a deck as it looks on the screen: one function a kind, in one table at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import streamlit as st

from deck.model import (
    Block,
    Callout,
    Choice,
    Code,
    CounterQuestion,
    Deck,
    Details,
    Diagram,
    Dialogue,
    Event,
    Incident,
    Part,
    Prose,
    Question,
    Role,
    Script,
)
from ui import limits, navigation, pager
from ui.text import cell, fenced, heading, inline, md, rest, safe

IN_DEPTH, IN_PLAIN_WORDS = "In depth", "In plain words"

# Colour is never the only sign: each kind has its own icon, and its label is written out.
_BOXES: dict[str, tuple[Callable[..., Any], str]] = {
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
_OTHER_BOX = (st.info, ":material/push_pin:")
_ROLES: dict[Role, str] = {
    "trigger": ":material/bolt:",
    "symptom": ":material/sick:",
    "false signal": ":material/wrong_location:",
    "diagnosis": ":material/search:",
    "mitigation": ":material/healing:",
    "recovery": ":material/check_circle:",
    "lesson": ":material/school:",
}
_ASKING = ("interview", "director", "panel", "recruiter", "hiring")


def draw(block: Block, deck: Deck, level: int = 2) -> None:
    """Draw one block of the deck. `level` is that of its heading where it has one: one below what it stands under."""
    if isinstance(block, Question | Incident | Script):
        _HEADED[type(block)](block, deck, "#" * level)
    else:
        _DRAWERS[type(block)](block, deck)


def draw_all(blocks: Sequence[Block], deck: Deck, level: int = 2) -> None:
    """Draw blocks in order: a `:::details` group in an expander, a run of follow-ups under one label. Of very many a part."""
    blocks = pager.of(blocks, limits.MOST_BLOCKS, "blocks", f"blocks:{blocks[0].section}" if blocks else "")
    groups = {group.id: group for group in deck.details}
    _grouped([(_nesting(block.details, groups), block) for block in blocks], groups, deck, level)


def _nesting(group: str, groups: Mapping[str, Details]) -> tuple[str, ...]:
    """The groups around a block, outermost first."""
    chain: tuple[str, ...] = ()
    while group in groups and group not in chain:
        chain = (group, *chain)
        group = groups[group].parent
    return chain


def _grouped(
    nested: list[tuple[tuple[str, ...], Block]], groups: Mapping[str, Details], deck: Deck, level: int
) -> None:
    for group, members in groupby(nested, key=lambda pair: pair[0][0] if pair[0] else ""):
        inner = [(chain[1:], block) for chain, block in members]
        if group:
            with st.expander(inline(groups[group].title) or "Details", icon=":material/unfold_more:"):
                _grouped(inner, groups, deck, level)
        else:
            _runs((block for _, block in inner), deck, level)


def _runs(blocks: Iterable[Block], deck: Deck, level: int) -> None:
    for follow_ups, members in groupby(blocks, key=lambda block: isinstance(block, CounterQuestion)):
        if follow_ups:
            st.markdown("**:material/subdirectory_arrow_right: And then they ask**")
        for block in members:
            draw(block, deck, level)


def key_points(points: Iterable[str]) -> None:
    """What a good answer touches."""
    lines = "\n".join(f"- {inline(point)}" for point in points)
    if lines:
        st.markdown(f":material/checklist: **A good answer touches**\n\n{lines}")


def choices(options: Iterable[Choice]) -> None:
    """Options with what is right, and why."""
    for option in options:
        icon = ":green[:material/check_circle:] Right" if option.right else ":red[:material/cancel:] Wrong"
        why = f"  \n{inline(option.why)}" if option.why else ""
        st.markdown(f"{icon} · {inline(option.text)}{why}")


def _prose(block: Prose, _deck: Deck) -> None:
    md(block.markdown)


def _callout(block: Callout, _deck: Deck) -> None:
    box, icon = _BOXES.get(block.kind, _OTHER_BOX)
    # A paragraph goes right below its label; a list, quote or table needs a line of its own to be one.
    between = "  \n" if block.text[:1].isalnum() or block.text[:1] in "\"“‘'" else "\n\n"
    box(f"**{inline(block.label or block.kind)}**{between}{safe(block.text)}", icon=icon)
    rest(block.text)


def _title(block: Code | Diagram, deck: Deck) -> None:
    """Its title, unless that is what the heading above says already."""
    section = deck.section(block.section)
    if block.title and not (section and section.title == block.title):
        st.caption(inline(block.title))


def _code(block: Code, deck: Deck) -> None:
    _title(block, deck)
    st.code(block.source, language=block.language or None, wrap_lines=False)


def _diagram(block: Diagram, deck: Deck) -> None:
    _title(block, deck)
    if block.language == "mermaid":
        st.markdown(fenced(block.source, "mermaid"))
    else:
        st.code(block.source, language=None)
    if block.spoken:
        with st.expander("The diagram in words", icon=":material/record_voice_over:"):
            md(block.spoken)


def _dialogue(block: Dialogue, _deck: Deck) -> None:
    for turn in block.turns:
        asks = turn.speaker.lower().startswith(_ASKING)
        with st.chat_message(
            turn.speaker or "speaker", avatar=":material/person_search:" if asks else ":material/person:"
        ):
            st.caption(inline(turn.speaker))
            md(turn.text)


def _question(block: Question, deck: Deck, marks: str) -> None:
    with st.container(border=True):
        heading(marks, block.prompt)
        depth = IN_DEPTH
        with st.container(horizontal=True, vertical_alignment="center"):
            if block.eli8:
                depth = st.segmented_control(
                    "How deep",
                    (IN_DEPTH, IN_PLAIN_WORDS),
                    default=IN_DEPTH,
                    key=f"depth:{block.id}",
                    label_visibility="collapsed",
                    required=True,
                )
            navigation.link("practice", "Practise this", icon=":material/style:", question=block.id)
        if depth == IN_PLAIN_WORDS:
            md(block.eli8)
        elif block.kind == "choice":
            _choice_answer(block, deck)
        else:
            parts(block.body, deck)
        if depth == IN_DEPTH and block.kind != "choice":
            key_points(block.key_points)


def _choice_answer(block: Question, deck: Deck) -> None:
    st.markdown("\n".join(f"- {inline(option.text)}" for option in block.choices))
    with st.expander("Which is right, and why", icon=":material/visibility:"):
        choices(block.choices)
        parts(block.body, deck)
        key_points(block.key_points)


def parts(body: Iterable[Part], deck: Deck) -> None:
    """The parts of an answer or of an incident's introduction."""
    for piece in body:
        draw(piece, deck)


def _counter_question(block: CounterQuestion, _deck: Deck) -> None:
    with st.expander(inline(block.prompt), icon=":material/help:"):
        if block.tests:
            st.markdown(f":material/psychology: **What it tests:** {inline(block.tests)}")
        md(block.answer)
        key_points(block.key_points)
        navigation.link("practice", "Practise this", icon=":material/style:", question=block.id)


def _incident(block: Incident, deck: Deck, marks: str) -> None:
    with st.container(border=True):
        st.markdown(f"{marks} :material/timeline: {inline(block.title)}")
        navigation.link("incidents", "Watch it move", icon=":material/play_circle:", incident=block.id)
        parts(block.intro, deck)
        events = pager.of(block.events, limits.MOST_ROWS, "events", f"events:{block.id}")
        st.markdown("\n".join(("| When | Role | What happened |", "|:--|:--|:--|", *map(_row, events))))
        if block.lessons:
            st.markdown("**What was learnt**\n\n" + "\n".join(f"- {inline(lesson)}" for lesson in block.lessons))


def _row(event: Event) -> str:
    what = cell("; ".join((event.text, *event.details)))
    return f"| {cell(event.at)} | {_ROLES[event.role]} {event.role} | {what} |"


def minutes(low_high: tuple[float, float]) -> str:
    """`8–10 min`, `5 min`, or "" where nothing is promised."""
    low, high = low_high
    if high <= 0:
        return ""
    return f"{high:g} min" if low in (0, high) else f"{low:g}–{high:g} min"


def hear(script: Script, label: str, icon: str) -> None:
    """A link to a script's episode; one of a single part is listed under that part."""
    ref = script.parts[0].id if len(script.parts) == 1 else script.id
    navigation.link("listen", label, icon=icon, kind="script", ref=ref)


def _script(block: Script, _deck: Deck, marks: str) -> None:
    with st.container(border=True):
        total = minutes(block.minutes)
        st.markdown(f"{marks} :material/headphones: {inline(block.title)}{' · ' + total if total else ''}")
        hear(block, "Listen to it", ":material/play_circle:")
        for piece in block.parts:
            promised = minutes(piece.minutes)
            with st.expander(f"{inline(piece.title)}{' · ' + promised if promised else ''}", icon=":material/notes:"):
                md(piece.text)


_DRAWERS: dict[type, Callable[[Any, Deck], None]] = {
    Prose: _prose,
    Callout: _callout,
    Code: _code,
    Diagram: _diagram,
    Dialogue: _dialogue,
    CounterQuestion: _counter_question,
}
_HEADED: dict[type, Callable[[Any, Deck, str], None]] = {Question: _question, Incident: _incident, Script: _script}
