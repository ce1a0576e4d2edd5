"""The episodes that promise a length: spoken scripts, and the commute."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from deck.model import CounterQuestion, Question, Script, ScriptPart
from errors import UserError
from speech.model import Chapter, Episode, Pause
from speech.script import script_topics
from speech.script.duration_control import fill_duration
from speech.script.episode_stream import ChapterStream, EpisodeStream
from speech.script.request import EpisodeRequest, describe_deck
from speech.script.script_builder import ANSWER_PAUSE, ScriptBuilder

TOLERANCE = 0.05  # of the length that a commute is to have
MAX_OVERSHOOT = 90.0  # seconds that a script may get longer than the least it promises
NARROWEST_SHARE = 0.1  # of what a part may last above its least: there must be something to choose from
AIM_TOLERANCE = TOLERANCE / 2  # what is aimed at: chapters that fit this need no longer pauses


def compose_script(builder: ScriptBuilder, request: EpisodeRequest) -> EpisodeStream:
    """Compose a spoken script, or one of its parts; each part is filled up to the minutes it promises."""
    for script in builder.deck.scripts:
        if script.id == request.target_id:
            return _stream_parts(builder, script, script.parts, script.title)
        for part in script.parts:
            if part.id == request.target_id:
                return _stream_parts(builder, script, (part,), part.title)
    raise UserError("This deck has no such script.", "Choose one from the list.")


def _cap_seconds(part: ScriptPart) -> float:
    """Return the most seconds that a part is filled to.

    That is what it promises, and no more than one question above the least it promises.
    """
    low, high = (minutes * 60 for minutes in part.minutes)
    return min(high, low + MAX_OVERSHOOT)


def _sum_promises(script: Script, parts: tuple[ScriptPart, ...]) -> tuple[float, float]:
    """Return the minutes that these parts promise together: what the script says of itself, else the sum of theirs."""
    if len(parts) > 1 and script.minutes[1]:
        return script.minutes
    return sum(part.minutes[0] for part in parts), sum(part.minutes[1] for part in parts)


def _compute_share(room: float, parts: Sequence[ScriptPart]) -> float:
    """Compute how much of what each part may last above the least of it, 0 to 1, so that all last `room` seconds at most."""
    low, high = (sum(part.minutes[index] for part in parts) * 60 for index in (0, 1))
    return min(1.0, max(NARROWEST_SHARE, (room - low) / (high - low))) if high > low else 1.0


def _stream_parts(builder: ScriptBuilder, script: Script, parts: tuple[ScriptPart, ...], title: str) -> EpisodeStream:
    low, high = _sum_promises(script, parts)
    name = f"script-{parts[0].id if len(parts) == 1 else script.id}"
    head = Episode(
        id=name,
        kind="script",
        title=title,
        description=describe_deck(builder.deck),
        chapters=(),
        promised_minutes=(low, high),
        language=builder.reader.language,
    )
    return EpisodeStream(head, _fill_parts(builder, script, parts))


def _fill_parts(builder: ScriptBuilder, script: Script, parts: tuple[ScriptPart, ...]) -> ChapterStream:
    used_ids: set[str] = set()
    cached: dict[str, Chapter] = {}
    why = []
    seconds_spent = 0.0
    least, most = (minutes * 60 for minutes in _sum_promises(script, parts))
    for index, part in enumerate(parts):
        share = _compute_share(most - seconds_spent, parts[index:])
        chapters = yield from _fill_part(builder, script, part, used_ids, cached, share)
        used_ids |= {chapter.question_id for chapter in chapters}
        low, high = (minutes * 60 for minutes in part.minutes)
        length = builder.measure_seconds(chapters) if (high or most) and chapters else low
        seconds_spent += length
        lasts = f"“{part.title}” lasts {_format_clock(length)}"
        if length < low - 1:
            why.append(f"{lasts} of the promised {_format_promise(part)}: the deck has no more questions.")
        elif length > high + 1:
            why.append(
                f"{lasts}, more than the promised {_format_promise(part)}: its own text is that long at this speed."
            )
    if len(parts) > 1 and most and not least - 1 <= seconds_spent <= most + 1:
        why.append(
            f"The whole lasts {_format_clock(seconds_spent)}; it promises {_format_minutes(_sum_promises(script, parts))}."
        )
    return " ".join(why)


def _fill_part(
    builder: ScriptBuilder,
    script: Script,
    part: ScriptPart,
    used_ids: set[str],
    cached: dict[str, Chapter],
    share: float,
) -> Generator[Chapter | None, None, tuple[Chapter, ...]]:
    """Yield the author's words, then questions of the topics they name until the promise is kept.

    `cached` holds the chapters of questions by id, since several parts look at the same ones. `share` (0 to 1) says where
    between the shortest and the longest promised length the part should end.
    """
    text = builder.reader.read_markdown(part.text)
    if not text:
        return ()
    base = (Chapter(part.title, (*builder.reader.read_line(part.title), Pause(ANSWER_PAUSE), *text)),)
    if not part.minutes[1]:
        yield from base
        return base

    def iter_candidates() -> Iterator[Chapter]:
        """Yield chapters of the deck's questions, which are looked for only where they are needed."""
        questions = script_topics.collect_questions(builder.deck, script_topics.rank_topics(builder.deck, part, script))
        for question in (q for q in questions if q.id not in used_ids):
            if question.id not in cached:
                # no chapter comes of a question without words ("?!…")
                for chapter in builder.script_questions((question,), added=True):
                    cached[question.id] = chapter
            if question.id in cached:
                yield cached[question.id]

    low, high = (minutes * 60 for minutes in part.minutes)
    bounds = (low, min(_cap_seconds(part), low + (high - low) * share))
    return (yield from fill_duration(base, iter_candidates(), bounds, builder))


