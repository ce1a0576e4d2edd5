"""Where sentences become sound: the pools of workers, the cache of clips, their lengths and loudness."""

from __future__ import annotations

import atexit
import logging
import os
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
from speech.audio import clip, clip_cache, loudness
from speech.audio.mixer import MISSING_SECONDS, Cancelled
from speech.audio.mp3 import Segment
from speech.engines import DEFAULT_ENGINE, NEURAL_ENGINES, require_engine
from speech.engines.pool import Pool, SynthesisError
from speech.model import Chapter, Sentence, SpeakerRole, Utterance, VoiceInfo, Voices
from speech.script import duration_estimate, timing
from speech.voices import choose_voices, find_unreadable_script


class VoiceProfile(NamedTuple):
    """What a voice was like on fixed sentences: the factor that levels it, and how many times as long as estimated it
    speaks."""

    gain: float
    pace: float


# Sentences that an engine may fail at before the rest of an episode is left to the default one.
MAX_FAILURES = 3
# A neural worker takes a second to load its voice; it is kept for as long as somebody may look at a page.
NEURAL_IDLE_SECONDS = 300.0
_log = logging.getLogger(__name__)
_lock = threading.Lock()
_gain_lock = threading.Lock()
_pools: dict[str, Pool] = {}
_voices: dict[str, tuple[VoiceInfo, ...]] = {}
_profiles: dict[str, VoiceProfile] = {}


def get_pool(engine: str) -> Pool:
    """Return the workers of an engine, shared by all. Raises UserError when the engine is not there."""
    with _lock:
        if engine not in _pools:
            workers = getattr(require_engine(engine), "WORKERS_PER_CORE", 0)
            if workers:
                _pools[engine] = Pool(engine, size=workers * (os.cpu_count() or 1), idle=NEURAL_IDLE_SECONDS)
            else:
                _pools[engine] = Pool(engine)
        return _pools[engine]


@atexit.register
def close_pools() -> None:
    """End all workers."""
    with _lock:
        pools = list(_pools.values())
        _pools.clear()
    for pool in pools:
        pool.close()


def list_voices(engine: str) -> tuple[VoiceInfo, ...]:
    """Return the voices of an engine, asked for once. Raises UserError when it cannot be used."""
    if engine not in _voices:
        try:
            _voices[engine] = tuple(get_pool(engine).list_voices())
        except SynthesisError as error:
            raise UserError(
                f"The speech engine does not start ({error}).",
                "Choose another engine in Voice settings, or reinstall it.",
            ) from error
    return _voices[engine]


