"""The pronunciation workbench: a term in each voice that is installed, and what a listener hears."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from deck.model import Deck
from errors import UserError
from services.listening import recogniser, synthesizer, voices
from services.workspace import Workspace
from speech.engines.pool import SynthesisError
from speech.model import Voices
from speech.pronunciations import find_spelled
from speech.text.normalizer import normalize_text
from speech.text.reader import create_reader
from speech.voices import name_engines

MAX_TERM = 120  # characters
# A word by itself is hard to recognise. The sentence around it is for the recogniser alone and is not played.
CARRIER = "This is about {term}."


@dataclass(frozen=True, slots=True)
class Trial:
    """A term as one engine says it.

    `spoken_text` is what the engine was given, `audio` an MP3, `phonemes` what it made of the text ("" where it does not
    tell), `spelled` the syllables that it spells, `transcript` what the recogniser understood (None where none is installed).
    """

    engine: str
    title: str
    spoken_text: str
    audio: bytes
    phonemes: str
    spelled: tuple[str, ...]
    transcript: str | None


def try_term(ws: Workspace, deck: Deck, engine: str, term: str, respelling: str = "") -> Trial:
    """Speak a term with an engine, as a deck says it or by another respelling.

    Raises UserError where the engine cannot be used or speaks nothing.
    """
    term, respelling = term.strip()[:MAX_TERM], respelling.strip()[:MAX_TERM]
    language = deck.meta.language or "en"
    settled = voices.settle_voices(Voices(engine=engine), language)
    if settled.engine != engine:
        raise UserError("This engine has no voice for the deck's language.", "Choose another engine.")
    pairs = ((term, respelling),) if respelling else create_reader(deck, name_engines(settled)).pronunciations
    spoken = normalize_text(term, pairs, language)
    if not spoken:
        raise UserError("There is nothing to say in that.", "Write a word or a name.")
    title = next(engine_info.title for engine_info in voices.list_engines() if engine_info.name == engine)
    pool = synthesizer.get_pool(engine)
    try:
        audio = voices.speak_sample(ws, settled, language, spoken)
        transcribe = partial(pool.transcribe, voice=settled.narrator)
        transcript = _listen(engine, settled, CARRIER.format(term=spoken.rstrip(".")))
        return Trial(
            engine=engine,
            title=title,
            spoken_text=spoken,
            audio=audio,
            phonemes=transcribe(spoken),
            spelled=find_spelled(spoken, transcribe) if respelling else (),
            transcript=transcript,
        )
    except SynthesisError as error:
        raise UserError(f"{title} could not speak it ({error}).", "Try another respelling.") from error


def _listen(engine: str, settled: Voices, sentence: str) -> str | None:
    """Return what the recogniser hears of a sentence, None where there is no recogniser."""
    if recogniser.explain_missing():
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sentence.wav"
        synthesizer.get_pool(engine).synthesize(sentence, settled.narrator, settled.rate, path)
        return recogniser.recognise_file(path)
