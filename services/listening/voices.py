"""How it sounds: the learner's voice, speed and thinking time, and a sample of them."""

from __future__ import annotations

import contextlib
from dataclasses import asdict, dataclass, replace

from errors import UserError
from services.learners import settings
from services.listening import synthesizer
from services.workspace import Workspace
from speech import voices as choosing
from speech.engines import ENGINES, engine
from speech.engines.pool import Unspoken
from speech.model import Sentence, VoiceInfo, Voices

PREFERENCE = "listening"
SAMPLE = "Thread pools fill while the processor sleeps. What would you look at first?"
RATES = (90, 320)  # words a minute
THINKING = (0.25, 4.0)


@dataclass(frozen=True, slots=True)
class EngineState:
    """An engine as the settings show it: `missing` is why it cannot be used, "" when it can."""

    name: str
    title: str
    missing: str


def engines() -> tuple[EngineState, ...]:
    """All engines but the silent one, the default first."""
    return tuple(EngineState(name, engine(name).TITLE, engine(name).missing()) for name in ENGINES if name != "silent")


def chosen(ws: Workspace, learner: int) -> Voices:
    """What the learner chose, else the defaults."""
    kept = settings.read(ws, learner).get(PREFERENCE)
    known = Voices.__dataclass_fields__
    try:
        return _checked(Voices(**{k: v for k, v in kept.items() if k in known})) if isinstance(kept, dict) else Voices()
    except (TypeError, UserError):
        return Voices()


def choose(ws: Workspace, learner: int, voices: Voices) -> None:
    """Keep a choice. Raises `UserError` for a speed or a thinking time out of bounds and for an unknown engine."""
    settings.write(ws, learner, **{PREFERENCE: asdict(_checked(voices))})
    if voices.narrator and voices.second:
        with contextlib.suppress(
            Unspoken, UserError, OSError
        ):  # what fails then fails again, and says so, when it speaks
            synthesizer.Studio(ws, voices).measure()  # how long and how large an episode will be depends on it


def _checked(voices: Voices) -> Voices:
    engine(voices.engine)
    if not RATES[0] <= voices.rate <= RATES[1]:
        raise UserError(
            f"A speed of {voices.rate} words a minute cannot be spoken.", f"Choose {RATES[0]} to {RATES[1]}."
        )
    if not THINKING[0] <= voices.thinking <= THINKING[1]:
        raise UserError("That thinking time is out of bounds.", f"Choose {THINKING[0]:g} to {THINKING[1]:g}.")
    return replace(voices, rate=int(voices.rate))


def settled(voices: Voices, language: str) -> Voices:
    """The same with both voices named for a language. Raises `UserError` when the engine cannot be used."""
    return choosing.settle(voices, synthesizer.voices(voices.engine), language)


def offered(voices: Voices, language: str) -> tuple[VoiceInfo, ...]:
    """The voices of the chosen engine that speak a language; all of them when none does."""
    known = synthesizer.voices(voices.engine)
    return tuple(voice for voice in known if choosing.speaks(voice, language)) or known


def sample(ws: Workspace, voices: Voices, language: str = "en", text: str = SAMPLE) -> bytes:
    """A sentence or two as MP3. Raises `UserError` when the voice does not exist or the engine fails."""
    concrete = settled(voices, language)
    place = synthesizer.Studio(ws, concrete, language)
    sentence = Sentence(text, text)
    clip = place.fetch(sentence).result()
    if clip is None:
        raise UserError("The engine could not speak the sample.", "Choose another voice or engine.")
    return clip.data
