"""MP3: 64 kbit/s, mono, 22,050 Hz, by LAME; with the header frame that makes players agree on the duration to
the sample.

At a constant rate the bytes follow from the samples, so the size of an episode is known as soon as its length
is. LAME puts 1,105 samples in front (576 of encoder delay, 529 of decoder delay) and fills the last frame; the
"Info" frame of the LAME tag (http://gabriel.mp3-tech.org/mp3infotag.html) says how many, and players cut them
off.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import lameenc
import numpy as np
from numpy.typing import NDArray

# Samples a second, espeak's own; kbit/s. Speech keeps all of its sound at these.
SAMPLE_RATE = 22050
BIT_RATE = 64
FRAME = 576  # samples in a frame of MPEG-2 layer III
ENCODER_DELAY = 576  # samples that the encoder puts in front
# Samples by which every decoder of layer III is late.
DECODER_DELAY = 529
TAIL_FRAMES = 2  # frames behind the last: the encoder's and the decoder's delay fit in
SIDE_INFO = 9  # bytes, MPEG-2 mono
FRAME_BITS, FRAME_PARTS = 72 * BIT_RATE * 1000, SAMPLE_RATE  # bytes a frame, as a fraction
SHORT = FRAME_BITS // FRAME_PARTS
QUALITY = 7  # LAME's scale; 5 takes twice as long and is not told from 7 on this material


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of sound as frames that stand for themselves: `samples` of sound from the first frame's start on.

    Segments can be put one after the other, since each begins with an empty bit reservoir; what a segment has
    beyond its samples (at least 1,105) is silence, which also takes up what the encoder and the decoder are
    late.
    """

    samples: int
    data: bytes

    @property
    def seconds(self) -> float:
        """Return how long the sound is."""
        return self.samples / SAMPLE_RATE


def encode_segment(samples: NDArray[np.int16]) -> Segment:
    """Encode a piece of sound."""
    lame = lameenc.Encoder()
    lame.silence()
    lame.set_bit_rate(BIT_RATE)
    lame.set_in_sample_rate(SAMPLE_RATE)
    lame.set_out_sample_rate(SAMPLE_RATE)
    lame.set_channels(1)
    lame.set_quality(QUALITY)
    data = bytes(lame.encode(samples.astype("<i2").tobytes())) + bytes(lame.flush()) if len(samples) else b""
    return Segment(len(samples), data)


def encode_silence(first: int, count: int) -> bytes:
    """Return `count` frames of silence, the first of them the `first` frame of the file.

    Every frame is a byte longer or not so that the rate is kept.
    """
    result = bytearray()
    for number in range(first, first + count):
        long = (number + 1) * FRAME_BITS // FRAME_PARTS - number * FRAME_BITS // FRAME_PARTS > SHORT
        result += bytes((0xFF, 0xF3, 0x82 if long else 0x80, 0xC4)) + bytes(SHORT + long - 4)
    return bytes(result)


def cut_frames(data: bytes, count: int) -> bytes:
    """Return the first `count` frames of a segment; they stand for themselves as the segment does."""
    end = 0
    for _ in range(count):
        if end + 4 > len(data):
            break
        end += SHORT + (data[end + 2] >> 1 & 1)  # the padding bit: such a frame is a byte longer
    return data[:end]


def count_frames(data: bytes) -> int:
    """Return how many frames a segment has, from its length.

    The rate is constant, so that all differ by less than a byte a segment.
    """
    return round(len(data) * FRAME_PARTS / FRAME_BITS)


def build_info_frame(data: bytes, samples: int) -> bytes:
    """Return the frame to put before `data`: how many frames and bytes follow, and what to cut.

    `samples` (whole frames) remain after the cut.

    The last frame carries nothing but the decoder's delay and is not counted: readers that go by the number of
    frames alone (ffprobe) are then 26 ms off at most, and those that cut what the tag says are exact.
    """
    count = samples // FRAME + TAIL_FRAMES - 1
    padding = max(0, count * FRAME - ENCODER_DELAY - samples)
    header = bytes((0xFF, 0xF3, 0x80, 0xC4))
    length = SHORT
    table = bytes(index * 256 // 100 for index in range(100))
    tag = b"Info" + struct.pack(">III", 0b1111, count, len(data) + length) + table + struct.pack(">I", 0)
    lame = (
        b"LAME3.100"
        + bytes((0x01, 170))  # constant bit rate; low-pass in units of 100 Hz is not known: LAME's usual for this rate
        + bytes(8)  # replay gain: levelled already
        + bytes((0, BIT_RATE))
        + (ENCODER_DELAY << 12 | padding & 0xFFF).to_bytes(3, "big")
        + bytes((0, 0))  # misc, gain
        + bytes(2)  # preset
        + struct.pack(">I", len(data) + length)
        + bytes(2)
    )
    frame = header + bytes(SIDE_INFO) + tag + lame
    frame += struct.pack(">H", _compute_crc(frame))
    return frame + bytes(length - len(frame))


def compute_size(seconds: float) -> int:
    """Return the bytes of all frames of an episode of this length, the Info frame included, rounded up to whole frames."""
    count = -(-round(seconds * SAMPLE_RATE + ENCODER_DELAY + DECODER_DELAY) // FRAME) + 2
    return -(-count * FRAME * BIT_RATE * 1000 // (8 * SAMPLE_RATE))


def _build_crc_table() -> tuple[int, ...]:
    result = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
        result.append(value)
    return tuple(result)


_CRC = _build_crc_table()


def _compute_crc(data: bytes) -> int:
    """Compute CRC-16 (reflected 0x8005) of the tag; that of the music is left out, as nobody reads it."""
    value = 0
    for byte in data:
        value = value >> 8 ^ _CRC[(value ^ byte) & 0xFF]
    return value
