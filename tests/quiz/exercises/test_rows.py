"""Guessers on decks that nobody wrote for them: texts drawn by lot, the right ones long and full of the question's words."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks.guess import GUESSERS, measure_luck
from commands.list_exercises import list_exercises
from deck.parser import parse
from quiz.exercises import interviewer_intent

WORDS = """broker partition offset consumer ledger booking reserve deadline retry backoff jitter thread pool socket lease
fence token replica quorum leader follower snapshot compaction index vacuum checkpoint latency histogram bucket budget
tenant shard cursor batch window watermark outbox saga""".split()


def write_text(rng: Random, words: int) -> str:
    text = " ".join(rng.sample(WORDS, words))
    return f"{text} {rng.randrange(900)}" if rng.random() < 0.4 else text


def write_deck(seed: int) -> str:
    """Return a deck of thirty questions with points and counter-questions, and six incidents."""
    rng = Random(seed)
    out = ["# A deck"]
    for number in range(30):
        if number % 5 == 0:
            out.append(f"## Topic {number}")
        asked = " ".join(rng.sample(WORDS, 4))
        # Careful authors say more in what is right, and repeat what was asked.
        points = "\n".join(f"- [ ] {write_text(rng, 5)} {asked.split()[n]}" for n in range(3))
        out.append(f"**Question:** Why {asked}?\n\n**Answer:** {write_text(rng, 9)}.\n\n{points}")
        intent = f"testing {write_text(rng, rng.randint(3, 8))}"
        out.append(f'**Counter-questions:**\n\n- *"And {write_text(rng, 3)}?"*\n  → {intent}\n\n  **Answer:** So.')
    for number in range(6):
        roles = ["Trigger", "Diagnosis", "Mitigation", "Mitigation", "Recovery", "Recovery", "Lesson"]
        events = "\n".join(
            f"- **00:{5 * at:02d}** {role}: {write_text(rng, rng.randint(4, 9))}" for at, role in enumerate(roles)
        )
        out.append(f"## Incident: Case {number} {write_text(rng, 2)}\n\n{events}")
    return "\n\n".join(out) + "\n"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_guessing_is_chance(seed: int) -> None:
    by_kind: dict[str, list] = {}
    for listed in list_exercises(parse(write_deck(seed)), turns=4):
        if listed.options:
            by_kind.setdefault(listed.kind, []).append(listed)
    assert {"pick", "tests", "next", "decision"} <= set(by_kind)
    for kind in ("pick", "tests", "next", "decision"):
        found = by_kind[kind]
        assert len(found) >= 6
        chance = sum(len(one.right) / len(one.options) for one in found) / len(found)
        for name, guess in GUESSERS.items():
            luck = sum(measure_luck(one, guess) for one in found) / len(found)
            assert abs(luck - chance) <= 0.05, (kind, name, luck - chance)


def test_the_same_card_is_asked_with_other_wrong_options_the_next_time_and_in_the_end_with_the_first() -> None:
    of = parse(write_deck(4))
    card = next(interviewer_intent.find_cards(of))
    shown = [
        frozenset(
            option.text for option in interviewer_intent.make_exercise(of, card, seed).options if not option.right
        )
        for seed in range(5)
    ]
    assert len(set(shown)) > 1
    assert shown[4] == shown[0]  # four rounds
