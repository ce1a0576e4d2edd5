"""A decision that was drawn up for a replay, from the wrong choice to the card and back, over republishing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quiz import exercises
from quiz.scheduler import Rating
from services.connections import connect
from services.learners import settings
from services.library import catalog, content_sync
from services.library.content_sync import sync_content
from services.own_data import data_export
from services.practice import cram, practice
from services.replays import replays
from services.workspace import Workspace
from store.tables.library import decks as table
from store.tables.practice import memory_states

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ADA, BOB = practice.Learner(1, "UTC", "a"), practice.Learner(2, "UTC", "b")
TEXT = """# House

## Queues

**Question:** What is a dead letter queue?

**Answer:** Where messages go that nobody could read.

## Incident: The slow broker {#inc-broker}

**00:00** – *Trigger:* A consumer group of forty joins.

**00:04** – *Symptom:* Lag grows by a thousand a second.

**00:09** – *Mitigation:* The batch consumers are paused.

**00:20** – *Mitigation:* The topic gets twelve more partitions.

**00:31** – *Recovery:* Lag is back to nought.

## Incident: The full disk {#inc-disk}

**00:00** – *Trigger:* Debug logging is left on.

**00:11** – *Symptom:* Writes fail on one node.

**00:15** – *Mitigation:* Old segments are deleted from the node.

**00:18** – *Mitigation:* The log level goes back to info.

