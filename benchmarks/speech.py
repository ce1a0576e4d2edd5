# ruff: noqa: E402
"""Speech against the espeak-ng command on the same 5,000 words: `python benchmarks/speech.py [--runs 3]`.

In one run: (a) `espeak-ng` writing one WAV, (b) `espeak-ng` once for each sentence, the pipeline's synthesis alone with a cold
cache, the pipeline to a finished MP3 with a cold cache, and the same again with one sentence edited. The best of `--runs`
counts for each: other work on the machine only ever makes things slower. Exits with 1 when a promise is broken.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

# This file's own folder stands first on the path and has a `speech` in it: this file.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

import deck as reader
from deck.model import Deck
from services.listening import episode_files, synthesizer
from services.listening import episodes as audio
from services.workspace import Workspace
from speech.model import Episode, Sentence, Voices
from speech.script.request import EpisodeRequest

VOICE, RATE, WORDS = "gmw/en-us", 170, 5000
SUBJECTS = ("The pool", "A retry", "The ledger", "One broker", "The cache", "Each pod", "The gateway", "A listener")
VERBS = ("waits for", "drains", "rejects", "doubles", "hides", "repeats", "outlives", "protects")
OBJECTS = (
    "a connection nobody returned",
    "the queue behind it",
    "messages it has seen before",
    "what the limiter let pass",
)
ENDS = (
    "while the processor idles",
    "until somebody looks at the wait",
    "before the budget is spent",
    "as long as load stays high",
)


def make_sentences(words: int = WORDS) -> list[str]:
    """Different sentences, about as many words as asked."""
    chance = random.Random(11)
    lines: list[str] = []
    while sum(len(sentence.split()) for sentence in lines) < words:
        parts = (chance.choice(SUBJECTS), chance.choice(VERBS), chance.choice(OBJECTS), chance.choice(ENDS))
        lines.append(f"{' '.join(parts)}, in round {len(lines)}.")
    return lines


def make_deck(sentences: list[str]) -> Deck:
    """Return a deck with these sentences as its script."""
    paragraphs = "\n\n".join(" ".join(sentences[at : at + 5]) for at in range(0, len(sentences), 5))
    return reader.parse(f"## Spoken script\n\n### Part 1: All\n\n{paragraphs}\n")


def time_best(runs: int, act: Callable[[], None]) -> float:
    """Return the shortest time of some runs, in seconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return min(times)


def run_espeak(sentences: list[str], folder: Path, *, each: bool) -> None:
    """Measure the espeak-ng command, once or once for each sentence."""
    flags = ["espeak-ng", "-v", "en-us", "-s", str(RATE)]
    pieces = sentences if each else [" ".join(sentences)]
    for number, piece in enumerate(pieces):
        subprocess.run([*flags, "-w", str(folder / f"{number}.wav"), piece], check=True, capture_output=True)


def speak_into_cache(sentences: list[Sentence], ws: Workspace) -> None:
    """Speak all sentences into the (cold) cache with all workers."""
    place = synthesizer.Synthesizer(ws, Voices(narrator=VOICE, second=VOICE, rate=RATE))
    for future in [place.request_clip(sentence) for sentence in sentences]:
        assert future.result() is not None


def make_episode(deck: Deck, ws: Workspace) -> Episode:
    """Measure the whole way: deck to MP3."""
    planned = audio.plan_episode(
        ws, "bench", deck, EpisodeRequest("script", "part-1-all"), Voices(narrator=VOICE, second=VOICE, rate=RATE)
    )
    job = audio.start_episode(ws, planned, datetime.now(UTC))
    assert job is not None
    state = job.wait(300)
    assert state.phase == "done", state
    return planned.episode


def run_cold(act: Callable[[Workspace], object]) -> Callable[[], None]:
    """Do the act in a workspace of its own each time."""

    def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            act(Workspace(Path(folder), Path(folder)))

    return run


