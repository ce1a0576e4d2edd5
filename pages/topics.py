"""Read the deck: `/topics` is its outline with a search, `/topics?topic=<section id>` one topic."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck, Section
from ui import blocks, limits, messages, navigation, outline, pager, session
from ui.safe_markdown import draw_markdown, sanitize_inline, strip_markup

# More sections than this and the outline shows its first level only.
SHORT_OUTLINE = 60
_HIT_ICONS = {
    "Topic": ":material/menu_book:",
    "Question": ":material/quiz:",
    "Follow-up": ":material/help:",
    "Incident": ":material/timeline:",
    "Script": ":material/headphones:",
}


def show_outline(deck: Deck) -> None:
    """Title, search, sections."""
    st.title(sanitize_inline(deck.title or "Topics"))
    draw_markdown(deck.meta.description)
    words = st.text_input("Find a topic or a question", placeholder="pool, idempotency, rate limit …", key="find")
    if words.strip():
        show_search_results(deck, words)
        return
    if not deck.sections:
        messages.show_empty("No topics yet", "This deck has no headings. Give it some: `## A topic`.")
    both = len(deck.sections) <= SHORT_OUTLINE
    for section in pager.select_range(outline.list_top_sections(deck), limits.MAX_LINKS, "sections", "outline"):
        with st.container(border=True, gap="small"):
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                draw_topic_link(deck, section, bold=True)
                st.caption(outline.describe_counts(deck, section) or "To read", width="content")
            for child in outline.list_children(deck, section.id) if both else ():
                draw_topic_link(deck, child)


def show_search_results(deck: Deck, words: str) -> None:
    """What the search found."""
    hits = outline.search_titles(deck, words)
    if not hits:
        messages.show_empty(
            "Nothing found", "Try fewer or shorter words: titles and questions are searched, not answers."
        )
    for hit in hits:
        navigation.draw_link(
            "topics", f"{hit.kind}: {sanitize_inline(hit.text)}", icon=_HIT_ICONS[hit.kind], topic=hit.topic
        )


def draw_topic_link(deck: Deck, section: Section, bold: bool = False) -> None:
    """A link to a topic's page."""
    title = sanitize_inline(section.title)
    label = f"**{title}**" if bold and "*" not in title else title
    navigation.draw_link("topics", label, icon=outline.choose_icon(deck, section), topic=section.id)


def show_topic(deck: Deck, section: Section) -> None:
    """One topic with what stands below it."""
    with st.container(horizontal=True, gap="small"):
        navigation.draw_link("topics", "All topics", icon=":material/arrow_back:")
        for parent in reversed(deck.list_ancestors(section.id)[1:]):
            if parent.parent or len(outline.list_children(deck, "")) > 1:
                draw_topic_link(deck, parent)
    page = outline.build_topic_page(deck, section)
    for leaf in page.sections:
        if leaf.depth == 0:
            st.title(sanitize_inline(leaf.section.title), anchor=leaf.section.id)
        elif not leaf.has_own_heading:
            st.space("small")
        elif leaf.depth == 1:
            st.header(sanitize_inline(leaf.section.title), anchor=leaf.section.id)
        else:
            st.subheader(sanitize_inline(leaf.section.title), anchor=leaf.section.id)
        blocks.draw_blocks(leaf.blocks, deck, level=leaf.heading_level)
    for child in pager.select_range(page.children, limits.MAX_LINKS, "sections", f"below:{section.id}"):
        draw_topic_link(deck, child)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if page.previous:
            navigation.draw_link("topics", f"Before: {strip_markup(page.previous.title)}", topic=page.previous.id)
        if page.following:
            navigation.draw_link("topics", f"Next: {strip_markup(page.following.title)}", topic=page.following.id)


def main() -> None:
    """Choose between the two."""
    deck = session.load_deck()
    wanted = st.query_params.get("topic", "")
    section = deck.find_section(wanted)
    if section:
        show_topic(deck, section)
        return
    if wanted:
        st.warning("There is no such topic in this deck. It may have been renamed.", icon=":material/link_off:")
    show_outline(deck)


main()
