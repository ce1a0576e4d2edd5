"""Joining, leaving, being removed; links that hold no longer; who may do what to which class."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from errors import UserError
from services.classes import assignments, classes, figures, looks, membership, sharing
from services.classes.assignments import AssignmentKind
from services.classes.sharing import SharedKind
from services.configuration import LoginConfiguration
from services.connections import connect
from services.learners import accounts
from services.roles import Role
from tests.services.classes.conftest import School


def list_learners(school: School, mentor: int, class_id: int) -> set[int]:
    return next(set(one.learners) for one in classes.list_own_classes(school.ws, mentor) if one.id == class_id)


def test_a_link_leads_in_once_for_each_person(school: School) -> None:
    mentor, ann = school.log_in("mentor", Role.MENTOR), school.log_in("ann", Role.LEARNER)
    made = school.make_class(mentor, "A")
    token = membership.make_invitation(school.ws, mentor, made, days=1, uses=1, now=school.now)
    assert membership.read_invitation(school.ws, ann, token, school.now).mentors == ("Mentor",)
    for _ in range(2):
        assert membership.join_class(school.ws, ann, token, school.now) == made
    assert list_learners(school, mentor, made) == {ann}
    (newest, _) = membership.list_invitations(school.ws, mentor, made, school.now)
    assert (newest.uses, newest.is_open) == (1, False)
    with connect(school.ws) as connection:
        stored = connection.execute("SELECT token_hash FROM class_invitations").fetchall()
    assert all(token.encode() not in row[0] for row in stored)


def test_links_that_hold_no_longer(school: School) -> None:
    mentor, ann, bob = (school.log_in(n, r) for n, r in (("m", Role.MENTOR), ("ann", None), ("bob", None)))
    made = school.make_class(mentor, "A")

    def invite(uses: int = 1) -> str:
        return membership.make_invitation(school.ws, mentor, made, days=1, uses=uses, now=school.now)

    used, expired, revoked = invite(), invite(5), invite(5)
    membership.join_class(school.ws, ann, used, school.now)
    newest = membership.list_invitations(school.ws, mentor, made, school.now)[0]
    membership.revoke_invitation(school.ws, mentor, made, newest.id, school.now)
    later = school.now + timedelta(days=1)
    for token, at in ((used, school.now), (expired, later), (revoked, school.now), ("", later), ("x" * 500, later)):
        for attempt in (membership.join_class, membership.read_invitation):
            with pytest.raises(UserError, match="no longer valid"):
                attempt(school.ws, bob, token, at)
    assert list_learners(school, mentor, made) == {ann}
    with pytest.raises(UserError):
        membership.join_class(school.ws, 999, invite(), school.now)
    for days, uses in ((0, 1), (1, 0), (366, 1), (1, 1001)):
        with pytest.raises(UserError):
            membership.make_invitation(school.ws, mentor, made, days=days, uses=uses, now=school.now)


def test_groups_of_the_provider_put_people_into_classes_and_take_them_out(school: School) -> None:
    administrator, mentor = school.log_in("admin"), school.log_in("mentor", Role.MENTOR)
    made = school.make_class(mentor, "A")
    with pytest.raises(UserError, match="Only administrators"):
        classes.change_class(school.ws, mentor, made, name="A", interview=None, group="backend")
    classes.change_class(school.ws, administrator, made, name="A", interview=None, group="backend")
    many = frozenset(f"group {number}" for number in range(200))
    ann = school.log_in("ann", groups=many | {"backend"})
    assert list_learners(school, mentor, made) == {ann}
    with pytest.raises(UserError, match="log-in puts you"):
        membership.leave_class(school.ws, ann, made)
    by_link = school.log_in("bob", groups=many)
    token = membership.make_invitation(school.ws, mentor, made, days=1, uses=5, now=school.now)
    membership.join_class(school.ws, by_link, token, school.now)
    school.log_in("ann", groups=many)
    school.log_in("bob", groups=many)
    assert list_learners(school, mentor, made) == {by_link}


def test_a_claim_is_read_where_one_is_configured(school: School) -> None:
    login = LoginConfiguration(
        issuer="i",
        client_id="c",
        client_secret="s",
        scopes="openid",
        role_claim="",
        mentor_values=frozenset(),
        administrator_values=frozenset(),
        classes_claim="org.groups",
    )
    claims = {"iss": "i", "sub": "s", "org": {"groups": ["a", 7, None, *map(str, range(200))]}}
    assert (accounts.read_identity(claims, login).groups or frozenset()) >= {"a", "199"}
    assert accounts.read_identity({"iss": "i", "sub": "s"}, login).groups == frozenset()


def test_leaving_and_being_removed(school: School, people: Callable[[int], list[int]]) -> None:
    mentor, (ann, bob) = school.log_in("mentor", Role.MENTOR), people(2)
    made = school.make_class(mentor, "A", ann, bob)
    with pytest.raises(UserError, match="Nobody would be left"):
        membership.leave_class(school.ws, mentor, made)
    membership.leave_class(school.ws, ann, made)
    membership.leave_class(school.ws, ann, made)
    membership.remove_member(school.ws, mentor, made, bob)
    assert list_learners(school, mentor, made) == set()
    assert classes.list_own_classes(school.ws, ann) == ()


def test_only_administrators_appoint_mentors_and_only_those_who_are(school: School) -> None:
    administrator, mentor, ann = school.log_in("admin"), school.log_in("mentor", Role.MENTOR), school.log_in("ann")
    made = school.make_class(administrator, "A")
    with pytest.raises(UserError, match="Only administrators"):
        membership.appoint_mentor(school.ws, mentor, made, mentor, school.now)
    with pytest.raises(UserError, match="not a mentor"):
        membership.appoint_mentor(school.ws, administrator, made, ann, school.now)
    membership.appoint_mentor(school.ws, administrator, made, mentor, school.now)
    assert classes.list_own_classes(school.ws, mentor)[0].role is Role.MENTOR
    with pytest.raises(UserError, match="Only administrators"):
        membership.remove_member(school.ws, mentor, made, administrator)
    school.log_in("mentor", Role.LEARNER)  # the provider took the role away
    with pytest.raises(UserError, match="Only mentors of this class"):
        figures.load_class_figures(school.ws, mentor, made, "d", school.now)
    assert classes.list_own_classes(school.ws, mentor)[0].learners == {}


@pytest.mark.parametrize("who", ["learner of the class", "mentor of another", "nobody"])
def test_a_class_is_its_mentors_alone(school: School, people: Callable[[int], list[int]], who: str) -> None:
    mentor, other, (ann, bob) = school.log_in("m", Role.MENTOR), school.log_in("o", Role.MENTOR), people(2)
    made, foreign = school.make_class(mentor, "A", ann, bob), school.make_class(other, "B", bob)
    token = membership.make_invitation(school.ws, mentor, made, days=7, uses=5, now=school.now)
    eve = {"learner of the class": ann, "mentor of another": other, "nobody": 999}[who]
    ws, now = school.ws, school.now
    assignments.assign(ws, mentor, made, "d", AssignmentKind.CARDS, amount=3, due=None, now=now)
    for attempt in (
        lambda: figures.load_class_figures(ws, eve, made, "d", now),
        lambda: assignments.list_class_assignments(ws, eve, made, now),
        lambda: assignments.assign(ws, eve, made, "d", AssignmentKind.CARDS, amount=3, due=None, now=now),
        lambda: assignments.withdraw_assignment(ws, eve, made, 1),
        lambda: classes.assign_deck(ws, eve, made, "d", date(2026, 4, 1), now),
        lambda: classes.withdraw_deck(ws, eve, made, "d"),
        lambda: classes.change_class(ws, eve, made, name="Mine", interview=None),
        lambda: classes.delete_class(ws, eve, made),
        lambda: classes.list_all_classes(ws, eve),
        lambda: membership.make_invitation(ws, eve, made, days=1, uses=1, now=now),
        lambda: membership.list_invitations(ws, eve, made, now),
        lambda: membership.revoke_invitation(ws, eve, made, 1, now),
        lambda: membership.remove_member(ws, eve, made, bob),
        lambda: membership.appoint_mentor(ws, eve, made, eve, now),
        lambda: sharing.list_shared(ws, eve, made),
        lambda: sharing.read_shared(ws, eve, made, ann, SharedKind.NOTE, "d", "q-ten", now),
    ):
        with pytest.raises(UserError, match="Only"):
            attempt()
    assert all(one.learners == {} for one in classes.list_own_classes(ws, eve) if one.id == made)
    if eve != other:
        with pytest.raises(UserError, match="Only mentors"):
            classes.make_class(ws, eve, "Mine", now)
    # What is one's own takes one's own number: another's class, item or consent is not there.
    with pytest.raises(UserError):
        membership.set_consent(ws, eve, made if eve != ann else foreign, True)
    with pytest.raises(UserError):
        sharing.share_item(ws, eve, made, SharedKind.NOTE, "d", "q-ten", now)
    # Revoking through a class that one teaches does not reach the link of another.
    number = membership.list_invitations(ws, mentor, made, now)[0].id
    membership.revoke_invitation(ws, other, foreign, number, now)
    assert membership.read_invitation(ws, ann, token, now).class_id == made


def test_without_a_log_in_a_local_learner_makes_and_joins_a_class(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.delenv(f"REHEARSAL_OIDC_{name}")
    made = school.make_class(1, "At home", 2)
    assert list_learners(school, 1, made) == {2}
    with pytest.raises(UserError, match="already"):
        classes.make_class(school.ws, 1, " At  home ", school.now)


def test_a_look_at_the_people_of_a_class_is_written_down(school: School) -> None:
    mentor, other, ann = (school.log_in(n, r) for n, r in (("m", Role.MENTOR), ("o", Role.MENTOR), ("ann", None)))
    made = school.make_class(mentor, "A", ann)
    with pytest.raises(UserError, match="Only mentors"):
        classes.note_people_seen(school.ws, other, made, school.now)
    for _ in range(2):
        classes.note_people_seen(school.ws, mentor, made, school.now + timedelta(minutes=1))
    assert [(one.viewer, one.what) for one in looks.list_looks(school.ws, ann)] == [("M", looks.Seen.PEOPLE)]


def test_a_link_holds_until_its_last_second_and_says_how_far_it_is_used(school: School) -> None:
    mentor, ann, bob = (school.log_in(n, r) for n, r in (("m", Role.MENTOR), ("ann", None), ("bob", None)))
    made = school.make_class(mentor, "A")
    token = membership.make_invitation(school.ws, mentor, made, days=2, uses=3, now=school.now)
    last = school.now + timedelta(days=2) - timedelta(milliseconds=1)
    seen = membership.read_invitation(school.ws, ann, token, last)
    assert (seen.class_id, seen.name, seen.is_member) == (made, "A", False)
    membership.join_class(school.ws, ann, token, last)
    assert membership.read_invitation(school.ws, ann, token, last + timedelta(days=9)).is_member
    assert membership.join_class(school.ws, ann, token, last + timedelta(days=9)) == made  # who is in it stays
    newest = membership.list_invitations(school.ws, mentor, made, last)[0]
    assert (newest.uses, newest.max_uses, newest.is_open) == (1, 3, True)
    assert newest.expires_at == school.now + timedelta(days=2)
    ended = membership.list_invitations(school.ws, mentor, made, newest.expires_at)[0]
    assert not ended.is_open
    with pytest.raises(UserError, match="no longer valid"):
        membership.join_class(school.ws, bob, token, newest.expires_at)


def test_a_class_with_people_keeps_a_mentor(school: School, people: Callable[[int], list[int]]) -> None:
    administrator, mentor, (ann,) = school.log_in("admin"), school.log_in("m", Role.MENTOR), people(1)
    second = school.log_in("second", Role.MENTOR)
    made = school.make_class(mentor, "A", ann, second)
    membership.appoint_mentor(school.ws, administrator, made, second, school.now)  # who learned there teaches now
    assert list_learners(school, mentor, made) == {ann}
    assert set(classes.list_own_classes(school.ws, mentor)[0].mentors) == {mentor, second}
    membership.remove_member(school.ws, administrator, made, mentor)
    with pytest.raises(UserError, match="Nobody would be left"):
        membership.remove_member(school.ws, administrator, made, second)
    membership.remove_member(school.ws, second, made, 999)  # who is not there changes nothing
    membership.remove_member(school.ws, second, made, ann)
    membership.leave_class(school.ws, second, made)  # a class without people needs none
    assert classes.list_all_classes(school.ws, administrator)[0].mentors == {}


def test_who_was_appointed_or_came_by_a_link_does_not_belong_to_a_group(school: School) -> None:
    administrator, mentor = school.log_in("admin"), school.log_in("m", Role.MENTOR)
    first, second = school.make_class(mentor, "A"), school.make_class(mentor, "B")
    for class_id, name, group in ((first, "A", "backend"), (second, "B", "frontend")):
        classes.change_class(school.ws, administrator, class_id, name=name, interview=None, group=group)
    ann = school.log_in("ann", groups=frozenset({"backend", "frontend", ""}))
    assert {one.id for one in classes.list_own_classes(school.ws, ann)} == {first, second}
    membership.set_consent(school.ws, ann, second, True)
    school.log_in("ann", groups=frozenset({"frontend"}))
    (left,) = classes.list_own_classes(school.ws, ann)
    assert (left.id, left.role, left.consents) == (second, Role.LEARNER, True)  # nothing changed for it
    school.log_in("ann")  # a log-in that says nothing of groups
    assert [one.id for one in classes.list_own_classes(school.ws, ann)] == [second]
    school.log_in("m", Role.MENTOR, groups=frozenset({"frontend"}))
    assert [one.role for one in classes.list_own_classes(school.ws, mentor)] == [Role.MENTOR, Role.MENTOR]
