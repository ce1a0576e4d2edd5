"""What practice works on: cards (units of memory) and exercises (how a card is put to the learner)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Card(NamedTuple):
    """A unit of memory with one schedule.

    `id` is unique in its deck and stable: the question's id for recall, `<id>~<kind>` for other kinds. `kind` is a key of
    `quiz.exercises.KINDS`; `source` the id of the question, counter-question, incident or decision it comes from; `topic` a
    section id; `sibling_group` is shared by siblings (a question, its counter-questions and their derived cards); `follows`
    the card id whose good answer brings this one ("" where none); `line` the place in the deck. Cards with `saved_only` are
    asked only of learners who saved them.
    """

    id: str
    kind: str
    source: str
    topic: str
    sibling_group: str
    follows: str
    line: int
    saved_only: bool = False


@dataclass(frozen=True, slots=True)
class Exercise:
    """A card put to the learner once. Each kind adds its own fields in a subclass; `prompt` is markdown.

    `heading` is the title of the card's topic, `line` the place in the deck.
    """

    card: Card
    heading: str
    prompt: str
