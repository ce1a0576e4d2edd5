"""How uvicorn's websockets write: what is written in one turn of the event loop goes to the kernel in one call, and is
compressed against what the same session was sent before.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

# A rerun of Practice is some thirty messages and 13 kB, nearly all of which the run before it sent as well. uvicorn's window of
# 4 kB does not reach back that far: 6.2 kB in .36 ms. One of 32 kB, the largest, does: .6 kB in .07 ms at each level from 2 to 3,
# in .10 ms at zlib's own 6. It takes 144 kB of memory for each open page in the place of 32.
WINDOW_BITS = 15
COMPRESSION_LEVEL = 3


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
    """Have uvicorn's websockets write once a turn, and compress as said above, for which it has no setting.

    A rerun's messages are frames of their own, some forty, and each was a system call: with `send_in_groups` they are
    written in a turn or two.
    """
    original = WebSocketsSansIOProtocol.connection_made
    if getattr(original, "is_grouped", False):
        return

    def connection_made(self: Any, transport: Any) -> None:
        original(self, transport)
        self.transport = GroupedWrites(transport, self.loop)
        for extension in self.conn.available_extensions:
            if isinstance(extension, ServerPerMessageDeflateFactory):
                extension.server_max_window_bits = WINDOW_BITS
                extension.compress_settings = {**(extension.compress_settings or {}), "level": COMPRESSION_LEVEL}

    connection_made.is_grouped = True  # type: ignore[attr-defined]
    WebSocketsSansIOProtocol.connection_made = connection_made  # type: ignore[method-assign]
