"""An incident for the ear: its clock is said, decisions leave time to decide, the lessons close it."""

from __future__ import annotations

from deck.model import Decision, Event, Incident
from speech.model import Chapter, Pause, ScriptItem
from speech.script.script_builder import ScriptBuilder, make_title
from speech.text.phrases import Phrases

# Seconds of silence between two events, at least and at most.
SHORTEST_GAP = 0.8
GAP_PER_MINUTE = 0.15  # seconds of silence for each minute that passes between two events
LONGEST_GAP = 2.5
MINUTES_COUNTED = 100  # beyond that, hours are easier to follow


def tell_incident(builder: ScriptBuilder, incident: Incident) -> tuple[Chapter, ...]:
    """Return the incident as chapters: introduction, moments with their minute and role, decisions, lessons."""
    reading = builder.reader
    opening = (
        *reading.read_line(_announce_title(reading.phrases, incident.title)),
        *builder.script_parts(incident.intro),
    )
    chapters = [Chapter(incident.title, opening)]
    items: list[ScriptItem] = []
    title = ""
    before: float | None = None
    for index, event in enumerate(incident.events):
        title = title or make_title(f"{_describe_moment(reading.phrases, event)}: {event.text}")
        items += [_make_gap(before, event.minute), *_tell_event(builder, event)]
        before = event.minute if event.minute is not None else before
        for decision in (d for d in incident.decisions if d.after == index):
            chapters.append(Chapter(title, tuple(items)))
            chapters.append(_tell_decision(builder, decision))
            items, title = [], ""
    if items:
        chapters.append(Chapter(title, tuple(items)))
    if incident.lessons:
        text = [item for lesson in incident.lessons for item in reading.read_markdown(lesson)]
        lessons = reading.phrases.lessons
        chapters.append(Chapter(lessons.rstrip(".。।") or incident.title, (*reading.read_line(lessons), *text)))
    return tuple(chapters)


def _announce_title(phrases: Phrases, title: str) -> str:
    """Return the title with the word for an incident in front, unless it begins with that word."""
    word = phrases.incident.partition("{")[0].strip(" .。।").casefold()
    return f"{title}." if word and title.casefold().startswith(word) else phrases.incident.format(title=title)


def _make_gap(before: float | None, now: float | None) -> Pause:
    """Return a longer silence for a longer wait, so that time is felt."""
    passed = max(0.0, now - before) if before is not None and now is not None else 0.0
    return Pause(min(LONGEST_GAP, SHORTEST_GAP + GAP_PER_MINUTE * passed))


def _describe_moment(phrases: Phrases, event: Event) -> str:
    """Return the moment in the deck's words, or the stamp as written where it cannot be read.

    `Minute 5`, `2 h 10 min in`: a voice says the units in full.
    """
    if event.minute is None:
        return event.at
    full_minutes = round(event.minute)
    if event.minute < 1 and event.minute > 0:
        return phrases.second_in.format(seconds=round(event.minute * 60)) or event.at
    if full_minutes < MINUTES_COUNTED or not phrases.hour_in:
        return phrases.minute.format(minutes=full_minutes)
    hours, minutes = divmod(full_minutes, 60)
    return phrases.hour_in.format(hours=hours, minutes=minutes)


def _tell_event(builder: ScriptBuilder, event: Event) -> tuple[ScriptItem, ...]:
    reading = builder.reader
    role = () if event.role_inferred else reading.read_line(f"{event.role.capitalize()}.")
    details = [item for detail in event.details for item in reading.read_markdown(detail)]
    return (
        *reading.read_line(f"{_describe_moment(reading.phrases, event)}."),
        *role,
        *reading.read_markdown(event.text),
        *details,
    )


def _tell_decision(builder: ScriptBuilder, decision: Decision) -> Chapter:
    """Return the options, time to choose, then what each leads to."""
    reading = builder.reader
    options: list[ScriptItem] = []
    after: list[ScriptItem] = []
    for letter, choice in zip("ABCDEFGH", decision.choices, strict=False):
        options += [*reading.read_line(f"{letter}."), *reading.read_markdown(choice.text)]
        verdict = (reading.phrases.is_right if choice.right else reading.phrases.is_wrong).format(letter=letter)
        after += [*reading.read_line(verdict), *reading.read_markdown(choice.explanation)]
    question_items = (*reading.read_line(reading.phrases.you_decide), *reading.read_markdown(decision.prompt), *options)
    title = reading.phrases.you_decide.rstrip(".。।") or make_title(decision.prompt)
    return Chapter(title, (*question_items, builder.make_think_pause(tuple(after)), *after))
