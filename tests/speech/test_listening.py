"""The service: plan, make, find again, cancel; positions and voices are kept; what goes wrong is a sentence."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from services.listening import episode_jobs as making
from services.listening import episodes, synthesizer, voices
from services.workspace import Workspace
from speech.engines.pool import Pool, SynthesisError
from speech.model import Sentence, Voices
from speech.script.episode_kinds import list_offers
from speech.script.request import EpisodeRequest
from tests.speech.decks import TEXT, pools

SILENT = Voices(engine="silent")
SCRIPT = EpisodeRequest("script", "spoken-pools")


def plan(ws: Workspace, request: EpisodeRequest = SCRIPT, chosen: Voices = SILENT) -> episodes.EpisodePlan:
    return episodes.plan_episode(ws, "pools", pools(), request, chosen)


def finish(ws: Workspace, planned: episodes.EpisodePlan, now: datetime) -> making.JobState:
    job = episodes.start_episode(ws, planned, now)
    assert job is not None
    return job.wait(60)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The engine waits for this event."""
    go = threading.Event()
    real = synthesizer.Synthesizer._synthesize

    def wait(self: synthesizer.Synthesizer, sentence: Sentence) -> object:
        go.wait(20)
        return real(self, sentence)

    monkeypatch.setattr(synthesizer.Synthesizer, "_synthesize", wait)
    yield go
    go.set()


@pytest.mark.parametrize(
    "offer", list_offers(pools()), ids=lambda offer: f"{offer.request.kind}-{offer.request.target_id}"
)
def test_everything_offered_can_be_made(offer: episodes.EpisodePlan, workspace: Workspace, now: datetime) -> None:
    planned = plan(workspace, offer.request)
    state = finish(workspace, planned, now)
    assert (state.phase, state.error) == ("done", None)
    made = episodes.find_finished(workspace, planned.name)
    assert made is not None and made.made_at == now
    assert made.bytes == pytest.approx(planned.bytes, rel=0.4)
    data = episodes.find_file(workspace, f"{planned.name}.mp3").read_bytes()
    assert len(data) == made.bytes and bytes(2000) not in data[:-2000]  # nothing is filled up with zeros
    low, high = planned.episode.promised_minutes
    assert low * 60 <= made.timeline.seconds <= (high * 60 or made.timeline.seconds)
    assert episodes.start_episode(workspace, planned, now) is None


def test_the_default_engine_speaks_a_script_to_its_promise_and_a_commute_to_its_minute(
    workspace: Workspace, now: datetime
) -> None:
    for wish, low, high in (
        (EpisodeRequest("script", "spoken-pools"), 240, 300),
        (EpisodeRequest("commute", minutes=5), 285, 315),
    ):
        planned = plan(workspace, wish, Voices(rate=260))
        assert finish(workspace, planned, now).phase == "done"
        made = episodes.find_finished(workspace, planned.name)
        assert made is not None and low <= made.timeline.seconds <= high
        assert not made.timeline.missing and made.bytes == pytest.approx(planned.bytes, rel=0.4)


