"""A worker process: `python -m speech.engines.worker ENGINE` reads requests and writes answers, one JSON object a line.

Requests: `{"id", "op": "speak", "text", "voice", "rate", "path"}` or `{"id", "op": "voices"}`, or
`{"id", "op": "transcribe", "text", "voice"}`. Answers: `{"id",
"ok": true, ...}` or `{"id", "ok": false, "final": bool, "disk": bool, "error"}`, where `final` means that no
retry will help. Engines print to stdout: the answers go to a duplicate of it, and stdout itself is sent away.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from speech.engines import Speaker, load_engine


def answer_request(speaker: Speaker, request: dict[str, Any]) -> dict[str, Any]:
    """Answer one request."""
    if request["op"] == "voices":
        return {"ok": True, "voices": [asdict(voice) for voice in speaker.list_voices()]}
    if request["op"] == "transcribe":
        return {"ok": True, "phonemes": speaker.transcribe(request["text"], request["voice"])}
    path = Path(request["path"])
    temporary = path.with_name(f".{path.name}.{os.getpid()}.wav")
    try:
        speaker.speak(request["text"], request["voice"], int(request["rate"]), temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return {"ok": True}


def serve_requests(speaker: Speaker, source: BinaryIO, sink: BinaryIO) -> None:
    """Answer until the requests end."""
    for line in source:
        request = json.loads(line)
        try:
            reply = answer_request(speaker, request)
        except ValueError as error:
            reply = {"ok": False, "final": True, "disk": False, "error": str(error)}
        except OSError as error:
            reply = {"ok": False, "final": True, "disk": True, "error": error.strerror or str(error)}
        except Exception as error:  # noqa: BLE001 (the parent decides; a worker that dies says nothing)
            reply = {"ok": False, "final": False, "disk": False, "error": f"{type(error).__name__}: {error}"}
        sink.write(json.dumps({"id": request["id"], **reply}).encode() + b"\n")
        sink.flush()


def main(name: str) -> None:
    """Open the engine and serve requests."""
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    serve_requests(load_engine(name).Speaker(), sys.stdin.buffer, sink)


if __name__ == "__main__":
    main(sys.argv[1])
