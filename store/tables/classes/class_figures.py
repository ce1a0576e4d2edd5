"""What each learner of a class contributes to its figures, and the figures as they were last shown to its mentors."""

from __future__ import annotations

from dataclasses import dataclass

from store.connection import Connection
from store.tables.practice.log_counts import CARDS, CONFIDENCES, POINTS, QUARTER_MS, QUARTERS, TAIL

# The learners of a class; mentors are not counted among them.
_LEARNERS = "SELECT learner FROM class_members WHERE class = :class AND role = 'learner'"


@dataclass(frozen=True, slots=True)
class FigureKey:
    """Which figure: of a class and a deck; `item` is a question for the kinds that have one for each."""

    class_id: int
    deck: int
    kind: str
    item: str


@dataclass(frozen=True, slots=True)
class StoredFigure:
    """A figure as it is shown: `people` were behind it when it was made, `parts` is what is left of them, by learner."""

    key: FigureKey
    people: int
    made_at: int
    parts: dict[int, str]


def count_questions(
    connection: Connection, class_id: int, deck: int
) -> tuple[tuple[str, int, int, int, int, int, int], ...]:
    """Return (question, learner, answers, failures, ms, timed answers, sure but wrong) of the questions in the deck."""
    rows = connection.execute(
        f"{TAIL} SELECT c.source, n.learner, sum(n.answers), sum(n.failures), sum(n.milliseconds), sum(n.timed),"
        "  sum(n.confident_failures)"
        " FROM (SELECT card, learner, answers, failures, milliseconds, timed, confident_failures FROM card_counts"
        "   WHERE card IN (SELECT id FROM cards WHERE deck = :deck)"
        f"  UNION ALL SELECT card, learner, answers, failures, milliseconds, timed, confident_failures FROM ({CARDS}) AS t"
        " ) AS n JOIN cards c ON c.id = n.card"
        f" WHERE c.deck = :deck AND c.retired_at IS NULL AND n.learner IN ({_LEARNERS})"
        " GROUP BY c.source, n.learner HAVING sum(n.answers) > 0 ORDER BY c.source, n.learner",
        {"learner": None, "deck": deck, "class": class_id},
    )
    return tuple((str(row[0]), *(int(value) for value in row[1:])) for row in rows)  # type: ignore[misc]


def count_points(connection: Connection, class_id: int, deck: int) -> tuple[tuple[str, int, str, int], ...]:
    """Return (question, learner, what typed answers were scored on as stored, how many came out just so)."""
    rows = connection.execute(
        f"{TAIL} SELECT c.source, n.learner, n.points, sum(n.answers)"
        " FROM (SELECT card, learner, points, answers FROM point_counts"
        "   WHERE card IN (SELECT id FROM cards WHERE deck = :deck)"
        f"  UNION ALL SELECT card, learner, points, answers FROM ({POINTS}) AS t) AS n JOIN cards c ON c.id = n.card"
        f" WHERE c.deck = :deck AND c.retired_at IS NULL AND n.learner IN ({_LEARNERS})"
        " GROUP BY c.source, n.learner, n.points HAVING sum(n.answers) > 0 ORDER BY c.source, n.learner, n.points",
        {"learner": None, "deck": deck, "class": class_id},
    )
    return tuple((str(source), int(learner), str(points), int(count)) for source, learner, points, count in rows)


def count_confidences(connection: Connection, class_id: int, deck: int) -> tuple[tuple[int, int, int, int], ...]:
    """Return (learner, percent said, answers, failures) of the answers that were given with a confidence."""
    rows = connection.execute(
        f"{TAIL} SELECT n.learner, n.confidence, sum(n.answers), sum(n.failures)"
        " FROM (SELECT learner, deck, confidence, answers, failures FROM confidence_counts WHERE deck = :deck"
        f"  UNION ALL SELECT learner, deck, confidence, answers, failures FROM ({CONFIDENCES}) AS t) AS n"
        f" WHERE n.deck = :deck AND n.confidence >= 0 AND n.learner IN ({_LEARNERS})"
        " GROUP BY n.learner, n.confidence HAVING sum(n.answers) > 0 ORDER BY n.learner, n.confidence",
        {"learner": None, "deck": deck, "class": class_id},
    )
    return tuple((int(a), int(b), int(c), int(d)) for a, b, c, d in rows)


