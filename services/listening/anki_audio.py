"""The sounds of an Anki package: each question, each answer, spoken by the voices of the Listen page.

A sound is a file `audio/cards/rehearsal-<question>-<side>-<hash>.mp3` in the data folder. The hash is of the words and the
voice, so that an edited question gets another file and all others keep theirs, byte for byte: Anki then neither takes
a file twice nor plays an old one. Made in a thread of the process; it reports, can be cancelled, and goes on where it
stopped.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from errors import UserError
from exchange.export.anki import guid
from exchange.export.attachments import Spoken
from services.library import catalog
from services.listening import voices
from services.listening.synthesizer import Studio
from services.workspace import Workspace
from speech.audio.mp3 import Segment
from speech.model import Sentence, Voices
from speech.script import card_audio
from speech.script.card_audio import Card, Side
from speech.script.composer import Composer
from speech.text import reader

LIMIT = 1024 * 1024 * 1024  # bytes of finished sounds
AHEAD = 24  # cards whose sentences are asked for before they are joined: all workers are busy
REMEMBERED = 20

Phase = Literal["making", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class State:
    """How far it is: sounds done of all; `error` is what went wrong."""

    phase: Phase
    done: int
    total: int
    error: UserError | None = None

    @property
    def busy(self) -> bool:
        """Whether it is still being worked on."""
        return self.phase == "making"


@dataclass(frozen=True, slots=True)
class Plan:
    """The sounds that a deck's newest version asks for. `waiting` are still to be made, `seconds` is about their length."""

    deck_id: str
    sides: tuple[Side, ...]
    studio: Studio
    files: Mapping[Path, Card]
    waiting: tuple[Path, ...]
    seconds: float

    @property
    def key(self) -> tuple[Path, ...]:
        """The same for the same work."""
        return tuple(self.files)


def plan(ws: Workspace, deck_id: str, sides: Iterable[Side], chosen: Voices) -> Plan:
    """What there is to speak. Raises UserError when there is no such deck or the engine cannot be used."""
    deck = catalog.deck(ws, deck_id)
    language = deck.meta.language or "en"
    studio = Studio(ws, voices.settled(chosen, language), language)
    wanted = tuple(sides)
    files = {
        _place(ws, deck_id, card, studio): card
        for card in card_audio.cards(Composer(deck, reader.of(deck), studio.guess), wanted)
    }
    waiting = tuple(path for path in files if not path.is_file())
    seconds = sum(studio.guess(sentence) for path in waiting for sentence in files[path].sentences)
    return Plan(deck_id, wanted, studio, files, waiting, seconds)


def spoken(planned: Plan) -> dict[str, Spoken]:
    """The sounds that are there, by question. One that could not be spoken is not."""
    found: dict[str, Spoken] = {}
    for path, card in planned.files.items():
        if path.is_file():
            os.utime(path)  # in use: not the next to go
            found[card.question] = replace(found.get(card.question, Spoken()), **{card.side: path})
    return found


class Job:
    """Sounds in the making."""

    def __init__(self, ws: Workspace, planned: Plan) -> None:
        self._ws = ws
        self._plan = planned
        self._stop = threading.Event()
        self.state = State("making", 0, len(planned.waiting))

    def cancel(self) -> None:
        """Stop soon; what has been made stays."""
        self._stop.set()

    def run(self) -> None:
        """Make them. Nothing is raised: the state tells how it went, the log has the trace of a bug."""
        phase: Phase = "failed"
        error: UserError | None = None
        try:
            phase = self._make()
        except UserError as known:
            error = known
        except OSError as disk:
            said = f"The sounds cannot be kept: {disk.strerror or disk}."
            error = UserError(said, "Make room in the data folder, then try again.")
        except Exception:
            error = UserError("The sounds could not be made.", "The server's log says why.")
            logging.getLogger(__name__).exception("sounds of cards could not be made")
        self.state = replace(self.state, phase=phase, error=error)

    def _make(self) -> Phase:
        files, studio = self._plan.files, self._plan.studio
        asked: dict[Path, list[Future[Segment | None]]] = {}
        todo = list(self._plan.waiting)
        made = 0
        try:
            for number, path in enumerate(todo):
                for ahead in todo[number : number + AHEAD]:
                    if ahead not in asked:
                        asked[ahead] = [studio.fetch(sentence) for sentence in files[ahead].sentences]
                if self._stop.is_set():
                    return "cancelled"
                made += self._join(path, files[path], asked.pop(path))
                self.state = replace(self.state, done=number + 1)
        finally:
            for futures in asked.values():
                for future in futures:
                    future.cancel()
        if todo and not made:
            raise UserError(
                "Not one question could be spoken with the chosen voice.",
                "Choose a voice of the deck's language on the Listen page, under Voice settings.",
            )
        _prune(self._ws, keep=set(files))
        studio.prune()
        return "done"

    def _join(self, path: Path, card: Card, futures: list[Future[Segment | None]]) -> bool:
        clips = dict(zip(card.sentences, futures, strict=True))

        def clip(sentence: Sentence) -> Segment | None:
            return clips[sentence].result()

        sound = card_audio.sound(card, clip)
        if sound is None:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            aside.write_bytes(sound)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        return True


_lock = threading.Lock()
_jobs: dict[tuple[Path, ...], Job] = {}


def make(ws: Workspace, planned: Plan) -> Job:
    """Begin, or find the same work under way."""
    with _lock:
        job = _jobs.get(planned.key)
        if job is None or not job.state.busy:
            job = _jobs[planned.key] = Job(ws, planned)
            for over in [key for key, old in _jobs.items() if not old.state.busy][:-REMEMBERED]:
                del _jobs[over]
            # a daemon: the end of the server does not wait for it
            threading.Thread(target=job.run, name="card sounds", daemon=True).start()
        return job


def job(planned: Plan) -> Job | None:
    """The work on this plan that this process knows of, over or not."""
    return _jobs.get(planned.key)


def _place(ws: Workspace, deck_id: str, card: Card, studio: Studio) -> Path:
    name = f"rehearsal-{guid(deck_id, card.question)}-{card.side}-{card.depends(studio.utterance)}.mp3"
    return ws.audio / "cards" / name


def _prune(ws: Workspace, keep: set[Path], limit: int = LIMIT) -> None:
    """Remove what was not used for longest until the limit is kept; never what was just made."""
    found = [(path.stat().st_mtime_ns, path.stat().st_size, path) for path in (ws.audio / "cards").glob("*.mp3")]
    total = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if total <= limit:
            return
        if path not in keep:
            path.unlink(missing_ok=True)
            total -= size
