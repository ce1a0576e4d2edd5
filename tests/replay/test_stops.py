"""Decisions: authored, or put together."""

from __future__ import annotations

from dataclasses import replace

from deck.distractors import step
from replay import interruptions, time_map, track
from tests.replay.incidents import decision, echo, event, incident, questions, storm


def test_the_authors_decision_stops_after_its_event() -> None:
    laid = track.build(storm())
    [stop] = laid.stops
    assert (stop.after, stop.minute, stop.team, stop.cost, stop.left, stop.authored) == (5, 8, 6, 2, 7, True)
    assert laid.moments[5].second < stop.second < laid.moments[6].second


def test_the_clock_waits_at_a_decision() -> None:
    laid = track.build(storm())
    assert time_map.minute_at(laid.knots, laid.stops[0].second) == 8


def test_without_decisions_the_teams_steps_stand_against_those_of_others() -> None:
    laid = track.build(echo(), (echo(), storm()), seed=1)
    assert [stop.after for stop in laid.stops] == [4, 5]
    diagnosis, mitigation = laid.stops
    assert [c.text for c in diagnosis.choices if c.right] == ["The retry carried no idempotency key"]
    assert {c.text for c in diagnosis.choices if not c.right} == {
        "The room blames the database",
        "Someone counts: two hundred threads share ten connections",
    }
    assert {c.text for c in mitigation.choices} == {"Load is shed at the edge", "Duplicates are reversed by hand"}
    assert not diagnosis.authored and diagnosis.prompt.startswith("It is 00:04.")


def test_the_seed_settles_the_order() -> None:
    orders = {tuple(c.text for c in track.build(echo(), (storm(),), seed=n).stops[0].choices) for n in range(12)}
    assert len(orders) > 1
    assert track.build(echo(), (storm(),), seed=5).stops == track.build(echo(), (storm(),), seed=5).stops


def test_an_incident_without_company_uses_its_own_false_signal_or_asks_nothing() -> None:
    assert track.build(echo()).stops == ()
    [stop] = track.build(replace(storm(), decisions=())).stops
    assert [c.right for c in stop.choices].count(True) == 1
    assert any("false signal" in c.why for c in stop.choices)


def test_a_decision_after_the_last_event_or_with_one_option_does_no_harm() -> None:
    alone = incident(event(0, "only"), decisions=(decision(7), replace(decision(0), choices=decision(0).choices[:1])))
    [stop] = track.build(alone).stops
    assert (stop.after, stop.team, stop.cost, stop.left) == (0, None, None, None)


def test_labels_are_taken_off_a_step() -> None:
    assert step(event(1, "Mitigation #2: restart only the affected pods")) == "Restart only the affected pods"
    assert step(event(1, "Root cause: the cache")) == "The cache"
    assert step(event(1, "They blame the disk (false signal)")) == "They blame the disk"
    assert step(event(1, "All seems well — misleading signal.")) == "All seems well"
    assert step(event(1, "Team notices the mismatch")) == "Team notices the mismatch"


def test_questions_of_the_topics_are_asked_where_they_fit() -> None:
    laid = track.build(storm(), (), questions())
    assert {ask.id for ask in laid.asks} == {"cq-1", "cq-2"}
    first = next(ask for ask in laid.asks if ask.id == "cq-1")
    assert laid.moments[first.after].text == "All `200` request threads are busy"
    assert len({ask.after for ask in laid.asks}) == len(laid.asks)


def test_without_topics_only_what_shares_words_is_asked() -> None:
    lost = replace(storm(), topics=())
    assert "cq-3" not in {ask.id for ask in track.build(lost, (), questions()).asks}


def test_stems_join_forms_of_a_word() -> None:
    assert interruptions.stems("busy threads, retried") & interruptions.stems("thread retries") == interruptions.stems(
        "thread retry"
    )
