"""Learners, what they chose, and their own weights."""

from __future__ import annotations

from store.connection import Connection
from store.tables.learners import learners
from store.tables.learners.learners import DEFAULT_NAME, LearnerRow, MemoryWeights
from tests.store.rows import add_deck, add_learner, find_card, grade, undo


def test_a_choice_stays_until_it_is_taken_back_and_is_nobody_elses(connection: Connection) -> None:
    add_learner(connection, 2)
    learners.save_preferences(connection, 1, {"pace": 20, "kinds": ["recall"], "off": False, "voice": None})
    learners.save_preferences(connection, 2, {"pace": 5})
    assert learners.load_preferences(connection, 1) == {"kinds": ["recall"], "off": False, "pace": 20}
    learners.save_preferences(connection, 1, {"pace": 30, "kinds": None})
    assert learners.load_preferences(connection, 1) == {"off": False, "pace": 30}
    assert learners.load_preferences(connection, 2) == {"pace": 5}


def test_the_name_that_somebody_chose_is_the_name_that_others_see(connection: Connection) -> None:
    number = learners.add_learner(connection, "Ada", 100)
    assert learners.load_preferences(connection, number) == {"name": "Ada"}
    assert learners.list_names(connection) == {1: DEFAULT_NAME, number: "Ada"}
    learners.save_preferences(connection, number, {"name": "Ada L."})
    assert learners.list_names(connection)[number] == "Ada L."
    learners.save_preferences(connection, number, {"name": None})
    assert learners.list_names(connection)[number] == DEFAULT_NAME
    # Names from before they were kept with the learners.
    connection.execute("INSERT INTO preferences (learner, name, value) VALUES (1, 'name', '\"Grace\"')")
    assert learners.list_names(connection)[1] == "Grace"


def test_nobody_gets_the_number_of_somebody_who_was_erased(connection: Connection) -> None:
    connection.execute("INSERT INTO erased_learners (number, erased_at) VALUES (1000000, 0)")
    number = learners.add_learner(connection, "Ada", 100)
    assert number > 1_000_000
    assert learners.has_learner(connection, number)
    assert learners.load_preferences(connection, number) == {"name": "Ada"}
    assert not learners.has_learner(connection, 1_000_000)


def test_everyone_is_listed_with_what_they_were_asked(connection: Connection) -> None:
    add_learner(connection, 5, "Ben")
    add_learner(connection, 3, "Cem")
    decks = [add_deck(connection, slug, "a", "b") for slug in ("caches", "queues")]
    cards = [find_card(connection, deck, "a") for deck in decks]
    grade(connection, 5, decks[0], cards[0], 1000)
    grade(connection, 5, decks[0], cards[0], 2000)
    grade(connection, 5, decks[1], cards[1], 3000, event="cram")
    undo(connection, 5, decks[1], cards[1], 5000, grade(connection, 5, decks[1], cards[1], 4000))
    assert learners.list_learners(connection) == (
        LearnerRow(1, DEFAULT_NAME, answers=0, decks=0, last_answer=None),
        LearnerRow(3, "Cem", answers=0, decks=0, last_answer=None),
        LearnerRow(5, "Ben", answers=3, decks=2, last_answer=3000),
    )


def test_the_newest_weights_for_a_model_count_and_the_others_are_kept(connection: Connection) -> None:
    add_learner(connection, 2)
    adopted = [
        learners.save_weights(connection, who, model, values, now=now, reviews=400, losses=losses)
        for who, model, values, now, losses in (
            (1, "FSRS-6", (0.5, 1.0), 900, (0.4, 0.3)),
            (1, "FSRS-6", (0.25, 2.0), 100, (None, None)),
            (1, "FSRS-7", (9.0,), 950, (0.4, 0.3)),
            (2, "FSRS-6", (7.0,), 999, (0.4, 0.3)),
        )
    ]
    newest = MemoryWeights(adopted[1], "FSRS-6", (0.25, 2.0), 100, 400, None, None)
    assert learners.load_weights(connection, 1, "FSRS-6") == newest
    assert learners.load_weights(connection, 2, "FSRS-7") is None
    assert [row.id for row in learners.list_weights(connection, 1)] == adopted[:3]
    assert learners.list_weights(connection, 1)[0] == MemoryWeights(
        adopted[0], "FSRS-6", (0.5, 1.0), 900, 400, 0.4, 0.3
    )
