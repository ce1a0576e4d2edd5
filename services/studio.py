"""Where sentences become sound: the pools of workers, the cache of clips, lengths and loudness. One for a data
folder."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

import numpy as np

from deck.errors import UserError
from services.workspace import Workspace
from speech import cache, estimate, loudness
from speech.engines import require
from speech.model import Sentence, Utterance, VoiceInfo, Voices
from speech.pool import Pool, Unspoken
from speech.voices import foreign

_lock = threading.Lock()
_pools: dict[str, Pool] = {}
_known: dict[str, tuple[VoiceInfo, ...]] = {}
_gains: dict[str, float] = {}
_lengths: dict[str, float] = {}
MOST_LENGTHS = 100_000


def pool(engine: str) -> Pool:
    """The workers of an engine, shared by all. Raises `UserError` when the engine is not there."""
    require(engine)
    with _lock:
        if engine not in _pools:
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

    def fetch(self, sentence: Sentence) -> Future[cache.Clip | None]:
        """The clip, from the cache or a worker; None when it failed twice or its script cannot be read by the
        voice."""
        return pool(self.voices.engine).do(partial(self._clip, sentence))

    def gain(self, sentence: Sentence) -> float:
        """The factor that levels the sentence's voice, measured once on fixed sentences."""
        voice = self.voices.voice(sentence.role)
        name = f"{self.voices.engine}/{self._version}/{voice}/{self.voices.rate}"
        if name not in _gains:
            trial = [self.fetch(Sentence(text, text, sentence.role)) for text in loudness.CALIBRATION]
            clips = [clip for future in trial if (clip := future.result()) is not None]
            joined = np.concatenate([clip.samples for clip in clips]) if clips else np.zeros(0, dtype=np.int16)
            _gains[name] = loudness.gain(joined, clips[0].rate if clips else 1)
        return _gains[name]

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

    def _clip(self, sentence: Sentence) -> cache.Clip | None:
        if foreign(sentence.spoken, self.language):
            return None
        utterance = self.utterance(sentence)
        clip = self._cache.find(utterance)
        if clip is None:
            path = self._cache.path(utterance)
            try:
                pool(self.voices.engine).say(utterance.text, utterance.voice, utterance.rate, path)
            except Unspoken:
                return None
            clip = cache.read(path)
        if clip is not None:
            if len(_lengths) > MOST_LENGTHS:
                _lengths.clear()
            _lengths[utterance.key] = clip.seconds
        return clip
