"""What happened between two drawings, as a few pictures in between: a pod appears, is scheduled, becomes ready, enters the slice.

Each frame is what differs from the one before it; the last one ends at the new drawing. They are for the eye alone: who
skips them has missed nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TypedDict

from playground.cluster.config import Config
from playground.cluster.store import Change, Compacted, Store
from playground.diagram.drawing import Drawing, draw
from playground.diagram.scene import Difference, Scene, difference

MOST = 12
MOST_FOLDED = 4
"""Where pods stand in groups there is less to see of each."""

_SEEN = frozenset({"Node", "Pod", "Service", "EndpointSlice", "Ingress"})


class Frame(TypedDict):
    """`time` in logical seconds since 1970."""

    revision: int
    time: float
    nodes: Difference
    edges: Difference


def frames(
    store: Store, config: Config, old: Drawing, first: Scene, last: Scene, shown: Callable[[Scene], Scene] = lambda scene: scene
) -> list[Frame]:
    """From `old`, which is told as `first`, to the drawing of `store`, which is told as `last`. `shown` is how a scene is told
    (folded, say), for all of them the same.

    Nothing if there is nothing in between, or if the store has forgotten it.
    """
    try:
        changes = [change for change in store.since(first["revision"]) if change.kind in _SEEN]
    except Compacted:
        return []
    stops = _stops(changes, MOST_FOLDED if "folded" in last else MOST)
    if len(stops) < 2:
        return []
    scenes, drawing = [first], old
    for change in stops[:-1]:
        drawing = draw(store.at(change.revision), config, drawing)
        scenes.append(shown(drawing.scene))
    scenes.append(last)
    found: list[Frame] = []
    for change, (before, after) in zip(stops, pairwise(scenes), strict=True):
        nodes, edges = difference(before["nodes"], after["nodes"]), difference(before["edges"], after["edges"])
        if any(nodes.values()) or any(edges.values()):
            found.append({"revision": after["revision"], "time": change.at, "nodes": nodes, "edges": edges})
    return found if len(found) > 1 else []


def _stops(changes: list[Change], most: int) -> list[Change]:
    """The last change of each beat, at most so many of them: in a beat the same happens to one object or to several."""
    ends = [change for change, after in pairwise(changes) if _beat(change) != _beat(after)] + changes[-1:]
    if len(ends) <= most:
        return ends
    return [ends[(number + 1) * len(ends) // most - 1] for number in range(most)]


def _beat(change: Change) -> tuple[str, str, float]:
    return change.kind, change.type, change.at
