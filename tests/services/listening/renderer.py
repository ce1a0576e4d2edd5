"""One of several replicas that are asked for one episode: `renderer.py DATA DATABASE NAME`.

Replicas have folders of audio of their own and share database and object store. Each prints what became of the episode and how
many sentences it spoke itself. As long as there is a file `slow`, each sentence takes a while.
"""

from __future__ import annotations

import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from services import leases
from services.listening import episodes, synthesizer
from services.workspace import Workspace
from speech.model import Sentence, Voices
from speech.script.request import EpisodeRequest
from tests.speech.decks import pools

data, database, name = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
ws = Workspace(data=data / name, content=data)
ws.data.mkdir(parents=True, exist_ok=True)
object.__setattr__(ws, "database", database if "://" in database else Path(database))

# A test is in more of a hurry than a server. A process that was killed stays visible until the test has asked for its end: it is
# the expiry of its lease that is waited for here.
leases.BEAT_SECONDS, leases.EXPIRY_SECONDS = 0.3, 4.0
spoken: list[Sentence] = []
lock = threading.Lock()
real = synthesizer.Synthesizer._synthesize


def speak(self: synthesizer.Synthesizer, sentence: Sentence) -> object:
    with lock:
        spoken.append(sentence)
        if (data / "slow").exists():
            time.sleep(0.1)
    return real(self, sentence)


synthesizer.Synthesizer._synthesize = speak
planned = episodes.plan_episode(ws, "pools", pools(), EpisodeRequest("topic", "pools"), Voices(engine="silent"))
print(planned.name, flush=True)
sys.stdin.readline()  # all begin at once
job = episodes.start_episode(ws, planned, datetime.now(UTC))
heard = 0
while job is not None and job.state.busy:
    if job.frames.exists() and job.state.seconds and not heard:
        heard = job.frames.stat().st_size
        if heard:
            print("heard", flush=True)
    job.wait(0.05)
phase = "found" if job is None else job.state.phase
made = episodes.find_finished(ws, planned.name)
audio = episodes.find_file(ws, f"{planned.name}.mp3")
print(phase, len(spoken), made.bytes if made else 0, audio.stat().st_mtime_ns, flush=True)
