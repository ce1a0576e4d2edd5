"""Decisions taken in replays, and the wrong ones that learners keep."""

from __future__ import annotations

from dataclasses import replace

from store.connection import Connection
from store.tables.practice import incident_decisions, memory_states
from store.tables.practice.incident_decisions import DecisionRow, SavedDecisionRow
from tests.store.rows import add_deck, add_learner, make_card

SAVED = SavedDecisionRow("s1", "outage", 4.5, "What now?", "Roll back", "Wait", 100)


def test_every_decision_is_kept_in_the_order_in_which_it_was_taken(connection: Connection) -> None:
    add_learner(connection, 2)
    deck, other = add_deck(connection, "caches"), add_deck(connection, "queues")
    wrong = DecisionRow("outage", "s1", 4.5, "Wait", correct=False, at=900)
    right = replace(wrong, chosen="Roll back", correct=True, at=100)
    for learner, number, row in ((1, deck, wrong), (1, deck, right), (2, deck, right), (1, other, right)):
        incident_decisions.add_decision(connection, learner, number, row)
    assert incident_decisions.list_decisions(connection, 1, deck) == (wrong, right)


def test_a_stop_that_is_kept_takes_the_new_texts(connection: Connection) -> None:
    add_learner(connection, 2)
    deck, other = add_deck(connection, "caches"), add_deck(connection, "queues")
    changed = SavedDecisionRow("s1", "crash", 5.5, "And now?", "Fail over", "Restart", 300)
    second = replace(SAVED, stop="s2", kept_at=200)
    for row in (SAVED, second, changed):
        incident_decisions.save_decision(connection, 1, deck, row)
    incident_decisions.save_decision(connection, 2, deck, SAVED)
    incident_decisions.save_decision(connection, 1, other, SAVED)
    assert incident_decisions.list_saved(connection, 1, deck) == (second, changed)
    assert incident_decisions.list_saved_by_all(connection, deck) == (changed, second)
    incident_decisions.delete_saved(connection, 1, deck, "s1")
    assert incident_decisions.list_saved(connection, 1, deck) == (second,)
    assert incident_decisions.list_saved(connection, 2, deck) == (SAVED,)
    assert incident_decisions.list_saved(connection, 1, other) == (SAVED,)
    assert incident_decisions.list_saved_by_all(connection, deck) == (SAVED, second)


def test_the_card_of_a_decision_that_is_kept_no_longer_rests(connection: Connection) -> None:
    add_learner(connection, 2)
    kept = replace(make_card("s1~decision", source="s1"), kept_only=True)
    deck = add_deck(connection, "caches", kept, make_card("s1"), replace(kept, name="s2~decision", source="s2"))
    for learner in (1, 2):
        for stop in ("s1", "s2"):
            incident_decisions.save_decision(connection, learner, deck, replace(SAVED, stop=stop))
        memory_states.enrol_learner(connection, learner, deck, 1)
    incident_decisions.delete_saved(connection, 1, deck, "s1")
    assert [row.name for row in memory_states.list_states(connection, 1, deck)] == ["s1", "s2~decision"]
    assert len(memory_states.list_states(connection, 2, deck)) == 3


def test_what_is_kept_follows_renamed_stops_and_incidents(connection: Connection) -> None:
    add_learner(connection, 2)
    deck, other = add_deck(connection, "caches", "a", learners=(1,)), add_deck(connection, "queues", "b", learners=(1,))
    for stop, incident in (("s1", "i1"), ("s2", "i2"), ("s3", "i3")):
        incident_decisions.save_decision(connection, 1, deck, replace(SAVED, stop=stop, incident=incident))
    incident_decisions.save_decision(connection, 1, other, replace(SAVED, incident="i1"))
    incident_decisions.rename_decisions(
        connection, deck, {"s1": "s2", "s2": "s1", "s3": "s3"}, {"i1": "i2", "i2": "i1", "i3": "i4"}
    )
    assert {(row.stop, row.incident) for row in incident_decisions.list_saved(connection, 1, deck)} == {
        ("s2", "i2"),
        ("s1", "i1"),
        ("s3", "i4"),
    }
    assert incident_decisions.list_saved(connection, 1, other)[0].incident == "i1"
    assert memory_states.is_enrolled(connection, 1, deck, 1) is False  # whose card it is has to be settled again
    assert memory_states.is_enrolled(connection, 1, other, 1) is True

    memory_states.enrol_learner(connection, 1, deck, 1)
    incident_decisions.rename_decisions(connection, deck, {"s3": "s3"}, {})
    assert memory_states.is_enrolled(connection, 1, deck, 1) is True


def test_what_was_decided_follows_renamed_stops_and_incidents(connection: Connection) -> None:
    add_learner(connection, 2)
    deck, other = add_deck(connection, "caches"), add_deck(connection, "queues")
    taken = DecisionRow("i1", "s1", 4.5, "Wait", correct=False, at=900)
    for number in (deck, other):
        for incident, stop in (("i1", "s1"), ("i2", "s2"), ("i3", "s3")):
            incident_decisions.add_decision(connection, 1, number, replace(taken, incident=incident, stop=stop))
    incident_decisions.add_decision(connection, 2, deck, taken)
    incident_decisions.rename_decisions(
        connection, deck, {"s1": "s2", "s2": "s1", "s3": "s3"}, {"i1": "i2", "i2": "i1", "i3": "i4"}
    )
    decided = [(row.incident, row.stop) for row in incident_decisions.list_decisions(connection, 1, deck)]
    assert decided == [("i2", "s2"), ("i1", "s1"), ("i4", "s3")]
    assert incident_decisions.list_decisions(connection, 2, deck) == (replace(taken, incident="i2", stop="s2"),)
    assert incident_decisions.list_decisions(connection, 1, other)[0] == taken


def test_a_decision_that_is_in_the_way_gives_way_to_the_renamed_one(connection: Connection) -> None:
    add_learner(connection, 2)
    deck = add_deck(connection, "caches")
    incident_decisions.save_decision(connection, 1, deck, replace(SAVED, stop="old", prompt="moves"))
    for learner in (1, 2):
        incident_decisions.save_decision(connection, learner, deck, replace(SAVED, stop="new", prompt="in the way"))
    incident_decisions.rename_decisions(connection, deck, {"old": "new"}, {})
    assert [row.prompt for row in incident_decisions.list_saved(connection, 1, deck)] == ["moves"]
    assert [row.prompt for row in incident_decisions.list_saved(connection, 2, deck)] == ["in the way"]
