"""The next question hangs on the answer before it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mock_interview.model import PointMark, RoundTurn
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
