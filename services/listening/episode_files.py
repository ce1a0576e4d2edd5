"""Finished episodes on disk: `<name>.mp3`, `.vtt`, `.json` (chapters), made once and found by their name again.

The name is a slug and a hash of all that the audio depends on. What was not used for longest goes when there is
too much. With an object store the folder holds copies of what is there (`shared_episodes`).
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import zipfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from deck.markdown.clean_text import clean_text
from errors import UserError
from files import digest, stage_file, write_atomically
from objects.interface import ObjectStoreError
from services.configuration import get_configuration
from services.listening import shared_episodes
from services.object_storage import open_remote_store
from services.workspace import Workspace
from speech.audio import cover, id3, mp3
from speech.model import AudioTimeline, ChapterMark, Cue, Episode, Voices
from speech.publish import transcript

MAX_BYTES = 2 * 1024 * 1024 * 1024  # bytes of finished episodes: about 70 hours
# As we name them: no other file of the folder can be asked for, and nothing outside it.
FILE_NAME = re.compile(r"[a-z0-9-]+\.(mp3|vtt|m4b|zip|json)")
# A signed address holds as long as the longest episode may be listened to while it streams.
SIGNED_SECONDS = 3600
LOCK_SECONDS = 30.0  # another server writes some ten megabytes at most while it holds the lock
FORMAT_VERSION = "6"  # changes when the same words are to be made again
LOGGER = logging.getLogger("rehearsal")


@dataclass(frozen=True, slots=True)
class FinishedEpisode:
    """A finished episode. `question_ids` name the questions that it asks; `made_at` is in UTC."""

    name: str
    id: str
    title: str
    description: str
    album: str
    kind: str
    language: str
    timeline: AudioTimeline
    added_titles: tuple[str, ...]
    question_ids: tuple[str, ...]
    shortfall: str
    bytes: int
    made_at: datetime


def ensure_folder(ws: Workspace) -> Path:
    """Return the folder of finished episodes, made when it is not there."""
    path = ws.audio / "episodes"
    path.mkdir(parents=True, exist_ok=True)
    return path


def make_name(deck_id: str, plan: Episode, voices: Voices, version: str) -> str:
    """Return the name of an episode's files: letters, digits and hyphens.

    `plan` is the episode as composed from estimates.
    """
    # `services.own_data.local_traces` finds the episodes of a deck that was erased by how their names begin.
    slug = re.sub(r"[^a-z0-9]+", "-", f"{deck_id}-{plan.id}".lower()).strip("-")[:80].strip("-")
    depends = "\x1f".join((FORMAT_VERSION, deck_id, repr(plan), repr(voices), version))
    return f"{slug}-{digest(depends, 12)}"


def save_episode(
    ws: Workspace,
    name: str,
    episode: Episode,
    timeline: AudioTimeline,
    album: str,
    frames: bytes,
    now: datetime,
) -> FinishedEpisode:
    """Put a finished episode in its place, the audio last; return the one that is there.

    Two servers may make one episode at once, and no two renderings are alike to the sample: the first that is finished
    stays, and all its files are from one rendering.
    """
    samples = round(timeline.seconds * mp3.SAMPLE_RATE)
    info = mp3.build_info_frame(frames, samples)
    art = cover.draw_cover(album, cover.SMALL_SIDE)
    tag = id3.build_tag(episode, timeline, album, art)
    described = FinishedEpisode(
        name=name,
        id=episode.id,
        title=episode.title,
        description=episode.description,
        album=album,
        kind=episode.kind,
        language=episode.language,
        timeline=timeline,
        added_titles=episode.added_titles,
        question_ids=episode.question_ids,
        shortfall=episode.shortfall,
        bytes=len(tag) + len(info) + len(frames),
        made_at=now,
    )
    place = ensure_folder(ws)
    with FileLock(place / ".saving.lock", timeout=LOCK_SECONDS):
        finished = _load_episode(place, name) if (place / f"{name}.mp3").exists() else None
        if finished is not None:
            return finished
        _write_files(place, described, tag, info, frames)
    publish_waiting(ws)
    return _load_episode(place, name) or described


def publish_waiting(ws: Workspace) -> int:
    """Upload the episodes that were made here and are not in the object store yet; return how many were.

    Where the store does not take them they stay here, can be heard, and are tried again later.
    """
    store = open_remote_store()
    if store is None:
        return 0
    place = ensure_folder(ws)
    published = 0
    with contextlib.suppress(Timeout), FileLock(place / ".publishing.lock", timeout=LOCK_SECONDS):
        for path in sorted(place.glob("*.made")):
            name = path.stem
            if shared_episodes.is_published(place, name) or not (place / f"{name}.mp3").exists():
                continue
            try:
                # Another replica was faster: its rendering is the one to use, here too.
                if not shared_episodes.publish_episode(store, place, name):
                    shared_episodes.fetch_description(store, place, name, fresh=True)
                published += 1
            except FileNotFoundError:
                continue  # cleared away meanwhile
            except ObjectStoreError as error:
                LOGGER.warning("the episode %s waits for the object store: %s", name, error)
                break
    return published


def _write_files(place: Path, finished: FinishedEpisode, *audio: bytes) -> None:
    """Write an episode's transcript, chapters, description and sound, in this order: an episode is there when its sound is."""
    name, timeline = finished.name, finished.timeline
    write_atomically(place / f"{name}.vtt", transcript.build_webvtt(timeline).encode())
    write_atomically(place / f"{name}.json", transcript.build_chapters_json(timeline, finished.title).encode())
    write_atomically(place / f"{name}.made", json.dumps(asdict(finished), default=datetime.isoformat).encode())
    write_atomically(place / f"{name}.mp3", *audio)


