"""The next question hangs on the answer before it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_interview.model import InterviewQuestion, PlannedPart, PointMark, RoundPlan, RoundTurn
from mock_interview.next_question import choose_next, compute_budget, plan_interruption
from tests.mock_interview.round_values import answer, find_part, find_question_part, make_plan


def test_the_first_question_opens_the_round() -> None:
    plan = make_plan()
    first = choose_next(plan, [])
    assert first is not None
    assert (first.part, first.role, first.question) == (0, "main", plan.parts[0].question)


def test_the_follow_up_hangs_on_what_was_missed() -> None:
    plan = make_plan()
    part = find_question_part(plan, "q-ten")
    missed_load = choose_next(plan, [answer(plan, part, [True, True, False])])
    assert missed_load is not None
    assert (missed_load.role, missed_load.question.id) == ("follow_up", "cq-shed")
    assert missed_load.about == "shed load before resizing"
    missed_count = choose_next(plan, [answer(plan, part, [False, True, True])])
    assert missed_count is not None
    assert missed_count.question.id == "cq-size"


def test_a_strong_answer_is_probed_deeper() -> None:
    plan = make_plan()
    part = find_question_part(plan, "q-ten")
    following = choose_next(plan, [answer(plan, part, [True, True, True])])
    assert following is not None
    assert following.role == "deeper"
    assert following.question.id == "cq-size"  # shedding load was said already


def test_a_weak_answer_is_helped_once() -> None:
    plan = make_plan()
    part = find_question_part(plan, "q-ten")
    first = answer(plan, part, [False, False, False])
    helped = choose_next(plan, [first])
    assert helped is not None
    assert helped.role == "help"
    assert "threads outnumber connections" in helped.question.prompt
    again = answer(plan, part, [False, False, False], number=2, role="help", question=helped.question)
    following = choose_next(plan, [first, again])
    assert following is not None
    assert following.role == "follow_up"


def test_an_interrupted_answer_gets_the_question_it_was_interrupted_with() -> None:
    plan = make_plan()
    part = find_question_part(plan, "q-ten")
    asked = answer(plan, part, [], answered=False)
    announced = plan_interruption(plan, [asked])
    assert announced.question.id == "cq-size"
    following = choose_next(plan, [answer(plan, part, [], interrupted=True, seconds=400.0)])
    assert following is not None
    assert (following.role, following.question) == ("interruption", announced.question)
    story = find_part(plan, "story")
    general = plan_interruption(plan, [answer(plan, story, [], answered=False)])
    assert general.question.prompt == "What came of it?"


def test_a_part_without_time_is_left() -> None:
    plan = make_plan()
    part = find_question_part(plan, "q-ten")
    following = choose_next(plan, [answer(plan, part, [True, False, True], seconds=60.0 * plan.parts[part].minutes)])
    assert following is not None
    assert (following.part, following.role) == (part + 1, "main")


def make_question(name: str, *points: str, tests: str = "") -> InterviewQuestion:
    return InterviewQuestion(deck="d", id=name, prompt=f"What about {name}?", tests=tests, key_points=points)


def plan_topic(*follow_ups: InterviewQuestion, minutes: int = 10, hint: str = "") -> RoundPlan:
    """A round whose first part is a topic with four points and these follow-ups."""
    question = replace(make_question("main", "queues grow", "callers retry", "disks fill", "clocks drift"), hint=hint)
    parts = tuple(
        PlannedPart(kind=kind, start=0, minutes=minutes, topic="t", title="T", question=asked, follow_ups=chain)
        for kind, asked, chain in (("topic", question, follow_ups), ("story", make_question("story"), ()))
    )
    return RoundPlan(minutes=20, seed=1, level="senior", role="engineer", order="blind", decks=("d",), parts=parts)  # type: ignore[arg-type]


def ask_next(plan: RoundPlan, *turns: RoundTurn) -> tuple[str, str] | None:
    following = choose_next(plan, turns)
    return None if following is None else (following.role, following.question.id)


FIRST, SECOND = make_question("first", "retries multiply"), make_question("second", "disks are full")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([True, True, True, True], ("deeper", "second")),
        ([True, True, True, False], ("deeper", "second")),  # three quarters are strong
        ([True, None, True, False], ("follow_up", "first")),  # nothing hangs on it: the author's first
        ([True, False, True, True], ("deeper", "first")),
        ([True, False, None, None], ("follow_up", "first")),  # hangs on what was missed
        ([True, True, False, None], ("follow_up", "second")),
        ([True, None, False, False], ("help", "main~help")),
        ([True, False, False, False], ("help", "main~help")),  # under two fifths is weak
        ([], ("follow_up", "first")),
    ],
)
def test_what_comes_next_goes_by_the_share_that_was_said(said: list[bool | None], expected: tuple[str, str]) -> None:
    plan = plan_topic(FIRST, SECOND)
    assert ask_next(plan, answer(plan, 0, said)) == expected


def test_help_is_given_once_a_part_and_names_what_was_missed() -> None:
    plan = plan_topic(FIRST)
    weak = answer(plan, 0, [True, False, False, False])
    helped = choose_next(plan, [weak])
    assert helped is not None
    assert (helped.about, helped.question.key_points) == (
        "callers retry",
        ("callers retry", "disks fill", "clocks drift"),
    )
    assert helped.question.prompt == "Let me help you. Suppose I say: callers retry. Why does that matter here?"
    still_weak = answer(plan, 0, [False, False, False], number=2, role="help", question=helped.question)
    assert ask_next(plan, weak, still_weak) == ("follow_up", "first")
    hinted = plan_topic(FIRST, hint="Think of a queue.")
    following = choose_next(hinted, [answer(hinted, 0, [False, False, False, False])])
    assert following is not None
    assert following.question.prompt == "Let me help you. Think of a queue. With that in mind: where would you begin?"


def test_a_strong_answer_is_probed_by_the_follow_up_that_asks_for_most_that_is_new() -> None:
    known, fresh = make_question("known", "queues grow"), make_question("fresh", "leases expire", "owners change")
    plan = plan_topic(fresh, known)
    assert ask_next(plan, answer(plan, 0, [True, True, True, True])) == ("deeper", "fresh")
    # Of equal ones the last is the deepest.
    alike = plan_topic(make_question("one", "leases expire"), make_question("two", "owners change"))
    assert ask_next(alike, answer(alike, 0, [True] * 4)) == ("deeper", "two")


def test_a_follow_up_hangs_on_what_was_missed_at_any_time_in_the_part() -> None:
    plan = plan_topic(
        FIRST, make_question("other", "leases expire"), make_question("multiply", "layers multiply attempts")
    )
    first = answer(plan, 0, [True, True, None, None])
    marks = (PointMark("retries multiply", said=False), PointMark("budgets bound them", said=True))
    second = RoundTurn(2, 0, "follow_up", FIRST, marks=marks)
    assert ask_next(plan, first, second) == ("follow_up", "multiply")


def test_an_interrupted_follow_up_is_cut_off_too() -> None:
    plan = plan_topic(FIRST, SECOND)
    first = answer(plan, 0, [True, None, True, False])
    stopped = RoundTurn(2, 0, "follow_up", FIRST, interrupted=True, seconds=900.0)
    assert ask_next(plan, first, stopped) == ("interruption", "second")
    assert plan_interruption(plan, [first, stopped]).question == SECOND
    alone = plan_topic()
    assert ask_next(alone, answer(alone, 0, [], interrupted=True)) == ("interruption", "main~cut")


def test_common_words_hang_nothing_together() -> None:
    plan = plan_topic(make_question("other", "what is said about them before"), make_question("retry", "a retry storm"))
    missed = RoundTurn(
        1,
        0,
        "main",
        plan.parts[0].question,
        marks=(PointMark("what they said before: retries", said=False), PointMark("x", said=True)),
    )
    assert ask_next(plan, missed) == ("follow_up", "retry")


@pytest.mark.parametrize(
    ("kind", "expected"), [("incident", "first"), ("design", "first"), ("opening", "first"), ("topic", "second")]
)
def test_what_an_author_put_in_order_is_asked_in_order(kind: str, expected: str) -> None:
    plan = plan_topic(FIRST, SECOND)
    plan = replace(plan, parts=(replace(plan.parts[0], kind=kind), *plan.parts[1:]))
    assert ask_next(plan, answer(plan, 0, [True] * 4)) == ("follow_up" if expected == "first" else "deeper", expected)


def test_a_part_ends_with_less_than_forty_seconds_or_after_six_turns() -> None:
    chain = [make_question(f"q{number}") for number in range(9)]
    plan = plan_topic(*chain)
    assert ask_next(plan, answer(plan, 0, [], seconds=560.0)) == ("follow_up", "q0")
    assert ask_next(plan, answer(plan, 0, [], seconds=561.0)) == ("main", "story")
    turns = [answer(plan, 0, [], number=n, seconds=1.0, question=chain[n - 2] if n > 1 else None) for n in range(1, 7)]
    assert ask_next(plan, *turns[:5]) == ("follow_up", "q4")
    assert ask_next(plan, *turns) == ("main", "story")
    last = answer(plan, 1, [], number=7)
    assert ask_next(plan, *turns, last) is None


@pytest.mark.parametrize(
    ("follow_ups", "seconds", "budget"),
    [
        ((FIRST, SECOND), (0.0,), 360.0),  # six tenths of ten minutes for the first answer
        ((), (0.0,), 600.0),
        ((FIRST, SECOND), (300.0, 0.0), 150.0),  # half of what is left: one more is open
        ((FIRST,), (300.0, 0.0), 300.0),
        ((FIRST, SECOND), (580.0, 0.0), 45.0),  # never less
        ((FIRST, SECOND), (300.0, 200.0), 150.0),  # its own time is not spent before it
    ],
)
def test_an_answer_leaves_time_for_what_is_still_open(
    follow_ups: tuple[InterviewQuestion, ...], seconds: tuple[float, ...], budget: float
) -> None:
    plan = plan_topic(*follow_ups)
    questions = [plan.parts[0].question, *follow_ups]
    turns = [answer(plan, 0, [], number=n, question=questions[n], seconds=spent) for n, spent in enumerate(seconds)]
    assert compute_budget(plan, turns) == pytest.approx(budget)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from([True, False, None]), max_size=3), st.floats(0, 900), st.booleans()),
        min_size=80,
        max_size=80,
    ),
    st.sampled_from([20, 45, 60]),
)
def test_every_round_ends_and_asks_no_question_twice(answers: list, minutes: int) -> None:
    plan = make_plan(minutes)
    turns: list[RoundTurn] = []
    for said, seconds, interrupted in answers:
        upcoming = choose_next(plan, turns)
        if upcoming is None:
            break
        turn = RoundTurn(number=len(turns) + 1, part=upcoming.part, role=upcoming.role, question=upcoming.question)
        assert compute_budget(plan, [*[t for t in turns if t.part == turn.part], turn]) >= 45
        marks = tuple(PointMark(f"p{n}", one) for n, one in enumerate(said))
        turns.append(
            RoundTurn(
                number=turn.number,
                part=turn.part,
                role=turn.role,
                question=turn.question,
                marks=marks,
                seconds=seconds,
                interrupted=interrupted and turn.role != "interruption",
                answered=True,
            )
        )
    assert choose_next(plan, turns) is None
    asked = [(turn.part, turn.question.id) for turn in turns]
    assert len(asked) == len(set(asked))
    assert [turn.part for turn in turns] == sorted(turn.part for turn in turns)
