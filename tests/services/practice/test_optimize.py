"""A learner's own weights: adopted when better, the memories worked out anew, the way back, undo across an adoption."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta
from itertools import count

import fsrs
import pytest

from quiz import exercises
from quiz.fsrs import memory_model
from quiz.scheduler import CardPhase, Rating
from quiz.study_days import get_day_start, get_study_day
from services.connections import connect
from services.learners import settings
from services.library import catalog
from services.own_data import data_export
from services.practice import optimize, practice, recompute
from services.practice.context import load_context
from services.practice.practice import Learner
from services.workspace import Workspace
from store.tables.learners import learners
from store.tables.practice import memory_states as states
from store.tables.practice import review_log
from tests.quiz.decks import TEXT

WHO = Learner(1, "America/New_York", "session")
DECK = "pools"
KEYS = count()
OTHER = tuple(
    min(max(w * 1.15, low), high)
    for w, low, high in zip(
        memory_model.DEFAULT_WEIGHTS, memory_model.LOWER_BOUNDS, memory_model.UPPER_BOUNDS, strict=True
    )
)


@pytest.fixture
def ws(workspace: Workspace, now: datetime) -> Workspace:
    catalog.add_deck(workspace, "pools.md", TEXT.encode(), now)
    settings.save_settings(workspace, 1, new_per_day=99, space_siblings=False, kinds=list(exercises.KINDS))
    return workspace


def practise(ws: Workspace, now: datetime, days: int = 25, seed: int = 3) -> datetime:
    """Answer what is due for so many days, some answers undone again; the last moment."""
    rng = random.Random(seed)
    for _ in range(days):
        for _ in range(60):
            now += timedelta(seconds=40)
            shown = practice.load_next_card(ws, WHO, DECK, now).shown
            if shown is None:
                break
            practice.grade_card(ws, WHO, shown, Rating(rng.choice((1, 2, 3, 3, 3, 4))), now, f"k{next(KEYS)}")
            if rng.random() < 0.1:
                practice.undo_last(ws, WHO, now, f"k{next(KEYS)}")
        now += timedelta(days=1) - timedelta(seconds=rng.randrange(20_000))
    return now


def adopt(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch, now: datetime, *, reschedule: bool = False
) -> optimize.OptimizeResult:
    fitted = optimize.FitResult(OTHER, 0.35, 0.34, 900, 200)
    monkeypatch.setattr(optimize.fitting, "fit_weights", lambda reviews, before: fitted)
    return optimize.optimize_weights(ws, WHO, DECK, now, reschedule=reschedule)


def rows(ws: Workspace) -> dict[int, states.MemoryRow]:
    with connect(ws) as connection:
        deck = connection.execute("SELECT id FROM decks").fetchone()[0]
        return {
            row.card: row.memory for row in states.list_states(connection, 1, deck, retired=True) if row.memory.reps
        }


def by_py_fsrs(ws: Workspace, parameters: tuple[float, ...]) -> dict[int, tuple[float, float]]:
    """Every memory from the log alone, by py-fsrs, with whole study days between the reviews."""
    scheduler = fsrs.Scheduler(parameters, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    cards: dict[int, fsrs.Card] = {}
    with connect(ws) as connection:
        graded = review_log.list_graded_entries(connection, 1)
    for row in graded:
        at = datetime.fromtimestamp(row.entry.at / 1000, tz=UTC)
        noon = datetime.combine(get_study_day(at, WHO.zone), time(), tzinfo=UTC)
        card = cards.get(row.entry.card) or fsrs.Card(card_id=row.entry.card, due=noon)
        cards[row.entry.card], _ = scheduler.review_card(card, fsrs.Rating(row.entry.rating), noon)
    return {number: (card.stability or 0, card.difficulty or 0) for number, card in cards.items()}


def test_with_the_same_weights_every_memory_and_due_date_is_what_it_was(ws: Workspace, now: datetime) -> None:
    now = practise(ws, now)
    before = rows(ws)
    assert sum(memory.phase == CardPhase.REVIEW for memory in before.values()) > 5
    with connect(ws) as connection:
        desk = load_context(connection, WHO, DECK, now)
        assert recompute.recompute_all(desk, reschedule=True) == recompute.RecomputeResult(0, 0, 0)
    assert rows(ws) == before


def test_adopted_weights_change_what_is_remembered_and_the_way_back_restores_it(
    ws: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = practise(ws, now)
    before = rows(ws)
    outcome = adopt(ws, monkeypatch, now)
    assert outcome.recomputed == recompute.RecomputeResult(len(before), 0, 0)
    after = rows(ws)
    for card, (stability, difficulty) in by_py_fsrs(ws, OTHER).items():
        assert (after[card].stability, after[card].difficulty) == pytest.approx((stability, difficulty))
    kept = [(m.phase, m.step, m.due, m.last_review, m.reps, m.lapses) for m in before.values()]
    assert kept == [(m.phase, m.step, m.due, m.last_review, m.reps, m.lapses) for m in after.values()]
    assert optimize.load_status(ws, WHO, DECK, now).weights is not None
    restated = optimize.restore_default_weights(ws, WHO, DECK, now)
    assert restated == recompute.RecomputeResult(len(before), 0, 0)
    assert rows(ws) == before
    assert optimize.load_status(ws, WHO, DECK, now).weights is None
    assert optimize.restore_default_weights(ws, WHO, DECK, now) is None
    with connect(ws) as connection:
        assert len(learners.list_weights(connection, 1)) == 2


def test_due_dates_move_only_when_that_is_wished(ws: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    now = practise(ws, now)
    settings.save_settings(ws, 1, maximum_interval=9)
    before = rows(ws)
    outcome = adopt(ws, monkeypatch, now, reschedule=True)
    assert outcome.recomputed is not None
    after = rows(ws)
    moved = {card for card, memory in after.items() if memory.due != before[card].due}
    assert 0 < outcome.recomputed.rescheduled == len(moved)
    assert all(before[card].phase == CardPhase.REVIEW for card in moved)
    for memory in after.values():
        if memory.phase == CardPhase.REVIEW and memory.due and memory.last_review:
            due, last = (datetime.fromtimestamp(ms / 1000, tz=UTC) for ms in (memory.due, memory.last_review))
            assert due == get_day_start(get_study_day(due, WHO.zone), WHO.zone)
            assert 1 <= (get_study_day(due, WHO.zone) - get_study_day(last, WHO.zone)).days <= 9


def test_adoption_is_whole_or_not_at_all(ws: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    now = practise(ws, now, days=3)
    before = rows(ws)
    with monkeypatch.context() as patch:
        patch.setattr("store.tables.practice.memory_states.save_memories", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            adopt(ws, monkeypatch, now)
    assert rows(ws) == before
    assert optimize.load_status(ws, WHO, DECK, now).weights is None


def test_undo_across_an_adoption_brings_back_no_memory_of_other_weights(
    ws: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = practise(ws, now)
    adopt(ws, monkeypatch, now)
    expected = rows(ws)
    optimize.restore_default_weights(ws, WHO, DECK, now)
    card = next(number for number, memory in expected.items() if memory.phase == CardPhase.REVIEW)
    with connect(ws) as connection:
        name = states.load_state(connection, 1, card)
    assert name
    shown = practice.load_card(ws, WHO, DECK, name.name, now)
    practice.grade_card(ws, WHO, shown, Rating.HARD, now, "before")
    adopt(ws, monkeypatch, now + timedelta(seconds=1))
    assert rows(ws)[card] != expected[card]
    undone = practice.undo_last(ws, WHO, now + timedelta(seconds=2), "undo")
    assert undone
    assert undone.event == "grade"
    assert rows(ws) == expected


@pytest.mark.parametrize("hold", [practice.bury_card, practice.suspend_card])
def test_undoing_a_bury_across_an_adoption_keeps_the_new_memory(
    ws: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch, hold
) -> None:
    now = practise(ws, now, days=4)
    shown = practice.load_card(ws, WHO, DECK, "q-ten", now)
    hold(ws, WHO, shown, now, "hold")
    adopt(ws, monkeypatch, now)
    expected = rows(ws)
    practice.undo_last(ws, WHO, now, "undo")
    assert rows(ws) == expected


def test_a_card_shown_before_an_adoption_is_stale(
    ws: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = practise(ws, now, days=2)
    shown = practice.load_card(ws, WHO, DECK, "q-ten", now)
    adopt(ws, monkeypatch, now)
    with pytest.raises(practice.StaleCardError, match="settings changed"):
        practice.grade_card(ws, WHO, shown, Rating.GOOD, now, "late")


def test_a_history_that_the_log_does_not_hold_stays(
    ws: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = practise(ws, now, days=3)
    before = rows(ws)
    card = next(iter(before))
    with connect(ws) as connection:
        connection.execute("UPDATE states SET reps = reps + 1 WHERE card = ?", (card,))
    outcome = adopt(ws, monkeypatch, now)
    assert outcome.recomputed == recompute.RecomputeResult(len(before) - 1, 0, 1)
    assert rows(ws)[card].stability == before[card].stability


def test_an_older_export_brings_back_no_memory_of_other_weights(
    ws: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = practise(ws, now, days=6)
    old = data_export.export_learner(ws, 1, now)
    adopt(ws, monkeypatch, now)
    adopted = rows(ws)
    new = data_export.export_learner(ws, 1, now)
    data_export.import_learner(ws, 1, old, now, WHO.zone)
    assert rows(ws) == adopted
    optimize.restore_default_weights(ws, WHO, DECK, now + timedelta(days=1))
    usual = rows(ws)
    data_export.import_learner(ws, 1, new, now + timedelta(days=1), WHO.zone)
    assert rows(ws) == usual
    assert optimize.load_status(ws, WHO, DECK, now).weights is None


def test_newer_weights_of_a_file_hold_for_what_was_here(
    ws: Workspace, workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = practise(ws, now, days=6)
    old = data_export.export_learner(ws, 1, now)
    adopt(ws, monkeypatch, now)
    adopted, new = rows(ws), data_export.export_learner(ws, 1, now)
    there = Workspace(workspace.data.parent / "there", workspace.content)
    catalog.add_deck(there, "pools.md", TEXT.encode(), now)
    data_export.import_learner(there, 1, old, now, WHO.zone)
    assert data_export.import_learner(there, 1, new, now, WHO.zone).new_rows == 0
    assert list(rows(there).values()) == list(adopted.values())


def test_too_few_reviews_are_said_so_and_nothing_is_adopted(ws: Workspace, now: datetime) -> None:
    practise(ws, now, days=1)
    own = optimize.load_status(ws, WHO, DECK, now)
    assert (own.reviews, own.weights) == (0, None)
    assert optimize.optimize_weights(ws, WHO, DECK, now) == optimize.OptimizeResult(None, None)


def test_better_weights_are_adopted_with_both_losses(
    ws: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert adopt(ws, monkeypatch, now).recomputed == recompute.RecomputeResult(0, 0, 0)
    with connect(ws) as connection:
        kept = learners.load_weights(connection, 1, "FSRS-6")
    assert kept is not None
    assert (kept.parameters, kept.loss_before, kept.loss_after, kept.reviews) == (OTHER, 0.35, 0.34, 900)
    assert practice.load_card(ws, WHO, DECK, "q-ten", now).settings.weights == OTHER
    worse = optimize.FitResult(OTHER, 0.34, 0.34, 900, 200)
    monkeypatch.setattr(optimize.fitting, "fit_weights", lambda reviews, before: worse)
    assert optimize.optimize_weights(ws, WHO, DECK, now).recomputed is None
    with connect(ws) as connection:
        assert len(learners.list_weights(connection, 1)) == 1
