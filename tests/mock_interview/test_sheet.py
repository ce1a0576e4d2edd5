"""The interviewer's sheet."""

from __future__ import annotations

from dataclasses import replace

from mock_interview.model import RoundPlan
from mock_interview.rubric import Rubric, RubricDimension
from mock_interview.sheet import build_sheet
from tests.mock_interview.round_values import find_question_part, make_plan

RUBRIC = Rubric("staff", (RubricDimension("depth", "Depth & width", "depth", ("goes deep once", "asks <why>")),))


def write_sheet(plan: RoundPlan, title: str = "Pools") -> str:
    return build_sheet(plan, RUBRIC, title)


def test_each_part_has_its_time_its_question_and_its_chain() -> None:
    plan = make_plan()
    page = write_sheet(plan)
    part = plan.parts[find_question_part(plan, "q-ten")]
    assert part.start > 0
    section = next(text for text in page.split("<section>") if part.question.prompt in text).partition("</section>")[0]
    assert f"{part.start} to {part.start + part.minutes} min" in section
    assert "Topic: Connection pools" in section
    for point in part.question.key_points:
        assert f'<input type="checkbox"> {point}</label>' in section
    first, second = part.follow_ups
    assert section.index("Then, by what was missed") < section.index(first.prompt) < section.index(second.prompt)
    assert f"Tests {second.tests}" in section
    assert "<h2>Opening <" in page  # its title would only say the same again


def test_facts_and_notes_stand_at_the_top_and_the_rubric_is_there_to_tick() -> None:
    page = write_sheet(replace(make_plan(seed=12), notes=("The deck has no story.",)))
    assert "<p>45 minutes, engineer, staff, round number 12. The deck has no story.</p>" in page
    assert '<th scope="row">Depth &amp; width</th>' in page
    assert '<input type="checkbox"> goes deep once</label>' in page
    assert page.count('<td class="score">') == len(RUBRIC.dimensions)


def test_texts_of_a_deck_enter_as_text() -> None:
    plan = make_plan()
    evil = "<script>alert(1)</script>\u202e & \x07more"
    first = replace(plan.parts[0], title=evil, question=replace(plan.parts[0].question, prompt=evil, tests=evil))
    page = write_sheet(replace(plan, parts=(first, *plan.parts[1:]), notes=(evil,)), title=evil)
    assert "<script" not in page
    assert (
        page.count("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more") == 6
    )  # title twice, notes, heading, prompt, tests
    assert "asks &lt;why&gt;" in page
