"""A markdown document as a deck.

Topics, questions, counter-questions, incidents, scripts, and problems with line numbers.
"""

from __future__ import annotations

from deck.model import Deck
from deck.parser import parse
from errors import UserError

__all__ = ["Deck", "UserError", "parse"]
