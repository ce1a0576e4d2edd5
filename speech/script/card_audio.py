"""A question on a flash card: what is said on its front and on its back, as a small MP3 each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from deck.model import CounterQuestion, Deck, Question
from speech.audio import mp3
from speech.audio.mp3 import Segment
from speech.model import Pause, ScriptItem, Sentence, Utterance
from speech.script.script_builder import ScriptBuilder
from speech.script.timing import SENTENCE_PAUSE

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
        """Its sentences, in order."""
        return tuple(item for item in self.items if isinstance(item, Sentence))

    def hash_inputs(self, utterance: Callable[[Sentence], Utterance]) -> str:
        """A hash of all that its sound depends on: words, voices, pauses. 12 hexadecimal digits."""
        parts = [utterance(item).key if isinstance(item, Sentence) else f"{item.seconds:g}" for item in self.items]
        return hashlib.sha256("\x1f".join((FORMAT_VERSION, *parts)).encode()).hexdigest()[:12]


def script_cards(composer: ScriptBuilder, sides: Iterable[CardSide]) -> Iterator[SpokenCard]:
    """The sides of every question and counter-question that have something to say, in order; each question once."""
    wanted = tuple(sides)
    seen: set[str] = set()
    for asked in _list_questions(composer.deck):
        if asked.id in seen:
            continue
        seen.add(asked.id)
        for side, items in zip(("question", "answer"), _split_sides(composer, asked), strict=True):
            card = SpokenCard(asked.id, side, items)  # type: ignore[arg-type]
            if side in wanted and card.sentences:
                yield card


def _list_questions(deck: Deck) -> Iterator[Question | CounterQuestion]:
    for block in deck.blocks:
        if isinstance(block, Question | CounterQuestion):
            yield block


def _split_sides(
    composer: ScriptBuilder, asked: Question | CounterQuestion
) -> tuple[tuple[ScriptItem, ...], tuple[ScriptItem, ...]]:
    """What is said before and after the pause to think. On a card the first words ("Question.") would only delay it."""
    chapter = composer.script_question(asked) if isinstance(asked, Question) else composer.script_follow_up(asked)
    at = next(n for n, item in enumerate(chapter.items) if isinstance(item, Pause) and item.is_think_time)
    return chapter.items[1:at], chapter.items[at + 1 :]


def render_card(card: SpokenCard, clip: Callable[[Sentence], Segment | None]) -> bytes | None:
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
            count += mp3.count_frames(segment.data)
            spoken = True
        silence = round((item.seconds if isinstance(item, Pause) else SENTENCE_PAUSE) * mp3.SAMPLE_RATE / mp3.FRAME)
        frames += mp3.encode_silence(count, silence)
        count += silence
    if not spoken:
        return None
    frames += mp3.encode_silence(count, mp3.TAIL_FRAMES)
    return mp3.build_info_frame(bytes(frames), count * mp3.FRAME) + bytes(frames)
