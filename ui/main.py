"""The frame around every screen: title, mark, sidebar. Streamlit runs this file on each rerun."""

from __future__ import annotations

import streamlit as st

from errors import UserError
from services.learners import learners
from ui import messages, navigation, session
from ui.text import literal

MARK = navigation.ROOT / "static" / "mark"


def home() -> None:
    """The bare address leads to today's work."""
    navigation.go("today" if navigation.exists("today") else "topics")


def _with(start: st.Page) -> dict[str, list[st.Page]]:
    menu = navigation.menu()
    return {"": [start, *menu.pop("", [])], **menu}


def _say_address() -> None:
    """A link from a page to itself changes the query but not the address bar: say the query again, so that a reload,
    a bookmark and the way back lead to what is shown."""
    st.query_params.from_dict({name: st.query_params.get_all(name) for name in st.query_params})


def _turn_to() -> None:
    """Another deck: what the address said of the old one no longer holds."""
    st.query_params.clear()
    session.choose(st.session_state["shelf"])


def _shelf() -> None:
    """Where there is more than one deck, the sidebar says which one this is and leads to the others."""
    try:
        cards, chosen = session.shelf(), session.deck_id()
    except UserError:
        return
    if len(cards) < 2:
        return
    titles = {card.id: card.title for card in cards}
    st.session_state["shelf"] = chosen  # a link may have chosen since
    st.sidebar.selectbox("Deck", list(titles), format_func=titles.__getitem__, key="shelf", on_change=_turn_to)


def _seat() -> None:
    """Where there is more than one learner, the sidebar says whose history this is."""
    names = learners.names(session.workspace())
    if len(names) > 1:
        st.sidebar.caption(f":material/person: Learning as **{literal(names[session.learner()])}**")


def main() -> None:
    """Draw the frame, then the page."""
    st.set_page_config(page_title="Rehearsal", page_icon=MARK / "mark.svg", layout="centered")
    shade = "dark" if st.context.theme.type == "dark" else "light"
    st.logo(MARK / f"wordmark-{shade}.svg", size="large", icon_image=MARK / "mark.svg")
    st.html(navigation.ROOT / "ui" / "theme.css")
    if shade == "dark":
        st.html(navigation.ROOT / "ui" / "theme-dark.css")
    start = st.Page(home, title="Rehearsal", url_path="home", default=True, visibility="hidden")
    chosen = st.navigation(_with(start), expanded=True)
    _say_address()
    _shelf()
    _seat()
    try:
        chosen.run()
    except UserError as error:
        messages.failed(error)


main()
