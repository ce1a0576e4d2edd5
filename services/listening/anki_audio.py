"""The sounds of an Anki package: each question, each answer, spoken by the voices of the Listen page.

A sound is a file `audio/cards/rehearsal-<question>-<side>-<hash>.mp3` in the data folder. The hash is of the words and the
voice, so that an edited question gets another file and all others keep theirs, byte for byte: Anki then neither takes
a file twice nor plays an old one. The files are made by a background job, which can be cancelled and goes on where it stopped.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

from errors import UserError
from exchange.export.anki import make_guid
from exchange.export.attachments import QuestionSounds
from files import write_atomically
from services.jobs import Job, JobCancelledError, JobRunner
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
from speech.voices import name_engines

MAX_BYTES = 1024 * 1024 * 1024  # bytes of finished sounds
LOOKAHEAD_CARDS = 24  # cards whose sentences are asked for ahead, so that all workers have something to do


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


def plan_card_audio(ws: Workspace, deck_id: str, sides: Iterable[CardSide], selected_voices: Voices) -> CardAudioPlan:
    """Return what there is to speak. Raises UserError when there is no such deck or the engine cannot be used."""
    deck = catalog.load_deck(ws, deck_id)
    language = deck.meta.language or "en"
    synthesizer = Synthesizer(ws, voices.settle_voices(selected_voices, language), language)
    card_sides = tuple(sides)
    files = {
        _get_sound_path(ws, deck_id, card, synthesizer): card
        for card in card_audio.list_spoken_cards(
            ScriptBuilder(
                deck, reader.create_reader(deck, name_engines(synthesizer.voices)), synthesizer.estimate_seconds
            ),
            card_sides,
        )
    }
    waiting = tuple(path for path in files if not path.is_file())
    seconds = sum(synthesizer.estimate_seconds(sentence) for path in waiting for sentence in files[path].sentences)
    return CardAudioPlan(deck_id, card_sides, synthesizer, files, waiting, seconds)


def find_sounds(planned: CardAudioPlan) -> dict[str, QuestionSounds]:
    """Return the sounds that are there, by question. One that could not be spoken is not."""
    sounds: dict[str, QuestionSounds] = {}
    for path, card in planned.files.items():
        if path.is_file():
            os.utime(path)  # in use: not the next to go
            sounds[card.question_id] = replace(sounds.get(card.question_id, QuestionSounds()), **{card.side: path})
    return sounds


class CardAudioJob(Job):
    """The sounds of a plan in the making; `done` of the state counts sounds."""

    failure = UserError("The sounds could not be made.", "The server's log says why.")

    def __init__(self, ws: Workspace, planned: CardAudioPlan) -> None:
        super().__init__(len(planned.waiting))
        self._ws = ws
        self._plan = planned

    def work(self) -> None:
        """Speak what is waiting and put each sound in its place; raise UserError when nothing could be spoken."""
        sounds, synthesizer = self._plan.files, self._plan.synthesizer
        requested: dict[Path, list[Future[Segment | None]]] = {}
        waiting = list(self._plan.waiting)
        clip_count = 0
        try:
            for number, path in enumerate(waiting):
                for ahead in waiting[number : number + LOOKAHEAD_CARDS]:
                    if ahead not in requested:
                        requested[ahead] = [synthesizer.request_clip(sentence) for sentence in sounds[ahead].sentences]
                if self.cancelled:
                    raise JobCancelledError
                clip_count += _save_sound(path, sounds[path], requested.pop(path))
                self.report(number + 1)
        finally:
            for futures in requested.values():
                for future in futures:
                    future.cancel()
        if waiting and not clip_count:
            raise UserError(
                "Not one question could be spoken with the chosen voice.",
                "Choose a voice of the deck's language on the Listen page, under Voice settings.",
            )
        _prune_sounds(self._ws, keep=set(sounds))
        synthesizer.prune_cache()


_RUNNER: JobRunner[CardAudioJob] = JobRunner("card sounds", concurrent=2, remembered=20)


def start_job(ws: Workspace, planned: CardAudioPlan) -> CardAudioJob:
    """Begin to make the sounds, or return the same work under way."""
    return _RUNNER.start(planned.key, lambda: CardAudioJob(ws, planned))


def find_job(planned: CardAudioPlan) -> CardAudioJob | None:
    """Return the work on this plan that this process knows of, under way or over."""
    return _RUNNER.find(planned.key)


def _save_sound(path: Path, card: SpokenCard, futures: list[Future[Segment | None]]) -> bool:
    """Join a card's sentences into one file; return False when none could be spoken."""
    clips = dict(zip(card.sentences, futures, strict=True))

    def wait_for_clip(sentence: Sentence) -> Segment | None:
        return clips[sentence].result()

    sound = card_sound.render_card(card, wait_for_clip)
    if sound is None:
        return False
    write_atomically(path, sound, durable=False)  # it can be made again from the same words
    return True


def _get_sound_path(ws: Workspace, deck_id: str, card: SpokenCard, synthesizer: Synthesizer) -> Path:
    name = f"rehearsal-{make_guid(deck_id, card.question_id)}-{card.side}-{card.hash_inputs(synthesizer.build_utterance)}.mp3"
    return ws.audio / "cards" / name


def _prune_sounds(ws: Workspace, keep: set[Path], limit: int = MAX_BYTES) -> None:
    """Remove what was not used for longest until the limit is kept; never what was just made."""
    files = [(path.stat().st_mtime_ns, path.stat().st_size, path) for path in (ws.audio / "cards").glob("*.mp3")]
    total = sum(size for _, size, _ in files)
    for _, size, path in sorted(files):
        if total <= limit:
            return
        if path not in keep:
            path.unlink(missing_ok=True)
            total -= size
