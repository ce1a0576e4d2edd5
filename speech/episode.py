"""Episodes of every kind, from a deck. Pure: what is due comes in as ids, how long things last as a function.

`KINDS` is the table: a kind is one composing function and one line. `offers` lists what a deck has to hear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from deck.errors import UserError
from deck.model import CounterQuestion, Deck, Incident, Question, Script, ScriptPart
from speech import topics
from speech.composer import BEFORE_ANSWER, Composer, Layers
from speech.fill import choose, fill, stretch
from speech.incident import story
from speech.model import Chapter, Episode, Kind, Pause

TOLERANCE = 0.05  # of the length that a commute is to have


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to hear. `ref` is the id of a script, part, section or incident; "" means the whole deck.

    `minutes` and `order` (ids of questions, the most urgent first) are for the commute, `layers` for topics and
    drills.
    """

    kind: Kind
    ref: str = ""
    layers: Layers = "both"
    minutes: float = 0.0
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be heard. `minutes` is what the author promised, (0, 0) where nothing."""

    wish: Wish
    title: str
    minutes: tuple[float, float] = (0.0, 0.0)


def compose(composer: Composer, wish: Wish) -> Episode:
    """The episode. Raises `UserError` when the deck has no such thing or nothing in it can be said."""
    episode = KINDS[wish.kind](composer, wish)
    chapters = tuple(chapter for chapter in episode.chapters if chapter.sentences)
    if not chapters:
        raise UserError(f"“{episode.title}” has no words to say.", "Choose another episode, or write some text for it.")
    return replace(episode, chapters=chapters, language=composer.reading.language)


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


def _script(composer: Composer, wish: Wish) -> Episode:
    """A spoken script, or one of its parts; each part is filled up to the minutes it promises."""
    for script in composer.deck.scripts:
        if script.id == wish.ref:
            return _of_parts(composer, script, script.parts, script.title)
        for part in script.parts:
            if part.id == wish.ref:
                return _of_parts(composer, script, (part,), part.title)
    raise _missing("script")


def _of_parts(composer: Composer, script: Script, parts: tuple[ScriptPart, ...], title: str) -> Episode:
    chapters: list[Chapter] = []
    used: set[str] = set()
    short = []
    for part in parts:
        filled = _part(composer, script, part, used)
        used |= {chapter.question for chapter in filled}
        least = part.minutes[0] * 60
        if composer.length(filled) < least - 1:
            short.append(f"“{part.title}” lasts {_clock(composer.length(filled))} of the promised {_promise(part)}")
        chapters += filled
    low = sum(part.minutes[0] for part in parts)
    high = sum(part.minutes[1] for part in parts)
    why = f"{'; '.join(short)}: the deck has no more questions." if short else ""
    return Episode(
        f"script-{parts[0].id if len(parts) == 1 else script.id}",
        "script",
        title,
        _about(composer.deck),
        tuple(chapters),
        (low, high),
        short=why,
    )


def _part(composer: Composer, script: Script, part: ScriptPart, used: set[str]) -> tuple[Chapter, ...]:
    """The author's words, then questions of the topics they name until the promise is kept."""
    said = composer.reading.say(part.text)
    if not said:
        return ()
    base = (Chapter(part.title, (*composer.reading.line(part.title), Pause(BEFORE_ANSWER), *said)),)
    low, high = (minutes * 60 for minutes in part.minutes)
    if not high or composer.length(base) >= low:
        return base
    asked = topics.asked_in(composer.deck, topics.related(composer.deck, part, script))
    filled = fill(base, _chapters(composer, (q for q in asked if q.id not in used)), low, high, composer.length)
    length = composer.length(filled)
    return stretch(filled, min(high, max(low * 1.01, length)), composer.length) if length < low else filled


def _chapters(
    composer: Composer, asked: Iterator[Question | CounterQuestion], layers: Layers = "both", *, added: bool = True
) -> Iterator[Chapter]:
    for question in asked:
        if isinstance(question, Question):
            yield composer.question(question, layers, added=added)
        else:
            yield composer.counter(question, added=added)


def _topic(composer: Composer, wish: Wish) -> Episode:
    """A section and what stands under it, read in order; questions are put with a pause to think."""
    deck = composer.deck
    section = deck.section(wish.ref)
    if section is None:
        raise _missing("topic")
    inside = topics.below(deck, section.id)
    chapters: list[Chapter] = []
    for one in deck.sections:
        if one.id in inside:
            chapters += _section(composer, one.id, one.title, wish.layers)
    return Episode(f"topic-{section.id}", "topic", section.title, _about(deck), tuple(chapters))