def compose_commute(builder: ScriptBuilder, request: EpisodeRequest) -> EpisodeStream:
    """Compose what is most urgent, for as many minutes as the ride takes, within five percent."""
    title = builder.reader.phrases.commute_title.format(minutes=f"{request.minutes:g}")
    title = f"{request.dated_prefix}{title}"
    name = f"commute-{request.day}" if request.day else f"commute-{request.minutes:g}".replace(".", "-")
    head = Episode(
        id=name,
        kind="commute",
        title=title,
        description=describe_deck(builder.deck),
        chapters=(),
        promised_minutes=(request.minutes, request.minutes),
        language=builder.reader.language,
    )
    return EpisodeStream(head, _fill_commute(builder, request))


def _fill_commute(builder: ScriptBuilder, request: EpisodeRequest) -> ChapterStream:
    deck = builder.deck
    by_id: dict[str, Question | CounterQuestion] = {q.id: q for q in deck.questions}
    by_id |= {q.id: q for q in deck.counter_questions}
    order = [by_id[name] for name in dict.fromkeys(request.question_order) if name in by_id]
    urgent = set(request.question_order)
    order += [q for name, q in by_id.items() if name not in urgent]
    target = request.minutes * 60
    bounds = (target * (1 - AIM_TOLERANCE), target * (1 + AIM_TOLERANCE))
    chapters = yield from fill_duration((), builder.script_questions(order, request.layers), bounds, builder)
    length = builder.measure_seconds(chapters)
    if length >= target * (1 - TOLERANCE):
        return ""
    return (
        f"It lasts {_format_clock(length)}: the deck has no more questions that fit into {request.minutes:g} minutes."
    )


def _format_clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _format_promise(part: ScriptPart) -> str:
    return _format_minutes(part.minutes)


def _format_minutes(minutes: tuple[float, float]) -> str:
    low, high = minutes
    return f"{low:g} minute{'' if low == 1 else 's'}" if low == high else f"{low:g} to {high:g} minutes"
