"""What a websocket writes in one turn of the event loop goes out together, whole and in order."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.server import ServerProtocol

from server.streamlit_runtime import websocket_writes
from server.streamlit_runtime.websocket_writes import GroupedWrites
from tests.conftest import run_async


class Transport:
    """A transport that notes what is done with it."""

    def __init__(self) -> None:
        self.done: list[Any] = []

    def write(self, data: bytes) -> None:
        self.done.append(data)

    def close(self) -> None:
        self.done.append("closed")

    def is_closing(self) -> bool:
        return "closed" in self.done


def test_writes_of_a_turn_are_one_and_nothing_is_lost_at_the_end() -> None:
    async def run() -> Transport:
        transport = Transport()
        writes = GroupedWrites(transport, asyncio.get_running_loop())  # type: ignore[arg-type]
        writes.write(b"a")
        writes.write(b"b")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        writes.write(b"c")
        assert not writes.is_closing()
        writes.close()
        await asyncio.sleep(0)
        assert writes.is_closing()
        return transport

    assert run_async(run()).done == [b"ab", b"c", "closed"]


def test_uvicorns_websockets_take_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    monkeypatch.setattr(WebSocketsSansIOProtocol, "connection_made", lambda _self, transport: made.append(transport))
    websocket_writes.group_writes()
    grouped = WebSocketsSansIOProtocol.connection_made
    websocket_writes.group_writes()
    assert WebSocketsSansIOProtocol.connection_made is grouped
    protocol = object.__new__(WebSocketsSansIOProtocol)
    protocol.loop = asyncio.new_event_loop()
    compression = ServerPerMessageDeflateFactory(server_max_window_bits=12, compress_settings={"memLevel": 5})
    protocol.conn = ServerProtocol(extensions=[compression])
    transport: Any = Transport()
    protocol.connection_made(transport)
    protocol.loop.close()
    assert made == [transport]
    assert isinstance(protocol.transport, GroupedWrites)
    assert compression.compress_settings == {"memLevel": 5, "level": websocket_writes.COMPRESSION_LEVEL}
    _, extension = compression.process_request_params([("client_max_window_bits", None)], [])
    assert extension.local_max_window_bits == websocket_writes.WINDOW_BITS
