"""Exercises for the ear: a design exercise step by step, a story's prompt with what it must contain, an estimate's question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deck.estimates.estimate_notation import write_plainly
from deck.model import DesignExercise, Estimate, Story
from speech.model import Chapter, Pause, ScriptItem
from speech.script.script_builder import ANSWER_PAUSE, LONGEST_THINK_TIME, ScriptBuilder, make_title
from speech.text.reader import announce_once


def script_exercises(builder: ScriptBuilder, blocks: Iterable[Estimate | DesignExercise | Story]) -> Iterator[Chapter]:
    """Yield a chapter for each exercise that has words, in order. None of them is graded by ear."""
    for block in blocks:
        if isinstance(block, DesignExercise):
            items = _script_design(builder, block)
            title = block.title
        else:
            items = _script_story(builder, block) if isinstance(block, Story) else _script_estimate(builder, block)
            title = write_plainly(block.prompt)
        if items:
            yield Chapter(make_title(title), announce_once(items))


def _script_design(builder: ScriptBuilder, design: DesignExercise) -> tuple[ScriptItem, ...]:
    """Script title and brief, the questions worth asking in the second voice, each step with a pause before its model answer."""
    read = builder.reader
    items: list[ScriptItem] = [
        *read.read_line(f"{design.title}."),
        Pause(ANSWER_PAUSE),
        *builder.script_parts(design.brief),
    ]
    for clarification in design.clarifying:
        items += [*read.read_markdown(clarification.question, "second"), *read.read_markdown(clarification.decides)]
    for step in design.steps:
        answer = builder.script_parts(step.answer)
        items += [Pause(ANSWER_PAUSE), *read.read_line(f"{step.title}."), *builder.script_parts(step.task)]
        items += [builder.make_think_pause(answer), *answer] if answer else []
    if design.diagram is not None:
        items += builder.script_diagram(design.diagram)
    for level in design.rubric:
        items += read.read_line(f"{level.level}.")
        items += [item for anchor in level.anchors for item in read.read_markdown(anchor)]
    return (*items, *builder.script_parts(design.notes))


def _script_story(builder: ScriptBuilder, story: Story) -> tuple[ScriptItem, ...]:
    """Script the prompt as an interviewer says it, time to tell the story, what it must contain, the author's example."""
    prompt = builder.reader.read_markdown(story.prompt, "second")
    if not prompt:
        return ()
    wait = Pause(LONGEST_THINK_TIME * builder.think_time_factor, is_think_time=True)
    points = builder.script_key_points(story.key_points)
    return (*prompt, *builder.script_parts(story.body), wait, *points, *builder.script_parts(story.example))


def _script_estimate(builder: ScriptBuilder, estimate: Estimate) -> tuple[ScriptItem, ...]:
    """Script the question with the ranges of its numbers. How one gets to the answer is for the eye."""
    prompt = builder.reader.read_markdown(write_plainly(estimate.prompt), "second")
    if not prompt:
        return ()
    points = builder.script_key_points(estimate.key_points)
    return (*prompt, builder.make_think_pause(points), *points)
