"""Listens to a store and gathers what was written into lines.

Each write is looked at in its own moment, so that "saw 2 of 3" is what the controller saw. A cost follows what changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from playground.cluster.account import network, nodes, people, pods, workloads
from playground.cluster.account.happening import Happening, Line
from playground.cluster.store import Change, Store

Teller = Callable[[Store, Change], Iterator[Happening]]

TELLERS: dict[str, Teller] = {
    "Pod": pods.tell,
    "Deployment": workloads.deployment,
    "ReplicaSet": workloads.replica_set,
    "StatefulSet": workloads.silent,
    "DaemonSet": workloads.silent,
    "Job": workloads.job,
    "PersistentVolumeClaim": workloads.claim,
    "Service": network.service,
    "EndpointSlice": network.endpoint_slice,
    "Node": nodes.tell,
}
"""By kind, what controllers' writes mean."""


class Chronicle:
    """What happens in a store from now on. A fork of the store has none."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lines: dict[tuple[object, ...], Line] = {}
        store.observe(self._note)

    def lines(self) -> tuple[Line, ...]:
        return tuple(self._lines.values())

    def take(self) -> tuple[Line, ...]:
        """The lines so far; what comes next begins anew."""
        found = self.lines()
        self._lines = {}
        return found

    def _note(self, change: Change) -> None:
        tell = TELLERS.get(change.kind)
        for happening in tell(self._store, change) if tell and change.by else people.tell(self._store, change):
            self._add(happening, change)

    def _add(self, happening: Happening, change: Change) -> None:
        if happening.place:
            key: tuple[object, ...] = (change.at, happening.place)
            self._lines.pop(key, None)
        else:
            key = (change.at, happening.code, *sorted((name, str(value)) for name, value in happening.params.items()))
            if not happening.item:
                key = (*key, happening.about)
        known = self._lines.get(key)
        if known is None:
            counted = happening.counted() if happening.counted else {}
            params = {**happening.params, **counted, **({"names": [happening.item]} if happening.item else {})}
            self._lines[key] = Line(happening.code, params, happening.about, change.at, change.revision)
        elif happening.item and happening.item not in known.params["names"]:
            params = {**known.params, "names": [*known.params["names"], happening.item]}
            self._lines[key] = Line(known.code, params, known.about, known.at, known.revision)
