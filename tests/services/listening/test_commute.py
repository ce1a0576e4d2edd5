"""Today's commute stays what it was asked for as, until the day is over or the listener wants another."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from quiz.scheduler import Rating
from services.learners import settings
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


@pytest.mark.parametrize(
    "broken",
    [
        {"order": 5},
        {"order": ["q-1", 5]},
        {"minutes": "long"},
        {"minutes": 1e300},
        {"minutes": -3},
        {"layers": "all"},
        {"layers": []},
        {"name": "../../etc/passwd"},
        {"name": None},
        {"day": 3},
    ],
    ids=str,
)
def test_what_is_no_commute_in_an_imported_file_is_passed_over(
    pools: Workspace, now: datetime, broken: dict[str, object]
) -> None:
    first = commute.load_commute(pools, WHO, "pools", WISH, now)
    asked(pools, replace(first.request, question_order=first.request.question_order[::-1]), now)
    (saved,) = settings.load_settings(pools, 1)["commutes"].values()
    settings.save_settings(pools, 1, commutes={"pools": {**saved, **broken}})
    assert commute.load_commute(pools, WHO, "pools", WISH, now) == first
    assert commute.resume_commute(pools, WHO, "pools", now + timedelta(days=1)) is None


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


def test_the_ride_keeps_its_length_and_layers_and_other_decks_keep_theirs(pools: Workspace, now: datetime) -> None:
    catalog.add_deck(pools, "other.md", TEXT.replace("title: Pools", "title: Others").encode(), now)
    assert commute.resume_commute(pools, WHO, "pools", now) is None
    request = EpisodeRequest("commute", minutes=7, layers="simple")
    first = commute.load_commute(pools, WHO, "pools", request, now).request
    asked(pools, first, now)
    deck = catalog.load_deck(pools, "other")
    theirs = commute.load_commute(pools, WHO, "other", WISH, now).request
    commute.save_commute(
        pools, WHO, "other", episodes.plan_episode(pools, "other", deck, theirs, Voices(engine="silent")), now
    )
    tomorrow = now + timedelta(days=1)
    again = commute.resume_commute(pools, WHO, "pools", tomorrow)
    assert again == first and (again.minutes, again.layers) == (7, "simple")
    commute.reset_commute(pools, WHO, "pools")
    assert commute.resume_commute(pools, WHO, "pools", tomorrow) is None
    assert commute.resume_commute(pools, WHO, "other", tomorrow) == theirs


@pytest.mark.engines("sqlite")  # files
def test_nothing_is_resumed_of_an_episode_that_is_gone(pools: Workspace, now: datetime) -> None:
    plan = asked(pools, commute.load_commute(pools, WHO, "pools", WISH, now).request, now)
    episodes.save_position(pools, 1, plan.name, 83.0)
    assert commute.load_commute(pools, WHO, "pools", WISH, now + timedelta(days=1)).resume_at == 0.0
    settings.save_settings(pools, 1, commutes={"pools": "damaged"})
    assert not commute.load_commute(pools, WHO, "pools", WISH, now).stale


@pytest.mark.engines("sqlite")  # what is read here is read on both above
def test_a_ride_has_at_most_so_many_questions(pools: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    assert commute.MAX_QUESTIONS == 150
    monkeypatch.setattr(commute, "MAX_QUESTIONS", 4)
    assert len(commute.load_commute(pools, WHO, "pools", WISH, now).request.question_order) == 4
