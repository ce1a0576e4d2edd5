"""What goes with somebody who is erased, and what stays for the others."""

from __future__ import annotations

import pytest

from store.connection import Connection
from store.tables.learners import erasure, learners
from store.tables.library import deck_audiences, deck_summaries, decks, suggestions
from store.tables.practice import incident_decisions, own_cards, own_texts, review_log, wordings
from tests.store.rows import add_deck, add_learner, find_card, grade, set_memory, undo


def publish(connection: Connection, deck: int, author: str, learner: int | None = None) -> int:
    version = decks.add_version(connection, deck, f"by {author}".encode(), author, "a note", 100)
    if learner is not None:
        deck_audiences.note_author(connection, version.id, learner)
    return version.id


def test_the_versions_of_somebody_are_known_by_number_and_old_ones_by_name(connection: Connection) -> None:
    add_learner(connection, 2)
    deck = add_deck(connection, "caches")
    mine, others, old, nobodys = (
        publish(connection, deck, "Ada", 1),
        publish(connection, deck, "Ada", 2),  # another Ada
        publish(connection, deck, "Ada"),
        publish(connection, deck, ""),
    )
    assert erasure.list_written_versions(connection, 1, "Ada") == (mine, old)
    assert erasure.list_written_versions(connection, 2, "Ben") == (others,)
    assert nobodys not in erasure.list_written_versions(connection, 1, "")


def test_a_version_gets_another_author_and_is_the_same_otherwise(connection: Connection) -> None:
    deck = add_deck(connection, "caches")
    version, other = publish(connection, deck, "Ada", 1), publish(connection, deck, "Ada", 1)
    deck_summaries.save_summary(connection, version, "reader", {"title": "Caches"})
    before = {row.id: row for row in decks.list_versions(connection, deck)}
    erasure.rename_author(connection, version, "somebody")
    after = {row.id: row for row in decks.list_versions(connection, deck)}
    assert (after[version].author, after[other].author) == ("somebody", "Ada")
    assert (after[version].note, after[version].sha) == ("a note", before[version].sha)
    assert (after[version].number, after[version].published, after[version].created_at) == (1, True, 100)
    assert decks.load_text(connection, version) == b"by Ada"
    assert deck_summaries.load_summary(connection, version, "reader") == {"title": "Caches"}


def test_a_deck_goes_to_whoever_published_the_newest_version_beside_the_one_who_leaves(connection: Connection) -> None:
    for number in (2, 3):
        add_learner(connection, number)
    deck, other = add_deck(connection, "caches"), add_deck(connection, "queues")
    for learner in (2, 3, 1):
        publish(connection, deck, "", learner)
    publish(connection, other, "", 1)
    assert erasure.find_other_author(connection, deck, 1) == 3
    assert erasure.find_other_author(connection, deck, 3) == 1
    assert erasure.find_other_author(connection, other, 1) is None


HISTORIES = ("an answer", "a decision", "a saved decision", "a text", "a wording", "a note")


def write_history(connection: Connection, what: str, learner: int, deck: int) -> None:
    card = find_card(connection, deck, "a")
    if what == "an answer":
        grade(connection, learner, deck, card, 1000)
    elif what == "a decision":
        row = incident_decisions.DecisionRow("outage", "stop", 1.0, "x", correct=True, at=1)
        incident_decisions.add_decision(connection, learner, deck, row)
    elif what == "a saved decision":
        kept = incident_decisions.SavedDecisionRow("stop", "outage", 1.0, "?", "!", "x", 1)
        incident_decisions.save_decision(connection, learner, deck, kept)
    elif what == "a text":
        own_texts.save_text(connection, learner, deck, own_texts.OwnTextRow("e", "s", "words", 1))
    elif what == "a wording":
        wordings.save_wording(connection, learner, deck, wordings.WordingRow("q", "p", "words", 1))
    else:
        own_cards.save_own_card(connection, learner, card, own_cards.OwnCardRow(note="a note"))


@pytest.mark.parametrize("what", HISTORIES)
def test_a_deck_in_which_somebody_else_did_something_is_not_ones_own_alone(connection: Connection, what: str) -> None:
    add_learner(connection, 2)
    deck, other = add_deck(connection, "caches", "a"), add_deck(connection, "queues", "a")
    write_history(connection, what, 1, deck)
    write_history(connection, what, 2, other)
    assert erasure.has_other_histories(connection, deck, 1) is False
    assert erasure.has_other_histories(connection, deck, 2) is True
    assert erasure.has_other_histories(connection, other, 1) is True


