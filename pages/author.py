"""Bring a deck in: open a markdown file or write one, see what the reader makes of it, add it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import streamlit as st

import deck as reader
from deck.errors import UserError
from deck.model import Deck, Problem, Severity
from services import drafts, library
from ui import navigation, session, states
from ui.text import inline

OPEN, WRITE = "Open a file", "Write or paste"
MOST_SHOWN = 100
_SEVERITIES: dict[Severity, tuple[str, str]] = {
    "error": (":material/error:", "Errors: something is lost for the learner"),
    "warning": (":material/warning:", "Warnings: something may be lost"),
    "info": (":material/build:", "Repairs the reader made"),
}


@lru_cache(maxsize=8)
def parsed(data: bytes) -> Deck:
    """Reading a text twice gives the same deck, so a rerun need not read it again."""
    return reader.parse(data)


def opened_file() -> tuple[str, bytes] | None:
    """A file from disk. It is held in the session: leaving the page and coming back does not lose it."""
    upload = st.file_uploader("A markdown file, at most 5 MB", type=["md", "markdown", "txt"], key="opened")
    if upload is not None:
        st.session_state["opened file"] = (upload.name, upload.getvalue())
    return st.session_state.get("opened file")


def keep_draft() -> None:
    """Called when the text changed, before the page is drawn."""
    try:
        drafts.keep(session.workspace(), session.learner(), st.session_state["draft"])
    except UserError as error:
        st.session_state["draft error"] = error


def written() -> tuple[str, bytes] | None:
    """The text in the box: kept on disk each time it changes."""
    if "draft" not in st.session_state:
        st.session_state["draft"] = drafts.read(session.workspace(), session.learner())
    st.text_area(
        "Markdown",
        height=420,
        key="draft",
        on_change=keep_draft,
        placeholder="## Thread pools\n\n**Question:** Why …?\n\n**Answer:** Because …",
        help="Kept on this machine each time you leave the box or press Ctrl+Enter.",
    )
    if error := st.session_state.pop("draft error", None):
        states.failed(error)
    text = st.session_state["draft"]
    return ("draft.md", text.encode("utf-8", errors="replace")) if text.strip() else None


def show_counts(deck: Deck) -> None:
    """What the reader found, in numbers."""
    counts = {
        "Topics": deck.sections,
        "Questions": deck.questions,
        "Follow-ups": deck.counter_questions,
        "Incidents": deck.incidents,
        "Scripts": deck.scripts,
        "Diagrams": deck.diagrams,
        "Code": deck.code,
    }
    with st.container(horizontal=True):
        for name, found in counts.items():
            st.metric(name, len(found), width="content")


def show_problems(problems: tuple[Problem, ...]) -> None:
    """Problems by severity, each with its line and what to do about it."""
    if not problems:
        st.success("Nothing to mend.", icon=":material/check_circle:")
    worst = next((severity for severity in _SEVERITIES if any(p.severity == severity for p in problems)), "")
    for severity, (icon, title) in _SEVERITIES.items():
        found = [p for p in problems if p.severity == severity]
        if not found:
            continue
        with st.expander(f"{title} ({len(found)})", icon=icon, expanded=severity == worst):
            rows = (f"- **Line {p.line}:** {inline(p.message)} {inline(p.remedy)}".rstrip() for p in found[:MOST_SHOWN])
            st.markdown("\n".join(rows))
            if len(found) > MOST_SHOWN:
                st.caption(f"The first {MOST_SHOWN} of {len(found)}. Mend these, and the rest comes up.")


def add(name: str, data: bytes) -> None:
    """The name of the deck and the button that adds it."""
    taken = {card.id: card for card in library.decks(session.workspace())}
    wish = st.text_input("Name of the deck", value=Path(name).stem, max_chars=80, key=f"name of {name}")
    slug = library.slug_of(wish)
    if slug in taken:
        st.caption(
            f"“{inline(taken[slug].title)}” has this name already: it gets a new version, and its questions keep their "
            "histories."
        )
    if st.button("Add this deck", type="primary", icon=":material/library_add:"):
        added = library.add(session.workspace(), f"{wish}.md", data, session.now())
        session.choose(added.card.id)
        st.session_state["added"] = added.card
    card = st.session_state.get("added")
    if card and card.id == slug:
        st.success(f"“{inline(card.title)}” is your deck now (version {card.version}).", icon=":material/check_circle:")
        navigation.link("topics", "Read it", icon=":material/menu_book:")
        navigation.link("practice", "Practise it", icon=":material/style:")


def main() -> None:
    """The page."""
    st.title("Author")
    st.markdown("Write in any editor, or here. You see what the reader makes of your text before anyone studies it.")
    way = st.segmented_control("Where is the text?", (OPEN, WRITE), default=OPEN, key="way", required=True)
    found = opened_file() if way == OPEN else written()
    if found is None:
        states.empty(
            "No text yet",
            "Any markdown is welcome, damaged or not: headings become topics, `**Question:**` and `**Answer:**` become "
            "cards, timelines become incidents.",
            icon=":material/description:",
        )
        return
    name, data = found
    if len(data) > library.LARGEST:
        states.failed(UserError("The text is larger than 5 MB.", "Split it into several decks."))
        return
    deck = parsed(data)
    st.subheader(inline(deck.title or name))
    show_counts(deck)
    show_problems(deck.problems)
    add(name, data)


main()
