"""The sound of one side of a flash card, as a small MP3."""

from __future__ import annotations

from collections.abc import Callable

from speech.audio import mp3
from speech.audio.mp3 import Segment
from speech.model import Pause, Sentence
from speech.script.card_audio import SpokenCard
from speech.script.timing import SENTENCE_PAUSE


def render_card(card: SpokenCard, clip: Callable[[Sentence], Segment | None]) -> bytes | None:
    """Return a card as MP3, leaving out what cannot be spoken; None when nothing is left."""
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
