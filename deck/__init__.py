"""A markdown document as a deck: topics, questions, counter-questions, incidents, scripts, and problems with line numbers."""

from __future__ import annotations

from deck.errors import UserError
from deck.model import Deck
from deck.parse import parse

__all__ = ["Deck", "UserError", "parse"]
