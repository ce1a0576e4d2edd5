"""Files that commands read, and text that they print."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from errors import UserError

STDIN = "-"  # the name that stands for standard input
# Control characters, and those that turn the direction of writing: a deck must not steer a terminal.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_UNPRINTABLE_IN_LINES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SNIFFED_BYTES = 8192  # about as many as git looks at to tell text from binary


def load_file(path: str) -> bytes:
    """Return the bytes of a file, or of standard input for `-`. Raises UserError with one sentence about why not."""
    place = Path(path)
    try:
        if place.is_dir():
            raise UserError(f"{path} is a folder, not a markdown file.")
        data = sys.stdin.buffer.read() if path == STDIN else place.read_bytes()
    except FileNotFoundError:
        raise UserError(f"There is no file {path}.") from None
    except PermissionError:
        raise UserError(f"{path} cannot be read: permission denied.") from None
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    # UTF-16, which begins with a mark of its byte order, is full of zeros.
    if b"\0" in data[:_SNIFFED_BYTES] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UserError(f"{path} is not a text file.")
    return data


def make_printable(text: str, *, keep_lines: bool = False) -> str:
    """Return a text that does nothing to a terminal; `keep_lines` leaves tabs and line ends."""
    return (_UNPRINTABLE_IN_LINES if keep_lines else _UNPRINTABLE).sub("\ufffd", text)
