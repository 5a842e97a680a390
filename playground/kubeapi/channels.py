"""Kubernetes' streaming subprotocols on a WebSocket: every frame is binary, its first byte the channel.

Models: apimachinery/pkg/util/remotecommand/constants.go; apiserver/pkg/util/wsstream/conn.go
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress

from playground.cluster.apiserver.messages import ApiError, Response
from playground.kubeapi.exchange import Receive, Scope, Send, encoded

STDIN, STDOUT, STDERR, ERROR, RESIZE, CLOSE = 0, 1, 2, 3, 4, 255
V5, V4 = "v5.channel.k8s.io", "v4.channel.k8s.io"
OLDER = ("v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io")

NORMAL = 1000
PIECE = 32 * 1024
PATIENCE = 20.0
"""Seconds in which a client has to take what it is sent."""


class Left(Exception):
    """The client has closed the socket."""


class Channels:
    """A socket that has been accepted."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send

    async def frame(self) -> tuple[int, bytes]:
        """(channel, what came on it). Text frames are the same as binary ones. Raises Left."""
        while True:
            data = await self.raw()
            if data:
                return data[0], data[1:]

    async def raw(self) -> bytes:
        """The next message whole. Raises Left."""
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            raise Left
        return message.get("bytes") or (message.get("text") or "").encode()

    async def write(self, channel: int, data: bytes) -> None:
        for start in range(0, len(data), PIECE):
            await self.send(bytes((channel,)) + data[start : start + PIECE])

    async def send(self, data: bytes) -> None:
        """Raises Left where the client takes nothing any more."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._send({"type": "websocket.send", "bytes": data})
        except (TimeoutError, OSError):
            raise Left from None

    async def finish(self, code: int) -> None:
        """A command has ended with an exit code."""
        await self.end({"metadata": {}, "status": "Success"} if code == 0 else _failed(code))

    async def fail(self, message: str) -> None:
        await self.end({"metadata": {}, "status": "Failure", "message": message, "reason": "InternalError", "code": 500})

    async def end(self, status: dict[str, object]) -> None:
        await self.send(bytes((ERROR,)) + json.dumps(status).encode())
        await self.close()

    async def close(self) -> None:
        with suppress(OSError):
            await self._send({"type": "websocket.close", "code": NORMAL})


def _failed(code: int) -> dict[str, object]:
    causes = [{"reason": "ExitCode", "message": str(code)}]
    message = f"command terminated with non-zero exit code: exit status {code}"
    return {"metadata": {}, "status": "Failure", "reason": "NonZeroExitCode", "message": message, "details": {"causes": causes}}


async def refuse(scope: Scope, receive: Receive, send: Send, error: ApiError) -> None:
    """Before the socket is open: with an HTTP answer where the server can give one."""
    await receive()
    if "websocket.http.response" not in (scope.get("extensions") or {}):
        await send({"type": "websocket.close", "code": 4000 + error.code})
        return
    body, kind = encoded(Response(error.code, error.status()), "")
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "websocket.http.response.start", "status": error.code, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})


async def accept(receive: Receive, send: Send, protocol: str) -> Channels:
    await receive()
    await send({"type": "websocket.accept", "subprotocol": protocol})
    return Channels(receive, send)
