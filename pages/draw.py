"""Draw a diagram from memory: `/draw` lists the diagrams, `/draw?diagram=<id>` is one, first its name, then its checklist."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck
from quiz.diagrams.drawing import list_drawings, name_box, score_drawing
from quiz.diagrams.graph import DrawingExercise
from services.practice import own_texts
from ui import messages, navigation, own_text, session
from ui.deck_text import blocks
from ui.deck_text.safe_markdown import escape_markdown, sanitize_inline


def show_list(deck: Deck, drawings: tuple[DrawingExercise, ...]) -> None:
    """Show every diagram that can be drawn, with how much of it was drawn last."""
    st.title("Draw")
    if not drawings:
        messages.show_empty(
            "No diagrams to draw in this deck",
            "A diagram is a `mermaid` flow chart or sequence, or boxes drawn with characters, with at least one arrow.",
            ":material/draw:",
        )
        return
    st.markdown("Draw a diagram from memory, on paper or a whiteboard, then check it off box by box.")
    begun_ids = own_texts.list_begun(session.get_workspace(), session.get_learner(), session.get_deck_id())
    for drawing in drawings:
        with st.container(border=True):
            label = f"**{sanitize_inline(drawing.title)}**"
            navigation.draw_link("draw", label, icon=":material/draw:", diagram=drawing.id)
            facts = [_count_parts(drawing)]
            if _name_exercise(drawing) in begun_ids:
                texts = _load_texts(drawing)
                facts.append(f"last time {score_drawing(drawing.graph, own_texts.split_ticks(texts)).share:.0%}")
            section = deck.find_section(drawing.section)
            if section is not None and section.title != drawing.title:
                facts.append(sanitize_inline(section.title))
            st.caption(" · ".join(facts))


def show_drawing(deck: Deck, drawing: DrawingExercise) -> None:
    """Show the name and how much there is to draw; then, once asked for, the checklist and the diagram."""
    navigation.draw_link("draw", "All diagrams", icon=":material/arrow_back:")
    st.title(sanitize_inline(drawing.title))
    st.markdown(f"Draw this from memory: **{_count_parts(drawing)}**. Name every box, and say what each arrow carries.")
    texts = _load_texts(drawing)
    own_text.draw_field(
        _name_exercise(drawing), "notes", "Your drawing in words (optional)", texts, hint="Client → API: POST with key"
    )
    key = f"drawn:{session.get_deck_id()}:{drawing.id}"
    if not st.session_state.get(key):
        st.button(
            "I have drawn it",
            type="primary",
            width="stretch",
            key=f"reveal-{key}",
            on_click=_reveal,
            args=(drawing, key),
        )
        return
    _show_checklist(drawing, texts)
    st.header("The diagram")
    blocks.draw_block(drawing.diagram, deck)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button("Draw it again", icon=":material/replay:", key=f"again-{key}", on_click=_begin_again, args=(key,))
        navigation.draw_link("topics", "Read the topic", icon=":material/menu_book:", topic=drawing.section)


def _show_checklist(drawing: DrawingExercise, texts: dict[str, str]) -> None:
    exercise, graph = _name_exercise(drawing), drawing.graph
    names = tuple(map(name_box, graph.boxes))
    lines = tuple(arrow.describe() for arrow in graph.arrows)
    st.markdown("Tick what your drawing has.")
    left, right = st.columns(2)
    with left:
        st.markdown(f"**{_count(len(names), 'box', 'boxes')}**")
        boxes = own_text.draw_ticks(exercise, names, tuple(map(escape_markdown, graph.boxes)), texts)
    with right:
        st.markdown(f"**{_count(len(lines), 'arrow', 'arrows')}**")
        arrows = own_text.draw_ticks(exercise, lines, tuple(map(escape_markdown, lines)), texts)
    before = texts.get("last", "")
    last = f" Last time: {before}." if before else ""
    st.markdown(f"**{boxes} of {len(names)} boxes, {arrows} of {len(lines)} arrows.**{last}")


def _reveal(drawing: DrawingExercise, key: str) -> None:
    """Show the checklist without the ticks of last time, whose score is kept beside it."""
    ticked = own_texts.split_ticks(_load_texts(drawing))
    if ticked:
        score = score_drawing(drawing.graph, ticked)
        last = f"{score.boxes} of {score.all_boxes} boxes, {score.arrows} of {score.all_arrows} arrows"
        own_texts.save_texts(
            session.get_workspace(),
            session.get_learner(),
            session.get_deck_id(),
            _name_exercise(drawing),
            {own_texts.TICKS: "", "last": last},
            session.get_now(),
        )
    # The boxes begin with what is stored only where the session does not hold them.
    for name in [name for name in st.session_state if str(name).startswith(f"tick:{_name_exercise(drawing)}:")]:
        del st.session_state[name]
    st.session_state[key] = True


def _begin_again(key: str) -> None:
    st.session_state[key] = False


def _load_texts(drawing: DrawingExercise) -> dict[str, str]:
    return own_texts.load_texts(
        session.get_workspace(), session.get_learner(), session.get_deck_id(), _name_exercise(drawing)
    )


def _name_exercise(drawing: DrawingExercise) -> str:
    """Return the name under which ticks and notes are stored.

    It has a colon, which no id of a design exercise or story has.
    """
    return f"draw:{drawing.id}"


def _count_parts(drawing: DrawingExercise) -> str:
    boxes, arrows = len(drawing.graph.boxes), len(drawing.graph.arrows)
    return f"{_count(boxes, 'box', 'boxes')}, {_count(arrows, 'arrow', 'arrows')}"


def _count(number: int, singular: str, plural: str) -> str:
    return f"{number} {singular if number == 1 else plural}"


def main() -> None:
    """Draw the list of diagrams, or the diagram in the address."""
    deck = session.load_deck()
    drawings = list_drawings(deck)
    requested = st.query_params.get("diagram", "")
    drawing = next((candidate for candidate in drawings if candidate.id == requested), None)
    if drawing is not None:
        show_drawing(deck, drawing)
        return
    if requested:
        st.warning("There is no such diagram in this deck. It may have been moved.", icon=":material/link_off:")
    show_list(deck, drawings)


main()
