"""A worker that misbehaves on the text `bad`: `faulty_worker.py MODE MEMORY`. MODE ending in -once: only the first time."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import wave
from pathlib import Path

mode, memory = sys.argv[1].removesuffix("-once"), Path(sys.argv[2])
once = sys.argv[1].endswith("-once")


def answer(reply: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()


for line in sys.stdin:
    request = json.loads(line)
    before = memory.read_text() if memory.exists() else ""
    memory.write_text(f"{before}{request['text']}\n")
    if request["text"] == "bad" and not (once and "bad" in before):
        if mode == "die":
            sys.exit(3)
        if mode == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if mode == "hang":
            time.sleep(60)
        if mode == "garble":
            answer({"id": -1, "ok": True})
        else:
            answer({"id": request["id"], "ok": False, "final": False, "disk": False, "error": "no luck"})
        continue
    with wave.open(request["path"], "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)
        file.writeframes(b"\x10\x10" * 2205)
    answer({"id": request["id"], "ok": True})
