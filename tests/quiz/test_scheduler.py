"""The schedule against published vectors, and what py-fsrs leaves to its caller."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import UserError
from quiz.practice_settings import PracticeSettings
from quiz.scheduler import (
    CardPhase,
    Memory,
    Rating,
    apply_fuzz,
    compute_retrievability,
    count_elapsed_days,
    fingerprint_settings,
    grade_card,
    preview_grades,
)

START = datetime(2022, 11, 29, 12, 30, tzinfo=UTC)
PLAIN = PracticeSettings(fuzz=False)
AGAIN, HARD, GOOD, EASY = Rating


def intervals(ratings: list[Rating], settings: PracticeSettings = PLAIN) -> list[int]:
    """Days from each review, given when the card is due, to the next."""
    memory, now, days = None, START, []
    for rating in ratings:
        result = grade_card(memory, rating, now, settings, seed=1)
        days.append(result.interval.days)
        memory, now = result.memory, max(result.memory.due, now)
    return days


def test_published_intervals() -> None:
    ratings = [GOOD] * 6 + [AGAIN] * 2 + [GOOD] * 5
    assert intervals(ratings) == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


def test_published_memory() -> None:
    memory, now = None, START
    for rating, gap in zip([1, 3, 3, 3, 3, 3], [0, 0, 1, 3, 8, 21], strict=True):
        now += timedelta(days=gap)
        memory = grade_card(memory, Rating(rating), now, PLAIN, seed=1).memory
    assert memory is not None
    assert memory.stability == pytest.approx(53.62691, abs=1e-4)
    assert memory.difficulty == pytest.approx(6.3574867, abs=1e-4)


@pytest.mark.parametrize(
    ("rating", "stability", "difficulty"),
    [(AGAIN, 0.212, 6.4133), (HARD, 1.2931, 5.11217071), (GOOD, 2.3065, 2.11810397), (EASY, 8.2956, 1.0)],
)
def test_published_first_review(rating: Rating, stability: float, difficulty: float) -> None:
    memory = grade_card(None, rating, START, PLAIN, seed=1).memory
    assert (memory.stability, memory.difficulty) == (pytest.approx(stability), pytest.approx(difficulty))


@pytest.mark.parametrize(("retention", "days"), [(0.7, 9), (0.8, 3), (0.9, 1)])
def test_published_intervals_by_retention(retention: float, days: int) -> None:
    # Stability 1 after Hard in the last learning step of one: its interval is the published one for that retention.
    settings = PracticeSettings(fuzz=False, desired_retention=retention, learning_steps=())
    memory = Memory(CardPhase.LEARNING, 0, 1.0, 5.0, START, START, 1, 0)
    assert grade_card(memory, HARD, START, settings, seed=1).interval.days == days


def test_a_review_the_next_morning_is_a_day_later_although_24_hours_have_not_passed() -> None:
    evening = datetime(2026, 3, 2, 21, 0, tzinfo=UTC)
    first = grade_card(None, EASY, evening, PLAIN, seed=1).memory
    morning = grade_card(first, GOOD, evening + timedelta(hours=10), PLAIN, seed=1).memory
    whole_day = grade_card(first, GOOD, evening + timedelta(hours=24), PLAIN, seed=1).memory
    before_rollover = grade_card(first, GOOD, evening + timedelta(hours=6), PLAIN, seed=1).memory
    assert morning.stability == whole_day.stability
    assert before_rollover.stability < morning.stability


def test_the_day_turns_at_four_in_the_learners_zone() -> None:
    # 20:00 UTC is 05:00 the next day in Tokyo.
    now = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
    tokyo = grade_card(None, EASY, now, replace(PLAIN, zone="Asia/Tokyo"), seed=1)
    assert tokyo.interval == timedelta(days=8)
    assert tokyo.memory.due == datetime(2026, 3, 10, 19, 0, tzinfo=UTC)
    assert grade_card(None, EASY, now, PLAIN, seed=1).memory.due == datetime(2026, 3, 10, 4, 0, tzinfo=UTC)


def test_learning_steps_are_exact_to_the_second() -> None:
    again, hard, good, easy = preview_grades(None, START, PLAIN, seed=1)
    assert [o.interval for o in (again, hard, good)] == [timedelta(minutes=m) for m in (1, 5.5, 10)]
    assert good.memory.due == START + timedelta(minutes=10)
    assert (good.memory.phase, easy.memory.phase) == (CardPhase.LEARNING, CardPhase.REVIEW)


@given(
    ratings=st.lists(st.sampled_from(list(Rating)), max_size=12),
    gap=st.integers(0, 400),
    seed=st.integers(),
    pressed=st.sampled_from(list(Rating)),
    later=st.integers(0, 3600),
)
def test_what_the_button_said_is_what_is_applied(
    ratings: list[Rating], gap: int, seed: int, pressed: Rating, later: int
) -> None:
    memory, now = None, START
    for rating in ratings:
        memory = grade_card(memory, rating, now, PracticeSettings(), seed).memory
        now += timedelta(days=gap)
    shown = preview_grades(memory, now, PracticeSettings(), seed)[pressed - 1]
    random.seed(later)
    applied = grade_card(memory, pressed, now + timedelta(seconds=later), PracticeSettings(), seed)
    assert applied.interval == shown.interval
    assert applied.memory.stability == shown.memory.stability


def test_fuzz_follows_the_seed_and_stays_in_range() -> None:
    settings = PracticeSettings()
    memory = Memory(CardPhase.REVIEW, None, 40.0, 5.0, START, START - timedelta(days=40), 5, 0)
    found = {grade_card(memory, GOOD, START, settings, seed).interval.days for seed in range(200)}
    (plain,) = {grade_card(memory, GOOD, START, PLAIN, seed).interval.days for seed in range(5)}
    assert len(found) > 5
    assert min(found) == apply_fuzz(plain, 36500, 0.0)
    assert max(found) == apply_fuzz(plain, 36500, 0.9999)
    assert 0.9 * plain < min(found) < plain < max(found) < 1.1 * plain


def test_fuzz_leaves_short_intervals_and_the_maximum_alone() -> None:
    assert [apply_fuzz(days, 36500, 0.999) for days in (1, 2)] == [1, 2]
    assert apply_fuzz(100, 100, 0.999) == 100
    assert [apply_fuzz(3, 36500, c) for c in (0.0, 0.5, 0.999)] == [2, 3, 4]


def test_a_leech_at_eight_lapses_and_every_four_after() -> None:
    marks = []
    for lapses in range(20):
        memory = Memory(CardPhase.REVIEW, None, 5.0, 5.0, START, START - timedelta(days=5), 9, lapses)
        if grade_card(memory, AGAIN, START, PLAIN, seed=1).leech:
            marks.append(lapses + 1)
    assert marks == [8, 12, 16, 20]


def test_again_while_learning_is_no_lapse() -> None:
    memory = grade_card(None, AGAIN, START, PLAIN, seed=1).memory
    assert grade_card(memory, AGAIN, START, PLAIN, seed=1).memory.lapses == 0


def test_retrievability_is_the_desired_one_when_due() -> None:
    memory = Memory(CardPhase.REVIEW, None, 50.0, 5.0, START, START, 5, 0)
    assert compute_retrievability(memory, START + timedelta(days=50), PLAIN) == pytest.approx(0.9)
    assert compute_retrievability(memory, START, PLAIN) == 1.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"desired_retention": 0.0},
        {"desired_retention": 1.5},
        {"desired_retention": float("nan")},
        {"zone": "Mars/Olympus"},
        {"zone": "../etc/passwd"},
        {"new_per_day": -1},
        {"rollover_hour": 24},
        {"learning_steps": (timedelta(0),)},
    ],
)
def test_settings_out_of_bounds_are_refused_with_a_sentence(wrong: dict[str, object]) -> None:
    with pytest.raises(UserError) as caught:
        PracticeSettings(**wrong)  # type: ignore[arg-type]
    assert caught.value.remedy


def test_weights_of_ones_own_are_used() -> None:
    from fsrs.scheduler import DEFAULT_PARAMETERS

    weights = (*DEFAULT_PARAMETERS[:2], 20.0, *DEFAULT_PARAMETERS[3:])
    assert grade_card(None, GOOD, START, replace(PLAIN, weights=weights), seed=1).memory.stability == 20.0


@given(
    st.lists(st.sampled_from([Rating.HARD, Rating.GOOD, Rating.EASY]), min_size=2, max_size=12),
    st.integers(0, 10_000),
    st.floats(0.7, 0.97),
    st.integers(-2, 30),
)
def test_a_passed_review_is_never_followed_by_a_shorter_interval(
    ratings: list[Rating], seed: int, retention: float, late: int
) -> None:
    settings = PracticeSettings(desired_retention=retention)
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    memory = grade_card(None, Rating.EASY, now, settings, seed).memory
    before = timedelta(0)
    for rating in ratings:
        now = max(memory.last_review + timedelta(days=1), memory.due + timedelta(days=late, hours=8))
        outcome = grade_card(memory, rating, now, settings, seed)
        assert outcome.interval >= before
        before, memory = outcome.interval, outcome.memory


def test_a_higher_retention_may_shorten_it() -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    due = now + timedelta(days=100)
    memory = Memory(CardPhase.REVIEW, None, 100.0, 5.0, due, now, 5, 0)
    strict = PracticeSettings(desired_retention=0.97)
    assert grade_card(memory, Rating.GOOD, due, strict, 1).interval < timedelta(days=100)


def grade_before(interview: date, stability: float, settings: PracticeSettings = PLAIN) -> int:
    """Days until a card in review comes back after Good, with an interview on that date."""
    due = datetime(2026, 3, 2, 12, tzinfo=UTC)
    memory = Memory(CardPhase.REVIEW, None, stability, 5.0, due, due - timedelta(days=round(stability)), 5, 0)
    return grade_card(memory, GOOD, due, replace(settings, interview=interview), seed=1).interval.days


def test_a_card_comes_back_before_the_interview_or_not_until_it_is_over() -> None:
    plain = grade_before(date(2026, 3, 2), 10.0)  # on the day itself nothing is planned any more
    assert plain == grade_before(date(2026, 2, 1), 10.0) > 20
    assert 1 <= grade_before(date(2026, 3, 22), 10.0) < 20
    # What holds until the day comes back as it would without one, and not before the day.
    assert grade_before(date(2026, 3, 5), 200.0) == grade_before(date(2026, 2, 1), 200.0) > 200
    short = replace(PLAIN, desired_retention=0.97)
    assert grade_before(date(2026, 2, 1), 60.0, short) < 40
    assert grade_before(date(2026, 4, 11), 4000.0, replace(short, maximum_interval=20)) == 40


def test_a_review_is_counted_and_a_clock_that_was_set_back_counts_no_day() -> None:
    memory = Memory(CardPhase.REVIEW, None, 5.0, 5.0, START, START, 5, 2)
    graded = [grade_card(memory, rating, START + timedelta(days=5), PLAIN, seed=1).memory for rating in Rating]
    assert [after.reps for after in graded] == [6, 6, 6, 6]
    assert [after.lapses for after in graded] == [3, 2, 2, 2]
    assert {after.last_review for after in graded} == {START + timedelta(days=5)}
    assert graded[0].phase is CardPhase.RELEARNING
    assert [count_elapsed_days(memory, START + timedelta(days=gap), PLAIN) for gap in (-3, 0, 4)] == [0, 0, 4]


def test_only_a_lapse_makes_a_leech() -> None:
    memory = Memory(CardPhase.REVIEW, None, 5.0, 5.0, START, START - timedelta(days=5), 9, 8)
    assert not grade_card(memory, GOOD, START, PLAIN, seed=1).leech
    third = replace(PLAIN, leech_at=3)
    lapses = [memory._replace(lapses=count) for count in range(6)]
    assert [grade_card(one, AGAIN, START, third, seed=1).leech for one in lapses] == [
        False,
        False,
        True,
        True,
        True,
        True,
    ]


def test_the_fuzz_changes_from_review_to_review() -> None:
    memory = Memory(CardPhase.REVIEW, None, 40.0, 5.0, START, START - timedelta(days=40), 5, 0)
    found = {
        grade_card(memory._replace(reps=reps), GOOD, START, PracticeSettings(), 1).interval.days for reps in range(40)
    }
    assert len(found) > 3


def test_a_change_of_what_decides_an_outcome_changes_the_fingerprint() -> None:
    changes = (
        {"weights": (1.0,) * 21},
        {"desired_retention": 0.8},
        {"learning_steps": ()},
        {"relearning_steps": ()},
        {"maximum_interval": 100},
        {"fuzz": True},
        {"zone": "Asia/Tokyo"},
        {"rollover_hour": 5},
        {"interview": date(2026, 3, 9)},
    )
    fingerprints = {fingerprint_settings(replace(PLAIN, **change)) for change in changes}  # type: ignore[arg-type]
    assert len(fingerprints | {fingerprint_settings(PLAIN)}) == 1 + len(changes)
    assert fingerprint_settings(replace(PLAIN, new_per_day=5)) == fingerprint_settings(PLAIN)
