"""The episodes that promise a length: spoken scripts, and the commute."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from deck.model import CounterQuestion, Question, Script, ScriptPart
from errors import UserError
from speech.model import Chapter, Episode, Pause
from speech.script import topics
from speech.script.composer import BEFORE_ANSWER, Composer
from speech.script.duration_control import filled
from speech.script.request import Wish, about
from speech.script.stream import Parts, Programme

TOLERANCE = 0.05  # of the length that a commute is to have
QUESTION = 90.0  # seconds that a script may get longer than the least it promises
NARROWEST = 0.1  # of what a part may last above its least: there must be something to choose from
AIM = TOLERANCE / 2  # what is aimed at: chapters that fit this need no longer pauses


def script(composer: Composer, wish: Wish) -> Programme:
    """A spoken script, or one of its parts; each part is filled up to the minutes it promises."""
    for one in composer.deck.scripts:
        if one.id == wish.ref:
            return _of_parts(composer, one, one.parts, one.title)
        for part in one.parts:
            if part.id == wish.ref:
                return _of_parts(composer, one, (part,), part.title)
    raise UserError("This deck has no such script.", "Choose one from the list.")


def longest(composer: Composer, wish: Wish, episode: Episode, spare: float) -> float:
    """The most seconds that an episode composed from estimates can last once it is spoken, if what is said lasts at most
    `spare` times as long as estimated: a part of a script may get one more question than planned."""
    if wish.kind == "commute":
        full = 0.0 if episode.short else episode.minutes[1] * 60 * (1 + TOLERANCE)
        return max(composer.length(episode.chapters) * spare, full)
    if wish.kind != "script":
        return composer.length(episode.chapters) * spare
    found = 0.0
    parts = _parts(composer, wish)
    heads = [at for at, chapter in enumerate(episode.chapters) if not chapter.added and not chapter.silence]
    for part, start, end in zip(parts, heads, [*heads[1:], len(episode.chapters)], strict=True):
        own = composer.length(episode.chapters[start : start + 1])
        filled = _most(part) if own < part.minutes[0] * 60 * spare else 0.0
        found += max(filled, composer.length(episode.chapters[start:end]) * spare)
    return found


def _parts(composer: Composer, wish: Wish) -> tuple[ScriptPart, ...]:
    """The parts of a script, or the one part, that have something to say."""
    every = (part for one in composer.deck.scripts for part in one.parts if wish.ref in {one.id, part.id})
    return tuple(part for part in every if composer.reading.say(part.text))


def _most(part: ScriptPart) -> float:
    """The most seconds a part is filled to: what it promises, and no more than a question above the least of it."""
    low, high = (minutes * 60 for minutes in part.minutes)
    return min(high, low + QUESTION)


def _promised(whole: Script, parts: tuple[ScriptPart, ...]) -> tuple[float, float]:
    """The minutes that these parts promise together: what the script says of itself, else the sum of theirs."""
    if len(parts) > 1 and whole.minutes[1]:
        return whole.minutes
    return sum(part.minutes[0] for part in parts), sum(part.minutes[1] for part in parts)


def _share(room: float, parts: Sequence[ScriptPart]) -> float:
    """How much of what each part may last above the least of it, 0 to 1, so that they last `room` seconds at most."""
    low, high = (sum(part.minutes[at] for part in parts) * 60 for at in (0, 1))
    return min(1.0, max(NARROWEST, (room - low) / (high - low))) if high > low else 1.0


def _of_parts(composer: Composer, whole: Script, parts: tuple[ScriptPart, ...], title: str) -> Programme:
    low, high = _promised(whole, parts)
    name = f"script-{parts[0].id if len(parts) == 1 else whole.id}"
    head = Episode(name, "script", title, about(composer.deck), (), (low, high), composer.reading.language)
    return Programme(head, _filled(composer, whole, parts))


def _filled(composer: Composer, whole: Script, parts: tuple[ScriptPart, ...]) -> Parts:
    used: set[str] = set()
    known: dict[str, Chapter] = {}
    why = []
    spent = 0.0
    least, most = (minutes * 60 for minutes in _promised(whole, parts))
    for at, part in enumerate(parts):
        share = _share(most - spent, parts[at:])
        chapters = yield from _part(composer, whole, part, used, known, share)
        used |= {chapter.question for chapter in chapters}
        low, high = (minutes * 60 for minutes in part.minutes)
        length = composer.exact(chapters) if (high or most) and chapters else low
        spent += length
        lasts = f"“{part.title}” lasts {_clock(length)}"
        if length < low - 1:
            why.append(f"{lasts} of the promised {_promise(part)}: the deck has no more questions.")
        elif length > high + 1:
            why.append(f"{lasts}, more than the promised {_promise(part)}: its own text is that long at this speed.")
    if len(parts) > 1 and most and not least - 1 <= spent <= most + 1:
        why.append(f"The whole lasts {_clock(spent)}; it promises {_minutes(_promised(whole, parts))}.")
    return " ".join(why)


def _part(
    composer: Composer, whole: Script, part: ScriptPart, used: set[str], known: dict[str, Chapter], share: float
) -> Generator[Chapter | None, None, tuple[Chapter, ...]]:
    """The author's words, then questions of the topics they name until the promise is kept. `known` are chapters of
    questions by their ids: several parts look at the same. `share` is how much of what it may last above its least."""
    said = composer.reading.say(part.text)
    if not said:
        return ()
    base = (Chapter(part.title, (*composer.reading.line(part.title), Pause(BEFORE_ANSWER), *said)),)
    if not part.minutes[1]:
        yield from base
        return base

    def candidates() -> Iterator[Chapter]:  # of the deck's questions, which are looked for only where they are needed
        asked = topics.asked_in(composer.deck, topics.related(composer.deck, part, whole))
        for question in (q for q in asked if q.id not in used):
            if question.id not in known:
                (known[question.id],) = composer.asked((question,), added=True)
            yield known[question.id]

    low, high = (minutes * 60 for minutes in part.minutes)
    bounds = (low, min(_most(part), low + (high - low) * share))
    return (yield from filled(base, candidates(), bounds, composer))


def commute(composer: Composer, wish: Wish) -> Programme:
    """What is most urgent, for as many minutes as the ride takes, within five percent."""
    title = f"Today's commute, {wish.minutes:g} minutes"
    name = f"commute-{wish.minutes:g}".replace(".", "-")
    head = Episode(
        name, "commute", title, about(composer.deck), (), (wish.minutes, wish.minutes), composer.reading.language
    )
    return Programme(head, _ride(composer, wish))


def _ride(composer: Composer, wish: Wish) -> Parts:
    deck = composer.deck
    by_id: dict[str, Question | CounterQuestion] = {q.id: q for q in deck.questions}
    by_id |= {q.id: q for q in deck.counter_questions}
    order = [by_id[name] for name in dict.fromkeys(wish.order) if name in by_id]
    urgent = set(wish.order)
    order += [q for name, q in by_id.items() if name not in urgent]
    target = wish.minutes * 60
    bounds = (target * (1 - AIM), target * (1 + AIM))
    chapters = yield from filled((), composer.asked(order, wish.layers), bounds, composer)
    length = composer.exact(chapters)
    if length >= target * (1 - TOLERANCE):
        return ""
    return f"It lasts {_clock(length)}: the deck has no more questions that fit into {wish.minutes:g} minutes."


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _promise(part: ScriptPart) -> str:
    return _minutes(part.minutes)


def _minutes(promised: tuple[float, float]) -> str:
    low, high = promised
    return f"{low:g} minute{'' if low == 1 else 's'}" if low == high else f"{low:g} to {high:g} minutes"
