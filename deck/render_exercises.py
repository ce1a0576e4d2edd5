"""Estimates, design exercises and stories as canonical markdown."""

from __future__ import annotations

from collections.abc import Iterator

from deck.model import DesignExercise, DesignStep, Estimate, RubricLevel, Story
from deck.render import render_labelled, render_part


def render_exercise(block: Estimate | DesignExercise | Story) -> Iterator[str]:
    """Return the markdown of an exercise, in chunks to be parted by blank lines; a design exercise's heading is its section's."""
    if isinstance(block, Estimate):
        yield from _render_estimate(block)
    elif isinstance(block, Story):
        yield from _render_story(block)
    else:
        yield from _render_design(block)


def _render_mark(block: Estimate | Story) -> str:
    return f" {{#{block.id}}}" if block.explicit_id else ""


def _render_points(points: tuple[str, ...]) -> Iterator[str]:
    if points:
        yield "**Key points:**"
        yield "\n".join(f"- [ ] {point}" for point in points)


def _render_estimate(estimate: Estimate) -> Iterator[str]:
    yield f"**Estimate:** {estimate.prompt}{_render_mark(estimate)}".rstrip()
    for part in estimate.context:
        yield from render_part(part)
    if estimate.answer or estimate.derivation:
        yield f"**Answer:** {estimate.answer}".rstrip()
    for part in estimate.derivation:
        yield from render_part(part)
    yield from _render_points(estimate.key_points)


def _render_story(story: Story) -> Iterator[str]:
    yield f"**Story:** {story.prompt}{_render_mark(story)}".rstrip()
    for part in story.body:
        yield from render_part(part)
    yield from _render_points(story.key_points)
    if story.example:
        yield from render_labelled("**Answer:**", story.example)


def _render_design(design: DesignExercise) -> Iterator[str]:
    for part in design.notes if not design.brief else ():
        yield from render_part(part)
    if design.brief:
        yield from render_labelled("**Brief:**", design.brief)
    if design.clarifying:
        yield "**Clarifying questions:**"
        yield "\n".join(
            f"- {clarification.question} → {clarification.decides}"
            if clarification.decides
            else f"- {clarification.question}"
            for clarification in design.clarifying
        )
    for step in design.steps:
        yield from render_labelled(f"**Step {_render_step_title(step)}:**", step.task)
        if step.answer:
            yield from render_labelled("**Model answer:**", step.answer)
    if design.rubric:
        yield "**Rubric:**"
        yield "\n".join(_render_level(level) for level in design.rubric)
    for part in design.notes if design.brief else ():
        yield from render_part(part)
    if design.diagram is not None:
        yield "**Diagram to draw:**"
        yield from render_part(design.diagram)


def _render_step_title(step: DesignStep) -> str:
    low, high = step.minutes
    if high <= 0:
        return step.title
    promised = f"{high:g}" if low == high else f"{low:g}–{high:g}"
    return f"{step.title} ({promised} minutes)".strip()


def _render_level(level: RubricLevel) -> str:
    head = f"- **{level.level}**" if level.level else "-"
    return "\n".join([head, *(f"  - {anchor}" for anchor in level.anchors)])
