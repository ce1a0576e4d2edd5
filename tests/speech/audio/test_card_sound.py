"""One side of a flash card as a small MP3."""

from __future__ import annotations

import io

import numpy as np
import pytest
from mutagen.mp3 import MP3

from speech.audio import mp3
from speech.audio.card_sound import render_card
from speech.audio.mp3 import Segment
from speech.model import Pause, ScriptItem, Sentence
from speech.script.card_audio import SpokenCard

CLIP = mp3.encode_segment(np.full(mp3.SAMPLE_RATE, 3000, dtype=np.int16))  # one second


def render(*items: ScriptItem) -> bytes | None:
    def find_clip(sentence: Sentence) -> Segment | None:
        return None if "?" in sentence.spoken_text else CLIP

    return render_card(SpokenCard("q", "answer", items), find_clip)


def measure(data: bytes | None) -> float:
    assert data is not None
    return float(MP3(io.BytesIO(data)).info.length)


YES, LOST = Sentence("Yes.", "Yes."), Sentence("Lost?", "Lost?")


def test_a_card_lasts_as_long_as_its_sentences_and_silences() -> None:
    one = measure(render(YES))
    assert one == pytest.approx(1.0 + 0.18, abs=0.15)
    assert measure(render(YES, YES)) - one == pytest.approx(1.18, abs=0.1)
    assert measure(render(YES, Pause(2.0))) - one == pytest.approx(2.0, abs=0.03)


def test_what_cannot_be_spoken_is_left_out_and_nothing_at_all_is_no_card() -> None:
    assert render(LOST, YES) == render(YES)
    assert render(LOST, Pause(2.0)) is None and render() is None


def test_its_frames_are_whole_and_counted_in_front() -> None:
    data = render(YES, Pause(0.5), YES)
    assert data is not None and data[:2] == b"\xff\xf3" and b"Info" in data[:40]
    frames = data[mp3.SHORT :]
    counted = int.from_bytes(data[data.index(b"Info") + 8 :][:4], "big")
    assert mp3.cut_frames(frames, 10_000) == frames
    assert counted == mp3.count_frames(frames) - 1
