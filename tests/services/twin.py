"""One of two processes on one data folder: each step waits for the other, and prints what came of it.

`twin.py DATA CONTENT NAME OTHER`
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from errors import UserError
from quiz.scheduler import Rating
from services.library import catalog, content_sync, drafts, publishing
from services.listening import episode_files, episodes
from services.practice import practice
from services.practice.practice import Learner
from services.workspace import Workspace
from speech.model import Voices
from speech.script.request import EpisodeRequest

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WAIT_SECONDS = 120.0
ADDED = "# Added\n\n## Topic\n\n**Question:** What is added?\n\n**Answer:** A deck, by two at once.\n"
CHANGED = "\n\n## Locks\n\n**Question:** Who holds the lock?\n\n**Answer:** One of two.\n"


class Twin:
    """One process of two."""

    def __init__(self, data: str, content: str, name: str, other: str) -> None:
        self.ws = Workspace(Path(data), Path(content), os.environ.get("REHEARSAL_DATABASE", ""))
        self.name, self.other = name, other
        self.meeting = Path(data).parent

    def meet(self, step: str) -> None:
        """Wait until the other has come as far, so that both begin the step at the same moment."""
        (self.meeting / f"{step}.{self.name}").touch()
        until = time.monotonic() + WAIT_SECONDS
        while not (self.meeting / f"{step}.{self.other}").exists():
            if time.monotonic() > until:
                raise TimeoutError(step)
            time.sleep(0.0005)

    def migrate_and_read(self) -> object:
        """Open a folder that has no database yet and take in its decks."""
        content_sync.sync_content(self.ws, NOW)
        return [(deck.id, deck.version, deck.questions) for deck in catalog.list_decks(self.ws)]

    def render(self) -> object:
        """Make one episode that both ask for."""
        deck = catalog.load_deck(self.ws, "house")
        request = EpisodeRequest("drill")
        plan = episodes.plan_episode(self.ws, "house", deck, request, Voices(engine="silent"))
        job = episodes.start_episode(self.ws, plan, NOW)
        state = job.wait(WAIT_SECONDS) if job else None
        sound = episode_files.find_file(self.ws, f"{plan.name}.mp3").read_bytes()
        return state.phase if state and state.error else "", len(sound)

    def grade(self) -> object:
        """Grade one card with one key: it counts once, and both learn of it."""
        who = Learner(1, "UTC", self.name)
        shown = practice.load_card(self.ws, who, "house", self.find_card(), NOW)
        self.meet("card")
        return practice.grade_card(self.ws, who, shown, Rating.GOOD, NOW, "one-key").repeated

    def find_card(self) -> str:
        """Return the card that both grade."""
        shown = practice.load_next_card(self.ws, Learner(1, "UTC", self.name), "house", NOW).shown
        return shown.card.id if shown else ""

    def grade_stale(self) -> object:
        """Grade one card with two keys: the second sees that the card has changed."""
        who = Learner(1, "UTC", self.name)
        shown = practice.load_next_card(self.ws, who, "house", NOW).shown
        self.meet("stale")
        try:
            practice.grade_card(self.ws, who, shown, Rating.GOOD, NOW, f"key-{self.name}")  # type: ignore[arg-type]
        except practice.StaleCardError:
            return "stale"
        return "graded"

    def add_deck(self) -> object:
        """Add the same file: one deck, one version."""
        added = catalog.add_deck(self.ws, "added.md", ADDED.encode(), NOW)
        return added.summary.id, catalog.list_decks(self.ws)[0].version

    def take_over(self) -> object:
        """Take in a file that changed."""
        content_sync.sync_content(self.ws, NOW)
        return next(deck.version for deck in catalog.list_decks(self.ws) if deck.id == "house")

    def publish(self) -> object:
        """Publish two texts from one version: one wins, the other is asked."""
        text = publishing.load_text(self.ws, "added", 1) + f"\n\n## Of {self.name}\n\nA text of {self.name}.\n"
        self.meet("texts")
        try:
            return publishing.publish_text(self.ws, 1, "added", text, base=1, now=NOW).number
        except publishing.ConflictError:
            return "conflict"

    def keep_draft(self) -> object:
        """Save the same draft a hundred times: what is read is always whole."""
        for number in range(100):
            drafts.save_draft(self.ws, 1, drafts.Draft("added", 1, f"{self.name} {number} " * 500, "t"))
            draft = drafts.load_draft(self.ws, 1, "added")
            if draft is None or len(set(draft.text.split())) != 2:
                return "torn"
        return "whole"


def main() -> None:
    """Do every step with the other."""
    twin = Twin(*sys.argv[1:5])
    for step in (
        twin.migrate_and_read,
        twin.render,
        twin.grade,
        twin.grade_stale,
        twin.add_deck,
        twin.take_over,
        twin.publish,
        twin.keep_draft,
    ):
        name = step.__name__
        if name == "take_over" and twin.name == "first":
            path = twin.ws.content / "house.md"
            path.write_text(path.read_text(encoding="utf-8") + CHANGED, encoding="utf-8")
        twin.meet(name)
        try:
            print(name, repr(step()), flush=True)
        except (UserError, OSError) as error:
            print(name, "raised", repr(error), flush=True)
        twin.meet(f"{name}-done")


if __name__ == "__main__":
    main()
