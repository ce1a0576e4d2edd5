"""What a deck has for an interview: candidates for each kind of part, with their chains of follow-ups."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from deck.distractors import join_right_options, list_decisions
from deck.model import Choice, CounterQuestion, Deck, DesignExercise, Estimate, Incident, Part, Question, Story
from deck.render import render_part
from deck.timeline.elapsed_time import format_minute, place_minutes
from mock_interview.levels import choose_level
from mock_interview.model import InterviewQuestion, PartKind

# Key points of a question that has an answer and no points; an estimate with its numbers drawn (prompt and answer), None where
# that fails. Both are made in other rooms.
DerivePoints = Callable[[Deck, Question | CounterQuestion], tuple[str, ...]]
DrawEstimate = Callable[[Deck, Estimate, int], tuple[str, str] | None]
# A first sentence: up to a full stop before a space or the end.
_FIRST_SENTENCE = re.compile(r"\S.*?[.!?](?=\s|$)", re.DOTALL)
_LONGEST_HINT = 240


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that a part of a round could be made of. `topic` is the id of its section, `title` that section's title."""

    kind: PartKind
    topic: str
    title: str
    question: InterviewQuestion
    follow_ups: tuple[InterviewQuestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """The candidates of one deck. `level` is what its front matter says."""

    deck: str
    title: str
    level: str
    candidates: tuple[Candidate, ...]

    def of_kind(self, kind: PartKind) -> tuple[Candidate, ...]:
        """Return the candidates for a kind of part, in the order of the text."""
        return tuple(candidate for candidate in self.candidates if candidate.kind == kind)


def collect_material(
    deck_id: str, deck: Deck, seed: int, level: str, derive_points: DerivePoints, draw_estimate: DrawEstimate
) -> Material:
    """Return what a deck has for a round. Numbers of estimates are drawn by the seed, so that two people get the same."""
    candidates = [
        *_collect_topics(deck_id, deck, derive_points),
        *_collect_incidents(deck_id, deck),
        *(_make_design(deck_id, deck, design, level) for design in deck.design_exercises if design.brief),
        *_collect_estimates(deck_id, deck, seed, draw_estimate),
        *(_make_story(deck_id, deck, story) for story in deck.stories),
    ]
    return Material(deck=deck_id, title=deck.title, level=deck.meta.level, candidates=tuple(candidates))


def _collect_topics(deck_id: str, deck: Deck, derive_points: DerivePoints) -> Iterator[Candidate]:
    """Yield a candidate for each question that can be asked aloud, with the follow-ups that hang on it or on its topic.

    A question with options makes no sense without them; its follow-ups go to the other questions of the topic. A topic of
    follow-ups alone is asked with the first of them.
    """
    questions = [question for question in deck.questions if not question.choices]
    by_id = {question.id for question in questions}
    chains: dict[str, list[CounterQuestion]] = {}
    loose: dict[str, list[CounterQuestion]] = {}
    for counter in deck.counter_questions:
        if counter.follows in by_id:
            chains.setdefault(counter.follows, []).append(counter)
        else:
            loose.setdefault(counter.topic, []).append(counter)
    topics_asked = {question.topic for question in questions}
    for question in questions:
        chain = [*chains.get(question.id, []), *loose.get(question.topic, [])]
        yield _make_topic(deck_id, deck, question, chain, derive_points)
    for topic, counters in loose.items():
        if topic not in topics_asked:
            yield _make_topic(deck_id, deck, counters[0], counters[1:], derive_points)


def _make_topic(
    deck_id: str,
    deck: Deck,
    question: Question | CounterQuestion,
    chain: list[CounterQuestion],
    derive_points: DerivePoints,
) -> Candidate:
    # A layered question is a heading itself: what it belongs to is the one above.
    ancestors = deck.list_ancestors(question.topic)
    title = next((section.title for section in ancestors if section.id != question.id), deck.title)
    return Candidate(
        kind="topic",
        topic=question.topic,
        title=title,
        question=_make_question(deck_id, deck, question, derive_points),
        follow_ups=tuple(_make_question(deck_id, deck, counter, derive_points) for counter in chain),
    )


def _make_question(
    deck_id: str, deck: Deck, question: Question | CounterQuestion, derive_points: DerivePoints
) -> InterviewQuestion:
    simple = question.eli8 if isinstance(question, Question) else ""
    first = _FIRST_SENTENCE.match(simple.strip())
    return InterviewQuestion(
        deck=deck_id,
        id=question.id,
        prompt=question.prompt,
        tests=question.tests if isinstance(question, CounterQuestion) else "",
        key_points=question.key_points or derive_points(deck, question),
        answer=question.answer,
        hint=first[0][:_LONGEST_HINT] if first else "",
    )


def _collect_incidents(deck_id: str, deck: Deck) -> Iterator[Candidate]:
    """Yield a candidate for each incident with something to decide: the first decision, and the later ones as follow-ups."""
    for incident in deck.incidents:
        decisions = [
            asked_decision
            for asked_decision in list_decisions(deck, incident)
            if any(choice.right for choice in asked_decision.choices)
        ]
        if not decisions:
            continue
        questions = tuple(
            InterviewQuestion(
                deck=deck_id,
                id=decision.id,
                prompt=_describe_moment(incident, decision.after, decision.prompt),
                tests="whether you act on evidence, and what you leave alone",
                key_points=tuple(_join_choice(choice) for choice in decision.choices if choice.right),
                answer=join_right_options(decision),
            )
            for decision in decisions
        )
        # Where the incident names its topics, the first that the deck has; else the section it stands in.
        topic = next(
            (topic_id for topic_id in incident.topics if deck.find_section(topic_id)),
            incident.section,
        )
        opening = f"{incident.short_title}. {questions[0].prompt}"
        first = InterviewQuestion(
            deck=deck_id,
            id=questions[0].id,
            prompt=opening,
            tests=questions[0].tests,
            key_points=questions[0].key_points,
            answer=questions[0].answer,
        )
        yield Candidate("incident", topic, incident.short_title, first, questions[1:])


def _join_choice(choice: Choice) -> str:
    return f"{choice.text}: {choice.explanation}" if choice.explanation else choice.text


def _describe_moment(incident: Incident, after: int, prompt: str) -> str:
    """Return `It is 00:08. What was seen. What do you do?`; without times the clock is left out."""
    if not incident.events:
        return prompt
    place = min(max(after, 0), len(incident.events) - 1)
    event = incident.events[place]
    clock = ""
    if any(timed.minute is not None for timed in incident.events):
        clock = f"It is {format_minute(place_minutes(incident.events)[place])}. "
    return f"{clock}{_end_sentence(event.text)} {prompt}"


def _end_sentence(text: str) -> str:
    stripped = text.strip()
    return stripped if stripped.endswith((".", "!", "?", ":")) else f"{stripped}."


def _make_design(deck_id: str, deck: Deck, design: DesignExercise, level: str) -> Candidate:
    """Return a design exercise: its brief, the anchors of the level as points, its steps as follow-ups."""
    rubric_level = choose_level(tuple(level_anchor.level for level_anchor in design.rubric), level)
    anchors = next((level_anchor.anchors for level_anchor in design.rubric if level_anchor.level == rubric_level), ())
    steps = tuple(
        InterviewQuestion(
            deck=deck_id,
            id=f"{design.id}~step-{number}",
            prompt=f"{_end_sentence(step.title)} {_join_parts(step.task)}".strip(),
            tests="",
            key_points=(),
            answer=_join_parts(step.answer),
        )
        for number, step in enumerate(design.steps, start=1)
    )
    question = InterviewQuestion(
        deck=deck_id,
        id=design.id,
        prompt=f"{_join_parts(design.brief)} What do you ask first, and how do you begin?",
        tests="whether you settle the requirements and the numbers before you draw",
        key_points=anchors,
        answer="\n\n".join(f"**{step.title}** {_join_parts(step.answer)}" for step in design.steps),
    )
    return Candidate("design", design.section, design.title.removeprefix("Design:").strip(), question, steps)


def _join_parts(parts: tuple[Part, ...]) -> str:
    return "\n\n".join(chunk for part in parts for chunk in render_part(part)).strip()


def _collect_estimates(deck_id: str, deck: Deck, seed: int, draw_estimate: DrawEstimate) -> Iterator[Candidate]:
    for estimate in deck.estimates:
        variant = draw_estimate(deck, estimate, seed) if estimate.expression else None
        if variant is None:
            continue
        prompt, answer = variant
        section = deck.find_section(estimate.section)
        # Without points of the author's the number itself is what has to be said.
        points = estimate.key_points or (f"about {answer}",)
        question = InterviewQuestion(
            deck_id, estimate.id, prompt, "whether you get to a number, aloud and with units", points, answer
        )
        yield Candidate("estimate", estimate.section, section.title if section else deck.title, question)


def _make_story(deck_id: str, deck: Deck, story: Story) -> Candidate:
    section = deck.find_section(story.section)
    question = InterviewQuestion(
        deck=deck_id,
        id=story.id,
        prompt=story.prompt,
        tests="what you did yourself, and what has changed since",
        key_points=story.key_points,
        answer=_join_parts(story.example),
    )
    return Candidate("story", story.section, section.title if section else deck.title, question)
