"""An episode that cannot be made to its end: what the listener is told, and what is left behind."""

from __future__ import annotations

import errno
from datetime import datetime
from pathlib import Path

import pytest

from services import instruments
from services.listening import episode_files, episode_jobs, episodes
from services.workspace import Workspace
from speech.audio import mixer
from speech.script.request import EpisodeRequest
from tests.speech.test_listening import finish, plan

pytestmark = pytest.mark.engines("sqlite")  # sound, not statements
TOPIC = EpisodeRequest("topic", "pools")


def count_episodes(phase: str) -> float:
    return float(instruments.EPISODES.labels(phase)._value.get())


FULL = ("The disk is full.", "Delete episodes you have heard on the Listen page")


@pytest.mark.parametrize(
    ("step", "error", "message", "remedy"),
    [
        ("render_episode", OSError(errno.ENOSPC, "No space left on device"), *FULL),
        ("save_episode", OSError(errno.ENOSPC, "No space left on device"), *FULL),
        (
            "render_episode",
            OSError(errno.EACCES, "Permission denied"),
            "The data folder cannot be written: Permission denied.",
            "See that Rehearsal may write there",
        ),
    ],
)
def test_a_disk_that_refuses_is_told_and_the_episode_can_be_made_later(
    step: str,
    error: OSError,
    message: str,
    remedy: str,
    workspace: Workspace,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    planned = plan(workspace, TOPIC)
    failed, done = count_episodes("failed"), count_episodes("done")

    def refuse(*_arguments: object, **_options: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(episode_jobs if step == "render_episode" else episode_files, step, refuse)
        state = finish(workspace, planned, now)
    assert (state.phase, str(state.error)) == ("failed", message)
    assert state.error is not None and state.error.remedy.startswith(remedy)
    job = episodes.find_job(workspace, planned.name)
    assert job is not None and not job.frames.exists()
    assert episodes.find_finished(workspace, planned.name) is None
    assert (count_episodes("failed"), count_episodes("done")) == (failed + 1, done)
    if step == "save_episode":  # there is room again, and the sentences that were spoken are cached
        assert finish(workspace, planned, now).phase == "done"
        assert count_episodes("done") == done + 1


def test_a_disk_that_fills_up_in_the_middle_leaves_no_frames(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = plan(workspace, TOPIC)
    written: list[Path] = []
    real = mixer.render_episode

    def fill_up(stream, request_clip, sink, show, is_over, pause_sound):
        class Full:
            def write(self, data: bytes) -> int:
                if written:
                    raise OSError(errno.ENOSPC, "No space left on device")
                written.append(Path(sink.name))
                return sink.write(data)

            def flush(self) -> None:
                sink.flush()

        return real(stream, request_clip, Full(), show, is_over, pause_sound)

    monkeypatch.setattr(episode_jobs, "render_episode", fill_up)
    state = finish(workspace, planned, now)
    assert (state.phase, str(state.error)) == ("failed", "The disk is full.")
    assert written and not written[0].exists()
    assert list(written[0].parent.iterdir()) == []
    assert episode_jobs.count_busy() == (0, 0)  # and its turn is free
