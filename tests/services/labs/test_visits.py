"""That somebody ran a lab is written down, for those who may see its deck."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.connections import connect
from services.labs.visits import note_run
from store.tables.classes import class_assignments
from tests.services.private_deck import PrivateDeck, private_deck, school

__all__ = ["private_deck", "school"]  # fixtures
pytestmark = pytest.mark.engines("sqlite")  # what is written here is written on both databases elsewhere


def test_a_run_is_written_down_from_the_first_to_the_last(private_deck: PrivateDeck) -> None:
    ws, now, owner, stranger = private_deck.ws, private_deck.now, private_deck.owner, private_deck.stranger
    for minutes in (0, 5):
        note_run(ws, owner, "own", "pools", now + timedelta(minutes=minutes))
    private_deck.check_hidden(
        [lambda: note_run(ws, stranger, "own", "pools", now), lambda: note_run(ws, owner, "gone", "pools", now)]
    )
    start = int(now.timestamp() * 1000)
    with connect(ws) as connection:
        assert class_assignments.list_lab_runs(connection, owner) == (("own", "pools", start, start + 300_000),)
        assert class_assignments.list_lab_runs(connection, stranger) == ()
