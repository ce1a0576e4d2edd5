"""What a learner chose: kept within bounds, read as the scheduler has it, due dates moved along."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from errors import UserError
from quiz import exercises
from quiz.practice_settings import PracticeSettings
from services.connections import connect
from services.learners import settings
from services.workspace import Workspace
from store.connection import from_ms, to_ms, transaction
from store.tables.practice import memory_states
from tests.store.rows import add_deck, find_card, set_memory

pytestmark = pytest.mark.engines("sqlite")  # tests/store runs the statements on both


def parse(preferences: dict[str, object], weights: str | None = None, zone: str = "Europe/Paris") -> PracticeSettings:
    return settings.parse_settings(json.dumps(preferences), weights, zone)


def test_what_was_not_chosen_has_its_default_and_the_browsers_zone() -> None:
    assert parse({}) == PracticeSettings(zone="Europe/Paris")
    assert parse({"name": "Ada", "theme": "dark"}) == PracticeSettings(zone="Europe/Paris")


def test_choices_are_read_in_the_units_of_the_scheduler() -> None:
    chosen = {
        "desired_retention": 0.85,
        "new_per_day": 5,
        "learning_steps": [0.5, 15],
        "relearning_steps": [20],
        "learn_ahead": 45,
        "zone": "Asia/Tokyo",
        "rollover_hour": 2,
        "follow_ups": False,
    }
    assert parse(chosen, weights="[1.5, 2.0]") == PracticeSettings(
        desired_retention=0.85,
        new_per_day=5,
        learning_steps=(timedelta(seconds=30), timedelta(minutes=15)),
        relearning_steps=(timedelta(minutes=20),),
        learn_ahead=timedelta(minutes=45),
        zone="Asia/Tokyo",
        rollover_hour=2,
        follow_ups=False,
        weights=(1.5, 2.0),
    )
    assert settings.to_minutes((timedelta(seconds=30), timedelta(hours=1))) == [0.5, 60.0]


PARIS_MORNING = datetime(2026, 3, 5, 3, 0, tzinfo=UTC)  # 4 in the morning in Paris: the study day of the 5th begins


def test_what_was_due_on_a_date_stays_due_on_it_where_the_day_begins_elsewhere(workspace: Workspace) -> None:
    with connect(workspace) as connection, transaction(connection):
        deck = add_deck(connection, "caches", "a", "b", learners=(1,))
        review, learning = find_card(connection, deck, "a"), find_card(connection, deck, "b")
        set_memory(connection, 1, review, due=to_ms(PARIS_MORNING))
        set_memory(connection, 1, learning, phase=1, due=to_ms(PARIS_MORNING))

    def read_due() -> list[datetime]:
        with connect(workspace) as connection:
            return [from_ms(row.due) for row in memory_states.list_reviewed(connection, 1)]

    settings.change_settings(workspace, 1, {"zone": "Europe/Paris"}, browser="Europe/Paris")
    assert read_due() == [PARIS_MORNING, PARIS_MORNING]  # the same day as before
    settings.change_settings(workspace, 1, {"rollover_hour": 0}, browser="Asia/Tokyo")
    midnight = datetime(2026, 3, 4, 23, 0, tzinfo=UTC)
    assert read_due() == [midnight, PARIS_MORNING]  # what is in learning is due at its minute
    settings.change_settings(workspace, 1, {"zone": "Asia/Tokyo"})
    assert read_due() == [datetime(2026, 3, 4, 15, 0, tzinfo=UTC), PARIS_MORNING]
    settings.change_settings(workspace, 1, {"new_per_day": 7})
    assert read_due()[0] == datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
    with pytest.raises(UserError):
        settings.change_settings(workspace, 1, {"rollover_hour": 24, "new_per_day": 9})
    assert settings.load_settings(workspace, 1)["new_per_day"] == 7


def test_another_choice_of_kinds_is_met_at_the_next_card(workspace: Workspace) -> None:
    with connect(workspace) as connection, transaction(connection):
        deck = add_deck(connection, "caches", "a", learners=(1,))
    settings.save_settings(workspace, 1, new_per_day=3)
    with connect(workspace) as connection:
        assert memory_states.is_enrolled(connection, 1, deck, 1)
    settings.save_settings(workspace, 1, kinds=sorted(exercises.KINDS))
    with connect(workspace) as connection:
        assert not memory_states.is_enrolled(connection, 1, deck, 1)


def test_a_value_is_replaced_by_what_becomes_of_it(workspace: Workspace) -> None:
    assert settings.update_setting(workspace, 1, "positions", lambda value: {"a": value}) == {"a": None}
    assert settings.update_setting(workspace, 1, "positions", lambda value: {**value, "b": 2}) == {"a": None, "b": 2}
    assert settings.load_settings(workspace, 1) == {"positions": {"a": None, "b": 2}}
    assert settings.update_setting(workspace, 1, "positions", lambda _: None) is None
    assert settings.load_settings(workspace, 1) == {}
