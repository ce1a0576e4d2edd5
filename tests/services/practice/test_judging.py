"""Judging for a learner: own wordings count, mentors see them without a name, accepted ones stand in the draft."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

import deck as reader
from deck.editing.wording_writer import add_wording
from errors import UserError
from services.library import catalog, publishing, suggestion_queue, suggestions
from services.own_data import data_export
from services.practice import judging, practice
from services.practice.practice import Learner
from services.workspace import Workspace

TEXT = """# Pools

## Pools {#pools}

**Question:** Why is a pool of ten behind two hundred threads dangerous? {#q-ten}

**Answer:** A hundred and ninety threads wait for a connection while the processor idles.

- [ ] threads outnumber connections
- [ ] every borrower gives back what it took,
  also after an exception
- [ ] shed load before you resize ~ turn some away

**Common wrong answers:**

- Add more application servers → each brings its own pool
"""
POINT = "every borrower gives back what it took, also after an exception"
ANSWER = "There are more threads than connections. Whoever falls over must clean up behind himself. I add more application servers."


@pytest.fixture
def ws(workspace: Workspace, now: datetime) -> Workspace:
    catalog.add_deck(workspace, "pools.md", TEXT.encode(), now)
    practice.load_next_card(workspace, Learner(1, "UTC", "session"), "pools", now)
    return workspace


def judge(ws: Workspace, learner: int = 1, environ: dict[str, str] | None = None):
    return judging.judge_typed_answer(ws, learner, "pools", reader.parse(TEXT), "q-ten", ANSWER, environ or {})


def test_an_own_wording_counts_from_then_on_and_for_nobody_else(ws: Workspace, now: datetime) -> None:
    first = judge(ws)
    assert first.points[0].outcome == "said"
    assert first.points[1].outcome != "said"
    kept = judging.keep_wording(ws, 1, "pools", "q-ten", POINT, judging.choose_wording(first, 1, ANSWER), now)
    assert kept == "Whoever falls over must clean up behind himself"
    assert judge(ws).points[1].outcome == "said"
    assert judge(ws, learner=2).points[1].outcome != "said"
    judging.forget_wording(ws, 1, "pools", "q-ten", POINT, kept)
    assert judge(ws).points[1].outcome != "said"


def test_an_answer_near_a_common_wrong_one_is_told_so(ws: Workspace) -> None:
    near = judge(ws).near_wrong
    assert near is not None
    assert (near.text, near.reason) == ("Add more application servers", "each brings its own pool")
    assert ANSWER[near.evidence[0].start : near.evidence[0].end].endswith("application servers")


def test_mentors_see_the_wording_alone_and_accepting_publishes_it(ws: Workspace, now: datetime) -> None:
    judging.keep_wording(ws, 1, "pools", "q-ten", POINT, "clean up; behind himself", now)
    (entry,) = suggestion_queue.list_queue(ws, 1, "pools")
    assert (entry.title, entry.offer, entry.people, entry.names) == (POINT, "clean up; behind himself", 1, ())
    suggestion_queue.accept_entry(ws, 1, "pools", entry.key, version=1, now=now)
    written = publishing.load_text(ws, "pools", 2)
    assert "  also after an exception ~ clean up, behind himself\n" in written
    assert suggestion_queue.list_queue(ws, 1, "pools") == ()
    (question,) = reader.parse(written).questions
    assert question.wordings == ((), ("clean up, behind himself",), ("turn some away",))
    again = add_wording(written, "q-ten", "shed load before you resize", "refuse first")
    assert "- [ ] shed load before you resize ~ turn some away; refuse first\n" in again
    assert add_wording(again, "q-ten", "shed load before you resize", "Refuse first") == again


def test_a_declined_wording_is_not_offered_again_and_stays_with_its_learner(ws: Workspace, now: datetime) -> None:
    judging.keep_wording(ws, 1, "pools", "q-ten", POINT, "clean up", now)
    (entry,) = suggestion_queue.list_queue(ws, 1, "pools")
    suggestion_queue.decline_entry(ws, 1, "pools", entry.key, "Too vague.", now)
    assert suggestion_queue.list_queue(ws, 1, "pools") == ()
    assert judging.load_own_wordings(ws, 1, "pools", "q-ten") == {POINT: ("clean up",)}
    (told,) = suggestions.list_outcomes(ws, 1)
    assert (told.status, told.reply, told.after) == ("declined", "Too vague.", "clean up")


def test_a_point_that_is_gone_is_said_and_nothing_is_decided(ws: Workspace, now: datetime) -> None:
    judging.keep_wording(ws, 1, "pools", "q-ten", "a point of yesterday", "clean up", now)
    (entry,) = suggestion_queue.list_queue(ws, 1, "pools")
    with pytest.raises(UserError, match="not in the deck"):
        suggestion_queue.accept_entry(ws, 1, "pools", entry.key, version=1, now=now)
    assert suggestion_queue.list_queue(ws, 1, "pools") == (entry,)


def test_long_wordings_are_cut_and_empty_ones_are_not_kept(ws: Workspace, now: datetime) -> None:
    kept = judging.keep_wording(ws, 1, "pools", "q-ten", POINT, "word " * 200, now)
    assert len(kept) <= judging.LONGEST_WORDING
    assert judging.keep_wording(ws, 1, "pools", "q-ten", POINT, " . ", now) == ""


def test_wordings_are_taken_along_with_everything_else(ws: Workspace, now: datetime) -> None:
    judging.keep_wording(ws, 1, "pools", "q-ten", POINT, "clean up", now)
    whole = json.loads(data_export.export_learner(ws, 1, now))
    assert [row["wording"] for deck in whole["decks"] for row in deck.get("wordings", ())] == ["clean up"]


def test_a_model_that_is_away_is_replaced_and_that_is_said(ws: Workspace) -> None:
    away = {
        "REHEARSAL_JUDGE_URL": "http://127.0.0.1:9/v1",
        "REHEARSAL_JUDGE_MODEL": "tiny",
        "REHEARSAL_JUDGE_TIMEOUT": "1",
    }
    result = judge(ws, environ=away)
    assert result.engine == "vectors"
    assert result.notice.endswith("The built-in judge decided instead.")
    assert "127.0.0.1:9" in judging.describe_privacy(away)
    assert judging.describe_privacy({}) == ""
    broken = {"REHEARSAL_JUDGE_URL": "ftp://x", "REHEARSAL_JUDGE_MODEL": "tiny"}
    assert judge(ws, environ=broken).notice.startswith("REHEARSAL_JUDGE_URL")
