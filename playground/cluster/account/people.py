"""What was written by whoever asked from outside: the trouble that they made, and the fields that they changed.

That an object was created or deleted, the command itself says; what follows from it at once is told here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playground.cluster.account import network, pods
from playground.cluster.account.happening import Happening, Key, key_of, named, spec_of
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import annotations_of, is_terminating, node_name
from playground.cluster.objects.world import BALANCER_TAKEN, NODE_FAILED, POD_CRASHED, POD_EXITED, POD_UNREADY
from playground.cluster.store import Change, Store

UNTOLD = frozenset({"Event", "Lease", "ControllerRevision", "Endpoints"})
MOST_FIELDS = 3
LONGEST = 60

MARKS = {
    POD_UNREADY: ("pod.held", "pod.released"),
    POD_CRASHED: ("pod.crashing", "pod.mended"),
    POD_EXITED: ("pod.exit", ""),
    NODE_FAILED: ("node.failed", "node.restored"),
    BALANCER_TAKEN: ("balancer.taken", "balancer.allowed"),
}
"""An annotation that makes trouble -> the code when it is set, and when it is gone."""


def tell(store: Store, change: Change) -> Iterator[Happening]:
    if change.kind in UNTOLD:
        return
    if change.old is not None and change.new is not None:
        yield from _trouble(change)
        yield from _fields(change)
    match change.kind:
        case "Pod":
            yield from _pod(change)
        case "Service":
            yield from network.service(store, change)
        case "EndpointSlice":
            yield from network.behind(store, change)


def _trouble(change: Change) -> Iterator[Happening]:
    before, after = annotations_of(change.old or {"metadata": {}}), annotations_of(change.new or {"metadata": {}})
    params = {"name": named(change.namespace, change.name)}
    for mark, (made, mended) in MARKS.items():
        if before.get(mark) != after.get(mark):
            code = made if after.get(mark) else mended
            if code:
                yield Happening(code, key_of(change), params)


def _pod(change: Change) -> Iterator[Happening]:
    if pods.is_marked(change):
        yield Happening("pod.told", key_of(change), {"name": named(change.namespace, change.name)})
    elif change.new is None and change.old is not None and not is_terminating(change.old) and node_name(change.old):
        yield Happening("pod.at-once", key_of(change), {"name": named(change.namespace, change.name)})


# -- fields


def _fields(change: Change) -> Iterator[Happening]:
    """The first few fields that differ, as they were and as they are."""
    assert change.old is not None
    assert change.new is not None
    about: Key = key_of(change)
    name = f"{change.kind} {named(change.namespace, change.name)}"
    found = list(_differences(_told(change.old), _told(change.new), ""))
    for path, old, new in found[:MOST_FIELDS]:
        params = {"name": name, "path": path, "old": _text(old), "new": _text(new)}
        code = "field.set" if old is None else "field.removed" if new is None else "field.changed"
        yield Happening(code, about, params)
    if len(found) > MOST_FIELDS:
        yield Happening("field.more", about, {"name": name, "more": len(found) - MOST_FIELDS})


def _told(obj: Object) -> Object:
    """What people write into an object."""
    fields = ("spec", "endpoints", "ports", "addressType", *(() if obj["kind"] == "Secret" else ("data",)))
    kept: Object = {key: obj[key] for key in fields if key in obj}
    labels = obj["metadata"].get("labels")
    spec = spec_of(obj)
    if "unschedulable" in spec:  # has sentences of its own, as the node controller's taint
        kept["spec"] = {key: value for key, value in spec.items() if key != "unschedulable"}
    return {**kept, **({"metadata": {"labels": labels}} if labels else {})}


def _differences(old: Any, new: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from _differences(old.get(key), new.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _differences(one, other, f"{path}[{number}]")
    else:
        yield path, old, new


def _text(value: Any) -> str:
    if isinstance(value, dict):
        text = ", ".join(f"{key}: {_text(inner)}" for key, inner in value.items())
    elif isinstance(value, list):
        text = f"[{', '.join(map(_text, value))}]"
    else:
        text = {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
