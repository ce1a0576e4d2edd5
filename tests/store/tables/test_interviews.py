"""Rounds of mock interviews, as they are kept."""

from __future__ import annotations

from dataclasses import replace

from store.connection import Connection
from store.tables import interviews
from store.tables.interviews import RoundRow, ScoresRow, TurnRow
from tests.store.rows import add_learner

OWN = RoundRow(
    0, "own", "own", "Ada", '{"plan": 1}', '{"rubric": 2}', interrupts=True, uses_model=False, started_at=100
)


def test_a_round_comes_back_as_it_was_written_and_once_for_a_key(connection: Connection) -> None:
    add_learner(connection, 2)
    received = replace(OWN, key="received", origin="received", interrupts=False, uses_model=True, scheduled_at=300)
    first = interviews.add_round(connection, 1, OWN)
    second = interviews.add_round(connection, 1, received)
    others = interviews.add_round(connection, 2, replace(OWN, author="Ben"))
    assert len({first, second, others}) == 3
    assert interviews.find_round(connection, 1, "own") == replace(OWN, id=first)
    assert interviews.find_round(connection, 1, "received") == replace(received, id=second)
    assert interviews.find_round(connection, 2, "own") == replace(OWN, id=others, author="Ben")
    assert interviews.find_round(connection, 2, "received") is None
    assert interviews.add_round(connection, 1, replace(OWN, author="somebody else")) == first
    assert interviews.find_round(connection, 1, "own") == replace(OWN, id=first)


def test_the_newest_round_comes_first_and_others_rounds_not_at_all(connection: Connection) -> None:
    add_learner(connection, 2)
    for key, started_at in (("early", 100), ("late", 900), ("middle", 500), ("as late", 900)):
        interviews.add_round(connection, 1, replace(OWN, key=key, started_at=started_at))
    interviews.add_round(connection, 2, OWN)
    assert [row.key for row in interviews.list_rounds(connection, 1)] == ["as late", "late", "middle", "early"]


def test_a_round_is_over_when_it_was_over_first(connection: Connection) -> None:
    number = interviews.add_round(connection, 1, OWN)
    other = interviews.add_round(connection, 1, replace(OWN, key="other"))
    interviews.finish_round(connection, number, 700)
    interviews.finish_round(connection, number, 800)
    interviews.mark_scheduled(connection, number, 900)
    assert interviews.find_round(connection, 1, "own") == replace(OWN, id=number, finished_at=700, scheduled_at=900)
    assert interviews.find_round(connection, 1, "other") == replace(OWN, id=other, key="other")


def test_a_turn_is_written_anew_with_its_answer_and_stays_in_its_place(connection: Connection) -> None:
    number = interviews.add_round(connection, 1, OWN)
    other = interviews.add_round(connection, 1, replace(OWN, key="other"))
    answered = TurnRow(1, '{"said": true}', b"\x01\x02", "answer 1", "review 1")
    for turn in (TurnRow(2, "{}", b""), TurnRow(1, "{}", b""), answered):
        interviews.save_turn(connection, number, turn)
    interviews.save_turn(connection, other, TurnRow(1, "{}", b"", "answer 2", "review 2"))
    assert interviews.list_turns(connection, number) == (answered, TurnRow(2, "{}", b""))


def test_whoever_scored_a_round_cannot_change_their_scores(connection: Connection) -> None:
    number = interviews.add_round(connection, 1, OWN)
    other = interviews.add_round(connection, 1, replace(OWN, key="other"))
    late, early = ScoresRow("Ada", '{"depth": 2}', "good", 900), ScoresRow("Ben", '{"depth": 4}', "", 100)
    for row in (late, early, replace(late, scores='{"depth": 4}', saved_at=50)):
        interviews.add_scores(connection, number, row)
    interviews.add_scores(connection, other, replace(late, scorer="Cem"))
    assert interviews.list_scores(connection, number) == (early, late)


def test_a_deleted_round_goes_with_its_turns_and_scores_and_no_other_does(connection: Connection) -> None:
    add_learner(connection, 2)
    mine, others = interviews.add_round(connection, 1, OWN), interviews.add_round(connection, 2, OWN)
    interviews.add_round(connection, 1, replace(OWN, key="other"))
    for number in (mine, others):
        interviews.save_turn(connection, number, TurnRow(1, "{}", b""))
        interviews.add_scores(connection, number, ScoresRow("Ada", "{}", "", 1))
    interviews.delete_round(connection, 1, "own")
    assert [row.key for row in interviews.list_rounds(connection, 1)] == ["other"]
    assert interviews.list_turns(connection, mine) == interviews.list_scores(connection, mine) == ()
    assert len(interviews.list_turns(connection, others)) == len(interviews.list_scores(connection, others)) == 1