def measure_edit(sentences: list[str]) -> tuple[float, int]:
    """Measure the whole way after one sentence was edited, and how many sentences were spoken again."""
    spoken = 0
    workers = synthesizer.get_pool("pyttsx3")
    real = workers.synthesize

    def counted(words: str, voice: str, rate: int, path: Path) -> None:
        nonlocal spoken
        spoken += 1
        real(words, voice, rate, path)

    with tempfile.TemporaryDirectory() as folder:
        ws = Workspace(Path(folder), Path(folder))
        make_episode(make_deck(sentences), ws)
        changed = make_deck([*sentences[:100], "This sentence was put in by an editor.", *sentences[101:]])
        workers.synthesize = counted  # type: ignore[method-assign]
        try:
            return time_best(1, lambda: make_episode(changed, ws)), spoken
        finally:
            workers.synthesize = real  # type: ignore[method-assign]


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    if shutil.which("espeak-ng") is None:
        print("The espeak-ng command is needed for the comparison: apt-get install espeak-ng")
        return 2
    sentences = make_sentences()
    words = sum(len(sentence.split()) for sentence in sentences)
    spoken = [Sentence(sentence, sentence) for sentence in sentences]
    run_cold(lambda ws: speak_into_cache(spoken[:20], ws))()  # starts the workers, as a server has them
    with tempfile.TemporaryDirectory() as folder:
        one = time_best(runs, lambda: run_espeak(sentences, Path(folder), each=False))
        each = time_best(runs, lambda: run_espeak(sentences, Path(folder), each=True))
    raw = time_best(runs, run_cold(lambda ws: speak_without_cache(spoken, ws)))
    full_synthesis = time_best(runs, run_cold(lambda ws: speak_into_cache(spoken, ws)))
    whole = time_best(runs, run_cold(lambda ws: make_episode(make_deck(sentences), ws)))
    after, again = min(measure_edit(sentences) for _ in range(runs))
    seconds = measure_length(sentences)
    rows = (
        ("(a) espeak-ng, one WAV", one),
        ("(b) espeak-ng, one WAV a sentence", each),
        ("synthesis alone, all cores", raw),
        ("synthesis, levelling and encoding, all cores", full_synthesis),
        ("the whole way to an MP3", whole),
        ("the same, one sentence edited", after),
    )
    print(f"{words} words, {len(sentences)} sentences, {seconds / 60:.1f} minutes of sound")
    for name, took in rows:
        print(
            f"{name:46} {took:7.3f} s {words / took:8.0f} words/s {seconds / took:8.0f} x real time {one / took:6.2f} of (a)"
        )
    print(f"edited: {again} sentence spoken again, {after / whole:.1%} of the full time")
    bars_met = (one / raw >= 0.8, each > raw, again == 1, after / whole <= 0.05)
    print(
        "promises: "
        + ", ".join(
            f"{name} {'kept' if ok else 'BROKEN'}"
            for name, ok in zip(("0.8 of (a)", "ahead of (b)", "one sentence", "5% of the time"), bars_met, strict=True)
        )
    )
    return 0 if all(bars_met) else 1


def speak_without_cache(sentences: list[Sentence], ws: Workspace) -> None:
    """Measure the pool alone: WAV files from all workers."""
    workers = synthesizer.get_pool("pyttsx3")
    ws.audio.mkdir(parents=True)
    jobs = [
        workers.submit_task(
            lambda number=number, one=one: workers.synthesize(one.spoken_text, VOICE, RATE, ws.audio / f"{number}.wav")
        )
        for number, one in enumerate(sentences)
    ]
    for job in jobs:
        job.result()


def measure_length(sentences: list[str]) -> float:
    """How long the finished episode is."""
    with tempfile.TemporaryDirectory() as folder:
        ws = Workspace(Path(folder), Path(folder))
        make_episode(make_deck(sentences), ws)
        (episode,) = episode_files.list_episodes(ws)
        return episode.timeline.seconds


if __name__ == "__main__":
    sys.exit(main())
