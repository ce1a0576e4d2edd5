"""What a class is to do, and whether it is done; the dates that classes set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from errors import UserError
from services.classes import assignments, class_dates, classes, looks
from services.classes.assignments import AssignmentKind
from services.classes.looks import Seen
from services.connections import connect
from services.labs import visits
from services.learners import settings
from services.library import catalog, publishing
from services.practice.context import Learner, load_context
from services.replays import replays
from services.roles import Role
from tests.services.classes.conftest import TEXT, School

People = Callable[[int], list[int]]
THURSDAY = date(2026, 3, 5)


def list_done(school: School, learner: int) -> dict[AssignmentKind, tuple[int, int]]:
    return {
        own.assignment.kind: (own.finished, own.steps) for own in assignments.list_own_assignments(school.ws, learner)
    }


def test_what_was_done_since_is_done(school: School, people: People) -> None:
    mentor, (ann, bob) = school.log_in("m", Role.MENTOR), people(2)
    made = school.make_class(mentor, "A", ann, bob)
    school.answer(ann, card="q-size")  # before anything was assigned
    school.now += timedelta(hours=1)
    for kind, target, amount in (
        (AssignmentKind.INCIDENT, "storm", 0),
        (AssignmentKind.TOPIC, "pools", 0),
        (AssignmentKind.CARDS, "", 3),
        (AssignmentKind.LAB, "pools", 0),
        (AssignmentKind.INTERVIEW, "", 0),
    ):
        for _ in range(2):
            assignments.assign(
                school.ws, mentor, made, "d", kind, target=target, amount=amount, due=THURSDAY, now=school.now
            )
    nothing = {
        AssignmentKind.INCIDENT: (0, 1),
        AssignmentKind.TOPIC: (0, 2),
        AssignmentKind.CARDS: (0, 3),
        AssignmentKind.LAB: (0, 1),
        AssignmentKind.INTERVIEW: (0, 1),
    }
    assert list_done(school, ann) == nothing
    school.answer(ann)
    school.answer(ann, card="q-size")
    deck = catalog.load_deck(school.ws, "d")
    (stop,) = replays.load_track(deck, "storm").decision_points
    replays.save_decision(school.ws, ann, "d", deck, {"incident": "storm", "stop": stop.id, "choice": 0}, school.now)
    visits.note_run(school.ws, ann, "d", "pools", school.now)
    assert list_done(school, ann) == nothing | {
        AssignmentKind.INCIDENT: (1, 1),
        AssignmentKind.TOPIC: (2, 2),
        AssignmentKind.CARDS: (2, 3),
        AssignmentKind.LAB: (1, 1),
    }
    assert list_done(school, bob) == nothing
    seen = {one.assignment.kind: one for one in assignments.list_class_assignments(school.ws, mentor, made, school.now)}
    model = assignments.find_model("pools")
    assert model is not None
    assert {kind: one.assignment.title for kind, one in seen.items()} == {
        AssignmentKind.INCIDENT: "The storm",
        AssignmentKind.TOPIC: "Pools",
        AssignmentKind.CARDS: "",
        AssignmentKind.LAB: model.title,
        AssignmentKind.INTERVIEW: "",
    }
    assert seen[AssignmentKind.TOPIC].finishers == ("Learner 0",)
    assert seen[AssignmentKind.TOPIC].waiting == ("Learner 1",)
    listed = assignments.list_assignments(school.ws, mentor, made)
    assert listed == tuple(one.assignment for one in seen.values())
    (one,) = assignments.list_class_assignments(school.ws, mentor, made, school.now, [listed[1].id])
    assert one == seen[listed[1].kind]
    assert [one.what for one in looks.list_looks(school.ws, bob)] == [Seen.ASSIGNMENTS]
    assert assignments.list_own_assignments(school.ws, mentor) == ()


def test_an_assignment_follows_its_incident_to_another_id(school: School, people: People) -> None:
    mentor, (ann,) = school.log_in("m", Role.MENTOR), people(1)
    made = school.make_class(mentor, "A", ann)
    assignments.assign(
        school.ws, mentor, made, "d", AssignmentKind.INCIDENT, target="storm", due=THURSDAY, now=school.now
    )
    renamed = TEXT.replace("{#storm}", "{#retry-storm}")
    publishing.publish_text(school.ws, mentor, "d", renamed, base=1, now=school.now)
    (own,) = assignments.list_own_assignments(school.ws, ann)
    assert (own.assignment.target, own.assignment.title, own.steps) == ("retry-storm", "The storm", 1)


def test_mentors_are_told_of_what_left_the_deck(school: School, people: People) -> None:
    mentor, (ann,) = school.log_in("m", Role.MENTOR), people(1)
    made = school.make_class(mentor, "A", ann)
    for kind, target, amount in ((AssignmentKind.TOPIC, "pools", 0), (AssignmentKind.CARDS, "", 3)):
        assignments.assign(
            school.ws, mentor, made, "d", kind, target=target, amount=amount, due=THURSDAY, now=school.now
        )
    listed = assignments.list_class_assignments(school.ws, mentor, made, school.now)
    assert [one.is_gone for one in listed] == [False, False]
    other = "## Other {#other}\n\n**Question:** What? {#q-other}\n\n**Answer:** That.\n"
    publishing.publish_text(school.ws, mentor, "d", other, base=1, now=school.now)
    gone = {
        one.assignment.kind: (one.is_gone, one.finishers)
        for one in assignments.list_class_assignments(school.ws, mentor, made, school.now)
    }
    assert gone == {AssignmentKind.TOPIC: (True, ("Learner 0",)), AssignmentKind.CARDS: (False, ())}


@pytest.mark.parametrize(
    ("kind", "target", "amount"),
    [
        (AssignmentKind.INCIDENT, "nothing", 0),
        (AssignmentKind.TOPIC, "nothing", 0),
        (AssignmentKind.LAB, "nothing", 0),
        (AssignmentKind.CARDS, "", 0),
        (AssignmentKind.CARDS, "", 100_000),
    ],
)
def test_what_cannot_be_done_is_not_assigned(school: School, kind: AssignmentKind, target: str, amount: int) -> None:
    mentor = school.log_in("m", Role.MENTOR)
    made = school.make_class(mentor, "A")
    with pytest.raises(UserError):
        assignments.assign(school.ws, mentor, made, "d", kind, target=target, amount=amount, due=None, now=school.now)


def plan_date(school: School, learner: int) -> date | None:
    with connect(school.ws) as connection:
        return load_context(connection, Learner(learner, "UTC", "s"), "d", school.now).day.interview


def test_the_class_sets_the_date_and_a_learner_may_choose_an_earlier_one(school: School, people: People) -> None:
    mentor, (ann,) = school.log_in("m", Role.MENTOR), people(1)
    made = school.make_class(mentor, "A", ann)
    assert plan_date(school, ann) is None
    exam, own = date(2026, 4, 1), date(2026, 3, 20)
    classes.change_class(school.ws, mentor, made, name="A", interview=exam)
    assert plan_date(school, ann) == exam
    settings.save_settings(school.ws, ann, interview=own.isoformat())
    assert plan_date(school, ann) == own
    settings.save_settings(school.ws, ann, interview="2026-05-01")
    assert plan_date(school, ann) == exam
    assert [(one.day, one.class_name) for one in class_dates.load_class_dates(school.ws, ann, "d")] == [(exam, "A")]
    classes.assign_deck(school.ws, mentor, made, "d", THURSDAY, school.now)
    assert plan_date(school, ann) == THURSDAY
    school.now += timedelta(days=7)  # the deck's date has passed: the learner's own is the next
    assert plan_date(school, ann) == date(2026, 5, 1)
    assert plan_date(school, mentor) is None
    classes.withdraw_deck(school.ws, mentor, made, "d")
    assert class_dates.load_class_dates(school.ws, ann, "d") == ()
