"""The cluster's DNS on a UDP and a TCP port, for dig and other real clients. Models: RFC 1035 section 4.2"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, cast

Answering = Callable[[bytes, bool], Awaitable[bytes]]
"""(question, whether it came over TCP) -> answer, b'' for none"""

IDLE = 10.0
"""Seconds for which a TCP connection may say nothing."""

MOST_AT_ONCE = 200
"""Questions in work at a time; what comes beyond them over UDP is dropped, and asked again by its client."""


class DnsPorts:
    """Listens from `open` to `close`, on one number for both protocols."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._working: set[asyncio.Task[None]] = set()
        self._closing: list[Callable[[], object]] = []

    async def open(self, host: str, port: int) -> int:
        """The port's number. Raises OSError where it is taken."""
        server = await asyncio.start_server(self._connected, host, port)
        number = int(server.sockets[0].getsockname()[1])
        self._closing.append(server.close)
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: _Datagrams(self._arrived), local_addr=(host, number))
        self._closing.append(transport.close)
        return number

    def close(self) -> None:
        for closing in self._closing:
            closing()

    def _arrived(self, transport: asyncio.DatagramTransport, question: bytes, sender: Any) -> None:
        if len(self._working) >= MOST_AT_ONCE:
            return
        task = asyncio.create_task(self._reply(transport, question, sender))
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def _reply(self, transport: asyncio.DatagramTransport, question: bytes, sender: Any) -> None:
        answer = await self._answering(question, False)
        if answer and not transport.is_closing():
            transport.sendto(answer, sender)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Questions and answers, each with its length in front, until the client leaves or falls silent."""
        with suppress(asyncio.IncompleteReadError, TimeoutError, OSError):
            while True:
                async with asyncio.timeout(IDLE):
                    size = int.from_bytes(await reader.readexactly(2), "big")
                    question = await reader.readexactly(size)
                    answer = await self._answering(question, True)
                    writer.write(len(answer).to_bytes(2, "big") + answer)
                    await writer.drain()
        writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, arrived: Callable[[asyncio.DatagramTransport, bytes, Any], None]) -> None:
        self._arrived = arrived

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._arrived(self._transport, data, addr)
