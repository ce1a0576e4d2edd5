"""Episodes of every kind, from a deck. Pure: what is due comes in as ids, how long things last as a function.

`KINDS` is the table: a kind is one composing function and one line. `offers` lists what a deck has to hear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from deck.model import CounterQuestion, Deck, Incident, Question, Script
from errors import UserError
from speech.model import Chapter, Episode, Kind, Pause
from speech.script import timed, topics
from speech.script.composer import BEFORE_ANSWER, Composer, Layers
from speech.script.incident import story
from speech.script.request import Wish, about
from speech.script.stream import Programme, plain


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be heard. `minutes` is what the author promised, (0, 0) where nothing."""

    wish: Wish
    title: str
    minutes: tuple[float, float] = (0.0, 0.0)


def compose(composer: Composer, wish: Wish) -> Episode:
    """The whole episode at once. Raises `UserError` when the deck has no such thing or nothing in it can be said."""
    programme = begin(composer, wish)
    for _ in programme.chapters:
        continue
    if not programme.episode.chapters:
        raise UserError(
            f"“{programme.title}” has no words to say.", "Choose another episode, or write some text for it."
        )
    return programme.episode


def begin(composer: Composer, wish: Wish) -> Programme:
    """The episode chapter by chapter, each as soon as it is certain. Raises `UserError` when the deck has no such
    thing."""
    return KINDS[wish.kind](composer, wish)


def _whole(
    composer: Composer, name: str, kind: Kind, title: str, chapters: Iterator[Chapter] | tuple[Chapter, ...]
) -> Programme:
    """A programme that promises no length."""
    head = Episode(name, kind, title, about(composer.deck), (), language=composer.reading.language)
    return Programme(head, plain(chapters))


def offers(deck: Deck) -> tuple[Offer, ...]:
    """Everything a deck has to hear, in the order of the page: scripts, topics, drills, incidents, diagrams,
    dialogues."""
    return tuple(_offers(deck))


def _offers(deck: Deck) -> Iterator[Offer]:
    for script in deck.scripts:
        if len(script.parts) > 1:
            yield Offer(Wish("script", script.id), script.title, script.minutes)
        for part in script.parts:
            yield Offer(Wish("script", part.id), part.title, part.minutes)
    for section in topics.spoken_sections(deck):
        yield Offer(Wish("topic", section.id), section.title)
    if deck.questions or deck.counter_questions:
        yield Offer(Wish("drill"), "All questions")
    asking = topics.asking(deck)
    for section in deck.sections:
        if section.id in asking:
            yield Offer(Wish("drill", section.id), section.title)
    for incident in deck.incidents:
        yield Offer(Wish("incident", incident.id), incident.title)
    if any(diagram.spoken for diagram in deck.diagrams):
        yield Offer(Wish("diagrams"), "Diagrams, told")
    if deck.dialogues:
        yield Offer(Wish("dialogue"), "Conversations")


def _missing(what: str) -> UserError:
    return UserError(f"This deck has no such {what}.", "Choose one from the list.")


def _topic(composer: Composer, wish: Wish) -> Programme:
    """A section and what stands under it, read in order; questions are put with a pause to think."""
    deck = composer.deck
    section = deck.section(wish.ref)
    if section is None:
        raise _missing("topic")
    inside = topics.below(deck, section.id)
    chapters = (
        chapter
        for one in deck.sections
        if one.id in inside
        for chapter in _section(composer, one.id, one.title, wish.layers)
    )
    return _whole(composer, f"topic-{section.id}", "topic", section.title, chapters)


def _section(composer: Composer, name: str, title: str, layers: Layers) -> Iterator[Chapter]:
    """Its text as one chapter, then its questions."""
    blocks = [block for block in composer.deck.blocks if block.section == name]
    texts = [b for b in blocks if not isinstance(b, Question | CounterQuestion | Incident | Script)]
    heard = composer.parts(texts)
    if heard:
        yield Chapter(title, (*composer.reading.line(title), Pause(BEFORE_ANSWER), *heard))
    yield from composer.asked((b for b in blocks if isinstance(b, Question | CounterQuestion)), layers)


def _drill(composer: Composer, wish: Wish) -> Programme:
    """Question, silence, answer, on and on."""
    deck = composer.deck
    section = deck.section(wish.ref)
    if wish.ref and section is None:
        raise _missing("topic")
    roots = (wish.ref,) if wish.ref else tuple(s.id for s in deck.sections if not s.parent)
    asked = topics.asked_in(deck, roots)
    title = f"Drill: {section.title if section else deck.title}"
    return _whole(composer, f"drill-{wish.ref or 'all'}", "drill", title, composer.asked(asked, wish.layers))


def _incident(composer: Composer, wish: Wish) -> Programme:
    """An incident with its clock."""
    incident = next((i for i in composer.deck.incidents if i.id == wish.ref), None)
    if incident is None:
        raise _missing("incident")
    return _whole(composer, f"incident-{incident.id}", "incident", incident.title, story(composer, incident))


def _diagrams(composer: Composer, wish: Wish) -> Programme:
    """Every drawing that has a spoken summary."""
    told = [diagram for diagram in composer.deck.diagrams if diagram.spoken]
    chapters = tuple(
        Chapter(diagram.title or f"Diagram {number}", composer.diagram(diagram))
        for number, diagram in enumerate(told, start=1)
    )
    return _whole(composer, "diagrams", "diagrams", "Diagrams, told", chapters)


def _dialogues(composer: Composer, wish: Wish) -> Programme:
    """Every conversation, in two voices."""
    deck = composer.deck
    chapters = []
    for number, dialogue in enumerate(deck.dialogues, start=1):
        section = deck.section(dialogue.section)
        chapters.append(Chapter(section.title if section else f"Conversation {number}", composer.dialogue(dialogue)))
    return _whole(composer, "dialogue", "dialogue", "Conversations", tuple(chapters))


KINDS: dict[Kind, Callable[[Composer, Wish], Programme]] = {
    "script": timed.script,
    "topic": _topic,
    "drill": _drill,
    "incident": _incident,
    "diagrams": _diagrams,
    "dialogue": _dialogues,
    "commute": timed.commute,
}
