"""What cannot be heard, and what is said of it; the bounds of speed and thinking time; positions that are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

import deck as reader
from services.library import catalog
from services.listening import episode_files, episodes, feed_cache, feed_state, feeds, hands_free, voices, workbench
from services.practice.context import Learner
from services.workspace import Workspace
from speech.model import Voices
from tests.refusals import check_refusals
from tests.services.private_deck import PrivateDeck, private_deck, school

__all__ = ["private_deck", "school"]  # fixtures

pytestmark = pytest.mark.engines("sqlite")  # sentences, not statements
PLACE = ("The episode has no such position.", "Play it again.")
NO_FILE = ("There is no such audio file.", "Open the Listen page and choose an episode.")
GONE = ("This episode is no longer available.", "Open the Listen page and make it again.")
THINKING = "That thinking time is out of bounds."
SILENT = Voices(engine="silent")


def test_everything_that_is_refused(workspace: Workspace, now: datetime) -> None:
    ws = workspace
    catalog.add_deck(ws, "d.md", b"## A\n\n**Question:** Why?\n\n**Answer:** So.\n", now)
    low, high = voices.RATE_BOUNDS
    least, most = voices.THINK_TIME_BOUNDS
    rate, thinking = f"Choose {low} to {high}.", f"Choose {least:g} to {most:g}."

    def save(**changes: object) -> None:
        voices.save_voices(ws, 1, replace(SILENT, **changes))  # type: ignore[arg-type]

    owner = feeds.subscribe(ws, 1, now)
    check_refusals(
        [
            (lambda: save(rate=low - 1), f"A speed of {low - 1} words a minute cannot be spoken.", rate),
            (lambda: save(rate=high + 1), f"A speed of {high + 1} words a minute cannot be spoken.", rate),
            (lambda: save(thinking=least - 0.1), THINKING, thinking),
            (lambda: save(thinking=most + 0.1), THINKING, thinking),
            (
                lambda: save(pause_sound="birds"),
                "There is no such sound for pauses.",
                "Choose noise, a tone or silence in Voice settings.",
            ),
            (lambda: episodes.save_position(ws, 1, "a", -0.1), *PLACE),
            (lambda: episodes.save_position(ws, 1, "a", 1_000_000), *PLACE),
            (lambda: episode_files.find_file(ws, "../a.mp3"), *NO_FILE),
            (lambda: episode_files.find_file(ws, "a.exe"), *NO_FILE),
            (lambda: episode_files.find_file(ws, f"{'a' * 8}-{'0' * 24}.mp3"), *GONE),
            (
                lambda: feeds.plan_item(ws, owner, "d", "gone", now),
                "The deck has no such episode.",
                "Refresh the feed.",
            ),
            (
                lambda: workbench.try_term(ws, reader.parse("# A\n"), "silent", " "),
                "There is nothing to say in that.",
                "Write a word or a name.",
            ),
        ]
    )
    for changes in ({"rate": low}, {"rate": high}, {"thinking": least}, {"thinking": most}, {"pause_sound": "tone"}):
        save(**changes)
        kept = voices.load_voices(ws, 1)
        assert {name: getattr(kept, name) for name in changes} == changes


def test_the_last_positions_are_kept(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    ws = workspace
    monkeypatch.setattr(episodes, "MAX_POSITIONS", 2)
    for name, seconds in (("a", 1.234), ("b", 0), ("a", 999_999.99), ("c", 3)):
        episodes.save_position(ws, 1, name, seconds)
    assert [episodes.load_position(ws, 1, name) for name in "abc"] == [999_999.99, 0.0, 3.0]
    assert episodes.load_position(ws, 1, "d") == 0.0
    episodes.save_position(ws, 1, "d", 4.567)
    assert [episodes.load_position(ws, 1, name) for name in "acd"] == [0.0, 3.0, 4.57]


@pytest.mark.parametrize(
    ("name", "slug"),
    [("plain-name", "plain-name"), ("Incident: Ä", "incident-"), ("a_b", "a-b-"), ("--", ""), ("ü", "")],
)
def test_an_episodes_name_in_an_address(name: str, slug: str) -> None:
    found = feeds.make_slug(name)
    assert found.startswith(slug) and found.isascii()
    assert (found == slug) == (name == slug)
    if name != slug:
        assert len(found.removeprefix(slug).strip("-")) == 6 and not found.startswith("-")


def test_a_deck_of_somebody_elses_is_not_heard(private_deck: PrivateDeck) -> None:
    ws, now, stranger = private_deck.ws, private_deck.now, private_deck.stranger
    voices.save_voices(ws, stranger, SILENT)
    feed = feeds.subscribe(ws, stranger, now)
    private_deck.check_hidden(
        [
            lambda: feeds.render_feed(ws, feed, "own", "", now),
            lambda: feeds.render_ahead(ws, feed, "own", now),
            lambda: feeds.draw_cover(ws, stranger, "own"),
            lambda: feed_cache.get_feed(ws, feed, "own", "", now),
            lambda: feed_cache.get_plan(ws, feed, "own", "incident-storm", now),
            lambda: feed_state.load_days(ws, stranger, "own", 20.0, now),
        ]
    )
    assert hands_free.make_tickets(ws, Learner(stranger, "UTC", "s"), "own", "e", ["q-ten"], now) == ()
    assert feeds.draw_cover(ws, private_deck.owner, "own")
