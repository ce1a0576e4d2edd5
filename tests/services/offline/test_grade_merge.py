"""Grades given offline: counted as if they had been given online, once, in their order; a stale one is told."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import UserError
from quiz.scheduler import Rating
from services.connections import connect
from services.instruments import REGISTRY
from services.learners import learners
from services.learners.settings import change_settings
from services.library import catalog
from services.offline import day_cards, grade_merge
from services.offline.grade_merge import OfflineAnswer
from services.practice import practice
from services.practice.practice import Learner
from services.workspace import Workspace
from store.database_errors import BusyError

ONLINE = Learner(1, "UTC", "online")
OFFLINE = Learner(1, "UTC", "offline")
CARDS = 60


def write_deck(questions: int) -> bytes:
    asked = "".join(
        f'**Question:** What is number {n}? {{#q-{n}}}\n\n**Answer:** It is {n}.\n\n- *"And {n} twice?"* {{#cq-{n}}}\n\n'
        for n in range(questions)
    )
    return f"## Numbers {{#numbers}}\n\n{asked}".encode()


def list_states(ws: Workspace) -> list[tuple[object, ...]]:
    with connect(ws) as connection:
        return connection.execute(
            "SELECT c.name, s.phase, s.step, s.stability, s.difficulty, s.due, s.last_review, s.reps, s.lapses, s.suspended,"
            " s.leech, s.buried_until, s.spaced_until, s.called_at, s.waiting, s.stamp"
            " FROM states s JOIN cards c ON c.id = s.card ORDER BY c.name"
        ).fetchall()


def list_log(ws: Workspace) -> list[tuple[object, ...]]:
    with connect(ws) as connection:
        return connection.execute(
            "SELECT c.name, l.event, l.at, l.key, l.rating, l.duration, l.was_stability, l.was_due FROM log l"
            " JOIN cards c ON c.id = l.card ORDER BY l.id"
        ).fetchall()


def make_workspace(workspace: Workspace, name: str, now: datetime, questions: int = CARDS) -> Workspace:
    ws = Workspace(data=workspace.data / name, content=workspace.content)
    change_settings(ws, 1, {"new_per_day": CARDS})
    catalog.add_deck(ws, "numbers.md", write_deck(questions), now)
    return ws


def answer(shown: practice.ShownCard, rating: Rating, at: datetime, key: str, after: str = "") -> OfflineAnswer:
    return OfflineAnswer(
        key=key,
        deck_id=shown.deck_id,
        card_id=shown.card.id,
        token=shown.token,
        after=after,
        rating=rating,
        shown_at=at - timedelta(seconds=20),
        answered_at=at,
    )


def test_sixty_cards_of_a_day_merge_exactly_as_if_they_had_been_answered_online(
    workspace: Workspace, now: datetime
) -> None:
    online, offline = make_workspace(workspace, "online", now), make_workspace(workspace, "offline", now)
    rng = random.Random(14)
    pack = {card.shown.card.id: card.shown for card in day_cards.list_day_cards(offline, OFFLINE, "numbers", now)}
    settings_of_day = next(iter(pack.values())).settings
    assert len(pack) == settings_of_day.new_per_day
    answers: list[OfflineAnswer] = []
    last: dict[str, str] = {}
    at = now
    for _ in range(300):
        at += timedelta(minutes=rng.randint(1, 4))
        shown = practice.load_next_card(online, ONLINE, "numbers", at).shown
        if shown is None:
            continue
        rating, key = Rating(rng.randint(1, 4)), f"{len(answers):016x}"
        graded = shown._replace(shown_at=at - timedelta(seconds=20))
        practice.grade_card(online, ONLINE, graded, rating, at, key)
        name = shown.card.id
        if name in pack:
            answers.append(answer(pack[name], rating, at, key, last.get(name, "")))
            last[name] = key
    evening = at + timedelta(hours=2)
    rng.shuffle(answers)
    merged = grade_merge.merge_answers(offline, OFFLINE, answers, evening, evening)
    assert {one.status for one in merged} == {"counted"}
    assert list_log(offline) == list_log(online)
    assert list_states(offline) == list_states(online)


def count_grades() -> float:
    """Return the number of grades that the metrics show."""
    return REGISTRY.get_sample_value("rehearsal_grades_total") or 0.0


def test_what_is_sent_again_counts_once(workspace: Workspace, now: datetime) -> None:
    ws = make_workspace(workspace, "one", now)
    shown = day_cards.list_day_cards(ws, OFFLINE, "numbers", now)[0].shown
    sent = [answer(shown, Rating.GOOD, now, "a" * 16)]
    grades = count_grades()
    first = grade_merge.merge_answers(ws, OFFLINE, sent, now, now)
    before = list_log(ws), list_states(ws)
    assert grade_merge.merge_answers(ws, OFFLINE, sent, now, now) == first
    assert (list_log(ws), list_states(ws)) == before
    assert [one.status for one in first] == ["counted"]
    assert count_grades() == grades + 1


def test_a_stale_answer_is_told_and_changes_nothing(workspace: Workspace, now: datetime) -> None:
    ws = make_workspace(workspace, "one", now)
    first = day_cards.list_day_cards(ws, OFFLINE, "numbers", now)[0].shown
    practice.grade_card(ws, ONLINE, first, Rating.EASY, now, "elsewhere")
    before = list_log(ws)
    later = now + timedelta(hours=1)
    answers = [answer(first, Rating.AGAIN, later, "b" * 16)]
    answers += [answer(replace_card(first, "q-99"), Rating.GOOD, later, "c" * 16)]
    answers += [answer(first, Rating.GOOD, later, "d" * 16, after="b" * 16)]
    merged = grade_merge.merge_answers(ws, OFFLINE, answers, later, later)
    assert [one.status for one in merged] == ["stale"] * 3
    assert "answered or changed somewhere else" in merged[0].message
    assert "removed from the deck" in merged[1].message
    assert list_log(ws) == before
    edited = next(
        card.shown for card in day_cards.list_day_cards(ws, OFFLINE, "numbers", now) if card.shown.card.id == "q-1"
    )
    stamp, sha, *day = edited.token.split(".")
    old = edited._replace(token=".".join([stamp, f"{sha}x", *day]))
    [told] = grade_merge.merge_answers(ws, OFFLINE, [answer(old, Rating.GOOD, later, "e" * 16)], later, later)
    assert (told.status, told.message) == ("stale", "The author changed this question since it was shown.")


def replace_card(shown: practice.ShownCard, name: str) -> practice.ShownCard:
    return shown._replace(card=shown.card._replace(id=name))


def test_a_new_day_and_other_settings_do_not_make_an_answer_stale(workspace: Workspace, now: datetime) -> None:
    ws = make_workspace(workspace, "one", now)
    shown = day_cards.list_day_cards(ws, OFFLINE, "numbers", now)[0].shown
    tomorrow = now + timedelta(days=1)
    [one] = grade_merge.merge_answers(ws, OFFLINE, [answer(shown, Rating.GOOD, tomorrow, "a" * 16)], tomorrow, tomorrow)
    assert one.status == "counted"


@settings(max_examples=15, deadline=None)
@given(wrong=st.integers(-3000, 3000).filter(lambda minutes: abs(minutes) > 1))
def test_a_device_whose_clock_is_wrong_gives_the_times_of_the_server(wrong: int, tmp_path_factory) -> None:
    now = datetime.fromisoformat("2026-03-02T12:00:00+00:00")
    ws = Workspace(data=tmp_path_factory.mktemp("clock"), content=tmp_path_factory.mktemp("content"))
    catalog.add_deck(ws, "numbers.md", write_deck(2), now)
    shown = day_cards.list_day_cards(ws, OFFLINE, "numbers", now)[0].shown
    error = timedelta(minutes=wrong)
    given_at, sent_at = now + timedelta(minutes=5), now + timedelta(minutes=30)
    sent = answer(shown, Rating.GOOD, given_at + error, "a" * 16)
    grade_merge.merge_answers(ws, OFFLINE, [sent], sent_at + error, sent_at)
    assert [row[2] for row in list_log(ws)] == [int(given_at.timestamp() * 1000)]


def test_an_answer_with_a_key_of_somebody_else_is_not_counted_for_them(workspace: Workspace, now: datetime) -> None:
    ws = make_workspace(workspace, "one", now)
    shown = day_cards.list_day_cards(ws, OFFLINE, "numbers", now)[0].shown
    practice.grade_card(ws, ONLINE, shown, Rating.GOOD, now, "a" * 16)
    other = replace(OFFLINE, id=learners.add_learner(ws, 1, "Ada", now))
    [one] = grade_merge.merge_answers(ws, other, [answer(shown, Rating.GOOD, now, "a" * 16)], now, now)
    assert one.status == "stale"


def test_the_pack_of_a_day_leaves_no_trace(workspace: Workspace, now: datetime) -> None:
    ws = make_workspace(workspace, "one", now)
    practice.load_next_card(ws, ONLINE, "numbers", now)
    before = list_log(ws), list_states(ws)
    cards = day_cards.list_day_cards(ws, OFFLINE, "numbers", now)
    assert (list_log(ws), list_states(ws)) == before
    assert len({card.shown.row_id for card in cards}) == len(cards)
    assert practice.load_next_card(ws, ONLINE, "numbers", now).shown.card == cards[0].shown.card
    assert set(cards[0].previews) == {"new", "learning-0", "learning-1"}


def test_answers_count_in_the_order_in_which_they_were_given_with_how_sure_one_was(
    workspace: Workspace, now: datetime
) -> None:
    ws = make_workspace(workspace, "one", now, questions=3)
    shown = day_cards.list_day_cards(ws, OFFLINE, "numbers", now)[0].shown
    first = replace(answer(shown, Rating.AGAIN, now, "z" * 16), confidence=80)
    second = answer(shown, Rating.GOOD, now + timedelta(minutes=2), "a" * 16, after="z" * 16)
    later = now + timedelta(hours=1)
    assert [one.status for one in grade_merge.merge_answers(ws, OFFLINE, [second, first], later, later)] == [
        "counted"
    ] * 2
    with connect(ws) as connection:
        rows = connection.execute("SELECT key, confidence FROM log ORDER BY id").fetchall()
    assert rows == [("z" * 16, 80), ("a" * 16, None)]


def test_an_answer_behind_one_that_is_not_the_last_any_more_is_stale(workspace: Workspace, now: datetime) -> None:
    ws = make_workspace(workspace, "one", now, questions=3)
    shown = day_cards.list_day_cards(ws, OFFLINE, "numbers", now)[0].shown
    grade_merge.merge_answers(ws, OFFLINE, [answer(shown, Rating.AGAIN, now, "a" * 16)], now, now)
    elsewhere = now + timedelta(minutes=2)
    again = practice.load_card(ws, ONLINE, "numbers", shown.card.id, elsewhere)
    practice.grade_card(ws, ONLINE, again, Rating.GOOD, elsewhere, "elsewhere")
    later = now + timedelta(hours=1)
    behind = answer(shown, Rating.EASY, now + timedelta(minutes=5), "b" * 16, after="a" * 16)
    [told] = grade_merge.merge_answers(ws, OFFLINE, [behind], later, later)
    assert told.status == "stale"
    [gone] = grade_merge.merge_answers(ws, OFFLINE, [replace(behind, deck_id="gone")], later, later)
    assert gone.status == "stale" and gone.message.startswith("There is no such deck. ")


def test_two_clocks_that_differ_by_seconds_agree_and_nothing_is_answered_in_the_future(
    workspace: Workspace, now: datetime
) -> None:
    ws = make_workspace(workspace, "one", now, questions=3)
    first, second = (card.shown for card in day_cards.list_day_cards(ws, OFFLINE, "numbers", now)[:2])
    given, ahead = now - timedelta(minutes=5), now + timedelta(seconds=40)
    answers = [answer(first, Rating.GOOD, given, "a" * 16), answer(second, Rating.GOOD, ahead, "b" * 16)]
    grade_merge.merge_answers(ws, OFFLINE, answers, now + timedelta(seconds=50), now)
    assert [row[2] for row in list_log(ws)] == [int(at.timestamp() * 1000) for at in (given, now)]


@pytest.mark.engines("sqlite")
def test_an_answer_that_the_database_refuses_is_kept_by_the_device(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws = make_workspace(workspace, "busy", now, 3)
    shown = practice.load_next_card(ws, ONLINE, "numbers", now).shown
    assert shown is not None
    given = answer(shown, Rating.GOOD, now, "0123456789abcdef")

    def refuse(*_: object) -> None:
        raise BusyError("database is locked", "sqlite")

    with monkeypatch.context() as patch:
        patch.setattr(grade_merge, "record_grade", refuse)
        with pytest.raises(UserError, match="busy"):
            grade_merge.merge_answers(ws, OFFLINE, [given], now, now)
    [merged] = grade_merge.merge_answers(ws, OFFLINE, [given], now, now)
    assert merged.status == "counted"
