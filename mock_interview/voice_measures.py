"""Who speaks when: a voice activity detector on loudness, and what an interviewer notices about a voice.

A recording is reduced to its loudness in frames of 20 ms, one byte each: decibels below full scale, 0 the loudest, 127 silence.
The browser measures it while it records, so that the recording itself stays there.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

# The usual frame of speech processing: a vowel lasts several, a stop consonant one or two. The browser measures with
# the same (`web/interview/levels.js`).
FRAME_SECONDS = 0.02
# The noise floor of a moment is the quiet tenth of the seconds before it or after it, whichever is louder: between words there is
# breath, and a fan that is switched on is noise from its first moment.
_FLOOR_WINDOW_SECONDS = 4.0
_FLOOR_PERCENTILE = 10
_ENTER_DB, _LEAVE_DB = 9.0, 6.0  # above the floor: where speech begins, where it ends (hysteresis keeps words whole)
_ABOVE_FLOOR_SHARE = 0.35  # of the way from floor to loud speech a frame must go where the room is very quiet
_LOUD_PERCENTILE = 95  # loud speech; what is above it are knocks and plosives
_LEAST_RANGE_DB = 6.0  # speech goes up and down with every syllable, by twice as much and more
_FAINTEST_DB = -62.0  # below this nothing is speech, in however quiet a room
_SHORTEST_SPEECH_SECONDS = 0.1  # a cough in the next room is shorter
_SHORTEST_SOUND_SECONDS = 0.06  # the click of a key is shorter, and must not be joined with the next one
_BRIDGED_SECONDS = 0.3  # the closure of a plosive and the gap between words are part of speaking
LONG_PAUSE_SECONDS = 2.0  # from here on listeners notice a pause
_SENTENCE_SECONDS = 0.3  # speech that lasts this long is a sentence begun, not a cough

Levels = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SpeechSegment:
    """A stretch of speech, in seconds from the beginning of the recording."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class VoiceMeasures:
    """What was measured of one recording.

    All in seconds: `first_sentence` from the beginning of the recording until speech begins (None: never), `pauses` longer than
    two seconds between stretches of speech, `longest_monologue` without such a pause.
    """

    seconds: float
    talking: float
    first_sentence: float | None
    pauses: tuple[SpeechSegment, ...]
    longest_monologue: float

    @property
    def talking_share(self) -> float:
        """The share of the recording in which somebody speaks."""
        return self.talking / self.seconds if self.seconds else 0.0


@lru_cache(maxsize=1024)
def find_speech(levels: bytes) -> tuple[SpeechSegment, ...]:
    """Return the stretches of speech in a recording by its loudness. The floor follows the noise of the room."""
    loudness = -np.frombuffer(levels, dtype=np.uint8).astype(np.float64)
    if not len(loudness):
        return ()
    floor = _track_floor(loudness)
    loud = np.percentile(loudness, _LOUD_PERCENTILE)
    if loud - np.percentile(loudness, _FLOOR_PERCENTILE) < _LEAST_RANGE_DB:
        return ()  # an even noise
    # In a quiet room the floor lies far down, and a breath would count: what is speech lies nearer to speech than to silence.
    raised = floor + _ABOVE_FLOOR_SHARE * np.maximum(loud - floor, 0)
    enter = np.maximum(np.maximum(floor + _ENTER_DB, raised), _FAINTEST_DB)
    leave = np.maximum(np.maximum(floor + _LEAVE_DB, raised - 3), _FAINTEST_DB)
    # Frame by frame, because the threshold depends on whether the frame before was speech.
    speaking = np.zeros(len(loudness), dtype=bool)
    inside = False
    for at in range(len(loudness)):
        inside = loudness[at] >= (leave[at] if inside else enter[at])
        speaking[at] = inside
    return _join_frames(speaking)


def _track_floor(loudness: Levels) -> Levels:
    """Return the noise floor at each frame: a low percentile of what lies around it, found once a half second."""
    window = round(_FLOOR_WINDOW_SECONDS / FRAME_SECONDS)
    step = round(0.5 / FRAME_SECONDS)
    places = np.arange(0, len(loudness), step)
    padded = np.pad(loudness, window, mode="symmetric")
    # Row `at` of the view is what lies in the window before the frame `at`; so many rows further on, in the one after it.
    rows = np.lib.stride_tricks.sliding_window_view(padded, window)
    before = np.percentile(rows[places], _FLOOR_PERCENTILE, axis=1)
    after = np.percentile(rows[places + window], _FLOOR_PERCENTILE, axis=1)
    # At the ends a window is short, and may hold nothing but a word.
    quiet = np.percentile(loudness, _FLOOR_PERCENTILE)
    before = np.where(places < window / 2, np.minimum(before, quiet), before)
    after = np.where(places > len(loudness) - window / 2, np.minimum(after, quiet), after)
    floors = np.maximum(before, after)
    floor = np.interp(np.arange(len(loudness)), places, floors)
    # Somebody who speaks without a breath for six seconds is not noise.
    return np.minimum(floor, np.percentile(loudness, _LOUD_PERCENTILE) - _ENTER_DB - 3)


def _join_frames(speaking: NDArray[np.bool_]) -> tuple[SpeechSegment, ...]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], speaking, [False])).astype(np.int8)))
    segments: list[list[int]] = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if (end - start) * FRAME_SECONDS < _SHORTEST_SOUND_SECONDS:  # before the joining: two clicks are no word
            continue
        if segments and (start - segments[-1][1]) * FRAME_SECONDS < _BRIDGED_SECONDS:
            segments[-1][1] = end
        else:
            segments.append([start, end])
    return tuple(
        SpeechSegment(round(start * FRAME_SECONDS, 3), round(end * FRAME_SECONDS, 3))
        for start, end in segments
        if (end - start) * FRAME_SECONDS >= _SHORTEST_SPEECH_SECONDS
    )


def measure_voice(levels: bytes) -> VoiceMeasures:
    """Return what is to be said about a recording."""
    segments = find_speech(levels)
    pauses = tuple(
        SpeechSegment(spoken.end, following.start)
        for spoken, following in itertools.pairwise(segments)
        if following.start - spoken.end > LONG_PAUSE_SECONDS
    )
    longest, stretch_start = 0.0, segments[0].start if segments else 0.0
    for place, segment in enumerate(segments):
        if place and segment.start - segments[place - 1].end > LONG_PAUSE_SECONDS:
            stretch_start = segment.start
        longest = max(longest, segment.end - stretch_start)
    first = next((spoken.start for spoken in segments if spoken.end - spoken.start >= _SENTENCE_SECONDS), None)
    return VoiceMeasures(
        seconds=round(len(levels) * FRAME_SECONDS, 3),
        talking=round(sum(spoken.end - spoken.start for spoken in segments), 3),
        first_sentence=first,
        pauses=pauses,
        longest_monologue=round(longest, 3),
    )