def find_episode(ws: Workspace, name: str, *, fresh: bool = False) -> FinishedEpisode | None:
    """Return a finished episode, marked as used; None when it is not there (any more).

    The object store is asked for one that is not here, at most every few seconds unless `fresh`. Raises ObjectStoreError.
    """
    place = ensure_folder(ws)
    episode = _load_episode(place, name)
    store = open_remote_store() if episode is None else None
    if store is not None and shared_episodes.fetch_description(store, place, name, fresh=fresh):
        episode = _load_episode(place, name)
    return episode


def fetch_descriptions(ws: Workspace, names: Iterable[str]) -> None:
    """Look up many episodes at once, so that `find_episode` need not ask the object store for each."""
    store = open_remote_store()
    if store is not None:
        shared_episodes.fetch_descriptions(store, ensure_folder(ws), names)


def _load_episode(place: Path, name: str) -> FinishedEpisode | None:
    """Return an episode whose description lies in the folder, marked as used."""
    try:
        description = json.loads((place / f"{name}.made").read_bytes())
        timeline = AudioTimeline(
            description["timeline"]["seconds"],
            tuple(ChapterMark(**mark) for mark in description["timeline"]["marks"]),
            tuple(Cue(**cue) for cue in description["timeline"]["cues"]),
        )
        moment = datetime.fromisoformat(description["made_at"]).astimezone(UTC)
        lists = {key: tuple(description[key]) for key in ("added_titles", "question_ids")}
        episode = FinishedEpisode(**{**description, **lists, "timeline": timeline, "made_at": moment})
        os.utime(place / f"{name}.made")  # not the audio: its date is part of its ETag
    except (OSError, ValueError, KeyError, TypeError):  # gone, half written, or of an earlier release
        return None
    return episode


