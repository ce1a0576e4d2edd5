"""Episodes in the making: found again, cancelled, heard meanwhile; where the listener stopped."""

from __future__ import annotations

import threading
import time
from datetime import datetime

import pytest

from errors import UserError
from services.listening import episodes
from services.workspace import Workspace
from speech.model import Voices
from speech.script.request import EpisodeRequest
from tests.speech.test_listening import finish, held, plan

__all__ = ["held"]  # a fixture
pytestmark = pytest.mark.engines("sqlite")  # sound, not statements


def test_it_goes_on_without_the_page_and_is_found_again(
    workspace: Workspace, now: datetime, held: threading.Event
) -> None:
    planned = plan(workspace)
    first = episodes.start_episode(workspace, planned, now)
    assert first is not None and first.state.busy
    assert episodes.start_episode(workspace, planned, now) is first
    assert episodes.find_job(workspace, planned.name) is first
    held.set()
    assert first.wait(60).phase == "done"


def test_a_cancelled_episode_leaves_nothing_and_can_be_made_again(
    workspace: Workspace, now: datetime, held: threading.Event
) -> None:
    planned = plan(workspace, EpisodeRequest("topic", "pools"))
    job = episodes.start_episode(workspace, planned, now)
    assert job is not None
    job.cancel()
    held.set()
    assert job.wait(30).phase == "cancelled"
    assert episodes.find_finished(workspace, planned.name) is None and not job.frames.exists()
    assert finish(workspace, planned, now).phase == "done"


def test_frames_can_be_read_while_they_are_made(workspace: Workspace, now: datetime, held: threading.Event) -> None:
    planned = plan(workspace, EpisodeRequest("topic", "pools"))
    job = episodes.start_episode(workspace, planned, now)
    assert job is not None
    deadline = time.monotonic() + 10
    while not job.frames.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    with job.frames.open("rb") as growing:
        held.set()
        job.wait(30)
        assert len(growing.read()) > 100_000
    assert not job.frames.exists()


def test_a_cancel_is_heard_while_the_end_is_being_chosen(
    workspace: Workspace, now: datetime, held: threading.Event
) -> None:
    planned = plan(workspace, EpisodeRequest("commute", minutes=3))
    job = episodes.start_episode(workspace, planned, now)
    assert job is not None
    job.cancel()
    held.set()
    assert job.wait(30).phase == "cancelled" and not job.frames.exists()


def test_a_voice_that_does_not_exist_fails_with_a_sentence(workspace: Workspace, now: datetime) -> None:
    state = finish(workspace, plan(workspace, chosen=Voices(engine="silent", narrator="klingon")), now)
    assert state.phase == "failed" and state.error is not None
    assert "klingon" in str(state.error) and "Voice settings" in state.error.remedy


def test_a_data_folder_that_cannot_be_written_fails_with_a_sentence(workspace: Workspace, now: datetime) -> None:
    planned = plan(workspace)
    (workspace.audio).mkdir(parents=True, exist_ok=True)
    (workspace.audio / "clips").write_text("a file where the folder should be")
    state = finish(workspace, planned, now)
    assert state.phase == "failed" and state.error is not None and "data folder" in str(state.error)


def test_the_place_where_one_stopped_is_kept(workspace: Workspace) -> None:
    assert episodes.load_position(workspace, 1, "a") == 0
    for number in range(230):
        episodes.save_position(workspace, 1, f"e{number}", 1.5)
    episodes.save_position(workspace, 1, "a", 61.25)
    assert episodes.load_position(workspace, 1, "a") == 61.25
    assert episodes.load_position(workspace, 1, "e0") == 0 and episodes.load_position(workspace, 1, "e229") == 1.5
    with pytest.raises(UserError):
        episodes.save_position(workspace, 1, "a", float("nan"))
