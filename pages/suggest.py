"""Suggest a change: `/suggest?deck=…&place=<id>`. The markdown of a place, edited by a learner, with a reason for the mentor."""

from __future__ import annotations

import uuid

import streamlit as st

from deck.versioning.places import split_event_id
from errors import UserError
from services.library import suggestions
from services.library.suggestions import MAX_REASON_LETTERS, MAX_TEXT_LETTERS, EditablePlace
from services.replays import replays
from ui import messages, navigation, own_suggestions, session
from ui.deck_text.safe_markdown import draw_markdown, escape_markdown, strip_markup

MAX_PARTS = 200  # of a place, in the list of smaller places: more are not chosen from a list
# Problems told below the field: the first ones usually cause the others.
MAX_HINTS = 10


def choose_part(place: EditablePlace) -> str:
    """Draw the choice of a smaller place inside; return the id of the place that was chosen."""
    if not place.parts:
        return place.id
    titles = {place.id: "All of it", **dict(place.parts[:MAX_PARTS])}
    return str(
        st.selectbox(
            "Which part",
            list(titles),
            format_func=lambda name: strip_markup(titles[name])[:120],
            key=f"part of {place.id} {place.base}",
            help="A small change is easier to accept.",
        )
    )


def show_form(deck_id: str, place: EditablePlace) -> None:
    """Draw the fields: the text, the reason, and what the reader says of the text."""
    key = f"{deck_id} {place.id} {place.base}"
    # One key for each form that is opened: a second press of Send is the same suggestion.
    if st.session_state.get("suggesting") != key:
        st.session_state["suggesting"], st.session_state["suggestion key"] = key, uuid.uuid4().hex
    lines = place.text.count("\n") + 1 + len(place.text) // 80  # long ones take several on the screen
    text = st.text_area(
        "Markdown",
        value=place.text,
        height=min(600, 80 + 24 * lines),
        max_chars=MAX_TEXT_LETTERS,
        key=f"suggested text {key}",
    )
    if text != place.text:
        for hint in suggestions.preview_place(place, text)[:MAX_HINTS]:
            st.warning(escape_markdown(hint), icon=":material/rule:")
        with st.expander("Preview", icon=":material/visibility:"):
            draw_markdown(text)
    reason = st.text_input(
        "Why?",
        max_chars=MAX_REASON_LETTERS,
        placeholder="What is wrong, or what becomes clearer? A source helps.",
        key=f"suggestion reason {key}",
    )
    st.caption(
        "The mentors of this deck see your name, your change and your reason. If they accept it, you are credited."
    )
    if st.button("Send", type="primary", icon=":material/send:", key="send suggestion"):
        send_suggestion(deck_id, place, text, reason)


def send_suggestion(deck_id: str, place: EditablePlace, text: str, reason: str) -> None:
    """Send what is in the fields; say so, or say why not."""
    try:
        suggestions.suggest_change(
            session.get_workspace(),
            session.get_learner(),
            deck_id,
            place,
            text,
            reason,
            st.session_state["suggestion key"],
            session.get_now(),
        )
    except UserError as error:
        messages.show_error(error)
        return
    st.session_state["suggestion sent"] = st.session_state.pop("suggesting")
    st.rerun()


def draw_way_back(deck_id: str, place_id: str) -> None:
    """Draw the link back to the topic, or to the minute of the replay, that a place belongs to; nothing for a card's."""
    try:
        deck = session.load_deck_by_id(deck_id)
        if deck.find_section(place_id):
            navigation.draw_link(
                "topics", "Back to the topic", icon=":material/arrow_back:", deck=deck_id, topic=place_id
            )
        event = split_event_id(place_id)
        if event:
            moment = replays.load_track(deck, event[0]).moments[event[1] - 1]
            query = {"deck": deck_id, "incident": event[0], "t": f"{moment.minute:g}"}
            navigation.draw_link("incidents", "Back to the replay", icon=":material/arrow_back:", **query)
    except (UserError, IndexError):
        return  # an address that somebody typed; the page says that the place is not there


def main() -> None:
    """Draw the page."""
    st.title("Suggest a change")
    requested = st.query_params.get("place", "")
    deck_id = session.get_deck_id()
    if st.session_state.pop("suggestion sent", None):
        st.success("Sent. You will hear on Today what the mentors decide.", icon=":material/check_circle:")
        draw_way_back(deck_id, requested)
        navigation.draw_link("settings", "Your suggestions", icon=":material/rate_review:")
        return
    if not requested:
        messages.show_empty(
            "Choose what to change",
            f"Open a topic, a card or an incident, and follow “{own_suggestions.SUGGEST}” there.",
            icon=own_suggestions.ICON,
        )
        navigation.draw_link("topics", "All topics", icon=":material/menu_book:")
        return
    try:
        full_place = suggestions.load_place(session.get_workspace(), session.get_learner(), deck_id, requested)
        part_id = choose_part(full_place)
        place = (
            full_place
            if part_id == full_place.id
            else suggestions.load_place(session.get_workspace(), session.get_learner(), deck_id, part_id)
        )
    except UserError as error:
        messages.show_error(error)
        navigation.draw_link("topics", "All topics", icon=":material/arrow_back:")
        return
    draw_way_back(deck_id, requested)
    st.markdown(f"**{escape_markdown(strip_markup(place.title))}**")
    show_form(deck_id, place)


main()
