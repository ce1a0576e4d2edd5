"""Before a round: resume one, choose the next, look back at those that were finished."""

from __future__ import annotations

import secrets
import uuid

import streamlit as st

from errors import UserError
from mock_interview.budgets import ROLES
from mock_interview.levels import LEVELS
from mock_interview.model import ROUND_MINUTES
from services.interview import model_interviewer, rounds, transcriber
from services.interview.rounds import InterviewRound, RoundRequest
from services.practice import judging
from ui import date_format, messages, navigation, session
from ui.deck_text.safe_markdown import escape_markdown, sanitize_inline, strip_markup
from ui.interview import components, history

_LARGEST_SEED = 999_999  # short enough to be read out to somebody


def draw_start() -> None:
    """Draw what can be done when no round is open."""
    st.title("Mock interview")
    st.markdown(
        "A round with a clock: questions are spoken, you answer aloud or in writing, and what is asked next depends on your "
        "answer. At the end there is a scorecard."
    )
    all_rounds = rounds.list_rounds(session.get_workspace(), session.get_learner())
    for mock_round in all_rounds:
        if mock_round.origin == "own" and mock_round.finished is None:
            _draw_unfinished(mock_round)
    _draw_request(has_rounds=bool(all_rounds))
    history.draw_history(all_rounds)
    with st.expander("Score somebody else’s round", icon=":material/rate_review:"):
        st.markdown(
            "Import the file that they exported. You score it before you see how they scored themselves; export it again, and "
            "they see how far you agree."
        )
        text = components.draw_recordings(accepts=True, deleted=_get_deleted_round(), key="interview-import")
        if text is not None:
            _receive(text)


def _get_deleted_round() -> str:
    """Return the round whose recordings are to be deleted from this browser, "" for none.

    It stays there: deleting what is gone already does no harm.
    """
    return str(st.session_state.get("interview-deleted", ""))


def _receive(text: str) -> None:
    try:
        received = rounds.import_round(session.get_workspace(), session.get_learner(), text, session.get_now())
    except UserError as error:
        messages.show_error(error)
        return
    navigation.go_to("interview", round=received.key)


def _draw_unfinished(mock_round: InterviewRound) -> None:
    with st.container(border=True):
        answer_count = sum(turn.answered for turn in mock_round.turns)
        start_text = date_format.format_moment(mock_round.started, session.get_zone())
        st.markdown(f":material/pause_circle: **Your round of {mock_round.plan.minutes} minutes is not finished**")
        st.caption(f"Started {start_text}; {answer_count} question{'' if answer_count == 1 else 's'} answered.")
        navigation.draw_link("interview", "Resume", icon=":material/play_arrow:", round=mock_round.key)


def _draw_request(*, has_rounds: bool) -> None:
    """Draw the choices of a new round."""
    decks = {card.id: card.title for card in session.list_decks()}
    st.header("Another round" if has_rounds else "Your first round")
    deck_ids = st.multiselect(
        "Decks", list(decks), default=[session.get_deck_id()], format_func=lambda name: strip_markup(decks[name])
    )
    left, middle, right = st.columns(3)
    minutes = left.selectbox(
        "Minutes", ROUND_MINUTES, help="20 minutes is like a phone screen, 45 or 60 like an on-site interview."
    )
    level = middle.selectbox(
        "Level", ["", *LEVELS], format_func=lambda level_name: level_name.capitalize() or "As the deck says"
    )
    role = right.selectbox("Role", ROLES, format_func=str.capitalize)
    order = st.radio(
        "Questions",
        ["weak", "blind"],
        format_func={"weak": "Weak and due topics first", "blind": "At random"}.__getitem__,
        horizontal=True,
    )
    hidden = not st.toggle(
        "Show the questions as text", value=True, help="If off, you only hear them, as in a real interview."
    )
    interrupts = st.toggle("Interrupt me when an answer runs over its time", value=True)
    offer = model_interviewer.describe_offer()
    uses_model = False
    if offer is not None:
        uses_model = st.toggle(f"Let {escape_markdown(offer[0])} put the follow-up questions into words")
        st.caption(f":material/cloud_upload: {sanitize_inline(offer[1])}")
    seed = st.text_input(
        "Round number",
        placeholder="Leave empty for a new one",
        help="The same number, deck, minutes, level and role give the same questions where chance decides.",
        max_chars=6,
    ).strip()
    transcribed = " or have them transcribed" if transcriber.describe_host() else ""
    st.caption(
        f":material/lock: Recordings stay in this browser unless you export them{transcribed}."
        + (f" {sanitize_inline(privacy)}" if (privacy := judging.describe_privacy()) else "")
    )
    number = _read_seed(seed)
    if number is None:
        st.warning("A round number consists of digits only.", icon=":material/pin:")
        return
    request = RoundRequest(
        decks=tuple(deck_ids),
        minutes=minutes,
        seed=number,
        level=level,
        role=role,
        order="blind" if order == "blind" else "weak",
        interrupts=interrupts,
        uses_model=uses_model,
    )
    _draw_start_buttons(request, hidden=hidden)


def _draw_start_buttons(request: RoundRequest, *, hidden: bool) -> None:
    """Draw the two ways to begin: a round with this program, and a sheet for a human who asks."""
    with st.container(horizontal=True):
        if st.button("Start the round", type="primary", icon=":material/play_arrow:"):
            _start(request, hidden=hidden)
        if st.button("Sheet for a human interviewer", icon=":material/description:"):
            query = {
                "minutes": str(request.minutes),
                "seed": str(request.seed),
                "level": request.level,
                "role": request.role,
            }
            navigation.go_to("interview", sheet=",".join(request.decks), **query)


def _read_seed(text: str) -> int | None:
    """Return the round number; a new one for an empty field, None for text that is no number."""
    if text:
        return int(text) if text.isascii() and text.isdecimal() else None
    if "interview-seed" not in st.session_state:
        st.session_state["interview-seed"] = secrets.randbelow(_LARGEST_SEED) + 1
    return int(st.session_state["interview-seed"])


def _start(request: RoundRequest, *, hidden: bool) -> None:
    key = st.session_state.setdefault("interview-key", uuid.uuid4().hex)
    try:
        mock_round = rounds.start_round(
            session.get_workspace(), session.make_practice_learner("interview"), request, key, session.get_now()
        )
    except UserError as error:
        messages.show_error(error)
        return
    # Kept until now: a second press, or a run that was cut off, starts the same round and not another one.
    for name in ("interview-key", "interview-seed"):
        st.session_state.pop(name, None)
    st.session_state["interview-hidden"] = hidden
    navigation.go_to("interview", round=mock_round.key)
