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
from exchange.export.anki import make_guid
from exchange.export.attachments import QuestionSounds
from services.library import catalog
from services.listening import voices
from services.listening.synthesizer import Synthesizer
from services.workspace import Workspace
from speech.audio import card_sound
from speech.audio.mp3 import Segment
from speech.model import Sentence, Voices
from speech.script import card_audio
from speech.script.card_audio import CardSide, SpokenCard
from speech.script.script_builder import ScriptBuilder
from speech.text import reader

MAX_BYTES = 1024 * 1024 * 1024  # bytes of finished sounds
LOOKAHEAD_CARDS = 24  # cards whose sentences are asked for before they are joined: all workers are busy
MAX_FINISHED_JOBS = 20

JobPhase = Literal["making", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class JobState:
    """How far it is: sounds done of all; `error` is what went wrong."""

    phase: JobPhase
    done: int
    total: int
    error: UserError | None = None

    @property
    def busy(self) -> bool:
        """Whether it is still being worked on."""
        return self.phase == "making"


@dataclass(frozen=True, slots=True)
class CardAudioPlan:
    """The sounds that a deck's newest version asks for. `waiting` are still to be made, `seconds` is about their length."""

    deck_id: str
    sides: tuple[CardSide, ...]
    synthesizer: Synthesizer
    files: Mapping[Path, SpokenCard]
    waiting: tuple[Path, ...]
    seconds: float

    @property
    def key(self) -> tuple[Path, ...]:
        """The same for the same work."""
        return tuple(self.files)


def plan_card_audio(ws: Workspace, deck_id: str, sides: Iterable[CardSide], chosen: Voices) -> CardAudioPlan:
    """What there is to speak. Raises UserError when there is no such deck or the engine cannot be used."""
    deck = catalog.load_deck(ws, deck_id)
    language = deck.meta.language or "en"
    studio = Synthesizer(ws, voices.settle_voices(chosen, language), language)
    wanted = tuple(sides)
    files = {
        _sound_path(ws, deck_id, card, studio): card
        for card in card_audio.script_cards(
            ScriptBuilder(deck, reader.create_reader(deck), studio.estimate_seconds), wanted
        )
    }
    waiting = tuple(path for path in files if not path.is_file())
    seconds = sum(studio.estimate_seconds(sentence) for path in waiting for sentence in files[path].sentences)
    return CardAudioPlan(deck_id, wanted, studio, files, waiting, seconds)


def find_sounds(planned: CardAudioPlan) -> dict[str, QuestionSounds]:
    """The sounds that are there, by question. One that could not be spoken is not."""
    found: dict[str, QuestionSounds] = {}
    for path, card in planned.files.items():
        if path.is_file():
            os.utime(path)  # in use: not the next to go
            found[card.question_id] = replace(found.get(card.question_id, QuestionSounds()), **{card.side: path})
    return found


class CardAudioJob:
    """Sounds in the making."""

    def __init__(self, ws: Workspace, planned: CardAudioPlan) -> None:
        self._ws = ws
        self._plan = planned
        self._stop = threading.Event()
        self.state = JobState("making", 0, len(planned.waiting))

    def cancel(self) -> None:
        """Stop soon; what has been made stays."""
        self._stop.set()

    def run(self) -> None:
        """Make them. Nothing is raised: the state tells how it went, the log has the trace of a bug."""
        phase: JobPhase = "failed"
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

    def _make(self) -> JobPhase:
        files, studio = self._plan.files, self._plan.synthesizer
        asked: dict[Path, list[Future[Segment | None]]] = {}
        todo = list(self._plan.waiting)
        made = 0
        try:
            for number, path in enumerate(todo):
                for ahead in todo[number : number + LOOKAHEAD_CARDS]:
                    if ahead not in asked:
                        asked[ahead] = [studio.request_clip(sentence) for sentence in files[ahead].sentences]
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
        _prune_sounds(self._ws, keep=set(files))
        studio.prune_cache()
        return "done"

    def _join(self, path: Path, card: SpokenCard, futures: list[Future[Segment | None]]) -> bool:
        clips = dict(zip(card.sentences, futures, strict=True))

        def clip(sentence: Sentence) -> Segment | None:
            return clips[sentence].result()

        sound = card_sound.render_card(card, clip)
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
_jobs: dict[tuple[Path, ...], CardAudioJob] = {}


def start_job(ws: Workspace, planned: CardAudioPlan) -> CardAudioJob:
    """Begin, or find the same work under way."""
    with _lock:
        job = _jobs.get(planned.key)
        if job is None or not job.state.busy:
            job = _jobs[planned.key] = CardAudioJob(ws, planned)
            for over in [key for key, old in _jobs.items() if not old.state.busy][:-MAX_FINISHED_JOBS]:
                del _jobs[over]
            # a daemon: the end of the server does not wait for it
            threading.Thread(target=job.run, name="card sounds", daemon=True).start()
        return job


def find_job(planned: CardAudioPlan) -> CardAudioJob | None:
    """The work on this plan that this process knows of, over or not."""
    return _jobs.get(planned.key)


def _sound_path(ws: Workspace, deck_id: str, card: SpokenCard, studio: Synthesizer) -> Path:
    name = (
        f"rehearsal-{make_guid(deck_id, card.question_id)}-{card.side}-{card.hash_inputs(studio.build_utterance)}.mp3"
    )
    return ws.audio / "cards" / name


def _prune_sounds(ws: Workspace, keep: set[Path], limit: int = MAX_BYTES) -> None:
    """Remove what was not used for longest until the limit is kept; never what was just made."""
    found = [(path.stat().st_mtime_ns, path.stat().st_size, path) for path in (ws.audio / "cards").glob("*.mp3")]
    total = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if total <= limit:
            return
        if path not in keep:
            path.unlink(missing_ok=True)
            total -= size
