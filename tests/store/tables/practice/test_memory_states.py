"""A learner's states: one row for each card of the decks that they practise."""

from __future__ import annotations

from dataclasses import replace

from store.connection import Connection
from store.tables.learners import learners
from store.tables.library import decks
from store.tables.practice import incident_decisions, memory_states, review_log
from store.tables.practice.memory_states import Flags, MemoryRow, ReviewedCard
from tests.store.rows import add_deck, add_learner, find_card, grade, make_card, set_flags, set_memory, undo

NEW = MemoryRow(0, None, None, None, None, None, 0, 0)


def list_names(connection: Connection, deck: int, learner: int = 1) -> list[str]:
    return [row.name for row in memory_states.list_states(connection, learner, deck)]


def test_a_learner_gets_a_state_for_each_card_and_memories_stay(connection: Connection) -> None:
    add_learner(connection, 2)
    deck = add_deck(connection, "caches", "a", "b", make_card("c~pick", kind="pick"))
    assert memory_states.is_enrolled(connection, 1, deck, 1) is False
    memory_states.enrol_learner(connection, 1, deck, 1)
    assert memory_states.is_enrolled(connection, 1, deck, 1) is True
    assert memory_states.is_enrolled(connection, 1, deck, 2) is False
    assert memory_states.is_enrolled(connection, 2, deck, 1) is False
    assert list_names(connection, deck) == ["a", "b"]  # picking is a kind that nobody meets before they ask for it
    assert list_names(connection, deck, 2) == []

    card = find_card(connection, deck, "a")
    set_memory(connection, 1, card, reps=7)
    decks.replace_cards(connection, deck, [make_card("new"), make_card("a")], 500)
    memory_states.enrol_learner(connection, 1, deck, 2)
    assert memory_states.is_enrolled(connection, 1, deck, 2) is True
    assert list_names(connection, deck) == ["new", "a"]
    state = memory_states.load_state(connection, 1, card)
    assert state is not None
    assert state.memory.reps == 7
    retired = memory_states.list_states(connection, 1, deck, retired=True)
    assert {row.name for row in retired if row.retired} == {"b", "c~pick"}
    memory_states.reset_enrolments(connection, 2)
    assert memory_states.is_enrolled(connection, 1, deck, 2) is True
    memory_states.reset_enrolments(connection, 1)
    assert memory_states.is_enrolled(connection, 1, deck, 2) is False


def test_only_the_kinds_that_a_learner_chose_are_asked(connection: Connection) -> None:
    rows = [make_card(kind, kind=kind) for kind in ("recall", "gap", "pick", "tests", "cloze")]
    deck = add_deck(connection, "caches", *rows, learners=(1,))
    assert list_names(connection, deck) == ["recall", "cloze"]
    learners.save_preferences(connection, 1, {"kinds": ["pick", "cloze"]})
    memory_states.enrol_learner(connection, 1, deck, 1)
    assert list_names(connection, deck) == ["pick", "cloze"]
    learners.save_preferences(connection, 1, {"kinds": None})
    memory_states.enrol_learner(connection, 1, deck, 1)
    assert list_names(connection, deck) == ["recall", "cloze"]


def test_a_card_that_is_asked_of_those_who_keep_it_is_asked_of_nobody_else(connection: Connection) -> None:
    add_learner(connection, 2)
    deck = add_deck(connection, "caches", replace(make_card("s1~decision", source="s1"), kept_only=True))
    saved = incident_decisions.SavedDecisionRow("s1", "outage", 1.0, "?", "!", "x", 1)
    incident_decisions.save_decision(connection, 1, deck, saved)
    for learner in (1, 2):
        memory_states.enrol_learner(connection, learner, deck, 1)
    assert list_names(connection, deck, 1) == ["s1~decision"]
    assert list_names(connection, deck, 2) == []
    card = find_card(connection, deck, "s1~decision")
    for learner in (1, 2):
        memory_states.ask_next(connection, learner, card, 900)
    assert list_names(connection, deck, 2) == []


def test_a_follow_up_waits_until_the_question_before_it_is_known_or_not_asked(connection: Connection) -> None:
    rows = [make_card("q"), make_card("f", follows="q"), make_card("g", follows="nothing"), make_card("h", follows="p")]
    deck = add_deck(connection, "caches", *rows, make_card("p", kind="pick"), learners=(1,))
    card = {name: find_card(connection, deck, name) for name in "qfgh"}

    def list_waiting() -> list[str]:
        return [row.name for row in memory_states.list_states(connection, 1, deck) if row.flags.waiting]

    assert list_waiting() == ["f"]
    set_memory(connection, 1, card["q"], phase=1)
    memory_states.enrol_learner(connection, 1, deck, 1)
    assert list_waiting() == ["f"]
    set_memory(connection, 1, card["q"], phase=2)
    memory_states.enrol_learner(connection, 1, deck, 1)
    assert list_waiting() == []


