"""What a cluster is to the clients of its API: it can be looked at, acted on, and it says when it has moved."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from playground.cluster.simulation import Cluster
from playground.cluster.simulation.acts import Act, Result, Shells


class Pulse:
    """Wakes all who wait, without remembering anything: they look for themselves what is new."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def beat(self) -> None:
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def wait(self, seconds: float) -> None:
        """Until the next beat, or until so much time has passed."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait((future,), timeout=seconds)
        finally:
            self._waiting.discard(future)


class TooManyStreams(Exception):
    """A workspace has as many open watches, logs and terminals as it may."""


class Streams:
    """Counts what is open."""

    def __init__(self, most: int) -> None:
        self.most, self.open = most, 0

    @contextmanager
    def one(self) -> Iterator[None]:
        """Raises TooManyStreams."""
        if self.open >= self.most:
            raise TooManyStreams
        self.open += 1
        try:
            yield
        finally:
            self.open -= 1


class Host(Protocol):
    """`world` changes with a reset: then revisions of before mean nothing any more. `moved` beats after every change."""

    moved: Pulse
    streams: Streams

    @property
    def world(self) -> int: ...

    @property
    def shells(self) -> Shells: ...

    @property
    def cluster(self) -> Cluster:
        """The latest state that is known, to be looked at and never changed."""

    async def look(self) -> Cluster:
        """The same, after everything that anybody was told of."""

    async def do(self, act: Act) -> Result: ...

    def takes(self) -> bool:
        """Whether one more request may be made now."""
