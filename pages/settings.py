"""Choose a deck, a name, a time zone."""

from __future__ import annotations

from zoneinfo import available_timezones

import streamlit as st

from errors import UserError
from services.library.catalog import DeckSummary
from ui import messages, session
from ui.practice import practice_settings
from ui.safe_markdown import sanitize_inline, strip_markup

BROWSER_ZONE = ""


def describe_deck(card: DeckSummary) -> str:
    """What is in a deck, in one line."""
    counts = (
        (card.questions, "question"),
        (card.counter_questions, "follow-up"),
        (card.incidents, "incident"),
        (card.scripts, "script"),
    )
    return " · ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts if count)


def show_deck_chooser() -> None:
    """One radio button a deck."""
    cards = {card.id: card for card in session.list_decks()}
    chosen = session.get_deck_id()
    picked = st.radio(
        "Deck",
        list(cards),
        index=list(cards).index(chosen),
        format_func=lambda name: strip_markup(cards[name].title),
        captions=[
            sanitize_inline(f"{card.level + ' · ' if card.level else ''}{describe_deck(card)}")
            for card in cards.values()
        ],
    )
    if picked != chosen:
        session.choose_deck(picked)
        st.rerun()


def show_personal_settings() -> None:
    """Name and time zone."""
    st.header("You")
    name = st.text_input(
        "Your name", value=session.get_preference("name") or "", max_chars=60, placeholder="As you like"
    )
    zones = [BROWSER_ZONE, *sorted(available_timezones())]
    kept = session.get_preference("zone") or BROWSER_ZONE
    zone = st.selectbox(
        "Time zone",
        zones,
        index=zones.index(kept) if kept in zones else 0,
        format_func=lambda zone: zone or f"As my browser says ({session.get_browser_zone()})",
        help="Your day of practice begins and ends in this zone. What is due on a date stays due on it.",
    )
    if st.button("Save name and zone", type="primary"):
        try:
            session.rename_learner(name)
            session.save_preferences(zone=zone or None)
        except UserError as error:
            messages.show_error(error)
        else:
            st.toast("Saved", icon=":material/check:")


def main() -> None:
    """The page."""
    st.title("Settings")
    if session.has_decks():
        show_deck_chooser()
    else:
        messages.show_empty("No deck yet", "Open a markdown file under Author, and it becomes one.")
    st.divider()
    practice_settings.show_practice_settings()
    st.divider()
    show_personal_settings()
    st.divider()
    practice_settings.show_data_export()


main()
