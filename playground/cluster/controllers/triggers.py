"""Since when endpoints should have been different: the annotation that consumers measure delays by.

Models: staging/src/k8s.io/endpointslice/util/trigger_time_tracker.go ComputeEndpointLastChangeTriggerTime
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import condition, key_of

ANNOTATION = "endpoints.kubernetes.io/last-change-trigger-time"


def trigger_time(memory: dict[Hashable, Any], service: Object, pods: Iterable[Object]) -> str:
    """The earliest of what changed since the last call: pods' readiness, the Service itself. '' if nothing has a time.

    Stamps in UTC are compared as texts. What was seen is kept in the controller's memory.
    """
    place = (*key_of(service), "trigger")
    seen = memory.get(place)
    created = str(service["metadata"].get("creationTimestamp", ""))
    times = {pod["metadata"]["name"]: stamp for pod in pods if (stamp := _ready_since(pod))}
    memory[place] = times
    if seen is None:
        return created
    return min((stamp for name, stamp in times.items() if stamp > seen.get(name, "")), default="")


def _ready_since(pod: Object) -> str:
    return str((condition(pod, "Ready") or {}).get("lastTransitionTime") or "")


def stamped(annotations: dict[str, str], time: str) -> dict[str, str]:
    """The annotations with the time, or without one."""
    kept = {key: value for key, value in annotations.items() if key != ANNOTATION}
    return {**kept, ANNOTATION: time} if time else kept
