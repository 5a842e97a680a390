"""Trouble that is not part of Kubernetes' API: a node without power, a process that hangs or crashes.

It is kept as annotations on the objects, so that it is in the store, in the log, and undone like anything
else. The API learns of it only as a real one would: by silence, by probes, by exit codes.
"""

from __future__ import annotations

from playground.cluster.objects.kinds import Object

NODE_FAILED = "playground/failed"
"""On a Node, "true": it has no power. Its pods answer no more at once; its kubelet says nothing."""

POD_UNREADY = "playground/unready"
"""On a Pod, "true": its readiness fails, whatever its probe would say; its processes go on listening."""

POD_CRASHED = "playground/crashed"
"""On a Pod, "true": its containers exit with code 1 as soon as they are started. Nothing listens."""


def _is_marked(obj: Object, annotation: str) -> bool:
    return (obj["metadata"].get("annotations") or {}).get(annotation) == "true"


def node_has_failed(node: Object) -> bool:
    return _is_marked(node, NODE_FAILED)


def pod_is_held_unready(pod: Object) -> bool:
    return _is_marked(pod, POD_UNREADY)


def pod_is_crashing(pod: Object) -> bool:
    return _is_marked(pod, POD_CRASHED)
