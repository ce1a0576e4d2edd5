"""A feed that is polled is planned once, and again as soon as anything it is made from has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from errors import UserError
from services.learners import learners, settings
from services.library.content_sync import sync_content
from services.listening import episodes, feed_cache, feeds, voices
from services.listening.feeds import Subscription
from services.workspace import Workspace
from speech.model import Voices
from tests.speech.decks import TEXT


@pytest.fixture
def owner(workspace: Workspace, now: datetime) -> Subscription:
    (workspace.content / "pools.md").write_text(TEXT, encoding="utf-8")
    sync_content(workspace, now)
    voices.save_voices(workspace, 1, Voices(engine="silent"))
    return feeds.subscribe(workspace, 1, now)


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The episodes that are planned, in order."""
    made: list[str] = []
    plan = episodes.plan_episode

    def note(*values: object) -> object:
        made.append("planned")
        return plan(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(episodes, "plan_episode", note)
    return made


def test_a_poll_does_not_plan(workspace: Workspace, owner: Subscription, now: datetime, plans: list[str]) -> None:
    first = feed_cache.get_feed(workspace, owner, "pools", "https://a.example", now)
    planned = len(plans)
    assert planned > 1
    for minute in range(1, 5):
        again = feed_cache.get_feed(workspace, owner, "pools", "https://a.example", now + timedelta(minutes=minute))
        assert (again.xml, again.etag, again.modified) == (first.xml, first.etag, first.modified)
    assert len(plans) == planned
    assert feed_cache.get_feed(workspace, owner, "pools", "https://b.example", now).etag == first.etag


def publish(ws: Workspace, now: datetime) -> datetime:
    (ws.content / "pools.md").write_text(TEXT.replace("queue", "line"), encoding="utf-8")
    sync_content(ws, now)
    return now


def speak_faster(ws: Workspace, now: datetime) -> datetime:
    voices.save_voices(ws, 1, Voices(engine="silent", rate=250))
    return now


def wait_a_day(_ws: Workspace, now: datetime) -> datetime:
    return now + timedelta(days=1)


def move_the_rollover(ws: Workspace, now: datetime) -> datetime:
    settings.save_settings(ws, 1, rollover_hour=0)
    return now


@pytest.mark.parametrize("change", [publish, speak_faster, wait_a_day, move_the_rollover])
def test_what_it_is_made_from_changes_it(
    workspace: Workspace,
    owner: Subscription,
    now: datetime,
    plans: list[str],
    change: Callable[[Workspace, datetime], datetime],
) -> None:
    feed_cache.get_feed(workspace, owner, "pools", "", now)
    planned = len(plans)
    later = change(workspace, now)
    found = feed_cache.get_feed(workspace, owner, "pools", "", later)
    assert len(plans) > planned
    assert found.xml == feeds.render_feed(workspace, owner, "pools", "", later).xml


def test_a_finished_episode_is_told_with_its_true_length(
    workspace: Workspace, owner: Subscription, now: datetime
) -> None:
    before = feed_cache.get_feed(workspace, owner, "pools", "", now)
    deck_feed = feeds.render_feed(workspace, owner, "pools", "", now)
    name = (
        next(line for line in deck_feed.xml.decode().split('"') if ".mp3?v=" in line)
        .partition("?")[0]
        .rpartition("/")[2]
    )
    plan = feed_cache.get_plan(workspace, owner, "pools", name.removesuffix(".mp3"), now)
    assert feed_cache.get_plan(workspace, owner, "pools", name.removesuffix(".mp3"), now) is plan
    feeds.prepare_file(workspace, plan, ".mp3", now)
    after = feed_cache.get_feed(workspace, owner, "pools", "", now)
    assert after.xml == feeds.render_feed(workspace, owner, "pools", "", now).xml
    assert before.xml.count(b"<item>") == after.xml.count(b"<item>")


def test_another_learner_has_another_feed(workspace: Workspace, owner: Subscription, now: datetime) -> None:
    other = feeds.subscribe(workspace, learners.add_learner(workspace, 1, "Ada", now), now)
    mine = feed_cache.get_feed(workspace, owner, "pools", "", now).xml
    assert other.key.encode() in feed_cache.get_feed(workspace, other, "pools", "", now).xml
    assert other.key.encode() not in mine


def test_an_unknown_deck_or_episode_is_a_sentence(workspace: Workspace, owner: Subscription, now: datetime) -> None:
    with pytest.raises(UserError):
        feed_cache.get_feed(workspace, owner, "none", "", now)
    for _ in range(2):  # a failure is not kept
        with pytest.raises(UserError):
            feed_cache.get_plan(workspace, owner, "pools", "none", now)


def test_what_many_ask_for_at_once_is_made_once() -> None:
    recent: feed_cache._Recent[int] = feed_cache._Recent(2)
    begun, go_on, made = threading.Event(), threading.Event(), []

    def make() -> int:
        begun.set()
        assert go_on.wait(10)
        made.append(1)
        return 7

    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(recent.get(("a",), make))) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert begun.wait(10)
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert (found, made) == ([7] * 4, [1])
    assert recent.get(("b",), lambda: 8) + recent.get(("c",), lambda: 9) == 17
    assert recent.get(("a",), lambda: 1) == 1  # the oldest went
