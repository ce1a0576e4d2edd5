"""Episodes in the making: what to make, and the background jobs that make it."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from errors import UserError
from services import instruments
from services.jobs import Job, JobCancelledError, JobRunner, Phase
from services.listening import episode_files
from services.listening.synthesizer import Synthesizer
from services.workspace import Workspace
from speech.audio.mixer import Cancelled, Progress, render_episode
from speech.model import Timeline
from speech.script.duration_control import MeasureChapters
from speech.script.episode_stream import EpisodeStream

ABANDONED_SECONDS = 3600.0  # seconds since anything was written: the server that made it was killed

StreamFactory = Callable[[MeasureChapters], EpisodeStream]


@dataclass(frozen=True, slots=True)
class EpisodeOrder:
    """What to make: `begin_stream` gives the episode chapter by chapter, from a function that measures chapters.

    `sentences` is about how many there will be.
    """

    name: str
    album: str
    begin_stream: StreamFactory
    sentences: int
    ordered_at: datetime


class EpisodeJob(Job):
    """One episode in the making; `done` of the state counts sentences, `seconds` the sound so far."""

    failure = UserError("The episode could not be made.", "The server's log says why.")

    def __init__(self, ws: Workspace, synthesizer: Synthesizer, order: EpisodeOrder) -> None:
        super().__init__(order.sentences)
        self.order = order
        self._ws = ws
        self._synthesizer = synthesizer

    @property
    def frames(self) -> Path:
        """The frames made so far: a file that grows, to be played meanwhile. Another process has a file of its own."""
        return self._ws.audio / "making" / f"{self.order.name}.{os.getpid()}.frames"

    def work(self) -> None:
        """Render the episode and put its files in their place; raise UserError when nothing could be spoken."""
        try:
            self._render()
        except Cancelled:
            raise JobCancelledError from None

    def explain(self, error: OSError) -> UserError:
        """Return what a person should know when the disk refuses; a full one is named."""
        if error.errno == errno.ENOSPC:
            return UserError(
                "The disk is full.",
                "Delete episodes you have heard on the Listen page, or audio/clips in the data folder, then try again.",
            )
        return super().explain(error)

    def clean_up(self) -> None:
        """Remove the frames: the episode has them, or nobody will."""
        self.frames.unlink(missing_ok=True)

    def count(self, phase: Phase) -> None:
        """Count the episode for `/metrics`."""
        instruments.EPISODES.labels(phase).inc()

    def _render(self) -> None:
        stream = self.order.begin_stream(partial(self._synthesizer.measure_length, cancelled=self._cancelled.is_set))
        self.frames.parent.mkdir(parents=True, exist_ok=True)
        with self.frames.open("wb") as sink:
            timeline = render_episode(
                stream,
                self._synthesizer.request_clip,
                sink,
                self._show,
                self._cancelled.is_set,
                self._synthesizer.voices.pause_sound,
            )
        _refuse_silence(timeline)
        episode_files.save_episode(
            self._ws,
            self.order.name,
            stream.episode,
            timeline,
            self.order.album,
            self.frames.read_bytes(),
            self.order.ordered_at,
        )
        episode_files.prune_episodes(self._ws)
        self._synthesizer.prune_cache()
        _remove_abandoned(self.frames.parent)

    def _show(self, progress: Progress) -> None:
        self.report(progress.done, progress.seconds)


def _refuse_silence(timeline: Timeline) -> None:
    if timeline.cues and len(timeline.missing) == len(timeline.cues):
        raise UserError(
            "Not one sentence of this episode could be spoken with the chosen voice.",
            "Choose a voice of the text's language in Voice settings, and set `language:` in the front matter.",
        )


def _remove_abandoned(folder: Path) -> None:
    """Remove frames that a server which was killed left behind."""
    for frames in folder.glob("*.frames"):
        with contextlib.suppress(OSError):
            if time.time() - frames.stat().st_mtime > ABANDONED_SECONDS:
                frames.unlink()


_RUNNER: JobRunner[EpisodeJob] = JobRunner("episode", concurrent=2, remembered=50)


def start_job(ws: Workspace, synthesizer: Synthesizer, order: EpisodeOrder) -> EpisodeJob:
    """Begin to make an episode, or return the job that makes it already."""
    return _RUNNER.start((ws.audio, order.name), lambda: EpisodeJob(ws, synthesizer, order))


def find_job(ws: Workspace, name: str) -> EpisodeJob | None:
    """Return the job of this name, under way or over, if this process has had one."""
    return _RUNNER.find((ws.audio, name))


def count_busy() -> tuple[int, int]:
    """Return how many episodes wait for their turn, and how many are being made."""
    return _RUNNER.count("waiting"), _RUNNER.count("making")


def stop_all(timeout: float) -> int:
    """Give up what is being made, `timeout` seconds at most; return how many there were. What was spoken stays cached."""
    return _RUNNER.stop_all(timeout)
