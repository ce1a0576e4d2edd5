"""People who log in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store.connection import Connection
from store.tables import tabletop
from store.tables.classes import classes
from store.tables.learners import accounts, learners, login_sessions
from store.tables.learners.accounts import AccountRow
from store.tables.library import decks
from tests.store.rows import add_deck, add_learner, find_card, grade

ADA = AccountRow(1, "https://id.example", "ada", "ada@example.org", "administrator", 100, 200)


def test_a_person_is_the_subject_of_an_issuer(connection: Connection) -> None:
    add_learner(connection, 2)
    elsewhere = replace(ADA, learner=2, issuer="https://other.example", role="learner", created_at=50, disabled_at=70)
    accounts.add_account(connection, ADA)
    accounts.add_account(connection, elsewhere)
    assert accounts.find_account(connection, ADA.issuer, "ada") == ADA
    assert accounts.find_account(connection, elsewhere.issuer, "ada") == elsewhere
    assert accounts.find_account(connection, ADA.issuer, "ben") is None
    assert accounts.load_account(connection, 2) == elsewhere
    assert accounts.load_account(connection, 3) is None
    assert accounts.list_accounts(connection) == (elsewhere, ADA)


def test_what_becomes_of_one_account_becomes_of_no_other(connection: Connection) -> None:
    for number in (5, 2, 3):
        add_learner(connection, number)
    ben = replace(ADA, learner=2, subject="ben")
    accounts.add_account(connection, ADA)
    accounts.add_account(connection, ben)
    assert accounts.count_administrators(connection) == 2
    accounts.note_login(connection, 1, "new@example.org", 900)
    accounts.set_disabled(connection, 1, 950)
    assert accounts.load_account(connection, 1) == replace(ADA, email="new@example.org", seen_at=900, disabled_at=950)
    assert accounts.count_administrators(connection) == 1  # one who may not log in does not count
    accounts.set_disabled(connection, 1, None)
    accounts.set_role(connection, 1, "mentor")
    assert accounts.load_account(connection, 1) == replace(ADA, email="new@example.org", seen_at=900, role="mentor")
    assert accounts.count_administrators(connection) == 1
    assert accounts.load_account(connection, 2) == ben

    login_sessions.add_session(connection, login_sessions.LoginSessionRow(b"h", 2, "Firefox", 1, 1, 9))
    accounts.move_account(connection, 2, 3)
    assert accounts.load_account(connection, 2) is None
    assert accounts.load_account(connection, 3) == replace(ben, learner=3)
    assert [row.learner for row in login_sessions.list_all_sessions(connection, 2)] == [3]
    assert accounts.list_unclaimed_learners(connection) == (2, 5)


WRITINGS = {
    "a choice": "INSERT INTO preferences (learner, name, value) VALUES (2, 'pace', '1')",
    "a deck that was begun": "INSERT INTO enrolments (learner, deck, revision) VALUES (2, {deck}, 1)",
    "a decision": "INSERT INTO choices (learner, deck, incident, stop, minute, chosen, correct, at)"
    " VALUES (2, {deck}, '', '', 0, '', 0, 0)",
    "a note": "INSERT INTO own_cards (learner, card, note, changed_at) VALUES (2, {card}, 'n', 0)",
    "a text": "INSERT INTO own_texts (learner, deck, exercise, slot, text, saved_at) VALUES (2, {deck}, 'e', 's', 't', 0)",
    "a wording": "INSERT INTO wordings (learner, deck, question, point, wording, said_at)"
    " VALUES (2, {deck}, 'q', 'p', 'w', 0)",
    "an interview": "INSERT INTO interview_rounds (learner, key, origin, author, plan, rubric, started_at)"
    " VALUES (2, 'k', 'own', '', '', '', 0)",
    "a lab": "INSERT INTO lab_runs (learner, deck, model, first_at, last_at) VALUES (2, {deck}, 'm', 0, 0)",
    "a suggestion": "INSERT INTO suggestions (learner, deck, idempotency_key, kind, base, first_line, last_line, title,"
    " before_text, after_text, reason, created_at) VALUES (2, {deck}, 'k', 'edit', 1, 1, 1, '', '', '', '', 0)",
    "a class": "INSERT INTO class_members (class, learner, role, source, joined_at)"
    " SELECT id, 2, 'learner', 'claim', 0 FROM classes",
    "a version": "INSERT INTO version_authors (version, learner) SELECT id, 2 FROM versions",
    "a table-top exercise": "INSERT INTO tabletop_players (room, seat, learner, name, joined_at)"
    " SELECT id, 's', 2, 'n', 0 FROM tabletop_rooms",
    "a token": "INSERT INTO access_tokens (learner, kind, name, secret_hash, created_at)"
    " VALUES (2, 'feed', '', CAST('s' AS {bytes}), 0)",
}


@pytest.mark.parametrize("what", ["nothing", "an answer", *WRITINGS])
def test_whoever_did_anything_has_a_history(connection: Connection, what: str) -> None:
    add_learner(connection, 2)
    deck = add_deck(connection, "caches", "a", learners=(1,))
    card = find_card(connection, deck, "a")
    learners.save_preferences(connection, 1, {"pace": 1})  # somebody else's
    classes.add_class(connection, "Spring", 0)
    decks.add_version(connection, deck, b"text", "", "", 0)
    tabletop.add_room(connection, code="A", deck=deck, incident="", mentor_seat="", vote_seconds=1.0, speed=1.0, now=0)
    grade(connection, 1, deck, card, 1000)
    if what == "an answer":
        grade(connection, 2, deck, card, 1000)
    elif what != "nothing":
        kind = "BLOB" if "Sqlite" in type(connection).__name__ else "bytea"
        connection.execute(WRITINGS[what].format(deck=deck, card=card, bytes=kind))
    assert accounts.has_history(connection, 2) is (what != "nothing")