class Synthesizer:
    """Speaks with settled `voices` (both named) in one language, into the cache of a workspace."""

    def __init__(self, ws: Workspace, voices: Voices, language: str = "en") -> None:
        self.voices = voices
        self.language = language
        self._version = require_engine(voices.engine).describe_version()
        self._cache = clip_cache.ClipCache(ws.audio / "clips")
        self._lengths: dict[str, float] = {}
        self._under_way: dict[str, Future[Segment | None]] = {}  # a sentence that is asked for twice is spoken once
        self._lock = threading.Lock()
        self._workspace = ws
        self._failures = 0
        self._substitute: Synthesizer | None = None

    @property
    def version(self) -> str:
        """The name of the engine's build."""
        return self._version

    def build_utterance(self, sentence: Sentence) -> Utterance:
        """Return what the engine is asked for."""
        voice = self.voices.get_voice(sentence.role)
        return Utterance(self.voices.engine, self._version, voice, self.voices.rate, sentence.spoken_text)

    def estimate_seconds(self, sentence: Sentence) -> float:
        """Estimate how long the sentence will last: the same before and after it has been spoken."""
        return duration_estimate.estimate_sentence(sentence, self.voices.rate)

    def request_clip(self, sentence: Sentence) -> Future[Segment | None]:
        """Ask for the clip, from the cache or a worker.

        It is None when it failed twice or its script cannot be read by the voice.
        """
        key = self.build_utterance(sentence).key
        with self._lock:
            future = self._under_way.get(key)
            if future is None or future.cancelled():
                future = self._under_way[key] = get_pool(self.voices.engine).submit_task(
                    partial(self._synthesize, sentence)
                )
        # Outside the lock, which the callback takes: for a future that is done already it is called at once.
        future.add_done_callback(lambda finished: self._forget_finished(key, finished))
        return future

    def _forget_finished(self, key: str, future: Future[Segment | None]) -> None:
        with self._lock:
            if self._under_way.get(key) is future:
                del self._under_way[key]

    def measure_length(self, chapters: tuple[Chapter, ...], cancelled: Callable[[], bool] = lambda: False) -> float:
        """Measure how long chapters last, exactly: what has not been spoken is spoken first. Raises `Cancelled`."""
        sentences = [sentence for chapter in chapters for sentence in chapter.sentences]
        todo = {self.build_utterance(s).key: s for s in sentences if self.build_utterance(s).key not in self._lengths}
        futures = {key: self.request_clip(sentence) for key, sentence in todo.items()}
        try:
            for key, future in futures.items():
                if cancelled():
                    raise Cancelled
                clip = future.result()
                self._lengths[key] = clip.seconds if clip else MISSING_SECONDS
        finally:
            for future in futures.values():
                future.cancel()
        return timing.sum_seconds(chapters, lambda sentence: self._lengths[self.build_utterance(sentence).key])

    def measure_gain(self, sentence: Sentence) -> float:
        """Return the factor that levels the sentence's voice, measured once on fixed sentences and kept beside the
        clips.
        """
        probe = self._build_probe(sentence.role)
        with _gain_lock:
            profile = self._load_profile(probe)
            if profile is None:
                profile = _profiles[probe.key] = self._measure_profile(probe)
                self._cache.get_clip_path(probe.key, "gain").write_text(f"{profile.gain!r} {profile.pace!r}")
            return profile.gain

    @property
    def pace(self) -> float:
        """How many times as long as estimated the slower of the two voices speaks; 1 while nobody has heard them."""
        profiles = [self._load_profile(self._build_probe(role)) for role in get_args(SpeakerRole)]
        return max((profile.pace for profile in profiles if profile), default=1.0)

    def measure_voices(self) -> None:
        """Measure the loudness of both voices now. Raises SynthesisError when one cannot speak."""
        for role in get_args(SpeakerRole):
            self.measure_gain(Sentence("", "", role))

    def _build_probe(self, role: SpeakerRole) -> Utterance:
        return replace(self.build_utterance(Sentence("", "", role)), text="\n".join(loudness.CALIBRATION))

    def _load_profile(self, probe: Utterance) -> VoiceProfile | None:
        if probe.key not in _profiles:
            try:
                gain, pace = self._cache.get_clip_path(probe.key, "gain").read_text().split()
                _profiles[probe.key] = VoiceProfile(float(gain), float(pace))
            except (OSError, ValueError):
                return None
        return _profiles[probe.key]

    def start_measuring(self) -> None:
        """Measure, in the background, what the first sentence would have to wait for.

        What fails then fails again, with its sentence, when it is needed.
        """
        pool = get_pool(self.voices.engine)
        for role in get_args(SpeakerRole):
            pool.submit_task(partial(self.measure_gain, Sentence("", "", role)))
        pool.submit_task(partial(pool.transcribe, "Ready.", self.voices.narrator))  # loads the voice

    def _measure_profile(self, probe: Utterance) -> VoiceProfile:
        sounds = []
        for text in loudness.CALIBRATION:
            with self._speak(replace(probe, text=text)) as wav:
                sounds.append(clip_cache.read_wav(wav))
        clips = [sound for sound in sounds if sound is not None]
        if len(clips) < len(loudness.CALIBRATION):
            return VoiceProfile(1.0, 1.0)
        samples, rate = np.concatenate([sound.samples for sound in clips]), clips[0].rate
        estimated = sum(self.estimate_seconds(Sentence(text, text)) for text in loudness.CALIBRATION)
        return VoiceProfile(loudness.compute_gain(samples, rate), len(samples) / rate / estimated)

    def prune_cache(self) -> None:
        """Keep the cache of clips within its bound."""
        self._cache.remove_oldest()

    def _synthesize(self, sentence: Sentence) -> Segment | None:
        if find_unreadable_script(sentence.spoken_text, self.language):
            return None
        utterance = self.build_utterance(sentence)
        segment = self._cache.find_clip(utterance)
        if segment is None:
            if self._failures >= MAX_FAILURES and self.voices.engine in NEURAL_ENGINES:
                return self._speak_by_default(sentence)
            try:
                gain = self.measure_gain(sentence)
                with self._speak(utterance) as wav:
                    segment = clip.encode_wav(wav, gain)
            except SynthesisError as error:
                self._failures += 1
                _log.warning("%s failed at a sentence: %s", self.voices.engine, error)
                return self._speak_by_default(sentence)
            if segment is not None:
                self._cache.store_clip(utterance, segment)
        return segment

    def _speak_by_default(self, sentence: Sentence) -> Segment | None:
        """Speak with the default engine what the chosen one failed at; None where that fails as well.

        The clip is not kept under the name of the chosen engine, which is tried again in the next episode.
        """
        if self.voices.engine not in NEURAL_ENGINES:
            return None
        if self._substitute is None:
            voices = replace(self.voices, engine=DEFAULT_ENGINE, narrator="", second="")
            try:
                settled = choose_voices(voices, list_voices(DEFAULT_ENGINE), self.language)
                self._substitute = Synthesizer(self._workspace, settled, self.language)
            except UserError:
                return None
        # By itself, not through its pool's threads: this is a task of a pool already.
        return self._substitute._synthesize(sentence)

    @contextmanager
    def _speak(self, utterance: Utterance) -> Iterator[Path]:
        """Speak a text into a WAV file that is there for as long as the block lasts."""
        wav = self._cache.get_clip_path(utterance.key, f"{uuid.uuid4().hex}.wav")
        try:
            get_pool(self.voices.engine).synthesize(utterance.text, utterance.voice, utterance.rate, wav)
            yield wav
        finally:
            wav.unlink(missing_ok=True)
