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

POD_EXITED = "playground/exited"
"""On a Pod, a number: whenever it has grown, the containers that run exit once, with code 1."""

BALANCER_TAKEN = "playground/balancer-taken"
"""On a Service, "true": the cloud has taken its load balancer away and makes no other."""


def _is_marked(obj: Object, annotation: str) -> bool:
    return (obj["metadata"].get("annotations") or {}).get(annotation) == "true"


def node_has_failed(node: Object) -> bool:
    return _is_marked(node, NODE_FAILED)


def pod_is_held_unready(pod: Object) -> bool:
    return _is_marked(pod, POD_UNREADY)


def exit_asked_of(pod: Object) -> int:
    """Greater than it was when the pod's processes are to exit."""
    asked = str((pod["metadata"].get("annotations") or {}).get(POD_EXITED, ""))
    return int(asked) if asked.isdecimal() and len(asked) < 20 else 0


def balancer_is_taken(service: Object) -> bool:
    return _is_marked(service, BALANCER_TAKEN)


def pod_is_crashing(pod: Object) -> bool:
    return _is_marked(pod, POD_CRASHED)
