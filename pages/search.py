"""Search every deck: `/search?q=acks%3Dall`, narrowed by `&in=<deck id>` and `&kind=question`."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from errors import UserError
from services.search import search
from services.search.entries import EntryKind
from services.search.results import Hit, Results
from ui import messages, session
from ui.deck_text.safe_markdown import escape_markdown, strip_markup
from ui.search import field, results

# Results further down are seldom read: another word narrows the search.
MAX_HITS = 30


@st.fragment
def show_search() -> None:
    """Draw the field and what it found: a fragment, so that typing reruns this much and no more."""
    query = field.draw_field(st.query_params.get("q", ""))
    deck_titles = {card.id: card.title for card in session.list_decks()}
    deck_id, kind = _choose_filters(deck_titles)
    _update_address(query, deck_id, kind)
    if not query.strip():
        st.markdown("Search every deck by words, “phrases” or identifiers such as `acks=all`. Press `/` on any page.")
        return
    kinds = (kind,) if kind else ()
    matches = search.search(
        session.get_workspace(), session.get_learner(), query, deck_id=deck_id, kinds=kinds, limit=MAX_HITS
    )
    _show_results(matches, deck_titles)


def _choose_filters(deck_titles: dict[str, str]) -> tuple[str | None, EntryKind | None]:
    """Return the deck and the kind that the search is narrowed to, None for all."""
    asked_deck, asked_kind = st.query_params.get("in"), st.query_params.get("kind")
    kind = st.pills(
        "What",
        get_args(EntryKind),
        format_func=results.KIND_TITLES.__getitem__,
        default=asked_kind if asked_kind in get_args(EntryKind) else None,
        key="search-kind",
        label_visibility="collapsed",
    )
    if len(deck_titles) < 2:
        return None, kind
    options = [None, *deck_titles]
    deck_id = st.selectbox(
        "Deck",
        options,
        index=options.index(asked_deck) if asked_deck in deck_titles else 0,
        format_func=lambda name: "All decks" if name is None else deck_titles[name],
        key="search-deck",
        label_visibility="collapsed",
    )
    return deck_id, kind


def _update_address(query: str, deck_id: str | None, kind: EntryKind | None) -> None:
    """Put the search in the address, so that it can be linked to and the way back leads to it."""
    address = {"q": query, "in": deck_id or "", "kind": kind or ""}
    address = {name: value for name, value in address.items() if value}
    if dict(st.query_params) != address:
        st.query_params.from_dict(address)


def _show_results(matches: Results, deck_titles: dict[str, str]) -> None:
    if matches.corrected:
        pairs = (
            f"**{escape_markdown(meant)}** instead of {escape_markdown(typed)}" for typed, meant in matches.corrected
        )
        st.caption(f"Showing results for {', '.join(pairs)}.")
    if not matches.hits:
        messages.show_empty("Nothing found", "Try fewer or other words.", icon=":material/search_off:")
        return
    results.draw_practise_button(matches.hits)
    if matches.is_partial:
        st.caption("No result has all of these words. These have some of them.")
    with st.container(key="search-results", gap="medium"):
        for hit in matches.hits:
            with st.container(gap=None):
                results.draw_hit(hit, deck_titles, _find_topic_title(hit))
    if len(matches.hits) == MAX_HITS:
        st.caption(f"The best {MAX_HITS} results. Add a word to narrow the search.")


def _find_topic_title(hit: Hit) -> str:
    section = session.load_deck_by_id(hit.deck).find_section(hit.topic)
    return strip_markup(section.title) if section else ""


def main() -> None:
    """Draw the page."""
    st.title("Search")
    try:
        show_search()
    except UserError as error:
        messages.show_error(error)


main()