def test_a_card_that_is_called_is_held_back_by_nothing_but_its_suspension(connection: Connection) -> None:
    deck = add_deck(connection, "caches", "a", "b", learners=(1,))
    card, other = find_card(connection, deck, "a"), find_card(connection, deck, "b")
    for number in (card, other):
        set_flags(connection, 1, number, buried_until=5, spaced_until=6, waiting=1, suspended=1, retired=1)
    memory_states.ask_next(connection, 1, card, 900)
    state, untouched = (memory_states.load_state(connection, 1, number) for number in (card, other))
    assert state is not None
    assert untouched is not None
    assert state.flags == Flags(
        suspended=True, leech=False, buried_until=0, spaced_until=0, called_at=900, waiting=False
    )
    assert (state.retired, untouched.retired, untouched.flags.called_at) == (False, True, 0)
    decks.replace_cards(connection, deck, [make_card("b")], 950)
    memory_states.ask_next(connection, 1, card, 1000)
    state = memory_states.load_state(connection, 1, card)
    assert state is not None
    assert state.retired is True


def test_a_state_comes_back_as_it_was_saved_and_its_stamp_grows(connection: Connection) -> None:
    add_learner(connection, 2)
    row = make_card("a", kind="cloze", source="q", topic="T", family="f", follows="b", prompt="?", sha="s")
    deck = add_deck(connection, "caches", row, "b", learners=(1, 2))
    card = find_card(connection, deck, "a")
    memory = MemoryRow(3, 1, 2.5, 6.5, 900, 800, 4, 2)
    flags = Flags(suspended=True, leech=True, buried_until=10, spaced_until=20, called_at=30, waiting=True)
    memory_states.save_state(connection, 1, card, memory, flags, 77)
    state = memory_states.load_state(connection, 1, card)
    assert state is not None
    assert (state.memory, state.flags, state.stamp, state.last_event) == (memory, flags, 1, 77)
    assert (state.card, state.name, state.kind, state.source) == (card, "a", "cloze", "q")
    assert (state.topic, state.family, state.follows, state.prompt, state.sha) == ("T", "f", "b", "?", "s")
    free = memory_states.make_flags()
    assert free == Flags(suspended=False, leech=False, buried_until=0, spaced_until=0, called_at=0, waiting=False)
    assert memory_states.make_flags(leech=True).leech is True
    assert memory_states.make_flags(suspended=True).suspended is True
    memory_states.save_flags(connection, 1, [(card, free)])
    assert memory_states.load_state(connection, 1, card) == state._replace(flags=free)  # an answer stays fresh
    others = memory_states.load_state(connection, 2, card)
    assert others is not None
    assert (others.memory, others.stamp, others.last_event) == (NEW, 0, 0)
    assert memory_states.load_state(connection, 3, card) is None


def test_siblings_are_the_cards_of_a_family_that_are_still_asked(connection: Connection) -> None:
    add_learner(connection, 2)
    rows = [make_card(name, family="f") for name in "abc"] + [make_card("d", family="g")]
    deck = add_deck(connection, "caches", *rows, learners=(1, 2))
    add_deck(connection, "queues", make_card("e", family="f"), learners=(1,))
    set_flags(connection, 1, find_card(connection, deck, "c"), retired=1)
    assert {row.name for row in memory_states.list_siblings(connection, 1, deck, "f")} == {"a", "b"}
    assert {row.name for row in memory_states.list_siblings(connection, 2, deck, "f")} == {"a", "b", "c"}


def test_who_has_begun_and_how_many_know_a_question(connection: Connection) -> None:
    for number in (2, 3):
        add_learner(connection, number)
    rows = [make_card("q1"), make_card("q1~pick", source="q1"), make_card("q2")]
    deck = add_deck(connection, "caches", *rows, learners=(1, 2, 3))
    other = add_deck(connection, "queues", "q1", learners=(3,))
    card = {row.name: find_card(connection, deck, row.name) for row in rows}
    for learner, name in ((1, "q1"), (1, "q1~pick"), (2, "q1"), (2, "q2")):
        set_memory(connection, learner, card[name], phase=1)
    set_memory(connection, 3, find_card(connection, other, "q1"))
    assert [memory_states.has_begun(connection, learner, deck) for learner in (1, 2, 3)] == [True, True, False]
    assert memory_states.has_begun(connection, 3, other) is True
    assert memory_states.count_learners_by_source(connection, deck) == {"q1": 2, "q2": 1}


