"""The check of a deck's pronunciations: each is tried against every engine that is installed here."""

from __future__ import annotations

from functools import partial

from deck.model import Deck, Problem
from errors import UserError
from services.listening import synthesizer, voices
from speech.engines import load_engine
from speech.engines.pool import SynthesisError
from speech.model import Voices
from speech.pronunciations import find_spelled, soften
from speech.text.reader import create_reader
from speech.voices import name_engines


def check_pronunciations(deck: Deck, text: str) -> tuple[Problem, ...]:
    """Return a problem for each pronunciation that an engine spells, at its line of the deck's text.

    An engine that does not start, or has no voice for the language, is passed over: Voice settings say so.
    """
    every = (*deck.meta.pronunciations, *((term, spoken) for _, term, spoken in deck.meta.engine_pronunciations))
    if not any(part.isupper() and len(part) > 1 for _, spoken in every for part in spoken.replace("-", " ").split()):
        return ()
    problems = []
    lines = text.splitlines()
    for engine in (engine.name for engine in voices.list_engines() if not engine.missing):
        try:
            pool = synthesizer.get_pool(engine)
            settled = voices.settle_voices(Voices(engine=engine), deck.meta.language or "en")
            if settled.engine != engine:
                continue  # it has no voice for the language
            voice = settled.narrator
            for term, spoken in create_reader(deck, name_engines(settled)).pronunciations:
                syllables = find_spelled(spoken, partial(pool.transcribe, voice=voice))
                if syllables:
                    problems.append(_report_spelled(engine, term, spoken, syllables, _find_line(lines, term)))
        except (UserError, SynthesisError):
            continue  # it does not start, or has no voice: Voice settings say so
    return tuple(sorted(problems, key=lambda problem: problem.line))


def _report_spelled(engine: str, term: str, spoken: str, syllables: tuple[str, ...], line: int) -> Problem:
    syllables_text = ", ".join(f"“{syllable}”" for syllable in syllables)
    return Problem(
        line,
        "warning",
        "pronunciation-spelled",
        f"{load_engine(engine).TITLE} spells {syllables_text} in the pronunciation of “{term}” letter by letter.",
        f"Write “{soften(spoken, syllables)}”, or put spaces between letters that are meant to be spelled.",
    )


def _find_line(lines: list[str], term: str) -> int:
    """Return the line of the front matter that holds a term, 1 where it is written in another way."""
    return next((number for number, line in enumerate(lines, 1) if line.strip().strip("'\"").startswith(term)), 1)
