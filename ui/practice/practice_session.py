"""One browser session's practice: what the screen remembers between reruns, and what each button does to it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

import streamlit as st

from errors import UserError
from quiz.queue import Pause
from quiz.scheduler import Rating
from services.practice import cram, practice
from services.practice.practice import Counts, Learner, Points, Shown
from ui import session
from ui.practice import grade_bar


@dataclass
class Visit:
    """What the screen remembers between reruns. `token` is new for each card shown; it names widgets and makes a
    grade count once. `points` is what the typed answer was scored on when it was committed (None: none was typed)."""

    who: Learner
    deck: str
    shown: Shown | None = None
    pause: Pause | None = None
    counts: Counts = field(default_factory=lambda: Counts(0, 0, 0))
    token: str = ""
    revealed: bool = False
    sure: str | None = None
    points: Points | None = None
    done: int = 0
    note: str = ""
    wish: str = ""
    crammed: list[str] = field(default_factory=list)
    cramming: bool = False
    settings: int = 0

    def put(self, shown: Shown | None) -> None:
        """Turn to a card."""
        self.shown, self.revealed, self.sure, self.points, self.token = shown, False, None, None, fresh_key()


def fresh_key() -> str:
    """A key that counts an answer once. It begins with the time: among a million of them, new ones stand together on
    disk.
    """
    return f"{int(session.now().timestamp() * 1000):012x}{uuid.uuid4().hex}"


def current() -> Visit:
    """This browser session's visit to the chosen deck."""
    deck = session.deck_id()
    known = st.session_state.get("practice")
    if known is None or known.deck != deck or known.who.zone != session.zone():
        name = known.who.session if known else uuid.uuid4().hex
        known = Visit(Learner(session.learner(), session.zone(), name), deck, settings=session.practice_settings())
        st.session_state["practice"] = known
    if known.settings != session.practice_settings():
        known.settings = session.practice_settings()
        _look_again(known)
    return known


def _look_again(here: Visit) -> None:
    """Have the card that is shown say the intervals of today's settings."""
    if here.shown is None or here.cramming:
        return
    try:
        again = practice.card(session.workspace(), here.who, here.deck, here.shown.card.id, session.now())
    except UserError:  # it left the deck meanwhile
        here.put(None)
        return
    here.put(again._replace(why=here.shown.why))


def advance(here: Visit) -> None:
    """Look for the next card."""
    now = session.now()
    if here.cramming:
        _advance_cram(here, now)
        return
    screen = practice.next_card(session.workspace(), here.who, here.deck, now)
    here.pause, here.counts = screen.pause, screen.counts
    here.put(screen.shown)


def _advance_cram(here: Visit, now: datetime) -> None:
    while here.crammed:
        try:
            here.put(cram.show(session.workspace(), here.who, here.deck, here.crammed[0], now))
        except UserError:
            here.crammed.pop(0)  # it left the deck meanwhile
            continue
        return
    here.put(None)


def grade(here: Visit, rating: Rating) -> None:
    """Count the answer and go on."""
    if here.shown is None:
        return
    try:
        graded, screen = practice.answer(
            session.workspace(),
            here.who,
            here.shown,
            rating,
            session.now(),
            here.token,
            confidence=grade_bar.CONFIDENCE.get(here.sure) if here.sure else None,
            points=here.points,
        )
    except practice.StaleError as error:
        here.note = str(error)
        here.put(error.fresh)
        if error.fresh is None:
            advance(here)
        return
    here.note = "This card keeps slipping: it is marked as a leech. Rephrase it, or suspend it." if graded.leech else ""
    here.done += not graded.repeated
    if here.cramming:
        card = here.crammed.pop(0)
        if rating is Rating.AGAIN:
            here.crammed.append(card)
        advance(here)
        return
    here.pause, here.counts = screen.pause, screen.counts
    here.put(screen.shown)


def hold(here: Visit, how: str) -> None:
    """Bury or suspend the card and go on."""
    if here.shown is None:
        return
    call = {"bury": practice.bury, "suspend": practice.suspend}[how]
    try:
        call(session.workspace(), here.who, here.shown, session.now(), here.token)
    except practice.StaleError as error:
        here.note = str(error)
        here.put(error.fresh)
        return
    here.note = {"bury": "Buried until tomorrow.", "suspend": "Suspended."}[how] + " Press u to take it back."
    if here.cramming:
        here.crammed.pop(0)
    advance(here)


def undo(here: Visit) -> None:
    """Take the last step back and show its card."""
    try:
        undone = practice.undo(session.workspace(), here.who, session.now(), uuid.uuid4().hex)
    except UserError as error:
        here.note = str(error)
        return
    if undone is None:
        here.note = "There is nothing to take back."
        return
    here.note = "Taken back."
    advance(here)
    if undone.shown is None:
        return
    if undone.event in {"grade", "cram"}:
        here.done = max(0, here.done - 1)
    here.cramming = undone.event == "cram"
    if here.cramming:
        card = undone.shown.card.id
        here.crammed = [card, *(other for other in here.crammed if other != card)]
    here.put(undone.shown)
    here.points = undone.points


def reveal(here: Visit) -> None:
    """Show the answer."""
    # Kept here: what a widget said is gone once it is not drawn any more.
    here.sure = st.session_state.get(f"sure-{here.token}")
    here.revealed = True


def stop_cramming(here: Visit) -> None:
    """Back to what is due."""
    here.cramming, here.crammed = False, []
    advance(here)


def start_cramming(here: Visit) -> None:
    """Begin a round with what the form says."""
    chosen = cram.pick(
        session.workspace(),
        here.who,
        here.deck,
        session.now(),
        topics=frozenset(st.session_state.get("cram-topics") or ()),
        order="weakest" if st.session_state.get("cram-order") == "Weakest first" else "text",
        size=int(st.session_state.get("cram-size") or 20),
    )
    here.cramming, here.crammed, here.note = True, list(chosen), ""
    advance(here)
