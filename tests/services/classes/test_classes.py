"""Classes as they are seen, made, changed and deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from errors import UserError
from services.classes import assignments, classes, membership
from services.classes.assignments import AssignmentKind
from services.classes.classes import ClassDeck, ClassSummary
from services.library import audience, publishing
from services.library.audience import AudienceKind
from services.roles import Role
from tests.services.classes.conftest import TEXT, School

pytestmark = pytest.mark.engines("sqlite")  # tests/store runs the statements on both
People = Callable[[int], list[int]]
EXAM = date(2026, 5, 1)


def test_a_class_is_seen_with_names_by_its_mentors_and_without_by_its_learners(school: School, people: People) -> None:
    mentor, other, (ann, bob) = school.log_in("m", Role.MENTOR), school.log_in("o", Role.MENTOR), people(2)
    assert classes.has_classes(school.ws) is False
    made = school.make_class(mentor, "  Spring   2026 ", ann, bob)
    assert classes.has_classes(school.ws) is True
    classes.change_class(school.ws, mentor, made, name="Spring", interview=EXAM)
    membership.set_consent(school.ws, ann, made, True)
    seen = ClassSummary(
        id=made,
        name="Spring",
        group="",
        interview=EXAM,
        decks=(ClassDeck("d", None),),
        mentors={mentor: "M"},
        learners={ann: "Learner 0", bob: "Learner 1"},
        role=Role.MENTOR,
        consents=False,
    )
    assert classes.list_own_classes(school.ws, mentor) == (seen,)
    (learners_view,) = classes.list_own_classes(school.ws, ann)
    assert (learners_view.learners, learners_view.role, learners_view.consents) == ({}, Role.LEARNER, True)
    assert (learners_view.mentors, learners_view.interview) == ({mentor: "M"}, EXAM)
    assert classes.list_own_classes(school.ws, other) == ()
    administrator = school.log_in("admin")
    (administrators_view,) = classes.list_all_classes(school.ws, administrator)
    assert administrators_view.learners == seen.learners
    assert administrators_view.role is None

    classes.assign_deck(school.ws, mentor, made, "d", date(2026, 4, 1), school.now)
    classes.change_class(school.ws, mentor, made, name="Spring", interview=None)
    (changed,) = classes.list_own_classes(school.ws, bob)
    assert (changed.decks, changed.interview) == ((ClassDeck("d", date(2026, 4, 1)),), None)


def test_names_are_tidied_bounded_and_each_classs_own(school: School) -> None:
    mentor = school.log_in("m", Role.MENTOR)
    longest = "x" * classes.MAX_NAME_LENGTH
    made = classes.make_class(school.ws, mentor, longest, school.now)
    for name in ("", "   ", longest + "x", "a\x00b"):
        with pytest.raises(UserError, match="can have 1 to 80 characters"):
            classes.make_class(school.ws, mentor, name, school.now)
        with pytest.raises(UserError, match="can have 1 to 80 characters"):
            classes.change_class(school.ws, mentor, made, name=name, interview=None)
    second = classes.make_class(school.ws, mentor, "Second", school.now)
    with pytest.raises(UserError, match="already"):
        classes.change_class(school.ws, mentor, second, name=longest, interview=None)
    classes.change_class(school.ws, mentor, second, name=" Second ", interview=None)  # its own name is not taken
    administrator = school.log_in("admin")
    group = "g" * classes.MAX_GROUP_LENGTH
    classes.change_class(school.ws, administrator, second, name="Second", interview=None, group=f" {group} ")
    with pytest.raises(UserError, match="at most 200 characters"):
        classes.change_class(school.ws, administrator, second, name="Second", interview=None, group=group + "g")
    assert {one.name: one.group for one in classes.list_own_classes(school.ws, mentor)} == {
        longest: "",
        "Second": group,
    }
    # A mentor who leaves the group as it is may change the rest.
    classes.change_class(school.ws, mentor, second, name="Third", interview=EXAM, group=group)


def test_a_deleted_class_takes_nobodys_deck_and_a_classs_own_deck_becomes_its_deleters(
    school: School, people: People
) -> None:
    mentor, (ann,) = school.log_in("m", Role.MENTOR), people(1)
    made = school.make_class(mentor, "A", ann)
    other = school.make_class(mentor, "B", ann)
    publishing.publish_text(school.ws, mentor, "own", TEXT, base=0, now=school.now)
    audience.change_audience(school.ws, school.log_in("admin"), "own", AudienceKind.CLASS, made)
    assert {deck.id for deck in audience.list_visible_decks(school.ws, ann)} == {"d", "own"}
    classes.delete_class(school.ws, mentor, made)
    assert [one.id for one in classes.list_own_classes(school.ws, ann)] == [other]
    assert {deck.id for deck in audience.list_visible_decks(school.ws, ann)} == {"d"}
    assert audience.load_audience(school.ws, mentor, "own").kind is AudienceKind.OWNER


def test_a_deck_that_is_taken_away_takes_its_assignments_along(school: School, people: People) -> None:
    mentor, (ann,) = school.log_in("m", Role.MENTOR), people(1)
    made = school.make_class(mentor, "A", ann)
    for amount in (1, 2):
        assignments.assign(school.ws, mentor, made, "d", AssignmentKind.CARDS, amount=amount, due=None, now=school.now)
    one, two = assignments.list_assignments(school.ws, mentor, made)
    assert (one.amount, two.amount, one.class_name, one.since) == (1, 2, "A", school.now)
    assignments.withdraw_assignment(school.ws, mentor, made, one.id)
    assert assignments.list_assignments(school.ws, mentor, made) == (two,)
    classes.withdraw_deck(school.ws, mentor, made, "d")
    assert classes.list_own_classes(school.ws, ann)[0].decks == ()
    assert assignments.list_assignments(school.ws, mentor, made) == ()


def test_the_earliest_date_comes_first_and_what_has_none_last(school: School, people: People) -> None:
    mentor, (ann,) = school.log_in("m", Role.MENTOR), people(1)
    first, second = school.make_class(mentor, "A", ann), school.make_class(mentor, "B", ann)
    for class_id, amount, due in ((first, 1, None), (first, 2, EXAM), (second, 3, EXAM - timedelta(days=1))):
        assignments.assign(
            school.ws, mentor, class_id, "d", AssignmentKind.CARDS, amount=amount, due=due, now=school.now
        )
    own = assignments.list_own_assignments(school.ws, ann)
    assert [(one.assignment.amount, one.assignment.due) for one in own] == [
        (3, EXAM - timedelta(days=1)),
        (2, EXAM),
        (1, None),
    ]
    school.answer(ann)
    school.answer(ann, card="q-size")
    own = assignments.list_own_assignments(school.ws, ann)
    assert [(one.finished, one.steps, one.is_done) for one in own] == [(2, 3, False), (2, 2, True), (1, 1, True)]
