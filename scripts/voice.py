"""Speak a sentence with each neural voice that is installed, and say how fast: `python -m scripts.voice`."""

from __future__ import annotations

import sys
import tempfile
import time
import wave
from pathlib import Path

from speech.engines import load_engine
from speech.engines.pool import Pool, SynthesisError

SENTENCE = "The pool has ten connections, and every request waits for one of them."
RATE = 170  # words a minute


def main() -> int:
    """Print a line for each voice; 1 when there is none."""
    if reason := load_engine("neural").explain_missing():
        print(reason, file=sys.stderr)
        return 1
    pool = Pool("neural", size=1)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sentence.wav"
            for voice in pool.list_voices():
                pool.synthesize(SENTENCE, voice.id, RATE, path)  # loads the voice, which is not to be measured
                start = time.perf_counter()
                pool.synthesize(SENTENCE, voice.id, RATE, path)
                elapsed = time.perf_counter() - start
                with wave.open(str(path)) as file:
                    seconds = file.getnframes() / file.getframerate()
                print(f"{voice.name}: ready, {seconds / elapsed:.0f} times as fast as speech")
    except SynthesisError as error:
        print(f"A neural voice does not speak: {error}.", file=sys.stderr)
        return 1
    finally:
        pool.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
