"""What goes out with a deck besides its text: pictures and sounds, as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from files import digest


@dataclass(frozen=True, slots=True)
class QuestionSounds:
    """The sounds of one question, MP3 each; None where a side is not spoken. Their names must be unique."""

    question: Path | None = None
    answer: Path | None = None


@dataclass(frozen=True, slots=True)
class Attachments:
    """`pictures` by the address that the deck's text has for them, `sounds` by the question's id."""

    pictures: Mapping[str, Path] = field(default_factory=dict)
    sounds: Mapping[str, QuestionSounds] = field(default_factory=dict)


NO_ATTACHMENTS = Attachments()
# An SVG can carry a script: it does not go out.
MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}


def name_picture(picture: Path) -> str:
    """Return a name for a picture that depends on nothing but its bytes: Anki has one folder for all decks."""
    return f"rehearsal-{digest(picture.read_bytes(), 24)}{picture.suffix.lower()}"
