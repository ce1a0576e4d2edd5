"""What learners suggest, and what became of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store.connection import Connection
from store.tables.library import decks, suggestions
from store.tables.library.suggestions import NewSuggestion, SuggestionRow
from tests.store.rows import add_deck, add_learner


@pytest.fixture
def edit(connection: Connection) -> NewSuggestion:
    add_learner(connection, 2)
    return NewSuggestion(
        learner=1,
        deck=add_deck(connection, "caches"),
        key="k",
        kind="edit",
        base=3,
        first=7,
        last=9,
        title="Eviction",
        before="old words",
        after="new words",
        reason="clearer",
        created_at=100,
    )


def suggest(connection: Connection, row: NewSuggestion, key: str, **changes: object) -> int:
    return suggestions.add_suggestion(connection, replace(row, key=key, **changes))  # type: ignore[arg-type]


def test_a_suggestion_comes_back_as_it_was_made_and_once_for_a_key(connection: Connection, edit: NewSuggestion) -> None:
    number = suggestions.add_suggestion(connection, edit)
    assert suggestions.add_suggestion(connection, replace(edit, after="other words")) == number
    (row,) = suggestions.list_own(connection, 1)
    assert row == SuggestionRow(
        id=number,
        learner=1,
        deck=edit.deck,
        kind="edit",
        base=3,
        first=7,
        last=9,
        title="Eviction",
        before="old words",
        after="new words",
        reason="clearer",
        created_at=100,
        status="open",
        reply="",
        decided_by=None,
        decided_at=None,
        version=None,
        told_at=None,
    )
    with pytest.raises(LookupError):
        suggestions.add_suggestion(connection, replace(edit, learner=2))  # another learner's key


def test_the_queue_of_a_deck_begins_with_the_oldest_and_ones_own_list_with_the_latest(
    connection: Connection, edit: NewSuggestion
) -> None:
    other = add_deck(connection, "queues")
    first, second = suggest(connection, edit, "1"), suggest(connection, edit, "2", learner=2)
    decided, elsewhere = suggest(connection, edit, "3"), suggest(connection, edit, "4", deck=other)
    suggestions.decide(connection, decided, "declined", mentor=2, now=200)
    assert [row.id for row in suggestions.list_open(connection, edit.deck)] == [first, second]
    assert [row.id for row in suggestions.list_own(connection, 1)] == [elsewhere, decided, first]
    assert (suggestions.count_open(connection, 1), suggestions.count_open(connection, 2)) == (2, 1)

    gone = add_deck(connection, "gone")
    suggest(connection, edit, "5", deck=gone)
    decks.retire_deck(connection, gone, 300)
    assert suggestions.count_waiting(connection) == {"caches": 2, "queues": 1}


def test_only_the_first_decision_counts(connection: Connection, edit: NewSuggestion) -> None:
    number = suggestions.add_suggestion(connection, edit)
    assert suggestions.decide(connection, number, "accepted", mentor=2, now=200, reply="thanks", version=4) is True
    assert suggestions.decide(connection, number, "declined", mentor=1, now=300) is False
    assert suggestions.withdraw(connection, 1, number, 300) is False
    (row,) = suggestions.list_own(connection, 1)
    assert (row.status, row.reply, row.decided_by, row.decided_at, row.version) == ("accepted", "thanks", 2, 200, 4)


def test_a_learner_takes_back_only_what_is_theirs_and_open(connection: Connection, edit: NewSuggestion) -> None:
    number = suggestions.add_suggestion(connection, edit)
    assert suggestions.withdraw(connection, 2, number, 200) is False
    assert suggestions.withdraw(connection, 1, number, 200) is True
    (row,) = suggestions.list_own(connection, 1)
    assert (row.status, row.decided_at) == ("withdrawn", 200)
    assert suggestions.decide(connection, number, "accepted", mentor=2, now=300) is False


def test_a_learner_is_told_of_each_decision_once(connection: Connection, edit: NewSuggestion) -> None:
    accepted, declined, still_open, withdrawn = (suggest(connection, edit, key) for key in "abcd")
    others = suggest(connection, edit, "e", learner=2)
    suggestions.decide(connection, declined, "declined", mentor=2, now=200)
    suggestions.decide(connection, accepted, "accepted", mentor=2, now=300)
    suggestions.decide(connection, others, "accepted", mentor=1, now=300)
    suggestions.withdraw(connection, 1, withdrawn, 300)
    assert [row.id for row in suggestions.list_untold(connection, 1)] == [accepted, declined]
    suggestions.mark_told(connection, 1, [accepted, still_open, others], 400)
    assert [row.id for row in suggestions.list_untold(connection, 1)] == [declined]
    assert [row.id for row in suggestions.list_untold(connection, 2)] == [others]
    told = {row.id: row.told_at for row in suggestions.list_own(connection, 1)}
    assert (told[accepted], told[still_open]) == (400, None)
    suggestions.decide(connection, still_open, "declined", mentor=2, now=500)
    assert [row.id for row in suggestions.list_untold(connection, 1)] == [declined, still_open]


def test_what_a_version_came_with(connection: Connection, edit: NewSuggestion) -> None:
    other = add_deck(connection, "queues")
    kinds = [
        ("edit", "Eviction", "new words", edit.deck, 4),
        ("edit", "Sharding", "more words", edit.deck, 4),
        ("edit", "Eviction", "of another version", edit.deck, 5),
        ("edit", "Eviction", "of another deck", other, 4),
        ("wording", "Eviction", "throw out", edit.deck, 4),
        ("wording", "Eviction", "throw out", edit.deck, 4),  # two learners said the same
        ("wording", "Eviction", "drop", edit.deck, 4),
        ("answer", "Eviction", "an answer", edit.deck, 4),
        ("answer", "Eviction", "of another version", edit.deck, 5),
    ]
    numbers = []
    for place, (kind, title, after, deck, version) in enumerate(kinds):
        number = suggest(connection, edit, f"k{place}", kind=kind, title=title, after=after, deck=deck)
        suggestions.decide(connection, number, "accepted", mentor=2, now=200, version=version)
        numbers.append(number)
    declined = suggest(connection, edit, "declined", kind="wording", after="no")
    suggestions.decide(connection, declined, "declined", mentor=2, now=200, version=4)
    assert [row.id for row in suggestions.list_of_version(connection, edit.deck, 4)] == numbers[:2]
    assert suggestions.count_offers_of_version(connection, edit.deck, 4) == {"wording": 2, "answer": 1}
    assert suggestions.count_offers_of_version(connection, edit.deck, 6) == {}


def test_what_was_decided_about_is_known_by_learner_and_text(connection: Connection, edit: NewSuggestion) -> None:
    other = add_deck(connection, "queues")
    for key, changes in {
        "declined": {"kind": "answer", "after": "declined"},
        "accepted": {"kind": "answer", "after": "accepted", "learner": 2},
        "another kind": {"kind": "wording", "after": "a wording"},
        "another deck": {"kind": "answer", "after": "elsewhere", "deck": other},
    }.items():
        status = "declined" if key == "declined" else "accepted"
        suggestions.decide(connection, suggest(connection, edit, key, **changes), status, mentor=1, now=200)
    suggest(connection, edit, "open", kind="answer", after="open")
    assert suggestions.list_decided_texts(connection, edit.deck, "answer") == {(1, "declined"), (2, "accepted")}
    connection.execute("UPDATE suggestions SET learner = NULL WHERE learner = 2")
    assert suggestions.list_decided_texts(connection, edit.deck, "answer") == {(1, "declined")}
