"""Finished episodes on disk: `<name>.mp3`, `.vtt`, `.json` (chapters), made once and found by their name again.

The name is a slug and a hash of all that the audio depends on. What was not used for longest goes when there is
too much.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import zipfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from errors import UserError
from services.workspace import Workspace
from speech.audio import cover, id3, mp3
from speech.model import Cue, Episode, Mark, Timeline, Voices
from speech.publish import transcript

LIMIT = 2 * 1024 * 1024 * 1024  # bytes of finished episodes: about 70 hours
NAME = re.compile(r"[a-z0-9-]+\.(mp3|vtt|m4b|zip|json)")
FORMAT = "5"  # changes when the same words are to be made again


@dataclass(frozen=True, slots=True)
class Made:
    """A finished episode. `questions` were put to the listener; `made_at` is in UTC."""

    name: str
    id: str
    title: str
    description: str
    album: str
    kind: str
    language: str
    timeline: Timeline
    added: tuple[str, ...]
    questions: tuple[str, ...]
    short: str
    bytes: int
    made_at: datetime


def folder(ws: Workspace) -> Path:
    """Where finished episodes are; the folder is made."""
    path = ws.audio / "episodes"
    path.mkdir(parents=True, exist_ok=True)
    return path


def name_of(deck_id: str, plan: Episode, voices: Voices, version: str) -> str:
    """The name of an episode's files: letters, digits and hyphens. `plan` is the episode as composed from
    estimates."""
    slug = re.sub(r"[^a-z0-9]+", "-", f"{deck_id}-{plan.id}".lower()).strip("-")[:80].strip("-")
    depends = "\x1f".join((FORMAT, deck_id, repr(plan), repr(voices), version))
    return f"{slug}-{hashlib.sha256(depends.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def keep(
    ws: Workspace,
    name: str,
    episode: Episode,
    timeline: Timeline,
    album: str,
    frames: bytes,
    now: datetime,
    size: int = 0,
) -> Made:
    """Put a finished episode in its place, the audio last. `size` is the least number of bytes of the MP3."""
    samples = round(timeline.seconds * mp3.SAMPLE_RATE)
    info = mp3.info_frame(frames, samples)
    art = cover.jpeg(album, cover.SMALL)
    tag = id3.id3(episode, timeline, album, art, max(0, size - len(info) - len(frames)))
    made = Made(
        name,
        episode.id,
        episode.title,
        episode.description,
        album,
        episode.kind,
        episode.language,
        timeline,
        episode.added,
        episode.questions,
        episode.short,
        len(tag) + len(info) + len(frames),
        now,
    )
    place = folder(ws)
    _put(place / f"{name}.vtt", transcript.webvtt(timeline).encode())
    _put(place / f"{name}.json", transcript.chapters(timeline, episode.title).encode())
    _put(place / f"{name}.made", json.dumps(asdict(made), default=datetime.isoformat).encode())
    _put(place / f"{name}.mp3", tag, info, frames)
    return made


def find(ws: Workspace, name: str) -> Made | None:
    """A finished episode, marked as used; None when it is not there (any more)."""
    place = folder(ws)
    try:
        kept = json.loads((place / f"{name}.made").read_bytes())
        os.utime(place / f"{name}.made")  # not the audio: its date is part of its ETag
    except (OSError, ValueError):
        return None
    timeline = Timeline(
        kept["timeline"]["seconds"],
        tuple(Mark(**mark) for mark in kept["timeline"]["marks"]),
        tuple(Cue(**cue) for cue in kept["timeline"]["cues"]),
    )
    moment = datetime.fromisoformat(kept["made_at"]).astimezone(UTC)
    lists = {key: tuple(kept[key]) for key in ("added", "questions")}
    return Made(**{**kept, **lists, "timeline": timeline, "made_at": moment})


def all_of(ws: Workspace) -> tuple[Made, ...]:
    """Every finished episode, the newest first."""
    found = []
    for path in folder(ws).glob("*.made"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads(path.read_bytes())
            found.append((kept["made_at"], kept["name"]))
    return tuple(made for _, name in sorted(found, reverse=True) if (made := find(ws, name)))


def path(ws: Workspace, file: str) -> Path:
    """The path of `<name>.mp3|vtt|json|zip|m4b`; zip and M4B are made when they are first asked for.

    Raises `UserError` for a name that is none and for an episode that is not there.
    """
    if not NAME.fullmatch(file):
        raise UserError("There is no such audio file.", "Open the Listen page and choose an episode.")
    wanted = folder(ws) / file
    name, suffix = wanted.stem, wanted.suffix
    if not wanted.is_file() and suffix in {".zip", ".m4b"} and (made := find(ws, name)):
        if suffix == ".zip":
            _zip(ws, made, wanted)
        else:
            from speech.audio import m4b  # noqa: PLC0415 (PyAV is an optional extra)

            art = cover.jpeg(made.album, cover.SMALL)
            m4b.write(folder(ws) / f"{name}.mp3", wanted, made.title, made.album, made.timeline, art)
    if not wanted.is_file():
        raise UserError("This episode is not there any more.", "Open the Listen page and make it again.")
    return wanted


def prune(ws: Workspace, limit: int = LIMIT) -> None:
    """Remove the episodes that were not used for longest until the limit is kept."""
    place = folder(ws)
    groups: dict[str, list[Path]] = {}
    for file in place.iterdir():
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


def _put(path: Path, *parts: bytes) -> None:
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("wb") as file:
            for part in parts:
                file.write(part)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _zip(ws: Workspace, made: Made, target: Path) -> None:
    """For offline: the audio, its transcript and chapters, the text."""
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    place = folder(ws)
    try:
        with zipfile.ZipFile(aside, "w") as archive:
            archive.write(place / f"{made.name}.mp3", f"{made.name}.mp3", zipfile.ZIP_STORED)
            for suffix in ("vtt", "json"):
                archive.write(place / f"{made.name}.{suffix}", f"{made.name}.{suffix}", zipfile.ZIP_DEFLATED)
            archive.writestr(f"{made.name}.txt", "\n".join(cue.text for cue in made.timeline.cues))
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
