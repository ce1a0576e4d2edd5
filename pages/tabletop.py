"""Table-top exercises: `/tabletop` opens and joins rooms, `?room=<code>` is the door of one, `&seat=<secret>` a place in it."""

from __future__ import annotations

import streamlit as st

from deck.timeline.elapsed_time import format_minute
from errors import UserError
from services.replays import replays
from services.tabletop import debrief, rooms
from ui import messages, navigation, server_addresses, session
from ui.components import tabletop_board
from ui.deck_text.safe_markdown import sanitize_inline

# In the session state, with the code of a room: the seat that this tab is about to take there.
_SEAT = "tabletop-seat-"


def show_door(code: str) -> None:
    """Open a room or join one."""
    st.title("Table-top exercise")
    st.markdown("Go through an incident as a group: everybody votes at each decision, then you see what the team did.")
    join, opening = st.columns(2, gap="large")
    with join:
        st.header("Join a room")
        _show_join_form(code)
    with opening:
        st.header("Open a room")
        _show_opening_form()


def _show_join_form(code: str) -> None:
    with st.form("tabletop-join"):
        typed_code = st.text_input("Room code", code, max_chars=20)
        name = st.text_input("Your name", session.get_preference("name") or "", max_chars=rooms.MAX_NAME_LENGTH)
        if not st.form_submit_button("Join", type="primary"):
            return
    room = rooms.normalize_code(typed_code)
    # Made once: the second click of a double click comes before the page has turned, and finds the seat taken by the first.
    seat = st.session_state.setdefault(f"{_SEAT}{room}", rooms.make_seat())
    try:
        rooms.join_room(session.get_workspace(), room, session.get_learner(), name, session.get_now(), seat)
    except UserError as error:
        messages.show_error(error)
        return
    navigation.go_to("tabletop", room=room, seat=seat)


def _show_opening_form() -> None:
    if not session.has_decks():
        st.caption("There is no deck yet.")
        return
    deck = session.load_deck()
    titles = {
        card.id: f"{card.title} ({card.decisions} {'decision' if card.decisions == 1 else 'decisions'})"
        for card in replays.list_incidents(deck)
        if card.decisions
    }
    if not titles:
        st.caption("This deck has no incident with a decision to vote on.")
        return
    requested = st.query_params.get("incident")
    with st.form("tabletop-open"):
        incident = st.selectbox(
            "Incident",
            list(titles),
            index=list(titles).index(requested) if requested in titles else 0,
            format_func=titles.__getitem__,
        )
        seconds = st.number_input(
            "Time to vote (seconds)", int(rooms.VOTE_SECONDS[0]), int(rooms.VOTE_SECONDS[1]), 60, 10
        )
        speed = st.selectbox("Speed", rooms.SPEEDS, index=1, format_func=lambda option: f"{option:g}×")
        if not st.form_submit_button("Open the room"):
            return
    try:
        code, seat = rooms.open_room(
            session.get_workspace(),
            session.get_deck_id(),
            incident,
            session.get_now(),
            vote_seconds=float(seconds),
            speed=speed,
        )
    except UserError as error:
        messages.show_error(error)
        return
    navigation.go_to("tabletop", room=code, seat=seat)


def show_room(room: rooms.Room, seat: str) -> None:
    """Show the room to the mentor or a player."""
    st.set_page_config(layout="wide")
    # The seat is in the address now: who goes back to the door joins as somebody else.
    st.session_state.pop(f"{_SEAT}{room.row.code}", None)
    st.title(sanitize_inline(room.track.title))
    if room.is_mentor(seat):
        st.markdown(f"Room code: **{room.row.code}**. Players join at `{_make_link(room.row.code)}`.")
    tabletop_board.draw_board(room, seat)


def _make_link(code: str) -> str:
    return f"{server_addresses.get_public_address()}/tabletop?room={code}"


def show_debrief(room: rooms.Room, seat: str) -> None:
    """Show the debrief sheet of an exercise, and offer it as a file."""
    result = debrief.make_debrief(room)
    st.title(f"Debrief: {sanitize_inline(room.track.title)}")
    if room.clock.phase != "over":
        st.info("The exercise is still running. These are the results so far.")
        navigation.draw_link(
            "tabletop", "Back to the room", icon=":material/arrow_back:", room=room.row.code, seat=seat
        )
    st.download_button(
        "Download the debrief",
        debrief.write_debrief(result),
        f"table-top-{room.row.incident}.md",
        "text/markdown",
        icon=":material/download:",
        on_click="ignore",
    )
    st.header("Minutes to detect, diagnose and recover")
    st.markdown(debrief.build_call_table(result))
    st.header("Decisions")
    for number, decision in enumerate(result.decisions, 1):
        _show_decision(result, decision, number)
    if not result.decisions:
        st.caption("No decision has been voted on.")
    st.header("People")
    st.markdown(debrief.build_people_table(result))
    st.caption("Each wrong vote became a card for its player, linked to the minute of the incident.")
    navigation.draw_link(
        "incidents", "Watch this incident on your own", icon=":material/play_circle:", incident=room.row.incident
    )


def _show_decision(result: debrief.Debrief, decision: debrief.DecisionResult, number: int) -> None:
    right = sum(decision.is_right)
    title = f"{number}. {format_minute(decision.minute)} · {right} of {len(result.players)} right"
    with st.expander(title, expanded=right < len(result.players)):
        st.markdown(f"**{sanitize_inline(decision.prompt)}**")
        st.markdown(debrief.build_spread_table(result, decision))
        if decision.team:
            st.markdown(f"**What the team did:** {sanitize_inline(decision.team)}")


def main() -> None:
    """Show the door, a room or its debrief, by what the address says."""
    code, seat = rooms.normalize_code(st.query_params.get("room", "")), st.query_params.get("seat", "")
    if not code or not seat:
        show_door(code)
        return
    try:
        room = rooms.load_room(session.get_workspace(), code)
        # A seat is a secret: the address of somebody else's, or of another room, opens nothing.
        if not room.is_mentor(seat) and room.find_player(seat) is None:
            raise UserError("You are not in the room yet.", "Join with the room code.")
    except UserError as error:
        messages.show_error(error)
        show_door(code)
        return
    if st.query_params.get("view") == "debrief":
        show_debrief(room, seat)
    else:
        show_room(room, seat)


main()
