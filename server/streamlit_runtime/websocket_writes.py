"""What a websocket writes in one turn of the event loop goes to the kernel in one call."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class GroupedWrites:
    """A transport that holds what is written until the event loop's next turn, then writes it at once."""

    __slots__ = ("_held", "_loop", "_transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Hold the bytes until the next turn."""
        if not self._held:
            self._loop.call_soon(self.flush)
        self._held.append(data)

    def flush(self) -> None:
        """Write what is held. Does nothing when that happened already."""
        if self._held:
            data = b"".join(self._held)
            self._held.clear()
            self._transport.write(data)

    def close(self) -> None:
        """Write what is held, then close."""
        self.flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


def group_writes() -> None:
    """Have uvicorn's websockets write once a turn.

    A rerun's messages are frames of their own, some forty, and each was a system call: with `send_in_groups` they are
    written in a turn or two.
    """
    original = WebSocketsSansIOProtocol.connection_made
    if getattr(original, "is_grouped", False):
        return

    def connection_made(self: Any, transport: Any) -> None:
        original(self, transport)
        self.transport = GroupedWrites(transport, self.loop)

    connection_made.is_grouped = True  # type: ignore[attr-defined]
    WebSocketsSansIOProtocol.connection_made = connection_made  # type: ignore[method-assign]
