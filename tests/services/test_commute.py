"""Today's commute stays what it was asked for as, until the day is over or the listener wants another."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from quiz.scheduler import Rating
from services.library import catalog
from services.listening import commute, episodes
from services.practice import practice
from services.practice.context import Learner
from services.workspace import Workspace
from speech.model import Voices
from speech.script.request import Wish
from tests.speech.decks import TEXT

WHO = Learner(1, "UTC", "test")
WISH = Wish("commute", minutes=3)


@pytest.fixture
def pools(workspace: Workspace, now: datetime) -> Workspace:
    """A shelf with the deck for the ear."""
    (workspace.content / "pools.md").write_text(TEXT, "utf-8")
    catalog.sync(workspace, now)
    return workspace


def grade(ws: Workspace, question: str, now: datetime) -> None:
    practice.grade(ws, WHO, practice.card(ws, WHO, "pools", question, now), Rating.AGAIN, now, question)


def asked(ws: Workspace, wish: Wish, now: datetime) -> episodes.Plan:
    plan = episodes.plan(ws, "pools", catalog.deck(ws, "pools"), wish, Voices(engine="silent"))
    commute.keep(ws, WHO, "pools", plan, now)
    return plan


def test_a_grade_does_not_change_todays_commute_unless_it_is_wanted(pools: Workspace, now: datetime) -> None:
    first = commute.ride(pools, WHO, "pools", WISH, now)
    assert not first.stale
    asked(pools, first.wish, now)
    grade(pools, first.wish.order[-1], now)
    later = commute.ride(pools, WHO, "pools", WISH, now + timedelta(hours=1))
    assert later.wish == first.wish and later.stale
    commute.anew(pools, WHO, "pools")
    again = commute.ride(pools, WHO, "pools", WISH, now + timedelta(hours=1))
    assert again.wish.order[0] == first.wish.order[-1] and not again.stale


def test_the_next_day_has_its_own_and_offers_to_go_on_with_the_last(pools: Workspace, now: datetime) -> None:
    first = commute.ride(pools, WHO, "pools", WISH, now)
    plan = asked(pools, first.wish, now)
    job = episodes.make(pools, plan, now)
    assert job is not None and job.wait(60).phase == "done"
    episodes.stopped_at(pools, 1, plan.name, 83.0)
    grade(pools, first.wish.order[-1], now)
    tomorrow = now + timedelta(days=1)
    fresh = commute.ride(pools, WHO, "pools", WISH, tomorrow)
    assert fresh.wish.order != first.wish.order and fresh.earlier == 83.0 and not fresh.stale
    assert commute.resume(pools, WHO, "pools", tomorrow) == first.wish
    assert commute.ride(pools, WHO, "pools", WISH, tomorrow).wish == first.wish
