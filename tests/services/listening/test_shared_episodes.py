"""Episodes in an object store: made by one replica, heard on all, whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from errors import UserError
from objects.interface import ObjectStore
from services import object_cache
from services.listening import episode_files, episode_jobs, episodes, shared_episodes, shared_frames
from services.object_storage import open_remote_store
from services.workspace import ROOT, Workspace
from speech.model import Voices
from speech.script.request import EpisodeRequest
from store.connection import DatabaseName, connect
from store.tables import leases as table
from tests.objects.s3_server import open_line
from tests.speech.decks import pools

RENDERER = Path(__file__).with_name("renderer.py")
TOPIC = EpisodeRequest("topic", "pools")


_shared: dict[Path, DatabaseName] = {}


def replica(tmp_path: Path, name: str) -> Workspace:
    """A replica with a data folder of its own; those of one test share a database."""
    ws = Workspace(data=tmp_path / name, content=tmp_path / "content")
    ws.data.mkdir(parents=True, exist_ok=True)
    default = ws.database if isinstance(ws.database, str) else tmp_path / "shared.sqlite3"
    object.__setattr__(ws, "database", _shared.setdefault(tmp_path, default))
    return ws


def plan(ws: Workspace) -> episodes.EpisodePlan:
    return episodes.plan_episode(ws, "pools", pools(), TOPIC, Voices(engine="silent"))


def make(ws: Workspace, now: datetime) -> str:
    planned = plan(ws)
    job = episodes.start_episode(ws, planned, now)
    assert job is not None
    state = job.wait(60)
    assert state.phase == "done", state
    return planned.name


@pytest.fixture
def remote(s3_environment: dict[str, str]) -> ObjectStore:
    store = open_remote_store()
    assert store is not None
    return store


def test_an_episode_made_on_one_replica_is_heard_on_another(tmp_path: Path, now: datetime, remote: ObjectStore) -> None:
    first, second = replica(tmp_path, "first"), replica(tmp_path, "second")
    name = make(first, now)
    assert episodes.start_episode(second, plan(second), now) is None
    assert episodes.find_finished(second, name) == episodes.find_finished(first, name)
    for suffix in ("mp3", "vtt", "json", "zip"):
        one, other = (episodes.find_file(ws, f"{name}.{suffix}") for ws in (first, second))
        if suffix != "zip":
            assert one.read_bytes() == other.read_bytes()
            assert one.stat().st_mtime_ns == other.stat().st_mtime_ns
    names = {found.name.rpartition("/")[2] for found in remote.list(f"episodes/{name}/")}
    audio = hashlib.sha256(episodes.find_file(first, f"{name}.mp3").read_bytes()).hexdigest()
    assert f"{audio}.mp3" in names and shared_episodes.DESCRIPTION in names and len(names) == 4
    assert not list(remote.list("making/"))


def test_ranges_are_the_same_on_every_replica(
    tmp_path: Path, now: datetime, remote: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    from starlette.applications import Starlette

    from server.routes import served_files

    first, second = replica(tmp_path, "first"), replica(tmp_path, "second")
    name = make(first, now)
    answers = []
    with TestClient(Starlette(routes=served_files.routes)) as client:
        for ws in (first, second):
            monkeypatch.setenv("REHEARSAL_DATA", str(ws.data))
            whole = client.get(f"/audio/{name}.mp3")
            part = client.get(
                f"/audio/{name}.mp3", headers={"Range": "bytes=100-199", "If-Range": whole.headers["etag"]}
            )
            assert part.status_code == 206 and part.content == whole.content[100:200]
            assert client.get(f"/audio/{name}.mp3", headers={"Range": "bytes=999999999-"}).status_code == 416
            assert client.head(f"/audio/{name}.mp3").headers["content-length"] == str(len(whole.content))
            answers.append((whole.headers["etag"], whole.headers["last-modified"], whole.content))
    assert answers[0] == answers[1]


def test_a_half_written_episode_is_never_seen(tmp_path: Path, now: datetime, remote: ObjectStore) -> None:
    first, second = replica(tmp_path, "first"), replica(tmp_path, "second")
    name = make(first, now)
    remote.delete(f"episodes/{name}/{shared_episodes.DESCRIPTION}")  # as if the maker had died before its last step
    assert episodes.find_finished(second, name) is None
    with pytest.raises(UserError):
        episodes.find_file(second, f"{name}.mp3")
    assert make(second, now) == name


def test_the_first_of_two_renderings_stays(tmp_path: Path, now: datetime, remote: ObjectStore) -> None:
    first, second = replica(tmp_path, "first"), replica(tmp_path, "second")
    name = make(first, now)
    folder = episode_files.ensure_folder(second)
    for suffix in ("mp3", "vtt", "json", "made"):
        content = episodes.find_file(first, f"{name}.mp3").parent.joinpath(f"{name}.{suffix}").read_bytes()
        (folder / f"{name}.{suffix}").write_bytes(content + (b"\0" if suffix == "mp3" else b""))
    assert episode_files.publish_waiting(second) == 1
    one, other = (episodes.find_file(ws, f"{name}.mp3").read_bytes() for ws in (first, second))
    assert one == other


def test_a_damaged_episode_is_not_served_and_made_again(tmp_path: Path, now: datetime, remote: ObjectStore) -> None:
    first, second = replica(tmp_path, "first"), replica(tmp_path, "second")
    name = make(first, now)
    (audio,) = [found.name for found in remote.list(f"episodes/{name}/") if found.name.endswith(".mp3")]
    content = remote.read(audio)
    remote.put(audio, content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(UserError, match="no longer available"):
        episodes.find_file(second, f"{name}.mp3")
    assert not list(remote.list(f"episodes/{name}/"))
    assert make(second, now) == name and episodes.find_file(second, f"{name}.mp3").exists()


def test_with_the_store_away_nothing_is_lost(
    tmp_path: Path, now: datetime, s3_url: str, s3_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = replica(tmp_path, "first"), replica(tmp_path, "second")
    with open_line(s3_url) as line:
        monkeypatch.setenv("REHEARSAL_OBJECTS_ENDPOINT", line.url)
        line.status, line.refuse = 503, "PUT"
        name = make(first, now)  # it is heard where it was made
        assert episodes.find_file(first, f"{name}.mp3").exists()
        line.status, line.refuse = 503, ""
        _let_the_pause_pass()
        with pytest.raises(UserError, match="overloaded"):
            episode_files.find_episode(second, name, fresh=True)
        line.status = 0
        _let_the_pause_pass()
        assert episode_files.publish_waiting(first) == 1
        assert episode_files.find_episode(second, name, fresh=True) is not None


def _let_the_pause_pass() -> None:
    store = open_remote_store()
    assert store is not None
    store._paused_until = 0.0  # type: ignore[attr-defined]


def test_a_page_does_not_ask_the_store_at_each_rerun(
    tmp_path: Path, s3_url: str, s3_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ws = replica(tmp_path, "first")
    with open_line(s3_url) as line:
        monkeypatch.setenv("REHEARSAL_OBJECTS_ENDPOINT", line.url)
        for _ in range(20):
            assert episodes.find_finished(ws, "no-such-episode") is None
        assert line.requests == {"GET": 1}
        episode_files.fetch_descriptions(ws, [f"episode-{number}" for number in range(40)])
        assert line.requests == {"GET": 41}
        for number in range(40):
            episodes.find_finished(ws, f"episode-{number}")
        assert line.requests == {"GET": 41}


def test_what_nobody_fetches_goes_and_what_is_used_stays(tmp_path: Path, now: datetime, remote: ObjectStore) -> None:
    ws = replica(tmp_path, "first")
    name = make(ws, now)
    remote.put(f"episodes/{name}/{'0' * 64}.mp3", b"of a rendering that lost")
    today = datetime.now(UTC)
    assert shared_episodes.remove_unused(remote, today) == 0
    assert shared_episodes.remove_unused(remote, today + timedelta(days=2)) == 1
    assert shared_episodes.renew_used(remote, episode_files.ensure_folder(ws), today) == 0
    month = today + timedelta(days=shared_episodes.RENEW_DAYS + 1)
    assert shared_episodes.renew_used(remote, episode_files.ensure_folder(ws), month) == 0  # not used for a month
    os.utime(episode_files.ensure_folder(ws) / f"{name}.made", (month.timestamp(), month.timestamp()))
    assert shared_episodes.renew_used(remote, episode_files.ensure_folder(ws), month) == 1
    assert shared_episodes.remove_unused(remote, today + timedelta(days=shared_episodes.KEEP_DAYS - 1)) == 0
    assert shared_episodes.remove_unused(remote, today + timedelta(days=shared_episodes.KEEP_DAYS + 1)) == 4
    assert not list(remote.list("episodes/"))


def test_parts_are_removed_when_no_beat_can_send_another(
    tmp_path: Path, now: datetime, remote: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    end_lease, remove = episode_jobs.Lease.__exit__, episode_jobs.remove_parts

    def note_end(self: episode_jobs.Lease, *error: Any) -> None:
        end_lease(self, *error)
        steps.append("the lease ended")

    def note_removal(store: ObjectStore, name: str, token: int) -> None:
        remove(store, name, token)
        steps.append("the parts went")

    monkeypatch.setattr(episode_jobs.Lease, "__exit__", note_end)
    monkeypatch.setattr(episode_jobs, "remove_parts", note_removal)
    make(replica(tmp_path, "first"), now)
    assert steps == ["the lease ended", "the parts went"]


def test_the_parts_of_a_later_maker_stay(remote: ObjectStore) -> None:
    for token in (1, 2, 10):
        remote.put(f"making/one/{token}/000000", b"frames")
    shared_frames.remove_parts(remote, "one", 2)
    assert [found.name for found in remote.list("making/one/")] == ["making/one/10/000000"]


@contextlib.contextmanager
def renderers(tmp_path: Path, names: list[str]) -> Iterator[dict[str, subprocess.Popen[str]]]:
    """Start replicas in processes of their own; each has planned the episode and waits for a line of input."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    database = str(replica(tmp_path, "first").database)
    command = [sys.executable, str(RENDERER), str(tmp_path), database]
    running = {
        name: subprocess.Popen(
            [*command, name],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    }
    try:
        yield running
    finally:
        for process in running.values():
            process.kill()
            process.communicate()


def begin(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def find_holder(tmp_path: Path, running: dict[str, subprocess.Popen[str]], name: str) -> str:
    """Wait until one of the processes has begun to speak; its name."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with closing(connect(_shared[tmp_path])) as connection:
            row = table.find_lease(connection, f"episode:{name}")
        if row is not None and row.holder:
            for who, process in running.items():
                if f"/{process.pid}/" in row.holder:
                    return who
        time.sleep(0.05)
    raise AssertionError("nobody took the lease")


@pytest.mark.timeout(240)
def test_three_replicas_make_it_once_and_the_death_of_the_maker_is_made_good(
    tmp_path: Path, remote: ObjectStore
) -> None:
    (tmp_path / "slow").touch()
    with renderers(tmp_path, ["a", "b", "c"]) as running:
        episode = {process.stdout.readline().strip() for process in running.values()}
        assert len(episode) == 1
        (name,) = episode
        for process in running.values():
            begin(process)
        dead = find_holder(tmp_path, running, name)
        for who in running.keys() - {dead}:  # the others hear it while it is made
            assert running[who].stdout.readline().strip() == "heard"
        os.kill(running[dead].pid, signal.SIGKILL)
        killed_at = time.monotonic()
        (tmp_path / "slow").unlink()
        ended = {who: running[who].communicate(timeout=120) for who in running.keys() - {dead}}
        waited = time.monotonic() - killed_at
    results = {who: out.split() for who, (out, _) in ended.items()}
    assert [result[0] for result in results.values()] == ["done", "done"], ended
    spoken = sorted(int(result[1]) for result in results.values())
    assert spoken[0] == 0 < spoken[1]  # one took over, the other waited on
    assert len({tuple(result[2:]) for result in results.values()}) == 1  # the same file, to the second
    assert waited < 60
    assert sum(found.name.endswith(".mp3") for found in remote.list(f"episodes/{name}/")) == 1
    assert not list(remote.list("making/"))


def test_pictures_and_drafts_are_in_the_store(
    tmp_path: Path, remote: ObjectStore, s3_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from exchange.importers.images import Picture
    from services.library import drafts, images

    first, second = replica(tmp_path, "first"), replica(tmp_path, "second")
    picture = Picture(name="0" * 32 + ".png", data=b"\x89PNG", pixels=1)
    images.save_images(first, [picture])
    found = images.find_image(second, picture.address)
    assert found is not None and found.read_bytes() == picture.data
    assert images.find_image(second, "pictures/" + "1" * 32 + ".png") is None
    assert not (first.data / "pictures").exists()
    draft = drafts.Draft(deck="pools", base=1, text="## Pools\n", token="t", revision=3)
    drafts.save_draft(first, 1, draft)
    assert drafts.load_draft(second, 1, "pools") == draft and drafts.load_draft(second, 2, "pools") is None
    drafts.delete_draft(second, 1, "pools")
    assert drafts.load_draft(first, 1, "pools") is None
    object_cache.prune_cache(second.data / object_cache.FOLDER, limit=0)
    assert not found.exists() and images.find_image(second, picture.address) == found
    with open_line(s3_url) as line:
        monkeypatch.setenv("REHEARSAL_OBJECTS_ENDPOINT", line.url)
        line.status = 503
        with pytest.raises(UserError, match="overloaded"):
            drafts.save_draft(first, 1, draft)
        assert images.find_image(second, picture.address) == found  # what is here needs no store


def test_json_of_the_description_names_every_file(tmp_path: Path, now: datetime, remote: ObjectStore) -> None:
    name = make(replica(tmp_path, "first"), now)
    kept = json.loads(remote.read(f"episodes/{name}/{shared_episodes.DESCRIPTION}"))
    for suffix, file in kept["files"].items():
        content = remote.read(f"episodes/{name}/{file['sha256']}.{suffix}")
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["size"], file["sha256"])
