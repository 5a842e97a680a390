"""What every controller is: level-triggered and keyed.

A change marks keys; `reconcile(key)` reads the store and writes the difference. It may ask to be called
again for the same key after some logical seconds. It must do nothing when nothing is left to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from playground.cluster.store import Change

if TYPE_CHECKING:
    from playground.cluster.apiserver.server import ApiServer
    from playground.cluster.objects.kinds import Object

Key = tuple[str, str]
"""(namespace, name) of what is to be reconciled; the namespace is '' for cluster-scoped things."""


class Runtime(Protocol):
    """What the kubelet asks of the containers, fulfilled from above (containers/ is a higher layer)."""

    def starts(self, pod: Object, container: Object) -> str | None:
        """None if the container runs, else why it does not: a waiting reason such as ErrImagePull or CrashLoopBackOff."""

    def probe(self, pod: Object, container: Object, probe: Object) -> str | None:
        """None if the probe succeeds now, else the kubelet's failure message."""


class Controller:
    """The base of all controllers; `name` is the component's name as it appears in events."""

    name = ""

    def __init__(self, api: ApiServer) -> None:
        self.api, self.store, self.clock = api, api.store, api.clock

    def keys(self, change: Change) -> Iterable[Key]:
        """The keys that a change marks for this controller."""
        raise NotImplementedError

    def reconcile(self, key: Key) -> float | None:
        """Write the difference for one key. Returns logical seconds after which to look again, or None."""
        raise NotImplementedError
