"""Episodes in the making: each in a thread of the process, not of the page. They report, can be cancelled,
survive a rerun."""

from __future__ import annotations

import contextlib
import errno
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Literal

from errors import UserError
from services.listening import episode_files
from services.listening.synthesizer import Synthesizer
from services.workspace import Workspace
from speech.audio.mixer import Cancelled, Progress, render_episode
from speech.model import Timeline
from speech.script.duration_control import MeasureChapters
from speech.script.episode_stream import EpisodeStream

MAX_CONCURRENT = 2
ABANDONED_SECONDS = 3600.0  # seconds since anything was written: the server that made it was killed
MAX_FINISHED_JOBS = 50  # jobs that are over: the page shows what went wrong with them

JobPhase = Literal["waiting", "making", "done", "failed", "cancelled"]
StreamFactory = Callable[[MeasureChapters], EpisodeStream]


@dataclass(frozen=True, slots=True)
class JobState:
    """How far an episode is. `share` is 0 to 1 of its phase, `seconds` the sound so far, `error` what went wrong."""

    phase: JobPhase = "waiting"
    share: float = 0.0
    seconds: float = 0.0
    error: UserError | None = None

    @property
    def busy(self) -> bool:
        """Whether it is still being worked on."""
        return self.phase in {"waiting", "making"}


@dataclass(frozen=True, slots=True)
class EpisodeOrder:
    """What to make: `begin` gives the episode chapter by chapter, from a function that tells how long chapters last.

    `sentences` is about how many there will be, `size` the least number of bytes of the MP3, `at` the moment it was
    ordered.
    """

    name: str
    album: str
    begin_stream: StreamFactory
    sentences: int
    min_bytes: int
    ordered_at: datetime


class EpisodeJob:
    """One episode in the making."""

    def __init__(self, ws: Workspace, studio: Synthesizer, order: EpisodeOrder) -> None:
        self.order = order
        self._ws = ws
        self._studio = studio
        self._state = JobState()
        self._stop = threading.Event()
        self._changed = threading.Condition()

    @property
    def state(self) -> JobState:
        """How far it is."""
        return self._state

    @property
    def frames(self) -> Path:
        """The frames made so far: a file that grows, to be played meanwhile."""
        return self._ws.audio / "making" / f"{self.order.name}.frames"

    def cancel(self) -> None:
        """Stop soon; what has been spoken stays in the cache."""
        self._stop.set()

    def wait(self, timeout: float) -> JobState:
        """The state when it is no longer busy, or after `timeout` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: not self._state.busy, timeout)
        return self._state

    def _set(self, state: JobState) -> None:
        with self._changed:
            self._state = state
            self._changed.notify_all()

    def run(self) -> None:
        """Make it. Nothing is raised: the state tells how it went, the log has the trace of a bug."""
        try:
            self._make()
            end = JobState("done", 1.0, self._state.seconds)
        except Cancelled:
            end = JobState("cancelled")
        except UserError as error:
            end = JobState("failed", error=error)
        except OSError as error:
            end = JobState("failed", error=_explain_disk_error(error))
        except Exception:
            end = JobState("failed", error=UserError("The episode could not be made.", "The server's log says why."))
            logging.getLogger(__name__).exception("an episode could not be made")
        self.frames.unlink(missing_ok=True)
        self._set(end)

    def _make(self) -> None:
        programme = self.order.begin_stream(partial(self._studio.measure_length, cancelled=self._stop.is_set))
        self.frames.parent.mkdir(parents=True, exist_ok=True)
        with self.frames.open("wb") as sink:
            timeline = render_episode(programme, self._studio.request_clip, sink, self._progress, self._stop.is_set)
        self._refuse_silence(timeline)
        frames = self.frames.read_bytes()
        episode_files.save_episode(
            self._ws,
            self.order.name,
            programme.episode,
            timeline,
            self.order.album,
            frames,
            self.order.ordered_at,
            self.order.min_bytes,
        )
        episode_files.prune_episodes(self._ws)
        self._studio.prune_cache()
        for left in self.frames.parent.glob("*.frames"):
            with contextlib.suppress(OSError):
                if time.time() - left.stat().st_mtime > ABANDONED_SECONDS:
                    left.unlink()

    def _progress(self, progress: Progress) -> None:
        share = min(0.99, progress.done / max(1, self.order.sentences))
        self._set(JobState("making", share, progress.seconds))

    def _refuse_silence(self, timeline: Timeline) -> None:
        if timeline.cues and len(timeline.missing) == len(timeline.cues):
            raise UserError(
                "Not one sentence of this episode could be spoken with the chosen voice.",
                "Choose a voice of the text's language in Voice settings, and set `language:` in the front matter.",
            )


def _explain_disk_error(error: OSError) -> UserError:
    if error.errno == errno.ENOSPC:
        return UserError("The disk is full.", "Make room on the disk of the data folder, then try again.")
    return UserError(
        f"The data folder cannot be written: {error.strerror or error}.",
        "See that Rehearsal may write there, then try again.",
    )


_lock = threading.Lock()
_jobs: dict[tuple[Path, str], EpisodeJob] = {}
_turns = threading.BoundedSemaphore(MAX_CONCURRENT)


def start_job(ws: Workspace, studio: Synthesizer, order: EpisodeOrder) -> EpisodeJob:
    """Begin, or find the one that is already under way."""
    with _lock:
        job = _jobs.get((ws.audio, order.name))
        if job is None or not job.state.busy:
            job = _jobs[ws.audio, order.name] = EpisodeJob(ws, studio, order)
            _forget_finished()
            # a daemon: the end of the server does not wait for an episode
            threading.Thread(target=_run_in_turn, args=(job,), name="episode", daemon=True).start()
        return job


def _run_in_turn(job: EpisodeJob) -> None:
    with _turns:
        job.run()


def _forget_finished() -> None:
    """Let go of the oldest jobs that are over (the lock is held)."""
    over = [name for name, job in _jobs.items() if not job.state.busy]
    for name in over[:-MAX_FINISHED_JOBS]:
        del _jobs[name]


def find_job(ws: Workspace, name: str) -> EpisodeJob | None:
    """The job of this name, if this process has had one."""
    return _jobs.get((ws.audio, name))


def count_busy() -> tuple[int, int]:
    """Return how many episodes wait for their turn, and how many are being made."""
    phases = [job.state.phase for job in list(_jobs.values())]
    return phases.count("waiting"), phases.count("making")