def count_minutes(connection: Connection, class_id: int, deck: int, since: int, until: int) -> dict[int, int]:
    """Return the minutes that each learner spent on a deck between two moments (ms), whole quarters of an hour."""
    rows = connection.execute(
        f"{TAIL} SELECT n.learner, sum(n.milliseconds)"
        " FROM (SELECT learner, deck, quarter, answers, milliseconds FROM quarter_counts WHERE deck = :deck"
        f"  UNION ALL SELECT learner, deck, quarter, answers, milliseconds FROM ({QUARTERS}) AS t) AS n"
        " WHERE n.deck = :deck AND n.quarter >= :first AND n.quarter < :last"
        f" AND n.learner IN ({_LEARNERS}) GROUP BY n.learner HAVING sum(n.answers) > 0 ORDER BY n.learner",
        {
            "learner": None,
            "deck": deck,
            "class": class_id,
            "first": since // QUARTER_MS,
            "last": until // QUARTER_MS,
        },
    )
    return {int(learner): round(int(milliseconds) / 60_000) for learner, milliseconds in rows}


def list_begun(connection: Connection, class_id: int, deck: int) -> frozenset[int]:
    """Return the learners of a class who have answered a card of the deck."""
    rows = connection.execute(
        f"SELECT DISTINCT learner FROM states WHERE deck = :deck AND phase > 0 AND learner IN ({_LEARNERS})",
        {"deck": deck, "class": class_id},
    )
    return frozenset(int(learner) for (learner,) in rows)


def load_figures(connection: Connection, deck: int) -> tuple[StoredFigure, ...]:
    """Return the figures of a deck that are shown to any class's mentors."""
    parts: dict[tuple[int, str, str], dict[int, str]] = {}
    for class_id, kind, item, learner, content in connection.execute(
        "SELECT class, kind, item, learner, content FROM class_figure_parts WHERE deck = ?"
        " ORDER BY class, kind, item, learner",
        (deck,),
    ):
        parts.setdefault((class_id, kind, item), {})[int(learner)] = str(content)
    rows = connection.execute(
        "SELECT class, kind, item, people, made_at FROM class_figures WHERE deck = ? ORDER BY class, kind, item",
        (deck,),
    )
    return tuple(
        StoredFigure(FigureKey(class_id, deck, kind, item), people, made_at, parts.get((class_id, kind, item), {}))
        for class_id, kind, item, people, made_at in rows
    )


def save_figure(connection: Connection, figure: StoredFigure) -> None:
    """Write a figure in the place of the one that was shown before."""
    key = (figure.key.class_id, figure.key.deck, figure.key.kind, figure.key.item)
    # Deleting takes the former parts along: somebody who is no longer behind the figure must not stay among them.
    connection.execute("DELETE FROM class_figures WHERE class = ? AND deck = ? AND kind = ? AND item = ?", key)
    connection.execute(
        "INSERT INTO class_figures (class, deck, kind, item, people, made_at) VALUES (?, ?, ?, ?, ?, ?)",
        (*key, figure.people, figure.made_at),
    )
    connection.executemany(
        "INSERT INTO class_figure_parts (class, deck, kind, item, learner, content) VALUES (?, ?, ?, ?, ?, ?)",
        [(*key, learner, content) for learner, content in figure.parts.items()],
    )


def list_figure_parts(connection: Connection, learner: int) -> tuple[tuple[str, str, str, str, str], ...]:
    """Return (class, deck, kind, item, content) of what somebody contributes to figures that are shown."""
    rows = connection.execute(
        "SELECT c.name, d.slug, p.kind, p.item, p.content FROM class_figure_parts p JOIN classes c ON c.id = p.class"
        " JOIN decks d ON d.id = p.deck WHERE p.learner = ? ORDER BY c.name, d.slug, p.kind, p.item",
        (learner,),
    )
    return tuple((str(a), str(b), str(c), str(d), str(e)) for a, b, c, d, e in rows)
