"""A deck as a series of episodes for a podcast app: each long enough to be worth a start and short enough for a ride.

A section is heard in one episode only. Small sections that stand together make one episode, a large one makes several.
How it is divided depends on the text alone, not on a voice or its speed: an episode keeps its name when those change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from deck.model import CounterQuestion, DesignExercise, Estimate, Part, Question, Section, Story
from speech.model import Chapter, Pause
from speech.script.duration_estimate import REFERENCE_RATE, estimate_sentence
from speech.script.exercise_chapters import script_exercises
from speech.script.request import EpisodeRequest
from speech.script.script_builder import ANSWER_PAUSE, AnswerLayers, ScriptBuilder

# Seconds of an episode: a start is worth three minutes, and a ride to work seldom lasts longer than forty.
SHORTEST, LONGEST = 180.0, 2400.0


@dataclass(frozen=True, slots=True)
class _Run:
    """Chapters of one section that stay together: all of them, or a part of a section that is too long."""

    section: Section
    seconds: float
    first: int = 0
    count: int = 0


def plan_series(builder: ScriptBuilder) -> tuple[EpisodeRequest, ...]:
    """Return a request for each episode of a deck's topics, in the order of the text."""
    paced = ScriptBuilder(builder.deck, builder.reader, lambda sentence: estimate_sentence(sentence, REFERENCE_RATE))
    return tuple(_make_request(runs) for runs in _pack(builder, tuple(_list_runs(paced))))


def script_sections(builder: ScriptBuilder, section_ids: Iterable[str], layers: AnswerLayers) -> Iterator[Chapter]:
    """Yield the chapters of sections without what stands below them."""
    for section_id in section_ids:
        section = builder.deck.find_section(section_id)
        if section is not None:
            yield from script_section(builder, section.id, section.title, layers)


def script_section(builder: ScriptBuilder, section_id: str, title: str, layers: AnswerLayers) -> Iterator[Chapter]:
    """Yield a section's text as one chapter, then its questions."""
    blocks = [block for block in builder.deck.blocks if block.section == section_id]
    exercises = [block for block in blocks if isinstance(block, Estimate | DesignExercise | Story)]
    texts = [block for block in blocks if isinstance(block, Part)]
    items = builder.script_parts(texts)
    if items:
        yield Chapter(title, (*builder.reader.read_line(title), Pause(ANSWER_PAUSE), *items))
    yield from builder.script_questions(
        (block for block in blocks if isinstance(block, Question | CounterQuestion)), layers
    )
    yield from script_exercises(builder, exercises)


def make_id(request: EpisodeRequest) -> str:
    """Return the lasting name of an episode of a series: its first section, and which part of it."""
    part = f"-from-{request.first_chapter + 1}" if request.first_chapter else ""
    return f"series-{request.target_id}{part}"


def make_title(builder: ScriptBuilder, request: EpisodeRequest, first: Section) -> str:
    """Return the title: that of the section above all of them, or of the first, with what is read of it."""
    deck = builder.deck
    above = [{ancestor.id for ancestor in deck.list_ancestors(name)} for name in request.section_ids]
    shared = set.intersection(*above) if above else set()
    parents = [section for section in deck.list_ancestors(first.id) if section.id in shared and section.id != first.id]
    title = first.title
    if parents:
        title = f"{parents[0].title}: {first.title}"
    if len(request.section_ids) > 1:
        last = deck.find_section(request.section_ids[-1])
        title = f"{title} – {last.title}" if last else title
    if request.chapter_count:
        title = f"{title} ({request.first_chapter + 1}–{request.first_chapter + request.chapter_count})"
    return title


def _list_runs(builder: ScriptBuilder) -> Iterator[_Run]:
    for section in builder.deck.sections:
        chapters = tuple(script_section(builder, section.id, section.title, "both"))
        if not chapters:
            continue
        lengths = [builder.estimate_seconds((chapter,)) for chapter in chapters]
        total = sum(lengths)
        if total <= LONGEST:
            yield _Run(section, total)
            continue
        target = total / -(-total // LONGEST)  # as many parts as are needed, all of about the same length
        first, seconds = 0, 0.0
        for index, length in enumerate(lengths):
            if index > first and seconds + length > target + lengths[first] / 2:
                yield _Run(section, seconds, first, index - first)
                first, seconds = index, 0.0
            seconds += length
        yield _Run(section, seconds, first, len(lengths) - first)


def _pack(builder: ScriptBuilder, runs: tuple[_Run, ...]) -> list[list[_Run]]:
    """Return runs in groups of a good length; a group ends with its top-level section where it is long enough."""
    groups: list[list[_Run]] = []
    for run in runs:
        together = groups[-1] if groups else []
        seconds = sum(part.seconds for part in together)
        is_whole = not run.count and not any(part.count for part in together)
        same_top = bool(together) and _find_top(builder, together[0].section) == _find_top(builder, run.section)
        if together and is_whole and seconds + run.seconds <= LONGEST and (same_top or seconds < SHORTEST):
            together.append(run)
        else:
            groups.append([run])
    if len(groups) > 1 and _is_short(groups[-1]) and not any(part.count for part in (*groups[-1], *groups[-2])):
        last = groups.pop()
        groups[-1] += last
    return groups


def _is_short(runs: list[_Run]) -> bool:
    return sum(run.seconds for run in runs) < SHORTEST


def _find_top(builder: ScriptBuilder, section: Section) -> str:
    ancestors = builder.deck.list_ancestors(section.id)
    return ancestors[-1].id if ancestors else section.id


def _make_request(runs: list[_Run]) -> EpisodeRequest:
    head = runs[0]
    return EpisodeRequest(
        "topic",
        head.section.id,
        section_ids=tuple(run.section.id for run in runs),
        first_chapter=head.first,
        chapter_count=head.count,
    )
