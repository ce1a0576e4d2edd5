"""Classes, their members, links and decks."""

from __future__ import annotations

from dataclasses import replace

from store.connection import Connection
from store.tables.classes import class_assignments, classes
from store.tables.classes.class_assignments import AssignmentRow
from store.tables.classes.classes import ClassDeckRow, ClassRow, InvitationRow, MemberRow
from store.tables.library import decks
from tests.store.rows import add_deck, add_learner


def add_class(connection: Connection, name: str, **fields: str) -> int:
    number = classes.add_class(connection, name, 100)
    assert number is not None
    if fields:
        classes.save_class(connection, replace(ClassRow(number, name, "", "", 100), **fields))  # type: ignore[arg-type]
    return number


def join(connection: Connection, class_id: int, learner: int, role: str = "learner", at: int = 100) -> MemberRow:
    row = MemberRow(class_id, learner, role, "invitation", consents=False, joined_at=at)
    classes.add_member(connection, row)
    return row


def test_classes_have_names_of_their_own_and_come_by_name(connection: Connection) -> None:
    assert classes.has_classes(connection) is False
    spring = add_class(connection, "Spring")
    autumn = add_class(connection, "Autumn", claim_value="autumn-group", interview_date="2026-05-01")
    assert classes.add_class(connection, "Spring", 200) is None
    assert classes.has_classes(connection) is True
    rows = (
        ClassRow(autumn, "Autumn", "autumn-group", "2026-05-01", 100),
        ClassRow(spring, "Spring", "", "", 100),
    )
    assert classes.list_classes(connection) == rows
    assert classes.list_classes_by_claim(connection) == rows[:1]
    assert classes.load_class(connection, spring) == rows[1]
    assert classes.load_class(connection, spring + autumn) is None
    assert classes.get_scope(spring) != classes.get_scope(autumn)


def test_members_come_in_the_order_in_which_they_joined(connection: Connection) -> None:
    add_learner(connection, 2)
    spring, autumn = add_class(connection, "Spring"), add_class(connection, "Autumn")
    late, early = join(connection, spring, 1, at=500), join(connection, spring, 2, "mentor", at=200)
    other = join(connection, autumn, 1, at=300)
    join(connection, spring, 2, "learner", at=900)  # nothing changes for somebody who is in it
    assert classes.list_members(connection, spring) == (early, late)
    assert classes.list_memberships(connection, 1) == (other, late)
    assert classes.find_member(connection, spring, 2) == early
    assert classes.find_member(connection, autumn, 2) is None


def test_what_changes_for_one_member_changes_for_no_other(connection: Connection) -> None:
    add_learner(connection, 2)
    spring, autumn = add_class(connection, "Spring"), add_class(connection, "Autumn")
    rows = [join(connection, spring, 1), join(connection, spring, 2), join(connection, autumn, 1)]
    classes.set_member_role(connection, spring, 1, "mentor")
    classes.set_consent(connection, spring, 1, consents=True)
    assert classes.find_member(connection, spring, 1) == replace(rows[0], role="mentor", consents=True)
    assert classes.find_member(connection, spring, 2) == rows[1]
    assert classes.find_member(connection, autumn, 1) == rows[2]
    classes.set_consent(connection, spring, 1, consents=False)
    assert classes.find_member(connection, spring, 1) == replace(rows[0], role="mentor")
    classes.delete_member(connection, spring, 1)
    assert classes.list_members(connection, spring) == (rows[1],)
    assert classes.list_members(connection, autumn) == (rows[2],)
    classes.delete_class(connection, autumn)
    assert [row.id for row in classes.list_classes(connection)] == [spring]
    assert classes.list_memberships(connection, 1) == ()


def test_a_link_is_used_as_often_as_it_may_be(connection: Connection) -> None:
    spring, autumn = add_class(connection, "Spring"), add_class(connection, "Autumn")
    for class_id, token, uses, now in ((spring, b"a", 2, 100), (spring, b"b", 9, 300), (autumn, b"c", 1, 200)):
        classes.add_invitation(connection, class_id, token, max_uses=uses, now=now, expires_at=now + 1000)
    first = classes.find_invitation(connection, b"a")
    assert first == InvitationRow(first.id if first else 0, spring, 2, 0, 100, 1100, None)
    assert first is not None
    assert classes.find_invitation(connection, b"x") is None
    assert [classes.use_invitation(connection, first.id) for _ in range(3)] == [True, True, False]
    assert [(row.max_uses, row.uses) for row in classes.list_invitations(connection, spring)] == [(9, 0), (2, 2)]

    classes.revoke_invitation(connection, autumn, first.id, 400)  # not this class's link
    assert classes.find_invitation(connection, b"a") == replace(first, uses=2)
    classes.revoke_invitation(connection, spring, first.id, 500)
    classes.revoke_invitation(connection, spring, first.id, 600)  # the first time stays
    assert classes.find_invitation(connection, b"a") == replace(first, uses=2, revoked_at=500)
    assert [row.revoked_at for row in classes.list_invitations(connection, spring)] == [None, 500]


def test_a_class_studies_decks_that_are_there(connection: Connection) -> None:
    spring, autumn = add_class(connection, "Spring"), add_class(connection, "Autumn")
    queues, caches, gone = (add_deck(connection, slug) for slug in ("queues", "caches", "gone"))
    for deck in (queues, caches, gone):
        classes.save_class_deck(connection, spring, deck, "", 100)
    classes.save_class_deck(connection, spring, caches, "2026-04-01", 200)
    classes.save_class_deck(connection, autumn, caches, "2026-06-01", 300)
    decks.retire_deck(connection, gone, 400)
    assert classes.list_class_decks(connection, spring) == (
        ClassDeckRow(spring, caches, "caches", "2026-04-01", assigned_at=100),
        ClassDeckRow(spring, queues, "queues", "", assigned_at=100),
    )
    for class_id, deck in ((spring, caches), (spring, queues), (autumn, caches)):
        class_assignments.add_assignment(connection, AssignmentRow(0, class_id, deck, "", "topic", "t", 0, "", 100))
    classes.delete_class_deck(connection, spring, caches)
    assert [row.slug for row in classes.list_class_decks(connection, spring)] == ["queues"]
    assert [row.slug for row in classes.list_class_decks(connection, autumn)] == ["caches"]
    assert [row.slug for row in class_assignments.list_assignments(connection, spring)] == ["queues"]
    assert [row.slug for row in class_assignments.list_assignments(connection, autumn)] == ["caches"]


def test_a_decks_own_date_goes_before_the_classs_and_mentors_have_none(connection: Connection) -> None:
    deck, other = add_deck(connection, "caches"), add_deck(connection, "queues")
    dates = {
        "Own": ("2026-05-09", "2026-05-01", "learner", deck),
        "Class": ("2026-05-03", "", "learner", deck),
        "None": ("", "", "learner", deck),
        "Only the deck": ("", "2026-05-02", "learner", deck),
        "Mentor": ("2026-04-01", "", "mentor", deck),
        "Elsewhere": ("2026-04-01", "", "learner", other),
    }
    for name, (class_date, deck_date, role, number) in dates.items():
        class_id = add_class(connection, name, interview_date=class_date)
        join(connection, class_id, 1, role)
        classes.save_class_deck(connection, class_id, number, deck_date, 100)
    not_mine = add_class(connection, "Not mine", interview_date="2026-01-01")
    classes.save_class_deck(connection, not_mine, deck, "", 100)
    assert classes.list_dates(connection, 1, deck) == (
        ("2026-05-01", "Own"),
        ("2026-05-02", "Only the deck"),
        ("2026-05-03", "Class"),
    )
