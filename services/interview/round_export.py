"""Interview rounds in the file in which learners take their data with them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from mock_interview.plan import read_plan
from mock_interview.round_file import read_rubric_values, read_turn
from store.connection import Connection
from store.tables import interviews
from store.tables.interviews import RoundRow, ScoresRow, TurnRow


def describe_rounds(connection: Connection, learner: int) -> list[dict[str, Any]]:
    """Return all rounds of a learner as plain values."""
    return [
        {
            **{name: value for name, value in asdict(row).items() if name != "id"},
            "turns": [
                {**asdict(turn), "levels": base64.b64encode(turn.levels).decode()}
                for turn in interviews.list_turns(connection, row.id)
            ],
            "scores": [asdict(scores) for scores in interviews.list_scores(connection, row.id)],
        }
        for row in interviews.list_rounds(connection, learner)
    ]


def restore_rounds(connection: Connection, learner: int, entries: Iterable[Mapping[str, Any]]) -> None:
    """Add the rounds that are not here. Raises ValueError, KeyError or TypeError for values that are no round."""
    for entry in entries:
        fields = {name: value for name, value in entry.items() if name not in ("turns", "scores")}
        row = RoundRow(id=0, **fields)
        if interviews.find_round(connection, learner, row.key) is not None:
            continue
        # Read on trial: with a round that cannot be read, the page would fail for ever.
        read_plan(json.loads(row.plan))
        read_rubric_values(json.loads(row.rubric))
        number = interviews.add_round(connection, learner, row)
        for turn in entry["turns"]:
            turn_row = TurnRow(**{**turn, "levels": base64.b64decode(turn["levels"], validate=True)})
            read_turn(json.loads(turn_row.content))
            # Its keys belong to this instance: where they are in use already, the turn goes without.
            interviews.save_turn(connection, number, replace(turn_row, answer_key=None, review_key=None))
        for scores in entry["scores"]:
            interviews.add_scores(connection, number, ScoresRow(**scores))
