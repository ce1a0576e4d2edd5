"""Incidents as a person meets them: the shelf, what is taken away, decisions that are remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

import deck as reader
from errors import UserError
from quiz.scheduler import Rating
from replay import payload
from services.connections import connect
from services.library import catalog
from services.library.content_sync import sync_content
from services.practice import practice
from services.replays import replays
from services.workspace import ROOT, Workspace
from store.connection import transaction
from store.tables.practice import incident_decisions
from tests.replay.incidents import decision, deck, event, incident, storm

SHIPPED = sorted((ROOT / "content").glob("*.md"))


@pytest.fixture
def shelf(workspace: Workspace, now: datetime) -> Workspace:
    """A workspace with one deck, `hand`: choices hang on a deck that the store knows."""
    (workspace.content / "hand.md").write_text("# Hand-made\n", "utf-8")
    sync_content(workspace, now)
    return workspace


def decided(choice: int, stop: str = "dec-1", incident: str = "inc-storm") -> replays.ReportedDecision:
    return {"incident": incident, "stop": stop, "choice": choice}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_incident_plays(path) -> None:
    shipped = reader.parse(path.read_bytes())
    cards = replays.list_incidents(shipped)
    assert [card.id for card in cards] == [incident.id for incident in shipped.incidents]
    for card in cards:
        track = replays.load_track(shipped, card.id)
        assert track.moments and track.decision_points and track.phases
        assert payload.pack_track(track)["events"]
        assert 20 <= card.seconds <= 130


def test_the_shelf_counts_what_there_is() -> None:
    storm, echo = replays.list_incidents(deck())
    assert (storm.events, storm.decisions, storm.curves, storm.minutes) == (9, 1, 3, 15)
    assert (echo.events, echo.decisions, echo.curves, echo.minutes) == (7, 2, 0, 20)


def test_a_track_is_laid_out_once_a_deck() -> None:
    one = deck()
    assert replays.load_track(one, "inc-echo") is replays.load_track(one, "inc-echo")
    assert replays.load_track(deck(), "inc-echo") is not replays.load_track(one, "inc-echo")


def test_what_is_taken_away() -> None:
    assert "## The storm\n" in replays.write_post_mortem(deck(), "inc-storm")
    page = replays.export_page(deck(), "inc-storm")
    assert page.startswith(b"<!doctype html>") and 4_000_000 < len(page) < 6_000_000


@pytest.mark.parametrize(
    "ask", [replays.load_track, replays.build_payload, replays.write_post_mortem, replays.export_page]
)
def test_an_unknown_incident_is_the_persons_error(ask) -> None:
    with pytest.raises(UserError, match="no such incident"):
        ask(deck(), "gone")


def test_a_decision_is_remembered(shelf: Workspace, now: datetime) -> None:
    assert replays.save_decision(shelf, 1, "hand", deck(), decided(1), now) is True
    assert replays.save_decision(shelf, 1, "hand", deck(), decided(0), now + timedelta(minutes=1)) is False
    with connect(shelf) as connection:
        number = catalog.table.find_deck(connection, "hand").id
        taken = incident_decisions.list_decisions(connection, 1, number)
    assert [(row.stop, row.minute, row.chosen, row.correct) for row in taken] == [
        ("dec-1", 8.0, "Compare threads with connections, then shed load", True),
        ("dec-1", 8.0, "Double the pool", False),
    ]


def test_a_miss_is_kept_once_with_its_minute(shelf: Workspace, now: datetime) -> None:
    replays.save_missed_decision(shelf, 1, "hand", deck(), decided(0), now)
    replays.save_missed_decision(shelf, 1, "hand", deck(), decided(2), now + timedelta(days=1))
    [miss] = replays.list_missed_decisions(shelf, 1, "hand")
    assert (miss.incident, miss.minute, miss.chosen) == ("inc-storm", 8.0, "Restart everything")
    assert miss.answer == "Compare threads with connections, then shed load"
    assert replays.list_saved_stops(shelf, 1, "hand", "inc-storm") == ("dec-1",)
    assert replays.list_saved_stops(shelf, 1, "hand", "inc-echo") == ()
    replays.delete_missed_decision(shelf, 1, "hand", "dec-1")
    assert replays.list_missed_decisions(shelf, 1, "hand") == ()


def test_a_kept_miss_is_the_next_card_in_practice(workspace: Workspace, now: datetime) -> None:
    sample = (ROOT / "tests" / "browser" / "house_deck.md").read_bytes()
    (workspace.content / "sample.md").write_bytes(sample)
    sync_content(workspace, now)
    shipped = catalog.load_deck(workspace, "sample")
    [stop] = replays.load_track(shipped, "inc-export").decision_points
    wrong = next(place for place, choice in enumerate(stop.choices) if not choice.right)
    replays.save_missed_decision(workspace, 1, "sample", shipped, decided(wrong, stop.id, "inc-export"), now)
    who = practice.Learner(1, "UTC", "s")
    shown = practice.load_next_card(workspace, who, "sample", now + timedelta(minutes=5)).shown
    assert shown is not None and shown.card.id == "dec-export~decision"
    practice.answer_card(workspace, who, shown, Rating.GOOD, now + timedelta(minutes=6), "key")
    after = practice.load_next_card(workspace, who, "sample", now + timedelta(minutes=7)).shown
    assert after is not None and after.card.id != shown.card.id


@pytest.mark.parametrize(
    "wrong", [decided(3), decided(9), decided(-1), decided(0, stop="gone"), decided(0, incident="gone")]
)
def test_what_the_browser_sends_is_not_trusted(
    shelf: Workspace, now: datetime, wrong: replays.ReportedDecision
) -> None:
    with pytest.raises(UserError):
        replays.save_decision(shelf, 1, "hand", deck(), wrong, now)
    with pytest.raises(UserError):
        replays.save_missed_decision(shelf, 1, "hand", deck(), wrong, now)
    assert replays.list_missed_decisions(shelf, 1, "hand") == ()


def test_an_unknown_deck_is_the_persons_error(shelf: Workspace) -> None:
    with pytest.raises(UserError, match="no such deck"):
        replays.list_missed_decisions(shelf, 1, "nowhere")


def test_of_very_many_only_the_chosen_are_listed() -> None:
    whole = deck()
    assert [card.id for card in replays.list_incidents(whole, whole.incidents[1:])] == ["inc-echo"]
    assert replays.list_incidents(whole, []) == ()


def test_an_incident_lasts_from_its_first_event_to_its_last() -> None:
    late = replace(deck(), blocks=(incident(event(10, "It begins", "T"), event(25, "It ends", "R")),))
    [card] = replays.list_incidents(late)
    assert card.minutes == 15
    assert card.seconds == replays.load_track(late, "inc").duration


def test_a_wrong_choice_is_kept_with_its_question_and_all_right_answers(shelf: Workspace, now: datetime) -> None:
    asked = decision(5)
    both = replace(asked, choices=tuple(replace(choice, right=place > 0) for place, choice in enumerate(asked.choices)))
    changed = replace(deck(), blocks=(replace(storm(), decisions=(both,)),))
    replays.save_missed_decision(shelf, 1, "hand", changed, decided(0), now)
    [miss] = replays.list_missed_decisions(shelf, 1, "hand")
    assert miss.prompt == "They say the *database* is slow. What do you do?"
    assert miss.answer == "Compare threads with connections, then shed load; Restart everything"
    assert replays.get_card_id(miss) == "dec-1~decision"


def test_a_vote_is_written_and_practised_only_when_it_was_wrong(shelf: Workspace, now: datetime) -> None:
    [stop] = replays.load_track(deck(), "inc-storm").decision_points

    def vote(choice: int) -> None:
        with connect(shelf) as connection, transaction(connection, 1):
            replays.keep_vote(connection, 1, "hand", "inc-storm", stop, choice, now)

    vote(1)
    assert replays.list_missed_decisions(shelf, 1, "hand") == ()
    vote(2)
    assert [miss.chosen for miss in replays.list_missed_decisions(shelf, 1, "hand")] == ["Restart everything"]
    with connect(shelf) as connection:
        number = catalog.table.find_deck(connection, "hand").id
        taken = incident_decisions.list_decisions(connection, 1, number)
    assert [(row.incident, row.correct) for row in taken] == [("inc-storm", True), ("inc-storm", False)]


def test_letters_that_no_file_can_hold_do_not_stop_an_export() -> None:
    odd = replace(deck(), blocks=(replace(storm(), title="The \ud800 storm"),))
    assert b"The ? storm" in replays.export_page(odd, "inc-storm")


def test_a_post_mortem_is_in_the_language_of_its_deck() -> None:
    german = replace(deck(), meta=replace(deck().meta, language="de"))
    assert replays.write_post_mortem(german, "inc-storm") != replays.write_post_mortem(deck(), "inc-storm")
