"""What stands on the screen after an exercise: what was right, what was entered, and the grade that it suggests."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from deck.model import Deck
from deck.parser import parse
from quiz.exercises import find_cards, make_exercise
from quiz.exercises.gap import GapExercise
from quiz.model import Exercise
from quiz.scheduler import Rating
from services.workspace import Workspace
from tests.quiz.decks import pools

DECK = pools()


@pytest.fixture(autouse=True)
def content(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """An instance with one deck, whose cards the screen may look for."""
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    (workspace.content / "pools.md").write_text(DECK.text, encoding="utf-8")


def find_exercise(kind: str) -> Exercise:
    card = next(card for card in find_cards(DECK) if card.kind == kind)
    return make_exercise(DECK, card, 0)


def draw(exercise: Exercise, response: object, deck: Deck = DECK, form: str = "") -> tuple[AppTest, Rating | None]:
    """Draw the answer; return the screen, and the suggested grade."""

    def draw_answer(exercise, deck, response, form) -> None:
        import streamlit as st

        from ui.exercises import EXERCISE_VIEWS

        st.session_state["grade"] = EXERCISE_VIEWS[form or exercise.card.kind].draw_answer(exercise, deck, response)

    values = {"exercise": exercise, "deck": deck, "response": response, "form": form}
    app = AppTest.from_function(draw_answer, kwargs=values, default_timeout=60).run()
    assert not app.exception, app.exception
    return app, app.session_state["grade"]


def lines(app: AppTest) -> list[str]:
    return [element.value for element in app.markdown]


def test_the_right_option_is_marked_and_what_was_chosen_is_said() -> None:
    exercise = find_exercise("choice")
    right = next(place for place, option in enumerate(exercise.options) if option.right)
    wrong = next(place for place, option in enumerate(exercise.options) if not option.right)
    app, grade = draw(exercise, (wrong,))
    shown = lines(app)
    assert ":material/check:" in shown[right] and "(your choice)" not in shown[right]
    assert ":material/close:" in shown[wrong] and shown[wrong].endswith("*(your choice)*")
    assert grade == Rating.AGAIN
    assert draw(exercise, [place for place, option in enumerate(exercise.options) if option.right])[1] == Rating.GOOD
    assert draw(exercise, None)[1] is None


@pytest.mark.parametrize(
    ("typed", "grade", "mark"),
    [("TERM", Rating.GOOD, "material/check:"), ("something else", Rating.AGAIN, "material/close:"), (None, None, "")],
)
def test_the_gap_is_filled_and_what_was_typed_stands_below(typed: str | None, grade: Rating | None, mark: str) -> None:
    exercise = find_exercise("gap")
    assert isinstance(exercise, GapExercise)
    app, suggested = draw(exercise, exercise.term if typed == "TERM" else typed)
    shown = lines(app)
    assert f"**{exercise.term}**" in shown[0] and "____" not in shown[0]
    written = [line for line in shown if "You wrote:" in line]
    assert suggested == grade and bool(written) == (typed is not None)
    assert all(mark in line for line in written)


def test_events_stand_in_their_order_with_the_place_that_was_given() -> None:
    exercise = find_exercise("order")
    swapped = (exercise.solution[1], exercise.solution[0], *exercise.solution[2:])
    app, grade = draw(exercise, swapped)
    shown = lines(app)
    assert [line.partition(".")[0] for line in shown[:3]] == ["1", "2", "3"]
    assert exercise.stamps[0] in shown[0] and "*(yours: 2.)*" in shown[0] and ":material/close:" in shown[0]
    assert "*(yours: 1.)*" in shown[1]
    if len(swapped) > 2:
        assert ":material/check:" in shown[2] and "yours" not in shown[2]
    assert grade == draw(exercise, swapped)[1] and grade != Rating.GOOD
    right, best = draw(exercise, exercise.solution)
    assert best == Rating.GOOD and "yours" not in "".join(lines(right))
    bare, none = draw(exercise, None)
    assert none is None and ":material" not in lines(bare)[0]


def test_a_card_without_an_answer_says_by_what_to_judge() -> None:
    exercise = replace(find_exercise("recall"), answer="", body=(), simple_answer="", tests="", key_points=())
    app, grade = draw(exercise, None)
    assert grade is None
    assert "no answer for this card. Judge by what you know." in app.caption[0].value
    told = draw(replace(exercise, tests="whether they measure"), None)[0]
    assert "Judge by what it tests." in told.caption[0].value and "**What it tests:**" in lines(told)[0]
    assert not draw(replace(exercise, simple_answer="A queue."), None)[0].caption


DECIDE = """## Incidents

