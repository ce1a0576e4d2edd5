"""The frame around every screen: title, mark, sidebar. Streamlit runs this file on each rerun."""

from __future__ import annotations

import streamlit as st

from errors import UserError
from services.learners import learners
from ui import messages, navigation, session
from ui.safe_markdown import escape_markdown

MARK_FOLDER = navigation.ROOT / "static" / "mark"


def open_today() -> None:
    """The bare address leads to today's work."""
    navigation.go_to("today" if navigation.has_page("today") else "topics")


def _list_pages(start_page: st.Page) -> dict[str, list[st.Page]]:
    menu = navigation.build_menu()
    return {"": [start_page, *menu.pop("", [])], **menu}


def _sync_address_bar() -> None:
    """A link from a page to itself changes the query but not the address bar: say the query again, so that a reload,
    a bookmark and the way back lead to what is shown."""
    st.query_params.from_dict({name: st.query_params.get_all(name) for name in st.query_params})


def _switch_deck() -> None:
    """Another deck: what the address said of the old one no longer holds."""
    st.query_params.clear()
    session.choose_deck(st.session_state["shelf"])


def _show_deck_chooser() -> None:
    """Where there is more than one deck, the sidebar says which one this is and leads to the others."""
    try:
        cards, chosen = session.list_decks(), session.get_deck_id()
    except UserError:
        return
    if len(cards) < 2:
        return
    titles = {card.id: card.title for card in cards}
    st.session_state["shelf"] = chosen  # a link may have chosen since
    st.sidebar.selectbox("Deck", list(titles), format_func=titles.__getitem__, key="shelf", on_change=_switch_deck)


def _show_learner() -> None:
    """Where there is more than one learner, the sidebar says whose history this is."""
    names = learners.list_names(session.get_workspace())
    if len(names) > 1:
        st.sidebar.caption(f":material/person: Learning as **{escape_markdown(names[session.get_learner()])}**")


def main() -> None:
    """Draw the frame, then the page."""
    st.set_page_config(page_title="Rehearsal", page_icon=MARK_FOLDER / "mark.svg", layout="centered")
    shade = "dark" if st.context.theme.type == "dark" else "light"
    st.logo(MARK_FOLDER / f"wordmark-{shade}.svg", size="large", icon_image=MARK_FOLDER / "mark.svg")
    st.html(navigation.ROOT / "ui" / "theme.css")
    if shade == "dark":
        st.html(navigation.ROOT / "ui" / "theme-dark.css")
    start = st.Page(open_today, title="Rehearsal", url_path="home", default=True, visibility="hidden")
    chosen = st.navigation(_list_pages(start), expanded=True)
    _sync_address_bar()
    _show_deck_chooser()
    _show_learner()
    try:
        chosen.run()
    except UserError as error:
        messages.show_error(error)


main()
