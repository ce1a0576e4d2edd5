"""The command line of the language server. The server's library is loaded only when it is asked for."""

from __future__ import annotations

import argparse

from errors import UserError


def add_language_server_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to a parser."""
    commands.add_parser(
        "language-server", help="serve editors over standard input and output (Language Server Protocol)"
    )


def run_language_server(args: argparse.Namespace) -> int:
    """Serve until the editor ends the session. Raises UserError where the library is not installed."""
    try:
        from commands.language_server.protocol import build_server  # noqa: PLC0415 (an optional dependency)
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        raise UserError("The language server needs the package pygls.", "Run: pip install pygls==2.1.1") from None
    build_server().start_io()
    return 0
