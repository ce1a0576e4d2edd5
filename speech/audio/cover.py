"""The cover: the deck's title on the house's colours, square, as JPEG."""

from __future__ import annotations

import io
import textwrap
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

LARGE_SIDE = 1400  # pixels; Apple wants 1,400 to 3,000
# Pixels of the cover inside a file: players show it small.
SMALL_SIDE = 500
PAPER, INK, TEAL, AMBER = "#12343b", "#f4f1e8", "#1a8a83", "#e0a458"


@lru_cache(maxsize=32)
def draw_cover(title: str, side: int = LARGE_SIDE) -> bytes:
    """Draw a cover of `side` by `side` pixels, as JPEG."""
    image = Image.new("RGB", (side, side), PAPER)
    draw = ImageDraw.Draw(image)
    unit = side / 14
    for index, height in enumerate((1.2, 2.6, 3.8, 2.2, 4.4, 3.0, 1.6, 2.8, 1.0)):  # a voice, drawn as its level
        left = unit * (1 + index * 1.35)
        colour = AMBER if index == 4 else TEAL
        box = (left, unit * (10 - height / 2), left + unit * 0.7, unit * (10 + height / 2))
        draw.rounded_rectangle(box, radius=unit * 0.35, fill=colour)
    draw.text((unit, unit), "Rehearsal", font=ImageFont.load_default(unit * 0.8), fill=AMBER)
    lines = textwrap.wrap(title, 18)[:4] or [""]
    size = unit * (1.5 if len(lines) < 3 else 1.2)
    draw.multiline_text(
        (unit, unit * 2.3), "\n".join(lines), font=ImageFont.load_default(size), fill=INK, spacing=unit * 0.25
    )
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=82, optimize=True)
    return buffer.getvalue()
