"""What became of nodes: ready, silent, tainted."""

from __future__ import annotations

from collections.abc import Iterator

from playground.cluster.account.happening import Happening, key_of, spec_of
from playground.cluster.controllers.node import GRACE, UNSCHEDULABLE
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import condition
from playground.cluster.store import Change, Store


def tell(store: Store, change: Change) -> Iterator[Happening]:
    if change.new is None or change.old is None:
        return
    about, node = key_of(change), {"node": change.name}
    before, after = (str((condition(obj, "Ready") or {}).get("status")) for obj in (change.old, change.new))
    if before != after:
        if after == "Unknown":
            yield Happening("node.silent", about, {**node, "seconds": int(GRACE)})
        else:
            yield Happening("node.ready" if after == "True" else "node.not-ready", about, node)
    had, has = _taints(change.old), _taints(change.new)
    for taint in sorted(has - had):
        yield Happening("node.cordoned" if taint[0] == UNSCHEDULABLE else _tainted(taint[1]), about, {**node, "taint": ":".join(taint)})
    for taint in sorted(had - has):
        yield Happening("node.uncordoned" if taint[0] == UNSCHEDULABLE else "node.untainted", about, {**node, "taint": ":".join(taint)})


def _tainted(effect: str) -> str:
    return "node.tainted.execute" if effect == "NoExecute" else "node.tainted"


def _taints(node: Object) -> set[tuple[str, str]]:
    return {(taint["key"], taint["effect"]) for taint in spec_of(node).get("taints") or ()}
