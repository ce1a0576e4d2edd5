"""How people write an arrow, as a pattern."""

from __future__ import annotations

ARROW = r"(?:→|⇒|➔|➜|⟶|-{1,}>|=>)"
