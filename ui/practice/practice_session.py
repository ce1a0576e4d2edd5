"""One browser session's practice: what the screen remembers between reruns, and what each button does to it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Literal, NamedTuple

import streamlit as st

from errors import UserError
from quiz.answers.verdict import Judgement, PointOutcome
from quiz.queue import QueuePause
from quiz.scheduler import Rating
from services.practice import all_decks, cram, missed_points, practice, scored_tests
from services.practice.practice import Learner, NextCard, Points, QueueCounts, ShownCard
from services.practice.scored_tests import FinishedTest
from ui import open_tab, session
from ui.practice import grade_bar

# Letters of the cards in an address, some three hundred of them. Proxies refuse addresses of 8,000 bytes, and each sign that is
# escaped takes three.
_MAX_ADDRESS = 4_000


class CardRef(NamedTuple):
    """A card of a round, by its deck."""

    deck: str
    card: str


@dataclass
class ScoredTest:
    """A scored test under way. `answers` are the cards that were answered and whether they were recalled; `result` is there
    when it is over, with the last one before it (None: there was none).
    """

    started_at: datetime
    size: int
    limit: timedelta
    answers: list[tuple[CardRef, bool]] = field(default_factory=list)
    result: FinishedTest | None = None
    previous: FinishedTest | None = None

    def is_late(self, now: datetime) -> bool:
        """Tell whether the clock has run out."""
        return bool(self.limit) and now >= self.started_at + self.limit


@dataclass
class PracticeSession:
    """What the screen remembers between reruns. `token` is new for each card shown; it names widgets and makes a
    grade count once. `points` are the key points of a typed answer with the verdicts as the learner left them (None: none
    was typed); `judgement` is what the judge said of it, `outcomes` the verdicts with the learner's corrections, and
    `kept_wordings` are the words that were kept for a point, by its place.

    A round goes through chosen cards, those in `round_queue`: "cram" and "test" leave the schedule as it is, in "filtered"
    each grade counts. Without a round ("") the schedule says what comes: of this deck, or of all `decks` that are named.
    """

    learner: Learner
    deck: str
    shown_card: ShownCard | None = None
    pause: QueuePause | None = None
    counts: QueueCounts = field(default_factory=lambda: QueueCounts(0, 0, 0))
    token: str = ""
    revealed: bool = False
    confidence: str | None = None
    points: Points | None = None
    judgement: Judgement | None = None
    outcomes: list[PointOutcome] = field(default_factory=list)
    first_outcomes: tuple[PointOutcome, ...] = ()
    kept_wordings: dict[int, str] = field(default_factory=dict)
    answered_count: int = 0
    message: str = ""
    requested: str = ""
    round: Literal["", "cram", "filtered", "test"] = ""
    round_queue: list[CardRef] = field(default_factory=list)
    round_title: str = ""
    test: ScoredTest | None = None
    decks: tuple[str, ...] = ()
    deck_count: int = 1
    redraw_page: bool = False
    missed_points: tuple[str, tuple[str, ...]] = ("", ())
    settings_version: int = 0

    @property
    def is_cramming(self) -> bool:
        """Tell whether grades leave the schedule as it is."""
        return self.round in ("cram", "test")

    @property
    def shown_deck(self) -> str:
        """Return the deck of the card that is shown, else the chosen one."""
        return self.shown_card.deck_id if self.shown_card else self.deck

    def show_card(self, card: ShownCard | None) -> None:
        """Make this the card that is shown, under a new token, with nothing answered yet."""
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
        removed = current is not None and current.deck not in {deck_entry.id for deck_entry in session.list_decks()}
        # A new session in this process may be that of a tab which comes from another one: it goes on where it was.
        snapshot = st.session_state.get(open_tab.PRACTICE) if current is None else None
        snapshot = snapshot if snapshot and snapshot["deck"] == deck else None
        # The same name as before: what was graded under it can still be undone.
        name = current.learner.session if current else snapshot["session"] if snapshot else uuid.uuid4().hex
        current = PracticeSession(
            Learner(session.get_learner(), session.get_zone(), name),
            deck,
            deck_count=len(session.list_decks()),
            settings_version=session.get_practice_version(),
        )
        st.session_state["practice"] = current
        if removed:
            # A key or a click draws the card alone, without the part of the page that turns to the first one.
            show_next_card(current)
            current.message = "The deck you were practising was removed from the library. This is another one."
        if snapshot is not None:
            _go_on(current, snapshot)
    if current.settings_version != session.get_practice_version():
        current.settings_version = session.get_practice_version()
        _refresh_shown_card(current)
    return current


def describe_session(state: PracticeSession) -> dict[str, Any]:
    """Return what another process needs to continue this session, as plain values; `_go_on` reads it."""
    card, test = state.shown_card, state.test
    return {
        "deck": state.deck,
        "session": state.learner.session,
        "token": state.token,
        "card": (card.deck_id, card.card.id, card.reason, card.token, card.shown_at.isoformat()) if card else None,
        "revealed": state.revealed,
        "confidence": state.confidence,
        "points": state.points,
        "answered": state.answered_count,
        "message": state.message,
        "requested": state.requested,
        "round": state.round,
        "queue": tuple(map(tuple, state.round_queue)),
        "title": state.round_title,
        "decks": state.decks,
        "test": test
        and {
            "started": test.started_at.isoformat(),
            "size": test.size,
            "seconds": test.limit.total_seconds(),
            "answers": tuple((card.deck, card.card, recalled) for card, recalled in test.answers),
            "result": asdict(test.result) if test.result else None,
            "previous": asdict(test.previous) if test.previous else None,
        },
    }


def _go_on(state: PracticeSession, snapshot: Mapping[str, Any]) -> None:
    """Restore the session that another process described; a card answered since gives way to the next one."""
    state.answered_count, state.message, state.requested = (
        snapshot["answered"],
        snapshot["message"],
        snapshot["requested"],
    )
    state.round, state.round_title, state.decks = snapshot["round"], snapshot["title"], snapshot["decks"]
    state.round_queue = [CardRef(*card) for card in snapshot["queue"]]
    if (test := snapshot["test"]) is not None:
        state.test = ScoredTest(
            started_at=datetime.fromisoformat(test["started"]),
            size=test["size"],
            limit=timedelta(seconds=test["seconds"]),
            answers=[(CardRef(deck, card), recalled) for deck, card, recalled in test["answers"]],
            result=FinishedTest(**test["result"]) if test["result"] else None,
            previous=FinishedTest(**test["previous"]) if test["previous"] else None,
        )
    if (
        state.round
        and snapshot["card"]
        and state.round_queue[:1] == [CardRef(*snapshot["card"][:2])]
        and not _find_unchanged(state, snapshot)
    ):
        state.round_queue.pop(0)  # its grade arrived before the process ended
    show_next_card(state)
    card = _find_unchanged(state, snapshot)
    if card is None or (state.test is not None and state.test.result is not None):  # its time ran out meanwhile
        return
    state.show_card(card)
    # The token of before: it names the widgets whose values the browser sends, and a grade that was sent twice counts once.
    state.token, state.revealed, state.confidence = snapshot["token"], snapshot["revealed"], snapshot["confidence"]
    state.points = snapshot["points"]


def _find_unchanged(state: PracticeSession, snapshot: Mapping[str, Any]) -> ShownCard | None:
    """Return the card that was shown; None when there was none, or when it changed since."""
    if snapshot["card"] is None:
        return None
    deck, name, reason, token, shown_at = snapshot["card"]
    try:
        card = practice.load_card(session.get_workspace(), state.learner, deck, name, session.get_now())
    except UserError:  # it left the deck meanwhile
        return None
    return card._replace(reason=reason, shown_at=datetime.fromisoformat(shown_at)) if card.token == token else None


def _refresh_shown_card(state: PracticeSession) -> None:
    """Update the intervals of the card that is shown to today's settings."""
    if state.shown_card is None or state.is_cramming:
        return
    try:
        again = practice.load_card(
            session.get_workspace(), state.learner, state.shown_deck, state.shown_card.card.id, session.get_now()
        )
    except UserError:  # it left the deck meanwhile
        state.show_card(None)
        return
    state.show_card(again._replace(reason=state.shown_card.reason))


