"""A watch as a stream: one line of JSON for each event, flushed at once.

The stream is a cursor over the store. Nothing is kept for a client that reads slowly: it is handed the next events when it
has taken the last ones, and is cut off when it does not take them at all.
"""

from __future__ import annotations

import time

from playground.cluster.apiserver.errors import expired
from playground.cluster.apiserver.messages import Response
from playground.cluster.apiserver.watch import Event, Watch
from playground.kubeapi.exchange import JSON, Exchange, json_bytes
from playground.kubeapi.host import Host

LONGEST = 1800.0
"""Seconds for which a watch is open that does not say how long."""

BOOKMARK = 60.0


async def stream(host: Host, exchange: Exchange, response: Response) -> None:
    """Until its time is over, its start is too old, the world is another, or the client goes. Raises TooManyStreams."""
    watch: Watch = response.watch
    with host.streams.one():
        await exchange.begin(response.code, {"content-type": JSON}, response.warnings)
        await exchange.stream(_tell(host, exchange, watch))


async def _tell(host: Host, exchange: Exchange, watch: Watch) -> None:
    world = host.world
    now = time.monotonic()
    end, marked = now + (LONGEST if watch.timeout is None else max(0, watch.timeout)), now
    while not watch.ended:
        if host.world != world:
            gone: Event = {"type": "ERROR", "object": expired("the cluster was reset: list again").status()}
            await _send(exchange, [gone])
            break
        watch.api = host.cluster.api
        await _send(exchange, watch.poll())
        now = time.monotonic()
        if now >= end:
            await _mark(exchange, watch)
            break
        if now - marked >= BOOKMARK:
            marked = now
            await _mark(exchange, watch)
        if host.cluster.store.revision <= watch.revision and host.world == world and not watch.ended:
            await host.moved.wait(min(end, marked + BOOKMARK) - now)
    await exchange.end()


async def _mark(exchange: Exchange, watch: Watch) -> None:
    mark = watch.bookmark()
    if mark is not None:
        await _send(exchange, [mark])


async def _send(exchange: Exchange, events: list[Event]) -> None:
    if events:
        await exchange.go_on(b"".join(map(json_bytes, events)))
