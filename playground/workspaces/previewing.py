"""What Apply would change, before it is pressed: the same code on a fork that nobody keeps.

Time goes on until the cluster is quiet, so that pods are seen as they will be; what would have happened without the
files is left out.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any

from playground.cluster.simulation import Cluster
from playground.diagram import Difference, Item, difference
from playground.workspaces import messages, wire
from playground.workspaces.applying import apply_files
from playground.workspaces.state import State

Parts = dict[str, Difference]

PATIENCE = 60.0
"""Logical seconds after which a cluster that does not come to rest (a pod that crashes again and again) is shown as it is."""


def preview(state: State, files: Sequence[messages.File], opened: Set[str] = frozenset()) -> dict[str, Any]:
    """The answer to `preview`. `scene` is None where nothing would change: the files are what is applied, or none of them
    can be applied. `opened` as in `fold`."""
    if tuple(files) == state.applied.files:
        return wire.preview(None)
    effect = apply_files(state.fork(), files)
    changes = _changes(state.cluster, effect.state.cluster, opened) if effect.touched else None
    return wire.preview(changes, effect.outcome["outcomes"])


def _changes(now: Cluster, applied: Cluster, opened: Set[str]) -> Parts | None:
    """What leads from the scene of now to the one after Apply, in nodes and edges; None if nothing does."""
    start = now.clock.now
    _calm(applied, start)
    without = now
    if (due := now.loop.next_due()) is not None and due <= start + PATIENCE:
        without = now.fork()
        _calm(without, start)
    shown, left, then = wire.scenes(now, without, applied, opened=opened)
    parts = {
        "nodes": _caused(shown["nodes"], left["nodes"], then["nodes"]),
        "edges": _caused(shown["edges"], left["edges"], then["edges"]),
    }
    return parts if any(any(found.values()) for found in parts.values()) else None


def _caused(shown: list[Item], without: list[Item], then: list[Item]) -> Difference:
    """What leads from the items shown to those after Apply, without what would differ anyhow."""
    by_apply = difference(without, then)
    ids = {*(item["id"] for item in (*by_apply["add"], *by_apply["change"])), *by_apply["remove"]}
    found = difference(shown, then)
    return {
        "add": [item for item in found["add"] if item["id"] in ids],
        "change": [item for item in found["change"] if item["id"] in ids],
        "remove": [key for key in found["remove"] if key in ids],
    }


def _calm(cluster: Cluster, start: float) -> None:
    """Let time go on until nothing is due."""
    end = start + PATIENCE
    while (due := cluster.loop.next_due()) is not None and due <= end:
        cluster.advance(max(0.0, due - cluster.clock.now))