**00:25** – *Recovery:* Writes succeed again.
"""


@pytest.fixture
def shelf(workspace: Workspace) -> Workspace:
    """The deck in content/, and a second learner."""
    write(workspace, TEXT, NOW)
    with connect(workspace) as database:
        database.execute("INSERT INTO learners (id, name, created_at) VALUES (2, 'Bob', 0)")
    return workspace


def write(ws: Workspace, text: str, now: datetime) -> None:
    (ws.content / "house.md").write_text(text, "utf-8")
    sync_content(ws, now)


def keep(ws: Workspace, stop: int = 0, learner: int = 1, incident: str = "inc-broker", now: datetime = NOW) -> str:
    """Choose wrong at a stop and keep it; the name of its card."""
    deck = catalog.load_deck(ws, "house")
    asked = replays.load_track(deck, incident).decision_points[stop]
    wrong = next(place for place, choice in enumerate(asked.choices) if not choice.right)
    said: replays.ReportedDecision = {"incident": incident, "stop": asked.id, "choice": wrong}
    replays.save_decision(ws, learner, "house", deck, said, now)
    replays.save_missed_decision(ws, learner, "house", deck, said, now)
    return f"{asked.id}~decision"


def number(ws: Workspace, name: str) -> int | None:
    with connect(ws) as connection:
        row = table.find_deck(connection, "house")
        assert row is not None
        return table.find_card_id(connection, row.id, name)


def asked(ws: Workspace, who: practice.Learner) -> set[str]:
    """Every card that the learner could be asked."""
    practice.load_next_card(ws, who, "house", NOW)
    with connect(ws) as connection:
        row = table.find_deck(connection, "house")
        assert row is not None
        return {state.name for state in memory_states.list_states(connection, who.id, row.id)}


def decided(ws: Workspace, who: practice.Learner) -> set[str]:
    return {name for name in asked(ws, who) if name.endswith("~decision")}


def grade(ws: Workspace, now: datetime, key: str = "one") -> practice.ShownCard:
    shown = practice.load_next_card(ws, ADA, "house", now).shown
    assert shown is not None
    practice.grade_card(ws, ADA, shown, Rating.GOOD, now + timedelta(seconds=20), key)
    return shown


def reps(ws: Workspace, name: str, learner: int = 1) -> int:
    with connect(ws) as connection:
        card = number(ws, name)
        state = memory_states.load_state(connection, learner, card) if card is not None else None
        assert state is not None
        return state.memory.reps


def test_it_is_asked_next_of_who_kept_it_and_of_nobody_else(shelf: Workspace) -> None:
    assert decided(shelf, ADA) == decided(shelf, BOB) == set()
    name = keep(shelf)
    assert decided(shelf, ADA) == {name} and decided(shelf, BOB) == set()
    shown = practice.load_next_card(shelf, ADA, "house", NOW + timedelta(minutes=1)).shown
    assert shown is not None and shown.card.id == name
    form, put = exercises.make_exercise_for(
        catalog.load_deck(shelf, "house"), shown.card, shown.seed, exercises.ON_BY_DEFAULT
    )
    assert form == "decision" and (put.incident, put.minute) == ("inc-broker", 4)  # type: ignore[attr-defined]
    with pytest.raises(catalog.UserError, match="not in the deck"):
        practice.load_card(shelf, BOB, "house", name, NOW)
    assert name in cram.pick_cards(shelf, ADA, "house", NOW) and name not in cram.pick_cards(shelf, BOB, "house", NOW)


def test_it_counts_as_a_new_card_of_the_day(shelf: Workspace) -> None:
    before = practice.load_next_card(shelf, ADA, "house", NOW).counts.new
    name = keep(shelf)
    assert practice.load_next_card(shelf, ADA, "house", NOW).counts.new == before + 1
    settings.save_settings(shelf, 1, new_per_day=1)
    assert grade(shelf, NOW).card.id == name
    assert practice.load_next_card(shelf, ADA, "house", NOW + timedelta(minutes=1)).counts.new == 0
    other = keep(shelf, stop=1)
    following = practice.load_next_card(shelf, ADA, "house", NOW + timedelta(minutes=2)).shown
    assert following is None or following.card.id != other


def test_known_now_puts_it_away_with_its_history(shelf: Workspace) -> None:
    name = keep(shelf)
    grade(shelf, NOW)
    replays.delete_missed_decision(shelf, 1, "house", name.removesuffix("~decision"))
    assert decided(shelf, ADA) == set() and reps(shelf, name) == 1
    assert keep(shelf, now=NOW + timedelta(days=1)) == name
    assert decided(shelf, ADA) == {name} and reps(shelf, name) == 1


EDITS = {
    "a typo in the step": TEXT.replace("The batch consumers are paused.", "The batch consumers were paused."),
    "a typo in the title": TEXT.replace("The slow broker {#inc-broker}", "The slow brokers {#inc-brokers}"),
    "both": TEXT.replace("The slow broker {#inc-broker}", "The slowest broker {#inc-slowest}").replace(
        "are paused", "get paused"
    ),
    "an event before it": TEXT.replace("**00:04**", "**00:02** – *Symptom:* A rebalance begins.\n\n**00:04**"),
    "a mitigation before it": TEXT.replace(
        "**00:09**", "**00:06** – *Mitigation:* The rebalance is aborted.\n\n**00:09**"
    ),
    "another clock": TEXT.replace("**00:09**", "**00:08**"),
    "another incident": TEXT
    + "\n## Incident: A third {#i3}\n\n**00:00** – *Trigger:* Rain.\n\n**00:05** – *Mitigation:* Buckets are fetched.\n",
}


@pytest.mark.parametrize("edited", EDITS.values(), ids=EDITS)
def test_it_stays_the_same_card_when_the_deck_is_edited(shelf: Workspace, edited: str) -> None:
    name = keep(shelf)
    before = number(shelf, name)
    grade(shelf, NOW)
    write(shelf, edited, NOW + timedelta(days=1))
    [now] = decided(shelf, ADA)
    assert number(shelf, now) == before and reps(shelf, now) == 1
    assert decided(shelf, BOB) == set()
    [miss] = replays.list_missed_decisions(shelf, 1, "house")
    deck = catalog.load_deck(shelf, "house")
    assert (miss.stop, miss.incident) == (now.removesuffix("~decision"), deck.incidents[0].id)
    assert now.removesuffix("~decision") in {
        stop.id for stop in replays.load_track(deck, miss.incident).decision_points
    }
    shown = practice.load_card(shelf, ADA, "house", name, NOW + timedelta(days=2))  # by its old name too
    assert "paused" in str([c.text for c in exercises.make_exercise(deck, shown.card, 1).choices if c.right])  # type: ignore[attr-defined]


def test_it_is_the_same_card_when_a_new_version_comes_while_it_is_played(shelf: Workspace) -> None:
    deck = catalog.load_deck(shelf, "house")
    stop = replays.load_track(deck, "inc-broker").decision_points[0]
    write(shelf, EDITS["a typo in the step"], NOW)
    wrong = next(place for place, choice in enumerate(stop.choices) if not choice.right)
    replays.save_missed_decision(
        shelf, 1, "house", deck, {"incident": "inc-broker", "stop": stop.id, "choice": wrong}, NOW
    )
    [name] = decided(shelf, ADA)
    assert name != f"{stop.id}~decision" and practice.load_next_card(shelf, ADA, "house", NOW).shown.card.id == name  # type: ignore[union-attr]


def test_it_leaves_with_its_incident_and_finds_its_history_when_that_returns(shelf: Workspace) -> None:
    name = keep(shelf)
    grade(shelf, NOW)
    gone = TEXT[: TEXT.index("## Incident: The slow")] + TEXT[TEXT.index("## Incident: The full") :]
    write(shelf, gone, NOW + timedelta(days=1))
    assert decided(shelf, ADA) == set()
    assert replays.list_missed_decisions(shelf, 1, "house") and not replays.list_saved_stops(
        shelf, 1, "house", "inc-disk"
    )
    write(shelf, TEXT, NOW + timedelta(days=2))
    assert decided(shelf, ADA) == {name} and reps(shelf, name) == 1 and decided(shelf, BOB) == set()


def test_where_the_author_writes_a_decision_the_drawn_one_rests(shelf: Workspace) -> None:
    name = keep(shelf)
    written = "**Decision:** What now?\n\n- [x] Pause the batch\n- [ ] Pray\n\n**00:09**"
    write(shelf, TEXT.replace("**00:09**", written), NOW + timedelta(days=1))
    assert decided(shelf, ADA) == decided(shelf, BOB) != {name}


def test_an_authors_decision_keeps_its_history_when_it_is_reworded(shelf: Workspace) -> None:
    written = "**Decision:** What do you tell the room now?\n\n- [x] Pause the batch\n- [ ] Wait and see\n\n**00:09**"
    write(shelf, TEXT.replace("**00:09**", written), NOW)
    name = keep(shelf)
    assert grade(shelf, NOW).card.id == name
    reworded = TEXT.replace("**00:09**", written.replace("the room", "the people in the room"))
    write(shelf, reworded, NOW + timedelta(days=1))
    [now] = decided(shelf, ADA)
    assert now != name and reps(shelf, now) == 1
    assert [miss.stop for miss in replays.list_missed_decisions(shelf, 1, "house")] == [now.removesuffix("~decision")]


def test_what_was_kept_before_there_were_such_cards_becomes_one(shelf: Workspace) -> None:
    name = keep(shelf)
    with connect(shelf) as database:  # as the earlier program left it
        database.execute("UPDATE misses SET stop = 'inc-broker~stop-2'")
        database.execute("DELETE FROM states")
        database.execute("DELETE FROM enrolments")
        database.execute("DELETE FROM cards WHERE kept_only = 1")
        database.execute("UPDATE decks SET cards_sha = 'old'")
        database.execute("DELETE FROM deck_summaries")
    content_sync._states.clear()
    sync_content(shelf, NOW)
    assert decided(shelf, ADA) == {name}
    assert [miss.stop for miss in replays.list_missed_decisions(shelf, 1, "house")] == [name.removesuffix("~decision")]


@pytest.mark.parametrize("first", ["the deck", "the learner"])
def test_it_moves_house_with_its_learner(shelf: Workspace, tmp_path: Path, first: str) -> None:
    name = keep(shelf)
    grade(shelf, NOW)
    dropped = keep(shelf, stop=1)
    replays.delete_missed_decision(shelf, 1, "house", dropped.removesuffix("~decision"))
    exported = data_export.export_learner(shelf, 1, NOW)
    there = Workspace(tmp_path / "there", tmp_path / "other-content")
    there.content.mkdir()
    if first == "the deck":
        write(there, TEXT, NOW)
    data_export.import_learner(there, 1, exported, NOW)
    write(there, TEXT, NOW)
    assert data_export.import_learner(there, 1, exported, NOW).new_rows == 0
    assert decided(there, ADA) == {name} and reps(there, name) == 1
    assert [miss.stop for miss in replays.list_missed_decisions(there, 1, "house")] == [name.removesuffix("~decision")]
    with connect(there) as database:
        assert database.execute("SELECT count(*) FROM choices").fetchone() == (2,)


@pytest.mark.parametrize("edit", ["a typo in the step", "both", "it left the deck"])
def test_a_file_of_before_a_rename_brings_nothing_back_under_old_ids(shelf: Workspace, edit: str) -> None:
    keep(shelf)
    keep(shelf, incident="inc-disk")
    exported = data_export.export_learner(shelf, 1, NOW)
    write(shelf, EDITS.get(edit, EDITS["both"]), NOW + timedelta(days=1))
    if edit == "it left the deck":
        write(shelf, TEXT[: TEXT.index("## Incident")], NOW + timedelta(days=2))
    before = json.loads(data_export.export_learner(shelf, 1, NOW))
    data_export.import_learner(shelf, 1, exported, NOW)
    assert json.loads(data_export.export_learner(shelf, 1, NOW)) == before


def test_an_export_of_an_earlier_version_is_taken_in(shelf: Workspace) -> None:
    grade(shelf, NOW)
    whole = json.loads(data_export.export_learner(shelf, 1, NOW))
    for deck in whole["decks"]:
        for card in deck["cards"]:
            del card["kept_only"]
            card["name"] += "-elsewhere"
    whole["log"] = []
    assert data_export.import_learner(shelf, 1, json.dumps(whole).encode(), NOW).cards > 0
