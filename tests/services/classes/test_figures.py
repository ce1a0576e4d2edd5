"""Figures about at least five people, and never about the difference between two looks or two classes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz.scheduler import Rating
from services.classes import figures, looks, membership
from services.classes.figures import ClassFigures
from services.classes.looks import Seen
from services.connections import connect
from services.roles import Role
from store.connection import transaction
from store.tables.classes import class_figures
from store.tables.classes.class_figures import FigureKey, StoredFigure
from tests.services.classes.conftest import School

People = Callable[[int], list[int]]


def look(school: School, mentor: int, class_id: int, at: datetime | None = None) -> ClassFigures:
    return figures.load_class_figures(school.ws, mentor, class_id, "d", at or school.now + timedelta(hours=8))


def asked(found: ClassFigures) -> dict[str, tuple[int, int]]:
    return {question.id: (question.people, question.answers) for question in found.questions}


def test_a_question_is_shown_from_five_people_on(school: School, people: People) -> None:
    mentor, (*four, fifth, sixth) = school.log_in("m", Role.MENTOR), people(6)
    made = school.make_class(mentor, "A", *four, fifth, sixth)
    for person in four:
        school.answer(
            person, Rating.AGAIN, confidence=90, points=(("names the wait", True), ("names the limit", False))
        )
        school.answer(person, card="q-size")
    found = look(school, mentor, made)
    assert (found.questions, found.withheld, found.calibration, found.minutes_a_week) == ((), 2, (), None)
    assert found.not_begun == ("Learner 4", "Learner 5")
    school.answer(fifth, confidence=90, points=(("names the wait", True), ("names the limit", False)))
    found = look(school, mentor, made)
    (question,) = found.questions
    assert (question.id, question.people, question.failure_rate, found.withheld) == ("q-ten", 5, 0.8, 1)
    assert [(point.point, point.misses, point.attempts) for point in question.missed_points] == [
        ("names the limit", 5, 5)
    ]
    assert [(band.low, band.people) for band in found.calibration] == [(75, 5)]
    assert found.calibration[0].right == pytest.approx(0.2)


def test_the_sixth_person_cannot_be_read_from_the_difference(school: School, people: People) -> None:
    mentor, everybody = school.log_in("m", Role.MENTOR), people(11)
    made = school.make_class(mentor, "A", *everybody)
    for person in everybody[:5]:
        school.answer(person)
    assert asked(look(school, mentor, made)) == {"q-ten": (5, 5)}
    for count, person in enumerate(everybody[5:10], start=1):
        school.answer(person, Rating.AGAIN)
        expected = (10, 10) if count == 5 else (5, 5)
        assert asked(look(school, mentor, made)) == {"q-ten": expected}
    membership.leave_class(school.ws, everybody[0], made)
    assert asked(look(school, mentor, made)) == {"q-ten": (10, 10)}


def test_two_classes_that_share_people_do_not_tell_of_the_rest(school: School, people: People) -> None:
    mentor, everybody = school.log_in("m", Role.MENTOR), people(11)
    small = school.make_class(mentor, "Small", *everybody[:5])
    large = school.make_class(mentor, "Large", *everybody[:6])
    apart = school.make_class(mentor, "Apart", *everybody[6:])
    for person in everybody:
        school.answer(person)
    assert asked(look(school, mentor, large)) == {"q-ten": (6, 6)}
    found = look(school, mentor, small)
    assert (asked(found), found.withheld) == ({}, 1)
    assert asked(look(school, mentor, apart)) == {"q-ten": (5, 5)}


def test_fewer_than_five_are_shown_while_all_of_them_consent(school: School, people: People) -> None:
    mentor, (ann, bob) = school.log_in("m", Role.MENTOR), people(2)
    made = school.make_class(mentor, "A", ann, bob)
    for person in (ann, bob):
        school.answer(person)
    membership.set_consent(school.ws, ann, made, True)
    assert asked(look(school, mentor, made)) == {}
    membership.set_consent(school.ws, bob, made, True)
    assert asked(look(school, mentor, made)) == {"q-ten": (2, 2)}
    school.answer(ann)
    assert asked(look(school, mentor, made)) == {"q-ten": (2, 3)}
    membership.set_consent(school.ws, bob, made, False)
    assert asked(look(school, mentor, made)) == {}


def test_mentors_are_not_counted(school: School, people: People) -> None:
    mentor, everybody = school.log_in("m", Role.MENTOR), people(4)
    made = school.make_class(mentor, "A", *everybody)
    for person in (mentor, *everybody):
        school.answer(person)
    found = look(school, mentor, made)
    assert (asked(found), found.learners) == ({}, 4)


def test_every_look_is_written_down_and_shown_to_those_who_were_there(school: School, people: People) -> None:
    mentor, (ann, late) = school.log_in("m", Role.MENTOR), people(2)
    made = school.make_class(mentor, "A", ann)
    at = school.now
    for minutes in (0, 3, 30):
        look(school, mentor, made, at + timedelta(minutes=minutes))
    school.now = at + timedelta(minutes=20)
    token = membership.make_invitation(school.ws, mentor, made, days=1, uses=1, now=school.now)
    membership.join_class(school.ws, late, token, school.now)
    seen = looks.list_looks(school.ws, ann)
    assert [(one.viewer, one.what, one.deck_id, one.at) for one in seen] == [
        ("M", Seen.FIGURES, "d", at + timedelta(minutes=30)),
        ("M", Seen.FIGURES, "d", at),
    ]
    assert [one.at for one in looks.list_looks(school.ws, late)] == [at + timedelta(minutes=30)]
    assert looks.list_looks(school.ws, mentor) == ()


def test_what_an_erased_person_contributed_cannot_be_read_from_what_is_left(school: School, people: People) -> None:
    mentor, everybody = school.log_in("m", Role.MENTOR), people(10)
    made = school.make_class(mentor, "A", *everybody)
    for person in everybody[:6]:
        school.answer(person)
    assert asked(look(school, mentor, made)) == {"q-ten": (6, 6)}
    with connect(school.ws) as connection, transaction(connection):
        connection.execute("DELETE FROM class_figure_parts WHERE learner = ?", (everybody[0],))
        connection.execute("DELETE FROM class_members WHERE learner = ?", (everybody[0],))
    assert asked(look(school, mentor, made)) == {}
    for person in everybody[6:]:
        school.answer(person)
    assert asked(look(school, mentor, made)) == {"q-ten": (9, 9)}


STEPS = st.lists(
    st.tuples(st.sampled_from((1, 2)), st.dictionaries(st.integers(0, 11), st.integers(1, 2), max_size=12)), max_size=12
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_no_two_figures_that_were_shown_differ_by_few(steps: list[tuple[int, dict[int, int]]]) -> None:
    """Whatever comes in which order to two classes: any figure and the one before it, and those of both classes, differ by
    nobody or by five people or more.
    """
    stored: dict[int, StoredFigure] = {}
    for class_id, people in steps:
        parts = {learner: str(value) for learner, value in people.items()}
        fresh = StoredFigure(FigureKey(class_id, 1, "question", "q"), len(parts), 0, parts)
        others = [one for one in stored.values() if one.key.class_id == class_id or one.parts.keys() & parts.keys()]
        if figures._may_show(parts, frozenset()) and all(
            figures._may_follow(fresh, one, frozenset()) for one in others
        ):
            for one in others:
                differing = {
                    who for who in fresh.parts.keys() | one.parts.keys() if fresh.parts.get(who) != one.parts.get(who)
                }
                assert not 0 < len(differing) < figures.MIN_PEOPLE
            stored[class_id] = fresh
            assert len(fresh.parts) >= figures.MIN_PEOPLE
    assert class_figures.FigureKey is FigureKey


def test_what_a_class_did_is_told_question_by_question_the_most_failed_first(school: School, people: People) -> None:
    mentor, five = school.log_in("m", Role.MENTOR), people(5)
    made = school.make_class(mentor, "A", *five)
    began = school.now
    for number, person in enumerate(five):
        wrong = Rating.AGAIN if number < 2 else Rating.GOOD
        school.answer(person, wrong, confidence=80)
        school.answer(person, Rating.AGAIN, card="q-size", confidence=74)
    school.answer(five[0], Rating.GOOD, card="q-size", confidence=20)
    found = look(school, mentor, made)
    assert [question.id for question in found.questions] == ["q-size", "q-ten"]
    size, ten = found.questions
    assert (size.people, size.answers, size.sure_and_wrong, size.seconds) == (5, 6, 0, 0.0)
    assert size.failure_rate == pytest.approx(5 / 6)
    assert (ten.failure_rate, ten.sure_and_wrong, ten.seconds, ten.missed_points) == (0.4, 2, 0.0, ())
    assert size.line > ten.line
    assert size.prompt.startswith("Which size of a pool")
    assert [(band.low, band.people) for band in found.calibration] == [(50, 5), (75, 5)]  # one alone was unsure
    assert [band.right for band in found.calibration] == [pytest.approx(0.0), pytest.approx(0.6)]
    assert found.made_at == began + timedelta(hours=8)
    assert found.minutes_a_week is None  # today is not over
    assert (found.learners, found.not_begun, found.withheld) == (5, (), 0)
    tomorrow = look(school, mentor, made, began + timedelta(days=1))
    assert tomorrow.minutes_a_week == 5  # shown in steps of five, from five on
    assert tomorrow.made_at == began + timedelta(days=1)
    later = look(school, mentor, made, began + timedelta(days=28))
    assert later.minutes_a_week == 5
