"""Notes, answers, wordings and flags of a learner's own: private, kept, exported, offered only when they say so."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from errors import UserError
from services.library import catalog, publishing, suggestion_queue
from services.own_data import data_export
from services.practice import practice
from services.practice.own_cards import FLAGS, MAX_LETTERS, OwnCard, change_own_card, load_own_card, load_own_cards
from services.practice.practice import Learner
from services.workspace import Workspace

WHO = Learner(1, "UTC", "session")
TEXT = """## Pools {#pools}

**Question:** Why is a pool of ten dangerous? {#q-ten}

**Answer:** Because threads wait for it.

**Counter-questions:**

- *"Why not enlarge it?"* {#cq-enlarge} → testing limits
"""


@pytest.fixture
def ws(workspace: Workspace, now: datetime) -> Workspace:
    catalog.add_deck(workspace, "pools.md", TEXT.encode(), now)
    practice.load_next_card(workspace, WHO, "pools", now)
    return workspace


def test_nothing_is_there_before_something_is_written(ws: Workspace) -> None:
    assert load_own_card(ws, WHO, "pools", "cq-enlarge") == OwnCard()


def test_what_is_written_is_there_field_by_field_and_goes_when_it_is_emptied(ws: Workspace, now: datetime) -> None:
    change_own_card(ws, WHO, "pools", "cq-enlarge", now, answer="  The queue only moves. ")
    change_own_card(ws, WHO, "pools", "cq-enlarge", now, note="ask Ada", flag=3)
    assert load_own_card(ws, WHO, "pools", "cq-enlarge") == OwnCard("ask Ada", "The queue only moves.", "", 3)
    change_own_card(ws, WHO, "pools", "cq-enlarge", now, answer=" ", note="", flag=0)
    assert load_own_card(ws, WHO, "pools", "cq-enlarge") == OwnCard()


def test_it_stays_with_the_question_when_the_deck_changes(ws: Workspace, now: datetime) -> None:
    change_own_card(ws, WHO, "pools", "q-ten", now, note="mine", prompt="Ten threads: so what?")
    edited = TEXT.replace("dangerous?", "so dangerous?").replace("{#q-ten}", "{#q-other}")
    publishing.publish_text(ws, 1, "pools", edited, base=1, now=now)
    assert load_own_card(ws, WHO, "pools", "q-other").note == "mine"
    assert load_own_card(ws, WHO, "pools", "q-ten").prompt == "Ten threads: so what?"


def test_it_is_a_learners_own(ws: Workspace, now: datetime) -> None:
    change_own_card(ws, WHO, "pools", "q-ten", now, note="mine")
    from services.learners.learners import add_learner

    other = Learner(add_learner(ws, 1, "Ada", now), "UTC", "s")
    assert load_own_card(ws, other, "pools", "q-ten") == OwnCard()


def test_mentors_read_what_is_offered_and_nothing_else(ws: Workspace, now: datetime) -> None:
    change_own_card(ws, WHO, "pools", "q-ten", now, answer="Private.", note="secret")
    assert suggestion_queue.list_queue(ws, 1, "pools") == ()
    change_own_card(ws, WHO, "pools", "cq-enlarge", now, answer="The queue only moves.", offered=True)
    (offered,) = suggestion_queue.list_queue(ws, 1, "pools")
    assert (offered.title, offered.offer) == ("Why not enlarge it?", "The queue only moves.")
    change_own_card(ws, WHO, "pools", "cq-enlarge", now, answer="")
    assert not load_own_card(ws, WHO, "pools", "cq-enlarge").offered
    assert suggestion_queue.list_queue(ws, 1, "pools") == ()


def test_it_goes_out_with_the_learners_data_and_comes_in_again(ws: Workspace, now: datetime, tmp_path: Path) -> None:
    change_own_card(ws, WHO, "pools", "cq-enlarge", now, answer="The queue only moves.", flag=2)
    data = data_export.export_learner(ws, 1, now)
    there = Workspace(tmp_path / "there", ws.content)
    data_export.import_learner(there, 1, data, now)
    catalog.add_deck(there, "pools.md", TEXT.encode(), now)
    assert load_own_card(there, WHO, "pools", "cq-enlarge") == OwnCard(answer="The queue only moves.", flag=2)
    later = now + timedelta(hours=1)
    change_own_card(there, WHO, "pools", "cq-enlarge", later, answer="Newer.")
    data_export.import_learner(there, 1, data, later)
    assert load_own_card(there, WHO, "pools", "cq-enlarge").answer == "Newer."


@pytest.mark.parametrize(
    "changes",
    [{"flag": 8}, {"flag": -1}, {"note": "x" * (MAX_LETTERS + 1)}, {"prompt": "x" * 20_001}, {"answer": "x" * 20_001}],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    ws: Workspace, now: datetime, changes: dict[str, object]
) -> None:
    change_own_card(ws, WHO, "pools", "q-ten", now, note="kept")
    with pytest.raises(UserError):
        change_own_card(ws, WHO, "pools", "q-ten", now, **changes)
    assert load_own_card(ws, WHO, "pools", "q-ten") == OwnCard(note="kept")
    with pytest.raises(UserError, match="not in the deck"):
        load_own_card(ws, WHO, "pools", "nobody")


def test_all_of_a_deck_is_there_by_card_each_text_in_its_place(ws: Workspace, now: datetime) -> None:
    assert load_own_cards(ws, WHO, "pools") == {}
    change_own_card(ws, WHO, "pools", "q-ten", now, note="a note", answer="an answer", prompt="a prompt", flag=7)
    change_own_card(ws, WHO, "pools", "cq-enlarge", now, answer="x" * 20_000, offered=True)
    assert load_own_cards(ws, WHO, "pools") == {
        "q-ten": OwnCard(note="a note", answer="an answer", prompt="a prompt", flag=7),
        "cq-enlarge": OwnCard(answer="x" * 20_000, offered=True),
    }
    assert len(FLAGS) == 8
