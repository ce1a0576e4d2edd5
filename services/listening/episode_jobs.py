"""Episodes in the making: what to make, and the background jobs that make it.

Of all processes that share a database, one makes an episode: the holder of its lease. The others wait, let their listeners
hear what there is, and take over when the holder dies.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from errors import UserError
from objects.interface import ObjectStoreError
from services import instruments
from services.jobs import Job, JobCancelledError, JobPhase, JobRunner
from services.leases import Lease, LeaseProgress, LeaseWatch
from services.listening import episode_files
from services.listening.shared_frames import FramesFollower, FramesPublisher, get_frames_path, remove_parts
from services.listening.synthesizer import Synthesizer
from services.object_storage import open_remote_store
from services.workspace import Workspace
from speech.audio.mixer import Cancelled, Progress, render_episode
from speech.model import AudioTimeline
from speech.script.duration_control import MeasureChapters
from speech.script.episode_stream import EpisodeStream
from store.tables.leases import LeaseRow

# When nothing was added to a file of frames for so long, the server that made it was killed.
ABANDONED_SECONDS = 3600.0

FOLLOW_SECONDS = 0.5  # between two looks at what another process makes: the page looks as often
LOGGER = logging.getLogger("rehearsal")

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
        self._store = open_remote_store()
        self._watch = LeaseWatch(ws, f"episode:{order.name}")
        self._follower = FramesFollower(self._store, ws.audio, order.name)
        self._lease: Lease | None = None

    @property
    def frames(self) -> Path:
        """The frames made so far: a file that grows, to be played meanwhile. Another process has a file of its own."""
        return get_frames_path(self._ws.audio, self.order.name, os.getpid())

    def is_done_elsewhere(self) -> bool:
        """Wait while another process makes the episode; tell whether it has made it."""
        row = self._watch.find_holder()
        if row is None:
            return False
        self._watch.follow(row)
        self.frames.parent.mkdir(parents=True, exist_ok=True)
        with self.frames.open("wb") as sink:
            while row is not None:
                if self.cancelled:
                    raise JobCancelledError
                self._copy_frames(row, sink)
                self.report(row.done, row.seconds)
                self._cancelled.wait(FOLLOW_SECONDS)
                previous, row = row, self._watch.find_holder()
                if row is not None and row.token != previous.token:
                    self._watch.follow(row)
        # The lease is free: the episode is finished, or its maker died or failed, and it is this process's turn.
        return episode_files.find_episode(self._ws, self.order.name, fresh=True) is not None

    def _copy_frames(self, row: LeaseRow, sink: BinaryIO) -> None:
        try:
            self._follower.copy_new(row, sink)
        except ObjectStoreError as error:  # it is heard a little later, or when it is finished
            LOGGER.warning("the frames of %s could not be followed: %s", self.order.name, error)

    def work(self) -> None:
        """Render the episode and put its files in their place, unless another process has; raise UserError when nothing could
        be spoken.
        """
        while True:
            row = self._watch.try_take(self._get_now())
            if row is None:
                if self.is_done_elsewhere():
                    return
                continue
            try:
                with Lease(self._ws, row, self._get_progress, self._get_now, self._make_sender(row)) as self._lease:
                    if episode_files.find_episode(self._ws, self.order.name, fresh=True) is None:
                        self._render()
                return
            except Cancelled:
                if self.cancelled:
                    raise JobCancelledError from None
                # The lease was lost: this process was silent for too long, and another makes the episode.
            finally:
                self._remove_parts(row)  # when the lease has ended: its last beat may be sending a part until then

    def _make_sender(self, row: LeaseRow) -> Callable[[bool], None]:
        """Return what is called at each beat of the lease: it sends the new frames when somebody follows."""
        if self._store is None:
            return lambda _followed: None  # processes that share a folder read the file of frames itself
        publisher = FramesPublisher(self._store, self.order.name, row.token, self.frames)

        def send(followed: bool) -> None:
            if followed:
                with contextlib.suppress(ObjectStoreError, FileNotFoundError):  # sent with the next beat
                    publisher.publish()

        return send

    def _remove_parts(self, row: LeaseRow) -> None:
        if self._store is not None:
            with contextlib.suppress(ObjectStoreError):  # the day's maintenance removes them
                remove_parts(self._store, self.order.name, row.token)

    def _is_over(self) -> bool:
        """Tell whether to stop: it was cancelled, or another process took the work over."""
        return self.cancelled or (self._lease is not None and self._lease.is_lost)

    def _get_progress(self) -> LeaseProgress:
        return LeaseProgress(self.state.done, self.state.seconds)

    def _get_now(self) -> datetime:
        return datetime.now(UTC)

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

    def count(self, phase: JobPhase) -> None:
        """Count the episode for `/metrics`."""
        instruments.EPISODES.labels(phase).inc()

    def _render(self) -> None:
        stream = self.order.begin_stream(partial(self._synthesizer.measure_length, cancelled=self._is_over))
        self.frames.parent.mkdir(parents=True, exist_ok=True)
        with self.frames.open("wb") as sink:
            timeline = render_episode(
                stream,
                self._synthesizer.request_clip,
                sink,
                self._show,
                self._is_over,
                self._synthesizer.voices.pause_sound,
            )
        _refuse_silence(timeline)  # before it is saved: an episode of pauses would be found for ever
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


def _refuse_silence(timeline: AudioTimeline) -> None:
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
