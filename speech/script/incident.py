"""An incident for the ear: its clock is said, decisions leave time to decide, the lessons close it."""

from __future__ import annotations

from deck.model import Decision, Event, Incident
from speech.model import Chapter, Item, Pause
from speech.script.composer import Composer, title_of

BETWEEN_EVENTS = 0.8
CLOSER = 0.15  # seconds of silence for each minute that passes between two events
LONGEST = 2.5


def story(composer: Composer, incident: Incident) -> tuple[Chapter, ...]:
    """Introduction, each moment with its minute and role, decisions, lessons: a chapter for each phase of the
    telling."""
    reading = composer.reading
    opening = (*reading.line(_announced(incident.title)), *composer.parts(incident.intro))
    chapters = [Chapter(incident.title, opening)]
    items: list[Item] = []
    title = ""
    before: float | None = None
    for index, event in enumerate(incident.events):
        title = title or title_of(f"{_when(event)}: {event.text}")
        items += [_gap(before, event.minute), *_moment(composer, event)]
        before = event.minute if event.minute is not None else before
        for decision in (d for d in incident.decisions if d.after == index):
            chapters.append(Chapter(title, tuple(items)))
            chapters.append(_decide(composer, decision))
            items, title = [], ""
    if items:
        chapters.append(Chapter(title, tuple(items)))
    if incident.lessons:
        said = [item for lesson in incident.lessons for item in reading.say(lesson)]
        chapters.append(Chapter("What was learned", (*reading.line("What was learned."), *said)))
    return tuple(chapters)


def _announced(title: str) -> str:
    return f"{title}." if title.casefold().startswith("incident") else f"Incident. {title}."


def _gap(before: float | None, now: float | None) -> Pause:
    """A longer silence for a longer wait, so that time is felt."""
    passed = max(0.0, now - before) if before is not None and now is not None else 0.0
    return Pause(min(LONGEST, BETWEEN_EVENTS + CLOSER * passed))


def _when(event: Event) -> str:
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


def _moment(composer: Composer, event: Event) -> tuple[Item, ...]:
    reading = composer.reading
    role = () if event.role_inferred else reading.line(f"{event.role.capitalize()}.")
    details = [item for detail in event.details for item in reading.say(detail)]
    return (*reading.line(f"{_when(event)}."), *role, *reading.say(event.text), *details)


def _decide(composer: Composer, decision: Decision) -> Chapter:
    """The options, time to choose, then what each leads to."""
    reading = composer.reading
    options: list[Item] = []
    after: list[Item] = []
    for letter, choice in zip("ABCDEFGH", decision.choices, strict=False):
        options += [*reading.line(f"{letter}."), *reading.say(choice.text)]
        verdict = f"{letter} is right." if choice.right else f"{letter} is not."
        after += [*reading.line(verdict), *reading.say(choice.why)]
    asked = (*reading.line("You decide."), *reading.say(decision.prompt), *options)
    return Chapter("You decide", (*asked, composer.think(tuple(after)), *after))
