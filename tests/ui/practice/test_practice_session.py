"""What each button does to a session: which card is graded, what a round holds, what a test counts, what undo brings back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import streamlit as st

from quiz.scheduler import Rating
from services.library import catalog
from services.practice import practice, scored_tests
from services.practice.context import Learner
from services.workspace import Workspace
from ui import session
from ui.practice import practice_session
from ui.practice.practice_session import CardRef, PracticeSession, ScoredTest

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DECK = "## Pools\n\n" + "\n\n".join(
    f"**Question:** Why number {name}? {{#q-{name}}}\n\n**Answer:** Because." for name in ("one", "two", "three")
)


class Clock:
    """The time as the screen takes it."""

    def __init__(self) -> None:
        self.now = NOON

    def go_on(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    running = Clock()
    monkeypatch.setattr(session, "get_now", lambda: running.now)
    st.session_state.clear()
    yield running
    st.session_state.clear()


@pytest.fixture
def ws(workspace: Workspace, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    catalog.add_deck(workspace, "pools.md", DECK.encode(), clock.now)
    return workspace


@pytest.fixture
def state(ws: Workspace) -> PracticeSession:
    """A session at its first card."""
    here = PracticeSession(Learner(1, "UTC", "test"), "pools")
    practice_session.show_next_card(here)
    return here


def name_card(state: PracticeSession) -> str | None:
    return state.shown_card.card.id if state.shown_card else None


def answer(state: PracticeSession, rating: Rating) -> str | None:
    """Reveal the card that is shown and grade it; return which one it was."""
    name = name_card(state)
    practice_session.reveal_answer(state)
    practice_session.grade_card(state, rating, state.token)
    return name


def list_grades(ws: Workspace, name: str) -> int:
    from services.practice import card_browser

    return len(card_browser.list_grades(ws, Learner(1, "UTC", "test"), "pools", name))


def test_a_grade_needs_the_answer_and_the_token_of_its_card(state: PracticeSession, ws: Workspace) -> None:
    token = state.token
    practice_session.grade_card(state, Rating.GOOD, token)
    assert name_card(state) == "q-one" and list_grades(ws, "q-one") == 0  # the answer was not shown yet
    practice_session.reveal_answer(state)
    practice_session.grade_card(state, Rating.GOOD, token)
    assert (name_card(state), state.answered_count, state.revealed) == ("q-two", 1, False)
    practice_session.reveal_answer(state)
    practice_session.grade_card(state, Rating.GOOD, token)  # the second half of a double click
    assert (name_card(state), state.answered_count) == ("q-two", 1)
    assert (list_grades(ws, "q-one"), list_grades(ws, "q-two")) == (1, 0)


def test_a_grade_that_arrives_twice_counts_once(state: PracticeSession, ws: Workspace) -> None:
    shown, token = state.shown_card, state.token
    answer(state, Rating.GOOD)
    state.shown_card, state.token, state.revealed = shown, token, True  # as a tab that missed the answer of the server
    practice_session.grade_card(state, Rating.GOOD, token)
    assert state.answered_count == 1 and list_grades(ws, "q-one") == 1


def test_a_card_that_was_graded_elsewhere_is_shown_as_it_is_now(
    state: PracticeSession, ws: Workspace, clock: Clock
) -> None:
    shown = practice.load_card(ws, Learner(1, "UTC", "other"), "pools", "q-one", clock.now)
    practice.grade_card(ws, Learner(1, "UTC", "other"), shown, Rating.AGAIN, clock.now, "elsewhere")
    answer(state, Rating.GOOD)
    assert state.message and state.answered_count == 0 and list_grades(ws, "q-one") == 1
    assert name_card(state) == "q-one" and not state.revealed


def test_how_sure_one_was_is_kept_when_the_answer_is_shown(state: PracticeSession) -> None:
    st.session_state[f"sure-{state.token}"] = "Certain"
    practice_session.reveal_answer(state)
    assert (state.confidence, state.revealed) == ("Certain", True)


def test_a_round_of_chosen_cards_goes_in_their_order_and_each_grade_counts(
    state: PracticeSession, ws: Workspace
) -> None:
    practice_session.start_filtered(state, ["q-three", CardRef("pools", "q-gone"), "q-one"], "Found")
    assert (state.round, state.round_title, name_card(state)) == ("filtered", "Found", "q-three")
    answer(state, Rating.AGAIN)
    assert name_card(state) == "q-one" and list_grades(ws, "q-three") == 1  # what left the deck is passed over
    assert state.round_queue[-1] == CardRef("pools", "q-three")  # a failed card comes again
    answer(state, Rating.GOOD)
    assert name_card(state) == "q-three"
    answer(state, Rating.GOOD)
    assert (name_card(state), state.round, state.round_queue, state.answered_count) == (None, "filtered", [], 3)
    practice_session.leave_round(state)
    assert (state.round, state.round_title, name_card(state), state.redraw_page) == ("", "", "q-two", True)


def test_cards_that_were_chosen_are_named_by_the_address_unless_they_are_too_many(
    state: PracticeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert practice_session.start_chosen(state, ["q-two", "q-one"]) == {"cards": "q-two,q-one"}
    assert (state.round, name_card(state), state.requested) == ("filtered", "q-two", "cards=q-two,q-one")
    monkeypatch.setattr(practice_session, "_MAX_ADDRESS", 10)
    assert practice_session.start_chosen(state, ["q-two", "q-one"]) == {}
    assert (state.round, name_card(state), state.requested) == ("filtered", "q-two", "")


def test_cramming_leaves_the_schedule_as_it_is(state: PracticeSession, ws: Workspace) -> None:
    st.session_state["cram-size"] = 2
    practice_session.start_cramming(state)
    assert state.is_cramming and [ref.card for ref in state.round_queue] == ["q-one", "q-two"]
    answer(state, Rating.AGAIN)
    assert [ref.card for ref in state.round_queue] == ["q-two", "q-one"]
    card = practice.load_card(ws, state.learner, "pools", "q-one", session.get_now())
    assert card.memory is None
    practice_session.undo_last_step(state)
    assert (state.round, name_card(state), state.answered_count) == ("cram", "q-one", 0)
    assert [ref.card for ref in state.round_queue] == ["q-one", "q-two"]


def start_test(state: PracticeSession, minutes: int = 0) -> ScoredTest:
    st.session_state.update({"test-size": 3, "test-minutes": minutes})
    practice_session.start_test(state)
    assert state.test is not None
    return state.test


def test_a_test_is_scored_once_beside_the_one_before(state: PracticeSession, ws: Workspace, clock: Clock) -> None:
    test = start_test(state)
    order = [ref.card for ref in state.round_queue]
    assert test.size == 3 and sorted(order) == ["q-one", "q-three", "q-two"] and state.is_cramming
    for rating in (Rating.HARD, Rating.AGAIN, Rating.GOOD):
        clock.go_on(seconds=20)
        answer(state, rating)
    assert name_card(state) is None and test.result is not None and test.previous is None
    assert (test.result.questions, test.result.right, test.result.seconds) == (3, 2, 60)
    practice_session.show_next_card(state)
    assert len(scored_tests.list_results(ws, 1, "pools")) == 1
    practice_session.practise_missed(state)
    assert [ref.card for ref in state.round_queue] == [order[1]] and state.round == "filtered"
    clock.go_on(minutes=5)
    second = start_test(state)
    clock.go_on(seconds=1)
    practice_session.undo_last_step(state)
    assert second.answers == []
    for _ in range(3):
        answer(state, Rating.GOOD)
    assert second.previous is not None and second.previous.right == 2


def test_an_answer_after_the_time_of_a_test_does_not_count(state: PracticeSession, clock: Clock) -> None:
    test = start_test(state, minutes=2)
    answer(state, Rating.GOOD)
    clock.go_on(minutes=2)
    assert test.is_late(clock.now) and not test.is_late(clock.now - timedelta(seconds=1))
    clock.go_on(minutes=7)
    answer(state, Rating.GOOD)
    assert "The time is up" in state.message and name_card(state) is None
    assert test.result is not None and (test.result.right, test.result.seconds) == (1, 120)
    practice_session.practise_missed(state)
    assert len(state.round_queue) == 2  # those that were not reached are practised too


def test_undo_takes_an_answer_of_a_test_back(state: PracticeSession) -> None:
    test = start_test(state)
    first = state.round_queue[0]
    answer(state, Rating.AGAIN)
    assert test.answers == [(first, False)]
    practice_session.undo_last_step(state)
    assert test.answers == [] and state.round_queue[0] == first and name_card(state) == first.card
    assert (state.message, state.round) == ("Undone.", "test")


def test_undo_at_the_beginning_of_a_test_leaves_what_was_graded_before_it(
    state: PracticeSession, ws: Workspace
) -> None:
    assert answer(state, Rating.GOOD) == "q-one"
    test = start_test(state)
    queue, shown = list(state.round_queue), name_card(state)
    practice_session.undo_last_step(state)
    assert state.message == "There is nothing to undo in this test."
    assert (state.round_queue, name_card(state), state.answered_count) == (queue, shown, 1)
    assert list_grades(ws, "q-one") == 1
    practice_session.bury_or_suspend(state, "bury", state.token)
    practice_session.undo_last_step(state)
    assert (state.message, state.round_queue, name_card(state)) == ("Undone.", queue, shown)
    for _ in range(3):
        answer(state, Rating.GOOD)
    assert test.result is not None and (test.result.right, test.result.questions) == (3, 3)


@pytest.mark.parametrize("minutes", [0, 2])
def test_undo_after_a_test_leaves_its_score_and_its_answers(
    state: PracticeSession, ws: Workspace, clock: Clock, minutes: int
) -> None:
    test = start_test(state, minutes)
    for rating in (Rating.GOOD, Rating.AGAIN):
        answer(state, rating)
    clock.go_on(minutes=5)
    last = answer(state, Rating.GOOD)
    result, answers = test.result, list(test.answers)
    assert result is not None and last is not None
    grades = list_grades(ws, last)
    practice_session.undo_last_step(state)
    assert state.message == "The test is over, so its answers can no longer be undone."
    assert (name_card(state), test.result, test.answers, list_grades(ws, last)) == (None, result, answers, grades)
    practice_session.leave_round(state)
    assert state.round == "" and name_card(state) is not None


@pytest.mark.parametrize("action", ["bury", "suspend"])
def test_a_card_that_left_the_deck_gives_way_to_the_next_whatever_is_pressed(
    state: PracticeSession, ws: Workspace, clock: Clock, action: str
) -> None:
    shorter = DECK.replace("**Question:** Why number one? {#q-one}\n\n**Answer:** Because.\n\n", "")
    catalog.add_deck(ws, "pools.md", shorter.encode(), clock.now)
    practice_session.bury_or_suspend(state, action, state.token)
    assert name_card(state) == "q-two" and "removed from the deck" in state.message


def test_an_unsuspended_card_is_counted_in_the_queue_that_is_practised(
    state: PracticeSession, ws: Workspace, clock: Clock
) -> None:
    catalog.add_deck(ws, "queues.md", DECK.replace("q-", "k-").replace("Why", "When").encode(), clock.now)
    state.decks = ("pools", "queues")
    practice_session.refresh_counts(state)
    assert state.counts.new == 6 and name_card(state) == "q-one"


def test_a_card_is_buried_or_suspended_by_its_own_button_and_comes_back_by_undo(state: PracticeSession) -> None:
    practice_session.bury_or_suspend(state, "bury", "an old token")
    assert name_card(state) == "q-one"
    practice_session.bury_or_suspend(state, "bury", state.token)
    assert name_card(state) == "q-two" and state.message == "Buried until tomorrow. Press u to undo."
    practice_session.bury_or_suspend(state, "suspend", state.token)
    assert name_card(state) == "q-three" and state.message == "Suspended. Press u to undo."
    practice_session.undo_last_step(state)
    assert name_card(state) == "q-two" and state.answered_count == 0
    practice_session.undo_last_step(state)
    assert name_card(state) == "q-one"
    practice_session.undo_last_step(state)
    assert state.message == "There is nothing to undo."


def test_a_buried_card_leaves_its_round(state: PracticeSession) -> None:
    practice_session.start_filtered(state, ["q-three", "q-one"], "")
    practice_session.bury_or_suspend(state, "bury", state.token)
    assert name_card(state) == "q-one" and [ref.card for ref in state.round_queue] == ["q-one"]


def test_all_decks_are_practised_in_one_queue_until_it_is_turned_off(state: PracticeSession, ws: Workspace) -> None:
    catalog.add_deck(ws, "locks.md", DECK.replace("{#q-", "{#l-").encode(), NOON)
    answer(state, Rating.EASY)
    practice_session.choose_decks(state)
    assert set(state.decks) == {"pools", "locks"}
    seen = set()
    for _ in range(5):
        seen.add(state.shown_deck)
        answer(state, Rating.EASY)
    assert seen == {"pools", "locks"} and state.answered_count == 6
    practice_session.choose_decks(state)
    assert state.decks == () and state.shown_deck == "pools"


def test_keys_of_answers_follow_the_time_and_never_repeat(clock: Clock) -> None:
    first, second = practice_session.create_key(), practice_session.create_key()
    clock.go_on(milliseconds=1)
    later = practice_session.create_key()
    assert first != second and first[:12] == second[:12] < later[:12]
