"""One memory for each piece of knowledge: other ways to ask add no cards, and what was known by them is known."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from deck import parse
from quiz import exercises
from quiz.scheduler import Rating
from services.connections import connect
from services.learners import settings
from services.library import catalog, content_sync, versions
from services.practice import practice
from services.practice.planning.today import load_today
from services.practice.practice import Learner
from services.workspace import Workspace
from store.connection import to_ms, transaction
from store.tables.library import decks
from tests.quiz.decks import TEXT

WHO = Learner(1, "UTC", "session")
ALL = list(exercises.KINDS)


def test_all_card_types_together_add_no_card_to_the_usual_ones(workspace: Workspace, now: datetime) -> None:
    catalog.add_deck(workspace, "pools.md", TEXT.encode(), now)
    usual = load_today(workspace, WHO, "pools", now).unseen
    settings.change_settings(workspace, 1, {"kinds": ALL})
    assert load_today(workspace, WHO, "pools", now).unseen == usual


def test_a_question_that_was_met_is_asked_in_each_form_that_is_on(workspace: Workspace, now: datetime) -> None:
    deck = catalog.add_deck(workspace, "pools.md", TEXT.encode(), now).deck
    cards = [card for card in exercises.find_practice_cards(deck) if card.kind == "recall"]
    new = {exercises.make_exercise_for(deck, card, seed, ALL)[0] for card in cards for seed in range(20)}
    assert new <= {"recall", "typed"}
    met = {exercises.make_exercise_for(deck, card, seed, ALL, was_met=True)[0] for card in cards for seed in range(20)}
    assert met >= {"recall", "gap", "pick"}
    on = {
        exercises.make_exercise_for(deck, card, seed, ["recall"], was_met=True)[0]
        for card in cards
        for seed in range(9)
    }
    assert on == {"recall"}


@pytest.mark.parametrize("known", [False, True])
def test_a_history_by_another_form_becomes_the_questions_own(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    (workspace.content / "pools.md").write_text(TEXT, "utf-8")
    # As the program was: every form is a card.
    monkeypatch.setattr(exercises, "find_practice_cards", exercises.find_cards)
    content_sync.sync_content(workspace, now)
    settings.change_settings(workspace, 1, {"kinds": ALL})
    deck = catalog.load_deck(workspace, "pools")
    gap = next(card for card in exercises.find_cards(deck) if card.kind == "gap")
    shown = practice.load_card(workspace, WHO, "pools", gap.id, now)
    practice.grade_card(workspace, WHO, shown, Rating.EASY, now, "by the gap")
    if known:
        own = practice.load_card(workspace, WHO, "pools", gap.source, now)
        practice.grade_card(workspace, WHO, own, Rating.GOOD, now, "by itself")
    before = practice.load_card(workspace, WHO, "pools", gap.source if known else gap.id, now).memory
    monkeypatch.undo()
    later = now + timedelta(hours=1)
    with connect(workspace) as connection, transaction(connection):
        row = decks.find_deck(connection, "pools")
        assert row is not None
        versions.publish_version(connection, row, TEXT.encode(), deck, "", "", to_ms(later))
    assert practice.load_card(workspace, WHO, "pools", gap.source, later).memory == before
    assert before is not None


def test_forms_take_turns_and_what_was_missed_is_asked_for() -> None:
    deck = parse(
        "".join(
            f"## T{n} {{#t{n}}}\n\n**Question:** What is alpha{n}? {{#q{n}}}\n\n"
            f"**Answer:** It needs a **zebra{n}** before the water, and a **tapir{n}** behind the long stone wall.\n\n"
            f"- [ ] a zebra{n} before the water\n- [ ] a tapir{n} behind the wall of stone\n\n"
            for n in range(6)
        ).encode()
    )
    [card] = [card for card in exercises.find_practice_cards(deck) if card.id == "q0"]
    types = ("recall", "gap", "pick")

    def make(reviews: int, *missed: str):
        return exercises.make_exercise_for(
            deck, card, reviews, types, was_met=True, reviews=reviews, missed_points=missed
        )

    forms = [
        exercises.make_exercise_for(deck, card, 0, ("recall", "gap"), was_met=True, reviews=reviews)[0]
        for reviews in range(6)
    ]
    assert all(one != other for one, other in pairwise(forms))
    for reviews in range(6):
        form, exercise = make(reviews, "a tapir0 behind the wall of stone")
        assert form in ("gap", "pick")
        right = exercise.term if form == "gap" else next(o.text for o in exercise.options if o.right)
        assert "tapir0" in right
