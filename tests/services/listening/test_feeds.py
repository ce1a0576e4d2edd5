"""A feed, whole: the channel, each kind of item with its addresses, season and number, and what is remembered of it."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from errors import UserError
from quiz.scheduler import Rating
from services.jobs import JobPhase, JobState
from services.learners import access_tokens, settings
from services.library import catalog
from services.listening import commute, episodes, feed_state, feeds, voices
from services.listening.feeds import Subscription
from services.practice import practice
from services.practice.context import Learner
from services.practice.planning import priority
from services.workspace import Workspace
from speech.model import Voices
from speech.publish import rss
from speech.script.request import EpisodeRequest
from tests.speech.decks import TEXT

pytestmark = pytest.mark.engines("sqlite")  # what is read here is read on both databases elsewhere
BASE = "https://house.example"


@pytest.fixture
def owner(workspace: Workspace, now: datetime) -> Subscription:
    catalog.add_deck(workspace, "pools.md", TEXT.encode(), now)
    voices.save_voices(workspace, 1, Voices(engine="silent", rate=320))
    return feeds.subscribe(workspace, 1, now, "Europe/Berlin", "Phone")


def load_channel(
    ws: Workspace, owner: Subscription, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> tuple[rss.Channel, feeds.RenderedFeed]:
    """Return the channel as it is given to the writer, and the feed."""
    seen: list[rss.Channel] = []
    build = rss.build_feed
    with monkeypatch.context() as patch:
        patch.setattr(feeds.rss, "build_feed", lambda channel: seen.append(channel) or build(channel))
        made = feeds.render_feed(ws, owner, "pools", BASE, now)
    return seen[-1], made


def test_the_channel_and_its_items(
    workspace: Workspace, owner: Subscription, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = catalog.load_deck(workspace, "pools")
    channel, made = load_channel(workspace, owner, now, monkeypatch)
    root = f"{BASE}/feed/{owner.key}/pools"
    assert (channel.title, channel.address, channel.link, channel.image) == (
        deck.title,
        f"{root}.xml",
        f"{BASE}/listen",
        f"{root}.jpg",
    )
    assert channel.language == (deck.meta.language or "en") and channel.author == (deck.meta.author or "Rehearsal")
    assert channel.description == (deck.meta.description or f"All episodes of “{deck.title}”.")
    assert made.etag.startswith('"') and len(made.etag) == 34 and made.modified == now
    dates = [item.published for item in channel.items]
    assert dates == sorted(dates, reverse=True) and dates[0] == now
    assert {one - other for one, other in itertools.pairwise(dates)} == {feed_state.ITEM_DISTANCE}
    ride, *others = channel.items
    name = f"commute-{now.date()}"
    version = ride.audio.rpartition("=")[2]
    assert (ride.guid, ride.season, ride.season_name, ride.episode) == (f"rehearsal:pools/{name}", 2, "Commutes", 1)
    assert (ride.audio, ride.transcript, ride.chapters) == tuple(
        f"{root}/{name}.{suffix}?v={version}" for suffix in ("mp3", "vtt", "json")
    )
    assert ride.link == f"{BASE}/heard?deck=pools&episode={name}"
    assert ride.description.endswith(f"\n\nGrade what you heard: {ride.link}") and ride.description.startswith("• ")
    plan = feeds.plan_item(workspace, owner, "pools", name, now)
    assert plan.name.endswith(f"-{version}")
    assert (ride.title, ride.length, ride.seconds) == (plan.episode.title, plan.bytes, round(plan.seconds))
    assert {item.season for item in others} == {1} and {item.season_name for item in others} == {"The deck"}
    assert [item.episode for item in others] == list(range(1, len(others) + 1))
    assert any("/incident-" in item.audio for item in others)


def test_an_address_of_ones_own_and_a_mark_for_all(
    workspace: Workspace, owner: Subscription, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, made = load_channel(workspace, owner, now, monkeypatch)
    again = feeds.subscribe(workspace, 1, now + timedelta(days=1), name="Car")
    assert again.since == owner.since and again.token != owner.token
    second, remade = load_channel(workspace, again, now + timedelta(hours=1), monkeypatch)
    assert first.guid != second.guid  # apps take them for two subscriptions
    assert (made.etag, made.modified) == (remade.etag, remade.modified)
    later = now + timedelta(days=1)
    changed = feeds.render_feed(workspace, owner, "pools", BASE, later)
    assert changed.etag != made.etag and changed.modified == later
    assert feed_state.list_decks(workspace, 1) == ("pools",)
    for key in (owner.key, again.key):
        found = feeds.find_subscription(workspace, key, now)
        assert found is not None and found.key == key and found.since == owner.since
    for key in (f"2-{owner.token}", f"01-{owner.token}", owner.token, "1-short", f"{owner.key}!", ""):
        assert feeds.find_subscription(workspace, key, now) is None
    access_tokens.revoke_token(workspace, 1, access_tokens.list_tokens(workspace, 1)[0].number)
    assert [feeds.find_subscription(workspace, one.key, now) is None for one in (owner, again)] == [True, False]


def test_misses_are_yesterdays_and_commutes_are_numbered_by_days(
    workspace: Workspace, owner: Subscription, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = Learner(1, "Europe/Berlin", "s")
    shown = practice.load_next_card(workspace, who, "pools", now).shown
    assert shown is not None
    practice.grade_card(workspace, who, shown, Rating.AGAIN, now, "k" * 16)
    later = now + timedelta(days=1)
    channel, _ = load_channel(workspace, owner, later, monkeypatch)
    found = {item.guid.rpartition("/")[2]: item for item in channel.items}
    misses, ride = found[f"misses-{later.date()}"], found[f"commute-{later.date()}"]
    assert (misses.season, misses.season_name, misses.episode) == (3, "Yesterday's misses", 2)
    assert (ride.season, ride.episode) == (2, 2)


@pytest.mark.parametrize(
    ("kept", "minutes"),
    [
        ({"pools": {"minutes": 7}}, 7.0),
        ({"pools": {"minutes": 0}}, 20.0),
        ({"pools": {"minutes": "7"}}, 20.0),
        ({"other": {"minutes": 7}}, 20.0),
        ({"pools": 7}, 20.0),
        ("7", 20.0),
        (None, 20.0),
    ],
)
def test_the_ride_is_as_long_as_it_was_chosen(workspace: Workspace, kept: object, minutes: float) -> None:
    settings.save_settings(workspace, 1, **{commute.PREFERENCE: kept})
    assert feeds.load_minutes(workspace, 1, "pools") == minutes


@pytest.mark.parametrize(
    ("request_", "address"),
    [
        (EpisodeRequest("incident", "inc-storm"), "incident-inc-storm"),
        (EpisodeRequest("drill"), "drill-all"),
    ],
)
def test_an_episodes_address(request_: EpisodeRequest, address: str) -> None:
    assert feeds.make_episode_address(request_) == address


def test_a_description_names_what_is_asked_up_to_a_bound(
    workspace: Workspace, owner: Subscription, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = feeds.plan_item(workspace, owner, "pools", f"commute-{now.date()}", now)
    asked = list(dict.fromkeys(chapter.title for chapter in plan.episode.chapters if chapter.question_id))
    monkeypatch.setattr(feeds, "MAX_LISTED", len(asked))
    told = feeds._describe(plan).split("\n")
    assert [line for line in told if line.startswith("• ")] == [f"• {title}" for title in asked]
    assert told[-1] == plan.episode.description.split("\n")[-1]
    monkeypatch.setattr(feeds, "MAX_LISTED", len(asked) - 1)
    assert feeds._describe(plan).split("\n")[len(asked) - 1] == "• … (+1)"


def test_a_cover_is_a_square_picture_of_ones_own_deck(workspace: Workspace, owner: Subscription) -> None:
    assert owner.learner == 1
    assert feeds.draw_cover(workspace, 1, "pools").startswith(b"\xff\xd8")
    with pytest.raises(UserError, match="no such deck"):
        feeds.draw_cover(workspace, 1, "gone")


@pytest.mark.parametrize("kept", [None, "feed", {"zone": "UTC"}, []])
def test_there_is_no_feed_before_somebody_subscribed(workspace: Workspace, kept: object) -> None:
    settings.save_settings(workspace, 1, **{feed_state.PREFERENCE: kept})
    assert feeds.load_subscription(workspace, 1) is None


def test_a_script_is_one_episode_unless_it_is_too_long(
    workspace: Workspace, owner: Subscription, now: datetime
) -> None:
    def list_scripts(minutes: str) -> list[str]:
        parts = "".join(f"### Part {n}: Number {n} ({minutes} minutes)\n\nSay it, number {n}.\n\n" for n in (1, 2))
        text = f"# T\n\n## Spoken revision {{#spoken}}\n\n{parts}"
        catalog.add_deck(workspace, "spoken.md", text.encode(), now)
        deck = catalog.load_deck(workspace, "spoken")
        [script] = deck.scripts
        names = [script.id, *(part.id for part in script.parts)]
        xml = feeds.render_feed(workspace, owner, "spoken", BASE, now).xml.decode()
        return [names.index(name) for name in names if f"/script-{name}.mp3" in xml]

    assert list_scripts("3–4") == [0]
    assert list_scripts("20–60") == [1, 2]


def test_feeds_that_were_asked_for_are_made_ahead_and_one_that_went_stops_none(
    workspace: Workspace, owner: Subscription, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(episodes, "start_episode", lambda ws, plan, now: started.append(plan.request.day))
    feeds.render_all_ahead(workspace, now)
    assert started == []  # no app has asked yet
    feeds.render_feed(workspace, owner, "pools", BASE, now)
    tomorrow = now + timedelta(days=1)
    feed = settings.load_settings(workspace, 1)[feed_state.PREFERENCE]
    days = {"gone": feed["days"]["pools"], **feed["days"]}
    settings.save_settings(workspace, 1, **{feed_state.PREFERENCE: {**feed, "days": days}})
    feeds.render_all_ahead(workspace, tomorrow)
    assert started == [tomorrow.date().isoformat()]  # the day's ride, and not yesterday's


def test_a_file_that_cannot_be_made_or_was_stopped_is_told(
    workspace: Workspace, owner: Subscription, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = feeds.plan_item(workspace, owner, "pools", f"commute-{now.date()}", now)

    class Ended:
        def __init__(self, phase: JobPhase, error: UserError | None = None) -> None:
            self.state = JobState(phase=phase, error=error)

        def wait(self, seconds: float) -> JobState:
            assert seconds == feeds.MAX_WAIT_SECONDS
            return self.state

    for job, expected in (
        (Ended("failed", UserError("It crashed.")), "It crashed"),
        (Ended("cancelled"), "was stopped while"),
    ):
        monkeypatch.setattr(episodes, "start_episode", lambda *_, job=job: job)
        with pytest.raises(UserError, match=expected):
            feeds.prepare_episode(workspace, plan, now)


def test_what_left_the_feed_and_comes_back_is_new_and_decks_do_not_disturb_each_other(
    workspace: Workspace, owner: Subscription, now: datetime
) -> None:
    def load(deck: str, names: list[str], minutes: int) -> list[int]:
        dates = feed_state.load_first_dates(workspace, 1, deck, names, now + timedelta(minutes=minutes))
        return [int((dates[name] - now).total_seconds()) for name in names]

    assert owner.learner == 1
    assert load("pools", ["a", "b"], 0) == [0, -1]
    assert load("other", ["a"], 1) == [60]
    assert load("pools", ["c", "a"], 2) == [120, 0]
    assert load("pools", ["c", "a", "b"], 3) == [120, 0, 180]
    assert load("other", ["a"], 4) == [60]
    marks = [
        feed_state.load_modified(workspace, 1, *one)
        for one in (("pools", "m", now), ("other", "n", now + timedelta(hours=1)))
    ]
    assert marks == [now, now + timedelta(hours=1)]
    later = now + timedelta(hours=2)
    assert [
        feed_state.load_modified(workspace, 1, deck, mark, later) for deck, mark in (("pools", "m"), ("other", "x"))
    ] == [now, later]
    assert feed_state.load_modified(workspace, 1, "other", "x", later + timedelta(hours=1)) == later


def test_a_feed_that_was_given_up_remembers_nothing(workspace: Workspace, owner: Subscription, now: datetime) -> None:
    assert owner.learner == 1
    settings.save_settings(workspace, 1, **{feed_state.PREFERENCE: None})
    feed_state.load_first_dates(workspace, 1, "pools", ["a"], now)
    assert settings.load_settings(workspace, 1).get(feed_state.PREFERENCE) is None


def test_feeds_that_are_fetched_at_once_lose_nothing_of_each_other(
    workspace: Workspace, owner: Subscription, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog.add_deck(workspace, "queues.md", TEXT.encode(), now)
    rank = priority.rank_questions
    dates: list[dict[str, datetime]] = []

    def fetch_the_others_meanwhile(ws: Workspace, who: Learner, deck_id: str, at: datetime) -> tuple[str, ...]:
        if not dates:
            dates.append({})
            feed_state.load_days(ws, 1, "queues", 30.0, now)
            dates[0] = feed_state.load_first_dates(ws, 1, "queues", ["a", "b"], now)
            feed_state.load_modified(ws, 1, "queues", "mark", now)
            feed_state.load_days(ws, 1, "pools", 10.0, now)  # another app on the same feed: what it was told holds
        return rank(ws, who, deck_id, at)

    monkeypatch.setattr(feed_state.priority, "rank_questions", fetch_the_others_meanwhile)
    [day] = feed_state.load_days(workspace, 1, "pools", 20.0, now)
    assert day.minutes == 10.0
    later = now + timedelta(hours=1)
    assert feed_state.list_decks(workspace, 1) == ("queues", "pools")
    assert feed_state.load_days(workspace, 1, "queues", 5.0, later)[0].minutes == 30.0
    assert feed_state.load_first_dates(workspace, 1, "queues", ["a", "b"], later) == dates[0]
    assert feed_state.load_modified(workspace, 1, "queues", "mark", later) == now.replace(microsecond=0)


def test_an_episode_that_takes_too_long_is_not_said_to_be_gone(
    workspace: Workspace, owner: Subscription, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = feeds.plan_item(workspace, owner, "pools", f"commute-{now.date()}", now)
    job = SimpleNamespace(wait=lambda _seconds: JobState("making"))
    monkeypatch.setattr(feeds.audio, "start_episode", lambda *_: job)
    with pytest.raises(feeds.EpisodeStoppedError, match="still being made"):
        feeds.prepare_file(workspace, entry, ".mp3", now)
