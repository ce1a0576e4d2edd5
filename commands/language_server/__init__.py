"""`python -m deck language-server`: decks in any editor that speaks the Language Server Protocol."""

from __future__ import annotations

from commands.language_server.command import add_language_server_parser, run_language_server

__all__ = ["add_language_server_parser", "run_language_server"]
