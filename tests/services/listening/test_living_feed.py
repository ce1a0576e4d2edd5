"""A podcast app over fourteen days: each study day brings its own commute, and nothing is fetched twice or stale."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from quiz.scheduler import Rating
from server.routes import feed as routes
from services.library.content_sync import sync_content
from services.listening import feed_state, feeds, voices
from services.practice import practice
from services.practice.context import Learner
from services.workspace import Workspace
from speech.model import Voices
from tests.speech.decks import TEXT

START = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
WHO = Learner(1, "UTC", "s")


class App:
    """A podcast app: it looks each day, and fetches every enclosure whose address it has not fetched."""

    def __init__(self, client: TestClient, address: str) -> None:
        self.client, self.address = client, address
        self.etag = ""
        self.fetched: dict[str, bytes] = {}
        self.guids: dict[str, str] = {}
        self.dates: dict[str, tuple[int, ...]] = {}

    def look(self, *, fetches: bool = True) -> list[str]:
        """Fetch the feed where it changed, and the sound of what is new in it, which takes long; the guids of what is new."""
        answer = self.client.get(self.address, headers={"if-none-match": self.etag} if self.etag else {})
        if answer.status_code == 304:
            return []
        self.etag = answer.headers["etag"]
        found = feedparser.parse(answer.content)
        assert not found.bozo
        guids = [entry.id for entry in found.entries]
        assert len(set(guids)) == len(guids)
        new = []
        for entry in found.entries:
            date = tuple(entry.published_parsed[:6])
            assert self.dates.setdefault(entry.id, date) == date  # the day it appeared never changes
            (sound,) = entry.enclosures
            if sound.href not in self.fetched:
                self.fetched[sound.href] = self.client.get(sound.href).content if fetches else b""
                new.append(entry.id)
        return new


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The server's clock, which a test sets."""
    moment = [START]

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return moment[0]

    monkeypatch.setattr(routes, "datetime", Clock)
    return moment


@pytest.fixture
def app(workspace: Workspace, clock: list[datetime], monkeypatch: pytest.MonkeyPatch) -> App:
    (workspace.content / "pools.md").write_text(TEXT, encoding="utf-8")
    sync_content(workspace, START)
    voices.save_voices(workspace, 1, Voices(engine="silent", rate=320))
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    client = TestClient(Starlette(routes=routes.routes), base_url="https://house.example")
    return App(client, f"/feed/{feeds.subscribe(workspace, 1, START).key}/pools.xml")


def grade(workspace: Workspace, rating: Rating, now: datetime) -> str:
    """Answer the next card; its question."""
    card = practice.load_next_card(workspace, WHO, "pools", now).shown
    assert card is not None
    practice.answer_card(workspace, WHO, card, rating, now, f"k{now.isoformat()}")
    return str(card.card.source)


def test_fourteen_days_bring_fourteen_commutes_and_nothing_twice(
    app: App, workspace: Workspace, clock: list[datetime]
) -> None:
    commutes: list[str] = []
    for day in range(14):
        clock[0] = START + timedelta(days=day)
        new = app.look()
        assert [guid for guid in new if "/commute-" in guid] == [f"rehearsal:pools/commute-{clock[0].date()}"]
        if day:
            assert all("/commute-" in guid or "/misses-" in guid for guid in new)
        commutes += [guid for guid in new if "/commute-" in guid]
        assert app.look() == []  # the same day again: nothing
        clock[0] += timedelta(hours=3)
        grade(workspace, Rating.GOOD, clock[0])
        assert app.look() == []  # a grade does not change what was published
    assert len(set(commutes)) == 14
    heard = [sound for address, sound in app.fetched.items() if "/commute-" in address]
    assert len(heard) == len(set(heard)) == 14
    names = [e.id for e in feedparser.parse(app.client.get(app.address).content).entries if "/commute-" in e.id]
    assert names == commutes[:-8:-1]  # the last seven, newest first


def test_what_was_missed_yesterday_is_an_item_of_its_own(app: App, workspace: Workspace, clock: list[datetime]) -> None:
    app.look(fetches=False)
    missed = grade(workspace, Rating.AGAIN, START + timedelta(hours=1))
    grade(workspace, Rating.GOOD, START + timedelta(hours=1, minutes=1))
    clock[0] = START + timedelta(days=1)
    assert f"rehearsal:pools/misses-{clock[0].date()}" in app.look(fetches=False)
    plan = feed_state.load_days(workspace, 1, "pools", 20.0, clock[0])[0]
    assert plan.missed_ids == (missed,)
    clock[0] += timedelta(days=1)
    assert not any("/misses-2026-03-04" in guid for guid in app.look(fetches=False))


def test_the_ride_is_as_long_as_the_learner_s(app: App, workspace: Workspace, clock: list[datetime]) -> None:
    from services.learners import settings
    from services.listening import commute

    settings.save_settings(workspace, 1, **{commute.PREFERENCE: {"pools": {"minutes": 7}}})
    assert feeds.load_minutes(workspace, 1, "pools") == 7
    entry = feedparser.parse(app.client.get(app.address).content).entries[0]
    assert "/commute-" in entry.id and 6 * 60 <= int(entry.itunes_duration) <= 8 * 60


def test_a_new_topic_is_dated_when_it_appears(app: App, workspace: Workspace, clock: list[datetime]) -> None:
    app.look(fetches=False)
    clock[0] = START + timedelta(days=5)
    more = "\n\n## Brand new\n\n" + "\n\n".join(
        f"**Question:** What is new {n}?\n\n**Answer:** {'Much of it. ' * 40}" for n in range(60)
    )
    (workspace.content / "pools.md").write_text(TEXT + more, encoding="utf-8")
    sync_content(workspace, clock[0])
    app.look(fetches=False)
    dates = [date for guid, date in app.dates.items() if "brand-new" in guid]
    assert dates and all(datetime(*date, tzinfo=UTC).date() == clock[0].date() for date in dates)  # type: ignore[misc]


def test_the_day_s_commute_is_made_before_the_app_asks(app: App, workspace: Workspace, clock: list[datetime]) -> None:
    app.look(fetches=False)
    clock[0] = START + timedelta(days=1)
    feeds.render_all_ahead(workspace, clock[0])
    owner = feeds.load_subscription(workspace, 1)
    assert owner is not None
    plan = feeds.plan_item(workspace, owner, "pools", f"commute-{clock[0].date()}", clock[0])
    job = feeds.audio.find_job(workspace, plan.name)
    assert job is not None and job.wait(60).phase == "done"
    assert any("/commute-" in guid for guid in app.look(fetches=False))


def test_a_conditional_request_plans_nothing(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    app.look()
    app.look()  # what was fetched is finished now, which the feed says once
    monkeypatch.setattr(feeds.audio, "plan_episode", lambda *_: pytest.fail("planned"))
    assert app.client.get(app.address, headers={"if-none-match": app.etag}).status_code == 304
    assert app.client.get(app.address).status_code == 200


def test_items_are_described_by_what_they_ask(app: App) -> None:
    entries = feedparser.parse(app.client.get(app.address).content).entries
    described = [entry.description for entry in entries if "/commute-" not in entry.id]
    assert len(set(described)) == len(described)
    assert all(entry.description.startswith("• ") for entry in entries)
