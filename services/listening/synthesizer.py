"""Where sentences become sound: the pools of workers, the cache of clips, lengths and loudness. One for a data
folder."""

from __future__ import annotations

import atexit
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, get_args

import numpy as np

from errors import UserError
from services.workspace import Workspace
from speech.audio import cache, clip, loudness
from speech.audio.mixer import GAP, Cancelled
from speech.audio.mp3 import Segment
from speech.engines import require
from speech.engines.pool import Pool, Unspoken
from speech.model import Chapter, Role, Sentence, Utterance, VoiceInfo, Voices
from speech.script import duration_estimate, timing
from speech.voices import foreign


class Heard(NamedTuple):
    """What a voice was like on fixed sentences: the factor that levels it, and how many times as long as estimated it
    speaks."""

    gain: float
    pace: float


_lock = threading.Lock()
_gain_lock = threading.Lock()
_pools: dict[str, Pool] = {}
_known: dict[str, tuple[VoiceInfo, ...]] = {}
_heard: dict[str, Heard] = {}


def pool(engine: str) -> Pool:
    """The workers of an engine, shared by all. Raises `UserError` when the engine is not there."""
    with _lock:
        if engine not in _pools:
            require(engine)
            _pools[engine] = Pool(engine)
        return _pools[engine]


@atexit.register
def close() -> None:
    """End all workers."""
    with _lock:
        pools = list(_pools.values())
        _pools.clear()
    for one in pools:
        one.close()


def voices(engine: str) -> tuple[VoiceInfo, ...]:
    """The voices of an engine, asked for once. Raises `UserError` when it cannot be used."""
    if engine not in _known:
        try:
            _known[engine] = tuple(pool(engine).voices())
        except Unspoken as error:
            raise UserError(
                f"The speech engine does not start ({error}).",
                "Choose another engine in Voice settings, or reinstall it.",
            ) from error
    return _known[engine]


class Studio:
    """Speaks with settled `voices` (both named) in one language, into the cache of a workspace."""

    def __init__(self, ws: Workspace, chosen: Voices, language: str = "en") -> None:
        self.voices = chosen
        self.language = language
        self._version = require(chosen.engine).version()
        self._cache = cache.Cache(ws.audio / "clips")
        self._lengths: dict[str, float] = {}
        self._under_way: dict[str, Future[Segment | None]] = {}  # a sentence that is asked for twice is spoken once
        self._lock = threading.Lock()

    @property
    def version(self) -> str:
        """Names the engine's build."""
        return self._version

    def utterance(self, sentence: Sentence) -> Utterance:
        """What the engine is asked for."""
        voice = self.voices.voice(sentence.role)
        return Utterance(self.voices.engine, self._version, voice, self.voices.rate, sentence.spoken)

    def guess(self, sentence: Sentence) -> float:
        """How long the sentence will last: an estimate, the same before and after it has been spoken."""
        return duration_estimate.seconds(sentence, self.voices.rate)

    def fetch(self, sentence: Sentence) -> Future[Segment | None]:
        """The clip, from the cache or a worker; None when it failed twice or its script cannot be read by the
        voice."""
        key = self.utterance(sentence).key
        with self._lock:
            future = self._under_way.get(key)
            if future is None or future.cancelled():
                future = self._under_way[key] = pool(self.voices.engine).do(partial(self._clip, sentence))
        future.add_done_callback(lambda done: self._landed(key, done))
        return future

    def _landed(self, key: str, future: Future[Segment | None]) -> None:
        with self._lock:
            if self._under_way.get(key) is future:
                del self._under_way[key]

    def length(self, chapters: tuple[Chapter, ...], cancelled: Callable[[], bool] = lambda: False) -> float:
        """How long chapters last, exactly: what has not been spoken is spoken first. Raises `Cancelled`."""
        sentences = [sentence for chapter in chapters for sentence in chapter.sentences]
        todo = {self.utterance(s).key: s for s in sentences if self.utterance(s).key not in self._lengths}
        futures = {key: self.fetch(sentence) for key, sentence in todo.items()}
        try:
            for key, future in futures.items():
                if cancelled():
                    raise Cancelled
                clip = future.result()
                self._lengths[key] = clip.seconds if clip else GAP
        finally:
            for future in futures.values():
                future.cancel()
        return timing.length(chapters, lambda sentence: self._lengths[self.utterance(sentence).key])

    def gain(self, sentence: Sentence) -> float:
        """The factor that levels the sentence's voice, measured once on fixed sentences and kept beside the clips."""
        probe = self._probe(sentence.role)
        with _gain_lock:
            heard = self._known(probe)
            if heard is None:
                heard = _heard[probe.key] = self._measured(probe)
                self._cache.path(probe.key, "gain").write_text(f"{heard.gain!r} {heard.pace!r}")
            return heard.gain

    @property
    def pace(self) -> float:
        """How many times as long as estimated the slower of the two voices speaks; 1 while nobody has heard them."""
        known = [self._known(self._probe(role)) for role in get_args(Role)]
        return max((heard.pace for heard in known if heard), default=1.0)

    def measure(self) -> None:
        """Hear both voices now. Raises `Unspoken` when one cannot speak."""
        for role in get_args(Role):
            self.gain(Sentence("", "", role))

    def _probe(self, role: Role) -> Utterance:
        return replace(self.utterance(Sentence("", "", role)), text="\n".join(loudness.CALIBRATION))

    def _known(self, probe: Utterance) -> Heard | None:
        if probe.key not in _heard:
            try:
                gain, pace = self._cache.path(probe.key, "gain").read_text().split()
                _heard[probe.key] = Heard(float(gain), float(pace))
            except (OSError, ValueError):
                return None
        return _heard[probe.key]

    def warm(self) -> None:
        """Measure, in the background, what the first sentence would have to wait for. What fails then fails again, with
        its sentence, when it is needed."""
        for role in get_args(Role):
            pool(self.voices.engine).do(partial(self.gain, Sentence("", "", role)))

    def _measured(self, probe: Utterance) -> Heard:
        sounds = []
        for text in loudness.CALIBRATION:
            with self._spoken(replace(probe, text=text)) as wav:
                sounds.append(cache.read(wav))
        heard = [sound for sound in sounds if sound is not None]
        if len(heard) < len(loudness.CALIBRATION):
            return Heard(1.0, 1.0)
        samples, rate = np.concatenate([sound.samples for sound in heard]), heard[0].rate
        guessed = sum(self.guess(Sentence(text, text)) for text in loudness.CALIBRATION)
        return Heard(loudness.gain(samples, rate), len(samples) / rate / guessed)

    def prune(self) -> None:
        """Keep the cache of clips within its bound."""
        self._cache.prune()

    def _clip(self, sentence: Sentence) -> Segment | None:
        if foreign(sentence.spoken, self.language):
            return None
        utterance = self.utterance(sentence)
        segment = self._cache.find(utterance)
        if segment is None:
            try:
                gain = self.gain(sentence)
                with self._spoken(utterance) as wav:
                    segment = clip.encoded(wav, gain)
            except Unspoken:
                return None
            if segment is not None:
                self._cache.keep(utterance, segment)
        return segment

    @contextmanager
    def _spoken(self, utterance: Utterance) -> Iterator[Path]:
        """What the engine says, as a WAV file for as long as the block lasts."""
        wav = self._cache.path(utterance.key, f"{uuid.uuid4().hex}.wav")
        try:
            pool(self.voices.engine).say(utterance.text, utterance.voice, utterance.rate, wav)
            yield wav
        finally:
            wav.unlink(missing_ok=True)