def list_episodes(ws: Workspace) -> tuple[FinishedEpisode, ...]:
    """Return every finished episode on this disk, the newest first."""
    entries = []
    for path in ensure_folder(ws).glob("*.made"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            description = json.loads(path.read_bytes())
            entries.append((description["made_at"], description["name"]))
    return tuple(finished for _, name in sorted(entries, reverse=True) if (finished := find_episode(ws, name)))


def find_file(ws: Workspace, file: str) -> Path:
    """Return the path of `<name>.mp3|vtt|json|zip|m4b`; zip and M4B are made when they are first asked for.

    Raises UserError for a name that is none and for an episode that is not there.
    """
    if not FILE_NAME.fullmatch(file):
        raise UserError("There is no such audio file.", "Open the Listen page and choose an episode.")
    path = ensure_folder(ws) / file
    name, suffix = path.stem, path.suffix
    _fetch_missing_file(ws, path)
    if not path.is_file() and suffix in {".zip", ".m4b"} and (finished := find_episode(ws, name)):
        if suffix == ".zip":
            _write_zip(ws, finished, path)
        else:
            from speech.audio import m4b  # noqa: PLC0415 (PyAV is an optional extra)

            art = cover.draw_cover(finished.album, cover.SMALL_SIDE)
            m4b.convert_mp3(
                ensure_folder(ws) / f"{name}.mp3", path, finished.title, finished.album, finished.timeline, art
            )
    if not path.is_file():
        raise UserError("This episode is no longer available.", "Open the Listen page and make it again.")
    return path


def sign_audio(ws: Workspace, name: str) -> str | None:
    """Return an address at which anybody may fetch an episode's MP3 from the object store for an hour; None unless the settings
    say so and it is there.
    """
    store = open_remote_store()
    if store is None or not get_configuration().objects_signed or find_episode(ws, name) is None:
        return None
    return shared_episodes.sign_address(store, ensure_folder(ws), name, "mp3", SIGNED_SECONDS)


def _fetch_missing_file(ws: Workspace, target: Path) -> None:
    """Fetch from the object store, where there is one, the files that are needed and not here."""
    store = open_remote_store()
    if store is None:
        return
    place, name, suffix = target.parent, target.stem, target.suffix.removeprefix(".")
    needed = [suffix] if suffix in shared_episodes.SHARED_SUFFIXES else list(shared_episodes.SHARED_SUFFIXES)
    missing = [path for path in needed if not (place / f"{name}.{path}").is_file()]
    if missing and not target.is_file() and find_episode(ws, name):
        for path in missing:
            shared_episodes.fetch_audio(store, place, name, path)


def prune_episodes(ws: Workspace, limit: int = MAX_BYTES) -> None:
    """Remove the episodes that were not used for longest until the limit is kept."""
    place = ensure_folder(ws)
    groups: dict[str, list[Path]] = {}
    # Hidden files are the locks, which others may hold, and what is being written.
    for file in (file for file in place.iterdir() if not file.name.startswith(".")):
        groups.setdefault(file.stem, []).append(file)
    ages = []
    for name, files in groups.items():
        with contextlib.suppress(OSError):
            ages.append((max(f.stat().st_mtime_ns for f in files), sum(f.stat().st_size for f in files), name))
    total = sum(size for _, size, _ in ages)
    for _, size, name in sorted(ages):
        if total <= limit:
            return
        for file in groups[name]:
            file.unlink(missing_ok=True)
        total -= size


def _write_zip(ws: Workspace, finished: FinishedEpisode, target: Path) -> None:
    """Pack an episode for listening offline: the audio, its transcript and chapters, the text."""
    folder = ensure_folder(ws)
    with stage_file(target, durable=False) as staged, zipfile.ZipFile(staged, "w") as archive:
        archive.write(folder / f"{finished.name}.mp3", f"{finished.name}.mp3", zipfile.ZIP_STORED)
        for suffix in ("vtt", "json"):
            archive.write(folder / f"{finished.name}.{suffix}", f"{finished.name}.{suffix}", zipfile.ZIP_DEFLATED)
        archive.writestr(f"{finished.name}.txt", "\n".join(clean_text(cue.text) for cue in finished.timeline.cues))
