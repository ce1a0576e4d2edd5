"""Episodes of every kind, from a deck. Pure: what is due comes in as ids, how long things last as a function.

`KINDS` is the table: each kind is one function that composes it and one line. `list_offers` lists what a deck has to hear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from deck.model import CounterQuestion, Deck, Question, Section
from errors import UserError
from speech.model import Chapter, Episode, EpisodeKind
from speech.script import script_topics, series, timed_episodes
from speech.script.episode_stream import EpisodeStream, stream_chapters
from speech.script.incident_story import tell_incident
from speech.script.request import EpisodeRequest, describe_deck
from speech.script.script_builder import ScriptBuilder
from speech.text.phrases import get_phrases


@dataclass(frozen=True, slots=True)
class EpisodeOffer:
    """Something that can be heard. `promised_minutes` is what the author promised, (0, 0) where nothing."""

    request: EpisodeRequest
    title: str
    promised_minutes: tuple[float, float] = (0.0, 0.0)


def compose_episode(builder: ScriptBuilder, request: EpisodeRequest) -> Episode:
    """Compose the whole episode at once.

    Raises `UserError` when the deck has no such thing or nothing in it can be said.
    """
    stream = begin_episode(builder, request)
    for _ in stream.chapters:
        continue
    if not stream.episode.chapters:
        raise UserError(f"“{stream.title}” has no words to say.", "Choose another episode, or write some text for it.")
    return stream.episode


def begin_episode(builder: ScriptBuilder, request: EpisodeRequest) -> EpisodeStream:
    """Begin an episode that comes chapter by chapter, each as soon as it is certain.

    Raises `UserError` when the deck has no such thing.
    """
    return COMPOSERS[request.kind](builder, request)


def _stream_whole(
    builder: ScriptBuilder, name: str, kind: EpisodeKind, title: str, chapters: Iterator[Chapter] | tuple[Chapter, ...]
) -> EpisodeStream:
    """Return an episode that promises no length."""
    head = Episode(name, kind, title, describe_deck(builder.deck), (), language=builder.reader.language)
    return EpisodeStream(head, stream_chapters(chapters))


def list_offers(deck: Deck) -> tuple[EpisodeOffer, ...]:
    """Return everything a deck has to hear, in the order of the page.

    Scripts, topics, drills, incidents, diagrams, dialogues.
    """
    return tuple(_list_offers(deck))


def _list_offers(deck: Deck) -> Iterator[EpisodeOffer]:
    phrases = get_phrases(deck.meta.language or "en")
    for script in deck.scripts:
        if len(script.parts) > 1:
            yield EpisodeOffer(EpisodeRequest("script", script.id), script.title, script.minutes)
        for part in script.parts:
            yield EpisodeOffer(EpisodeRequest("script", part.id), part.title, part.minutes)
    for section in script_topics.find_spoken_sections(deck):
        yield EpisodeOffer(EpisodeRequest("topic", section.id), section.title)
    if deck.questions or deck.counter_questions:
        yield EpisodeOffer(EpisodeRequest("drill"), "All questions")
    asking = script_topics.find_asking_sections(deck)
    for section in deck.sections:
        if section.id in asking:
            yield EpisodeOffer(EpisodeRequest("drill", section.id), section.title)
    for incident in deck.incidents:
        yield EpisodeOffer(EpisodeRequest("incident", incident.id), incident.title)
    if any(diagram.spoken for diagram in deck.diagrams):
        yield EpisodeOffer(EpisodeRequest("diagrams"), phrases.diagrams_title or deck.title)
    if deck.dialogues:
        yield EpisodeOffer(EpisodeRequest("dialogue"), phrases.dialogues_title or deck.title)


def _report_missing(what: str) -> UserError:
    return UserError(f"This deck has no such {what}.", "Choose one from the list.")


def _compose_topic(builder: ScriptBuilder, request: EpisodeRequest) -> EpisodeStream:
    """Compose a section and what stands under it, read in order; questions are put with a pause to think."""
    deck = builder.deck
    section = deck.find_section(request.target_id)
    if section is None:
        raise _report_missing("topic")
    if request.section_ids:
        return _compose_sections(builder, request, section)
    inside = script_topics.find_subsections(deck, section.id)
    chapters = (
        chapter
        for below in deck.sections
        if below.id in inside
        for chapter in series.script_section(builder, below.id, below.title, request.layers)
    )
    return _stream_whole(builder, f"topic-{section.id}", "topic", section.title, chapters)


def _compose_sections(builder: ScriptBuilder, request: EpisodeRequest, first: Section) -> EpisodeStream:
    """Compose an episode of a series: some sections, or a run of the chapters of one."""
    chapters = tuple(series.script_sections(builder, request.section_ids, request.layers))
    if request.chapter_count:
        chapters = chapters[request.first_chapter : request.first_chapter + request.chapter_count]
    return _stream_whole(
        builder, series.make_id(request), "topic", series.make_title(builder, request, first), chapters
    )


def _compose_drill(builder: ScriptBuilder, request: EpisodeRequest) -> EpisodeStream:
    """Compose question, silence and answer, over and over."""
    deck = builder.deck
    section = deck.find_section(request.target_id)
    if request.target_id and section is None:
        raise _report_missing("topic")
    if request.question_order:
        return _compose_misses(builder, request)
    # "" stands for what is above the first heading; a short deck may have none.
    whole_deck = ("", *(s.id for s in deck.sections if not s.parent))
    questions = script_topics.collect_questions(deck, (request.target_id,) if request.target_id else whole_deck)
    title = builder.reader.phrases.drill_title.format(title=section.title if section else deck.title).rstrip(": ")
    return _stream_whole(
        builder,
        f"drill-{request.target_id or 'all'}",
        "drill",
        title,
        builder.script_questions(questions, request.layers),
    )


def _compose_misses(builder: ScriptBuilder, request: EpisodeRequest) -> EpisodeStream:
    """Compose the questions that a request names, in its order: those that were missed."""
    by_id: dict[str, Question | CounterQuestion] = {q.id: q for q in builder.deck.questions}
    by_id |= {q.id: q for q in builder.deck.counter_questions}
    questions = [by_id[name] for name in request.question_order if name in by_id]
    title = f"{request.dated_prefix}{builder.reader.phrases.misses_title or builder.deck.title}"
    name = f"misses-{request.day}" if request.day else "misses"
    return _stream_whole(builder, name, "drill", title, builder.script_questions(questions, request.layers))


def _compose_incident(builder: ScriptBuilder, request: EpisodeRequest) -> EpisodeStream:
    """Compose an incident with its clock."""
    incident = next((i for i in builder.deck.incidents if i.id == request.target_id), None)
    if incident is None:
        raise _report_missing("incident")
    return _stream_whole(
        builder, f"incident-{incident.id}", "incident", incident.title, tell_incident(builder, incident)
    )


def _compose_diagrams(builder: ScriptBuilder, request: EpisodeRequest) -> EpisodeStream:
    """Compose every drawing that has a spoken summary."""
    title = builder.reader.phrases.diagrams_title or builder.deck.title
    diagrams = [diagram for diagram in builder.deck.diagrams if diagram.spoken]
    chapters = tuple(
        Chapter(diagram.title or f"{title} {number}", builder.script_diagram(diagram))
        for number, diagram in enumerate(diagrams, start=1)
    )
    return _stream_whole(builder, "diagrams", "diagrams", title, chapters)


def _compose_dialogues(builder: ScriptBuilder, request: EpisodeRequest) -> EpisodeStream:
    """Compose every conversation, in two voices."""
    title = builder.reader.phrases.dialogues_title or builder.deck.title
    deck = builder.deck
    chapters = []
    for number, dialogue in enumerate(deck.dialogues, start=1):
        section = deck.find_section(dialogue.section)
        chapters.append(Chapter(section.title if section else f"{title} {number}", builder.script_dialogue(dialogue)))
    return _stream_whole(builder, "dialogue", "dialogue", title, tuple(chapters))


COMPOSERS: dict[EpisodeKind, Callable[[ScriptBuilder, EpisodeRequest], EpisodeStream]] = {
    "script": timed_episodes.compose_script,
    "topic": _compose_topic,
    "drill": _compose_drill,
    "incident": _compose_incident,
    "diagrams": _compose_diagrams,
    "dialogue": _compose_dialogues,
    "commute": timed_episodes.compose_commute,
}