def test_a_new_card_takes_over_the_latest_memory_of_what_asked_the_same_before(connection: Connection) -> None:
    add_learner(connection, 2)
    old = [make_card(name, source="q1", kind=kind) for name, kind in (("o1", "old"), ("o2", "old"), ("o3", "else"))]
    deck = add_deck(connection, "caches", *old, learners=(1, 2))
    card = {row.name: find_card(connection, deck, row.name) for row in old}
    set_memory(connection, 1, card["o1"], last_review=100, reps=3, stability=2.0)
    set_memory(connection, 1, card["o2"], last_review=200, reps=5, stability=7.0, due=900)
    set_memory(connection, 1, card["o3"], last_review=300, reps=9, stability=9.0)
    decks.replace_cards(connection, deck, [make_card("q1"), make_card("q2")], 500)
    for learner in (1, 2):
        memory_states.enrol_learner(connection, learner, deck, 2)
    memory_states.adopt_memories(connection, deck, ["old"])
    states = {row.name: row for row in memory_states.list_states(connection, 1, deck)}
    assert states["q1"].memory == MemoryRow(2, None, 7.0, 5.0, 900, 200, 5, 0)
    assert states["q1"].stamp == 1
    assert states["q2"].memory == NEW
    assert {row.memory for row in memory_states.list_states(connection, 2, deck)} == {NEW}
    set_memory(connection, 1, states["q1"].card, reps=1)  # a memory of its own is not overwritten
    memory_states.adopt_memories(connection, deck, ["old"])
    again = memory_states.load_state(connection, 1, states["q1"].card)
    assert again is not None
    assert again.memory.reps == 1


def test_memories_that_were_worked_out_anew_are_saved_without_a_new_stamp(connection: Connection) -> None:
    add_learner(connection, 2)
    deck, other = (
        add_deck(connection, "caches", "a", "b", learners=(1, 2)),
        add_deck(connection, "z", "c", learners=(1,)),
    )
    first, last = find_card(connection, deck, "a"), find_card(connection, other, "c")
    set_memory(connection, 1, last, phase=1, due=50, last_review=40, reps=2, stability=1.5, difficulty=4.0)
    set_memory(connection, 1, first, due=90, last_review=80, reps=3)
    set_memory(connection, 2, first)
    rows = memory_states.list_reviewed(connection, 1)
    assert rows == (
        ReviewedCard(first, 2, 3.0, 5.0, due=90, last_review=80, reps=3),
        ReviewedCard(last, 1, 1.5, 4.0, due=50, last_review=40, reps=2),
    )
    changed = replace(rows[0], stability=8.0, difficulty=2.0, due=500)
    memory_states.save_memories(connection, 1, [changed])
    assert memory_states.list_reviewed(connection, 1) == (changed, rows[1])
    state, others = (memory_states.load_state(connection, learner, first) for learner in (1, 2))
    assert state is not None
    assert others is not None
    assert (state.stamp, others.memory.stability) == (0, 3.0)


def test_the_last_event_of_a_card_is_found_again_from_the_log(connection: Connection) -> None:
    add_learner(connection, 2)
    deck = add_deck(connection, "caches", "a", "b", "c", "d", learners=(1, 2))
    card = {name: find_card(connection, deck, name) for name in "abcd"}
    old = grade(connection, 1, deck, card["d"], 500)
    set_flags(connection, 1, card["d"], last_event=old)
    since = review_log.compute_id_range(1, 1000)[0]
    kept = grade(connection, 1, deck, card["a"], 1000)
    undo(connection, 1, deck, card["a"], 3000, grade(connection, 1, deck, card["a"], 2000, event="bury"))
    undo(connection, 1, deck, card["b"], 5000, grade(connection, 1, deck, card["b"], 4000))
    suspended = grade(connection, 1, deck, card["c"], 6000, event="suspend")
    grade(connection, 1, deck, card["c"], 7000, event="cram")  # cramming tells nothing of the memory
    for name in "abc":
        set_flags(connection, 1, card[name], last_event=1)
    set_flags(connection, 2, card["a"], last_event=2)
    memory_states.update_last_events(connection, 1, review_log.compute_id_range(1), since)
    states = {row.name: row.last_event for row in memory_states.list_states(connection, 1, deck)}
    assert states == {"a": kept, "b": 0, "c": suspended, "d": old}
    others = memory_states.load_state(connection, 2, card["a"])
    assert others is not None
    assert others.last_event == 2


def test_cards_of_one_day_are_asked_in_an_order_of_their_own(connection: Connection) -> None:
    deck = add_deck(connection, "caches", *(f"c{n}" for n in range(12)), learners=(1,))
    rows = connection.execute("SELECT card FROM states WHERE deck = ? ORDER BY shuffle, card", (deck,)).fetchall()
    numbers = [number for (number,) in rows]
    assert numbers != sorted(numbers)
    assert len(numbers) == 12
