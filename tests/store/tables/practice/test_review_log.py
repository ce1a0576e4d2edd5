"""How the log is numbered: a learner's rows stand together, in the order in which they were written."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from store.connection import Connection
from store.database_errors import ConstraintError
from store.tables.library import decks
from store.tables.practice import memory_states, review_log, review_stats
from store.tables.practice.memory_states import Flags, MemoryRow
from store.tables.practice.review_log import LogEntry
from tests.store.rows import add_deck, add_learner, find_card, grade, make_card, set_flags, undo

YEAR = 31_536_000_000


@dataclass(frozen=True)
class Place:
    """A deck with the questions q1 (asked in two ways) and q2, and its cards by name. Learners 1 to 3 practise it."""

    deck: int
    cards: dict[str, int]


@pytest.fixture
def place(connection: Connection) -> Place:
    rows = [make_card("q1"), make_card("q1~pick", source="q1"), make_card("q2")]
    for number in (2, 3):
        add_learner(connection, number)
    deck = add_deck(connection, "caches", *rows, learners=(1, 2, 3))
    return Place(deck, {row.name: find_card(connection, deck, row.name) for row in rows})


def answer(connection: Connection, place: Place, learner: int, at: int, session: str = "s") -> int:
    return grade(connection, learner, place.deck, place.cards["q1"], at, session=session)


def test_rows_of_learners_who_take_turns_stand_apart(connection: Connection, place: Place) -> None:
    numbers = {learner: [answer(connection, place, learner, 1_000 + n) for n in range(3)] for learner in (2, 1, 3)}
    for learner, own in numbers.items():
        first, last = review_log.compute_id_range(learner)
        assert own == sorted(own)
        assert all(first <= number <= last for number in own)
        assert [row.id for row in review_log.list_entries(connection, learner)] == own
        assert review_stats.find_newest_row(connection, learner) == own[-1]


def test_a_clock_that_is_set_back_loses_no_row_of_the_day(connection: Connection, place: Place) -> None:
    times = [10 * YEAR, 11 * YEAR, 10 * YEAR + 5, 10 * YEAR + 5, 100 * YEAR, 11 * YEAR + 1, -5]
    numbers = [answer(connection, place, 1, at) for at in times]
    assert numbers == sorted(set(numbers))
    for since in (0, 10 * YEAR, 10 * YEAR + 5, 11 * YEAR, 11 * YEAR + 1, 99 * YEAR, 200 * YEAR):
        assert review_log.count_answers(connection, 1, since)[0] == sum(at >= since for at in times), since


def test_a_time_far_ahead_leaves_room_for_what_comes_after_it(connection: Connection, place: Place) -> None:
    numbers = [answer(connection, place, 1, at) for at in (10**15, 10**15 + 1, 5)]
    assert numbers == sorted(numbers)
    assert numbers[-1] <= review_log.compute_id_range(1)[1]
    assert [row.id for row in review_log.list_entries(connection, 1)] == numbers


def test_the_newest_of_a_session_is_found_behind_those_of_others(connection: Connection, place: Place) -> None:
    mine = answer(connection, place, 1, 5, "mine")
    for n in range(5):
        answer(connection, place, 1, 6 + n, "other")
        answer(connection, place, 2, 6 + n, "mine")
    found = review_log.find_last_undoable(connection, 1, "mine")
    assert found is not None
    assert found.id == mine
    assert review_log.find_last_undoable(connection, 1, "nobody's") is None


def test_a_row_comes_back_as_it_was_written_and_once_for_a_key(connection: Connection, place: Place) -> None:
    flags = Flags(suspended=True, leech=False, buried_until=3, spaced_until=4, called_at=5, waiting=True)
    entry = LogEntry(
        learner=1,
        deck=place.deck,
        card=place.cards["q1"],
        event="grade",
        at=1000,
        key="k",
        session="s",
        rating=2,
        duration=4000,
        confidence=75,
        model="FSRS-6",
        was=MemoryRow(3, 1, 2.5, 6.5, 900, 800, 4, 2),
        touched=((place.cards["q1"], flags), (place.cards["q2"], flags._replace(leech=True, waiting=False))),
        was_last=12,
        points=(("said", True), ("missed – “so”", False), ("left open", None)),
    )
    number = review_log.append_entry(connection, entry)
    plain = entry._replace(
        key="plain", rating=None, event="bury", was=None, touched=(), was_last=None, points=None, confidence=None
    )
    review_log.append_entry(connection, plain)
    assert [row.entry for row in review_log.list_entries(connection, 1)] == [entry, plain]
    found = review_log.find_by_key(connection, "k")
    assert found == review_log.LoggedEntry(number, entry)
    assert review_log.find_by_key(connection, "another") is None
    assert review_log.append_once(connection, entry._replace(at=2000)) is None
    with pytest.raises(ConstraintError, match="k"):
        review_log.append_entry(connection, entry._replace(learner=2))
    assert len(review_log.list_entries(connection, 1)) == 2


@pytest.mark.parametrize("event", ["grade", "cram", "bury", "suspend", "resume"])
def test_what_was_taken_back_is_not_taken_back_again(
    connection: Connection, place: Place, event: review_log.LogEvent
) -> None:
    first = answer(connection, place, 1, 1000)
    last = grade(connection, 1, place.deck, place.cards["q2"], 2000, event=event)
    found = review_log.find_last_undoable(connection, 1, "s")
    assert found is not None
    assert found.id == last
    undo(connection, 1, place.deck, place.cards["q2"], 3000, last)
    found = review_log.find_last_undoable(connection, 1, "s")
    assert found is not None
    assert found.id == first


def test_something_that_happened_to_the_card_since_is_seen(connection: Connection, place: Place) -> None:
    answer(connection, place, 1, 1000)
    logged = review_log.list_entries(connection, 1)[0]
    for last_event, has_changed in ((logged.id, False), (logged.id + 1, True), (0, False)):
        set_flags(connection, 1, place.cards["q1"], last_event=last_event)
        set_flags(connection, 2, place.cards["q1"], last_event=logged.id + 9)
        set_flags(connection, 1, place.cards["q2"], last_event=logged.id + 9)
        assert review_log.has_changed_since(connection, logged) is has_changed


def test_the_day_counts_new_cards_and_reviews_and_not_what_is_in_learning(connection: Connection, place: Place) -> None:
    other = add_deck(connection, "queues", "a")
    elsewhere = find_card(connection, other, "a")
    card = place.cards["q1"]
    for at, phase in ((999, 0), (1000, 0), (1001, 1), (1002, 2), (1003, 2), (1004, 3)):
        grade(connection, 1, place.deck, card, at, phase=phase)
    grade(connection, 1, place.deck, card, 1005, event="cram")
    grade(connection, 1, other, elsewhere, 1006)
    grade(connection, 2, place.deck, card, 1007)
    undo(connection, 1, place.deck, card, 1009, grade(connection, 1, place.deck, card, 1008))
    assert review_log.count_done(connection, 1, place.deck, 1000) == (1, 2)
    assert review_log.count_done(connection, 1, place.deck, 1003) == (0, 1)
    assert review_log.count_done(connection, 1, place.deck, 1010) == (0, 0)


def test_answers_and_the_time_they_took_are_added_up_over_all_decks(connection: Connection, place: Place) -> None:
    other = add_deck(connection, "queues", "a")
    card = place.cards["q1"]
    grade(connection, 1, place.deck, card, 999, rating=1, duration=50_000)
    grade(connection, 1, place.deck, card, 1000, rating=1, duration=2000)
    grade(connection, 1, other, find_card(connection, other, "a"), 1001, rating=1, event="cram", duration=3000)
    grade(connection, 1, place.deck, card, 1002, rating=2)
    grade(connection, 1, place.deck, card, 1003, event="suspend")
    grade(connection, 2, place.deck, card, 1004, duration=70_000)
    undo(connection, 1, place.deck, card, 1006, grade(connection, 1, place.deck, card, 1005, rating=1, duration=9))
    assert review_log.count_answers(connection, 1, 1000) == (3, 5000, 2)
    assert review_log.count_answers(connection, 1, 2000) == (0, 0, 0)


def test_missed_questions_come_once_in_the_order_in_which_they_were_missed(
    connection: Connection, place: Place
) -> None:
    rows = [("q2", 1000, 1), ("q1", 1001, 1), ("q1~pick", 1002, 1), ("q2", 1003, 1)]
    for name, at, rating in rows:
        grade(connection, 1, place.deck, place.cards[name], at, rating=rating)
    assert review_log.list_missed_sources(connection, 1, place.deck, 1000, 1004) == ("q2", "q1")
    assert review_log.list_missed_sources(connection, 1, place.deck, 1001, 1003) == ("q1",)
    assert review_log.list_missed_sources(connection, 1, place.deck, 1001, 1004) == ("q1", "q2")
    assert review_log.list_missed_sources(connection, 2, place.deck, 0, 9000) == ()

    card = place.cards["q1"]
    grade(connection, 2, place.deck, card, 1000, rating=2)
    grade(connection, 2, place.deck, card, 1001, rating=1, event="cram")
    undo(connection, 2, place.deck, card, 1003, grade(connection, 2, place.deck, card, 1002, rating=1))
    other = add_deck(connection, "queues", "a")
    grade(connection, 2, other, find_card(connection, other, "a"), 1004, rating=1)
    assert review_log.list_missed_sources(connection, 2, place.deck, 0, 9000) == ()


def test_grades_come_in_order_of_time_whenever_they_were_written(connection: Connection, place: Place) -> None:
    card, second = place.cards["q1"], place.cards["q2"]
    late = grade(connection, 1, place.deck, card, 9000, rating=4)
    early = grade(connection, 1, place.deck, card, 1000, rating=1)
    crammed = grade(connection, 1, place.deck, card, 5000, rating=2, event="cram")
    middle = grade(connection, 1, place.deck, second, 4000)
    grade(connection, 1, place.deck, card, 6000, event="bury")
    grade(connection, 2, place.deck, card, 2000)
    undo(connection, 1, place.deck, card, 9500, grade(connection, 1, place.deck, card, 3000))
    assert [row.id for row in review_log.list_graded_entries(connection, 1)] == [early, middle, late]
    with_cram = review_log.list_graded_entries(connection, 1, cram=True)
    assert [row.id for row in with_cram] == [early, middle, crammed, late]
    assert review_log.list_card_grades(connection, 1, card) == ((1000, 1), (9000, 4))
    assert review_stats.list_grades(connection, 1) == ((card, 1000, 1), (second, 4000, 3), (card, 9000, 4))


def test_the_points_of_the_last_answer_are_those_that_its_row_has(connection: Connection, place: Place) -> None:
    card, points = place.cards["q1"], (("a point", True), ("another", None))
    assert review_log.load_last_points(connection, 1, card) is None
    typed = grade(connection, 1, place.deck, card, 1000, points=points)
    memory_states.update_last_events(connection, 1, review_log.compute_id_range(1), typed)
    assert review_log.load_last_points(connection, 1, card) == points
    assert review_log.load_last_points(connection, 2, card) is None
    tapped = grade(connection, 1, place.deck, card, 2000)
    memory_states.update_last_events(connection, 1, review_log.compute_id_range(1), tapped)
    assert review_log.load_last_points(connection, 1, card) is None


def test_a_card_of_a_deck_that_was_retired_still_has_its_grades(connection: Connection, place: Place) -> None:
    answer(connection, place, 1, 1000)
    decks.retire_deck(connection, place.deck, 2000)
    assert len(review_log.list_graded_entries(connection, 1)) == 1
