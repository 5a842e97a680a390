"""kubectl port-forward: connections to a pod's own ports, carried by a WebSocket.

kubectl 1.31 and later tunnels SPDY; other clients use Kubernetes' own channels, two for each port.

Models: client-go/tools/portforward; apiserver/pkg/util/proxy/websocket; pkg/kubelet/cri/streaming/portforward
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import h11

from playground.cluster.containers.replies import HttpReply
from playground.cluster.simulation import forwarding
from playground.cluster.simulation.acts import Forward, Say
from playground.kubeapi import spdy
from playground.kubeapi.channels import V4, Channels
from playground.kubeapi.host import Host

TUNNEL = "SPDY/3.1+portforward.k8s.io"
PROTOCOLS = (TUNNEL, V4, "portforward.k8s.io")
MOST_BODY = 1 << 20
MOST_STREAMS = 200

Write = Callable[[bytes, bool], Awaitable[None]]


async def serve(host: Host, socket: Channels, namespace: str, pod: str, ports: list[str], protocol: str) -> None:
    """Until the client leaves."""
    if protocol == TUNNEL:
        await _Tunnel(host, socket, namespace, pod).run()
    else:
        await _in_channels(host, socket, namespace, pod, [int(port) for port in ports if port.isdecimal()])


class Line:
    """One connection to a port of a pod. `write` takes what the pod says, and whether that was all."""

    def __init__(self, host: Host, namespace: str, pod: str, port: int, write: Write) -> None:
        self.host, self.namespace, self.pod, self.port, self.write = host, namespace, pod, port, write
        self._http = h11.Connection(h11.SERVER)
        self._head: h11.Request | None = None
        self._body = b""

    def problem(self) -> str:
        return forwarding.listens(self.host.cluster, self.namespace, self.pod, self.port)

    async def open(self) -> None:
        """A server that speaks first does so."""
        if not self._speaks_http():
            text = await self.host.do(Say(self.namespace, self.pod, self.port))
            if text:
                await self.write(str(text).encode(), True)

    async def feed(self, data: bytes) -> None:
        if not self._speaks_http():
            text = await self.host.do(Say(self.namespace, self.pod, self.port, data.decode("utf-8", "replace")))
            await self.write(str(text or "").encode(), text is None)
            return
        try:
            self._http.receive_data(data)
            await self._events()
        except h11.RemoteProtocolError:
            await self.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", True)

    def _speaks_http(self) -> bool:
        return forwarding.speaks_http(self.host.cluster, self.namespace, self.pod, self.port)

    async def _events(self) -> None:
        while True:
            event = self._http.next_event()
            if isinstance(event, h11.Request):
                self._head, self._body = event, b""
            elif isinstance(event, h11.Data):
                self._body += bytes(event.data)[: MOST_BODY - len(self._body)]
            elif isinstance(event, h11.EndOfMessage) and self._head is not None:
                await self._answer(self._head)
            else:
                return

    async def _answer(self, head: h11.Request) -> None:
        headers = {name.decode("latin-1").title(): value.decode("latin-1") for name, value in head.headers}
        host = headers.pop("Host", "")
        body = self._body.decode("utf-8", "replace")
        act = Forward(self.namespace, self.pod, self.port, head.method.decode(), head.target.decode("latin-1"), host, headers, body)
        found = await self.host.do(act)
        if not isinstance(found, HttpReply):
            await self.write(b"", True)
            return
        payload = found.body.encode("utf-8", "replace")
        told = [("Content-Type", found.content_type), ("Content-Length", str(len(payload))), *found.headers.items()]
        out = self._http.send(h11.Response(status_code=found.status, headers=told)) or b""
        if head.method != b"HEAD":
            out += self._http.send(h11.Data(data=payload)) or b""
        out += self._http.send(h11.EndOfMessage()) or b""
        ends = self._http.our_state is not h11.DONE
        if not ends:
            self._http.start_next_cycle()
        await self.write(out, ends)


@dataclass(slots=True)
class _Pair:
    """The two streams of one connection, which carry the same request id."""

    error: int = 0
    data: int = 0
    line: Line | None = None


@dataclass(slots=True)
class _Tunnel:
    host: Host
    socket: Channels
    namespace: str
    pod: str
    wire: spdy.Connection = field(default_factory=spdy.Connection)
    pairs: dict[str, _Pair] = field(default_factory=dict)
    streams: dict[int, str] = field(default_factory=dict)

    async def run(self) -> None:
        try:
            while True:
                for event in self.wire.receive(await self.socket.raw()):
                    await self._take(event)
        except spdy.Broken:
            await self.socket.close()

    async def _take(self, event: spdy.Event) -> None:
        match event:
            case spdy.Opened(stream, headers):
                await self._open(stream, headers)
            case spdy.Arrived(stream, data, ended):
                await self._arrived(stream, data, ended)
            case spdy.Reset(stream):
                self._forget(self.streams.get(stream, ""))
            case spdy.Ping(frame):
                await self.socket.send(frame)

    async def _open(self, stream: int, headers: dict[str, str]) -> None:
        request, port = headers.get("requestid", ""), headers.get("port", "")
        if not port.isdecimal() or len(self.pairs) >= MOST_STREAMS:
            await self.socket.send(self.wire.reset(stream))
            return
        await self.socket.send(self.wire.reply(stream))
        pair = self.pairs.setdefault(request, _Pair())
        self.streams[stream] = request
        if headers.get("streamtype") == "error":
            pair.error = stream
            return
        pair.data = stream

        async def write(data: bytes, end: bool) -> None:
            if data or end:
                await self.socket.send(self.wire.data(stream, data, end))
            if end:
                await self._close(request)

        line = Line(self.host, self.namespace, self.pod, int(port), write)
        problem = line.problem()
        if problem:
            await self.socket.send(self.wire.data(pair.error, problem.encode(), True))
            await self.socket.send(self.wire.data(stream, b"", True))
            self._forget(request)
            return
        pair.line = line
        await line.open()

    async def _arrived(self, stream: int, data: bytes, ended: bool) -> None:
        request = self.streams.get(stream, "")
        pair = self.pairs.get(request)
        if pair is None or stream != pair.data or pair.line is None:
            return
        if data:
            await pair.line.feed(data)
        if ended and request in self.pairs:
            await self.socket.send(self.wire.data(stream, b"", True))
            await self._close(request)

    async def _close(self, request: str) -> None:
        pair = self.pairs.get(request)
        if pair is not None and pair.error:
            await self.socket.send(self.wire.data(pair.error, b"", True))
        self._forget(request)

    def _forget(self, request: str) -> None:
        self.pairs.pop(request, None)
        self.streams = {stream: one for stream, one in self.streams.items() if one != request}


async def _in_channels(host: Host, socket: Channels, namespace: str, pod: str, ports: list[int]) -> None:
    """Channel 2n carries the data of the n-th port, 2n+1 its errors; the first frame of each names the port."""
    lines: list[Line] = []
    for number, port in enumerate(ports[:100]):
        for channel in (2 * number, 2 * number + 1):
            await socket.send(bytes((channel,)) + port.to_bytes(2, "little"))

        async def write(data: bytes, end: bool, channel: int = 2 * number) -> None:
            if data:
                await socket.write(channel, data)
            if end and len(ports) == 1:
                await socket.close()

        line = Line(host, namespace, pod, port, write)
        problem = line.problem()
        if problem:
            await socket.write(2 * number + 1, problem.encode())
        lines.append(line)
    while True:
        channel, data = await socket.frame()
        if channel % 2 == 0 and channel // 2 < len(lines):
            line = lines[channel // 2]
            if not line.problem():
                await line.feed(data)
