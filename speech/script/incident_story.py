"""An incident for the ear: its clock is said, decisions leave time to decide, the lessons close it."""

from __future__ import annotations

from deck.model import Decision, Event, Incident
from speech.model import Chapter, Pause, ScriptItem
from speech.script.script_builder import ScriptBuilder, make_title

SHORTEST_GAP = 0.8
GAP_PER_MINUTE = 0.15  # seconds of silence for each minute that passes between two events
LONGEST_GAP = 2.5


def tell_incident(composer: ScriptBuilder, incident: Incident) -> tuple[Chapter, ...]:
    """Introduction, each moment with its minute and role, decisions, lessons: a chapter for each phase of the
    telling."""
    reading = composer.reader
    opening = (*reading.read_line(_announce_title(incident.title)), *composer.script_parts(incident.intro))
    chapters = [Chapter(incident.title, opening)]
    items: list[ScriptItem] = []
    title = ""
    before: float | None = None
    for index, event in enumerate(incident.events):
        title = title or make_title(f"{_describe_moment(event)}: {event.text}")
        items += [_make_gap(before, event.minute), *_tell_event(composer, event)]
        before = event.minute if event.minute is not None else before
        for decision in (d for d in incident.decisions if d.after == index):
            chapters.append(Chapter(title, tuple(items)))
            chapters.append(_tell_decision(composer, decision))
            items, title = [], ""
    if items:
        chapters.append(Chapter(title, tuple(items)))
    if incident.lessons:
        said = [item for lesson in incident.lessons for item in reading.read_markdown(lesson)]
        chapters.append(Chapter("What was learned", (*reading.read_line("What was learned."), *said)))
    return tuple(chapters)


def _announce_title(title: str) -> str:
    return f"{title}." if title.casefold().startswith("incident") else f"Incident. {title}."


def _make_gap(before: float | None, now: float | None) -> Pause:
    """A longer silence for a longer wait, so that time is felt."""
    passed = max(0.0, now - before) if before is not None and now is not None else 0.0
    return Pause(min(LONGEST_GAP, SHORTEST_GAP + GAP_PER_MINUTE * passed))


def _describe_moment(event: Event) -> str:
    """The moment in words: `Minute 5`, `2 hours 10 minutes in`, or the stamp as written where it cannot be read."""
    if event.minute is None:
        return event.at
    whole = round(event.minute)
    if event.minute < 1 and event.minute > 0:
        return f"{round(event.minute * 60)} seconds in"
    if whole < 100:
        return f"Minute {whole}"
    hours, minutes = divmod(whole, 60)
    words = f"{hours} hour{'s' if hours > 1 else ''}"
    return f"{words} {minutes} minutes in" if minutes else f"{words} in"


def _tell_event(composer: ScriptBuilder, event: Event) -> tuple[ScriptItem, ...]:
    reading = composer.reader
    role = () if event.role_inferred else reading.read_line(f"{event.role.capitalize()}.")
    details = [item for detail in event.details for item in reading.read_markdown(detail)]
    return (*reading.read_line(f"{_describe_moment(event)}."), *role, *reading.read_markdown(event.text), *details)


def _tell_decision(composer: ScriptBuilder, decision: Decision) -> Chapter:
    """The options, time to choose, then what each leads to."""
    reading = composer.reader
    options: list[ScriptItem] = []
    after: list[ScriptItem] = []
    for letter, choice in zip("ABCDEFGH", decision.choices, strict=False):
        options += [*reading.read_line(f"{letter}."), *reading.read_markdown(choice.text)]
        verdict = f"{letter} is right." if choice.right else f"{letter} is not."
        after += [*reading.read_line(verdict), *reading.read_markdown(choice.explanation)]
    asked = (*reading.read_line("You decide."), *reading.read_markdown(decision.prompt), *options)
    return Chapter("You decide", (*asked, composer.make_think_pause(tuple(after)), *after))
