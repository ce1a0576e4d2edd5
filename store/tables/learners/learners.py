"""Learners, their preferences and their own FSRS weights."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store.connection import Connection

DEFAULT_NAME = "Learner"


@dataclass(frozen=True, slots=True)
class MemoryWeights:
    """A set of weights a learner adopted. `model` names what they belong to; losses are log losses on held-out
    reviews."""

    id: int
    model: str
    parameters: tuple[float, ...]
    created_at: int
    reviews: int
    loss_before: float | None
    loss_after: float | None


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """A learner by the name they chose. `answers` and `decks` count what they were asked; `last_answer` is in ms, or None."""

    id: int
    name: str
    answers: int
    decks: int
    last_answer: int | None


def list_names(connection: Connection) -> dict[int, str]:
    """Return everyone's name, by number, in the order in which they came."""
    # A name that was chosen before names were kept with the learners stands among the preferences only.
    rows = connection.execute(
        "SELECT p.id, p.name, c.value FROM learners p LEFT JOIN preferences c ON c.learner = p.id AND c.name = 'name'"
        " ORDER BY p.id"
    )
    names = {}
    for number, name, preference in rows:
        preferred = None if preference is None else json.loads(preference)
        names[number] = name if preferred is None else preferred
    return names


def list_learners(connection: Connection) -> tuple[LearnerRow, ...]:
    """Return everyone, in the order in which they came. Walks over the whole log once."""
    # Not joined with the names: whoever has answered nothing is listed too.
    counts = {
        number: values
        for number, *values in connection.execute(
            "SELECT learner, count(*), count(DISTINCT deck), max(at) FROM answers GROUP BY learner"
        )
    }
    return tuple(
        LearnerRow(number, name, *counts.get(number, (0, 0, None))) for number, name in list_names(connection).items()
    )


def has_learner(connection: Connection, learner: int) -> bool:
    """Tell whether there is such a learner."""
    return connection.execute("SELECT 1 FROM learners WHERE id = ?", (learner,)).fetchone() is not None


def add_learner(connection: Connection, name: str, now: int) -> int:
    """Add a learner of this name and return their number, which nobody had before."""
    (number,) = connection.execute(
        "INSERT INTO learners (name, created_at) VALUES (?, ?) RETURNING id", (name, now)
    ).fetchone()
    (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM erased_learners").fetchone()
    if number <= last:  # SQLite counts on from the highest that is there
        connection.execute("UPDATE learners SET id = ? WHERE id = ?", (last + 1, number))
        number = last + 1
    save_preferences(connection, int(number), {"name": name})
    return int(number)


def load_preferences(connection: Connection, learner: int) -> dict[str, Any]:
    """Return everything the learner chose, by name; values are whatever JSON holds."""
    rows = connection.execute("SELECT name, value FROM preferences WHERE learner = ? ORDER BY name", (learner,))
    return {name: json.loads(value) for name, value in rows}


def save_preferences(connection: Connection, learner: int, preferences: Mapping[str, Any]) -> None:
    """Save preferences; None takes one back. The name they chose is the name others see."""
    if "name" in preferences:
        connection.execute("UPDATE learners SET name = ? WHERE id = ?", (preferences["name"] or DEFAULT_NAME, learner))
    for name, value in preferences.items():
        if value is None:
            connection.execute("DELETE FROM preferences WHERE learner = ? AND name = ?", (learner, name))
        else:
            connection.execute(
                "INSERT INTO preferences (learner, name, value) VALUES (?, ?, ?)"
                " ON CONFLICT (learner, name) DO UPDATE SET value = excluded.value",
                (learner, name, json.dumps(value)),
            )


def load_weights(connection: Connection, learner: int, model: str) -> MemoryWeights | None:
    """Return the newest weights of the learner for this model."""
    row = connection.execute(
        f"SELECT {_WEIGHTS_COLUMNS} FROM weights WHERE learner = ? AND model = ? ORDER BY id DESC LIMIT 1",
        (learner, model),
    ).fetchone()
    return _to_weights(row) if row else None


def list_weights(connection: Connection, learner: int) -> tuple[MemoryWeights, ...]:
    """Return all weights the learner ever adopted, oldest first."""
    rows = connection.execute(f"SELECT {_WEIGHTS_COLUMNS} FROM weights WHERE learner = ? ORDER BY id", (learner,))
    return tuple(_to_weights(row) for row in rows)


def save_weights(
    connection: Connection,
    learner: int,
    model: str,
    parameters: Sequence[float],
    *,
    now: int,
    reviews: int,
    losses: tuple[float | None, float | None],
) -> int:
    """Keep new weights, fitted on `reviews` reviews with log `losses` (before, after). Their number."""
    row = connection.execute(
        "INSERT INTO weights (learner, model, parameters, created_at, reviews, loss_before, loss_after)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (learner, model, json.dumps(list(parameters)), now, reviews, *losses),
    ).fetchone()
    return int(row[0])


_WEIGHTS_COLUMNS = "id, model, parameters, created_at, reviews, loss_before, loss_after"


def _to_weights(row: Any) -> MemoryWeights:
    number, model, parameters, created_at, reviews, before, after = row
    return MemoryWeights(
        id=number,
        model=model,
        parameters=tuple(json.loads(parameters)),
        created_at=created_at,
        reviews=reviews,
        loss_before=before,
        loss_after=after,
    )