### Incident: The slow broker {#inc-broker}

**00:00** – *Trigger:* Lag grows.

**Decision:** What do you do first? {#dec-lag}

- [ ] Add twelve partitions
  → keys move to other consumers
- [x] Pause the batch consumers

**00:31** – *Recovery:* Lag is back to nought.
"""


def test_each_choice_of_a_decision_has_its_reason_and_the_way_leads_to_its_minute() -> None:
    deck = parse(DECIDE)
    card = next(card for card in find_cards(deck) if card.kind == "decision")
    exercise = make_exercise(deck, card, 0)
    wrong = next(place for place, choice in enumerate(exercise.choices) if not choice.right)
    app, grade = draw(exercise, wrong, deck)
    assert grade == Rating.AGAIN and draw(exercise, 1 - wrong, deck)[1] == Rating.GOOD
    shown = lines(app)
    assert ":material/close:" in shown[wrong] and shown[wrong].endswith("*(your choice)*")
    assert ":material/check:" in shown[1 - wrong] and "yours" not in shown[1 - wrong]
    assert [caption.value for caption in app.caption] == ["keys move to other consumers"]
    [link] = app.get("page_link")
    assert "incident=inc-broker" in link.proto.query_string and "deck=pools" in link.proto.query_string
    assert f"t={exercise.minute:g}" in link.proto.query_string


def test_a_typed_answer_is_held_against_the_points_and_every_verdict_can_be_corrected(workspace: Workspace) -> None:
    card = next(card for card in find_cards(DECK) if card.id == "q-ten")
    exercise = make_exercise(DECK, card, 0, "typed")
    written = "Threads outnumber connections,\nand *I* shed load before I resize."
    app, grade = draw(exercise, written, form="typed")
    shown = "\n".join(lines(app))
    assert "**2 of 3 points said**" in shown and "Correct what is wrong" in shown
    assert ":gray[:material/radio_button_unchecked:] Not said: waiting is invisible" in shown
    assert "your words: *Threads outnumber connections" in shown
    assert ":green-background[**" in shown and r"\*I\*" in shown  # the learner's stars are no markup
    missed = next(button for button in app.button if button.label.startswith("I said that"))
    assert missed.label == "I said that `w`"
    assert [said for _, said in app.session_state["practice"].points] == [True, False, True]
    missed.click()
    app.run()
    assert "**3 of 3 points said**" in "\n".join(lines(app)) and "corrected by you" in "\n".join(lines(app))
    assert (grade, app.session_state["grade"]) == (Rating.GOOD, Rating.GOOD)
    said = dict(app.session_state["practice"].points)
    assert said == dict.fromkeys(exercise.key_points, True)


ESTIMATE = """## Pools

**Estimate:** A service takes {rate: 200..200 /s} and holds a connection for {hold: 50..50 ms}. How many are busy? {#est-busy}

**Answer:** {rate * hold} connections (± 10 %)

Little's law: {rate} × {hold} = {rate * hold}.
"""


@pytest.mark.parametrize(
    ("typed", "grade", "words"),
    [
        ("10", Rating.GOOD, ":green[:material/check:] Right"),
        ("4000", Rating.AGAIN, ":red[:material/close:] Not yet"),
        ("some *ten*", None, r"Not read · You wrote: some \*ten\*"),
        (None, None, ""),
    ],
)
def test_an_estimate_stands_beside_the_right_number(typed: str | None, grade: Rating | None, words: str) -> None:
    deck = parse(ESTIMATE)
    exercise = make_exercise(deck, next(iter(find_cards(deck))), 0)
    app, suggested = draw(exercise, typed, deck)
    shown = lines(app)
    assert shown[0].startswith("**10 connections**") and "10" in shown[0].partition(":small")[2]
    assert suggested == grade and words in "\n".join(shown)
    assert ("You wrote" in "\n".join(shown)) is (typed is not None)
    assert any("Little's law" in line for line in shown)