def load_missed_points(state: PracticeSession, shown_card: ShownCard) -> tuple[str, ...]:
    """Return the points missed in the last answer to a card; looked up once for each card that is shown."""
    if state.missed_points[0] != state.token:
        points = missed_points.load_missed_points(session.get_workspace(), state.learner, shown_card)
        state.missed_points = (state.token, points)
    return state.missed_points[1]


def refresh_counts(state: PracticeSession) -> None:
    """Count again what waits in the queue that is practised; the card that is shown stays."""
    state.counts = _load_next(state, session.get_now()).counts


def show_next_card(state: PracticeSession) -> None:
    """Choose and show the next card."""
    now = session.get_now()
    if state.round:
        _show_next_of_round(state, now)
        return
    upcoming = _load_next(state, now)
    state.pause, state.counts = upcoming.pause, upcoming.counts
    state.show_card(upcoming.shown)


def _load_next(state: PracticeSession, now: datetime) -> NextCard:
    if state.decks:
        return all_decks.load_next_card(session.get_workspace(), state.learner, state.decks, now)
    return practice.load_next_card(session.get_workspace(), state.learner, state.deck, now)


def _show_next_of_round(state: PracticeSession, now: datetime) -> None:
    if state.test is not None and (state.test.is_late(now) or not state.round_queue):
        _finish_test(state, state.test, now)
        return
    load = cram.load_cram_card if state.is_cramming else practice.load_card
    while state.round_queue:
        ref = state.round_queue[0]
        try:
            state.show_card(load(session.get_workspace(), state.learner, ref.deck, ref.card, now))
        except UserError:
            state.round_queue.pop(0)  # it left the deck meanwhile
            continue
        return
    if state.test is not None:
        _finish_test(state, state.test, now)
        return
    state.show_card(None)


