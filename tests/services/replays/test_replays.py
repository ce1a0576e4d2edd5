"""Incidents as a person meets them: the shelf, what is taken away, decisions that are remembered."""

from __future__ import annotations

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
from store.tables.practice import incident_decisions
from tests.replay.incidents import deck

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


@pytest.mark.parametrize("wrong", [decided(9), decided(-1), decided(0, stop="gone"), decided(0, incident="gone")])
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
