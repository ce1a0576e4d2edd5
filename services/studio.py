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

import numpy as np

from deck.errors import UserError
from services.workspace import Workspace
from speech import cache, clip, estimate, loudness
from speech.engines import require
from speech.model import Sentence, Utterance, VoiceInfo, Voices
from speech.mp3 import Segment
from speech.pool import Pool, Unspoken
from speech.voices import foreign

_lock = threading.Lock()
_gain_lock = threading.Lock()
_pools: dict[str, Pool] = {}
_known: dict[str, tuple[VoiceInfo, ...]] = {}
_gains: dict[str, float] = {}
_lengths: dict[str, float] = {}
MOST_LENGTHS = 100_000


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

    @property
    def version(self) -> str:
        """Names the engine's build."""
        return self._version

    def utterance(self, sentence: Sentence) -> Utterance:
        """What the engine is asked for."""
        voice = self.voices.voice(sentence.role)
        return Utterance(self.voices.engine, self._version, voice, self.voices.rate, sentence.spoken)

    def seconds(self, sentence: Sentence) -> float:
        """How long the sentence lasts: exact once it has been spoken in this process, else an estimate."""
        return _lengths.get(self.utterance(sentence).key) or self.guess(sentence)

    def guess(self, sentence: Sentence) -> float:
        """The estimate: the same before and after the sentence has been spoken."""
        return estimate.seconds(sentence, self.voices.rate)

    def measured(self, sentence: Sentence) -> bool:
        """Whether `seconds` is exact."""
        return self.utterance(sentence).key in _lengths

    def fetch(self, sentence: Sentence) -> Future[Segment | None]:
        """The clip, from the cache or a worker; None when it failed twice or its script cannot be read by the
        voice."""
        return pool(self.voices.engine).do(partial(self._clip, sentence))

    def gain(self, sentence: Sentence) -> float:
        """The factor that levels the sentence's voice, measured once on fixed sentences and kept beside the clips."""
        probe = replace(self.utterance(sentence), text="\n".join(loudness.CALIBRATION))
        with _gain_lock:
            if probe.key not in _gains:
                path = self._cache.path(probe.key, "gain")
                try:
                    _gains[probe.key] = float(path.read_text())
                except (OSError, ValueError):
                    _gains[probe.key] = self._measured_gain(probe)
                    path.write_text(repr(_gains[probe.key]))
            return _gains[probe.key]

    def _measured_gain(self, probe: Utterance) -> float:
        sounds = []
        for text in loudness.CALIBRATION:
            with self._spoken(replace(probe, text=text)) as wav:
                sounds.append(cache.read(wav))
        heard = [sound for sound in sounds if sound is not None]
        return loudness.gain(np.concatenate([sound.samples for sound in heard]), heard[0].rate) if heard else 1.0

    def measure(
        self, sentences: list[Sentence], step: Callable[[int, int], None], cancelled: Callable[[], bool]
    ) -> None:
        """Speak what has not been, so that `seconds` is exact. Stops early when cancelled."""
        todo = list({self.utterance(s).key: s for s in sentences if not self.measured(s)}.values())
        futures = [self.fetch(sentence) for sentence in todo]
        try:
            for done, future in enumerate(futures, start=1):
                if cancelled():
                    return
                future.result()
                step(done, len(todo))
        finally:
            for future in futures:
                future.cancel()

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
        if segment is not None:
            if len(_lengths) > MOST_LENGTHS:
                _lengths.clear()
            _lengths[utterance.key] = segment.seconds
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
