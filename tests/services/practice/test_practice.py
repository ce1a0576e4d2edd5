"""Practice as a learner meets it: each answer counted once, taken back whole, refused when stale."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import pytest

from errors import UserError
from quiz.scheduler import Rating
from services.connections import connect
from services.instruments import REGISTRY
from services.learners import settings
from services.library import catalog
from services.library.content_sync import sync_content
from services.practice import practice
from services.practice.practice import Learner, ShownCard, StaleCardError
from services.workspace import Workspace
from store.tables.practice import review_log

AGAIN, HARD, GOOD, EASY = Rating
TEXT = """---
title: Pools
---

## Pools {#pools}

**Question:** Why is a pool of ten dangerous? {#q-ten}

**Answer:** Because threads wait for it.

**Counter-questions:**

- *"Why not enlarge it?"* {#cq-enlarge} → testing limits
- *"Which metric shows it?"* {#cq-metric} → testing measurement

## Queues {#queues}

**Question:** What does a queue hide? {#q-queue}

**Answer:** The waiting.

**Question:** Where does it stand? {#q-where}

**Answer:** Before the pool.
"""
WHO = Learner(1, "UTC", "session-1")


def without_the_first() -> str:
    """The deck with an altogether different question in the first one's place."""
    other = TEXT.replace("Why is a pool of ten dangerous? {#q-ten}", "Which colour has the sky at noon? {#q-sky}")
    return other.replace("Because threads wait for it.", "Blue.")


class Desk:
    """A learner at the deck, with a clock that the test turns."""

    def __init__(self, ws: Workspace, now: datetime) -> None:
        self.ws, self.now, self.who, self._keys = ws, now, WHO, count()

    def key(self) -> str:
        return f"{self.who.session}-{next(self._keys)}"

    def screen(self) -> practice.NextCard:
        return practice.load_next_card(self.ws, self.who, "pools", self.now)

    def shown(self) -> ShownCard:
        shown = self.screen().shown
        assert shown is not None, self.screen().pause
        return shown

    def at(self) -> str:
        return self.shown().card.id

    def grade(self, rating: Rating, shown: ShownCard | None = None) -> practice.GradeResult:
        return practice.grade_card(self.ws, self.who, shown or self.shown(), rating, self.now, self.key())

    def undo(self) -> practice.UndoResult | None:
        return practice.undo_last(self.ws, self.who, self.now, self.key())

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def run(self, rating: Rating = GOOD, most: int = 50) -> list[str]:
        """Answer until there is nothing left; the ids in the order they came."""
        seen = []
        while (shown := self.screen().shown) is not None and len(seen) < most:
            seen.append(shown.card.id)
            self.grade(rating, shown)
            self.later(seconds=5)
        return seen

    def events(self) -> list[str]:
        with connect(self.ws) as connection:
            return [row.entry.event for row in review_log.list_entries(connection, self.who.id)]


Make = Callable[..., Desk]


@pytest.fixture
def make(workspace: Workspace, now: datetime) -> Make:
    def make(text: str = TEXT, **chosen: object) -> Desk:
        (workspace.content / "pools.md").write_text(text, encoding="utf-8")
        sync_content(workspace, now)
        if chosen:
            settings.save_settings(workspace, 1, **chosen)
        return Desk(workspace, now)

    return make


def test_new_cards_come_in_the_order_of_the_text_and_follow_ups_after_a_good_answer(make: Make) -> None:
    desk = make()
    assert [desk.shown().card.id, desk.shown().reason] == ["q-ten", "new"]
    desk.grade(GOOD)
    assert [desk.shown().card.id, desk.shown().reason] == ["cq-enlarge", "follow-up"]
    desk.grade(EASY)
    assert [desk.shown().card.id, desk.shown().reason] == ["cq-metric", "follow-up"]
    desk.grade(GOOD)
    assert [desk.shown().card.id, desk.shown().reason] == ["q-queue", "new"]


def test_after_again_the_follow_ups_wait_until_it_is_known(make: Make) -> None:
    desk = make()
    desk.grade(AGAIN)
    assert desk.at() == "q-queue"
    desk.later(minutes=2)
    assert [desk.shown().card.id, desk.shown().reason] == ["q-ten", "learning"]
    desk.grade(GOOD)
    assert desk.at() == "cq-enlarge"


def test_without_chains_siblings_are_spaced_to_other_days(make: Make) -> None:
    desk = make(follow_ups=False)
    desk.grade(EASY)
    assert desk.run(EASY) == ["q-queue", "q-where"]
    desk.later(days=1)
    assert desk.run(EASY) == ["cq-enlarge"]
    desk.later(days=1)
    assert desk.run(EASY) == ["cq-metric"]


def test_chains_turned_off_in_the_middle_call_nobody_any_more(make: Make) -> None:
    desk = make()
    desk.grade(EASY)
    assert desk.screen().shown.reason == "follow-up"
    settings.save_settings(desk.ws, desk.who.id, follow_ups=False)
    assert desk.screen().shown.reason == "new"
    settings.save_settings(desk.ws, desk.who.id, follow_ups=True)
    assert desk.screen().shown.reason == "follow-up"


def test_without_spacing_and_chains_all_come_in_the_order_of_the_text(make: Make) -> None:
    desk = make(follow_ups=False, space_siblings=False)
    assert desk.run(EASY) == ["q-ten", "cq-enlarge", "cq-metric", "q-queue", "q-where"]


def test_the_button_tells_what_is_applied(make: Make) -> None:
    desk = make()
    for rating in (GOOD, AGAIN, EASY, HARD, GOOD, GOOD):
        shown = desk.shown()
        promised = shown.choices[rating - 1].interval
        desk.later(seconds=40)
        outcome = desk.grade(rating, shown).outcome
        assert outcome is not None
        assert outcome.interval == promised


def test_a_repeated_key_counts_once(make: Make) -> None:
    desk = make()
    shown = desk.shown()
    first = practice.grade_card(desk.ws, desk.who, shown, GOOD, desk.now, "one")
    second = practice.grade_card(desk.ws, desk.who, shown, GOOD, desk.now, "one")
    assert (first.repeated, second.repeated) == (False, True)
    assert desk.events() == ["grade"]


def test_a_double_click_with_another_key_is_refused_with_the_fresh_card(make: Make) -> None:
    desk = make()
    shown = desk.shown()
    desk.grade(GOOD, shown)
    with pytest.raises(StaleCardError, match="answered or changed somewhere else") as caught:
        desk.grade(GOOD, shown)
    assert caught.value.fresh is not None
    assert caught.value.fresh.memory is not None
    assert desk.events() == ["grade"]


def test_an_answer_to_a_text_that_changed_is_refused(make: Make) -> None:
    desk = make()
    shown = desk.shown()
    catalog.add_deck(desk.ws, "pools.md", TEXT.replace("threads wait for it", "it is small").encode(), desk.now)
    with pytest.raises(StaleCardError, match="author changed") as caught:
        desk.grade(GOOD, shown)
    assert caught.value.fresh is not None
    desk.grade(GOOD, caught.value.fresh)


def test_an_edit_elsewhere_in_the_deck_does_not_disturb(make: Make) -> None:
    desk = make()
    shown = desk.shown()
    catalog.add_deck(desk.ws, "pools.md", TEXT.replace("Before the pool", "In front").encode(), desk.now)
    assert desk.grade(GOOD, shown).outcome is not None


def test_an_answer_to_a_question_that_was_taken_out_is_refused(make: Make) -> None:
    desk = make()
    shown = desk.shown()
    catalog.add_deck(desk.ws, "pools.md", without_the_first().encode(), desk.now)
    with pytest.raises(StaleCardError, match="removed") as caught:
        desk.grade(GOOD, shown)
    assert caught.value.fresh is None


def test_an_answer_of_yesterday_is_refused_since_its_intervals_do_not_hold(make: Make) -> None:
    desk = make()
    shown = desk.shown()
    desk.later(days=1)
    with pytest.raises(StaleCardError, match="new day"):
        desk.grade(GOOD, shown)


def test_an_answer_under_other_settings_is_refused(make: Make) -> None:
    desk = make()
    shown = desk.shown()
    settings.save_settings(desk.ws, 1, desired_retention=0.95)
    with pytest.raises(StaleCardError, match="settings"):
        desk.grade(GOOD, shown)


def test_undo_takes_back_any_number_of_steps_and_each_is_a_row(make: Make) -> None:
    desk = make()
    seen, before = [], []
    for rating in (GOOD, AGAIN, EASY, GOOD, GOOD):
        before.append(desk.screen())
        seen.append(desk.at())
        desk.grade(rating)
    for screen, card in zip(reversed(before), reversed(seen), strict=True):
        undone = desk.undo()
        assert undone is not None
        assert undone.shown is not None
        assert undone.shown.card.id == card
        # The clock stood still, so the whole screen is what it was, but for the stamp of changes.
        now = desk.screen()
        assert now.counts == screen.counts
        assert now.shown is not None
        assert screen.shown is not None
        assert now.shown._replace(token="") == screen.shown._replace(token="")
    assert desk.undo() is None
    assert desk.events() == ["grade"] * 5 + ["undo"] * 5


def test_undo_reaches_behind_the_last_card(make: Make) -> None:
    desk = make()
    desk.run(EASY)
    assert desk.screen().shown is None
    undone = desk.undo()
    assert undone is not None
    assert desk.screen().shown is not None


def test_undo_repeated_with_one_key_takes_one_step(make: Make) -> None:
    desk = make()
    desk.grade(GOOD)
    desk.grade(GOOD)
    assert practice.undo_last(desk.ws, desk.who, desk.now, "u") is not None
    assert practice.undo_last(desk.ws, desk.who, desk.now, "u") is None
    assert desk.events() == ["grade", "grade", "undo"]


def test_undo_keeps_to_its_own_session(make: Make) -> None:
    desk = make()
    desk.grade(GOOD)
    desk.who = Learner(1, "UTC", "another-tab")
    assert desk.undo() is None


def test_undo_is_refused_when_the_card_went_on_elsewhere(make: Make) -> None:
    desk = make()
    shown = desk.shown()
    desk.grade(GOOD, shown)
    other = Learner(1, "UTC", "another-tab")
    fresh = practice.load_card(desk.ws, other, "pools", shown.card.id, desk.now)
    practice.grade_card(desk.ws, other, fresh, GOOD, desk.now, "elsewhere")
    with pytest.raises(UserError, match="elsewhere"):
        desk.undo()


def test_a_grade_can_be_given_again_after_undo(make: Make) -> None:
    desk = make()
    desk.grade(AGAIN)
    undone = desk.undo()
    assert undone is not None
    assert undone.shown is not None
    desk.grade(EASY, undone.shown)
    assert desk.shown().card.id == "cq-enlarge"


def test_bury_lasts_until_the_day_turns(make: Make) -> None:
    desk = make()
    practice.bury_card(desk.ws, desk.who, desk.shown(), desk.now, desk.key())
    assert desk.at() == "q-queue"
    desk.now = desk.now.replace(hour=4) + timedelta(days=1, seconds=-1)
    assert desk.at() == "q-queue"
    desk.later(seconds=1)
    assert desk.at() == "q-ten"


def test_suspend_lasts_until_resumed_and_lets_the_follow_ups_go(make: Make) -> None:
    desk = make()
    practice.suspend_card(desk.ws, desk.who, desk.shown(), desk.now, desk.key())
    assert desk.at() == "cq-enlarge"
    desk.later(days=400)
    assert desk.at() == "cq-enlarge"
    practice.restore_card(desk.ws, desk.who, "pools", "q-ten", desk.now, desk.key())
    assert desk.at() == "q-ten"


@pytest.mark.parametrize("hold", [practice.bury_card, practice.suspend_card])
def test_undo_takes_back_a_hold_and_what_it_did_to_siblings(make: Make, hold: Callable[..., None]) -> None:
    desk = make()
    hold(desk.ws, desk.who, desk.shown(), desk.now, desk.key())
    desk.undo()
    assert desk.at() == "q-ten"
    desk.grade(AGAIN)
    assert desk.at() == "q-queue"


def test_the_days_limit_of_new_cards_holds_for_follow_ups_too(make: Make) -> None:
    desk = make(new_per_day=2)
    assert desk.run(EASY) == ["q-ten", "cq-enlarge"]
    pause = desk.screen().pause
    assert pause is not None
    assert (pause.reason, pause.until) == ("limit", datetime.fromisoformat("2026-03-03T04:00:00+00:00"))
    desk.later(days=1)
    assert desk.run(EASY) == ["cq-metric", "q-queue"]


def test_the_days_limit_of_reviews_holds(make: Make) -> None:
    desk = make(reviews_per_day=1, space_siblings=False)
    desk.run(EASY)
    desk.later(days=60)
    assert len(desk.run(GOOD)) == 1
    pause = desk.screen().pause
    assert pause is not None
    assert pause.reason == "limit"


def test_a_failed_review_is_shown_again_within_the_session(make: Make) -> None:
    desk = make()
    desk.run(EASY)
    desk.later(days=60)
    first = desk.at()
    desk.grade(AGAIN)
    assert first in desk.run(GOOD)


def test_when_only_learning_cards_are_left_they_come_early_by_twenty_minutes(make: Make) -> None:
    desk = make(new_per_day=1, learning_steps=[1, 45])
    desk.grade(GOOD)
    pause = desk.screen().pause
    assert pause is not None
    assert (pause.reason, pause.until) == ("wait", desk.now + timedelta(minutes=25))
    desk.later(minutes=25)
    assert desk.shown().reason == "ahead"


def test_done_says_when_the_next_card_is_due(make: Make) -> None:
    desk = make()
    desk.run(EASY)
    pause = desk.screen().pause
    assert pause is not None
    assert pause.reason == "done"
    assert pause.until is not None
    desk.now = pause.until
    assert desk.screen().shown is not None


def test_a_deck_without_questions_says_so(make: Make) -> None:
    pause = make("# Nothing asked\n\nOnly prose.\n").screen().pause
    assert pause is not None
    assert pause.reason == "empty"


def test_a_card_is_found_by_its_link_and_grading_it_goes_on_with_the_queue(make: Make) -> None:
    desk = make()
    shown = practice.load_card(desk.ws, desk.who, "pools", "q-where", desk.now)
    desk.grade(EASY, shown)
    assert desk.at() == "q-ten"
    with pytest.raises(UserError, match="not in the deck"):
        practice.load_card(desk.ws, desk.who, "pools", "nothing", desk.now)


def test_a_typo_mended_under_an_explicit_id_keeps_the_history(make: Make) -> None:
    desk = make()
    desk.grade(EASY)
    catalog.add_deck(desk.ws, "pools.md", TEXT.replace("dangerous", "risky").encode(), desk.now)
    assert practice.load_card(desk.ws, desk.who, "pools", "q-ten", desk.now).memory is not None


def test_a_question_that_comes_back_finds_its_history(make: Make) -> None:
    desk = make()
    desk.grade(EASY)
    catalog.add_deck(desk.ws, "pools.md", TEXT.split("## Queues")[0].encode(), desk.now)
    assert desk.run(EASY) == ["cq-enlarge", "cq-metric"]
    catalog.add_deck(desk.ws, "pools.md", without_the_first().encode(), desk.now)
    with pytest.raises(UserError):
        practice.load_card(desk.ws, desk.who, "pools", "q-ten", desk.now)
    catalog.add_deck(desk.ws, "pools.md", TEXT.encode(), desk.now)
    assert practice.load_card(desk.ws, desk.who, "pools", "q-ten", desk.now).memory is not None


def test_eight_lapses_make_a_leech(make: Make) -> None:
    desk = make(follow_ups=False)
    told = []
    desk.grade(EASY)
    for _ in range(9):
        desk.later(days=400)
        told.append(desk.grade(AGAIN, practice.load_card(desk.ws, desk.who, "pools", "q-ten", desk.now)).leech)
        desk.later(minutes=11)
        desk.grade(GOOD, practice.load_card(desk.ws, desk.who, "pools", "q-ten", desk.now))
    assert told == [False] * 7 + [True, False]
    assert practice.load_card(desk.ws, desk.who, "pools", "q-ten", desk.now).leech


def test_a_learner_in_tokyo_has_their_own_day(make: Make) -> None:
    desk = make(new_per_day=1)
    desk.who = Learner(1, "Asia/Tokyo", "session-1")
    desk.now = datetime.fromisoformat("2026-03-02T18:00:00+00:00")  # 03:00 on the 3rd: still the 2nd's day
    desk.grade(EASY)
    assert desk.screen().shown is None
    desk.later(hours=1)
    assert desk.screen().shown is not None


def test_learners_do_not_see_each_others_answers(make: Make) -> None:
    desk = make()
    with connect(desk.ws) as connection:
        connection.execute("INSERT INTO learners (id, name, created_at) VALUES (2, 'Second', 0)")
    desk.run(EASY)
    desk.who = Learner(2, "UTC", "theirs")
    assert desk.at() == "q-ten"
    assert desk.screen().counts.new == 3


def test_a_key_counts_once_whoever_sends_it_and_for_whatever_card(make: Make) -> None:
    desk = make()
    first, other = desk.shown(), practice.load_card(desk.ws, desk.who, "pools", "q-queue", desk.now)
    practice.grade_card(desk.ws, desk.who, first, GOOD, desk.now, "k")
    assert practice.grade_card(desk.ws, desk.who, other, GOOD, desk.now, "k").repeated
    assert practice.grade_card(desk.ws, Learner(1, "UTC", "another-tab"), first, GOOD, desk.now, "k").repeated
    assert practice.load_card(desk.ws, desk.who, "pools", "q-queue", desk.now).memory is None
    assert desk.events() == ["grade"]


def test_undo_reaches_over_a_publish_that_took_the_card_away(make: Make) -> None:
    desk = make()
    desk.grade(EASY)
    catalog.add_deck(desk.ws, "pools.md", without_the_first().encode(), desk.now)
    undone = desk.undo()
    assert undone is not None
    assert undone.shown is None
    catalog.add_deck(desk.ws, "pools.md", TEXT.encode(), desk.now)
    assert practice.load_card(desk.ws, desk.who, "pools", "q-ten", desk.now).memory is None


def test_a_clock_that_is_set_back_costs_no_grade(make: Make) -> None:
    desk = make()
    desk.grade(EASY)
    before = practice.load_card(desk.ws, desk.who, "pools", "q-ten", desk.now).memory
    desk.later(days=-3)
    desk.grade(GOOD, practice.load_card(desk.ws, desk.who, "pools", "q-ten", desk.now))
    assert desk.undo() is not None
    desk.later(days=3)
    assert practice.load_card(desk.ws, desk.who, "pools", "q-ten", desk.now).memory == before
    assert desk.undo() is not None
    assert desk.undo() is None
    assert desk.events() == ["grade", "grade", "undo", "undo"]


def test_a_committed_grade_is_counted_for_the_metrics(make: Make) -> None:
    before = REGISTRY.get_sample_value("rehearsal_grades_total") or 0.0
    make().grade(GOOD)
    assert REGISTRY.get_sample_value("rehearsal_grades_total") == before + 1


def test_a_grade_that_is_sent_twice_is_one_for_the_metrics(make: Make) -> None:
    desk = make()
    shown = practice.load_next_card(desk.ws, desk.who, "pools", desk.now).shown
    assert shown is not None
    before = REGISTRY.get_sample_value("rehearsal_grades_total") or 0.0
    for _ in range(2):
        practice.grade_card(desk.ws, desk.who, shown, GOOD, desk.now, "one key")
    result, _ = practice.answer_card(desk.ws, desk.who, shown, GOOD, desk.now, "one key")
    assert result.repeated
    assert REGISTRY.get_sample_value("rehearsal_grades_total") == before + 1
