"""The written choices do not give themselves away: whoever guesses by form alone stays near chance."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest

from deck.model import Choice
from tests.content.library import NAMES, read

MARGIN = 0.12  # under three standard errors of a share of .25 over the choices of both decks
SPREAD = 1.4  # the longest option over the shortest; figures of one to three digits are exempt
FIGURE = 4  # characters: "64" against "4" says nothing

_WORD = re.compile(r"[a-z0-9]+")
_NUMBER = re.compile(r"\d[\d,.]*")
_SPECIFIC = re.compile(r"\d+|`[^`]+`|(?<!^)\b[A-Z][A-Za-z]+")  # figures, code, names: what looks concrete
_STOP = frozenset(
    "the and for that this with from what which does you your its not then than them they into one are was".split()
)


class Written(NamedTuple):
    """A question or decision with its options."""

    id: str
    prompt: str
    choices: tuple[Choice, ...]


Guess = Callable[[Written], list[float]]  # a score for each option; the highest is picked, ties are shared


def _written() -> list[Written]:
    decks = [read(name) for name in NAMES]
    asked = [Written(q.id, q.prompt, q.choices) for deck in decks for q in deck.questions if q.kind == "choice"]
    decided = [
        Written(d.id, d.prompt, d.choices) for deck in decks for incident in deck.incidents for d in incident.decisions
    ]
    return asked + decided


def _stems(text: str) -> set[str]:
    return {word[:6] for word in _WORD.findall(text.lower()) if len(word) > 2 and word not in _STOP}


def _middle_number(written: Written) -> list[float]:
    numbers = [[float(n.strip(",.").replace(",", "")) for n in _NUMBER.findall(c.text)] for c in written.choices]
    if not all(numbers):
        return [0.0] * len(numbers)
    ranked = sorted(n[0] for n in numbers)
    inner = set(ranked[1:-1])
    return [float(n[0] in inner) for n in numbers]


GUESSERS: dict[str, Guess] = {
    "longest": lambda w: [len(c.text) for c in w.choices],
    "shortest": lambda w: [-len(c.text) for c in w.choices],
    "shares words with the prompt": lambda w: [len(_stems(c.text) & _stems(w.prompt)) for c in w.choices],
    "most specific": lambda w: [len(_SPECIFIC.findall(c.text)) for c in w.choices],
    "middle number": _middle_number,
    "first": lambda w: [-i for i, _ in enumerate(w.choices)],
    "last": lambda w: [float(i) for i, _ in enumerate(w.choices)],
}


def _hit(written: Written, guess: Guess) -> float:
    """Return the chance that a guesser is right: one over the options that score highest, if the right one is there."""
    scores = guess(written)
    best = [i for i, score in enumerate(scores) if score == max(scores)]
    right = next(i for i, choice in enumerate(written.choices) if choice.right)
    return (right in best) / len(best)


@pytest.mark.parametrize("name", GUESSERS)
def test_a_guesser_stays_near_chance(name: str) -> None:
    written = _written()
    chance = sum(1 / len(w.choices) for w in written) / len(written)
    hits = sum(_hit(w, GUESSERS[name]) for w in written) / len(written)
    assert hits <= chance + MARGIN


def test_options_are_equally_long() -> None:
    uneven = []
    for w in _written():
        lengths = [len(c.text) for c in w.choices]
        if max(lengths) > FIGURE and max(lengths) > SPREAD * min(lengths):
            uneven.append((w.id, lengths))
    assert uneven == []
