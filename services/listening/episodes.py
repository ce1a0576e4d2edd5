"""Listening: what there is to hear, how long it lasts, making it, finding it again, and where the listener
stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from deck.model import Deck
from errors import UserError
from services.learners import settings
from services.listening import files, jobs, voices
from services.listening.synthesizer import Studio
from services.workspace import Workspace
from speech.audio import mp3
from speech.model import Episode, Voices
from speech.script import timed
from speech.script.builder import begin, compose
from speech.script.composer import Composer
from speech.script.fill import Length
from speech.script.request import Wish
from speech.script.stream import Programme
from speech.script.timing import Seconds
from speech.text import reader

POSITIONS = "listening_positions"
MOST_POSITIONS = 200
SPARE, SPARE_SECONDS = 1.1, 10.0  # how far an estimate of the length may be off
PROMISING = ("script", "commute")  # kinds whose length does not follow from the voice's pace
COVER_BYTES = 40_000


@dataclass(frozen=True, slots=True)
class Plan:
    """An episode before it is made: `name` is that of its files, `episode` what will be said, `seconds` an estimate.

    `bytes` is the size its MP3 will have, promised before it is made: a little more than needed, filled up in
    its tag.
    """

    name: str
    deck: Deck
    wish: Wish
    voices: Voices
    episode: Episode
    seconds: float
    bytes: int


def plan(ws: Workspace, deck_id: str, deck: Deck, wish: Wish, chosen: Voices) -> Plan:
    """What a wish comes to. Raises `UserError` when there is nothing to say or the engine cannot be used."""
    concrete = voices.settled(chosen, deck.meta.language or "en")
    studio = Studio(ws, concrete, deck.meta.language or "en")
    composer = _composer(deck, concrete, studio.guess)
    episode = compose(composer, wish)
    name = files.name_of(deck_id, episode, concrete, studio.version)
    guessed = seconds = composer.length(episode.chapters)
    pace = studio.pace
    if wish.kind not in PROMISING:
        seconds = _composer(deck, concrete, lambda sentence: studio.guess(sentence) * pace).length(episode.chapters)
    longest = timed.longest(composer, wish, episode, SPARE * max(1.0, pace)) + SPARE_SECONDS
    return Plan(name, deck, wish, concrete, episode, seconds, _bytes(episode, longest / guessed, longest))


def _bytes(episode: Episode, growth: float, longest: float) -> int:
    """Room for the sound at its longest, the text (twice, two bytes a letter), chapters and cover."""
    text = 4 * sum(len(sentence.shown) + 12 for sentence in episode.sentences) + 400 * len(episode.chapters)
    return mp3.size(longest) + round(text * growth) + COVER_BYTES


def _composer(deck: Deck, chosen: Voices, seconds: Seconds, exact: Length | None = None) -> Composer:
    return Composer(deck, reader.of(deck), seconds, chosen.thinking, exact)


def make(ws: Workspace, planned: Plan, now: datetime) -> jobs.Job | None:
    """Make it in the background; None when it is there already."""
    if files.find(ws, planned.name):
        return None
    studio = Studio(ws, planned.voices, planned.episode.language)

    def programme(exact: Length) -> Programme:
        return begin(_composer(planned.deck, planned.voices, studio.guess, exact), planned.wish)

    sentences = len(planned.episode.sentences)
    order = jobs.Order(planned.name, planned.deck.title, programme, sentences, planned.bytes, now)
    return jobs.start(ws, studio, order)


def warm(ws: Workspace, planned: Plan) -> None:
    """Get ready to make it, in the background, so that its first sentence is heard sooner after `make`."""
    Studio(ws, planned.voices, planned.episode.language).warm()


def made(ws: Workspace, name: str) -> files.Made | None:
    """The finished episode, None when it is not there."""
    return files.find(ws, name)


def job(ws: Workspace, name: str) -> jobs.Job | None:
    """The episode in the making, None when this process knows of none."""
    return jobs.find(ws, name)


def cancel(ws: Workspace, name: str) -> None:
    """Stop making it; nothing happens when it is not being made."""
    under_way = jobs.find(ws, name)
    if under_way:
        under_way.cancel()


def file(ws: Workspace, name: str) -> Path:
    """The path of a finished file: `<episode>.mp3`, `.vtt`, `.json`, `.zip` or `.m4b`. Raises `UserError` when
    there is none."""
    return files.path(ws, name)


def position(ws: Workspace, learner: int, name: str) -> float:
    """Where the learner stopped listening to an episode, in seconds; 0 when they did not begin."""
    kept = settings.read(ws, learner).get(POSITIONS)
    value = kept.get(name, 0.0) if isinstance(kept, dict) else 0.0
    return float(value) if isinstance(value, int | float) else 0.0


def stopped_at(ws: Workspace, learner: int, name: str, seconds: float) -> None:
    """Keep where the learner stopped; the positions of the last 200 episodes are kept."""
    if not 0 <= seconds < 1_000_000:
        raise UserError("That is no place in an episode.", "Play it again.")
    kept = settings.read(ws, learner).get(POSITIONS)
    known = dict(kept) if isinstance(kept, dict) else {}
    known.pop(name, None)
    known[name] = round(seconds, 2)
    settings.write(ws, learner, **{POSITIONS: dict(list(known.items())[-MOST_POSITIONS:])})
