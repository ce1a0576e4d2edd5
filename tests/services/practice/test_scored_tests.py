"""A scored test: which cards it draws, and the results it keeps."""

from __future__ import annotations

from datetime import datetime
from random import Random

import pytest

from services.learners import settings
from services.library import catalog
from services.practice import practice, scored_tests
from services.practice.practice import Learner
from services.practice.scored_tests import MAX_RESULTS, FinishedTest
from services.workspace import Workspace

WHO = Learner(1, "UTC", "session-1")
TEXT = "".join(
    f"## Topic {topic} {{#t-{topic}}}\n\n"
    + "".join(
        f'**Question:** What is {topic}-{n}? {{#q-{topic}-{n}}}\n\n**Answer:** It.\n\n**Counter-questions:**\n\n- *"And then {n}?"* {{#cq-{topic}-{n}}}\n\n'
        for n in range(4)
    )
    for topic in range(5)
)


def draw(ws: Workspace, now: datetime, size: int, seed: int = 1, topics: tuple[str, ...] = ()) -> tuple[str, ...]:
    return scored_tests.draw_cards(ws, WHO, "topics", now, size=size, topics=topics, rng=Random(seed))


def test_a_test_goes_over_all_topics_and_asks_no_question_twice(workspace: Workspace, now: datetime) -> None:
    catalog.add_deck(workspace, "topics.md", TEXT.encode(), now)
    drawn = draw(workspace, now, 10)
    assert len(set(drawn)) == 10
    assert sorted(name.split("-")[1] for name in drawn) == sorted("0123401234")
    families = [name.removeprefix("c") for name in drawn]
    assert len(set(families)) == 10
    assert draw(workspace, now, 10, seed=2) != drawn
    assert {name.split("-")[1] for name in draw(workspace, now, 100, topics=("t-3",))} == {"3"}
    shown = practice.load_card(workspace, WHO, "topics", "q-3-0", now)
    practice.suspend_card(workspace, WHO, shown, now, "key")
    assert "q-3-0" not in draw(workspace, now, 100)


def test_results_are_kept_once_each_and_the_oldest_go(workspace: Workspace, now: datetime) -> None:
    first = FinishedTest(at=now.isoformat(), questions=10, right=7, seconds=300, limit_seconds=900)
    for _ in range(2):
        scored_tests.save_result(workspace, 1, "topics", first)
    assert scored_tests.list_results(workspace, 1, "topics") == (first,)
    assert first.share == 0.7
    for number in range(MAX_RESULTS):
        scored_tests.save_result(workspace, 1, "topics", FinishedTest(str(number), 1, 1, 1, 0))
    assert len(scored_tests.list_results(workspace, 1, "topics")) == MAX_RESULTS
    assert scored_tests.list_results(workspace, 1, "other") == ()


@pytest.mark.parametrize(
    "broken",
    [
        "none",
        ["none"],
        {"topics": 5},
        {"topics": {"at": "2026-03-02"}},
        {"topics": [7]},
        {"topics": [{"at": "2026-03-02", "right": 1}]},
        {"topics": [{"at": 3, "questions": 1, "right": 1, "seconds": 1, "limit_seconds": 0}]},
        {"topics": [{"at": "x", "questions": "1", "right": 1, "seconds": 1, "limit_seconds": 0}]},
        {"topics": [{"at": "x", "questions": -1, "right": 1, "seconds": 1, "limit_seconds": 0}]},
    ],
)
def test_what_is_no_result_in_an_imported_file_is_passed_over(workspace: Workspace, broken: object) -> None:
    settings.save_settings(workspace, 1, tests=broken)
    assert scored_tests.list_results(workspace, 1, "topics") == ()
    result = FinishedTest("2026-03-02", 10, 7, 300, 900)
    assert scored_tests.save_result(workspace, 1, "topics", result) == result
    assert scored_tests.list_results(workspace, 1, "topics") == (result,)


def test_topics_are_drawn_evenly_and_in_no_order(workspace: Workspace, now: datetime) -> None:
    catalog.add_deck(workspace, "topics.md", TEXT.encode(), now)
    for seed in range(4):
        drawn = [name.split("-")[1] for name in draw(workspace, now, 7, seed)]
        assert sorted(drawn.count(topic) for topic in "01234") == [1, 1, 1, 2, 2]
        assert drawn != sorted(drawn)
    # Every question has a follow-up: beyond twenty, a question comes with it.
    everything = draw(workspace, now, 100)
    assert len(everything) == len(set(everything)) == 40
    families = [name.removeprefix("c") for name in draw(workspace, now, 21)]
    assert len(set(families)) == 20


def test_the_newest_results_of_each_deck_are_kept_and_the_first_of_a_moment(workspace: Workspace) -> None:
    for number in range(MAX_RESULTS + 2):
        scored_tests.save_result(workspace, 1, "topics", FinishedTest(f"{number:03}", 10, number % 10, 60, 0))
    other = FinishedTest("000", 4, 0, 60, 0)
    assert scored_tests.save_result(workspace, 1, "other", other) == other
    again = scored_tests.save_result(workspace, 1, "other", FinishedTest("000", 4, 4, 60, 0))
    assert again == other
    kept = scored_tests.list_results(workspace, 1, "topics")
    assert [score.at for score in kept] == [f"{number:03}" for number in range(2, MAX_RESULTS + 2)]
    assert scored_tests.list_results(workspace, 1, "other") == (other,)


@pytest.mark.parametrize(("questions", "right", "share"), [(10, 7, 0.7), (3, 3, 1.0), (5, 0, 0.0), (0, 0, 0.0)])
def test_the_share_is_of_all_questions(questions: int, right: int, share: float) -> None:
    assert FinishedTest("", questions, right, 60, 0).share == share
