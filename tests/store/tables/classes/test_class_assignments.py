"""What a class is to do, and what its people did of it."""

from __future__ import annotations

from dataclasses import replace

from store.connection import Connection
from store.tables import interviews
from store.tables.classes import class_assignments, classes
from store.tables.classes.class_assignments import AssignmentRow
from store.tables.library import decks
from store.tables.practice import incident_decisions
from tests.store.rows import add_deck, add_learner, find_card, grade, make_card, undo


def test_the_earliest_date_comes_first_and_what_has_none_last(connection: Connection) -> None:
    class_id, other = (classes.add_class(connection, name, 0) or 0 for name in ("Spring", "Autumn"))
    deck, gone = add_deck(connection, "caches"), add_deck(connection, "gone")
    row = AssignmentRow(0, class_id, deck, "", "topic", "Eviction", 0, "", 100)
    for target, due_date in (("none", ""), ("late", "2026-05-02"), ("early", "2026-05-01"), ("none too", "")):
        class_assignments.add_assignment(connection, replace(row, target=target, due_date=due_date))
    class_assignments.add_assignment(connection, replace(row, target="late", due_date="2026-05-02", created_at=900))
    class_assignments.add_assignment(connection, replace(row, target="late", due_date="2026-05-02", amount=5))
    class_assignments.add_assignment(connection, replace(row, class_id=other))
    class_assignments.add_assignment(connection, replace(row, deck=gone))
    decks.retire_deck(connection, gone, 500)
    rows = class_assignments.list_assignments(connection, class_id)
    assert [(found.target, found.amount) for found in rows] == [
        ("early", 0),
        ("late", 0),
        ("late", 5),
        ("none", 0),
        ("none too", 0),
    ]
    assert rows[1] == replace(row, id=rows[1].id, slug="caches", target="late", due_date="2026-05-02")

    class_assignments.delete_assignment(connection, other, rows[0].id)  # not this class's
    class_assignments.delete_assignment(connection, class_id, rows[1].id)
    left = class_assignments.list_assignments(connection, class_id)
    assert [(found.target, found.amount) for found in left] == [("early", 0), ("late", 5), ("none", 0), ("none too", 0)]


def test_assignments_follow_incidents_that_trade_their_ids(connection: Connection) -> None:
    class_id, other = (classes.add_class(connection, name, 0) or 0 for name in ("Spring", "Autumn"))
    deck, elsewhere = add_deck(connection, "caches"), add_deck(connection, "elsewhere")
    row = AssignmentRow(0, class_id, deck, "", "incident", "", 0, "", 100)
    for target, due_date in (("a", "2026-05-01"), ("b", "2026-05-02"), ("b", "2026-05-03"), ("c", "2026-05-03")):
        class_assignments.add_assignment(connection, replace(row, target=target, due_date=due_date))
    class_assignments.add_assignment(connection, replace(row, target="d", due_date="2026-05-04"))
    class_assignments.add_assignment(connection, replace(row, target="e", due_date="2026-05-04"))  # not renamed
    class_assignments.add_assignment(connection, replace(row, target="a", kind="topic"))
    class_assignments.add_assignment(connection, replace(row, target="a", deck=elsewhere))
    class_assignments.add_assignment(connection, replace(row, target="a", class_id=other))
    class_assignments.rename_incidents(connection, deck, {"a": "b", "b": "c", "c": "a", "d": "e", "f": "f"})
    assert [
        (found.slug, found.kind, found.target, found.due_date)
        for found in class_assignments.list_assignments(connection, class_id)
    ] == [
        ("caches", "incident", "b", "2026-05-01"),
        ("caches", "incident", "c", "2026-05-02"),
        ("caches", "incident", "c", "2026-05-03"),
        ("caches", "incident", "a", "2026-05-03"),
        ("caches", "incident", "e", "2026-05-04"),
        ("caches", "topic", "a", ""),
        ("elsewhere", "incident", "a", ""),
    ]
    assert [found.target for found in class_assignments.list_assignments(connection, other)] == ["b"]


