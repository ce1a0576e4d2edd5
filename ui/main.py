"""The frame around every screen: title, mark, sidebar. Streamlit runs this file on each rerun."""

from __future__ import annotations

import streamlit as st

from errors import UserError
from services.learners import learners
from ui import messages, navigation, open_tab, server_addresses, session
from ui.deck_text.safe_markdown import escape_markdown

# A plain link in this tab: the server asks before it logs anybody out.
_LOGOUT_LINK = '<a href="logout" target="_self" style="font-size: 0.875rem; color: inherit">Log out</a>'


def open_today() -> None:
    """Open the page Today when the address names no page."""
    navigation.go_to("today")


def _list_pages(start_page: st.Page) -> dict[str, list[st.Page]]:
    menu = navigation.build_menu()
    return {"": [start_page, *menu.pop("", [])], **menu}


def _sync_address_bar() -> None:
    """Write the query to the address bar: a link from a page to itself changes the one and not the other, and a reload,
    a bookmark and the way back lead to what is shown."""
    st.query_params.from_dict({name: st.query_params.get_all(name) for name in st.query_params})


def _switch_deck() -> None:
    """Choose another deck, and drop what the address said of the old one."""
    st.query_params.clear()
    session.choose_deck(st.session_state["deck-chooser"])


def _show_deck_chooser() -> None:
    """Show in the sidebar which deck this is, where there is more than one, and lead to the others."""
    try:
        cards = session.list_decks()
        current = session.choose_deck_id(cards)
    except UserError:  # there is no deck yet: the page says so itself
        return
    if len(cards) < 2:
        return
    titles = {card.id: card.title for card in cards}
    st.session_state["deck-chooser"] = current  # a link may have chosen since
    st.sidebar.selectbox(
        "Deck", list(titles), format_func=titles.__getitem__, key="deck-chooser", on_change=_switch_deck
    )


def _show_learner() -> None:
    """Show in the sidebar whose history this is: who is logged in, or who it is where there is more than one learner."""
    names = learners.list_names(session.get_workspace())
    # A tab stays with the learner it was opened for, and that one may have been erased in another tab since.
    name = escape_markdown(names.get(session.get_learner(), "nobody"))
    if session.is_login_configured():
        st.sidebar.caption(f":material/person: Logged in as **{name}**")
        st.sidebar.html(_LOGOUT_LINK)
    elif len(names) > 1:
        st.sidebar.caption(f":material/person: Learning as **{name}**")


def _is_short_of_deck(page: st.Page) -> bool:
    """Tell whether a page has nothing to show because there is no deck yet."""
    screen = next((screen for screen in navigation.SCREENS if screen.name == page.url_path), None)
    return screen is not None and screen.needs_deck and not session.has_decks()


def _show_first_step(page: st.Page) -> None:
    """Show, in the place of a page that needs a deck, how to get one."""
    st.title(page.title)
    messages.show_empty(
        "No deck yet",
        "This page works on a deck: a document with questions, topics or incidents. Add one of yours to begin.",
        icon=":material/library_add:",
    )
    navigation.draw_link("add", "Add a deck", icon=":material/library_add:")


def main() -> None:
    """Draw the frame, then the page."""
    # By their addresses: a file would be read, and sent as a whole, at every rerun.
    marks = f"{server_addresses.get_public_address()}/shipped/mark"
    st.set_page_config(page_title="Rehearsal", page_icon=f"{marks}/mark.svg", layout="centered")
    shade = "dark" if st.context.theme.type == "dark" else "light"
    st.logo(f"{marks}/wordmark-{shade}.svg", size="large", icon_image=f"{marks}/mark.svg")
    if shade == "dark":
        st.html(navigation.ROOT / "ui" / "theme-dark.css")
    # Before anything of a learner's is read, and before the page looks at what it stood at.
    try:
        session.require_login()
        open_tab.restore_tab()
    except UserError as error:
        messages.show_error(error)
        st.stop()
    # Today itself is not the default page: that one has the empty address in Streamlit, whatever its `url_path`.
    start = st.Page(open_today, title="Rehearsal", url_path="home", default=True, visibility="hidden")
    current = st.navigation(_list_pages(start), expanded=True)
    session.begin_visit(current.url_path)
    _sync_address_bar()
    _show_deck_chooser()
    with st.sidebar:
        navigation.draw_link("add", "Add a deck", icon=":material/library_add:")
    _show_learner()
    messages.show_kept_toast()
    try:
        if _is_short_of_deck(current):
            _show_first_step(current)
            return
        current.run()
        open_tab.keep_tab()  # not after `st.rerun` or a change of page, which end this run: the next one keeps it
    except UserError as error:
        messages.show_error(error)


main()
