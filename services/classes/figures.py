"""What mentors see of a class in a deck: figures about at least five people, of which two looks tell no more than one.

A figure is made of parts, one for each learner. It is shown when five people or more are behind it, or when all who are
behind it consent. It stays as it was shown until the parts of five people have changed: whoever compares today's figure with
yesterday's, or one class with another that shares people with it, learns nothing about fewer than five.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from deck.model import CounterQuestion, Question
from quiz.calibration import CONFIDENT_FROM
from services.classes.looks import Seen, note_look
from services.connections import connect
from services.library import audience, catalog
from services.library.analytics import MIN_PEOPLE, MissedPoint, count_missed_points
from services.library.deck_lookup import require_deck
from services.roles import Role, require_class_mentor
from services.workspace import Workspace
from store.connection import Connection, from_ms, to_ms, transaction
from store.tables.classes import class_figures as table
from store.tables.classes import classes
from store.tables.classes.class_figures import FigureKey, StoredFigure
from store.tables.learners import learners
from store.tables.practice import log_counts
from store.tables.practice.review_log import unpack_points

# Weeks over which minutes a week are averaged: long enough to level out a free week, short enough to show a change.
WORKLOAD_WEEKS = 4
_MINUTES_STEP = 5  # a mean is shown in steps of so many minutes: it says enough, and less about each
# Confidence is shown in three bands: unsure, fairly sure, sure. Lower ends, in percent.
BANDS = (0, 50, CONFIDENT_FROM)
_QUESTION, _POINTS, _CALIBRATION, _WORKLOAD = "question", "points", "calibration", "workload"


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """A question as a class met it. Rates are shares of 1; `seconds` is a mean (None: never measured)."""

    id: str
    prompt: str
    line: int
    people: int
    answers: int
    failure_rate: float
    seconds: float | None
    sure_and_wrong: int
    missed_points: tuple[MissedPoint, ...]


@dataclass(frozen=True, slots=True)
class BandFigures:
    """Answers given with a confidence of `low` percent or more (below the next band), and the share that was right."""

    low: int
    people: int
    right: float


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """What a class's mentors see of it in a deck. `withheld` counts the questions that were answered and are not shown;
    `minutes_a_week` is the mean of a learner over the last weeks, in steps of five; None and empty: not enough people.
    `learners` counts who learns in the class, `not_begun` are the names of those who have not answered a card of the deck.
    """

    deck_id: str
    learners: int
    not_begun: tuple[str, ...]
    questions: tuple[QuestionFigures, ...]
    withheld: int
    calibration: tuple[BandFigures, ...]
    minutes_a_week: int | None
    made_at: datetime | None


def load_class_figures(ws: Workspace, learner: int, class_id: int, deck_id: str, now: datetime) -> ClassFigures:
    """Return a class's figures in a deck, and write down that they were looked at.

    Raises UserError for somebody who does not teach the class, and for a deck that is not there.
    """
    parsed = catalog.load_deck(ws, deck_id)
    blocks = {b.id: b for b in parsed.blocks if isinstance(b, Question | CounterQuestion)}
    with connect(ws) as connection:
        # Asked here and again under the lock: nobody else may even have the log folded.
        require_class_mentor(connection, learner, class_id)
        for member in classes.list_members(connection, class_id):
            log_counts.fold_if_long(connection, member.learner)
        with transaction(connection, scope=classes.get_scope(class_id)):
            require_class_mentor(connection, learner, class_id)
            deck = require_deck(connection, deck_id)
            audience.require_visible(connection, learner, deck.id)
            people = [m for m in classes.list_members(connection, class_id) if m.role == Role.LEARNER]
            begun_rows = table.list_begun(connection, class_id, deck.id)
            names = learners.list_names(connection)
            if people:
                note_look(connection, class_id, learner, Seen.FIGURES, now, deck=deck.id)
            parts = _collect_parts(connection, class_id, deck.id, now)
            figures = _release(connection, class_id, deck.id, parts, now)
            consenting = _list_consenting(connection, class_id)
    questions = [
        _build_question(blocks[item], figure, figures.get((_POINTS, item)), consenting)
        for (kind, item), figure in figures.items()
        if kind == _QUESTION and item in blocks
    ]
    answered = {item for kind, item in parts if kind == _QUESTION and item in blocks}
    workload = figures.get((_WORKLOAD, ""))
    return ClassFigures(
        deck_id=deck_id,
        learners=len(people),
        not_begun=tuple(names[m.learner] for m in people if m.learner not in begun_rows),
        questions=tuple(sorted(questions, key=lambda q: (-q.failure_rate, -q.answers, q.line))),
        withheld=len(answered - {question.id for question in questions}),
        calibration=_build_calibration(figures.get((_CALIBRATION, "")), consenting),
        minutes_a_week=_build_workload(workload) if workload else None,
        made_at=max((from_ms(figure.made_at) for figure in figures.values()), default=None),
    )


Parts = dict[tuple[str, str], dict[int, str]]


def _collect_parts(connection: Connection, class_id: int, deck: int, now: datetime) -> Parts:
    """Return what each learner contributes now, by kind and item, as the JSON that is stored."""
    parts: defaultdict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for source, learner, *counts in table.count_questions(connection, class_id, deck):
        parts[_QUESTION, source][learner] = json.dumps(counts)
    points: defaultdict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
    for source, learner, packed, count in table.count_points(connection, class_id, deck):
        points[source, learner].append((packed, count))
    for (source, learner), answers in points.items():
        parts[_POINTS, source][learner] = json.dumps(sorted(answers))
    bands: defaultdict[int, dict[int, list[int]]] = defaultdict(dict)
    for learner, confidence, answers_given, failures in table.count_confidences(connection, class_id, deck):
        low = max(edge for edge in BANDS if edge <= confidence)
        band = bands[learner].setdefault(low, [0, 0])
        band[0] += answers_given
        band[1] += failures
    for learner, by_band in bands.items():
        parts[_CALIBRATION, ""][learner] = json.dumps(sorted(by_band.items()))
    # Whole days, so that what was shown this morning still holds at noon.
    until = now.replace(hour=0, minute=0, second=0, microsecond=0)
    since = until - timedelta(weeks=WORKLOAD_WEEKS)
    for learner, minutes in table.count_minutes(connection, class_id, deck, to_ms(since), to_ms(until)).items():
        parts[_WORKLOAD, ""][learner] = json.dumps(minutes)
    return dict(parts)


def _release(
    connection: Connection, class_id: int, deck: int, parts: Parts, now: datetime
) -> dict[tuple[str, str], StoredFigure]:
    """Return the figures to show, by kind and item: made anew where that tells nothing about fewer than five people,
    else as they were shown before, else not at all.
    """
    all_figures = table.load_figures(connection, deck)
    own = {(one.key.kind, one.key.item): one for one in all_figures if one.key.class_id == class_id}
    elsewhere: defaultdict[tuple[str, str], list[StoredFigure]] = defaultdict(list)
    for one in all_figures:
        if one.key.class_id != class_id:
            elsewhere[one.key.kind, one.key.item].append(one)
    consenting = _list_consenting(connection, class_id)
    released = {}
    for name in parts.keys() | own.keys():
        before, now_parts = own.get(name), parts.get(name, {})
        fresh = StoredFigure(FigureKey(class_id, deck, *name), len(now_parts), to_ms(now), now_parts)
        others = [one for one in elsewhere[name] if one.parts.keys() & now_parts.keys()]
        if (
            _may_show(now_parts, consenting)
            and (before is None or _may_follow(fresh, before, consenting))
            and all(_may_follow(fresh, other, consenting) for other in others)
        ):
            if before is None or before.parts != now_parts or before.people != fresh.people:
                table.save_figure(connection, fresh)
                released[name] = fresh
            else:
                released[name] = before
        # The figure as it was shown holds on, unless somebody in it was erased or has withdrawn their consent.
        elif before is not None and before.people == len(before.parts) and _may_show(before.parts, consenting):
            released[name] = before
    return released


def _may_show(parts: Mapping[int, str], consenting: frozenset[int]) -> bool:
    """Tell whether enough people are behind a figure, or all of them consent."""
    return len(parts) >= MIN_PEOPLE or (bool(parts) and parts.keys() <= consenting)


def _may_follow(fresh: StoredFigure, other: StoredFigure, consenting: frozenset[int]) -> bool:
    """Tell whether somebody who has seen `other` learns nothing about fewer than five people from `fresh`."""
    changed = {
        learner
        for learner in fresh.parts.keys() | other.parts.keys()
        if fresh.parts.get(learner) != other.parts.get(learner)
    }
    erased = other.people - len(other.parts)  # people whose parts went with them count as changed
    count = len(changed) + erased
    return count == 0 or count >= MIN_PEOPLE or (erased == 0 and changed <= consenting)


def _list_consenting(connection: Connection, class_id: int) -> frozenset[int]:
    return frozenset(member.learner for member in classes.list_members(connection, class_id) if member.consents)


def _build_question(
    block: Question | CounterQuestion, figure: StoredFigure, points: StoredFigure | None, consenting: frozenset[int]
) -> QuestionFigures:
    rows = [json.loads(content) for content in figure.parts.values()]
    answers, failures, milliseconds, timed, sure_and_wrong = (sum(column) for column in zip(*rows, strict=True))
    return QuestionFigures(
        id=block.id,
        prompt=block.prompt,
        line=block.line,
        people=len(figure.parts),
        answers=answers,
        failure_rate=failures / answers,
        seconds=milliseconds / 1000 / timed if timed else None,
        sure_and_wrong=sure_and_wrong,
        missed_points=_build_missed(block.key_points, points, consenting) if points else (),
    )


def _build_missed(
    key_points: Iterable[str], figure: StoredFigure, consenting: frozenset[int]
) -> tuple[MissedPoint, ...]:
    """Return the key points that typed answers missed, without those that fewer than five people were scored on."""
    points_now = tuple(key_points)
    answers = [
        (learner, unpack_points(packed), count)
        for learner, content in figure.parts.items()
        for packed, count in json.loads(content)
    ]
    scored: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for learner, points, _ in answers:
        # As if all had been missed: that names each point of today on which this learner was scored.
        for missed_point in count_missed_points(
            points_now, [(tuple((point, False) for point, is_said in points if is_said is not None), 1)]
        ):
            scored[missed_point.point][learner] = ""
    missed_points = count_missed_points(points_now, [(points, count) for _, points, count in answers])
    return tuple(point for point in missed_points if _may_show(scored[point.point], consenting))


def _build_calibration(figure: StoredFigure | None, consenting: frozenset[int]) -> tuple[BandFigures, ...]:
    """Return the bands that enough people gave answers in."""
    if figure is None:
        return ()
    rows: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for learner, content in figure.parts.items():
        for low, (answers, failures) in json.loads(content):
            rows[low].append((learner, answers, failures))
    bands = []
    for low, counts in sorted(rows.items()):
        if _may_show({learner: "" for learner, _, _ in counts}, consenting):
            answers = sum(answers for _, answers, _ in counts)
            bands.append(BandFigures(low, len(counts), 1 - sum(failures for _, _, failures in counts) / answers))
    return tuple(bands)


def _build_workload(figure: StoredFigure) -> int:
    """Return the mean minutes a week of those who practised, in steps of five."""
    minutes = sum(int(json.loads(content)) for content in figure.parts.values())
    mean = minutes / len(figure.parts) / WORKLOAD_WEEKS
    return max(_MINUTES_STEP, round(mean / _MINUTES_STEP) * _MINUTES_STEP)
