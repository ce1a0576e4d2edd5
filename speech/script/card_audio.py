"""A question on a flash card: what is said on its front and on its back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from deck.model import CounterQuestion, Deck, Question
from files import digest
from speech.model import Pause, ScriptItem, Sentence, Utterance
from speech.script.script_builder import ScriptBuilder

CardSide = Literal["question", "answer"]
FORMAT_VERSION = "1"  # changes when the same words are to be made again


@dataclass(frozen=True, slots=True)
class SpokenCard:
    """One side of a question: sentences and the pauses between them."""

    question_id: str
    side: CardSide
    items: tuple[ScriptItem, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return its sentences, in order."""
        return tuple(item for item in self.items if isinstance(item, Sentence))

    def hash_inputs(self, utterance: Callable[[Sentence], Utterance]) -> str:
        """Return a hash of words, voices and pauses, 12 hexadecimal digits: all that its sound depends on."""
        parts = [utterance(item).key if isinstance(item, Sentence) else f"{item.seconds:g}" for item in self.items]
        return digest("\x1f".join((FORMAT_VERSION, *parts)), 12)


def list_spoken_cards(builder: ScriptBuilder, sides: Iterable[CardSide]) -> Iterator[SpokenCard]:
    """Yield the sides of every question and counter-question that have something to say, each question once."""
    requested_sides = tuple(sides)
    scripted_ids: set[str] = set()
    for question in _list_questions(builder.deck):
        if question.id in scripted_ids:
            continue
        scripted_ids.add(question.id)
        for side, items in zip(("question", "answer"), _split_sides(builder, question), strict=True):
            card = SpokenCard(question.id, side, items)  # type: ignore[arg-type]
            if side in requested_sides and card.sentences:
                yield card


def _list_questions(deck: Deck) -> Iterator[Question | CounterQuestion]:
    for block in deck.blocks:
        if isinstance(block, Question | CounterQuestion):
            yield block


def _split_sides(
    builder: ScriptBuilder, question: Question | CounterQuestion
) -> tuple[tuple[ScriptItem, ...], tuple[ScriptItem, ...]]:
    """Return what is said before and after the pause to think.

    On a card the first words ("Question.") would only delay it.
    """
    chapter = (
        builder.script_question(question) if isinstance(question, Question) else builder.script_follow_up(question)
    )
    index = next(n for n, item in enumerate(chapter.items) if isinstance(item, Pause) and item.is_think_time)
    phrases = builder.reader.phrases
    first = builder.reader.read_line(phrases.question if isinstance(question, Question) else phrases.they_ask)
    return chapter.items[len(first) : index], chapter.items[index + 1 :]
