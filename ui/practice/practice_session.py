"""One browser session's practice: what the screen remembers between reruns, and what each button does to it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import streamlit as st

from errors import UserError
from quiz.answers.verdict import Judgement, Outcome
from quiz.queue import Pause
from quiz.scheduler import Rating
from services.practice import cram, practice
from services.practice.practice import Learner, Points, QueueCounts, ShownCard
from ui import session
from ui.practice import grade_bar


@dataclass
class PracticeSession:
    """What the screen remembers between reruns. `token` is new for each card shown; it names widgets and makes a
    grade count once. `points` are the key points of a typed answer with the verdicts as the learner left them (None: none
    was typed); `judgement` is what the judge said of it, `outcomes` the verdicts with the learner's corrections, and
    `kept_wordings` are the words that were kept for a point, by its place.

    A round goes through chosen cards, those in `round_queue`: "cram" leaves the schedule as it is, in "filtered" each
    grade counts. Without a round ("") the schedule says what comes.
    """

    learner: Learner
    deck: str
    shown_card: ShownCard | None = None
    pause: Pause | None = None
    counts: QueueCounts = field(default_factory=lambda: QueueCounts(0, 0, 0))
    token: str = ""
    revealed: bool = False
    confidence: str | None = None
    points: Points | None = None
    judgement: Judgement | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    first_outcomes: tuple[Outcome, ...] = ()
    kept_wordings: dict[int, str] = field(default_factory=dict)
    answered_count: int = 0
    message: str = ""
    requested: str = ""
    round: Literal["", "cram", "filtered"] = ""
    round_queue: list[str] = field(default_factory=list)
    round_title: str = ""
    settings_version: int = 0

    @property
    def is_cramming(self) -> bool:
        """Tell whether grades leave the schedule as it is."""
        return self.round == "cram"

    def show_card(self, card: ShownCard | None) -> None:
        """Turn to a card."""
        self.shown_card, self.revealed, self.confidence, self.points, self.token = card, False, None, None, create_key()
        self.judgement, self.outcomes, self.first_outcomes, self.kept_wordings = None, [], (), {}


def create_key() -> str:
    """Return a key that counts an answer once. It begins with the time: among a million, new ones stand together on
    disk.
    """
    return f"{int(session.get_now().timestamp() * 1000):012x}{uuid.uuid4().hex}"


def load_session() -> PracticeSession:
    """Return this browser session's practice of the chosen deck."""
    deck = session.get_deck_id()
    current: PracticeSession | None = st.session_state.get("practice")
    if current is None or current.deck != deck or current.learner.zone != session.get_zone():
        removed = current is not None and current.deck not in {one.id for one in session.list_decks()}
        name = current.learner.session if current else uuid.uuid4().hex
        current = PracticeSession(
            Learner(session.get_learner(), session.get_zone(), name),
            deck,
            settings_version=session.get_practice_version(),
        )
        if removed:
            current.message = "The deck you were practising was taken out of the library. This is another one."
        st.session_state["practice"] = current
    if current.settings_version != session.get_practice_version():
        current.settings_version = session.get_practice_version()
        _refresh_shown_card(current)
    return current


def _refresh_shown_card(state: PracticeSession) -> None:
    """Have the card that is shown say the intervals of today's settings."""
    if state.shown_card is None or state.is_cramming:
        return
    try:
        again = practice.load_card(
            session.get_workspace(), state.learner, state.deck, state.shown_card.card.id, session.get_now()
        )
    except UserError:  # it left the deck meanwhile
        state.show_card(None)
        return
    state.show_card(again._replace(reason=state.shown_card.reason))


def show_next_card(state: PracticeSession) -> None:
    """Look for the next card."""
    now = session.get_now()
    if state.round:
        _show_next_of_round(state, now)
        return
    screen = practice.load_next_card(session.get_workspace(), state.learner, state.deck, now)
    state.pause, state.counts = screen.pause, screen.counts
    state.show_card(screen.shown)