def _finish_test(state: PracticeSession, test: ScoredTest, now: datetime) -> None:
    """Score the test, once, and keep its result beside the last one."""
    state.show_card(None)
    if test.result is not None:
        return
    end = min(now, test.started_at + test.limit) if test.limit else now
    result = FinishedTest(
        at=test.started_at.isoformat(),
        questions=test.size,
        right=sum(recalled for _, recalled in test.answers),
        seconds=round((end - test.started_at).total_seconds()),
        limit_seconds=round(test.limit.total_seconds()),
    )
    earlier = scored_tests.list_results(session.get_workspace(), state.learner.id, state.deck)
    # Another tab, or this one before it went to another process, may have saved this very test already.
    test.previous = next((result_before for result_before in reversed(earlier) if result_before.at != result.at), None)
    test.result = scored_tests.save_result(session.get_workspace(), state.learner.id, state.deck, result)


def grade_card(state: PracticeSession, rating: Rating, token: str) -> None:
    """Grade the card and show the next one. `token` is that of the card whose button was pressed.

    The second click of a double click arrives when the next card is already there: it must not grade that card unseen.
    """
    if state.shown_card is None or not state.revealed or token != state.token:
        return
    if state.test is not None and state.test.is_late(session.get_now()):
        state.message = "The time is up: this answer came too late to count."
        show_next_card(state)
        return
    try:
        result, upcoming = _answer(state, state.shown_card, rating)
    except practice.StaleCardError as error:
        _show_as_it_is_now(state, error)
        return
    state.message = (
        "This card keeps slipping: it is marked as a leech. Rephrase it, or suspend it." if result.leech else ""
    )
    state.answered_count += not result.repeated
    if state.round:
        card = state.round_queue.pop(0)
        if state.test is not None:
            state.test.answers.append((card, rating is not Rating.AGAIN))
        elif rating is Rating.AGAIN:
            state.round_queue.append(card)
        state.counts = upcoming.counts
        show_next_card(state)
        return
    state.pause, state.counts = upcoming.pause, upcoming.counts
    state.show_card(upcoming.shown)


def _show_as_it_is_now(state: PracticeSession, error: practice.StaleCardError) -> None:
    """Say why nothing was counted, and show the card as it stands now; the next one where it is gone."""
    state.message = str(error)
    state.show_card(error.fresh)
    if error.fresh is None:
        show_next_card(state)


def _answer(state: PracticeSession, shown_card: ShownCard, rating: Rating) -> tuple[practice.GradeResult, NextCard]:
    """Count the answer; return what comes next."""
    confidence = grade_bar.CONFIDENCE_LEVELS.get(state.confidence) if state.confidence else None
    ws, now = session.get_workspace(), session.get_now()
    # `answer_card` reads the next card of the same deck with the same connection; over several decks it is looked for anew.
    if state.decks and not state.round:
        result = practice.grade_card(
            ws, state.learner, shown_card, rating, now, state.token, confidence=confidence, points=state.points
        )
        return result, _load_next(state, now)
    return practice.answer_card(
        ws, state.learner, shown_card, rating, now, state.token, confidence=confidence, points=state.points
    )


def bury_or_suspend(state: PracticeSession, action: str, token: str) -> None:
    """Bury or suspend the card and show the next one. `token` is that of the card whose button was pressed."""
    if state.shown_card is None or token != state.token:
        return
    call = {"bury": practice.bury_card, "suspend": practice.suspend_card}[action]
    try:
        call(session.get_workspace(), state.learner, state.shown_card, session.get_now(), state.token)
    except practice.StaleCardError as error:
        _show_as_it_is_now(state, error)
        return
    state.message = {"bury": "Buried until tomorrow.", "suspend": "Suspended."}[action] + " Press u to undo."
    if state.round:
        state.round_queue.pop(0)
    show_next_card(state)


