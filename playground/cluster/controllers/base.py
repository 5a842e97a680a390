"""What every controller is: level-triggered and keyed.

A change marks keys; `reconcile(key)` reads the store and writes the difference. It may ask to be called
again for the same key after some logical seconds. It must do nothing when nothing is left to do.

Rule 1: a controller keeps no state but `memory`, a dict of immutable values, so that a fork copies it.
Rule 2: what it reads from the store it never changes; what it writes goes through the API server.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

from playground.cluster.controllers.events import Recorder
from playground.cluster.store import Change

if TYPE_CHECKING:
    from playground.cluster.apiserver.server import ApiServer
    from playground.cluster.objects.kinds import Object

Key = tuple[str, ...]
"""(namespace, name) of what is to be reconciled; the namespace is '' for cluster-scoped things. The garbage
collector, which reconciles every kind, has (kind, namespace, name)."""


class Exit(NamedTuple):
    """The end of a container's process: logical seconds after its start, and the exit code."""

    after: float
    code: int


STOP = 1.0
"""Seconds in which a process ends that is told to, unless its program says otherwise."""


class Runtime(Protocol):
    """What the kubelet asks of the containers, fulfilled from above (containers/ is a higher layer)."""

    def problem(self, pod: Object, container: Object) -> tuple[str, str] | None:
        """Why the container can't be started: a waiting reason such as ErrImagePull, and its message. None if it can."""

    def probe(self, pod: Object, container: Object, probe: Object) -> str | None:
        """None if the probe succeeds now, else the kubelet's failure message."""

    def finishes(self, pod: Object, container: Object) -> Exit | None:
        """When and how the container's process ends by itself; None if it runs until it is stopped."""

    def stopping(self, pod: Object, container: Object) -> float:
        """Seconds that the container's process goes on after TERM."""


class Steady:
    """The runtime in which every image runs, every probe succeeds and nothing ends by itself."""

    def problem(self, pod: Object, container: Object) -> tuple[str, str] | None:
        return None

    def probe(self, pod: Object, container: Object, probe: Object) -> str | None:
        return None

    def finishes(self, pod: Object, container: Object) -> Exit | None:
        return None

    def stopping(self, pod: Object, container: Object) -> float:
        return STOP


class Controller:
    """The base of all controllers; `name` is the component's name as it appears in events."""

    name: ClassVar[str] = ""
    kinds: ClassVar[tuple[str, ...]] = ()
    """The kinds whose changes `keys` is asked about."""

    def __init__(self, api: ApiServer) -> None:
        self.api, self.store, self.clock, self.config = api, api.store, api.clock, api.config
        self.events = Recorder(api, self.name)
        self.memory: dict[Hashable, Any] = {}
        self.prepare()

    def prepare(self) -> None:
        """Register the indexes that this controller reads."""

    def keys(self, change: Change) -> Iterable[Key]:
        """The keys that a change marks for this controller."""
        raise NotImplementedError

    def reconcile(self, key: Key) -> float | None:
        """Write the difference for one key. Returns logical seconds after which to look again, or None."""
        raise NotImplementedError


def own_key(change: Change) -> Key:
    return (change.namespace, change.name)
