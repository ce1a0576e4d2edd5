"""Read the deck: `/topics` is its outline with a search, `/topics?topic=<section id>` one topic."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck, Section
from ui import blocks, limits, messages, navigation, outline, pager, session
from ui.text import inline, md, plain

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
    st.title(inline(deck.title or "Topics"))
    md(deck.meta.description)
    words = st.text_input("Find a topic or a question", placeholder="pool, idempotency, rate limit …", key="find")
    if words.strip():
        show_hits(deck, words)
        return
    if not deck.sections:
        messages.empty("No topics yet", "This deck has no headings. Give it some: `## A topic`.")
    both = len(deck.sections) <= SHORT_OUTLINE
    for section in pager.of(outline.top(deck), limits.MOST_LINKS, "sections", "outline"):
        with st.container(border=True, gap="small"):
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                topic_link(deck, section, bold=True)
                st.caption(outline.counts(deck, section) or "To read", width="content")
            for child in outline.children(deck, section.id) if both else ():
                topic_link(deck, child)


def show_hits(deck: Deck, words: str) -> None:
    """What the search found."""
    hits = outline.search(deck, words)
    if not hits:
        messages.empty("Nothing found", "Try fewer or shorter words: titles and questions are searched, not answers.")
    for hit in hits:
        navigation.link("topics", f"{hit.kind}: {inline(hit.text)}", icon=_HIT_ICONS[hit.kind], topic=hit.topic)


def topic_link(deck: Deck, section: Section, bold: bool = False) -> None:
    """A link to a topic's page."""
    title = inline(section.title)
    label = f"**{title}**" if bold and "*" not in title else title
    navigation.link("topics", label, icon=outline.icon(deck, section), topic=section.id)


def show_topic(deck: Deck, section: Section) -> None:
    """One topic with what stands below it."""
    with st.container(horizontal=True, gap="small"):
        navigation.link("topics", "All topics", icon=":material/arrow_back:")
        for parent in reversed(deck.ancestry(section.id)[1:]):
            if parent.parent or len(outline.children(deck, "")) > 1:
                topic_link(deck, parent)
    page = outline.topic(deck, section)
    for leaf in page.leaves:
        if leaf.depth == 0:
            st.title(inline(leaf.section.title), anchor=leaf.section.id)
        elif not leaf.headed:
            st.space("small")
        elif leaf.depth == 1:
            st.header(inline(leaf.section.title), anchor=leaf.section.id)
        else:
            st.subheader(inline(leaf.section.title), anchor=leaf.section.id)
        blocks.draw_all(leaf.blocks, deck, level=leaf.level)
    for child in pager.of(page.children, limits.MOST_LINKS, "sections", f"below:{section.id}"):
        topic_link(deck, child)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if page.before:
            navigation.link("topics", f"Before: {plain(page.before.title)}", topic=page.before.id)
        if page.after:
            navigation.link("topics", f"Next: {plain(page.after.title)}", topic=page.after.id)


def main() -> None:
    """Choose between the two."""
    deck = session.deck()
    wanted = st.query_params.get("topic", "")
    section = deck.section(wanted)
    if section:
        show_topic(deck, section)
        return
    if wanted:
        st.warning("There is no such topic in this deck. It may have been renamed.", icon=":material/link_off:")
    show_outline(deck)


main()
