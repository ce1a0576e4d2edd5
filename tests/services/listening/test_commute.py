"""Today's commute stays what it was asked for as, until the day is over or the listener wants another."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from quiz.scheduler import Rating
from services.library import catalog
from services.library.content_sync import sync_content
from services.listening import commute, episodes
from services.practice import practice
from services.practice.context import Learner
from services.workspace import Workspace
from speech.model import Voices
from speech.script.request import EpisodeRequest
from tests.speech.decks import TEXT

WHO = Learner(1, "UTC", "test")
WISH = EpisodeRequest("commute", minutes=3)


@pytest.fixture
def pools(workspace: Workspace, now: datetime) -> Workspace:
    """A shelf with the deck for the ear."""
    (workspace.content / "pools.md").write_text(TEXT, "utf-8")
    sync_content(workspace, now)
    return workspace


def grade(ws: Workspace, question: str, now: datetime) -> None:
    practice.grade_card(ws, WHO, practice.load_card(ws, WHO, "pools", question, now), Rating.AGAIN, now, question)


def asked(ws: Workspace, wish: EpisodeRequest, now: datetime) -> episodes.EpisodePlan:
    plan = episodes.plan_episode(ws, "pools", catalog.load_deck(ws, "pools"), wish, Voices(engine="silent"))
    commute.save_commute(ws, WHO, "pools", plan, now)
    return plan


def test_a_grade_does_not_change_todays_commute_unless_it_is_wanted(pools: Workspace, now: datetime) -> None:
    first = commute.load_commute(pools, WHO, "pools", WISH, now)
    assert not first.stale
    asked(pools, first.request, now)
    grade(pools, first.request.question_order[-1], now)
    later = commute.load_commute(pools, WHO, "pools", WISH, now + timedelta(hours=1))
    assert later.request == first.request and later.stale
    commute.reset_commute(pools, WHO, "pools")
    again = commute.load_commute(pools, WHO, "pools", WISH, now + timedelta(hours=1))
    assert again.request.question_order[0] == first.request.question_order[-1] and not again.stale


def test_the_next_day_has_its_own_and_offers_to_go_on_with_the_last(pools: Workspace, now: datetime) -> None:
    first = commute.load_commute(pools, WHO, "pools", WISH, now)
    plan = asked(pools, first.request, now)
    job = episodes.start_episode(pools, plan, now)
    assert job is not None and job.wait(60).phase == "done"
    episodes.save_position(pools, 1, plan.name, 83.0)
    grade(pools, first.request.question_order[-1], now)
    tomorrow = now + timedelta(days=1)
    fresh = commute.load_commute(pools, WHO, "pools", WISH, tomorrow)
    assert fresh.request.question_order != first.request.question_order and fresh.resume_at == 83.0 and not fresh.stale
    assert commute.resume_commute(pools, WHO, "pools", tomorrow) == first.request
    assert commute.load_commute(pools, WHO, "pools", WISH, tomorrow).request == first.request


@pytest.mark.parametrize("answered_before", [(), ("q-5",), ("q-1",), ("q-3", "q-4")])
@pytest.mark.parametrize("graded", ["first", "second"])
def test_a_grade_on_the_way_always_offers_another_choice(
    pools: Workspace, now: datetime, answered_before: tuple[str, ...], graded: str
) -> None:
    """Whatever was answered on the same day before: what was heard and graded leaves the next choice's front."""
    for question in answered_before:
        shown = practice.load_card(pools, WHO, "pools", question, now)
        practice.grade_card(pools, WHO, shown, Rating.GOOD, now, f"before {question}")
    first = commute.load_commute(pools, WHO, "pools", WISH, now)
    asked(pools, first.request, now)
    question = first.request.question_order[0 if graded == "first" else 1]
    shown = practice.load_card(pools, WHO, "pools", question, now)
    practice.grade_card(pools, WHO, shown, Rating.GOOD, now, "heard")
    assert commute.load_commute(pools, WHO, "pools", WISH, now + timedelta(minutes=1)).stale
    commute.reset_commute(pools, WHO, "pools")
    again = commute.load_commute(pools, WHO, "pools", WISH, now + timedelta(minutes=1))
    assert question not in again.request.question_order[:2]
    assert again.request.question_order[0] not in answered_before
