"""Design rounds: `/design` lists the exercises, `/design?exercise=<id>` is one of them, step by step against the clock."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck, DesignExercise, DesignStep
from services.practice import own_texts
from ui import messages, navigation, own_text, session
from ui.components import step_timer
from ui.deck_text import blocks
from ui.deck_text.safe_markdown import sanitize_inline

_CLARIFYING = "clarifying"


def show_exercise_list(deck: Deck) -> None:
    """Draw every design exercise of the deck with its length and a mark at those that were begun."""
    st.title("Design")
    if not deck.design_exercises:
        messages.show_empty(
            "No design exercises in this deck",
            "An exercise is a heading `### Design: …` with a `**Brief:**` and timed steps below it.",
            ":material/architecture:",
        )
        return
    st.markdown("Design a system against the clock: think first, then compare with the model answer, step by step.")
    navigation.draw_link("draw", "Draw diagrams from memory", icon=":material/draw:")
    begun_ids = own_texts.list_begun(session.get_workspace(), session.get_learner(), session.get_deck_id())
    for design in deck.design_exercises:
        with st.container(border=True):
            label = f"**{sanitize_inline(design.title)}**"
            navigation.draw_link("design", label, icon=":material/architecture:", exercise=design.id)
            st.caption(" · ".join(_describe(design, has_begun=design.id in begun_ids)))


def _describe(design: DesignExercise, *, has_begun: bool) -> list[str]:
    count = len(design.steps)
    facts = [f"{count} step{'' if count == 1 else 's'}"]
    minutes = blocks.format_minutes((sum(s.minutes[0] for s in design.steps), sum(s.minutes[1] for s in design.steps)))
    return [*facts, *([minutes] if minutes else []), *(["begun"] if has_begun else [])]


def show_exercise(deck: Deck, design: DesignExercise) -> None:
    """Draw brief, clarifying questions, the steps so far, and at the end the diagram and the rubric."""
    navigation.draw_link("design", "All design exercises", icon=":material/arrow_back:")
    st.title(sanitize_inline(design.title))
    blocks.draw_parts(design.brief, deck)
    st.caption(own_text.PRIVATE)
    ws, learner, deck_id = session.get_workspace(), session.get_learner(), session.get_deck_id()
    texts = own_texts.load_texts(ws, learner, deck_id, design.id)
    if design.clarifying:
        own_text.draw_field(
            design.id,
            _CLARIFYING,
            "What would you ask first?",
            texts,
            hint="One question per line, as you would ask it.",
        )
        with st.expander("Questions worth asking", icon=":material/contact_support:"):
            blocks.draw_clarifying(design)
    # Steps are shown one after the other, those that are done with their model answers: nobody reads ahead by accident.
    steps_done = int(st.session_state.get(_make_key(design), 0))
    for number, step in enumerate(design.steps[: steps_done + 1]):
        _show_step(deck, design, number, step, texts, revealed=number < steps_done)
    if steps_done >= len(design.steps):
        _show_end(deck, design, texts)


def _show_step(
    deck: Deck, design: DesignExercise, number: int, step: DesignStep, texts: dict[str, str], *, revealed: bool
) -> None:
    """Draw a step: its task and clock, a place for notes, and the model answer once it was asked for."""
    promised = blocks.format_minutes(step.minutes)
    st.header(f"{number + 1}. {sanitize_inline(step.title)}{' · ' + promised if promised else ''}")
    blocks.draw_parts(step.task, deck)
    if step.minutes[1] and not revealed:
        step_timer.draw_timer(f"{design.id}:{number}", step.minutes[1], key=f"timer:{design.id}:{number}")
    own_text.draw_field(design.id, f"step:{step.title}:{number}", "Your notes", texts)
    if not revealed:
        last = number + 1 == len(design.steps)
        label = ("Show the model answer" if step.answer else "Done") + (
            ", then the rubric" if last else " and continue"
        )
        st.button(
            label,
            key=f"reveal:{design.id}:{number}",
            type="primary",
            on_click=_go_to_step,
            args=(design, number + 1),
        )
    elif step.answer:
        with st.container(border=True):
            st.markdown(":material/key: **Model answer**")
            blocks.draw_parts(step.answer, deck)


def _show_end(deck: Deck, design: DesignExercise, texts: dict[str, str]) -> None:
    """Draw the diagram, the rubric with boxes to tick, and a way to begin again."""
    if design.diagram is not None:
        st.header("The diagram to draw")
        blocks.draw_block(design.diagram, deck)
    if design.rubric:
        st.header("Rubric")
        st.markdown("Tick what somebody in the room would have seen or heard.")
        for level in design.rubric:
            st.markdown(f"**{sanitize_inline(level.level)}**")
            labels = tuple(map(sanitize_inline, level.anchors))
            ticked = own_text.draw_ticks(design.id, level.anchors, labels, texts)
            st.caption(f"{ticked} of {len(level.anchors)}")
    blocks.draw_parts(design.notes, deck)
    st.button(
        "Start again", icon=":material/replay:", key=f"again:{design.id}", on_click=_go_to_step, args=(design, 0),
        help="Your notes and ticks are kept.",
    )  # fmt: skip


def _go_to_step(design: DesignExercise, number: int) -> None:
    st.session_state[_make_key(design)] = number


def _make_key(design: DesignExercise) -> str:
    return f"design-step:{session.get_deck_id()}:{design.id}"


def main() -> None:
    """Draw the list of exercises, or the exercise in the address."""
    deck = session.load_deck()
    requested = st.query_params.get("exercise", "")
    design = next((exercise for exercise in deck.design_exercises if exercise.id == requested), None)
    if design is not None:
        show_exercise(deck, design)
        return
    if requested:
        st.warning("There is no such exercise in this deck. It may have been renamed.", icon=":material/link_off:")
    show_exercise_list(deck)


main()