def test_what_was_done_counts_from_the_moment_on_and_in_its_own_deck(connection: Connection) -> None:
    add_learner(connection, 2)
    rows = [make_card("q1"), make_card("q1~pick", source="q1"), make_card("q2"), make_card("q3")]
    deck, other = add_deck(connection, "caches", *rows), add_deck(connection, "queues", "q1")
    card = {row.name: find_card(connection, deck, row.name) for row in rows}
    grade(connection, 1, deck, card["q1"], 999)
    grade(connection, 1, deck, card["q1"], 1000)
    grade(connection, 1, deck, card["q1~pick"], 2000, event="cram")
    grade(connection, 1, deck, card["q2"], 3000, rating=1)
    undo(connection, 1, deck, card["q3"], 5000, grade(connection, 1, deck, card["q3"], 4000))
    grade(connection, 1, other, find_card(connection, other, "q1"), 6000)
    grade(connection, 2, deck, card["q3"], 7000)
    assert class_assignments.count_answers(connection, 1, deck, 1000) == 3
    assert class_assignments.count_answers(connection, 1, deck, 1001) == 2
    assert class_assignments.count_answers(connection, 2, deck, 0) == 1
    every = frozenset({"q1", "q2", "q3"})
    assert class_assignments.count_answered_sources(connection, 1, deck, every, 1000) == 2
    assert class_assignments.count_answered_sources(connection, 1, deck, every, 3000) == 1
    assert class_assignments.count_answered_sources(connection, 1, deck, frozenset({"q1"}), 0) == 1


def test_decisions_of_an_incident_count_once(connection: Connection) -> None:
    add_learner(connection, 2)
    deck, other = add_deck(connection, "caches"), add_deck(connection, "queues")
    row = incident_decisions.DecisionRow("outage", "s1", 1.0, "x", correct=False, at=1000)
    for learner, number, changed in (
        (1, deck, row),
        (1, deck, replace(row, at=2000, correct=True)),
        (1, deck, replace(row, stop="s2", at=999)),
        (1, deck, replace(row, stop="s3", incident="another")),
        (1, other, replace(row, stop="s4")),
        (2, deck, replace(row, stop="s5")),
    ):
        incident_decisions.add_decision(connection, learner, number, changed)
    assert class_assignments.list_decided_stops(connection, 1, deck, "outage", 1000) == {"s1"}
    assert class_assignments.list_decided_stops(connection, 1, deck, "outage", 999) == {"s1", "s2"}


def test_only_ones_own_finished_interviews_count(connection: Connection) -> None:
    add_learner(connection, 2)
    row = interviews.RoundRow(0, "a", "own", "", "plan a", "", interrupts=True, uses_model=False, started_at=1)
    for learner, changed in (
        (1, replace(row, finished_at=1000)),
        (1, replace(row, key="b", plan="plan b", finished_at=2000)),
        (1, replace(row, key="c", plan="too early", finished_at=999)),
        (1, replace(row, key="d", plan="not finished")),
        (1, replace(row, key="e", plan="of somebody else", origin="received", finished_at=2000)),
        (2, replace(row, plan="another learner's", finished_at=2000)),
    ):
        interviews.add_round(connection, learner, changed)
    assert class_assignments.find_interview_plans(connection, 1, 1000) == ("plan a", "plan b")


def test_a_lab_has_a_first_and_a_last_run(connection: Connection) -> None:
    add_learner(connection, 2)
    deck, other = add_deck(connection, "caches"), add_deck(connection, "a-deck")
    class_assignments.note_lab_run(connection, 1, deck, "queue", 1000)
    class_assignments.note_lab_run(connection, 1, deck, "queue", 2000)
    class_assignments.note_lab_run(connection, 1, other, "queue", 500)
    class_assignments.note_lab_run(connection, 2, deck, "queue", 9000)
    assert class_assignments.has_run_lab(connection, 1, deck, "queue", 2000) is True
    assert class_assignments.has_run_lab(connection, 1, deck, "queue", 2001) is False
    assert class_assignments.has_run_lab(connection, 1, deck, "cache", 0) is False
    assert class_assignments.list_lab_runs(connection, 1) == (
        ("a-deck", "queue", 500, 500),
        ("caches", "queue", 1000, 2000),
    )
    class_assignments.restore_lab_run(connection, 1, deck, "queue", 1500, 1800)  # both lie in between
    assert class_assignments.list_lab_runs(connection, 1)[1] == ("caches", "queue", 1000, 2000)
    class_assignments.restore_lab_run(connection, 1, deck, "queue", 100, 3000)
    assert class_assignments.list_lab_runs(connection, 1)[1] == ("caches", "queue", 100, 3000)
    class_assignments.restore_lab_run(connection, 1, deck, "cache", 7, 8)
    assert class_assignments.list_lab_runs(connection, 1)[1] == ("caches", "cache", 7, 8)