def undo_last_step(state: PracticeSession) -> None:
    """Undo the last step and show its card. In a test only what was done in it is undone, and only until it is over."""
    if state.test is not None and state.test.result is not None:
        # The result is saved and shown: its card would come again, and a new answer would count nowhere.
        state.message = "The test is over, so its answers can no longer be undone."
        return
    if state.test is not None and not _has_steps(state, state.test):
        # The card of an earlier step would be one more than the test has, and be graded for good within it.
        state.message = "There is nothing to undo in this test."
        return
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
    if undone.event == "cram" and state.test is None:
        state.round = "cram"
    elif state.round == "cram":
        state.round, state.round_queue = "", []
    if state.round:
        card = CardRef(undone.shown.deck_id, undone.shown.card.id)
        state.round_queue = [card, *(other for other in state.round_queue if other != card)]
        if state.test is not None:
            state.test.answers = [answer for answer in state.test.answers if answer[0] != card]
    state.show_card(undone.shown)
    state.points = undone.points


def _has_steps(state: PracticeSession, test: ScoredTest) -> bool:
    """Tell whether a card of this test was answered, buried or suspended: the last step is then one of the test."""
    return bool(test.answers) or len(state.round_queue) < test.size


def reveal_answer(state: PracticeSession) -> None:
    """Show the answer."""
    # Kept here: what a widget said is gone once it is not drawn any more.
    state.confidence = st.session_state.get(f"sure-{state.token}")
    state.revealed = True


def stop_round(state: PracticeSession) -> None:
    """End the round and return to what is due."""
    state.round, state.round_queue, state.round_title, state.test = "", [], "", None
    show_next_card(state)


def leave_round(state: PracticeSession) -> None:
    """End the round by a button and return to what is due; the forms below the card are drawn again too."""
    stop_round(state)
    state.redraw_page = True


def start_filtered(state: PracticeSession, card_ids: Sequence[str | CardRef], title: str) -> None:
    """Start a round of these cards in this order, in which each grade counts. `title` says what they are.

    A card that is named by its id alone is of the chosen deck.
    """
    queue = [card if isinstance(card, CardRef) else CardRef(state.deck, card) for card in card_ids]
    state.round, state.round_queue, state.round_title, state.message = "filtered", queue, title, ""
    state.test = None
    state.requested = ""  # the round does not come from the address, unless the caller says so
    show_next_card(state)


def start_chosen(state: PracticeSession, card_ids: Sequence[str]) -> dict[str, str]:
    """Start a round of these cards of the chosen deck; return the query with which the address names them.

    With it the round survives a reload, where it begins anew. It is empty where the cards are too many for an address.
    """
    start_filtered(state, card_ids, "")
    value = ",".join(card_ids)
    if len(value) > _MAX_ADDRESS:
        return {}
    state.requested = f"cards={value}"  # as the page reads it from the address: the round is not started a second time
    return {"cards": value}


def start_test(state: PracticeSession) -> None:
    """Start a scored test with what the form says."""
    now = session.get_now()
    card_ids = scored_tests.draw_cards(
        session.get_workspace(),
        state.learner,
        state.deck,
        now,
        size=int(st.session_state.get("test-size") or 10),
        topics=frozenset(st.session_state.get("test-topics") or ()),
        rng=Random(),
    )
    if not card_ids:
        state.message = "There are no cards to test."
        return
    minutes = int(st.session_state.get("test-minutes") or 0)
    state.round, state.round_queue = "test", [CardRef(state.deck, card) for card in card_ids]
    state.round_title, state.message = "", ""
    state.test = ScoredTest(started_at=now, size=len(card_ids), limit=timedelta(minutes=minutes))
    show_next_card(state)


def practise_missed(state: PracticeSession) -> None:
    """Start a round of what the test found missing."""
    if state.test is not None:
        answered = {card for card, recalled in state.test.answers if recalled}
        cards = [card for card, _ in state.test.answers] + state.round_queue
        start_filtered(state, [card for card in cards if card not in answered], "Missed in the test")


def choose_decks(state: PracticeSession) -> None:
    """Practise all decks in one queue, or the chosen one alone again."""
    state.decks = () if state.decks else all_decks.list_practised_decks(session.get_workspace(), state.learner)
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
    state.round, state.round_queue = "cram", [CardRef(state.deck, card) for card in card_ids]
    state.round_title, state.message, state.test = "", "", None
    show_next_card(state)
