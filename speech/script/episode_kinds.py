"""Episodes of every kind, from a deck. Pure: what is due comes in as ids, how long things last as a function.

`KINDS` is the table: a kind is one composing function and one line. `offers` lists what a deck has to hear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from deck.model import CounterQuestion, Deck, Incident, Question, Script
from errors import UserError
from speech.model import Chapter, Episode, EpisodeKind, Pause
from speech.script import timed_episodes, topics
from speech.script.episode_stream import EpisodeStream, stream_chapters
from speech.script.incident_story import tell_incident
from speech.script.request import EpisodeRequest, describe_deck
from speech.script.script_builder import ANSWER_PAUSE, AnswerLayers, ScriptBuilder


@dataclass(frozen=True, slots=True)
class EpisodeOffer:
    """Something that can be heard. `minutes` is what the author promised, (0, 0) where nothing."""

    request: EpisodeRequest
    title: str
    promised_minutes: tuple[float, float] = (0.0, 0.0)


def compose_episode(composer: ScriptBuilder, request: EpisodeRequest) -> Episode:
    """The whole episode at once. Raises `UserError` when the deck has no such thing or nothing in it can be said."""
    programme = begin_episode(composer, request)
    for _ in programme.chapters:
        continue
    if not programme.episode.chapters:
        raise UserError(
            f"“{programme.title}” has no words to say.", "Choose another episode, or write some text for it."
        )
    return programme.episode


def begin_episode(composer: ScriptBuilder, request: EpisodeRequest) -> EpisodeStream:
    """The episode chapter by chapter, each as soon as it is certain. Raises `UserError` when the deck has no such
    thing."""
    return COMPOSERS[request.kind](composer, request)


def _stream_whole(
    composer: ScriptBuilder, name: str, kind: EpisodeKind, title: str, chapters: Iterator[Chapter] | tuple[Chapter, ...]
) -> EpisodeStream:
    """A programme that promises no length."""
    head = Episode(name, kind, title, describe_deck(composer.deck), (), language=composer.reader.language)
    return EpisodeStream(head, stream_chapters(chapters))


def list_offers(deck: Deck) -> tuple[EpisodeOffer, ...]:
    """Everything a deck has to hear, in the order of the page: scripts, topics, drills, incidents, diagrams,
    dialogues."""
    return tuple(_list_offers(deck))


def _list_offers(deck: Deck) -> Iterator[EpisodeOffer]:
    for script in deck.scripts:
        if len(script.parts) > 1:
            yield EpisodeOffer(EpisodeRequest("script", script.id), script.title, script.minutes)
        for part in script.parts:
            yield EpisodeOffer(EpisodeRequest("script", part.id), part.title, part.minutes)
    for section in topics.find_spoken_sections(deck):
        yield EpisodeOffer(EpisodeRequest("topic", section.id), section.title)
    if deck.questions or deck.counter_questions:
        yield EpisodeOffer(EpisodeRequest("drill"), "All questions")
    asking = topics.find_asking_sections(deck)
    for section in deck.sections:
        if section.id in asking:
            yield EpisodeOffer(EpisodeRequest("drill", section.id), section.title)
    for incident in deck.incidents:
        yield EpisodeOffer(EpisodeRequest("incident", incident.id), incident.title)
    if any(diagram.spoken for diagram in deck.diagrams):
        yield EpisodeOffer(EpisodeRequest("diagrams"), "Diagrams, told")
    if deck.dialogues:
        yield EpisodeOffer(EpisodeRequest("dialogue"), "Conversations")


def _report_missing(what: str) -> UserError:
    return UserError(f"This deck has no such {what}.", "Choose one from the list.")


def _compose_topic(composer: ScriptBuilder, request: EpisodeRequest) -> EpisodeStream:
    """A section and what stands under it, read in order; questions are put with a pause to think."""
    deck = composer.deck
    section = deck.find_section(request.target_id)
    if section is None:
        raise _report_missing("topic")
    inside = topics.find_subsections(deck, section.id)
    chapters = (
        chapter
        for one in deck.sections
        if one.id in inside
        for chapter in _script_section(composer, one.id, one.title, request.layers)
    )
    return _stream_whole(composer, f"topic-{section.id}", "topic", section.title, chapters)


def _script_section(composer: ScriptBuilder, name: str, title: str, layers: AnswerLayers) -> Iterator[Chapter]:
    """Its text as one chapter, then its questions."""
    blocks = [block for block in composer.deck.blocks if block.section == name]
    texts = [b for b in blocks if not isinstance(b, Question | CounterQuestion | Incident | Script)]
    heard = composer.script_parts(texts)
    if heard:
        yield Chapter(title, (*composer.reader.read_line(title), Pause(ANSWER_PAUSE), *heard))
    yield from composer.script_questions((b for b in blocks if isinstance(b, Question | CounterQuestion)), layers)


def _compose_drill(composer: ScriptBuilder, request: EpisodeRequest) -> EpisodeStream:
    """Question, silence, answer, on and on."""
    deck = composer.deck
    section = deck.find_section(request.target_id)
    if request.target_id and section is None:
        raise _report_missing("topic")
    roots = (request.target_id,) if request.target_id else tuple(s.id for s in deck.sections if not s.parent)
    asked = topics.collect_questions(deck, roots)
    title = f"Drill: {section.title if section else deck.title}"
    return _stream_whole(
        composer,
        f"drill-{request.target_id or 'all'}",
        "drill",
        title,
        composer.script_questions(asked, request.layers),
    )


def _compose_incident(composer: ScriptBuilder, request: EpisodeRequest) -> EpisodeStream:
    """An incident with its clock."""
    incident = next((i for i in composer.deck.incidents if i.id == request.target_id), None)
    if incident is None:
        raise _report_missing("incident")
    return _stream_whole(
        composer, f"incident-{incident.id}", "incident", incident.title, tell_incident(composer, incident)
    )


def _compose_diagrams(composer: ScriptBuilder, request: EpisodeRequest) -> EpisodeStream:
    """Every drawing that has a spoken summary."""
    told = [diagram for diagram in composer.deck.diagrams if diagram.spoken]
    chapters = tuple(
        Chapter(diagram.title or f"Diagram {number}", composer.script_diagram(diagram))
        for number, diagram in enumerate(told, start=1)
    )
    return _stream_whole(composer, "diagrams", "diagrams", "Diagrams, told", chapters)


def _compose_dialogues(composer: ScriptBuilder, request: EpisodeRequest) -> EpisodeStream:
    """Every conversation, in two voices."""
    deck = composer.deck
    chapters = []
    for number, dialogue in enumerate(deck.dialogues, start=1):
        section = deck.find_section(dialogue.section)
        chapters.append(
            Chapter(section.title if section else f"Conversation {number}", composer.script_dialogue(dialogue))
        )
    return _stream_whole(composer, "dialogue", "dialogue", "Conversations", tuple(chapters))


COMPOSERS: dict[EpisodeKind, Callable[[ScriptBuilder, EpisodeRequest], EpisodeStream]] = {
    "script": timed_episodes.compose_script,
    "topic": _compose_topic,
    "drill": _compose_drill,
    "incident": _compose_incident,
    "diagrams": _compose_diagrams,
    "dialogue": _compose_dialogues,
    "commute": timed_episodes.compose_commute,
}
