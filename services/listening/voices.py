"""How episodes sound: the learner's voice, speed and thinking time, and a sample of them."""

from __future__ import annotations

import contextlib
from dataclasses import asdict, dataclass, replace
from typing import get_args

from errors import UserError
from services.learners import settings
from services.listening import synthesizer
from services.workspace import Workspace
from speech import voices as choosing
from speech.engines import DEFAULT_ENGINE, ENGINES, NEURAL_ENGINES, choose_engine, load_engine
from speech.engines.pool import SynthesisError
from speech.model import PauseSound, Sentence, VoiceInfo, Voices

PREFERENCE = "listening"
SAMPLE_TEXT = "Thread pools fill while the processor sleeps. What would you look at first?"
# What engines are compared by: numbers, acronyms, names and a question.
PARAGRAPH = (
    "At nine in the morning the connection pool ran dry. Ninety-nine requests in a hundred waited for less than a "
    "second; the hundredth waited for eleven. The A P I answered with five oh three, and every client tried again. "
    "What would you have looked at first?"
)
MIXED_ENGINES = ("neural",)  # made of the voices of others, and not compared with them
RATE_BOUNDS = (90, 320)  # words a minute
THINK_TIME_BOUNDS = (0.25, 4.0)


@dataclass(frozen=True, slots=True)
class EngineState:
    """An engine as the settings show it: `missing` is why it cannot be used, "" when it can."""

    name: str
    title: str
    missing: str


def list_engines() -> tuple[EngineState, ...]:
    """Return all engines but the silent one, the default first."""
    return tuple(
        EngineState(name, load_engine(name).TITLE, load_engine(name).explain_missing())
        for name in ENGINES
        if name != "silent"
    )


def load_voices(ws: Workspace, learner: int) -> Voices:
    """Return what the learner chose, else the defaults: neural voices where they are installed.

    The default engine without a voice's name was never chosen: it was saved along with something else.
    """
    preference = settings.load_settings(ws, learner).get(PREFERENCE)
    default = Voices(engine=choose_engine())
    if not isinstance(preference, dict):
        return default
    fields = {name: value for name, value in preference.items() if name in Voices.__dataclass_fields__}
    if not fields.get("narrator") and fields.get("engine", DEFAULT_ENGINE) == DEFAULT_ENGINE:
        fields["engine"] = default.engine
    try:
        return _check_voices(Voices(**fields))
    except (TypeError, UserError):
        return default


def save_voices(ws: Workspace, learner: int, voices: Voices) -> None:
    """Keep a choice. Raises `UserError` for a speed or a thinking time out of bounds and for an unknown engine."""
    checked = replace(_check_voices(voices), locale=voices.locale or load_voices(ws, learner).locale)
    settings.save_settings(ws, learner, **{PREFERENCE: asdict(checked)})
    if voices.narrator and voices.second:
        # How long and how large an episode will be depends on it. What fails now fails again, and says so, when it speaks.
        with contextlib.suppress(SynthesisError, UserError, OSError):
            synthesizer.Synthesizer(ws, voices).measure_voices()


def remember_locale(ws: Workspace, learner: int, locale: str) -> None:
    """Keep the locale that the learner's browser asks for: the feed, which has no browser, speaks as it says too."""
    voices = load_voices(ws, learner)
    if locale and voices.locale != locale:
        settings.save_settings(ws, learner, **{PREFERENCE: asdict(replace(voices, locale=locale))})


def _check_voices(voices: Voices) -> Voices:
    load_engine(voices.engine)
    if not RATE_BOUNDS[0] <= voices.rate <= RATE_BOUNDS[1]:
        raise UserError(
            f"A speed of {voices.rate} words a minute cannot be spoken.",
            f"Choose {RATE_BOUNDS[0]} to {RATE_BOUNDS[1]}.",
        )
    if not THINK_TIME_BOUNDS[0] <= voices.thinking <= THINK_TIME_BOUNDS[1]:
        raise UserError(
            "That thinking time is out of bounds.", f"Choose {THINK_TIME_BOUNDS[0]:g} to {THINK_TIME_BOUNDS[1]:g}."
        )
    if voices.pause_sound not in get_args(PauseSound):
        raise UserError("There is no such sound for pauses.", "Choose noise, a tone or silence in Voice settings.")
    return replace(voices, rate=int(voices.rate))


def settle_voices(voices: Voices, language: str) -> Voices:
    """Return the choice with both voices named for a language.

    Where the chosen engine cannot be used, or has no voice for the language, the default engine speaks. Raises
    UserError when that cannot be used either.
    """
    try:
        return choosing.choose_voices(voices, synthesizer.list_voices(voices.engine), language)
    except UserError:
        if voices.engine not in NEURAL_ENGINES:
            raise
    default = replace(voices, engine=DEFAULT_ENGINE, narrator="", second="")
    return choosing.choose_voices(default, synthesizer.list_voices(DEFAULT_ENGINE), language)


def list_offered_voices(voices: Voices, language: str) -> tuple[VoiceInfo, ...]:
    """Return the voices of the chosen engine that speak a language; all of them when none does."""
    all_voices = synthesizer.list_voices(voices.engine)
    return tuple(voice for voice in all_voices if choosing.speaks_language(voice, language)) or all_voices


def speak_sample(ws: Workspace, voices: Voices, language: str = "en", text: str = SAMPLE_TEXT) -> bytes:
    """Speak a sentence or two as MP3. Raises UserError when the voice does not exist or the engine fails."""
    speaker = synthesizer.Synthesizer(ws, settle_voices(voices, language), language)
    clip = speaker.request_clip(Sentence(text, text)).result()
    if clip is None:
        raise UserError("The engine could not speak the sample.", "Choose another voice or engine.")
    return clip.data
