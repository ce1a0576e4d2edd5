"""What a search found: each hit leads to its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from services.search.entries import EntryKind
from services.search.results import MARK_END, MARK_START, Hit
from ui import navigation
from ui.deck_text.safe_markdown import escape_markdown
from ui.practice import grade_bar, practice_session
from ui.practice.practice_session import CardRef

KIND_TITLES: dict[EntryKind, str] = {
    "deck": "Decks",
    "topic": "Topics",
    "question": "Questions",
    "follow-up": "Follow-up questions",
    "incident": "Incidents",
    "script": "Scripts",
    "text": "Text",
}
_ICONS: dict[EntryKind, str] = {
    "deck": ":material/library_books:",
    "topic": ":material/menu_book:",
    "question": ":material/quiz:",
    "follow-up": ":material/help:",
    "incident": ":material/timeline:",
    "script": ":material/headphones:",
    "text": ":material/notes:",
}
_KINDS_WITH_CARDS: frozenset[EntryKind] = frozenset({"question", "follow-up"})


def draw_hit(hit: Hit, deck_titles: Mapping[str, str], place: str) -> None:
    """Draw one hit: a link, where it stands, and the words around what was found. `place` is the topic's title."""
    page, query = find_target(hit)
    label = escape_markdown(hit.title) or "Untitled"
    navigation.draw_link(page, label, icon=_ICONS[hit.kind], **query)
    where = [deck_titles.get(hit.deck, hit.deck), place if place != hit.title else ""]
    st.caption(" · ".join(escape_markdown(part) for part in where if part))
    if hit.snippet:
        st.markdown(format_snippet(hit.snippet))


def draw_practise_button(hits: Sequence[Hit]) -> None:
    """Offer a round of the questions among the hits, over all decks that they are from; nothing where there are none."""
    card_refs = dict.fromkeys(
        CardRef(hit.deck, hit.block) for hit in hits if hit.kind in _KINDS_WITH_CARDS and hit.block
    )
    if not card_refs:
        return
    count = grade_bar.format_card_count(len(card_refs))
    if st.button(f"Practise these: {count}", key="practise-found", icon=":material/style:"):
        practice_session.start_filtered(practice_session.load_session(), list(card_refs), "Found by search")
        navigation.go_to("practice")


def find_target(hit: Hit) -> tuple[str, dict[str, str]]:
    """Return the page that shows a hit, and its query."""
    if hit.kind == "incident":
        return "incidents", {"deck": hit.deck, "incident": hit.block}
    # A deck, a question and a script have no page of their own: they are read where they stand in the text.
    query = {"deck": hit.deck, "topic": hit.topic, "at": hit.block}
    return "topics", {name: value for name, value in query.items() if value}


def format_snippet(snippet: str) -> str:
    """Return a snippet as markdown with the found words in bold, and nothing else in it read as markup."""
    parts = []
    for index, piece in enumerate(snippet.split(MARK_START)):
        marked_text, mark, text_after = piece.partition(MARK_END)
        # What stands before the first mark, and a mark that was cut off at the snippet's end, are plain words.
        if index and mark:
            parts.append(f"**{escape_markdown(marked_text)}**{_escape_keeping_spaces(text_after)}")
        else:
            parts.append(_escape_keeping_spaces(piece))
    return "".join(parts)


def _escape_keeping_spaces(text: str) -> str:
    """Escape a piece of a line: the space before and after a bold word stays."""
    before = " " if text[:1].isspace() else ""
    after = " " if len(text) > 1 and text[-1:].isspace() else ""
    return f"{before}{escape_markdown(text)}{after}" if text.strip() else before
