"""A feed that is polled is planned once, and again as soon as anything it is made from has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from errors import UserError
from services.learners import learners, settings
from services.library.content_sync import sync_content
from services.listening import episode_files, episodes, feed_cache, feeds, readings, voices
from services.listening.feeds import Subscription
from services.workspace import Workspace
from speech.model import Voices
from speech.text import reader
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


@pytest.fixture
def renderings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The decks whose feed is rendered, in order."""
    made: list[str] = []
    render = feeds.render_feed

    def note(ws: Workspace, owner: Subscription, deck_id: str, base: str, now: datetime) -> feeds.RenderedFeed:
        made.append(deck_id)
        return render(ws, owner, deck_id, base, now)

    monkeypatch.setattr(feeds, "render_feed", note)
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


def move_to_tokyo(ws: Workspace, now: datetime) -> datetime:
    settings.save_settings(ws, 1, zone="Asia/Tokyo")
    return now


@pytest.mark.parametrize("change", [publish, speak_faster, wait_a_day, move_the_rollover, move_to_tokyo])
def test_what_it_is_made_from_changes_it(
    workspace: Workspace,
    owner: Subscription,
    now: datetime,
    renderings: list[str],
    change: Callable[[Workspace, datetime], datetime],
) -> None:
    feed_cache.get_feed(workspace, owner, "pools", "", now)
    rendered = len(renderings)
    later = change(workspace, now)
    found = feed_cache.get_feed(workspace, owner, "pools", "", later)
    assert len(renderings) > rendered
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


def test_what_is_the_same_for_all_is_planned_once(
    workspace: Workspace, owner: Subscription, now: datetime, plans: list[str]
) -> None:
    other = feeds.subscribe(workspace, learners.add_learner(workspace, 1, "Ada", now), now)
    voices.save_voices(workspace, other.learner, Voices(engine="silent"))
    first = feed_cache.get_feed(workspace, owner, "pools", "", now).xml
    planned = len(plans)
    assert planned > 1
    second = feed_cache.get_feed(workspace, other, "pools", "", now).xml
    assert len(plans) - planned <= 1  # a commute may differ
    assert first.count(b"<item>") == second.count(b"<item>")


def test_a_long_deck_is_read_by_another_process_and_said_in_the_same_words(
    workspace: Workspace, owner: Subscription, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = feeds.render_feed(workspace, owner, "pools", "", now).xml
    for kept in (readings._known, reader._readings, feeds._series._values, feeds._outlines._values):
        kept.clear()
    monkeypatch.setattr(readings, "MIN_TEXT_BYTES", 0)
    run_process = readings._run_process
    monkeypatch.setattr(reader, "_read_sentences", lambda *_: pytest.fail("read in this process"))
    assert feeds.render_feed(workspace, owner, "pools", "", now).xml == here
    # What it found is kept for the next start.
    (kept_file,) = (workspace.data / "parsed").glob("*.readings.json")
    monkeypatch.setattr(readings, "_run_process", lambda *_: pytest.fail("read again"))
    readings._known.clear()
    reader._readings.clear()
    feeds._series._values.clear()
    assert feeds.render_feed(workspace, owner, "pools", "", now).xml == here
    # A damaged file is made again.
    kept_file.write_text('{"sentences": [1]}')
    monkeypatch.setattr(readings, "_run_process", run_process)
    readings._known.clear()
    feeds.render_feed(workspace, owner, "pools", "", now)
    assert "queue" in kept_file.read_text()


def test_where_no_process_can_be_started_the_server_reads(
    workspace: Workspace, owner: Subscription, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = feeds.render_feed(workspace, owner, "pools", "", now).xml
    for kept in (readings._known, reader._readings, feeds._series._values, feeds._outlines._values):
        kept.clear()
    monkeypatch.setattr(readings, "MIN_TEXT_BYTES", 0)
    monkeypatch.setattr(readings, "_run_process", lambda *_: "not JSON")
    assert feeds.render_feed(workspace, owner, "pools", "", now).xml == here


def test_a_server_that_stops_does_not_wait_for_a_deck_to_be_read(
    workspace: Workspace, owner: Subscription, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "MIN_TEXT_BYTES", 0)
    readings._known.clear()
    # The process that would read is one that never ends.
    monkeypatch.setattr(readings.sys, "executable", str(workspace.data / "reader"))
    (workspace.data / "reader").write_text("#!/bin/sh\nexec sleep 600\n")
    (workspace.data / "reader").chmod(0o700)
    failures: list[Exception] = []

    def poll() -> None:
        try:
            feeds.render_feed(workspace, owner, "pools", "", now)
        except UserError as error:
            failures.append(error)

    thread = threading.Thread(target=poll)
    thread.start()
    while not readings._work.processes and thread.is_alive():
        thread.join(0.01)
    readings.stop_all()
    thread.join()
    assert [type(error) for error in failures] == [readings.ReadingStoppedError]
    assert not readings._work.processes


def test_a_feed_is_of_one_deck_one_address_and_one_base(
    workspace: Workspace, owner: Subscription, now: datetime
) -> None:
    (workspace.content / "others.md").write_text(TEXT.replace("title: Pools", "title: Others"), encoding="utf-8")
    sync_content(workspace, now)
    again = feeds.subscribe(workspace, 1, now, name="Car")
    found = [
        feed_cache.get_feed(workspace, who, deck, base, now).xml
        for who, deck, base in (
            (owner, "pools", "https://a.example"),
            (owner, "others", "https://a.example"),
            (owner, "pools", "https://b.example"),
            (again, "pools", "https://a.example"),
        )
    ]
    assert len(set(found)) == 4
    first = f"commute-{now.date()}"
    plans = [feed_cache.get_plan(workspace, owner, deck, first, now).name for deck in ("pools", "others")]
    assert plans[0] != plans[1]


@pytest.mark.engines("sqlite")  # the clock
def test_the_day_is_that_of_the_browser_that_subscribed(workspace: Workspace, now: datetime) -> None:
    (workspace.content / "pools.md").write_text(TEXT, encoding="utf-8")
    sync_content(workspace, now)
    voices.save_voices(workspace, 1, Voices(engine="silent"))
    owner = feeds.subscribe(workspace, 1, now, "Asia/Tokyo")
    for hour, day in ((18, 2), (19, 3)):  # 03:00 and 04:00 of the 3rd in Tokyo
        found = feed_cache.get_feed(workspace, owner, "pools", "", now.replace(hour=hour))
        assert f"commute-2026-03-0{day}".encode() in found.xml
        assert (f"commute-2026-03-0{5 - day}".encode() in found.xml) == (day == 3)


@pytest.mark.engines("sqlite")  # a file
def test_a_feed_is_made_again_when_an_episode_is_finished(
    workspace: Workspace, owner: Subscription, now: datetime, renderings: list[str]
) -> None:
    feed_cache.get_feed(workspace, owner, "pools", "", now)
    rendered = len(renderings)
    (episode_files.ensure_folder(workspace) / "another.mp3").write_bytes(b"x")
    feed_cache.get_feed(workspace, owner, "pools", "", now)
    assert len(renderings) == rendered + 1