def test_a_slow_voice_is_promised_as_it_speaks_once_it_has_been_heard(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = synthesizer.get_pool("silent").synthesize

    def drawl(text: str, voice: str, rate: int, path: Path) -> None:
        real(text, voice, rate * 2 // 3, path)

    monkeypatch.setattr(synthesizer.get_pool("silent"), "synthesize", drawl)
    slow = Voices(engine="silent", narrator="quiet", second="quieter", rate=172)  # a rate of no other test
    wish = EpisodeRequest("topic", "pools")
    unheard = plan(workspace, wish, slow)
    voices.save_voices(workspace, 1, slow)
    planned = plan(workspace, wish, slow)
    assert planned.name == unheard.name and planned.bytes > unheard.bytes
    finish(workspace, planned, now)
    made = episodes.find_finished(workspace, planned.name)
    assert made is not None and made.bytes == pytest.approx(planned.bytes, rel=0.4)
    assert abs(planned.seconds / made.timeline.seconds - 1) < abs(unheard.seconds / made.timeline.seconds - 1)


def test_what_a_killed_server_left_half_made_goes_in_the_end(workspace: Workspace, now: datetime) -> None:
    making_room = workspace.audio / "making"
    making_room.mkdir(parents=True)
    old, new = making_room / "old.frames", making_room / "new.frames"
    old.touch()
    new.touch()
    os.utime(old, (0, 0))
    finish(workspace, plan(workspace), now)
    assert not old.exists() and new.exists()


def test_an_edited_sentence_alone_is_spoken_again(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    import deck as reader

    finish(workspace, plan(workspace, EpisodeRequest("topic", "pools")), now)
    spoken = []
    real = synthesizer.get_pool("silent").synthesize

    def say(text: str, voice: str, rate: int, path: Path) -> None:
        spoken.append(text)
        real(text, voice, rate, path)

    monkeypatch.setattr(synthesizer.get_pool("silent"), "synthesize", say)
    edited = reader.parse(TEXT.replace("for 7 minutes before", "for 77 minutes before"))
    planned = episodes.plan_episode(workspace, "pools", edited, EpisodeRequest("topic", "pools"), SILENT)
    finish(workspace, planned, now)
    assert spoken == ["Measure the wait for 77 minutes before you resize it."]


PROMISED = [
    EpisodeRequest("script", "spoken-pools"),
    EpisodeRequest("script", "spoken"),
    EpisodeRequest("commute", minutes=8),
]


@pytest.mark.parametrize("wish", PROMISED, ids=lambda wish: f"{wish.kind}-{wish.target_id}")
def test_what_promises_a_length_is_heard_before_its_end_is_known(
    wish: EpisodeRequest, workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine speaks the first sentences and then waits: their frames can be read meanwhile."""
    planned = plan(workspace, wish)
    first = {sentence.spoken_text for sentence in planned.episode.sentences[:3]}
    go = threading.Event()
    real = synthesizer.Synthesizer._synthesize

    def wait(self: synthesizer.Synthesizer, sentence: Sentence) -> object:
        if sentence.spoken_text not in first:
            go.wait(20)
        return real(self, sentence)

    monkeypatch.setattr(synthesizer.Synthesizer, "_synthesize", wait)
    job = episodes.start_episode(workspace, planned, now)
    assert job is not None
    deadline = time.monotonic() + 20
    heard = b""
    try:
        while not heard and time.monotonic() < deadline:
            time.sleep(0.01)
            heard = job.frames.read_bytes() if job.frames.exists() else b""
        assert heard[:2] == b"\xff\xf3" and job.state.busy and not go.is_set()
    finally:
        go.set()  # or the job would keep its turn, and those of the next tests would wait
    assert job.wait(60).phase == "done"
    made = episodes.find_finished(workspace, planned.name)
    assert made is not None and heard in episodes.find_file(workspace, f"{planned.name}.mp3").read_bytes()
    low, high = (60 * minutes for minutes in planned.episode.promised_minutes)
    slack = 0.05 * low if wish.kind == "commute" else 0.0
    assert low - slack <= made.timeline.seconds <= high + slack


@pytest.mark.parametrize("wish", PROMISED, ids=lambda wish: f"{wish.kind}-{wish.target_id}")
def test_the_result_does_not_depend_on_what_was_in_the_cache(
    wish: EpisodeRequest, workspace: Workspace, now: datetime
) -> None:
    def once() -> bytes:
        planned = plan(workspace, wish)
        assert finish(workspace, planned, now).phase == "done"
        data = episodes.find_file(workspace, f"{planned.name}.mp3").read_bytes()
        shutil.rmtree(workspace.audio / "episodes")
        return data

    cold = once()
    assert once() == cold
    for number, path in enumerate(sorted((workspace.audio / "clips").glob("??/*.clip"))):
        if number % 2:
            path.unlink()
    assert once() == cold


def test_text_in_another_script_fails_with_a_sentence(workspace: Workspace, now: datetime) -> None:
    import deck as reader

    deck = reader.parse("---\nlanguage: en\n---\n\n## Тема {#t}\n\nСъешь ещё этих мягких французских булок.\n")
    planned = episodes.plan_episode(workspace, "ru", deck, EpisodeRequest("topic", "t"), SILENT)
    state = finish(workspace, planned, now)
    assert state.error is not None and "language:" in state.error.remedy


def test_one_foreign_sentence_is_a_gap_that_the_transcript_names(workspace: Workspace, now: datetime) -> None:
    import deck as reader

    deck = reader.parse("## Topic {#t}\n\nSome English text.\n\nСъешь ещё булок.\n")
    planned = episodes.plan_episode(workspace, "mixed", deck, EpisodeRequest("topic", "t"), SILENT)
    assert finish(workspace, planned, now).phase == "done"
    made = episodes.find_finished(workspace, planned.name)
    assert made is not None and [cue.text for cue in made.timeline.missing] == ["Съешь ещё булок."]
    assert "[not spoken] Съешь" in episodes.find_file(workspace, f"{planned.name}.vtt").read_text("utf-8")


def test_an_engine_that_dies_on_one_sentence_leaves_a_gap(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = synthesizer.get_pool("silent").synthesize

    def say(text: str, voice: str, rate: int, path: Path) -> None:
        if text == "Drawings.":
            raise SynthesisError("twice")
        real(text, voice, rate, path)

    monkeypatch.setattr(synthesizer.get_pool("silent"), "synthesize", say)
    planned = plan(workspace, EpisodeRequest("topic", "drawings"))
    assert finish(workspace, planned, now).phase == "done"
    made = episodes.find_finished(workspace, planned.name)
    assert made is not None and [cue.text for cue in made.timeline.missing] == ["Drawings"]


def test_two_processes_can_make_the_same_episode_at_once(workspace: Workspace, now: datetime) -> None:
    """Clips appear whole or not at all: a reader never sees half of one."""
    from concurrent.futures import ThreadPoolExecutor

    path = workspace.data / "same.wav"
    pools_ = [Pool("silent", size=2) for _ in range(2)]
    try:
        with ThreadPoolExecutor(8) as threads:
            jobs = [threads.submit(pools_[n % 2].synthesize, "word " * 20, "", 170, path) for n in range(40)]
            from speech.audio.clip_cache import read_wav

            seen = [read_wav(path) for _ in range(200) if path.exists()]
            for job in jobs:
                job.result()
        assert all(clip is not None and clip.seconds > 7 for clip in seen)
        assert [file.name for file in workspace.data.iterdir() if file.name.startswith(".")] == []
    finally:
        for pool in pools_:
            pool.close()
