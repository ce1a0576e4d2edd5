"""Settings: the deck, practice, name and time zone, the learner's data."""

from __future__ import annotations

from zoneinfo import available_timezones

import streamlit as st

from errors import UserError
from services.library.catalog import DeckSummary
from ui import messages, own_suggestions, session
from ui.account import access_tokens, erasure, login_sessions
from ui.deck_text.safe_markdown import sanitize_inline, strip_markup
from ui.practice import practice_settings

BROWSER_ZONE = ""


def describe_deck(card: DeckSummary) -> str:
    """Return what is in a deck, on one line."""
    counts = (
        (card.questions, "question"),
        (card.counter_questions, "follow-up"),
        (card.incidents, "incident"),
        (card.scripts, "script"),
    )
    return " · ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts if count) or "No questions"


def show_deck_chooser() -> None:
    """Draw a radio button for each deck."""
    cards = {card.id: card for card in session.list_decks()}
    current = session.get_deck_id()
    choice = st.radio(
        "Deck",
        list(cards),
        index=list(cards).index(current),
        format_func=lambda name: strip_markup(cards[name].title),
        captions=[
            sanitize_inline(f"{card.level + ' · ' if card.level else ''}{describe_deck(card)}")
            for card in cards.values()
        ],
    )
    if choice != current:
        session.choose_deck(choice)
        st.rerun()


def show_personal_settings() -> None:
    """Draw the form for name and time zone."""
    st.header("You")
    name = st.text_input("Your name", value=session.get_preference("name") or "", max_chars=60, placeholder="Optional")
    zones = [BROWSER_ZONE, *sorted(available_timezones())]
    zone_name = session.get_preference("zone") or BROWSER_ZONE
    zone = st.selectbox(
        "Time zone",
        zones,
        index=zones.index(zone_name) if zone_name in zones else 0,
        format_func=lambda zone: zone or f"Same as my browser ({session.get_browser_zone()})",
        help="Your study day starts and ends in this time zone. What is due on a date stays due on that date.",
    )
    if st.button("Save name and zone"):
        try:
            session.rename_learner(name)
            session.save_preferences(zone=zone or None)
        except UserError as error:
            messages.show_error(error)
        else:
            st.toast("Saved", icon=":material/check:")


def main() -> None:
    """Draw the page."""
    st.title("Settings")
    if session.has_decks():
        show_deck_chooser()
    else:
        messages.show_empty("No deck yet", "Add a document to begin.")
    st.divider()
    practice_settings.show_practice_settings()
    st.divider()
    show_personal_settings()
    st.divider()
    own_suggestions.draw_own_suggestions()
    access_tokens.draw_settings()
    login_sessions.draw_settings()
    st.divider()
    practice_settings.show_data_export()
    erasure.show_own_erasure()


main()
