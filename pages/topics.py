"""Read the deck: `/topics` is its outline, `/topics?topic=<section id>` one topic, `&at=<block id>` a place in it."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck, Section
from quiz.diagrams.drawing import list_drawings
from services.practice.planning import chapter_readiness
from ui import messages, navigation, own_suggestions, session
from ui.components import page_parts
from ui.deck_text import blocks, limits, outline, pager
from ui.deck_text.safe_markdown import draw_markdown, sanitize_inline, strip_markup
from ui.practice import practice_session

# More sections than this and the outline shows its first level only.
SHORT_OUTLINE = 60


def show_outline(deck: Deck) -> None:
    """Show title, a way to the search, and sections."""
    with st.container(key="deck-text-title"):
        st.title(sanitize_inline(deck.title or "Topics"))
        draw_markdown(deck.meta.description)
    page_parts.ask_for_parts(language=page_parts.describe_language(deck.meta.language or "en"))
    navigation.draw_link("search", "Search this deck", icon=":material/search:", **{"in": session.get_deck_id()})
    if not deck.sections:
        messages.show_empty("No topics yet", "This deck has no headings. Give it some: `## A topic`.")
    recall = chapter_readiness.load_topic_recall(
        session.get_workspace(), practice_session.load_session().learner, session.get_deck_id(), session.get_now()
    )
    shows_children = len(deck.sections) <= SHORT_OUTLINE
    for section in pager.select_range(outline.list_top_sections(deck), limits.MAX_LINKS, "sections", "outline"):
        with st.container(border=True, gap="small"):
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                draw_topic_link(deck, section, bold=True)
                facts = [outline.describe_counts(deck, section) or "Text"]
                if (ready := outline.compute_readiness(deck, section, recall)) is not None:
                    facts.append(f"{ready:.0%} ready")
                st.caption(" · ".join(facts), width="content")
            for child in outline.list_children(deck, section.id) if shows_children else ():
                draw_topic_link(deck, child)


def draw_topic_link(deck: Deck, section: Section, bold: bool = False) -> None:
    """Draw a link to a topic's page."""
    title = sanitize_inline(section.title)
    label = f"**{title}**" if bold and "*" not in title else title
    navigation.draw_link("topics", label, icon=outline.choose_icon(deck, section), topic=section.id)


def draw_drawing_links(deck: Deck, section: Section) -> None:
    """Draw links to the diagrams of a section, to be drawn from memory."""
    for drawing in list_drawings(deck):
        if drawing.section == section.id:
            label = f"Draw it yourself: {sanitize_inline(drawing.title)}"
            navigation.draw_link("draw", label, icon=":material/draw:", diagram=drawing.id)


def show_topic(deck: Deck, section: Section) -> None:
    """Show one topic with what stands below it."""
    with st.container(horizontal=True, gap="small"):
        navigation.draw_link("topics", "All topics", icon=":material/arrow_back:")
        for parent in reversed(deck.list_ancestors(section.id)[1:]):
            if parent.parent or len(outline.list_children(deck, "")) > 1:
                draw_topic_link(deck, parent)
    page = outline.build_topic_page(deck, section)
    page_parts.ask_for_parts(language=page_parts.describe_language(deck.meta.language or "en"))
    target = st.query_params.get("at", "")
    if target:
        page_parts.scroll_to(f"block-{target}", f"{section.id}-{target}")
    for leaf in page.sections:
        if leaf.depth == 0:
            with st.container(key="deck-text-title"):
                st.title(sanitize_inline(leaf.section.title), anchor=leaf.section.id)
        elif not leaf.has_own_heading:
            st.space("small")  # its first block says the same, as a heading of its own
        elif leaf.depth == 1:
            st.header(sanitize_inline(leaf.section.title), anchor=leaf.section.id)
        else:
            st.subheader(sanitize_inline(leaf.section.title), anchor=leaf.section.id)
        with st.container(key=f"deck-text-{leaf.section.id}"):
            blocks.draw_blocks(leaf.blocks, deck, level=leaf.heading_level)
        draw_drawing_links(deck, leaf.section)
    for child in pager.select_range(page.children, limits.MAX_LINKS, "sections", f"below:{section.id}"):
        draw_topic_link(deck, child)
    if outline.has_questions(deck, section):
        navigation.draw_link("practice", "Practise this topic", icon=":material/style:", topic=section.id)
    own_suggestions.draw_suggest_link(section.id)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if page.previous:
            navigation.draw_link("topics", f"Previous: {strip_markup(page.previous.title)}", topic=page.previous.id)
        if page.following:
            navigation.draw_link("topics", f"Next: {strip_markup(page.following.title)}", topic=page.following.id)


def main() -> None:
    """Show the topic in the address, else the outline."""
    deck = session.load_deck()
    requested = st.query_params.get("topic", "")
    section = deck.find_section(requested)
    if section:
        show_topic(deck, section)
        return
    if requested:
        st.warning("There is no such topic in this deck. It may have been renamed.", icon=":material/link_off:")
    show_outline(deck)


main()
