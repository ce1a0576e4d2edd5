"""Listening: what there is to hear and how long it lasts, how it is made and found again, and where the listener stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from deck.model import Deck
from errors import UserError
from services.learners import settings
from services.listening import episode_files, episode_jobs, voices
from services.listening.synthesizer import Synthesizer
from services.workspace import Workspace
from speech.audio import mp3
from speech.model import Episode, Voices
from speech.script.duration_control import MeasureChapters
from speech.script.episode_kinds import begin_episode, compose_episode
from speech.script.episode_stream import EpisodeStream
from speech.script.request import EpisodeRequest
from speech.script.script_builder import ScriptBuilder
from speech.script.timing import MeasureSentence
from speech.text import reader
from speech.voices import name_engines

POSITIONS_PREFERENCE = "listening_positions"
# Episodes whose place is kept for a learner: the oldest go, since preferences are read at every page.
MAX_POSITIONS = 200
TIMED_KINDS = ("script", "commute")  # kinds whose length does not follow from the voice's pace
COVER_BYTES = 15_000  # of a small cover: 10,000 to 25,000, by the length of the title


@dataclass(frozen=True, slots=True)
class EpisodePlan:
    """An episode before it is made: `name` is that of its files, `episode` what will be said, `seconds` an estimate.

    `bytes` is an estimate of the size of its MP3.
    """

    name: str
    deck: Deck
    request: EpisodeRequest
    voices: Voices
    episode: Episode
    seconds: float
    bytes: int


def plan_episode(
    ws: Workspace, deck_id: str, deck: Deck, request: EpisodeRequest, selected_voices: Voices
) -> EpisodePlan:
    """Plan the episode of a request. Raises UserError when there is nothing to say or the engine cannot be used."""
    settled = voices.settle_voices(selected_voices, deck.meta.language or "en")
    synthesizer = Synthesizer(ws, settled, deck.meta.language or "en")
    builder = _make_builder(deck, settled, synthesizer.estimate_seconds)
    episode = compose_episode(builder, request)
    # From estimates, which stay the same once a voice was heard: so does the name by which the files are found again.
    name = episode_files.make_name(deck_id, episode, settled, synthesizer.version)
    seconds = builder.estimate_seconds(episode.chapters)
    pace = synthesizer.pace
    if request.kind not in TIMED_KINDS:
        seconds = _make_builder(
            deck, settled, lambda sentence: synthesizer.estimate_seconds(sentence) * pace
        ).estimate_seconds(episode.chapters)
    return EpisodePlan(
        name=name,
        deck=deck,
        request=request,
        voices=settled,
        episode=episode,
        seconds=seconds,
        bytes=_estimate_bytes(episode, seconds),
    )


def describe_sound(ws: Workspace, selected_voices: Voices, language: str) -> tuple[str, float]:
    """Return what an episode's plan depends on besides: the engine's build, and the pace of the voices once they were heard."""
    synthesizer = Synthesizer(ws, selected_voices, language)
    return synthesizer.version, synthesizer.pace


def _estimate_bytes(episode: Episode, seconds: float) -> int:
    """Estimate the size of an MP3: the sound, the text (twice, two bytes a letter), chapters and cover."""
    text = 4 * sum(len(sentence.shown_text) + 12 for sentence in episode.sentences) + 400 * len(episode.chapters)
    return mp3.compute_size(seconds) + text + COVER_BYTES


def _make_builder(
    deck: Deck,
    selected_voices: Voices,
    estimate_seconds: MeasureSentence,
    measure_chapters: MeasureChapters | None = None,
) -> ScriptBuilder:
    text_reader = reader.create_reader(deck, name_engines(selected_voices))
    return ScriptBuilder(deck, text_reader, estimate_seconds, selected_voices.thinking, measure_chapters)


def start_episode(ws: Workspace, planned: EpisodePlan, now: datetime) -> episode_jobs.EpisodeJob | None:
    """Start making the episode in the background; return None when it is finished already."""
    if episode_files.find_episode(ws, planned.name):
        return None
    synthesizer = Synthesizer(ws, planned.voices, planned.episode.language)

    def begin_stream(measure_chapters: MeasureChapters) -> EpisodeStream:
        return begin_episode(
            _make_builder(planned.deck, planned.voices, synthesizer.estimate_seconds, measure_chapters),
            planned.request,
        )

    sentences = len(planned.episode.sentences)
    order = episode_jobs.EpisodeOrder(planned.name, planned.deck.title, begin_stream, sentences, now)
    return episode_jobs.start_job(ws, synthesizer, order)


def prepare_voices(ws: Workspace, planned: EpisodePlan) -> None:
    """Get the voices ready in the background, so that an episode begins to play sooner once it is started."""
    Synthesizer(ws, planned.voices, planned.episode.language).start_measuring()


def find_finished(ws: Workspace, name: str) -> episode_files.FinishedEpisode | None:
    """Return the finished episode, None when it is not there."""
    return episode_files.find_episode(ws, name)


def find_job(ws: Workspace, name: str) -> episode_jobs.EpisodeJob | None:
    """Return the episode in the making, None when this process knows of none."""
    return episode_jobs.find_job(ws, name)


def find_file(ws: Workspace, name: str) -> Path:
    """Return the path of a finished file: `<episode>.mp3`, `.vtt`, `.json`, `.zip` or `.m4b`.

    Raises UserError when there is none.
    """
    return episode_files.find_file(ws, name)


def load_position(ws: Workspace, learner: int, name: str) -> float:
    """Return where the learner stopped listening to an episode, in seconds; 0 when they did not begin."""
    positions = settings.load_settings(ws, learner).get(POSITIONS_PREFERENCE)
    value = positions.get(name, 0.0) if isinstance(positions, dict) else 0.0
    return float(value) if isinstance(value, int | float) else 0.0


def save_position(ws: Workspace, learner: int, name: str, seconds: float) -> None:
    """Keep where the learner stopped; the positions of the last 200 episodes are kept."""
    if not 0 <= seconds < 1_000_000:
        raise UserError("The episode has no such position.", "Play it again.")

    def move_to_end(value: Any) -> dict[str, float]:
        positions = dict(value) if isinstance(value, dict) else {}
        positions.pop(name, None)  # what was heard last stands last
        positions[name] = round(seconds, 2)
        return dict(list(positions.items())[-MAX_POSITIONS:])

    settings.update_setting(ws, learner, POSITIONS_PREFERENCE, move_to_end)