def test_an_emptied_deck_keeps_the_histories_of_those_who_practised_it(connection: Connection) -> None:
    deck, other = add_deck(connection, "caches", "a", learners=(1,)), add_deck(connection, "queues", "a")
    card = find_card(connection, deck, "a")
    for number in (deck, other):
        publish(connection, number, "Ada")
        decks.record_file_sha(connection, number, "file")
        deck_audiences.save_audience(connection, deck_audiences.DeckAudience(number, None, 1))
    grade(connection, 1, deck, card, 1000)
    erasure.empty_deck(connection, deck, 900)
    row = decks.find_deck(connection, "caches")
    assert row is not None
    assert (row.file_sha, row.cards_sha, row.revision, row.retired_at) == ("", "", 2, 900)
    assert decks.list_versions(connection, deck) == ()
    stored = decks.list_cards(connection, deck)[0]
    assert (stored.id, stored.card.prompt, stored.card.sha) == (card, "", "")
    assert deck_audiences.find_audience(connection, deck) is None
    assert len(review_log.list_entries(connection, 1)) == 1

    untouched = decks.find_deck(connection, "queues")
    assert untouched is not None
    assert (untouched.file_sha, untouched.retired_at, len(decks.list_versions(connection, other))) == ("file", None, 1)
    assert decks.list_cards(connection, other)[0].card.prompt == "What is a?"
    assert deck_audiences.find_audience(connection, other) is not None

    erasure.delete_deck(connection, deck)
    assert decks.find_deck(connection, "caches") is None
    assert review_log.list_entries(connection, 1) == ()
    assert decks.find_deck(connection, "queues") is not None


def test_a_learner_goes_with_their_rows_and_nobody_elses(connection: Connection) -> None:
    add_learner(connection, 2)
    deck = add_deck(connection, "caches", "a", learners=(1, 2))
    card = find_card(connection, deck, "a")
    weights = learners.save_weights(connection, 2, "FSRS-6", (1.0,), now=1, reviews=1, losses=(None, None))
    for learner in (1, 2):
        set_memory(connection, learner, card)
        undo(connection, learner, deck, card, 3000, grade(connection, learner, deck, card, 2000))
    entry = review_log.LogEntry(2, deck, card, "grade", 4000, "weighed", "s", rating=3, weights=weights)
    review_log.append_entry(connection, entry)
    numbers = {}
    for status in ("open", "accepted", "declined", "withdrawn"):
        for learner in (1, 2):
            row = suggestions.NewSuggestion(
                learner=learner,
                deck=deck,
                key=f"{status} {learner}",
                kind="edit",
                base=1,
                first=1,
                last=1,
                title="t",
                before="b",
                after="a",
                reason="r",
                created_at=100,
            )
            numbers[status, learner] = suggestions.add_suggestion(connection, row)
            if status != "open":
                suggestions.decide(connection, numbers[status, learner], status, mentor=1, now=200)

    erasure.delete_learner(connection, 2, 5000)
    assert not learners.has_learner(connection, 2)
    assert learners.has_learner(connection, 1)
    assert (len(review_log.list_entries(connection, 1)), len(review_log.list_entries(connection, 2))) == (2, 0)
    left = dict(connection.execute("SELECT id, learner FROM suggestions"))
    assert {key for key, number in numbers.items() if number not in left} == {("declined", 2), ("withdrawn", 2)}
    assert [left[number] for key, number in numbers.items() if key[1] == 2 and number in left] == [None, None]
    assert [left[number] for key, number in numbers.items() if key[1] == 1] == [1, 1, 1, 1]
    assert erasure.list_erased_learners(connection) == ((2, 5000),)


def test_what_was_erased_is_known_by_number_and_by_hash(connection: Connection) -> None:
    for number in (3, 2):
        erasure.delete_learner(connection, add_learner(connection, number), 5000 + number)
    assert erasure.list_erased_learners(connection) == ((2, 5002), (3, 5003))
    erasure.bring_back_first(connection, 3, "Learner", 6000)
    assert learners.list_names(connection)[3] == "Learner"
    erasure.delete_learner(connection, 3, 7000)
    assert erasure.list_erased_learners(connection) == ((2, 5002), (3, 7000))

    for beginning in (b"one", b"two", b"one"):
        erasure.note_erased_deck(connection, beginning, 100)
    assert erasure.list_erased_decks(connection) == {b"one", b"two"}
    deck = add_deck(connection, "caches")
    publish(connection, deck, "Ada")
    assert erasure.list_known_hashes(connection) == {decks.compute_sha(b"by Ada")}
