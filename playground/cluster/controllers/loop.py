"""The loop that drives all controllers: one queue, one set of timers, logical time.

Deterministic: keys are worked off in the order in which they were marked, timers in the order of their
instants. A key stands in the queue once, however many changes marked it.

Models: client-go/util/workqueue (queue, delaying queue, rate limiter)
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from playground.cluster.apiserver.messages import ApiError
from playground.cluster.controllers.base import Controller, Key, Runtime
from playground.cluster.controllers.envvars import container_environment
from playground.cluster.controllers.kubelet import Kubelet
from playground.cluster.controllers.roster import controllers_for
from playground.cluster.store import Change

if TYPE_CHECKING:
    from playground.cluster.apiserver.server import ApiServer
    from playground.cluster.objects.kinds import Object

Item = tuple[int, Key]
"""The number of a controller, and a key of it."""

ROUNDS = 10_000
"""How often one key may be reconciled at one instant before the loop is declared restless."""

FIRST_RETRY, LAST_RETRY = 1.0, 1000.0


def later(now: float, seconds: float) -> float:
    """The instant in microseconds: what adding and subtracting leaves behind must not move a stamp by a second."""
    due = round(now + seconds, 6)
    return due if due > now else now + seconds


class Restless(RuntimeError):
    """Controllers keep undoing each other's work: a fault of the model, never of what a user wrote."""


class Loop:
    def __init__(self, api: ApiServer, runtime: Runtime) -> None:
        self._assemble(api, runtime)
        self._watchers: dict[str, list[int]] = {}
        for number, controller in enumerate(self.controllers):
            for kind in controller.kinds:
                self._watchers.setdefault(kind, []).append(number)
        self._mark_everything()

    def _assemble(self, api: ApiServer, runtime: Runtime) -> None:
        self.api, self.store, self.clock = api, api.store, api.clock
        self.controllers: list[Controller] = controllers_for(api, runtime)
        self._queue: deque[Item] = deque()
        self._queued: set[Item] = set()
        self._due: dict[Item, float] = {}
        self._timers: list[tuple[float, int, Item]] = []
        self._ticket = 0
        self._failures: dict[Item, int] = {}
        self.store.observe(self._observe)

    def fork(self, api: ApiServer, runtime: Runtime) -> Loop:
        """The same loop over another API server whose store is a fork of this one's."""
        twin = Loop.__new__(Loop)
        twin._assemble(api, runtime)
        twin._watchers = self._watchers
        twin._queue, twin._queued = deque(self._queue), set(self._queued)
        twin._due, twin._timers, twin._ticket = dict(self._due), list(self._timers), self._ticket
        twin._failures = dict(self._failures)
        for old, new in zip(self.controllers, twin.controllers, strict=True):
            new.memory = dict(old.memory)
        return twin

    # -- running

    def settle(self) -> None:
        """Reconcile until nothing is due at the current instant."""
        rounds: dict[Item, int] = {}
        self._wake()
        while self._queue:
            item = self._queue.popleft()
            self._queued.discard(item)
            rounds[item] = rounds.get(item, 0) + 1
            if rounds[item] > ROUNDS:
                raise Restless(f"{type(self.controllers[item[0]]).__name__} {item[1]} does not come to rest")
            self._reconcile(item)
            self._wake()

    def next_due(self) -> float | None:
        """The instant at which something is to be done next; now if something waits in the queue."""
        if self._queue:
            return self.clock.now
        while self._timers and self._due.get(self._timers[0][2]) != self._timers[0][0]:
            heappop(self._timers)
        return self._timers[0][0] if self._timers else None

    def advance(self, seconds: float) -> bool:
        """Let logical time pass, doing everything at its instant. True if anything was written.

        Advancing in one stride or in many gives the same: an instant at which nothing was written
        need not be remembered.
        """
        before, end = self.store.revision, self.clock.now + seconds
        self.settle()
        while (due := self.next_due()) is not None and due <= end:
            self.clock.now = max(self.clock.now, due)
            self.settle()
        self.clock.now = end
        return self.store.revision != before

    def _reconcile(self, item: Item) -> None:
        number, key = item
        self._due.pop(item, None)
        self.api.acting = self.controllers[number].name
        try:
            again = self.controllers[number].reconcile(key)
        except ApiError as error:
            again = self._after_failure(item, error)
        else:
            self._failures.pop(item, None)
        finally:
            self.api.acting = ""
        if again is not None and item not in self._queued:
            self._schedule(item, later(self.clock.now, again))

    def _after_failure(self, item: Item, error: ApiError) -> float | None:
        """Back off and try again; an object that is gone, or a namespace that is going, needs no retry."""
        if error.code == 404 or "being terminated" in error.message:
            self._failures.pop(item, None)
            return None
        failures = self._failures[item] = self._failures.get(item, 0) + 1
        return min(FIRST_RETRY * 2.0 ** (failures - 1), LAST_RETRY)

    def failing(self) -> list[Key]:
        """The keys whose last reconciliation failed, and which wait for another try."""
        return [key for _, key in self._failures]

    def environment(self, pod: Object, container: str | None = None) -> dict[str, str]:
        """The variables of a container (the first one unless named), as they were when it was last started.

        Where no kubelet has started it, those that it would be started with now. Raises ConfigurationError.
        """
        spec = next(c for c in pod["spec"]["containers"] if container in (None, c["name"]))
        for controller in self.controllers:
            if isinstance(controller, Kubelet):
                frozen = controller.environment(pod, spec["name"])
                if frozen is not None:
                    return frozen
        return container_environment(self.store, pod, spec, self.api.config)

    def remembered(self, pod: Object, container: str) -> dict[str, str] | None:
        """The variables that a container was last started with; None where no kubelet knows."""
        return next((found.environment(pod, container) for found in self.controllers if isinstance(found, Kubelet)), None)

    # -- marking

    def _observe(self, change: Change) -> None:
        for number in self._watchers.get(change.kind, ()):
            for key in self.controllers[number].keys(change):
                self._mark((number, key))

    def _mark(self, item: Item) -> None:
        if item not in self._queued:
            self._queued.add(item)
            self._queue.append(item)

    def _mark_everything(self) -> None:
        """As an informer's first list: every object is an addition."""
        for change in self._additions():
            self._observe(change)

    def _additions(self) -> Iterator[Change]:
        for kind in sorted(self._watchers):
            for obj in self.store.iterate(kind):
                meta = obj["metadata"]
                revision = int(meta.get("resourceVersion") or 0)
                yield Change(revision, kind, meta.get("namespace", ""), meta["name"], None, obj, self.clock.now)

    def _schedule(self, item: Item, due: float) -> None:
        self._ticket += 1
        self._due[item] = due
        heappush(self._timers, (due, self._ticket, item))

    def _wake(self) -> None:
        while self._timers and self._timers[0][0] <= self.clock.now:
            due, _, item = heappop(self._timers)
            if self._due.get(item) == due:
                del self._due[item]
                self._mark(item)
