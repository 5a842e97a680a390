"""A cluster in memory, for one process: no log, no login, no Django."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from playground.cluster.simulation import Cluster
from playground.cluster.simulation.acts import Act, Result, Shells, perform
from playground.kubeapi.host import Pulse, Streams

MOST_STREAMS = 10_000
HISTORY = 200_000
"""Changes that watches may go back: as many as the longest test makes."""


class Alone:
    """A Host. Its time is real time, and ahead of it by what commands slept: a command that sleeps does not keep anybody waiting."""

    world = 1

    def __init__(self, cluster: Cluster, clock: Callable[[], float] = time.time) -> None:
        self.moved, self.streams = Pulse(), Streams(MOST_STREAMS)
        self.shells: Shells = {}
        self._clock = clock
        self._turn = asyncio.Event()
        self.take(cluster)

    def take(self, cluster: Cluster) -> None:
        """This cluster is served from now on, and its time is now."""
        self.cluster = cluster
        self.cluster.store.keep = HISTORY
        self._ahead = cluster.clock.now - self._clock()

    def takes(self) -> bool:
        return True

    async def look(self) -> Cluster:
        self._catch_up()
        return self.cluster

    async def do(self, act: Act) -> Result:
        self._catch_up()
        before = self.cluster.clock.now
        done = perform(self.cluster, act, self.shells)
        self.shells = done.shells
        self._ahead += self.cluster.clock.now - before
        self.moved.beat()
        self._turn.set()
        return done.result

    async def run(self) -> None:
        """Let time do its work, for ever."""
        while True:
            self._catch_up()
            due = self.cluster.loop.next_due()
            wait = 60.0 if due is None else max(0.001, due - self._now())
            self._turn.clear()
            try:
                async with asyncio.timeout(wait):
                    await self._turn.wait()
            except TimeoutError:
                pass

    def _now(self) -> float:
        return self._clock() + self._ahead

    def _catch_up(self) -> None:
        passed = self._now() - self.cluster.clock.now
        if passed > 0 and self.cluster.advance(passed):
            self.moved.beat()
