"""The interviewer's sheet: a round for a human to ask, with chains, what each question tests, and the rubric to tick."""

from __future__ import annotations

import html
from pathlib import Path
from string import Template

from deck.markdown.clean_text import clean_text
from mock_interview.model import PART_TITLES, InterviewQuestion, PlannedPart, RoundPlan
from mock_interview.rubric import Rubric, RubricDimension

_PAGE = Path(__file__).with_name("sheet.html")


def build_sheet(plan: RoundPlan, rubric: Rubric, title: str) -> str:
    """Return a round as a page of HTML that stands alone and prints well. Texts of the deck enter as text."""
    facts = f"{plan.minutes} minutes, {plan.role}, {plan.level}, round number {plan.seed}."
    return Template(_PAGE.read_text(encoding="utf-8")).substitute(
        title=_escape_text(f"Interview: {title}"),
        facts=_escape_text(" ".join((facts, *plan.notes))),
        parts="\n".join(_write_part(part) for part in plan.parts),
        rows="\n".join(_write_dimension(dimension) for dimension in rubric.dimensions),
    )


def _write_part(part: PlannedPart) -> str:
    heading = PART_TITLES[part.kind] + (f": {part.title}" if part.title != PART_TITLES[part.kind] else "")
    time = f"{part.start} to {part.start + part.minutes} min"
    follow_ups = "\n".join(f"<li>{_write_question(follow_up)}</li>" for follow_up in part.follow_ups)
    chain = f"<p>Then, by what was missed:</p>\n<ul>{follow_ups}</ul>" if follow_ups else ""
    question = _write_question(part.question)
    return (
        f'<section>\n<h2>{_escape_text(heading)} <span class="time">{time}</span></h2>\n{question}\n{chain}\n</section>'
    )


def _write_question(question: InterviewQuestion) -> str:
    tests = f'<div class="tests">Tests {_escape_text(question.tests)}</div>' if question.tests else ""
    points = "".join(
        f'<li><label><input type="checkbox"> {_escape_text(point)}</label></li>' for point in question.key_points
    )
    listed = f"<ul>{points}</ul>" if points else ""
    return f'<div class="prompt">{_escape_text(question.prompt)}</div>{tests}{listed}'


def _write_dimension(dimension: RubricDimension) -> str:
    anchors = "".join(
        f'<li><label><input type="checkbox"> {_escape_text(anchor)}</label></li>' for anchor in dimension.anchors
    )
    scores = '<td class="score">1 &nbsp; 2 &nbsp; 3 &nbsp; 4</td>'
    return f'<tr><th scope="row">{_escape_text(dimension.title)}</th><td><ul>{anchors}</ul></td>{scores}</tr>'


def _escape_text(text: str) -> str:
    return html.escape(clean_text(text))
