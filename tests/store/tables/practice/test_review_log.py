"""How the log is numbered: a learner's rows stand together, in the order in which they were written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from store import connection as database
from store.connection import Connection, DatabaseName
from store.tables.practice import review_log, review_stats

YEAR = 31_536_000_000


@pytest.fixture
def connection(database_name: DatabaseName) -> Iterator[Connection]:
    with database.session(database_name) as made:
        made.execute("INSERT INTO learners (id, name, created_at) VALUES (2, 'Second', 0), (3, 'Third', 0)")
        made.execute("INSERT INTO decks (id, slug, origin, created_at) VALUES (1, 'd', 'added', 0)")
        made.execute(
            "INSERT INTO cards (id, deck, name, kind, source, topic, family, follows, position, prompt, sha)"
            " VALUES (1, 1, 'c', 'recall', 'c', '', 'c', '', 0, '', '')"
        )
        yield made


def graded(connection: Connection, learner: int, at: int, session: str = "s") -> int:
    (count,) = connection.execute("SELECT count(*) FROM log").fetchone()
    entry = review_log.LogEntry(learner, 1, 1, "grade", at, f"k{count}", session, rating=3)
    return review_log.append_entry(connection, entry)


def test_rows_of_learners_who_take_turns_stand_apart(connection: Connection) -> None:
    numbers = {learner: [graded(connection, learner, 1_000 + n) for n in range(3)] for learner in (2, 1, 3)}
    for learner, own in numbers.items():
        first, last = review_log.compute_id_range(learner)
        assert own == sorted(own)
        assert all(first <= number <= last for number in own)
        assert [row.id for row in review_log.list_entries(connection, learner)] == own
        assert review_stats.find_newest_row(connection, learner) == own[-1]


def test_a_clock_that_is_set_back_loses_no_row_of_the_day(connection: Connection) -> None:
    times = [10 * YEAR, 11 * YEAR, 10 * YEAR + 5, 10 * YEAR + 5, 100 * YEAR, 11 * YEAR + 1, -5]
    numbers = [graded(connection, 1, at) for at in times]
    assert numbers == sorted(set(numbers))
    for since in (0, 10 * YEAR, 10 * YEAR + 5, 11 * YEAR, 11 * YEAR + 1, 99 * YEAR, 200 * YEAR):
        assert review_log.count_answers(connection, 1, since)[0] == sum(at >= since for at in times), since


def test_the_newest_of_a_session_is_found_behind_those_of_others(connection: Connection) -> None:
    mine = graded(connection, 1, 5, "mine")
    for n in range(5):
        graded(connection, 1, 6 + n, "other")
        graded(connection, 2, 6 + n, "mine")
    found = review_log.find_last_undoable(connection, 1, "mine")
    assert found is not None
    assert found.id == mine
    assert review_log.find_last_undoable(connection, 1, "nobody's") is None
