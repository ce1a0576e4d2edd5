"""What a mentor is writing and has not published: kept in the data folder, so that no closed tab loses it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from deck.errors import UserError
from services.workspace import Workspace

LARGEST = 5 * 1024 * 1024


def _place(ws: Workspace, learner: int) -> Path:
    return ws.data / "drafts" / f"{learner:d}.md"


def read(ws: Workspace, learner: int) -> str:
    """The draft as it was last kept, "" where there is none."""
    place = _place(ws, learner)
    return place.read_bytes().decode("utf-8") if place.is_file() else ""


def keep(ws: Workspace, learner: int, text: str) -> None:
    """Keep the draft: whole or not at all, even when the power fails. Raises UserError when it is too large."""
    body = text.encode("utf-8", errors="surrogatepass")
    if len(body) > LARGEST:
        raise UserError("The text is larger than 5 MB.", "Split it into several decks.")
    place = _place(ws, learner)
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=place.parent, suffix=".tmp")
    with os.fdopen(handle, "wb") as stream:
        stream.write(body)
        stream.flush()
        os.fsync(stream.fileno())
    Path(aside).replace(place)