def _show_next_of_round(state: PracticeSession, now: datetime) -> None:
    load = cram.load_cram_card if state.is_cramming else practice.load_card
    while state.round_queue:
        try:
            state.show_card(load(session.get_workspace(), state.learner, state.deck, state.round_queue[0], now))
        except UserError:
            state.round_queue.pop(0)  # it left the deck meanwhile
            continue
        return
    state.show_card(None)


def grade_card(state: PracticeSession, rating: Rating) -> None:
    """Count the answer and go on."""
    if state.shown_card is None:
        return
    try:
        graded, screen = practice.answer_card(
            session.get_workspace(),
            state.learner,
            state.shown_card,
            rating,
            session.get_now(),
            state.token,
            confidence=grade_bar.CONFIDENCE_LEVELS.get(state.confidence) if state.confidence else None,
            points=state.points,
        )
    except practice.StaleCardError as error:
        state.message = str(error)
        state.show_card(error.fresh)
        if error.fresh is None:
            show_next_card(state)
        return
    state.message = (
        "This card keeps slipping: it is marked as a leech. Rephrase it, or suspend it." if graded.leech else ""
    )
    state.answered_count += not graded.repeated
    if state.round:
        card = state.round_queue.pop(0)
        if rating is Rating.AGAIN:
            state.round_queue.append(card)
        state.counts = screen.counts
        show_next_card(state)
        return
    state.pause, state.counts = screen.pause, screen.counts
    state.show_card(screen.shown)


def bury_or_suspend(state: PracticeSession, action: str) -> None:
    """Bury or suspend the card and go on."""
    if state.shown_card is None:
        return
    call = {"bury": practice.bury_card, "suspend": practice.suspend_card}[action]
    try:
        call(session.get_workspace(), state.learner, state.shown_card, session.get_now(), state.token)
    except practice.StaleCardError as error:
        state.message = str(error)
        state.show_card(error.fresh)
        return
    state.message = {"bury": "Buried until tomorrow.", "suspend": "Suspended."}[action] + " Press u to undo."
    if state.round:
        state.round_queue.pop(0)
    show_next_card(state)


def undo_last_step(state: PracticeSession) -> None:
    """Take the last step back and show its card."""
    try:
        undone = practice.undo_last(session.get_workspace(), state.learner, session.get_now(), uuid.uuid4().hex)
    except UserError as error:
        state.message = str(error)
        return
    if undone is None:
        state.message = "There is nothing to undo."
        return
    state.message = "Undone."
    show_next_card(state)
    if undone.shown is None:
        return
    if undone.event in {"grade", "cram"}:
        state.answered_count = max(0, state.answered_count - 1)
    if undone.event == "cram":
        state.round = "cram"
    elif state.round == "cram":
        state.round, state.round_queue = "", []
    if state.round:
        card = undone.shown.card.id
        state.round_queue = [card, *(other for other in state.round_queue if other != card)]
    state.show_card(undone.shown)
    state.points = undone.points


def reveal_answer(state: PracticeSession) -> None:
    """Show the answer."""
    # Kept here: what a widget said is gone once it is not drawn any more.
    state.confidence = st.session_state.get(f"sure-{state.token}")
    state.revealed = True


def stop_round(state: PracticeSession) -> None:
    """Go back to what is due."""
    state.round, state.round_queue, state.round_title = "", [], ""
    show_next_card(state)


def start_filtered(state: PracticeSession, card_ids: Sequence[str], title: str) -> None:
    """Start a round of these cards in this order, in which each grade counts. `title` says what they are."""
    state.round, state.round_queue, state.round_title, state.message = "filtered", list(card_ids), title, ""
    state.requested = ""  # the round does not come from the address, unless the caller says so
    show_next_card(state)


def start_cramming(state: PracticeSession) -> None:
    """Start a round of cramming with what the form says."""
    card_ids = cram.pick_cards(
        session.get_workspace(),
        state.learner,
        state.deck,
        session.get_now(),
        topics=frozenset(st.session_state.get("cram-topics") or ()),
        order="weakest" if st.session_state.get("cram-order") == "Weakest first" else "text",
        size=int(st.session_state.get("cram-size") or 20),
    )
    state.round, state.round_queue, state.round_title, state.message = "cram", list(card_ids), "", ""
    show_next_card(state)
