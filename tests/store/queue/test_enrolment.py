"""What every call of practice needs to know first."""

from __future__ import annotations

import json

from store.connection import Connection
from store.queue.enrolment import load_enrolment
from store.tables.classes import classes
from store.tables.classes.classes import MemberRow
from store.tables.learners import learners
from store.tables.library import decks
from store.tables.practice import memory_states
from tests.store.rows import add_deck, add_learner


def test_a_learner_at_a_deck(connection: Connection) -> None:
    add_learner(connection, 2)
    deck = add_deck(connection, "caches", "a")
    add_deck(connection, "queues", "a", learners=(1,))
    fresh = load_enrolment(connection, 1, "caches", "FSRS-6")
    assert fresh is not None
    assert fresh.deck == decks.find_deck(connection, "caches")
    assert (fresh.card_list_revision, fresh.preferences, fresh.is_in_class, fresh.weights) == (None, "{}", False, None)
    assert load_enrolment(connection, 1, "sagas", "FSRS-6") is None

    memory_states.enrol_learner(connection, 1, deck, 4)
    learners.save_preferences(connection, 1, {"pace": 20, "kinds": ["recall"], "off": True})
    saved = [
        learners.save_weights(connection, who, model, [0.5, 1.0], now=1, reviews=1, losses=(None, None))
        for who, model in ((1, "FSRS-6"), (1, "FSRS-6"), (1, "FSRS-7"), (2, "FSRS-6"))
    ]
    class_id = classes.add_class(connection, "Spring", 0)
    assert class_id is not None
    classes.add_member(connection, MemberRow(class_id, 1, "learner", "claim", consents=False, joined_at=0))
    enrolment = load_enrolment(connection, 1, "caches", "FSRS-6")
    assert enrolment is not None
    assert (enrolment.card_list_revision, enrolment.is_in_class) == (4, True)
    assert json.loads(enrolment.preferences) == {"pace": 20, "kinds": ["recall"], "off": True}
    assert enrolment.weights is not None
    assert (enrolment.weights[0], json.loads(enrolment.weights[1])) == (saved[1], [0.5, 1.0])

    others = load_enrolment(connection, 2, "caches", "FSRS-7")
    assert others is not None
    assert (others.card_list_revision, others.preferences, others.is_in_class, others.weights) == (
        None,
        "{}",
        False,
        None,
    )
