"""A prediction that missed is a card in practice where the deck links to the lab, and rests for everybody else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from quiz import exercises
from services.labs import predictions
from services.library import content_sync
from services.practice import practice
from services.replays import replays
from services.workspace import Workspace
from simulation.model import SimulatedValue
from simulation.runner import find_model

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ADA = practice.Learner(1, "UTC", "a")
DECK = """# House

## Queues {#queues}

**Question:** What is a pool? {#q-pool}

**Answer:** A set of connections that are reused.

### Incident: The half-idle database {#inc-idle}

```lab LAB
connections: 10
```

**00:00** – *Trigger:* The window closes

**00:05** – *Recovery:* All is well
"""


@pytest.fixture(params=["pools", "hikari"])
def house(workspace: Workspace, request: pytest.FixtureRequest) -> Workspace:
    """A deck whose incident links to the pools by the model's name or by an alias."""
    (workspace.content / "house.md").write_text(DECK.replace("LAB", request.param), encoding="utf-8")
    content_sync.sync_content(workspace, NOW)
    return workspace


def find_next_kind(ws: Workspace) -> str:
    """Return the kind of the card that comes up next."""
    shown = practice.load_next_card(ws, ADA, "house", NOW).shown
    assert shown is not None
    return shown.card.kind


def miss(ws: Workspace, name: str) -> None:
    model = find_model(name)
    judged = predictions.judge_prediction(5.0, SimulatedValue(value=0.1, standard_error=0.001))
    predictions.save_miss(ws, 1, "house", model, judged, NOW)


def test_a_miss_comes_up_next_and_a_known_one_rests(house: Workspace):
    assert find_next_kind(house) == "recall"
    miss(house, "pools")
    assert find_next_kind(house) == "prediction"
    (kept,) = predictions.list_misses(house, 1, "house")
    assert kept.model == "pools"
    replays.delete_missed_decision(house, 1, "house", kept.id)
    assert find_next_kind(house) == "recall"


def test_a_lab_that_the_deck_does_not_link_to_is_listed_only(house: Workspace):
    miss(house, "mmc")
    assert [one.model for one in predictions.list_misses(house, 1, "house")] == ["mmc"]
    assert find_next_kind(house) == "recall"


def test_the_answer_is_the_closed_form_where_there_is_one():
    answer = predictions.load_answer(find_model("quorum"))
    assert answer.value == pytest.approx(0.999702) and answer.standard_error == 0
    assert exercises.prediction.make_card_id("pools") == "lab:pools~prediction"
