"""Choose a deck, a name, a time zone."""

from __future__ import annotations

from zoneinfo import available_timezones

import streamlit as st

from errors import UserError
from services.library.catalog import DeckCard
from ui import messages, session
from ui.practice import practice_settings
from ui.text import inline, plain

AS_BROWSER = ""


def describe(card: DeckCard) -> str:
    """What is in a deck, in one line."""
    counts = (
        (card.questions, "question"),
        (card.counter_questions, "follow-up"),
        (card.incidents, "incident"),
        (card.scripts, "script"),
    )
    return " · ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts if count)


def deck_chooser() -> None:
    """One radio button a deck."""
    cards = {card.id: card for card in session.shelf()}
    chosen = session.deck_id()
    picked = st.radio(
        "Deck",
        list(cards),
        index=list(cards).index(chosen),
        format_func=lambda name: plain(cards[name].title),
        captions=[inline(f"{card.level + ' · ' if card.level else ''}{describe(card)}") for card in cards.values()],
    )
    if picked != chosen:
        session.choose(picked)
        st.rerun()


def person() -> None:
    """Name and time zone."""
    st.header("You")
    name = st.text_input("Your name", value=session.preference("name") or "", max_chars=60, placeholder="As you like")
    zones = [AS_BROWSER, *sorted(available_timezones())]
    kept = session.preference("zone") or AS_BROWSER
    zone = st.selectbox(
        "Time zone",
        zones,
        index=zones.index(kept) if kept in zones else 0,
        format_func=lambda zone: zone or f"As my browser says ({session.browser_zone()})",
        help="Your day of practice begins and ends in this zone. What is due on a date stays due on it.",
    )
    if st.button("Save name and zone", type="primary"):
        try:
            session.rename(name)
            session.prefer(zone=zone or None)
        except UserError as error:
            messages.failed(error)
        else:
            st.toast("Saved", icon=":material/check:")


def main() -> None:
    """The page."""
    st.title("Settings")
    if session.has_decks():
        deck_chooser()
    else:
        messages.empty("No deck yet", "Open a markdown file under Author, and it becomes one.")
    st.divider()
    practice_settings.practice()
    st.divider()
    person()
    st.divider()
    practice_settings.data()


main()
