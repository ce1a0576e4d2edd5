"""What cannot be heard, and what is said of it; the bounds of speed and thinking time; positions that are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

import deck as reader
from services.library import catalog
from services.listening import episode_files, episodes, feeds, voices, workbench
from services.workspace import Workspace
from speech.model import Voices
from tests.refusals import check_refusals

pytestmark = pytest.mark.engines("sqlite")  # sentences, not statements
PLACE = ("The episode has no such position.", "Play it again.")
NO_FILE = ("There is no such audio file.", "Open the Listen page and choose an episode.")
GONE = ("This episode is not there any more.", "Open the Listen page and make it again.")
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
