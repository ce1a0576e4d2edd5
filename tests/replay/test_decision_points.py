"""Decisions: authored, or put together."""

from __future__ import annotations

from dataclasses import replace

from deck.distractors import get_step_text
from replay import interviewer_prompts, time_map, track
from tests.replay.incidents import decision, echo, event, incident, questions, storm


def test_the_authors_decision_stops_after_its_event() -> None:
    laid = track.build_track(storm())
    [stop] = laid.decision_points
    assert (
        stop.after_event,
        stop.minute,
        stop.team_event,
        stop.minutes_to_team_step,
        stop.minutes_to_recovery,
        stop.authored,
    ) == (5, 8, 6, 2, 7, True)
    assert laid.moments[5].second < stop.second < laid.moments[6].second


def test_the_clock_waits_at_a_decision() -> None:
    laid = track.build_track(storm())
    assert time_map.find_minute(laid.knots, laid.decision_points[0].second) == 8


def test_without_decisions_the_teams_steps_stand_against_those_of_others() -> None:
    laid = track.build_track(echo(), (echo(), storm()), seed=1)
    assert [stop.after_event for stop in laid.decision_points] == [4, 5]
    diagnosis, mitigation = laid.decision_points
    assert [c.text for c in diagnosis.choices if c.right] == ["The retry carried no idempotency key"]
    assert {c.text for c in diagnosis.choices if not c.right} == {
        "The room blames the database",
        "Someone counts: two hundred threads share ten connections",
    }
    assert {c.text for c in mitigation.choices} == {"Load is shed at the edge", "Duplicates are reversed by hand"}
    assert not diagnosis.authored and diagnosis.prompt.startswith("It is 00:04.")


def test_the_seed_settles_the_order() -> None:
    orders = {
        tuple(c.text for c in track.build_track(echo(), (storm(),), seed=n).decision_points[0].choices)
        for n in range(12)
    }
    assert len(orders) > 1
    assert (
        track.build_track(echo(), (storm(),), seed=5).decision_points
        == track.build_track(echo(), (storm(),), seed=5).decision_points
    )


def test_an_incident_without_company_uses_its_own_false_signal_or_asks_nothing() -> None:
    assert track.build_track(echo()).decision_points == ()
    events = tuple(
        replace(one, text="The room blames the database, whose load graph is red")
        if one.role == "false signal"
        else one
        for one in storm().events
    )
    [stop] = track.build_track(replace(storm(), events=events, decisions=())).decision_points
    assert [c.right for c in stop.choices].count(True) == 1
    assert any("false signal" in c.explanation for c in stop.choices)


def test_a_decision_after_the_last_event_or_with_one_option_does_no_harm() -> None:
    alone = incident(event(0, "only"), decisions=(decision(7), replace(decision(0), choices=decision(0).choices[:1])))
    [stop] = track.build_track(alone).decision_points
    assert (stop.after_event, stop.team_event, stop.minutes_to_team_step, stop.minutes_to_recovery) == (
        0,
        None,
        None,
        None,
    )


def test_labels_are_taken_off_a_step() -> None:
    assert get_step_text(event(1, "Mitigation #2: restart only the affected pods")) == "Restart only the affected pods"
    assert get_step_text(event(1, "Root cause: the cache")) == "The cache"
    assert get_step_text(event(1, "They blame the disk (false signal)")) == "They blame the disk"
    assert get_step_text(event(1, "All seems well — misleading signal.")) == "All seems well"
    assert get_step_text(event(1, "Team notices the mismatch")) == "Team notices the mismatch"


def test_questions_of_the_topics_are_asked_where_they_fit() -> None:
    laid = track.build_track(storm(), (), questions())
    assert {ask.id for ask in laid.interviewer_prompts} == {"cq-1", "cq-2"}
    first = next(ask for ask in laid.interviewer_prompts if ask.id == "cq-1")
    assert laid.moments[first.after_event].text == "All `200` request threads are busy"
    assert len({ask.after_event for ask in laid.interviewer_prompts}) == len(laid.interviewer_prompts)
    for ask in laid.interviewer_prompts:  # just after its event, and before what happens next
        later = min(moment.second for moment in laid.moments if moment.second > laid.moments[ask.after_event].second)
        assert laid.moments[ask.after_event].second < ask.second <= later


def test_without_topics_only_what_shares_words_is_asked() -> None:
    lost = replace(storm(), topics=())
    assert "cq-3" not in {ask.id for ask in track.build_track(lost, (), questions()).interviewer_prompts}


def test_stems_join_forms_of_a_word() -> None:
    assert interviewer_prompts.find_telling_stems("busy threads, retried") & interviewer_prompts.find_telling_stems(
        "thread retries"
    ) == interviewer_prompts.find_telling_stems("thread retry")


def test_a_decision_is_asked_soon_after_its_event_and_before_the_next() -> None:
    laid = track.build_track(storm())
    assert laid.decision_points[0].second == round(laid.moments[5].second + 1.2, 2)
    last = incident(event(0, "a"), event(0.1, "b"), decisions=(decision(1),))
    [stop] = track.build_track(last).decision_points
    assert stop.second == round(track.build_track(last).moments[1].second + 1.2, 2)


def test_decisions_come_in_the_order_of_play_and_one_before_the_first_event_follows_it() -> None:
    two = replace(storm(), decisions=(decision(7, "late"), decision(-3, "early")))
    stops = track.build_track(two).decision_points
    assert [(stop.id, stop.after_event, stop.team_event, stop.minutes_to_recovery) for stop in stops] == [
        ("early", 0, 6, 15),  # the team's first step of its own, however many events lie between
        ("late", 7, 8, 3),
    ]


def test_where_the_team_does_nothing_its_step_is_what_happens_next() -> None:
    events = (event(0, "a", "T"), event(None, "b"), event(7, "c"))
    [stop] = track.build_track(incident(*events, decisions=(decision(0),))).decision_points
    assert (stop.team_event, stop.minutes_to_team_step, stop.minutes_to_recovery) == (1, None, None)
    over = replace(storm(), decisions=(decision(8),))
    assert track.build_track(over).decision_points[0].minutes_to_recovery is None


def test_a_generated_decision_is_followed_by_the_team_s_step() -> None:
    diagnosis, mitigation = track.build_track(echo(), (echo(), storm()), seed=1).decision_points
    assert (diagnosis.team_event, mitigation.team_event) == (5, 6)
    assert (diagnosis.minutes_to_team_step, mitigation.minutes_to_team_step) == (2, 14)
    assert mitigation.prompt.startswith("It is 00:06.") and not mitigation.authored
