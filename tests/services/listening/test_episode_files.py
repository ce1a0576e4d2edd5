"""Finished episodes on disk: the first rendering stays, what is used stays longest, and a name finds nothing else."""

from __future__ import annotations

import os
import zipfile
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import pytest

from errors import UserError
from services.listening import episode_files
from services.workspace import Workspace
from speech.audio import mp3
from speech.model import AudioTimeline, Chapter, ChapterMark, Cue, Episode, Sentence, Voices

pytestmark = pytest.mark.engines("sqlite")  # files, not statements
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@cache
def make_frames() -> bytes:
    return mp3.encode_segment(np.zeros(mp3.SAMPLE_RATE, dtype=np.int16)).data


def make_episode(text: str = "The pool is empty.") -> Episode:
    return Episode("topic-pools", "topic", "Pools", "About them.", (Chapter("Pools", (Sentence(text, text),)),))


def save(ws: Workspace, name: str, now: datetime = NOW, text: str = "The pool is empty.") -> None:
    timeline = AudioTimeline(1.0, (ChapterMark(0.0, 1.0, "Pools"),), (Cue(0.0, 1.0, text),))
    episode_files.save_episode(ws, name, make_episode(text), timeline, "The album", make_frames(), now)


def list_names(ws: Workspace) -> set[str]:
    return {path.stem for path in episode_files.ensure_folder(ws).glob("*.*") if not path.name.startswith(".")}


def test_the_first_rendering_of_an_episode_stays_with_all_its_files(workspace: Workspace) -> None:
    save(workspace, "one", text="First.")
    before = {path.name: path.read_bytes() for path in episode_files.ensure_folder(workspace).glob("one.*")}
    assert {name.partition(".")[2] for name in before} == {"mp3", "vtt", "json", "made"}
    save(workspace, "one", NOW + timedelta(minutes=5), text="Second.")
    after = {path.name: path.read_bytes() for path in episode_files.ensure_folder(workspace).glob("one.*")}
    assert after == before
    found = episode_files.find_episode(workspace, "one")
    assert found is not None
    assert (found.made_at, found.album, found.timeline.cues[0].text) == (NOW, "The album", "First.")
    assert (found.language, found.kind, found.title) == ("en", "topic", "Pools")
    assert found.bytes == episode_files.find_file(workspace, "one.mp3").stat().st_size


def test_finding_an_episode_marks_it_as_used_and_leaves_the_date_of_its_sound(workspace: Workspace) -> None:
    save(workspace, "one")
    folder = episode_files.ensure_folder(workspace)
    for path in folder.glob("one.*"):
        os.utime(path, (1000, 1000))
    assert episode_files.find_episode(workspace, "one")
    assert (folder / "one.made").stat().st_mtime > 1000
    assert (folder / "one.mp3").stat().st_mtime == 1000
    (folder / "one.made").write_text("{")
    assert episode_files.find_episode(workspace, "one") is None


def test_the_newest_episode_is_listed_first(workspace: Workspace) -> None:
    for name, hours in (("b", 2), ("a", 9), ("c", 0)):
        save(workspace, name, NOW + timedelta(hours=hours))
    (episode_files.ensure_folder(workspace) / "broken.made").write_text("[]")
    assert [episode.name for episode in episode_files.list_episodes(workspace)] == ["a", "b", "c"]


def test_what_was_not_used_for_longest_goes_whole_until_the_limit_is_kept(workspace: Workspace) -> None:
    folder = episode_files.ensure_folder(workspace)
    for number, name in enumerate(("d", "a", "c", "b")):
        save(workspace, name)
        for path in folder.glob(f"{name}.*"):
            os.utime(path, (1000 + number, 1000 + number))
    os.utime(folder / "d.made", (9000, 9000))  # heard again a moment ago
    size = sum(path.stat().st_size for path in folder.glob("a.*"))
    for path in folder.glob(".*"):
        os.utime(path, (9999, 9999))
    episode_files.prune_episodes(workspace, limit=4 * size + 1000)
    assert list_names(workspace) == set("abcd")
    episode_files.prune_episodes(workspace, limit=2 * size + size // 2)
    assert list_names(workspace) == set("bd")
    assert {path.suffix for path in folder.glob("b.*")} == {".mp3", ".vtt", ".json", ".made"}


def test_a_zip_holds_the_words_without_letters_that_nobody_sees(workspace: Workspace) -> None:
    save(workspace, "one", text="The pool\x1b is empty.")
    with zipfile.ZipFile(episode_files.find_file(workspace, "one.zip")) as archive:
        assert sorted(archive.namelist()) == ["one.json", "one.mp3", "one.txt", "one.vtt"]
        assert archive.read("one.txt").decode() == "The pool is empty."


@pytest.mark.parametrize(
    "name", ["one.mp3.exe", "../one.mp3", "one.made", "One.mp3", "one.mp3\n", "gone.vtt", "gone.zip"]
)
def test_only_the_files_of_an_episode_are_found(workspace: Workspace, name: str) -> None:
    save(workspace, "one")
    with pytest.raises(UserError):
        episode_files.find_file(workspace, name)


def test_the_name_changes_with_everything_that_is_heard() -> None:
    usual = ("Deck Ü", make_episode(), Voices(narrator="a"), "1")
    others = [
        ("deck-u", *usual[1:]),
        (usual[0], make_episode("Other words."), *usual[2:]),
        (*usual[:2], Voices(narrator="b"), usual[3]),
        (*usual[:2], Voices(narrator="a", rate=200), usual[3]),
        (*usual[:3], "2"),
    ]
    names = {episode_files.make_name(*one) for one in (usual, *others)}
    assert len(names) == 6 and episode_files.make_name(*usual) in names
    assert episode_files.make_name(*usual).startswith("deck-topic-pools-")
    long = episode_files.make_name("d" * 300, *usual[1:])
    assert episode_files.FILE_NAME.fullmatch(f"{long}.mp3") and len(long) == 80 + 1 + 12


def test_a_lock_that_somebody_may_hold_is_not_removed(workspace: Workspace) -> None:
    save(workspace, "one")
    lock = episode_files.ensure_folder(workspace) / ".saving.lock"
    lock.touch()
    os.utime(lock, (1000, 1000))
    episode_files.prune_episodes(workspace, limit=0)
    assert lock.exists() and list_names(workspace) == set()
