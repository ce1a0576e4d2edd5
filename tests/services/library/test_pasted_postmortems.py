"""A published post-mortem, pasted as it is, becomes a deck with a replay: over every format the reader's fixtures know."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import deck
from services.library import catalog, import_export
from services.replays import replays
from services.workspace import Workspace

FIXTURES = sorted((Path(__file__).parents[2] / "deck" / "timelines").glob("*.md"))
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


def documents() -> list[tuple[str, str]]:
    """The documents of the fixtures that hold an incident, with their names."""
    found = []
    for path in FIXTURES:
        text = re.split(r"(?m)^\.\n", path.read_text(encoding="utf-8"))[1]
        if deck.parse(text).incidents:
            found.append((path.stem, text))
    return found


DOCUMENTS = documents()


def test_there_are_many() -> None:
    assert len(DOCUMENTS) >= 40


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize(("name", "text"), DOCUMENTS, ids=[name for name, _ in DOCUMENTS])
def test_a_pasted_post_mortem_replays(name: str, text: str, workspace: Workspace) -> None:
    (brought,) = import_export.import_file("pasted.md", text.encode())
    card = catalog.add_deck(workspace, f"{name}.md", brought.text.encode(), NOW).summary
    kept = catalog.load_deck(workspace, card.id)
    cards = replays.list_incidents(kept)
    assert [c.events for c in cards] == [len(i.events) for i in brought.deck.incidents]
    for incident in kept.incidents:
        track = replays.load_track(kept, incident.id)
        assert len(track.moments) == len(incident.events)
        assert [m.text for m in track.moments] == [e.text for e in incident.events]
        assert track.duration > 0


@pytest.mark.engines("postgresql")
def test_the_other_database_keeps_each_as_it_was_pasted(workspace: Workspace) -> None:
    for name, text in DOCUMENTS:
        (brought,) = import_export.import_file("pasted.md", text.encode())
        card = catalog.add_deck(workspace, f"{name}.md", brought.text.encode(), NOW).summary
        kept = catalog.load_deck(workspace, card.id)
        assert (name, kept.incidents) == (name, brought.deck.incidents)
