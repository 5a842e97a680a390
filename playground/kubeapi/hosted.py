"""A workspace of the playground as its API's clients meet it: what they do are commands of its log.

One host serves all clients of a workspace in this process. While it has any, the cluster's time runs, as under an open page.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from uuid import UUID, uuid4

from channels.layers import get_channel_layer
from django.conf import settings
from django.db import IntegrityError

from playground.cluster.apiserver.messages import ApiError
from playground.cluster.simulation import Cluster
from playground.cluster.simulation.acts import Act, Result, Shells
from playground.kubeapi.host import Pulse, Streams
from playground.workspaces import announcing, log, messages
from playground.workspaces.live import Live, registry
from playground.workspaces.models import Workspace
from playground.workspaces.rate import Allowance
from playground.workspaces.refusal import Refused
from playground.workspaces.session import in_thread
from playground.workspaces.state import State

logger = logging.getLogger(__name__)

MOST_STREAMS = 300
LINGER = 30.0
"""Seconds after the last request in which the next one is expected."""

POLL = 10.0
SHORTEST_TICK = 0.05


class Hosted:
    """A Host. Open it before use; it closes itself when nobody has come for a while."""

    def __init__(self, workspace: UUID) -> None:
        self.workspace = workspace
        self.moved, self.streams = Pulse(), Streams(MOST_STREAMS)
        self.allowance = Allowance(rate=100, burst=1000)
        self.used = time.monotonic()
        self._state: State | None = None
        self._live: Live | None = None
        self._opening = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._changed = asyncio.Event()

    # -- as a Host

    @property
    def world(self) -> int:
        return self._now.world

    @property
    def cluster(self) -> Cluster:
        return self._now.cluster

    @property
    def shells(self) -> Shells:
        return self._now.shells

    @property
    def _now(self) -> State:
        assert self._state is not None
        return self._state

    def takes(self) -> bool:
        self.used = time.monotonic()
        return self.allowance.take()

    async def look(self) -> Cluster:
        if settings.MANY_WORKERS:  # another one may have answered a client just now
            await self._adopt(await in_thread(_latest, self.workspace))
        return self.cluster

    async def do(self, act: Act) -> Result:
        """Raises ApiError (503)."""
        try:
            result, state = await in_thread(_submit, self.workspace, act)
        except Refused as refusal:
            raise ApiError(503, "ServiceUnavailable", str(refusal)) from None
        await self._adopt(state, announce=True)
        return result

    # -- its life

    @property
    def is_open(self) -> bool:
        return self._live is not None

    async def open(self) -> None:
        """Raises what opening the workspace raises."""
        async with self._opening:
            if self._live is None:
                self._live, self._state = await in_thread(_watch, self.workspace)
                self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._tick())]

    async def close(self) -> None:
        live, self._live = self._live, None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if live is not None:
            await in_thread(_unwatch, live)

    @property
    def is_idle(self) -> bool:
        return not self.streams.open and time.monotonic() - self.used > LINGER

    async def _adopt(self, state: State, announce: bool = False) -> None:
        before = self._now
        if (state.world, state.sequence, state.time) < (before.world, before.sequence, before.time):
            return
        self._state = state
        if state.sequence == before.sequence:
            return
        self.moved.beat()
        self._changed.set()
        if announce:
            await announcing.announce(self.workspace, state.sequence)

    async def _listen(self) -> None:
        """What pages and other workers have done."""
        layer = get_channel_layer()
        assert layer is not None
        group, channel = announcing.group(self.workspace), await layer.new_channel()
        await layer.group_add(group, channel)
        try:
            while True:
                event = await layer.receive(channel)
                if event["type"] == announcing.MOVED and event["sequence"] > self._now.sequence:
                    await self._adopt(await in_thread(_latest, self.workspace, event["sequence"]))
        finally:
            await layer.group_discard(group, channel)

    async def _tick(self) -> None:
        """Lets time do its work; looks into the log for what was not announced."""
        while True:
            try:
                state, ticked, due = await in_thread(_tick, self.workspace)
                await self._adopt(state, announce=ticked)
            except (IntegrityError, Workspace.DoesNotExist):
                return  # the workspace itself is gone
            except Exception:
                logger.exception("workspace %s", self.workspace)
                due = None
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL if due is None else min(POLL, max(SHORTEST_TICK, due))):
                    await self._changed.wait()


class Hosts:
    """Those of this process, by workspace."""

    def __init__(self) -> None:
        self._open: dict[UUID, Hosted] = {}
        self._sweeping: asyncio.Task[None] | None = None

    async def of(self, workspace: UUID) -> Hosted:
        """Raises what opening the workspace raises."""
        host = self._open.get(workspace)
        if host is None:
            host = self._open[workspace] = Hosted(workspace)
        host.used = time.monotonic()
        if not host.is_open:
            await host.open()
        if self._sweeping is None or self._sweeping.done():
            self._sweeping = asyncio.create_task(self._sweep())
        return host

    async def close(self) -> None:
        for workspace in list(self._open):
            await self._open.pop(workspace).close()
        if self._sweeping:
            self._sweeping.cancel()

    async def _sweep(self) -> None:
        """Lets go of those that nobody uses any more; ends with the last one."""
        while self._open:
            await asyncio.sleep(LINGER / 3)
            for workspace, host in list(self._open.items()):
                if host.is_idle:
                    del self._open[workspace]
                    await host.close()


# -- in a thread, holding the workspace


def _watch(workspace: UUID) -> tuple[Live, State]:
    with registry.hold(workspace) as live:
        live.watch()
        return live, live.state()


def _unwatch(live: Live) -> None:
    with live.lock:
        live.unwatch()


def _submit(workspace: UUID, act: Act) -> tuple[Result, State]:
    with registry.hold(workspace) as live:
        answer = live.submit(messages.Remote(id=uuid4(), act=act))  # type: ignore[arg-type]
        return answer["result"], live.state()


def _latest(workspace: UUID, at_least: int = 0) -> State:
    with registry.hold(workspace) as live:
        return live.state(at_least or log.last_sequence(workspace))


def _tick(workspace: UUID) -> tuple[State, bool, float | None]:
    with registry.hold(workspace) as live:
        ticked = live.tick()
        return live.state(log.last_sequence(workspace)), ticked, live.until_due()