def _section(composer: Composer, name: str, title: str, layers: Layers) -> Iterator[Chapter]:
    """Its text as one chapter, then its questions."""
    blocks = [block for block in composer.deck.blocks if block.section == name]
    texts = [b for b in blocks if not isinstance(b, Question | CounterQuestion | Incident | Script)]
    heard = composer.parts(texts)
    if heard:
        yield Chapter(title, (*composer.reading.line(title), Pause(BEFORE_ANSWER), *heard))
    yield from _chapters(
        composer, (b for b in blocks if isinstance(b, Question | CounterQuestion)), layers, added=False
    )


def _drill(composer: Composer, wish: Wish) -> Episode:
    """Question, silence, answer, on and on."""
    deck = composer.deck
    section = deck.section(wish.ref)
    if wish.ref and section is None:
        raise _missing("topic")
    roots = (wish.ref,) if wish.ref else tuple(s.id for s in deck.sections if not s.parent)
    asked = topics.asked_in(deck, roots)
    title = f"Drill: {section.title if section else deck.title}"
    chapters = tuple(_chapters(composer, iter(asked), wish.layers, added=False))
    return Episode(f"drill-{wish.ref or 'all'}", "drill", title, _about(deck), chapters)


def _incident(composer: Composer, wish: Wish) -> Episode:
    """An incident with its clock."""
    incident = next((i for i in composer.deck.incidents if i.id == wish.ref), None)
    if incident is None:
        raise _missing("incident")
    return Episode(
        f"incident-{incident.id}", "incident", incident.title, _about(composer.deck), story(composer, incident)
    )


def _diagrams(composer: Composer, wish: Wish) -> Episode:
    """Every drawing that has a spoken summary."""
    told = [diagram for diagram in composer.deck.diagrams if diagram.spoken]
    chapters = tuple(
        Chapter(diagram.title or f"Diagram {number}", composer.diagram(diagram))
        for number, diagram in enumerate(told, start=1)
    )
    return Episode("diagrams", "diagrams", "Diagrams, told", _about(composer.deck), chapters)


def _dialogues(composer: Composer, wish: Wish) -> Episode:
    """Every conversation, in two voices."""
    deck = composer.deck
    chapters = []
    for number, dialogue in enumerate(deck.dialogues, start=1):
        section = deck.section(dialogue.section)
        chapters.append(Chapter(section.title if section else f"Conversation {number}", composer.dialogue(dialogue)))
    return Episode("dialogue", "dialogue", "Conversations", _about(deck), tuple(chapters))


def _commute(composer: Composer, wish: Wish) -> Episode:
    """What is most urgent, for as many minutes as the ride takes, within five percent."""
    deck = composer.deck
    by_id: dict[str, Question | CounterQuestion] = {q.id: q for q in deck.questions}
    by_id |= {q.id: q for q in deck.counter_questions}
    order = [by_id[name] for name in dict.fromkeys(wish.order) if name in by_id]
    order += [q for name, q in by_id.items() if name not in set(wish.order)]
    target = wish.minutes * 60
    least, most = target * (1 - TOLERANCE / 2), target * (1 + TOLERANCE / 2)
    chapters = choose(_chapters(composer, iter(order), wish.layers, added=False), least, most, composer.length)
    if composer.length(chapters) < least:  # no questions fit, or there are no more
        stretched = stretch(chapters, target, composer.length)
        chapters = stretched if composer.length(stretched) >= target * (1 - TOLERANCE) else chapters
    length = composer.length(chapters)
    short = ""
    if length < target * (1 - TOLERANCE):
        short = f"It lasts {_clock(length)}: the deck has no more questions that fit into {wish.minutes:g} minutes."
    name = f"commute-{wish.minutes:g}".replace(".", "-")
    title = f"Today's commute, {wish.minutes:g} minutes"
    return Episode(name, "commute", title, _about(deck), chapters, (wish.minutes, wish.minutes), short=short)


KINDS: dict[Kind, Callable[[Composer, Wish], Episode]] = {
    "script": _script,
    "topic": _topic,
    "drill": _drill,
    "incident": _incident,
    "diagrams": _diagrams,
    "dialogue": _dialogues,
    "commute": _commute,
}


def _about(deck: Deck) -> str:
    return f"From the deck “{deck.title}”." + (f" {deck.meta.description}" if deck.meta.description else "")


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _promise(part: ScriptPart) -> str:
    low, high = part.minutes
    return f"{low:g} minutes" if low == high else f"{low:g} to {high:g} minutes"
