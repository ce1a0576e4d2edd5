"""What happened next in an incident."""

from __future__ import annotations

from functools import cache

import deck
from deck.model import Deck
from quiz import exercises
from quiz.exercises import next_event
from quiz.exercises.options import OptionsExercise

WORDS = "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo".split()


@cache
def write_incident(count: int, *, lesson: bool = False) -> Deck:
    """An incident with so many moments that have no word in common, five minutes apart."""
    events = [
        f"**{5 * at // 60:02d}:{5 * at % 60:02d}** – {word} breaks {word}ish {word}ness"
        for at, word in enumerate(WORDS[:count])
    ]
    if lesson:
        events.append("**09:00** – *Lesson:* everybody learns something quite different")
    return deck.parse("## Incident: The case {#case}\n\n" + "\n\n".join(events) + "\n")


def ask(of: Deck, seed: int) -> OptionsExercise:
    (card,) = (card for card in exercises.find_cards(of) if card.kind == next_event.NAME)
    return next_event.make_exercise(of, card, seed)


def find_right(exercise: OptionsExercise) -> tuple[str, str]:
    return next((option.text.split()[0], option.explanation) for option in exercise.options if option.right)


def test_the_right_option_is_what_followed_and_the_others_came_later() -> None:
    for seed in range(12):
        exercise = ask(write_incident(9), seed)
        right, explanation = find_right(exercise)
        place = WORDS.index(right)
        assert explanation == f"at {5 * place // 60:02d}:{5 * place % 60:02d}"
        assert all(WORDS.index(option.text.split()[0]) >= place for option in exercise.options)
        shown = [line.split("** ")[1].split()[0] for line in exercise.situation.splitlines() if line.startswith("- ")]
        assert shown == WORDS[max(0, place - 3) : place]  # the last three moments before it
        assert exercise.situation.endswith(next_event.TITLE)


def test_the_stop_has_two_moments_before_it_and_two_behind_it() -> None:
    stops = {find_right(ask(write_incident(7), seed))[0] for seed in range(40)}
    assert stops == set(WORDS[2:5])
    assert [card for card in exercises.find_cards(write_incident(4)) if card.kind == next_event.NAME] == []


def test_of_a_long_incident_eight_moments_over_its_whole_length_are_asked_for() -> None:
    stops = {WORDS.index(find_right(ask(write_incident(18), seed))[0]) for seed in range(60)}
    assert len(stops) == 8
    assert min(stops) == 2
    assert max(stops) >= 13


def test_what_was_learned_afterwards_is_no_moment() -> None:
    for seed in range(12):
        assert not any("learns" in option.text for option in ask(write_incident(7, lesson=True), seed).options)
