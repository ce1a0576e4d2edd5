"""Frames of a constant rate: how many, how long, and what a player cuts off."""

from __future__ import annotations

import io

import numpy as np
import pytest

from speech.audio import m4b, mp3

TONE = (9000 * np.sin(np.arange(mp3.SAMPLE_RATE) / 8)).astype(np.int16)  # a second


def test_a_segment_has_whole_frames_for_its_sound_and_the_delays() -> None:
    segment = mp3.encode_segment(TONE)
    frames = mp3.count_frames(segment.data)
    assert (segment.samples, segment.seconds) == (mp3.SAMPLE_RATE, 1.0)
    assert frames * mp3.FRAME >= segment.samples + mp3.ENCODER_DELAY + mp3.DECODER_DELAY
    assert mp3.cut_frames(segment.data, frames) == mp3.cut_frames(segment.data, 9999) == segment.data
    assert mp3.count_frames(mp3.cut_frames(segment.data, 10)) == 10
    assert mp3.encode_segment(TONE[:0]) == mp3.Segment(0, b"")


def test_silence_begins_at_the_frame_where_it_stands() -> None:
    """Every second frame or so is a byte longer: which one hangs on its place in the file."""
    assert mp3.encode_silence(7, 0) == b""
    parts = [mp3.encode_silence(first, 1) for first in range(50)]
    assert b"".join(parts) == mp3.encode_silence(0, 50) and len(set(map(len, parts))) == 2
    assert all(part[2] >> 1 & 1 == len(part) - mp3.SHORT for part in parts)


@pytest.mark.skipif(not m4b.is_available(), reason="PyAV is an optional extra")
@pytest.mark.parametrize("frames", [40, 75])
def test_a_player_hears_exactly_the_samples_that_the_header_leaves(frames: int) -> None:
    import av

    segment = mp3.encode_segment(TONE)
    silence = frames - mp3.count_frames(segment.data)
    data = segment.data + mp3.encode_silence(mp3.count_frames(segment.data), silence + mp3.TAIL_FRAMES)
    samples = frames * mp3.FRAME
    with av.open(io.BytesIO(mp3.build_info_frame(data, samples) + data), format="mp3") as file:
        heard = np.concatenate([frame.to_ndarray().ravel() for frame in file.decode(audio=0)])
    assert len(heard) == pytest.approx(samples, abs=mp3.FRAME)
    loud = np.flatnonzero(np.abs(heard) > np.abs(heard).max() / 4)
    assert loud[0] < 40 and loud[-1] == pytest.approx(mp3.SAMPLE_RATE, abs=60)  # nothing in front of the sound


def test_the_header_frame_counts_what_follows() -> None:
    data = mp3.encode_silence(0, 102)
    header = mp3.build_info_frame(data, 100 * mp3.FRAME)
    at = header.index(b"Info")
    flags, frames, size = (int.from_bytes(header[at + 4 + 4 * n : at + 8 + 4 * n], "big") for n in range(3))
    assert (flags, frames, size, len(header)) == (15, 101, len(data) + len(header), mp3.SHORT)
    delays = int.from_bytes(header[at + 120 + 21 : at + 120 + 24], "big")
    assert (delays >> 12, delays & 0xFFF) == (mp3.ENCODER_DELAY, 101 * mp3.FRAME - mp3.ENCODER_DELAY - 100 * mp3.FRAME)
    assert header[at + 120 : at + 129] == b"LAME3.100"


@pytest.mark.parametrize(("seconds", "size"), [(0.0, 836), (60.0, 480_863)])
def test_the_size_is_known_from_the_length(seconds: float, size: int) -> None:
    assert mp3.compute_size(seconds) == size
