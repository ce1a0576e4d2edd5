"""A question on a flash card: what is said on its front and on its back, as a small MP3 each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from deck.model import CounterQuestion, Deck, Question
from speech.audio import mp3
from speech.audio.mp3 import Segment
from speech.model import Item, Pause, Sentence, Utterance
from speech.script.composer import Composer
from speech.script.timing import BETWEEN

Side = Literal["question", "answer"]
FORMAT = "1"  # changes when the same words are to be made again


@dataclass(frozen=True, slots=True)
class Card:
    """One side of a question: sentences and the pauses between them."""

    question: str
    side: Side
    items: tuple[Item, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences, in order."""
        return tuple(item for item in self.items if isinstance(item, Sentence))

    def depends(self, utterance: Callable[[Sentence], Utterance]) -> str:
        """A hash of all that its sound depends on: words, voices, pauses. 12 hexadecimal digits."""
        parts = [utterance(item).key if isinstance(item, Sentence) else f"{item.seconds:g}" for item in self.items]
        return hashlib.sha256("\x1f".join((FORMAT, *parts)).encode()).hexdigest()[:12]


def cards(composer: Composer, sides: Iterable[Side]) -> Iterator[Card]:
    """The sides of every question and counter-question that have something to say, in order; each question once."""
    wanted = tuple(sides)
    seen: set[str] = set()
    for asked in _asked(composer.deck):
        if asked.id in seen:
            continue
        seen.add(asked.id)
        for side, items in zip(("question", "answer"), _halves(composer, asked), strict=True):
            card = Card(asked.id, side, items)  # type: ignore[arg-type]
            if side in wanted and card.sentences:
                yield card


def _asked(deck: Deck) -> Iterator[Question | CounterQuestion]:
    for block in deck.blocks:
        if isinstance(block, Question | CounterQuestion):
            yield block


def _halves(composer: Composer, asked: Question | CounterQuestion) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """What is said before and after the pause to think. On a card the first words ("Question.") would only delay it."""
    chapter = composer.question(asked) if isinstance(asked, Question) else composer.counter(asked)
    at = next(n for n, item in enumerate(chapter.items) if isinstance(item, Pause) and item.thinking)
    return chapter.items[1:at], chapter.items[at + 1 :]


def sound(card: Card, clip: Callable[[Sentence], Segment | None]) -> bytes | None:
    """The MP3 of a card; what cannot be spoken is left out, None when that is all of it."""
    frames = bytearray()
    count = 0
    spoken = False
    for item in card.items:
        if isinstance(item, Sentence):
            segment = clip(item)
            if segment is None:
                continue
            frames += segment.data
            count += mp3.frames(segment.data)
            spoken = True
        silence = round((item.seconds if isinstance(item, Pause) else BETWEEN) * mp3.SAMPLE_RATE / mp3.FRAME)
        frames += mp3.silence(count, silence)
        count += silence
    if not spoken:
        return None
    frames += mp3.silence(count, mp3.TAIL)
    return mp3.info_frame(bytes(frames), count * mp3.FRAME) + bytes(frames)
