"""The queue before an interview, what is sure but wrong, the kinds that are on: seen from practice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

import pytest

from errors import UserError
from quiz import deadline, exercises
from quiz.scheduler import Rating
from services.connections import connect
from services.learners import settings
from services.learners.learners import add_learner
from services.library import catalog
from services.practice import practice
from services.practice.planning import day_plan, deadline_plan, statistics
from services.practice.planning.custom_study import add_new_cards
from services.practice.planning.today import load_today
from services.practice.practice import Learner, ShownCard
from services.workspace import Workspace
from store.connection import to_ms, transaction
from tests.quiz.decks import TEXT

AGAIN, HARD, GOOD, EASY = Rating
WHO = Learner(1, "UTC", "session")
DECK = "pools"
KEYS = count()


@pytest.fixture
def ws(workspace: Workspace, now: datetime) -> Workspace:
    catalog.add_deck(workspace, "pools.md", TEXT.encode(), now)
    return workspace


def shown(ws: Workspace, now: datetime) -> ShownCard | None:
    return practice.load_next_card(ws, WHO, DECK, now).shown


def grade(ws: Workspace, card: ShownCard, rating: Rating, now: datetime, confidence: int | None = None) -> None:
    practice.grade_card(ws, WHO, card, rating, now, f"key-{next(KEYS)}", confidence=confidence)


def run(ws: Workspace, now: datetime, rating: Rating = EASY) -> list[str]:
    seen = []
    while (card := shown(ws, now)) is not None and len(seen) < 200:
        seen.append(card.card.id)
        grade(ws, card, rating, now)
    return seen


def interview(ws: Workspace, now: datetime, days: int, minutes: int | None = None) -> None:
    settings.save_settings(ws, 1, interview=(now + timedelta(days=days)).date().isoformat(), interview_minutes=minutes)


def test_no_interval_goes_beyond_the_interview_unless_no_review_before_it_is_worth_it(
    ws: Workspace, now: datetime
) -> None:
    interview(ws, now, 12)
    aimed = practice.load_card(ws, WHO, DECK, "q-ten", now)
    assert aimed.settings.interview == (now + timedelta(days=12)).date()
    again, hard, good, easy = aimed.choices
    assert max(choice.interval for choice in (again, hard, good)) < timedelta(days=12)
    easy_days = easy.interval.days
    assert easy_days < 12 or easy.memory.stability > 12
    after = practice.load_card(ws, WHO, DECK, "q-ten", now + timedelta(days=13))
    assert after.settings.interview is None


def test_far_from_the_interview_cards_come_back_later(ws: Workspace, now: datetime) -> None:
    usual = practice.load_card(ws, WHO, DECK, "q-ten", now).choices[3].memory.due
    interview(ws, now, 100)
    aimed = practice.load_card(ws, WHO, DECK, "q-ten", now)
    assert aimed.settings.desired_retention == deadline.RETENTION
    assert aimed.choices[3].memory.due > usual


def test_before_an_interview_a_new_card_is_done_for_the_day_once_it_was_recalled(ws: Workspace, now: datetime) -> None:
    assert practice.load_card(ws, WHO, DECK, "q-ten", now).choices[2].interval == timedelta(minutes=10)
    interview(ws, now, 12)
    new = practice.load_card(ws, WHO, DECK, "q-ten", now)
    again, hard, good, _ = new.choices
    assert again.interval == timedelta(minutes=10)
    assert hard.interval == timedelta(minutes=15)
    assert timedelta(days=1) <= good.interval < timedelta(days=12)
    grade(ws, new, AGAIN, now)
    later = practice.load_card(ws, WHO, DECK, "q-ten", now + timedelta(minutes=10))
    assert later.choices[2].interval >= timedelta(days=1)
    settings.save_settings(ws, 1, interview=None)
    assert practice.load_card(ws, WHO, DECK, "q-429", now).choices[2].interval == timedelta(minutes=10)


def test_a_card_that_was_between_two_steps_when_the_date_was_set_goes_on(ws: Workspace, now: datetime) -> None:
    grade(ws, practice.load_card(ws, WHO, DECK, "q-ten", now), GOOD, now)
    interview(ws, now, 12)
    later = practice.load_card(ws, WHO, DECK, "q-ten", now + timedelta(minutes=10))
    again, _, good, _ = later.choices
    assert again.interval == timedelta(minutes=10)
    assert good.interval >= timedelta(days=1)


def test_the_plan_of_the_day_stays_while_it_is_worked_through(ws: Workspace, now: datetime) -> None:
    settings.save_settings(ws, 1, space_siblings=False, follow_ups=False)
    interview(ws, now, 9)
    dose = practice.load_next_card(ws, WHO, DECK, now).counts.new
    total = load_today(ws, WHO, DECK, now).unseen
    assert 0 < dose < total
    assert len(run(ws, now, EASY)) == dose
    assert practice.load_next_card(ws, WHO, DECK, now).shown is None
    later = now + timedelta(days=4)
    counts = practice.load_next_card(ws, WHO, DECK, later).counts
    asked = run(ws, later, EASY)
    assert len(asked) == len(set(asked)) == counts.total
    assert practice.load_next_card(ws, WHO, DECK, later).counts.total == 0


def test_another_process_makes_the_plan_of_what_is_left(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = "\n\n".join(f"**Question:** Which {n}? {{#q-{n}}}\n\n**Answer:** The {n}." for n in range(90))
    catalog.add_deck(workspace, "pools.md", f"## Many {{#many}}\n\n{questions}".encode(), now)
    settings.save_settings(workspace, 1, space_siblings=False, follow_ups=False)
    interview(workspace, now, 9)
    dose = practice.load_next_card(workspace, WHO, DECK, now).counts.total
    assert 8 < dose < 30
    for _ in range(5):
        card = shown(workspace, now)
        assert card
        grade(workspace, card, EASY, now)
    assert practice.load_next_card(workspace, WHO, DECK, now).counts.total == dose - 5
    monkeypatch.setattr(day_plan, "_plans", type(day_plan._plans)())
    assert abs(practice.load_next_card(workspace, WHO, DECK, now).counts.total - (dose - 5)) <= 3


def test_every_card_is_met_before_the_interview_and_taking_the_date_back_ends_the_plan(
    ws: Workspace, now: datetime
) -> None:
    settings.save_settings(ws, 1, space_siblings=False, follow_ups=False, new_per_day=1)
    interview(ws, now, 6)
    for day in range(6):
        run(ws, now + timedelta(days=day), EASY)
    assert load_today(ws, WHO, DECK, now + timedelta(days=5)).unseen == 0
    settings.save_settings(ws, 1, interview=None)
    assert not load_today(ws, WHO, DECK, now + timedelta(days=5)).planned


def test_more_new_cards_are_let_in_for_the_day(ws: Workspace, now: datetime) -> None:
    settings.save_settings(ws, 1, space_siblings=False, follow_ups=False, new_per_day=2)
    assert len(run(ws, now, EASY)) == 2
    add_new_cards(ws, WHO, DECK, 3, now, already=0)
    assert practice.load_next_card(ws, WHO, DECK, now).counts.new == 3
    assert len(run(ws, now, EASY)) == 3
    add_new_cards(ws, WHO, DECK, 1, now, already=3)
    assert len(run(ws, now, EASY)) == 1
    assert practice.load_next_card(ws, WHO, DECK, now + timedelta(days=1)).counts.new == 2


def test_sure_but_wrong_comes_back_before_what_was_due_earlier(ws: Workspace, now: datetime) -> None:
    settings.save_settings(ws, 1, follow_ups=False)
    first = shown(ws, now)
    assert first
    grade(ws, first, AGAIN, now, confidence=25)
    second = shown(ws, now + timedelta(seconds=5))
    assert second and second.row_id != first.row_id
    grade(ws, second, AGAIN, now + timedelta(seconds=5), confidence=95)
    next_card = shown(ws, now + timedelta(minutes=2))
    assert next_card and next_card.row_id == second.row_id
    practice.undo_last(ws, WHO, now + timedelta(minutes=2), f"key-{next(KEYS)}")
    again = shown(ws, now + timedelta(minutes=2))
    assert again and again.row_id == first.row_id


def test_kinds_that_are_off_are_not_asked_and_their_memories_stay(ws: Workspace, now: datetime) -> None:
    settings.save_settings(ws, 1, space_siblings=False, new_per_day=999)
    settings.save_settings(ws, 1, kinds=list(exercises.ALWAYS_ON))
    at_first = run(ws, now)
    assert "inc-export~order" not in at_first
    settings.save_settings(ws, 1, kinds=list(exercises.KINDS))
    more = run(ws, now)
    assert "inc-export~order" in more
    assert not set(more) & set(at_first)
    settings.save_settings(ws, 1, kinds=list(exercises.ALWAYS_ON))
    with pytest.raises(UserError):
        practice.load_card(ws, WHO, DECK, "inc-export~order", now)
    settings.save_settings(ws, 1, kinds=list(exercises.KINDS))
    assert practice.load_card(ws, WHO, DECK, "inc-export~order", now).memory is not None


def test_follow_ups_of_a_kind_that_is_off_do_not_wait_for_it(ws: Workspace, now: datetime) -> None:
    text = TEXT.replace(
        "**Question:** When do you open it?",
        '**Counter-questions:**\n\n- *"And then?"* {#cq-then}\n\n**Question:** When do you open it?',
    )
    catalog.add_deck(ws, "pools.md", text.encode(), now)
    settings.save_settings(ws, 1, kinds=list(exercises.ALWAYS_ON), new_per_day=999, space_siblings=False)
    assert "cq-then" in run(ws, now)


@pytest.mark.parametrize(
    "chosen",
    [
        {"interview": "soon"},
        {"interview": 20260331},
        {"interview_minutes": 0},
        {"interview_minutes": "15"},
        {"kinds": []},
        {"kinds": ["recall", "decision", "riddle"]},
    ],
)
def test_choices_that_make_no_sense_are_refused(ws: Workspace, chosen: dict[str, object]) -> None:
    with pytest.raises(UserError):
        settings.save_settings(ws, 1, **chosen)


def test_the_plan_names_what_is_given_up(ws: Workspace, now: datetime) -> None:
    assert deadline_plan.plan_deadline(ws, WHO, DECK, now) is None
    interview(ws, now, 12)
    free = deadline_plan.plan_deadline(ws, WHO, DECK, now)
    assert free is not None
    assert (free.days, free.new, free.cards) == (12, free.cards, free.unlimited.learned)
    assert free.omitted == ()
    assert free.expected == free.unlimited
    interview(ws, now, 2, minutes=5)
    short = deadline_plan.plan_deadline(ws, WHO, DECK, now)
    assert short is not None
    assert sum(part.cards for part in short.omitted) == short.new - short.expected.learned > 0
    assert short.expected.recall < short.unlimited.recall
    assert deadline_plan.plan_deadline(ws, WHO, DECK, now + timedelta(days=3)) is None


def test_the_plan_knows_the_limit_of_reviews(ws: Workspace, now: datetime) -> None:
    run(ws, now, EASY)
    interview(ws, now, 8)
    free = deadline_plan.plan_deadline(ws, WHO, DECK, now)
    assert free is not None
    assert free.expected == free.unlimited
    settings.save_settings(ws, 1, reviews_per_day=1)
    held = deadline_plan.plan_deadline(ws, WHO, DECK, now)
    assert held is not None
    assert held.unlimited == free.unlimited
    assert held.expected.recall < free.expected.recall
    assert max(held.expected.reviews[4:]) <= 2  # a lapse takes two answers


def test_progress_counts_what_was_done(ws: Workspace, now: datetime) -> None:
    empty = statistics.load_statistics(ws, WHO, DECK, now)
    assert empty.answers == 0
    assert sum(day.cards for day in empty.due) == 0
    assert empty.months == ()
    card = shown(ws, now)
    assert card
    before = statistics.fingerprint_statistics(ws, WHO, DECK, now)
    grade(ws, card, EASY, now + timedelta(seconds=30), confidence=95)
    assert statistics.fingerprint_statistics(ws, WHO, DECK, now) != before
    due = practice.load_card(ws, WHO, DECK, card.card.id, now).memory
    assert due
    later = due.due + timedelta(hours=8)
    asked = practice.load_card(ws, WHO, DECK, card.card.id, later)
    grade(ws, asked, AGAIN, later + timedelta(seconds=60))
    found = statistics.load_statistics(ws, WHO, DECK, later)
    assert found.answers == 2
    assert sum(day.cards for day in found.calendar) == 2
    assert [(m.reviews, m.recalled) for m in found.months] == [(1, 0.0)]
    assert sum(week.minutes for week in found.weeks) == pytest.approx(1.5)
    assert sum(bar.cards for bar in found.stability) == sum(bar.cards for bar in found.difficulty) == 1
    assert found.calibration and found.calibration.answers == 1
    pools_topic = next(topic for topic in found.topics if topic.id == "pools")
    assert (pools_topic.seen, found.interview) == (1, None)
    assert 0 < pools_topic.today == pools_topic.on_interview < 1
    practice.undo_last(ws, WHO, later, f"key-{next(KEYS)}")
    assert statistics.load_statistics(ws, WHO, DECK, later).answers == 1


def make_plan(recall: float, expected_recall: float, omitted: int = 0) -> deadline_plan.DeadlinePlan:
    def forecast(share: float) -> deadline.Forecast:
        return deadline.Forecast(
            recall=share, low=0.0, high=1.0, recall_of_learned=share, curve=(share,), reviews=(4.0, 9.0, 2.0), learned=5
        )

    return deadline_plan.DeadlinePlan(
        today=date(2026, 3, 2),
        interview=date(2026, 3, 5),
        days=3,
        cards=10,
        new=5,
        minutes=20,
        pace=timedelta(seconds=20),
        reviews_per_day=200,
        unlimited=forecast(recall),
        expected=forecast(expected_recall),
        omitted=(deadline_plan.OmittedTopic("pools", omitted),) if omitted else (),
    )


@pytest.mark.engines("sqlite")  # what is added to the statements above is arithmetic
def test_an_interview_beyond_a_year_is_forecast_for_the_last_day_within_it(
    ws: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "MAX_DAYS", 3)
    for days, covered in ((2, 2), (3, 3), (500, 3)):
        interview(ws, now, days)
        plan = deadline_plan.plan_deadline(ws, WHO, DECK, now)
        assert plan is not None
        assert (plan.days, plan.interview, plan.forecast_days) == (days, plan.today + timedelta(days=days), covered)
        assert plan.forecast_date == plan.today + timedelta(days=covered)
        assert (len(plan.unlimited.curve), len(plan.expected.reviews)) == (covered + 1, covered)


def test_one_is_on_course_when_nothing_is_given_up_and_hardly_any_recall_is_lost() -> None:
    assert make_plan(0.9, 0.9).on_course
    assert make_plan(0.9, 0.895).on_course
    assert not make_plan(0.9, 0.885).on_course
    assert not make_plan(0.9, 0.9, omitted=1).on_course
    assert make_plan(0.9, 0.9).busiest_day == timedelta(minutes=3)


@pytest.mark.engines("sqlite")  # the same statements as above
def test_the_forecast_is_made_again_for_other_minutes_and_another_version(workspace: Workspace, now: datetime) -> None:
    def write(count: int) -> bytes:
        topics = ("pools", "queues")
        return "".join(
            f"## The {topic} {{#{topic}}}\n\n"
            + "".join(
                f"**Question:** Which {topic} {n}? {{#{topic}-{n}}}\n\n**Answer:** {n}.\n\n" for n in range(count)
            )
            for topic in topics
        ).encode()

    def plan() -> deadline_plan.DeadlinePlan:
        made = deadline_plan.plan_deadline(workspace, WHO, DECK, now)
        assert made is not None
        return made

    catalog.add_deck(workspace, "pools.md", write(20), now)
    interview(workspace, now, 1)
    free = plan()
    assert plan() is free
    assert (free.minutes, free.new, free.omitted) == (None, 40, ())
    interview(workspace, now, 1, minutes=5)
    short = plan()
    # Ten answers of half a minute: what stands last in the text is given up, the last topic as a whole.
    assert (short.minutes, short.pace) == (5, timedelta(seconds=30))
    assert [part.topic for part in short.omitted] == ["pools", "queues"]
    assert short.omitted[1].cards == 20 and 8 <= short.omitted[0].cards < 20
    assert not short.on_course
    catalog.add_deck(workspace, "pools.md", write(10), now)
    assert plan().cards == 20


@pytest.mark.engines("sqlite")  # the same statements as above
def test_who_forgets_more_than_predicted_is_promised_less(workspace: Workspace, now: datetime) -> None:
    asked = (f"**Question:** Which {n}? {{#q-{n}}}\n\n**Answer:** {n}.\n\n" for n in range(12))
    catalog.add_deck(workspace, "pools.md", f"## Pools {{#pools}}\n\n{''.join(asked)}".encode(), now)
    forgetful, other = WHO, Learner(add_learner(workspace, 1, "Ada", now), "UTC", "other")
    promised = []
    for who, rating in ((forgetful, AGAIN), (other, GOOD)):
        for days, given in ((30, EASY), (15, rating)):
            at = now - timedelta(days=days)
            for number in range(12):
                card = practice.load_card(workspace, who, DECK, f"q-{number}", at)
                practice.grade_card(workspace, who, card, given, at, f"{who.id}-{number}-{days}")
        with connect(workspace) as connection, transaction(connection, who.id):  # what they know now is the same
            connection.execute(
                "UPDATE states SET phase = 2, step = NULL, stability = 9, difficulty = 5, due = ? WHERE learner = ?",
                (to_ms(now + timedelta(days=9)), who.id),
            )
        settings.save_settings(workspace, who.id, interview=(now + timedelta(days=1)).date().isoformat())
        made = deadline_plan.plan_deadline(workspace, who, DECK, now)
        assert made is not None
        promised.append(made.unlimited.recall)
    assert promised[0] < promised[1] - 0.01
